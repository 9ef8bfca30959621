"""The printed report: the usual columns, the form version, room to sign, and a code that tells its state."""

from datetime import date

import pytest
from django.urls import reverse

from reports.models import CouncilReport, Edition, ReportForm
from reports.services import entries, remarks
from reports.statement import draft_code, statement_of

from .world import Q1, World, open_report, prepared, record, sealed, signed_in


def printed(world: World) -> str:
    address = reverse("reports:report-print", args=[world.council.code, Q1.label])
    return signed_in(world.secretary).get(address).content.decode()


@pytest.fixture
def report(world: World) -> CouncilReport:
    record(world, date(2019, 3, 1), 25)
    day = date(2019, 1, 1)
    ReportForm.objects.create(
        number=2, order_number="№ 45", ordered_on=day, starts_on=day, name_ru="Ф", name_ky="Ф", name_en="Form"
    )
    return open_report(world)


def test_a_draft_bears_the_code_of_what_it_says(world: World, report: CouncilReport) -> None:
    first = draft_code(statement_of(world.council, Q1, report))
    page = printed(world)
    assert "Draft, not signed yet." in page and first in page and "____________" in page
    assert world.chair.get_full_name() in page and world.secretary.get_full_name() in page
    entries.write_entry(report, world.item, status="in_progress", text="Ход", version=0, actor=world.secretary)
    assert first not in printed(world)


def test_the_usual_columns_and_all_that_is_said_of_an_item(world: World, report: CouncilReport) -> None:
    told = {"status": "in_progress", "text": "Беседы проведены", "next_steps": "Семинар", "version": 0}
    entries.write_entry(report, world.item, actor=world.secretary, **told)
    words = {"problem": "Нет зала", "proposal": "Дать зал", "addressee": "Мэрия", "version": 0}
    remarks.write_problem(report, item=world.item, actor=world.secretary, **words)
    remarks.set_adjustment(report, world.item, participants=5, reason="Те же", version=0, actor=world.secretary)
    page = printed(world)
    columns = (
        "Activity",
        "Term",
        "Responsible",
        "Indicator",
        "Target",
        "Quarter",
        "Year to date",
        "State",
        "Progress",
    )
    assert all(f">{column}</th>" in page for column in (*columns, "Note"))
    for text in ("Беседы проведены", "Семинар", "Нет зала", "Дать зал", "Мэрия", "Counted twice: 5.", ">25\xa0%<"):
        assert text in page
    assert "Report form, version 2: Form, order № 45 of 1 January 2019." in page


def test_a_sealed_report_bears_its_editions_code(world: World) -> None:
    record(world, date(2019, 3, 1), 25)
    sealed(world)
    edition = Edition.objects.get()
    page = printed(world)
    assert edition.short_code in page and "Draft" not in page and "signed on screen, 5 April 2019" in page


def test_what_awaits_the_signature_is_printed_as_a_draft(world: World, report: CouncilReport) -> None:
    prepared(world, report)
    report.refresh_from_db()
    assert draft_code(statement_of(world.council, Q1, report)) in printed(world)
