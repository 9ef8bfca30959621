"""A file as sheets of typed cells: .xlsx, or CSV in the usual encodings and separators. Knows no heading."""

import csv
import logging
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any

import openpyxl
from django.utils.translation import gettext as _

from .guard import MAX_ROWS, Extent, FileRefused, kind_of, look_at

__all__ = ["Cell", "FileRefused", "Row", "Sheet", "read_sheets"]

log = logging.getLogger(__name__)
Cell = str | int | Decimal | date | None
SEPARATORS = (";", "\t", ",")
ENCODINGS = ("utf-8-sig", "windows-1251")
_PLACES = re.compile(r"^0\.(0+)$")


@dataclass(frozen=True)
class Row:
    """One row that holds something; `number` as Excel shows it, from 1."""

    number: int
    cells: tuple[Cell, ...]

    def __getitem__(self, column: int) -> Cell:
        return self.cells[column] if column < len(self.cells) else None


@dataclass
class Sheet:
    """A sheet with its blank rows left out; the sheet of a CSV has no name."""

    name: str
    rows: list[Row] = field(default_factory=list)


def read_sheets(content: bytes) -> list[Sheet]:
    """All sheets of a file. Raises FileRefused with words for a file that is none, is too large or is a trap."""
    sheets = _workbook(content) if kind_of(content) == "xlsx" else [_csv(content)]
    if sum(len(sheet.rows) for sheet in sheets) > MAX_ROWS:
        raise FileRefused(_("The file has more than %(rows)s rows. Send it in parts.") % {"rows": MAX_ROWS})
    return sheets


def _workbook(content: bytes) -> list[Sheet]:
    extent = look_at(content)
    try:
        book = openpyxl.load_workbook(BytesIO(content), read_only=True, data_only=True, keep_links=False)
        return [Sheet(sheet.title, list(_rows(_cells(sheet, extent)))) for sheet in book.worksheets]
    except Exception as error:
        # A file that passed the guard can still be broken in any way, and the parser then raises anything.
        log.info("a workbook could not be read: %r", error)
        raise FileRefused(_("The workbook cannot be read. Open it in Excel, save it again and send that.")) from error


def _cells(sheet: Any, extent: Extent) -> Iterator[Iterable[Cell]]:
    # The extent is ours: what the sheet claims of its dimensions is often wrong, and padding to it can be a trap.
    for row in sheet.iter_rows(min_row=1, min_col=1, max_row=extent.row, max_col=extent.column):
        yield [_typed(cell) for cell in row]


def _typed(cell: Any) -> Cell:
    value = cell.value
    if value is None or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, float):
        return _number(value, cell.number_format or "")
    return str(value)


def _number(value: float, shown_as: str) -> Cell:
    """A number with the places in which Excel shows it: item 1.10 typed as a number is 1.1 with format 0.00."""
    places = _PLACES.match(shown_as)
    if places:
        return Decimal(f"{value:.{len(places[1])}f}")
    return int(value) if value.is_integer() else Decimal(repr(value))


def _csv(content: bytes) -> Sheet:
    text = _decoded(content)
    try:
        separator = max(SEPARATORS, key=lambda candidate: _width(text, candidate))
        records = csv.reader(StringIO(text, newline=""), delimiter=separator)
        return Sheet("", list(_rows([_text(value) for value in record] for record in records)))
    except csv.Error as error:
        raise FileRefused(_("The table cannot be read as CSV: %(error)s.") % {"error": error}) from error


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ENCODINGS
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise FileRefused(_("The letters cannot be read. Save the table as “CSV UTF-8” and send that."))


def _width(text: str, separator: str) -> int:
    """How many columns most of the first rows have under this separator."""
    lines = [line for line in text.splitlines()[:40] if line.strip()]
    if not lines:
        raise FileRefused(_("The file is empty."))
    first = [next(csv.reader([line], delimiter=separator)) for line in lines]
    return Counter(len(record) for record in first).most_common(1)[0][0]


def _rows(rows: Iterable[Iterable[Cell]]) -> Iterator[Row]:
    for number, values in enumerate(rows, 1):
        cells = list(values)
        while cells and cells[-1] is None:
            cells.pop()
        if cells:
            yield Row(number, tuple(cells))


def _text(value: str) -> str | None:
    """Text without control characters (no database keeps a NUL) and with single spaces; empty is None."""
    if not value.isprintable():
        value = "".join(map(_printable, value))
    return "\n".join(filter(None, (" ".join(line.split()) for line in value.split("\n")))) or None


def _printable(letter: str) -> str:
    kind = unicodedata.category(letter)
    if letter == "\n" or kind[0] not in "CZ":
        return letter
    return "" if kind == "Cf" else " "
