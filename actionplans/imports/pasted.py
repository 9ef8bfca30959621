"""A block of cells copied in a spreadsheet and pasted as text: its rows, and which column holds what."""

import re
from collections.abc import Iterable, MutableMapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from actionplans.models.events import AGES, SEXES

from . import words
from .files import Row, Sheet
from .tables import find_heading

COUNTED = ("participants", *SEXES, *AGES, "materials")
COLUMNS = ("starts_on", "district", "place", *COUNTED)  # in the order in which the page shows them
AS_ABOVE = ("starts_on", "district", "place")  # columns in which people write a sign for «as above»
_DITTO = re.compile(r"[-–—\s]*(?:[\"“”„»«'′″]+|//+)[-–—\s]*|то же|ошол эле|same", re.I)

# A cell in quotes may hold tabs and lines; a quote that stands alone is a cell of its own, the sign for «as above».
_CELL = re.compile(r'(?:"(?![\t\n]|\Z)((?:[^"]|"")*)"(?=[\t\n]|\Z)|([^\t\n]*))(\t|\n|\Z)')


@dataclass
class Pasted:
    """Rows as typed, by column; `not_taken` are headings of columns that the page does not have."""

    rows: list[dict[str, str]] = field(default_factory=list)
    not_taken: list[str] = field(default_factory=list)


def read_pasted(text: str) -> Pasted:
    """The rows of a pasted block. Columns go by their headings if the block has a heading, else by their order."""
    rows = [
        Row(number, tuple(cell or None for cell in cells))
        for number, cells in enumerate(_cells(text), 1)
        if any(cells)
    ]
    sheet = Sheet("", rows)
    heading = find_heading(sheet, words.headings("register"), ("starts_on",))
    if heading is None:
        wide = any(any(row.cells[len(COLUMNS) :]) for row in rows)
        beside = [str(_("what stands to the right of the last column"))] if wide else []
        return Pasted([_by_order(row) for row in rows if not _is_total(row)], beside)
    below = [row for row in rows if row.number > heading.last_row and not _is_total(row)]
    columns = {name: column for name, column in heading.columns.items() if name in COLUMNS}
    taken = [{name: str(row[column] or "") for name, column in columns.items()} for row in below]
    other = [title for name, title in heading.titles.items() if name not in COLUMNS]
    return Pasted(taken, [*other, *heading.unknown])


def _cells(text: str) -> Iterable[list[str]]:
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip("\n")
    if "\t" not in text and ";" in text:
        text = text.replace(";", "\t")
    row: list[str] = []
    for match in _CELL.finditer(text):
        quoted, plain, end = match.groups()
        row.append(" ".join((plain if quoted is None else quoted.replace('""', '"')).split()))
        if end != "\t":
            yield row
            row = []
        if not end:
            return


def _by_order(row: Row) -> dict[str, str]:
    return {name: str(cell or "") for name, cell in zip(COLUMNS, row.cells, strict=False)}


def _is_total(row: Row) -> bool:
    first = next(str(cell) for cell in row.cells if cell)
    return words.is_total(first)


def as_above(rows: Iterable[MutableMapping[str, str]]) -> None:
    """Where a cell says «as above» (″, -//-, то же), put what stands above it; in the first row there is nothing."""
    above: dict[str, str] = {}
    for row in rows:
        for name in AS_ABOVE:
            text = row.get(name, "").strip()
            if _DITTO.fullmatch(text) and above.get(name):
                row[name] = above[name]
            elif text:
                above[name] = text
