"""Whether days with strokes put the month first: «1/25/2019» can be no other, «1/5/2019» may be either. Pure."""

import re

from django.utils.translation import gettext as _

from actionplans.imports.files import Cell

from .misread import Misread, shortened

LONGEST = 200  # letters of a cell in which such a day is looked for
_WITH_YEAR = re.compile(r"(?<![\d/])(\d{1,2})\s?/\s?(\d{1,2})\s?/\s?(?:\d{4}|\d{2})(?![\d/])")
_ALONE = re.compile(r"\s*(\d{1,2})/(\d{1,2})\s*")
MONTHS, LONGEST_MONTH = 12, 31


def puts_month_first(cell: Cell) -> bool:
    """Whether the cell holds a day that is one only with the month before it."""
    return any(first <= MONTHS < second <= LONGEST_MONTH for first, second in _pairs(cell))


def refuse_either(cell: Cell) -> None:
    """Raise Misread "no_date" for a day that would be another one with the month first; «3/3/2019» would not."""
    if any(first <= MONTHS and second <= MONTHS and first != second for first, second in _pairs(cell)):
        said = _("“%(text)s”: other days of this sheet are written with the month first. Write day.month.year.")
        raise Misread("no_date", said % {"text": shortened(cell)})


def _pairs(cell: Cell) -> list[tuple[int, int]]:
    if not isinstance(cell, str) or "/" not in cell or len(cell) > LONGEST:
        return []
    found = _WITH_YEAR.findall(cell) or _ALONE.findall(cell if _ALONE.fullmatch(cell) else "")
    return [(int(first), int(second)) for first, second in found]
