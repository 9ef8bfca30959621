"""From an empty database: plans and registers of 2019 imported, and `roll_up --json` and workbooks tell the truth."""

import json
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction

from actionplans.quarters import parse_quarter
from councils import clock
from councils.models import Council
from reports import workbooks

from . import books

pytestmark = pytest.mark.xdist_group("year-2019-reports")
DATA = Path(__file__).resolve().parent.parent / "data"
TRUTH = json.loads((DATA / "truth-2019.json").read_text("utf-8"))["councils"]
QUARTERS = ("2019-Q1", "2019-Q2", "2019-Q3", "2019-Q4")
PARTICIPANTS = "participants (persons may repeat)"
NAMES = {
    "events": "Events", "participants": PARTICIPANTS, "women": "women", "men": "men",
    "youth_14_28": "young people", "materials": "materials, copies",
}  # fmt: skip
Items = dict[str, dict[str, list[int]]]


@pytest.fixture(scope="module")
def year(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Brought in by the commands once for the module, and rolled back after it."""
    endorsed = {"authority": "Полпред", "order": "№ 12-р", "on": "2018-06-15"}
    options = [part for name, value in endorsed.items() for part in (f"--{name}", value)]
    with django_db_blocker.unblock(), clock.at(date(2020, 1, 7)), transaction.atomic():
        call_command("load_reference", stdout=StringIO())
        for code in TRUTH:
            for name, folder, more in (("import_plan", "plans", options), ("import_events", "tidy", [])):
                file = str(DATA / "2019" / folder / f"{code}.xlsx")
                call_command(name, file, "--council", code, *more, stdout=StringIO())
        yield
        transaction.set_rollback(True)


def told(label: str) -> list[dict[str, Any]]:
    out = StringIO()
    with clock.at(date(2020, 1, 7)):
        call_command("roll_up", label, "--json", stdout=out)
    printed = json.loads(out.getvalue())
    assert printed["period"] == label
    return list(printed["councils"])


def true_items() -> Items:
    return {code: dict(council["items"]) for code, council in TRUTH.items()}


def test_roll_up_tells_the_truth_by_council_and_quarter_and_by_item(year: None, db: None) -> None:
    items: dict[str, dict[str, list[int]]] = {code: defaultdict(lambda: [0, 0]) for code in TRUTH}
    for label in QUARTERS:
        rows = {row["council"]: row for row in told(label)}
        assert rows.keys() == TRUTH.keys()
        for code, row in rows.items():
            true = TRUTH[code]["quarters"][label]
            assert {name: row["youth" if name == "youth_14_28" else name] for name in true} == true
            assert len(row["items"]) == TRUTH[code]["plan_items"]
            for item in row["items"]:
                items[code][item["item"]][0] += item["events"]
                items[code][item["item"]][1] += item["participants"]
    held = {code: {number: sums for number, sums in found.items() if sums[0]} for code, found in items.items()}
    assert held == true_items()


def test_the_workbook_tells_the_truth_by_council_and_quarter_and_by_item(year: None, db: None) -> None:
    regions = {council.region.name_en: council.code for council in Council.objects.select_related("region")}
    items: Items = {code: {} for code in TRUTH}
    for label in QUARTERS:
        with clock.at(date(2020, 1, 7)):
            data = workbooks.rendered(workbooks.working_content(parse_quarter(label), None, "en"))
        sheets = books.read(data, values_only=True)
        *rows, total = books.table(sheets[books.COUNCILS], "No.")
        assert {regions[row["Council"]] for row in rows} == TRUTH.keys()
        for name, heading in NAMES.items():
            true = {code: council["quarters"][label][name] for code, council in TRUTH.items()}
            assert {regions[row["Council"]]: row[heading] for row in rows} == true
            assert total[heading] == sum(true.values())
        for event in books.table(sheets[books.EVENTS], "Code"):
            sums = items[regions[event["Council"]]].setdefault(event["Plan item"], [0, 0])
            participants = event[PARTICIPANTS]
            sums[0], sums[1] = sums[0] + 1, sums[1] + (participants if participants != "n/r" else 0)
    assert items == true_items()
