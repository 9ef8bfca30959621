"""The office's own file back, with what is wrong marked where it stands: colour, comment, and a column "result".

What else the workbook holds stays: formulas are formulas, text is text. openpyxl writes it, so drawings and the stored
results of formulas are not kept; Excel computes them when it opens the file.
"""

import json
import logging
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING, Any

import openpyxl
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from openpyxl.cell.cell import MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.dimensions import ColumnDimension

from . import files
from .files import bounded
from .files.bounded import Waiting
from .files.cells import FileRefused, cleaned
from .files.guard import LAST_COLUMN, kind_of, look_at
from .files.signed import SIGN, signed
from .words import fold

if TYPE_CHECKING:  # it knows the models, and the bounded process has none
    from .tables import Fault

log = logging.getLogger(__name__)
MOST_CELLS = 450_000  # 20,000 rows of 20 columns and their rows: half of what the bounded process has time for
AUTHOR = "tipcc"
FAULTY, DOUBTFUL = "FFF4B183", "FFFFE699"  # orange, yellow
HEADING = "FFDDEBF7"  # light blue
WIDTH = 60  # of the column "result", in letters
LONGEST = 2_000  # letters in a comment or a result; more hides the sheet
_APART = f"\n\n[{AUTHOR}] "  # between somebody's own comment and ours
# Excel's XML knows neither control characters nor halves of surrogate pairs.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_SIGNS = tuple("=+-@|\t\r")  # what Excel would take for a formula's beginning, once the cell is typed anew


def marked(
    content: bytes,
    faults: Sequence["Fault"],
    warnings: Sequence["Fault"],
    results: Mapping[tuple[str, int], str],
    headings: Mapping[str, int],
    waiting: Waiting | None = None,
) -> bytes:
    """The file as .xlsx, its faulty cells coloured and commented on; a CSV becomes a workbook with the same texts.

    `results`: (sheet, row) -> the words of the column "result"; `headings`: sheet -> last row of its heading. A fault
    without a cell colours the row's result. Marks of an earlier time are taken off. Raises FileRefused.
    """
    return bounded.run("mark", payload_of(content, faults, warnings, results, headings), waiting)


def payload_of(
    content: bytes,
    faults: Sequence["Fault"],
    warnings: Sequence["Fault"],
    results: Mapping[tuple[str, int], str],
    headings: Mapping[str, int],
) -> bytes:
    """All that the bounded process needs, in words of the language in force. Raises FileRefused."""
    kind = kind_of(content)
    if _cells(content, kind) > MOST_CELLS:
        raise FileRefused(_("The file is too large to be marked. What is wrong in it is listed on the page."))
    order = {
        "kind": kind,
        "faults": [[each.sheet, each.row, each.index, each.words] for each in faults],
        "warnings": [[each.sheet, each.row, each.index, each.words] for each in warnings],
        "results": [[sheet, row, said] for (sheet, row), said in results.items()],
        "headings": dict(headings),
        "heading": heading(),
        "headings_known": [fold(each) for each in _headings()],
        "note": _("The system writes this column and does not read it."),
        "sheet": pgettext("sheet", "Register"),
    }
    head = json.dumps(order).encode()
    return len(head).to_bytes(8, "big") + head + content


def heading() -> str:
    """What the column is called: signed, so that an office's own column of results is never taken for it."""
    return signed(pgettext("column of a marked file", "Result"))


def _headings() -> Iterable[str]:
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            yield heading()


def _cells(content: bytes, kind: str) -> int:
    if kind == "xlsx":
        return look_at(content).cells
    return content.count(b"\n") + max(content.count(separator) for separator in (b";", b",", b"\t"))


# ---- in the bounded process: no database


def task(payload: bytes) -> bytes:
    """What `payload_of` packed, done."""
    length = int.from_bytes(payload[:8], "big")
    order, content = json.loads(payload[8 : 8 + length]), payload[8 + length :]
    book = _opened(content) if order["kind"] == "xlsx" else _of_text(content, order["sheet"])
    of_text = order["kind"] == "csv"
    marks = _marks(order)
    for sheet in book.worksheets:
        name = "" if of_text else cleaned(sheet.title) or ""  # as the reader names it
        page = _Page(sheet)
        page.clean(order["headings_known"])
        page.mark(marks[name])
        if name in order["headings"]:
            page.tell(marks[name], order["headings"][name], order)
    book.calculation.fullCalcOnLoad = True
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def _opened(content: bytes) -> Any:
    look_at(content)
    try:
        return openpyxl.load_workbook(BytesIO(content), rich_text=True)
    except MemoryError:
        raise
    except Exception as error:
        # The reader of registers knows more kinds of workbooks than openpyxl does, which raises anything.
        log.info("a workbook could not be marked: %r", error)
        said = _("The workbook cannot be marked. Open it in Excel, save it again and send that.")
        raise FileRefused(said) from error


def _of_text(content: bytes, name: str) -> Any:
    """A CSV as a workbook: every cell a text, also what looks like a number or a formula."""
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.title = name
    for row in files.read_sheets(content)[0].rows:
        for at, text in enumerate(row.cells, 1):
            if text is not None:
                _write(sheet.cell(row.number, at), str(text), longest=32_767)
    return book


def _write(cell: Any, text: str, longest: int = LONGEST) -> None:
    cell.value = _UNWRITABLE.sub("", text)[:longest]
    cell.data_type = "s"  # openpyxl takes a text that begins with "=" for a formula
    if text.startswith(_SIGNS):
        cell.quotePrefix = True


@dataclass
class _Marks:
    """What is said of one sheet: words by cell (row and column from 1), words by row, and which rows are faulty."""

    faults: dict[tuple[int, int], list[str]] = field(default_factory=lambda: defaultdict(list))
    warnings: dict[tuple[int, int], list[str]] = field(default_factory=lambda: defaultdict(list))
    results: dict[int, str] = field(default_factory=dict)
    faulty: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    doubtful: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))


def _marks(order: Mapping[str, Any]) -> dict[str, _Marks]:
    marks: dict[str, _Marks] = defaultdict(_Marks)
    for sheet, row, said in order["results"]:
        marks[sheet].results[row] = said
    for kind in ("faults", "warnings"):
        for sheet, row, index, said in order[kind]:
            if row is None:
                continue
            of_sheet = marks[sheet]
            (of_sheet.faulty if kind == "faults" else of_sheet.doubtful)[row].append(said)
            if index is not None:
                (of_sheet.faults if kind == "faults" else of_sheet.warnings)[row, index + 1].append(said)
    return marks


class _Page:
    """One sheet of the workbook.

    Its cells are reached past openpyxl's own walk, which makes a cell of every gap: a sheet that is thinly filled
    would become millions of them.
    """

    def __init__(self, sheet: Any) -> None:
        self._sheet = sheet
        self._cells: dict[tuple[int, int], Any] = sheet._cells
        self._merged: dict[int, list[Any]] = defaultdict(list)
        for area in sheet.merged_cells.ranges:
            for row in range(area.min_row, area.max_row + 1):
                self._merged[row].append(area)
        self._coloured: dict[tuple[Any, ...], Any] = {}  # openpyxl compares a new style with all others, each time
        self._ours: list[int] = []  # columns "result" of an earlier time

    def clean(self, headings: Sequence[str]) -> None:
        """Take off what was marked before: comments of ours, the colour of their cells, the column "result"."""
        for (_row, column), cell in self._cells.items():
            if cell.comment is not None and (cell.comment.author == AUTHOR or _APART in cell.comment.text):
                theirs, apart, _ours = cell.comment.text.partition(_APART)
                cell.comment = Comment(theirs, cell.comment.author) if apart else None
                if cell.fill.fgColor.rgb in (FAULTY, DOUBTFUL):
                    cell.fill = PatternFill()
            if cell.data_type == "s" and (text := str(cell.value)).endswith(SIGN) and fold(text) in headings:
                self._ours.append(column)
        for (_row, column), cell in self._cells.items():
            if column in self._ours and not isinstance(cell, MergedCell):
                cell.value, cell.fill = None, PatternFill()

    def mark(self, marks: _Marks) -> None:
        for place in dict.fromkeys([*marks.faults, *marks.warnings]):
            cell = self._first(*place)
            colour = FAULTY if place in marks.faults else DOUBTFUL
            self._comment(cell, [*marks.faults.get(place, ()), *marks.warnings.get(place, ())])
            self._colour(cell, colour)

    def _colour(self, cell: Any, colour: str) -> None:
        before = (tuple(cell._style or ()), colour)
        if before not in self._coloured:
            if cell.fill.fgColor.rgb != FAULTY:  # a merged cell may be marked for two of its rows
                cell.fill = PatternFill("solid", fgColor=colour)
            self._coloured[before] = cell._style
        cell._style = copy(self._coloured[before])

    def _first(self, row: int, column: int) -> Any:
        """The cell, or the first of those that it is merged with: the others show nothing."""
        if isinstance(self._cells.get((row, column)), MergedCell):
            for area in self._merged[row]:
                if area.min_col <= column <= area.max_col:
                    return self._sheet.cell(area.min_row, area.min_col)
        return self._sheet.cell(row, column)

    @staticmethod
    def _comment(cell: Any, said: Iterable[str]) -> None:
        text = _UNWRITABLE.sub("", "\n".join(dict.fromkeys(said)))
        old = cell.comment
        if old is None:
            comment = Comment(text[:LONGEST], AUTHOR)
        elif old.author == AUTHOR:
            comment = Comment(f"{old.text}\n{text}"[:LONGEST], AUTHOR)
        elif _APART in old.text:
            comment = Comment(f"{old.text}\n{text}", old.author)
        else:
            comment = Comment(f"{old.text}{_APART}{text}", old.author)
        comment.width, comment.height = 320, 24 + 20 * sum(1 + len(line) // 40 for line in comment.text.split("\n"))
        cell.comment = comment

    def tell(self, marks: _Marks, heading_row: int, order: Mapping[str, Any]) -> None:
        """The column "result": that of an earlier time, else the first free one."""
        column = self._ours[0] if self._ours else self._first_free()
        top = self._sheet.cell(heading_row, column)
        if isinstance(top, MergedCell):
            return  # the heading is merged to the sheet's end, so that there is no room
        _write(top, order["heading"])
        top.font, top.fill = Font(bold=True), PatternFill("solid", fgColor=HEADING)
        self._comment(top, [order["note"]])
        for row in sorted({*marks.results, *marks.faulty, *marks.doubtful}):
            if isinstance(self._cells.get((row, column)), MergedCell) or row == heading_row:
                continue
            cell = self._sheet.cell(row, column)
            _write(
                cell, marks.results.get(row) or "; ".join([*marks.faulty.get(row, ()), *marks.doubtful.get(row, ())])
            )
            if row in marks.faulty or row in marks.doubtful:
                self._colour(cell, FAULTY if row in marks.faulty else DOUBTFUL)
        self._widen(column)
        if not (self._sheet.auto_filter.ref or self._sheet.tables):
            last = max(row for row, _column in self._cells)
            self._sheet.auto_filter.ref = f"A{heading_row}:{get_column_letter(column)}{last}"

    def _first_free(self) -> int:
        held = [column for (_row, column), cell in self._cells.items() if cell.value is not None]
        held += [area.max_col for area in self._sheet.merged_cells.ranges if area.max_col <= LAST_COLUMN]
        return max(held, default=0) + 1

    def _widen(self, column: int) -> None:
        """Columns of one width stand in the file as one span; two spans that overlap are a damaged file to Excel."""
        sizes = self._sheet.column_dimensions
        for size in list(sizes.values()):
            size.reindex()
            if size.min <= column < size.max:
                after = get_column_letter(column + 1)
                sizes[after] = _like(size, self._sheet, after, column + 1)
            if size.min < column <= size.max:
                size.max = column - 1
        letter = get_column_letter(column)
        sizes[letter] = ColumnDimension(self._sheet, letter, width=WIDTH, min=column, max=column)


def _like(size: Any, sheet: Any, letter: str, first: int) -> Any:
    """The rest of a span of columns, from `first` on."""
    rest: Any = ColumnDimension(
        sheet, letter, width=size.width, hidden=size.hidden, outlineLevel=size.outlineLevel, min=first, max=size.max
    )
    rest._style = size._style
    return rest
