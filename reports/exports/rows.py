"""Rows of a table written as XML at once.

XlsxWriter keeps an object for each cell and looks at its kind twice; the events of a year are 150,000 cells, nearly
all of which repeat a value of their column. Here a value becomes XML once for its column. Everything else of a
sheet is XlsxWriter's: it calls `_write_rows` for the rows, and that is the one method that is put in its place.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from math import ceil
from typing import Any
from xml.sax.saxutils import escape
from zoneinfo import ZoneInfo

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

BISHKEK = ZoneInfo("Asia/Bishkek")
LINE, TALLEST = 15, 409  # points: a line of text, and the tallest row that Excel knows
WRAPPED = 1.15  # what wrapping at words adds to a text of several lines
LONGEST = 32_767  # signs in a cell; Excel refuses a file with more
# Excel's XML knows neither control characters nor halves of surrogate pairs.
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
ESCAPED_SIGN = re.compile("(_x[0-9a-fA-F]{4}_)")  # Excel would read it as a sign by its number
DAY_0 = date(1899, 12, 30)


@dataclass(frozen=True)
class Formula:
    """A formula without its equals sign, and the value that stands in the file: nobody has to recalculate it."""

    text: str
    value: int | float | str


Cell = str | int | float | Decimal | date | datetime | Formula | None


def clean(text: str) -> str:
    """Text as a cell can hold it: control characters are dropped, what is too long is cut and says so."""
    text = UNWRITABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def lines_of(text: str, width: float) -> int:
    """How many lines a text takes, wrapped in a column of so many signs: about, for programs differ."""
    return sum(1 if len(part) <= width else ceil(len(part) * WRAPPED / width) for part in text.split("\n"))


class Page(Worksheet):
    """XlsxWriter's sheet, of which some rows are given as XML."""

    def __init__(self) -> None:
        super().__init__()
        self.dim_rowmin: int | None
        self.dim_rowmax: int | None
        self._given: list[tuple[int, list[str]]] = []

    def give(self, first: int, lines: list[str], columns: int) -> None:
        """Rows from `first` on, from 0; below whatever was given before."""
        if lines:
            self._check_dimensions(first, 0)
            self._check_dimensions(first + len(lines) - 1, columns - 1)
            self._given.append((first, lines))

    def _write_rows(self) -> None:
        top, bottom = self.dim_rowmin or 0, self.dim_rowmax or 0
        at = top
        for first, lines in self._given:
            self._write_own(at, first - 1)
            self.fh.writelines(lines)
            at = first + len(lines)
        self._write_own(at, bottom)
        self.dim_rowmin, self.dim_rowmax = top, bottom

    def _write_own(self, first: int, last: int) -> None:
        if first <= last:
            self.dim_rowmin, self.dim_rowmax = first, last
            super()._write_rows()


class Rows:
    """The rows of one table: a value of a column becomes XML once.

    `missing` stands where a column's value is None; `looks` are the names of the columns' text formats.
    """

    def __init__(
        self, widths: Sequence[float], missing: Sequence[str], looks: Sequence[str], formats: Mapping[str, Any]
    ) -> None:
        self._widths, self._missing, self._looks = widths, missing, looks
        self._styles = {name: look._get_xf_index() for name, look in formats.items()}
        self._known: list[dict[Any, tuple[str, int]]] = [{} for _look in looks]
        self._letters = [xl_col_to_name(at) for at in range(len(looks))]

    def line(self, row: int, values: Sequence[Cell]) -> str:
        """One row, from 0; as high as its texts need."""
        number, tall = row + 1, 1
        cells: list[str] = []
        for known, letter, value in zip(self._known, self._letters, values, strict=True):
            try:
                cell, lines = known[value]
            except KeyError:
                cell, lines = known[value] = self._cell(len(cells), value)
            if lines > tall:
                tall = lines
            cells.append(f'<c r="{letter}{number}"{cell}')
        height = f' ht="{min(tall * LINE, TALLEST)}" customHeight="1"' if tall > 1 else ""
        return f'<row r="{number}"{height}>{"".join(cells)}</row>'

    def _cell(self, at: int, value: Cell) -> tuple[str, int]:
        """A cell's XML after its address, and how many lines it takes."""
        styles, look = self._styles, self._looks[at]
        match value:
            case None | "" if not (value is None and self._missing[at]):
                return f' s="{styles[look]}"/>', 1
            case None:
                return self._text(self._missing[at], look, at)
            case str():
                return self._text(value, look, at)
            case Formula():
                kind = ' t="str"' if isinstance(value.value, str) else ""
                told = escape(str(value.value))
                style = styles[look if kind else "whole"]
                return f' s="{style}"{kind}><f>{escape(value.text)}</f><v>{told}</v></c>', 1
            case datetime():
                local = value.astimezone(BISHKEK).replace(tzinfo=None, microsecond=0)
                serial = (local - datetime.combine(DAY_0, datetime.min.time())).total_seconds() / 86_400
                return f' s="{styles["moment"]}"><v>{serial!r}</v></c>', 1
            case date():
                return f' s="{styles["day"]}"><v>{(value - DAY_0).days}</v></c>', 1
            case _:
                whole = value == int(value)
                number = int(value) if whole else float(value)
                return f' s="{styles["whole" if whole else "number"]}"><v>{number!r}</v></c>', 1

    def _text(self, value: str, look: str, at: int) -> tuple[str, int]:
        text = clean(value)
        kept = ' xml:space="preserve"' if text != text.strip() else ""
        told = ESCAPED_SIGN.sub(r"_x005F\1", escape(text))
        return f' s="{self._styles[look]}" t="inlineStr"><is><t{kept}>{told}</t></is></c>', lines_of(
            text, self._widths[at]
        )
