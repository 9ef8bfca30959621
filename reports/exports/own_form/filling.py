"""Look for marks in a workbook, and fill them in: runs in the bounded process, without models or settings.

openpyxl keeps styles, merged cells, formulas and print set-up; charts and drawings are lost, and `look` says so. Text
that is filled in stays text, a number a number. A row with {{each.…}} is repeated, what is below moves down with
merged cells, heights and the references of formulas.
"""

import json
import re
import zipfile
from collections.abc import Iterator
from copy import copy
from datetime import date
from io import BytesIO
from typing import Any

import openpyxl
from django.utils.translation import gettext as _
from openpyxl.formula import Tokenizer
from openpyxl.formula.tokenizer import Token

from actionplans.imports.files.cells import FileRefused
from actionplans.imports.files.guard import look_at

from .marks import EACH, list_of, lone, marks_in, replaced

UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
LONGEST = 32_767
MOST_ROWS = 5_000  # that one repeated row may become
LOST = (("charts", "xl/charts/"), ("drawings", "xl/drawings/"), ("pictures", "xl/media/"))
_REFERENCE = re.compile(r"(\$?[A-Z]{1,3}\$?)(\d+)(?::(\$?[A-Z]{1,3}\$?)(\d+))?$")


def task(payload: bytes) -> bytes:
    """`payload_of` packed what is to be done. Raises FileRefused."""
    length = int.from_bytes(payload[:8], "big")
    order, content = json.loads(payload[8 : 8 + length]), payload[8 + length :]
    book = _opened(content)
    if order["do"] == "look":
        return json.dumps({"marks": list(_found(book)), "lost": _lost(content)}).encode()
    for sheet in book.worksheets:
        _Page(book, sheet, order["values"], order["words"]).fill()
    book.calculation.fullCalcOnLoad = True
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def payload_of(content: bytes, **order: Any) -> bytes:
    head = json.dumps(order).encode()
    return len(head).to_bytes(8, "big") + head + content


def _opened(content: bytes) -> Any:
    look_at(content)
    try:
        return openpyxl.load_workbook(BytesIO(content))
    except MemoryError:
        raise
    except Exception as error:  # a file that passed the guard can still be broken in any way
        raise FileRefused(_("The form cannot be read. Open it in Excel, save it again and send that.")) from error


def _found(book: Any) -> Iterator[dict[str, str]]:
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str):
                    for path in marks_in(cell.value):
                        yield {"sheet": sheet.title, "cell": cell.coordinate, "mark": path, "row": str(cell.row)}


def _lost(content: bytes) -> list[str]:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        names = archive.namelist()
    return [what for what, folder in LOST if any(name.startswith(folder) for name in names)]


class _Page:
    """One sheet of the form. `words` say what stands where there is no figure, no report or no such item."""

    def __init__(self, book: Any, sheet: Any, values: dict[str, Any], words: dict[str, str]) -> None:
        self._book, self._sheet, self._words = book, sheet, words
        self._plain, self._each, self._missing = values["plain"], values["each"], values["missing"]

    def fill(self) -> None:
        """Rows that are repeated are known before anything is filled in: what persons typed may look like a mark."""
        named = {at: self._list_in(at) for at in range(1, self._sheet.max_row + 1)}
        for row in list(self._sheet.iter_rows()):
            for cell in row:
                if not named[cell.row] and isinstance(cell.value, str) and marks_in(cell.value):
                    self._put(cell, cell.value, self._plain, "")
        for at in sorted((at for at, name in named.items() if name), reverse=True):  # what is above keeps its number
            self._repeat(at, self._each[named[at]][:MOST_ROWS], f"{EACH}{named[at]}.")

    def _list_in(self, at: int) -> str:
        return next((name for name in map(list_of, self._marks_of(at)) if name), "")

    def _marks_of(self, at: int) -> list[str]:
        cells = self._sheet[at] if self._sheet.max_column > 1 else [self._sheet.cell(at, 1)]
        return [path for cell in cells if isinstance(cell.value, str) for path in marks_in(cell.value)]

    def _repeat(self, at: int, rows: list[dict[str, Any]], base: str) -> None:
        """The row once for each of `rows`; where there is none, its cells stay empty."""
        sheet = self._sheet
        pattern = [(column, sheet.cell(at, column)) for column in range(1, sheet.max_column + 1)]
        texts = {column: cell.value for column, cell in pattern}
        if len(rows) > 1:
            _make_room(self._book, sheet, at, len(rows) - 1)
        for down, values in enumerate(rows or [{}]):
            for column, like in pattern:
                cell = sheet.cell(at + down, column)
                if type(cell).__name__ == "MergedCell":
                    continue
                if down:
                    cell._style = copy(like._style)
                    cell.value = _moved(texts[column], at, down)
                text = texts[column]
                if isinstance(text, str) and marks_in(text):
                    if rows:
                        self._put(cell, text, values, base)
                    else:
                        cell.value = None

    def _put(self, cell: Any, text: str, values: dict[str, Any], base: str) -> None:
        path = lone(text)
        if path:
            self._write(cell, self._value(path, values, base))
        else:
            self._write(cell, replaced(text, lambda each: _plain(self._value(each, values, base))))

    def _value(self, path: str, values: dict[str, Any], base: str) -> Any:
        """What the mark stands for; in words where there is none: no report is not a zero."""
        if base and not path.startswith(base):
            values, base = self._plain, ""
        key = path[len(base) :]
        if key not in values:
            parts = path.split(".")
            gone = parts[0] == "councils" and len(parts) > 1 and parts[1] in self._missing
            return self._words["no_report" if gone else "none"]
        value = values[key]
        return self._words["not_recorded"] if value is None else value

    def _write(self, cell: Any, value: Any) -> None:
        if isinstance(value, dict):
            cell.value = date.fromisoformat(value["day"])
            if cell.number_format == "General" or "y" not in cell.number_format.lower():
                cell.number_format = "dd.mm.yyyy"
        elif isinstance(value, str):
            cell.value = UNWRITABLE.sub("", value)[:LONGEST]
            cell.data_type = "s"  # openpyxl takes a text that begins with "=" for a formula
        else:
            cell.value = value


def _plain(value: Any) -> str:
    """A value within a text."""
    if isinstance(value, dict):
        return date.fromisoformat(value["day"]).strftime("%d.%m.%Y")
    return str(value)


# ---- rows that move


def _make_room(book: Any, sheet: Any, at: int, more: int) -> None:
    """`more` rows after row `at`; what was below moves down with all that refers to it."""
    merged = [(each.min_row, each.max_row, each.min_col, each.max_col) for each in sheet.merged_cells.ranges]
    for area in [str(each) for each in sheet.merged_cells.ranges]:
        sheet.unmerge_cells(area)
    heights = {row: copy(told.height) for row, told in sheet.row_dimensions.items()}
    sheet.insert_rows(at + 1, more)
    for first, last, left, right in merged:
        if first == last == at:
            for down in range(1, more + 1):
                _merge(sheet, at + down, at + down, left, right)
        _merge(sheet, first + more * (first > at), last + more * (last > at), left, right)
    for row in [row for row in heights if row > at]:
        sheet.row_dimensions[row].height = None
    for row, height in heights.items():
        sheet.row_dimensions[row + more * (row > at)].height = height
    for down in range(1, more + 1):
        sheet.row_dimensions[at + down].height = heights.get(at)
    _follow(book, sheet, at, more)


def _merge(sheet: Any, first: int, last: int, left: int, right: int) -> None:
    sheet.merge_cells(start_row=first, end_row=last, start_column=left, end_column=right)


def _follow(book: Any, sheet: Any, at: int, more: int) -> None:
    """References to moved rows, in the formulas of all sheets and in the area to print."""
    for other in book.worksheets:
        for row in other.iter_rows():
            for cell in row:
                if cell.data_type == "f" and isinstance(cell.value, str):
                    cell.value = _shifted(cell.value, sheet.title, other is sheet, at, more)
    if sheet.print_area:
        areas = [part.rpartition("!")[2] for part in str(sheet.print_area).split(",")]
        sheet.print_area = [_reference(area, at, more) for area in areas]


def _shifted(formula: str, title: str, same: bool, at: int, more: int) -> str:
    tokens = Tokenizer(formula)
    for token in tokens.items:
        if token.type == Token.OPERAND and token.subtype == Token.RANGE:
            where, _mark, area = token.value.rpartition("!")
            if (not where and same) or where.strip("'").replace("''", "'") == title:
                token.value = f"{where}!{_reference(area, at, more)}" if where else _reference(area, at, more)
    return "=" + "".join(token.value for token in tokens.items)


def _reference(area: str, at: int, more: int) -> str:
    """A reference after `more` rows came after row `at`; a range that ends in this row takes them in."""
    found = _REFERENCE.match(area)
    if not found:
        return area
    left, first, right, last = found[1], int(found[2]), found[3], found[4]
    first += more * (first > at)
    if last is None:
        return f"{left}{first}"
    return f"{left}{first}:{right}{int(last) + more * (int(last) >= at)}"


def _moved(value: Any, at: int, down: int) -> Any:
    """A formula of the repeated row, for the row that is `down` below: its references to the own row follow."""
    if not (isinstance(value, str) and value.startswith("=")):
        return value
    tokens = Tokenizer(value)
    for token in tokens.items:
        if token.type == Token.OPERAND and token.subtype == Token.RANGE and "!" not in token.value:
            token.value = re.sub(
                r"(\$?[A-Z]{1,3})(\d+)", lambda m: m[1] + str(int(m[2]) + down * (int(m[2]) == at)), token.value
            )
    return "=" + "".join(token.value for token in tokens.items)


__all__ = ["payload_of", "task"]
