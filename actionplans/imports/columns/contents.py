"""What the cells of one column hold: days, counts, numbers of items, words of forms, districts, texts, names."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache, partial
from itertools import pairwise
from typing import Any

from actionplans.imports import readings, words
from actionplans.imports.files import Cell
from actionplans.imports.readings import Misread, plain
from actionplans.imports.readings.counts import is_not_recorded
from actionplans.models.events import COUNTS

ENOUGH = 3  # filled cells from which a column shows what it holds
MOSTLY = 0.8  # of the filled cells, from which a column holds a kind of thing; a register has faults
HALF = 0.5
LONGEST_DAY = 60  # letters
LONGEST_NAME = 300  # letters of a cell in which a name is looked for: a search through more takes ever longer
REMEMBERED = 16384  # texts: a register says the same again and again
SOME_YEAR = 2000  # a leap year, for days that name none

IsDistrict = Callable[[str], bool]

_ITEM = re.compile(r"(?:(?:пункт\w*|п|item|no|№)[\s.]*)*\d{1,2}(?:[.,]\d{1,2}){1,3}\.?", re.I)
_AGE = re.compile(r"[<>]\s?\d+|\d+\s?\+|\d{1,2}\s?[-–—]\s?\d{1,2}")
_KIND_OF_PLACE = re.compile(r"\b(?:район\w*|р-?н|город|г\.|шаары?|district|rayon|raion|city)(?!\w)", re.I)
_INITIALS = re.compile(r"[А-ЯЁӨҮҢA-Z][а-яёөүң\w-]+ [А-ЯЁӨҮҢA-Z]\.(?: ?[А-ЯЁӨҮҢA-Z]\.)?")
_PATRONYMIC = re.compile(r"(?:[А-ЯЁӨҮҢ][а-яёөүң-]+ ){1,2}[А-ЯЁӨҮҢ][а-яёөүң]+(?:вич|вна|кызы|уулу)")
_LONG_NUMBER = re.compile(r"(?:\+?996|0)[\s(-]*\d{3}[\s)-]*(?:\d[\s-]*){6}|[12]\d{13}")


@dataclass(frozen=True)
class Contents:
    """Shares of the `filled` cells, from 0 to 1; `letters` is the mean length of the texts, `distinct` the share of
    different ones, `numbers` what each cell counts, `runs` whether the cells number the rows."""

    filled: int = 0
    days: float = 0.0
    may_be_days: float = 0.0
    counts: float = 0.0
    items: float = 0.0
    may_be_items: float = 0.0
    forms: float = 0.0
    districts: float = 0.0
    texts: float = 0.0
    personal: float = 0.0
    letters: float = 0.0
    distinct: float = 0.0
    numbers: tuple[int | None, ...] = ()
    runs: bool = False

    @classmethod
    def of(cls, cells: Sequence[Cell], is_district: IsDistrict | None) -> "Contents":
        held = [cell for cell in cells if cell is not None and not _is_blank(cell)]
        if not held:
            return cls()
        texts = [cell for cell in held if isinstance(cell, str) and not is_data(cell)]
        known = is_district or (lambda text: bool(_KIND_OF_PLACE.search(text)))
        return cls(
            filled=len(held),
            days=_share(held, is_day),
            may_be_days=_share(held, may_be_day),
            counts=_share(held, is_count),
            items=_share(held, is_item),
            may_be_items=_share(held, lambda cell: _reads(readings.item_number, cell)),
            forms=_share(held, lambda cell: bool(words.look_up(words.forms(), plain(cell)))),
            districts=_share(held, lambda cell: isinstance(cell, str) and not is_data(cell) and known(cell)),
            texts=len(texts) / len(held),
            personal=_share(held, is_personal),
            letters=sum(map(len, texts)) / max(1, len(texts)),
            distinct=len(set(held)) / len(held),
            numbers=tuple(map(_number, cells)),
            runs=_runs(held),
        )

    def doubts(self, field: str) -> bool:
        """Whether what stands here cannot be this field, however the column is called: «Дата» that holds no days."""
        if self.filled < ENOUGH:
            return False
        if field in ("starts_on", "ends_on"):
            return self.may_be_days < HALF
        if field in COUNTS:
            return self.counts < HALF
        if field == "item":
            return self.may_be_items < HALF
        if field == "form":
            return self.forms < 1 - MOSTLY
        if field == "district":
            return self.districts < 1 - MOSTLY  # says something only where districts are known by their names
        return field in ("title", "place") and self.texts < HALF


def _share(cells: Sequence[Cell], holds: Callable[[Any], bool]) -> float:
    return sum(map(holds, cells)) / len(cells)


@lru_cache(maxsize=REMEMBERED)
def _is_blank(cell: Cell) -> bool:
    return isinstance(cell, str) and is_not_recorded(cell)


def is_data(cell: Cell) -> bool:
    """Whether a cell holds what stands in rows of events and never in a heading: a day, a number, an item's."""
    return _is_data(cell) if isinstance(cell, str) else cell is not None


@lru_cache(maxsize=REMEMBERED)
def _is_data(text: str) -> bool:
    may_be = any(map(str.isdigit, text)) and not _AGE.fullmatch(text)
    return may_be and (is_day(text) or is_count(text) or is_item(text))


def is_day(cell: Cell) -> bool:
    """A day or several, with a year or with the month in words: «1.2» alone may as well be an item."""
    return _is_day(cell) if isinstance(cell, str) else isinstance(cell, date)


@lru_cache(maxsize=REMEMBERED)
def _is_day(text: str) -> bool:
    if not any(map(str.isdigit, text)) or len(text) > LONGEST_DAY or _AGE.fullmatch(text):
        return False
    return _reads(readings.days, text) or (not _ITEM.fullmatch(text) and may_be_day(text))


def may_be_day(cell: Cell) -> bool:
    """Whether a cell is a day if its column holds days: without its year, or shown as a number."""
    return _may_be_day(cell) if isinstance(cell, str) else _reads(_day_of_some_year, cell)


@lru_cache(maxsize=REMEMBERED)
def _may_be_day(text: str) -> bool:
    return any(map(str.isdigit, text)) and _reads(_day_of_some_year, text)


_day_of_some_year = partial(readings.days, year=SOME_YEAR)


def is_count(cell: Cell) -> bool:
    if isinstance(cell, str):
        return number_in(cell) is not None
    return isinstance(cell, int) or (isinstance(cell, Decimal) and cell == cell.to_integral_value())


@lru_cache(maxsize=REMEMBERED)
def number_in(text: str) -> int | None:
    """The count that a text names; None where it names none."""
    try:
        return readings.count(text) if any(map(str.isdigit, text)) else None
    except Misread:
        return None


def _number(cell: Cell) -> int | None:
    return number_in(cell) if isinstance(cell, str) else cell if isinstance(cell, int) else None


def is_item(cell: Cell) -> bool:
    """The number of a plan item in two parts or more; a whole number alone may be anything."""
    if isinstance(cell, Decimal):
        return not is_count(cell) and cell < 100
    return isinstance(cell, str) and bool(_ITEM.fullmatch(cell.strip()))


def is_personal(cell: Cell) -> bool:
    """Whether a cell holds a person's name as offices write it, a telephone or a personal number (rule 9)."""
    text = plain(cell)[:LONGEST_NAME]
    return any(pattern.search(text) for pattern in (_INITIALS, _PATRONYMIC, _LONG_NUMBER))


def _reads(reader: Callable[[Any], Any], cell: Cell) -> bool:
    try:
        reader(cell)
    except Misread:
        return False
    return True


def _runs(cells: Iterable[Cell]) -> bool:
    """Whether the cells are 1, 2, 3 … as a register numbers its rows, perhaps anew on each sheet."""
    numbers = [int(plain(cell).rstrip(".")) for cell in cells if plain(cell).rstrip(".").isdecimal()]
    steps = [after - before for before, after in pairwise(numbers)]
    return len(steps) > 1 and sum(step == 1 for step in steps) >= MOSTLY * len(steps)
