"""One sheet of an .xlsx: its cells, and beside their values hidden rows, merged cells, formulas and errors."""

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from .cells import ERROR, NO_VALUE, Cell, Row, cleaned
from .formats import number
from .guard import LAST_COLUMN, LAST_ROW, MAX_CELLS, MAX_ROWS, MAX_TEXT, far_outside, too_many_cells, too_many_rows
from .workbook import OFF_LINE, SHEETS, STRICT, Broken, Workbook, parse, unescaped

_TRUE = {"1", "true"}
_READ = ("row", "c", "v", "f", "t", "r", "vertAlign", "rPh", "mergeCell")
_KINDS = {f"{space} {kind}": kind for space in (SHEETS, STRICT) for kind in _READ}
_OWN_TEXTS = {"str", "inlineStr"}
LONGEST = 2 * 32_767  # letters; Excel takes half of it, some writers more
_FIGURES = "0123456789"
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


@dataclass
class Counted:
    """What all sheets of a workbook hold together, so that many of them are no way round a limit.

    Cells and rows that hold nothing were counted before (guard.look_at).
    """

    rows: int = 0
    merges: int = 0
    letters: int = 0


@dataclass(slots=True)
class _Written:
    """A cell as it is written."""

    said: Mapping[str, str]
    value: str | None = None
    formula: bool = False


@dataclass(slots=True)
class _Found:
    """A row while it is read."""

    cells: list[Cell] = field(default_factory=list)
    odd: dict[int, str] = field(default_factory=dict)
    hidden: bool = False

    def holds_something(self) -> bool:
        """Not a row with one odd cell alone: formulas that number the rows are drawn far below the last."""
        while self.cells and self.cells[-1] is None:
            self.cells.pop()
        return bool(self.cells) or len(self.odd) > 1


def read_sheet(book: Workbook, path: str, counted: Counted) -> list[Row]:
    """The rows that hold something, in their order. Raises FileRefused, Broken, and what a parser raises."""
    reader = _Reader(book, counted)
    parse(book.archive.read(path), reader.start, letters=reader.letters)
    return reader.result()


class _Reader:
    """Takes what the parser finds row by row: a sheet is never in memory as a tree.

    A large register makes two million elements and texts, so little is done with each; where an element ends follows
    from where the next begins.
    """

    def __init__(self, book: Workbook, counted: Counted) -> None:
        self.book = book
        self.counted = counted
        self.rows: dict[int, _Found] = {}
        self.merged: list[tuple[int, int, int]] = []  # column, first and last row
        self.columns: dict[str, int] = {}  # by their letters
        self.shown_as = {str(style): shown_as for style, shown_as in enumerate(book.formats)}
        self.row = 0
        self.hidden = False
        self.cells: list[_Written] | None = None  # of the row; None before the first
        self.cell: _Written | None = None
        self.reading = False
        self.spoken = False
        self.raised = ""  # how a run of an own text stands: on the line, above it or below

    # ---- what the parser tells

    def start(self, name: str, said: Mapping[str, str]) -> None:
        kind = _KINDS.get(name)
        self.reading = False
        if kind == "c":
            if self.cells is None:
                raise Broken("a cell in no row")
            self.cell, self.spoken, self.raised = _Written(said), False, ""
            self.cells.append(self.cell)
        elif kind == "v" or kind == "t":
            if self.cell is not None and not self.spoken:
                self.reading = True
                self.cell.value = self.cell.value or ""
        elif kind == "row":
            self._take()
            text = said.get("r")
            self.row = self.row + 1 if text is None else int(text)
            if self.row < 1:
                raise Broken(f"the row {text}")
            self.hidden = said.get("hidden") in _TRUE or float(said.get("ht", "1")) == 0
            self.cells = []
        elif kind == "f" and self.cell is not None:
            self.cell.formula = True
        elif kind == "r":
            self.raised = ""
        elif kind == "vertAlign":
            self.raised = said.get("val", "")
        elif kind == "rPh":  # how a text is pronounced is not the text
            self.spoken = True
        elif kind == "mergeCell":
            self._merge(said["ref"])

    def letters(self, text: str) -> None:
        if self.reading and self.cell is not None:
            value = self.cell.value
            if self.raised in OFF_LINE:
                text = text.translate(OFF_LINE[self.raised])
            self.cell.value = _longer(value, text) if value else text

    def result(self) -> list[Row]:
        self._take()
        numbers = sorted(self.rows)
        joined = self._spread(numbers)
        found = ((row, self.rows[row]) for row in numbers)
        return [
            Row(row, tuple(one.cells), one.hidden, frozenset(joined.get(row, ())), one.odd)
            for row, one in found
            if one.holds_something()
        ]

    # ---- rows and cells

    def _take(self) -> None:
        """Put the cells of the row that ended where they belong."""
        found = self.rows.get(self.row) or _Found()
        found.hidden = found.hidden or self.hidden
        row_text, column = str(self.row), -1
        for cell in self.cells or ():
            reference = cell.said.get("r")
            if reference is None:  # some writers leave it out: such cells follow one another
                column += 1
            else:
                column = self._column(reference, row_text)
            value, odd = self._typed(cell)
            if value is not None and found.cells and column == len(found.cells) < LAST_COLUMN and not found.odd:
                found.cells.append(value)  # as almost every cell: right of the one before
            elif value is not None or odd:
                self._keep(found, column, value, odd)
        if found.holds_something() and self.row not in self.rows:
            self.counted.rows += 1
            if self.counted.rows > MAX_ROWS:
                raise too_many_rows()
            self.rows[self.row] = found
        self.cells = None

    def _column(self, reference: str, row_text: str) -> int:
        letters = reference.rstrip(_FIGURES)
        if reference[len(letters) :] != row_text:
            row = int(reference[len(letters) :][:8] or "0")
            if row > LAST_ROW:
                raise far_outside(row, _column(letters) + 1)
            raise Broken(f"the cell {reference} in row {row_text}")
        column = self.columns.get(letters)
        if column is None:
            column = self.columns[letters] = _column(letters)
        return column

    def _typed(self, cell: _Written) -> tuple[Cell, str]:
        """The value of the cell, or why there is none though something stands there."""
        kind, value = cell.said.get("t", "n"), cell.value
        if kind == "e":
            return None, ERROR
        if not value or value.isspace():
            lacks = cell.formula and (value is None or kind not in _OWN_TEXTS)  # else its result is an empty text
            return None, NO_VALUE if lacks else ""
        try:
            if kind == "n":
                return number(value, self.shown_as.get(cell.said.get("s", "0")), self.book.from_1904), ""
            if kind == "d":
                return date.fromisoformat(value.strip()[:10]), ""
        except ValueError:
            return None, ERROR
        return str(value.strip() in _TRUE) if kind == "b" else self._text(kind, value), ""

    def _text(self, kind: str, value: str) -> str | None:
        if kind == "s":
            at = int(value)
            if not 0 <= at < len(self.book.texts):
                raise Broken(f"no text {value}")
            text = self.book.texts[at]
        else:
            text = cleaned(unescaped(_longer(value, "")))
        self.counted.letters += len(text or "")
        if self.counted.letters > MAX_TEXT:
            raise too_many_cells()
        return text

    def _keep(self, found: _Found, column: int, value: Cell, odd: str) -> None:
        cells = found.cells
        missing = column - len(cells)
        if self.row > LAST_ROW or column >= LAST_COLUMN:
            raise far_outside(self.row, column + 1)
        if column in found.odd or (missing < 0 and cells[column] is not None):
            raise Broken(f"a cell twice in row {self.row}")
        if odd:
            found.odd[column] = odd
        elif missing < 0:
            cells[column] = value
        else:
            cells += [None] * missing
            cells.append(value)

    # ---- merged cells

    def _merge(self, reference: str) -> None:
        self.counted.merges += 1
        if self.counted.merges > MAX_CELLS:
            raise too_many_cells()
        first, _colon, last = reference.partition(":")
        top, bottom = int(first.lstrip(_LETTERS)), int((last or first).lstrip(_LETTERS))
        if bottom > top:
            self.merged.append((_column(first.rstrip(_FIGURES)), top, bottom))

    def _spread(self, numbers: list[int]) -> dict[int, set[int]]:
        """Put the first cell of a merge over several rows into all of them; the columns where that was done, by row.

        Rows that hold nothing else stay blank. Of merges that overlap, as Excel makes none, the first is taken: the
        work is bounded by columns times rows.
        """
        joined: dict[int, set[int]] = {}
        last: dict[int, int] = {}  # row down to which a column is dealt with
        for column, top, bottom in sorted(self.merged):
            if column >= LAST_COLUMN or top <= last.get(column, 0):
                continue
            last[column] = bottom
            first = self.rows.get(top) or _Found()
            value = first.cells[column] if column < len(first.cells) else None
            for row in numbers[bisect_left(numbers, top) : bisect_left(numbers, bottom + 1)]:
                joined.setdefault(row, set()).add(column)
                _put(self.rows[row], column, value, first.odd.get(column))
        return joined


def _longer(value: str, text: str) -> str:
    if len(value) > LONGEST:  # before a text of millions is put together piece by piece
        raise Broken("a text longer than a cell takes")
    return value + text


def _put(found: _Found, column: int, value: Cell, odd: str | None) -> None:
    if value is not None:
        found.cells.extend([None] * (column + 1 - len(found.cells)))
    if column < len(found.cells):
        found.cells[column] = value
    found.odd.pop(column, None)
    if odd is not None:
        found.odd[column] = odd


def _column(letters: str) -> int:
    """ "A" is 0; what is beyond the last column is LAST_COLUMN."""
    if not letters.isalpha() or not letters.isascii():
        raise Broken(f"the column {letters}")
    if len(letters) > 3:
        return LAST_COLUMN
    place = 0
    for letter in letters.upper():
        place = place * 26 + ord(letter) - 64
    return place - 1
