"""Eight registers as their offices keep them, each in a layout of its own, with faults mixed in: what must come out.

Every good row comes in without a question, every fault is told at its sheet and row and nothing else is refused,
rows entered twice are recognised, and the year's events and participants are exact.
"""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Sum

from actionplans.imports.batch import ImportResult, examine, import_events
from actionplans.imports.files.bounded import read_sheets
from actionplans.imports.plans import import_plan
from actionplans.models import Event
from actionplans.reference_data import load_programme
from councils import clock
from councils.models import Council, User
from councils.reference_data import load_reference_data
from councils.rights import OPERATOR

DATA = Path(__file__).resolve().parent.parent / "data"
TRUTH: dict[str, Any] = json.loads((DATA / "truth-2019.json").read_text("utf-8"))["councils"]
Brought = dict[str, tuple[bool, ImportResult]]


@pytest.fixture(scope="module")
def brought(django_db_setup: None, django_db_blocker: Any) -> Iterator[Brought]:
    """By council whether its file asked anything, and what came of it; rolled back after the module."""
    with django_db_blocker.unblock(), clock.at(date(2020, 1, 7)), transaction.atomic():
        load_reference_data()
        actor = User.objects.get(username=OPERATOR)
        load_programme(actor)
        yield {code: bring(Council.objects.get(code=code), told["field_file"], actor) for code, told in TRUTH.items()}
        transaction.set_rollback(True)


def bring(council: Council, name: str, actor: User) -> tuple[bool, ImportResult]:
    plan, register = (DATA / "2019" / part for part in (f"plans/{council.code}.xlsx", f"field/{name}"))
    import_plan(
        council, plan.read_bytes(), authority="Полпред", order_number="№ 12-р", endorsed_on=date(2018, 6, 15),
        actor=actor,
    )  # fmt: skip
    content = register.read_bytes()
    asks = examine(council, read_sheets(content)).asks
    return asks, import_events(council, content, file_name=name, actor=actor)


@pytest.mark.parametrize("code", TRUTH)
def test_a_register_comes_in_as_its_office_keeps_it(brought: Brought, code: str, db: None) -> None:
    truth, (asks, result) = TRUTH[code], brought[code]
    told = {(fault.sheet, fault.row, fault.code) for fault in result.faults}
    doubled = {(one.sheet, one.row) for one in result.warnings if one.code == "duplicate"}
    kinds = [(fault["sheet"], fault["row"], fault["kind"]) for fault in truth["field_faults"]]
    assert not asks
    assert told == {fault for fault in kinds if fault[2] != "duplicate"}
    assert doubled == {(sheet, row) for sheet, row, kind in kinds if kind == "duplicate"}
    assert (result.created, result.duplicates) == (truth["events"], truth["field_duplicates"])
    sums = Event.objects.filter(council__code=code).aggregate(participants=Sum("participants"))
    assert sums == {"participants": truth["participants"]}


def test_a_total_that_an_office_keeps_is_explained_row_by_row(brought: Brought, db: None) -> None:
    (total,) = brought["KG-J"][1].totals
    assert (total.label, total.theirs, total.ours, total.unexplained) == ("ИТОГО", 19250, 19145, 0)
    assert all(not total.unexplained for total in brought["KG-Y"][1].totals) and len(brought["KG-Y"][1].totals) == 17
