"""Workbooks read back by openpyxl, and statements made up without a database, for the tests of workbooks."""

from datetime import datetime
from io import BytesIO
from typing import Any

import openpyxl

from councils.clock import BISHKEK
from reports.exports.content import Content, Seal
from reports.rollup import Figures

SEALED_AT = datetime(2020, 1, 20, 16, 20, tzinfo=BISHKEK)
SEAL = Seal(1, "4c05 90fa 0597 b154", "4c0590fa0597b154" * 4)
NAMES = {"en": "Batken oblast", "ru": "Баткенская область", "ky": "Баткен облусу"}
PERIOD = {"label": "2019-Q4", "year": 2019, "quarter": 4, "starts_on": "2019-10-01", "ends_on": "2019-12-31"}
(
    COVER, SUMMARY, COUNCILS, MEASURES, PLANS, PROBLEMS, MEETINGS, CAMPAIGNS, DISCIPLINE, CHANGES, EVENTS, CHECK,
    QUALITY,
) = range(13)  # fmt: skip
FOR_GA = 10  # sheets; the others are for SMS's own work


def read(data: bytes, *, formulas: bool = False, values_only: bool = False) -> list[Any]:
    """The sheets of a workbook in order; `formulas` as they are written instead of their values.

    `values_only` reads large ones in half the time, without how they are printed.
    """
    book = openpyxl.load_workbook(BytesIO(data), data_only=not formulas, read_only=values_only)
    return [book[name] for name in book.sheetnames]


def rows(sheet: Any) -> list[tuple[Any, ...]]:
    return list(sheet.iter_rows(values_only=True))


def table(sheet: Any, first: str) -> list[dict[str, Any]]:
    """The rows under the heading that begins with `first`, by heading, down to the first row that is not full."""
    told = rows(sheet)
    top = next(at for at, row in enumerate(told) if row[0] == first)
    heading = [name for name in told[top] if name]
    return [dict(zip(heading, row, strict=False)) for row in told[top + 1 :] if any(row[1:])]


def pairs(sheet: Any) -> dict[str, Any]:
    return {row[0]: row[1] for row in rows(sheet) if row[0]}


def event(number: int, **told: Any) -> dict[str, Any]:
    return {
        "code": f"KG-B-2019-{number:04d}", "starts_on": "2019-10-01", "ends_on": "2019-10-02", "district": NAMES,
        "place": "школа № 5", "form": "lecture", "title": "Безопасная миграция", "item": "1.1", "item_id": 1,
        "measure": "1.1", "campaign": None, "partners": ["РОО", "УВД"], "basis": "sign_in_sheet", "version": 1,
        "participants": 16, "women": 9, "men": 5, "age_under_14": 1, "age_14_28": 8, "age_29_35": 3, "age_36_59": 2,
        "age_60_over": 0, "under_18": None, "with_disability": None, "youth_reported": None, "youth": 8,
        "audience": None, "materials": 20,
    } | told  # fmt: skip


def statement(events: list[dict[str, Any]], **told: Any) -> dict[str, Any]:
    """A council's sealed statement with these events; its figures are not their sum."""
    return {
        "format": 1, "kind": "council", "council": {"code": "KG-B", "names": NAMES, "region": NAMES},
        "period": PERIOD, "figures": Figures(events=len(events)).as_dict(), "year_before": None,
        "year_to_date": Figures(events=len(events)).as_dict(), "items": [], "events": events,
        "submitted_on": "2020-01-14", "days_late": 0, "signature": None,
    } | told  # fmt: skip


def content(events: list[dict[str, Any]], **told: Any) -> Content:
    made = statement(events)
    return Content(made, (made,), told.pop("language", "en"), SEALED_AT, told.pop("seal", SEAL), **told)
