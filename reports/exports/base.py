"""All knowledge of Excel: cells are data, sums are formulas with their values, sheets are ready to print.

XlsxWriter writes: text never becomes a formula, a link or a number, and with a fixed `created` the bytes of one
workbook repeat. What stands in the sheets is decided by the other modules of this package.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from typing import Any, Literal
from zoneinfo import ZoneInfo

import xlsxwriter
from django.utils.translation import gettext as _
from xlsxwriter.utility import xl_range, xl_range_abs

from .rows import BISHKEK, LINE, TALLEST, Cell, Formula, Page, Rows, clean, lines_of

OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
A4 = 9
MM = 1 / 25.4
LEFT, RIGHT, TOP, BOTTOM = (mm * MM for mm in (30, 10, 20, 20))
IN_A_NAME = re.compile(r"[\[\]:*?/\\]")
FORMATS: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 14, "text_wrap": True},
    "line": {},
    "note": {"text_wrap": True, "valign": "top"},
    "warning": {"bold": True, "border": 1},
    "label": {"bold": True, "text_wrap": True, "valign": "top", "border": 1},
    "heading": {
        "bold": True, "text_wrap": True, "align": "center", "valign": "vcenter", "border": 1, "bg_color": "#E6E6E6",
    },
    "text": {"text_wrap": True, "valign": "top", "border": 1},
    "number": {"num_format": "#,##0.##########", "valign": "top", "align": "right", "border": 1},
    "whole": {"num_format": "#,##0", "valign": "top", "align": "right", "border": 1},
    "day": {"num_format": "dd.mm.yyyy", "valign": "top", "align": "center", "border": 1},
    "left": {"text_wrap": True, "valign": "top", "align": "left", "border": 1},
    "right": {"text_wrap": True, "valign": "top", "align": "right", "border": 1},
    "moment": {"num_format": "dd.mm.yyyy hh:mm", "valign": "top", "align": "left", "border": 1},
    "caption": {"bold": True, "text_wrap": True, "valign": "top"},
    "total_text": {"bold": True, "text_wrap": True, "top": 2, "left": 1, "right": 1, "bottom": 1},
    "total_right": {"bold": True, "align": "right", "top": 2, "left": 1, "right": 1, "bottom": 1},
    "total_whole": {
        "bold": True, "num_format": "#,##0", "align": "right", "top": 2, "left": 1, "right": 1, "bottom": 1,
    },
}  # fmt: skip

Orientation = Literal["portrait", "landscape"]


@dataclass(frozen=True)
class Block:
    """Where the rows of a table stand, for formulas of other sheets. Rows from 0; at least one, if an empty one."""

    sheet: str
    first: int
    last: int

    def column(self, at: int) -> str:
        """«'События'!$L$4:$L$5130»."""
        quoted = self.sheet.replace("'", "''")
        cells = xl_range_abs(self.first, at, max(self.first, self.last), at)
        return f"'{quoted}'!{cells}"


@dataclass(frozen=True)
class Column:
    """A column's heading and width in signs; `summed` gives it a formula on the total row.

    `counted`: an empty value of it means "not recorded" and is printed so; elsewhere it is an empty cell. What
    stands there instead of a number keeps to the right, as numbers do. `whole`: where one row is not recorded the
    sum is not either; elsewhere it is the sum of what is.
    """

    heading: str
    width: float = 11
    counted: bool = False
    summed: bool = False
    whole: bool = False


class Book:
    """A workbook in the making. `header` and `footer` are XlsxWriter's codes; see `printed`."""

    def __init__(self, *, created: datetime, title: str, header: str, footer: str) -> None:
        self._bytes = BytesIO()
        self._book = xlsxwriter.Workbook(self._bytes, OPTIONS)
        self._book.set_properties(
            {"title": clean(title), "created": created.astimezone(ZoneInfo("UTC")).replace(tzinfo=None)}
        )
        self.formats = {name: self._book.add_format(look) for name, look in FORMATS.items()}
        self._header, self._footer = header, footer
        self.blocks: dict[str, Block] = {}

    def sheet(self, name: str, orientation: Orientation = "landscape", *, tall: int = 0) -> "Sheet":
        """The next sheet, set up to print: A4, one page wide and at most `tall` pages high (0: as many as it takes),
        the margins of an official letter."""
        page = self._book.add_worksheet(IN_A_NAME.sub(" ", clean(name))[:31], Page)
        page.set_paper(A4)
        page.set_landscape() if orientation == "landscape" else page.set_portrait()
        page.set_margins(LEFT, RIGHT, TOP, BOTTOM)
        page.fit_to_pages(1, tall)
        page.set_header(self._header)
        page.set_footer(self._footer)
        return Sheet(self._book, page, self.formats)

    def close(self) -> bytes:
        self._book.close()
        return self._bytes.getvalue()


def printed(left: str = "", centre: str = "", right: str = "") -> str:
    """A header or footer from plain texts; PAGE and PAGES stand for the page's number and how many there are."""

    def plain(text: str) -> str:
        return clean(text).replace("&", "&&").replace(PAGES, "&N").replace(PAGE, "&P")

    parts = ((code, plain(text)) for code, text in (("&L", left), ("&C", centre), ("&R", right)) if text)
    return "".join(code + text for code, text in parts)


PAGE, PAGES = "\ue000", "\ue001"  # private signs: no text that is typed holds them


class Sheet:
    """One sheet, written from top to bottom; `row` is the next free row, from 0."""

    def __init__(self, book: Any, page: Any, formats: Mapping[str, Any]) -> None:
        self._book, self._page, self._formats = book, page, formats
        self._widths: list[float] = []
        self.row = 0

    def line(self, text: str = "", look: str = "line", *, across: int = 0) -> None:
        """A line of text on its own; `across` lets it wrap over so many columns, whose widths are set before."""
        if across > 1:
            self._page.merge_range(self.row, 0, self.row, across - 1, "", self._formats[look])
            self._tall(lines_of(text, sum(self._widths[:across]) / (1.4 if look == "title" else 1)))
        self._page.write_string(self.row, 0, clean(text), self._formats[look])
        self.row += 1

    def widths(self, columns: Sequence[Column]) -> None:
        """Set the columns' widths; a table that is told of no others does so itself."""
        self._widths = [column.width for column in columns]
        for at, width in enumerate(self._widths):
            self._page.set_column(at, at, width)

    def pairs(self, pairs: Iterable[tuple[str, Cell]]) -> None:
        """What, and its value, which has the rest of the columns to itself."""
        across = len(self._widths)
        for label, value in pairs:
            self._page.write_string(self.row, 0, clean(label), self._formats["label"])
            self._page.merge_range(self.row, 1, self.row, across - 1, "", self._formats["left"])
            self._write(self.row, 1, value, text="left", number="left")
            if isinstance(value, str):
                self._tall(max(lines_of(value, sum(self._widths[1:])), lines_of(label, self._widths[0])))
            self.row += 1

    def _tall(self, lines: int) -> None:
        """Make the present row this many lines high: not every program does by itself."""
        if lines > 1:
            self._page.set_row(self.row, min(lines * LINE, TALLEST))

    def table(
        self, columns: Sequence[Column], rows: Iterable[Sequence[Cell]], *, total: Mapping[int, Cell] | None = None,
        fixed: int = 1, filtered: bool = False,
    ) -> Block:  # fmt: skip
        """Headings, rows, and with `total` a last row: its texts by column, sums as formulas with their values.

        `fixed` columns and the headings stay on screen; the headings repeat on every printed page.
        """
        top = self.row
        if not self._widths:
            self.widths(columns)
        self._headings(columns)
        sums: dict[int, int | None] = dict.fromkeys(at for at, column in enumerate(columns) if column.summed)
        missing = [_("n/r") if column.counted else "" for column in columns]
        looks = ["right" if column.counted else "text" for column in columns]
        written, lines, parts = Rows(self._widths, missing, looks, self._formats), [], set[int]()
        for row in rows:
            lines.append(written.line(self.row, row))
            for at in sums:
                value = row[at]
                if isinstance(value, int):
                    sums[at] = (sums[at] or 0) + value
                elif columns[at].whole and value is None:
                    parts.add(at)
            self.row += 1
        sums |= dict.fromkeys(parts)
        self._page.give(top + 1, lines, len(columns))
        last = self.row - 1
        if total is not None:
            self._total(total, sums, top + 1, columns)
        if fixed:
            self._page.freeze_panes(top + 1, fixed)
            self._page.repeat_rows(top)
        if filtered:
            self._page.autofilter(top, 0, max(last, top), len(columns) - 1)
        return Block(self._page.get_name(), top + 1, last)

    def result(self, words: str, at: int, formula: str, value: int) -> None:
        """A last row: words, and in column `at` what a formula says of the rows above, with its value."""
        self._page.write_string(self.row, 0, clean(words), self._formats["total_text"])
        for column in range(1, len(self._widths)):
            self._page.write_blank(self.row, column, None, self._formats["total_text"])
        self._page.write_formula(self.row, at, f"={formula}", self._formats["total_whole"], value)
        self.row += 1

    def bars(self, caption: str, rows: tuple[int, int], names: list[str], values: list[int], *, at: int) -> None:
        """A native chart of two columns of this sheet (names in the first, values in column `at`), rows inclusive.

        Under a caption that says what is to be seen; dark bars with their values, readable in black and white.
        """
        across = len(self._widths)
        self.line(caption, "caption", across=across)
        chart = self._book.add_chart({"type": "bar"})
        (first, last), name = rows, self._page.get_name()
        chart.add_series({
            "categories": [name, first, 0, last, 0], "categories_data": names,
            "values": [name, first, at, last, at], "values_data": values,
            "fill": {"color": "#404040"}, "gap": 50, "data_labels": {"value": True},
        })  # fmt: skip
        chart.set_legend({"none": True})
        chart.set_y_axis({"reverse": True, "line": {"color": "#404040"}})
        chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}})
        width = sum(round(7 * signs + 5) for signs in self._widths)
        high = 6 + len(names) * 22 // 20
        chart.set_size({"width": width, "height": high * 20})
        self._page.insert_chart(self.row, 0, chart, {"object_position": 2, "description": clean(caption)})
        self.row += high

    def _headings(self, columns: Sequence[Column]) -> None:
        for at, column in enumerate(columns):
            self._page.write_string(self.row, at, clean(column.heading), self._formats["heading"])
        # Bold, and broken within a word where the column is narrow: a line more for each.
        self._tall(
            # A second table on the sheet may be narrower than the first, which set the widths.
            max(1 + lines_of(column.heading, width) for column, width in zip(columns, self._widths, strict=False))
        )
        self.row += 1

    def _total(
        self, texts: Mapping[int, Cell], sums: Mapping[int, int | None], first: int, columns: Sequence[Column]
    ) -> None:
        """The last row; the sum of what nobody recorded is "not recorded", not 0."""
        rows = self.row > first
        for at, column in enumerate(columns):
            text = "total_right" if column.counted else "total_text"
            if rows and at in sums and sums[at] is None:
                self._write(self.row, at, _("n/r"), text=text)
            elif rows and at in sums:
                formula = f"=SUM({xl_range(first, at, self.row - 1, at)})"
                self._page.write_formula(self.row, at, formula, self._formats["total_whole"], sums[at])
            else:
                value = 0 if at in sums else texts.get(at)
                self._write(self.row, at, value, text=text, number="total_whole")
        self.row += 1

    def _write(self, row: int, at: int, value: Cell, *, text: str = "text", number: str = "") -> None:
        formats = self._formats
        match value:
            case None | "":
                self._page.write_blank(row, at, None, formats[text])
            case datetime():
                local = value.astimezone(BISHKEK).replace(tzinfo=None, microsecond=0)
                self._page.write_datetime(row, at, local, formats["moment"])
            case date():
                self._page.write_datetime(row, at, value, formats["day"])
            case str():
                self._page.write_string(row, at, clean(value), formats[text])
            case Formula():
                self._page.write_formula(row, at, f"={value.text}", formats[number or text], value.value)
            case _:
                look = number or ("whole" if value == int(value) else "number")
                self._page.write_number(row, at, value, formats[look])
