"""What GA looks at first on the national report's page: not done and who answers, problems, restated, instructions."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from actionplans.models import Measure, PlanItem
from councils import clock
from councils.models import User
from reports.editions import open_edition
from reports.models import CouncilReport, ItemEntry, NationalReport, Period, Problem
from reports.national import coverage_of
from reports.services import council_reports, entries, instructions, national_reports, signing
from reports.services.narrative import write_text
from tests.factories import make_measure

from .test_restated_quarters import Q2, report_in, restate
from .world import Q1, World, make_world, open_report, prepared, record, signed_in

LABEL = "2019-Q1"
PAGE = reverse("reports:national-detail", args=[LABEL])


@pytest.fixture
def measure(world: World) -> Measure:
    found = make_measure("1.1")
    PlanItem.objects.filter(pk=world.item.pk).update(measure=found, responsible="РОО, отдел молодёжи")
    return found


def accepted(world: World, sms: User, status: str = "not_fulfilled") -> CouncilReport:
    """Item 1.1 is not fulfilled and has a problem with a proposal."""
    report = prepared(world, open_report(world))
    council_reports.hand_back(report, actor=world.chair, reason="Ещё")
    ItemEntry.objects.filter(report=report, item=world.item).update(status=status)
    Problem.objects.create(
        report=report, item=world.item, problem="Нет транспорта", proposal="Выделить машину",
        addressee="Аппарат Правительства", written_by=world.secretary,
    )  # fmt: skip
    report = council_reports.prepare(CouncilReport.objects.get(pk=report.pk), actor=world.secretary)
    signing.sign(report, actor=world.chair)
    return council_reports.accept(CouncilReport.objects.get(pk=report.pk), actor=sms)


def sent(sms: User, **missing: str) -> NationalReport:
    period = Period.objects.get()
    national_reports.consolidate(period, missing={c.replace("_", "-"): r for c, r in missing.items()}, actor=sms)
    return national_reports.submit_to_ga(NationalReport.objects.get(), actor=sms)


@pytest.fixture
def reader(ga: User) -> Client:
    return signed_in(ga)


def test_ga_reads_what_needs_it_before_the_figures(
    world: World, measure: Measure, sms: User, reader: Client, ga: User
) -> None:
    osh = make_world("KG-O")
    record(world, date(2019, 3, 1), 25, women=10)
    open_report(osh)
    accepted(world, sms)
    write_text(Period.objects.get(), measure, text="По мере сделано мало", number=0, actor=sms)
    sent(sms, KG_O="Секретарь болен")
    page = reader.get(PAGE).content.decode()
    order = [
        "Секретарь болен", "1 plan item is overdue or not fulfilled", "РОО, отдел молодёжи", "no data a year before",
        "Нет транспорта", "Аппарат Правительства", "By council", "By measure of the Programme", "По мере сделано мало",
        "Ход: 1.1",
    ]  # fmt: skip
    assert [words for words in order if words not in page] == []
    assert sorted(order, key=page.index) == order
    assert "more than 0 in 1, reported 1 of 2" in page and "more than 0 in 0, reported 1 of 2" in page
    assert f"?about=KG-B/{world.item.pk}" in page
    officer = signed_in(sms).get(PAGE).content.decode()
    assert "?about=" not in officer and "Give an instruction" not in officer


def test_instructions_stand_on_the_report_they_were_given_on(
    world: World, measure: Measure, sms: User, reader: Client, ga: User
) -> None:
    record(world, date(2019, 3, 1), 25)
    accepted(world, sms)
    national = sent(sms)
    instructions.give(
        national, text="Дать машину", addressee="Администрация", due_on=clock.today(), council=world.council, actor=ga
    )
    page = reader.get(PAGE).content.decode()
    assert "Instructions given on this report" in page and "as they stood when" not in page
    national_reports.return_to_sms(national, actor=ga, reason="Уточните")
    officer = signed_in(sms)
    assert "Returned by Ga" in officer.get(PAGE).content.decode()
    with clock.at(date(2019, 4, 9)):
        national_reports.consolidate(national.period, missing={}, actor=sms)
        page = officer.get(PAGE).content.decode()
    assert "Instructions, as they stood when this edition was sealed" in page and page.count("Дать машину") == 2
    assert "Уточните" in page and "Returned by Ga" not in page and "overdue" in page


def test_restated_quarters_link_to_the_edition_that_says_so(world: World, sms: User) -> None:
    record(world, date(2019, 3, 1), 25, women=10)
    report = report_in(world, Q1, sms)
    national_reports.consolidate(Period.objects.get(), missing={}, actor=sms)
    with clock.at(date(2019, 6, 1)):
        edition = restate(world, report, sms, 20)
        council_reports.accept(CouncilReport.objects.get(pk=report.pk), actor=sms)
    with clock.at(date(2019, 7, 5)):
        report_in(world, Q2, sms)
        national_reports.consolidate(Period.objects.get(quarter=2), missing={}, actor=sms)
        page = signed_in(sms).get(reverse("reports:national-detail", args=["2019-Q2"])).content.decode()
    assert "Earlier quarters restated" in page and "<del>25</del>" in page and "<ins>20</ins>" in page
    assert reverse("reports:edition-detail", args=[edition.pk]) in page and "Пересчитать" in page


def test_coverage_counts_councils_with_more_than_nothing(world: World, sms: User) -> None:
    osh = make_world("KG-O")
    record(world, date(2019, 3, 1), 25)
    accepted(world, sms)
    silent = open_report(osh)
    entries.confirm_no_events(silent, confirmed=True, actor=osh.secretary)
    signing.sign(prepared(osh, silent), actor=osh.chair)
    council_reports.accept(CouncilReport.objects.get(pk=silent.pk), actor=sms)
    told = open_edition(national_reports.consolidate(Period.objects.get(), missing={}, actor=sms))
    assert coverage_of(told, "participants").more_than_none == 1
    assert (coverage_of(told, "women").more_than_none, coverage_of(told, "events").reported) == (0, 2)
    del told["narrative"], told["restated"], told["instructions"]  # an edition from before they were told
    assert coverage_of(told, "events").due == 2


def test_the_page_costs_the_same_for_one_council_and_three(world: World, sms: User, ga: User, reader: Client) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert reader.get(PAGE).status_code == 200
        return len(caught)

    record(world, date(2019, 3, 1), 25)
    accepted(world, sms)
    national = sent(sms)
    count()
    before = count()
    national_reports.return_to_sms(national, actor=ga, reason="Ещё два")
    for code in ("KG-O", "KG-J"):
        other = make_world(code)
        record(other, date(2019, 3, 1), 5)
        accepted(other, sms)
    national_reports.consolidate(national.period, missing={}, actor=sms)
    national_reports.submit_to_ga(national, actor=sms)
    assert count() == before
