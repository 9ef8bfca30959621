"""Workbooks read back by openpyxl or LibreOffice, and statements made up without a database, for their tests."""

import re
import subprocess
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl

from actionplans.models.events import AGES, SEXES
from councils.clock import BISHKEK
from reports.exports.content import Content, Seal
from reports.rollup import Figures

SEALED_AT = datetime(2020, 1, 20, 16, 20, tzinfo=BISHKEK)
SEAL = Seal(1, "4c05 90fa 0597 b154", "4c0590fa0597b154" * 4)
FORM = {
    "number": 2, "names": {"en": "Quarterly form", "ru": "Квартальная форма", "ky": "Чейректик форма"},
    "order_number": "№ 12", "ordered_on": "2018-12-01", "starts_on": "2019-01-01", "ends_on": None,
}  # fmt: skip
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


def converted(data: bytes, soffice: str, folder: Path, to: str) -> bytes:
    """The workbook as LibreOffice writes it in another format."""
    (folder / "in").mkdir(exist_ok=True)
    source = folder / "in" / "book.xlsx"
    source.write_bytes(data)
    home = f"-env:UserInstallation=file://{folder / 'home'}"
    command = [soffice, "--headless", home, "--convert-to", to, "--outdir", str(folder), str(source)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return (folder / f"book.{to}").read_bytes()


def without_values(data: bytes) -> bytes:
    """The same workbook with bare formulas: whoever opens it has to compute them."""
    made = BytesIO()
    with ZipFile(BytesIO(data)) as old, ZipFile(made, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, re.sub(rb"</f><v>[^<]*</v>", b"</f>", content) if "worksheets/" in name else content)
    return made.getvalue()


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


def summed(events: list[dict[str, Any]]) -> dict[str, Any]:
    """The figures of a statement with these events."""
    heads = [e for e in events if e["participants"] is not None]
    sums = {name: sum(e[name] or 0 for e in heads) for name in ("participants", *SEXES, *AGES)}
    under_18 = [e["under_18"] for e in events if e["under_18"] is not None]
    return {
        "events": len(events), **sums,
        "sex_not_recorded": sums["participants"] - sum(sums[name] for name in SEXES),
        "age_not_recorded": sums["participants"] - sum(sums[name] for name in AGES),
        "under_18": sum(under_18) if under_18 else None,
        **{name: sum(e[name] or 0 for e in events) for name in ("youth", "audience", "materials")},
    }  # fmt: skip


def told(events: list[dict[str, Any]], code: str = "KG-B", **said: Any) -> dict[str, Any]:
    """A council's sealed statement of format 4, its figures the sums of these events."""
    names = NAMES if code == "KG-B" else {language: f"{code} {name}" for language, name in NAMES.items()}
    figures = summed(events)
    return statement(
        events, format=4, council={"code": code, "names": names, "region": names}, figures=figures,
        year_to_date=figures, due_on="2020-01-15", extension=None, first_submitted_on="2020-01-14", returns=0,
        reached={"participants": figures["participants"], "same_group": 0, "adjusted": 0,
                 "reached": figures["participants"]},
        form=FORM, answers=[], problems=[], opinions=[], behalf=None, campaigns=[], changes=None,
        seats={"seats": 11, "vacant": 1, "civil_society": 2, "youth": 1, "meetings_a_year": 4},
        quality={"perhaps_twice": 0, "without_evidence": len(events)},
    ) | said  # fmt: skip


def national(*councils: dict[str, Any], **said: Any) -> Content:
    """A national edition of these councils' statements."""
    figures = sum((Figures(**council["figures"]) for council in councils), Figures()).as_dict()
    made = {
        "format": 4, "kind": "national", "period": PERIOD, "councils": list(councils), "missing": [],
        "figures": figures, "reached": None, "year_before": None, "year_to_date": figures,
        "year_quarters": [1, 2, 3, 4],
        "due": len(councils), "national_events": {"events": [], "figures": {"events": 0}}, "narrative": [],
        "restated": [], "instructions": [], "changes": None,
    } | said  # fmt: skip
    return Content(made, councils, "en", SEALED_AT, SEAL)


def content(events: list[dict[str, Any]], **told: Any) -> Content:
    made = statement(events)
    return Content(made, (made,), told.pop("language", "en"), SEALED_AT, told.pop("seal", SEAL), **told)
