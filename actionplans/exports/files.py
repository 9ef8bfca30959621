"""Rows as .xlsx and .csv: numbers are numbers, days are days, and no text ever becomes a formula."""

import csv
import re
from collections.abc import Iterable, Sequence
from datetime import date
from io import BytesIO, StringIO
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_range

from .rows import Cell, Column, not_recorded, sheet_name, total_words

KINDS = ("xlsx", "csv")
OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
LONGEST = 32_767  # signs in a cell; Excel refuses a file with more
# Excel's XML knows neither control characters nor halves of surrogate pairs.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
# What a spreadsheet takes for the beginning of a formula, also behind spaces and in full width (OWASP).
_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠|]|[\t\r\n]")


def xlsx(columns: Sequence[Column], rows: Iterable[Sequence[Cell]]) -> bytes:
    """One sheet: headings, rows, and the sums as formulas with their values."""
    kept = BytesIO()
    book = xlsxwriter.Workbook(kept, OPTIONS)
    looks = {
        "heading": book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1}),
        "day": book.add_format({"num_format": "dd.mm.yyyy"}), "whole": book.add_format({"num_format": "#,##0"}),
        "right": book.add_format({"align": "right"}), "total": book.add_format({"bold": True, "top": 1}),
        "sum": book.add_format({"bold": True, "top": 1, "num_format": "#,##0"}),
    }  # fmt: skip
    page = book.add_worksheet(sheet_name())
    for at, column in enumerate(columns):
        page.set_column(at, at, column.width)
        page.write_string(0, at, column.heading, looks["heading"])
    sums = [0] * len(columns)
    row_at = 0
    for row_at, row in enumerate(rows, 1):
        _write(page, row_at, row, columns, looks)
        sums = [total + value if isinstance(value, int) else total for total, value in zip(sums, row, strict=True)]
    for at, column in enumerate(columns):
        if column.counted and row_at:
            page.write_formula(row_at + 1, at, f"=SUM({xl_range(1, at, row_at, at)})", looks["sum"], sums[at])
        else:
            page.write_string(row_at + 1, at, total_words() if at == 0 else "", looks["total"])
    page.freeze_panes(1, 1)
    page.autofilter(0, 0, row_at, len(columns) - 1)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
    book.close()
    return kept.getvalue()


def _write(page: Any, row_at: int, row: Sequence[Cell], columns: Sequence[Column], looks: dict[str, Any]) -> None:
    for at, (value, column) in enumerate(zip(row, columns, strict=True)):
        if isinstance(value, int):
            page.write_number(row_at, at, value, looks["whole"])
        elif isinstance(value, date):
            page.write_datetime(row_at, at, value, looks["day"])
        elif value is None and column.counted:
            page.write_string(row_at, at, not_recorded(), looks["right"])
        elif value:
            page.write_string(row_at, at, _UNWRITABLE.sub("", value)[:LONGEST])


def comma_separated(columns: Sequence[Column], rows: Iterable[Sequence[Cell]]) -> bytes:
    """As Excel opens it by a double click in Kyrgyzstan: UTF-8 with its mark, «;» between cells.

    A text that begins like a formula gets an apostrophe before it: the reader sees it, and nothing is run.
    """
    text = StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow([column.heading for column in columns])
    sums = [0] * len(columns)
    for row in rows:
        writer.writerow([_plain(value, column) for value, column in zip(row, columns, strict=True)])
        sums = [total + value if isinstance(value, int) else total for total, value in zip(sums, row, strict=True)]
    words: list[Any] = [sums[at] if column.counted else "" for at, column in enumerate(columns)]
    writer.writerow([total_words(), *words[1:]])
    return b"\xef\xbb\xbf" + text.getvalue().encode("utf-8", "replace")


def _plain(value: Cell, column: Column) -> str | int:
    if isinstance(value, int):
        return value
    if isinstance(value, date):
        return f"{value:%d.%m.%Y}"
    if value is None:
        return not_recorded() if column.counted else ""
    text = _UNWRITABLE.sub("", value)
    return f"'{text}" if _FORMULA.match(text) else text


WRITERS = {"xlsx": xlsx, "csv": comma_separated}
