"""Earlier quarters restated since the national report before: old and new, why, and which edition says it."""

from datetime import date
from typing import Any

import pytest

from actionplans.quarters import Quarter
from actionplans.services.events import change_event
from councils import clock
from councils.models import User
from reports import editions
from reports.models import CouncilReport, Edition, Period
from reports.services import council_reports, entries, national_reports, periods, signing

from .world import Q1, World, draft, make_world, prepared, record

Q2 = Q1.next()


def report_in(world: World, quarter: Quarter, sms: User) -> CouncilReport:
    """An accepted report on a quarter; the clock stands after it."""
    opened = periods.open_report(world.council, periods.open_period(quarter, actor=None), actor=None)
    if not world.council.events.filter(quarter=quarter.number).exists():
        entries.confirm_no_events(opened, confirmed=True, actor=world.secretary)
    signing.sign(prepared(world, opened), actor=world.chair)
    return council_reports.accept(CouncilReport.objects.get(pk=opened.pk), actor=sms)


def consolidate(quarter: Quarter, sms: User, **missing: str) -> dict[str, Any]:
    period = Period.objects.get(year=quarter.year, quarter=quarter.quarter)
    named = {code.replace("_", "-"): reason for code, reason in missing.items()}
    return editions.open_edition(national_reports.consolidate(period, missing=named, actor=sms))


def restate(world: World, report: CouncilReport, sms: User, participants: int) -> Edition:
    """SMS reopens the first quarter; its event had other participants."""
    council_reports.reopen(report, actor=sms, reason="Пересчитать", until=clock.today())
    event = world.council.events.get(quarter=Q1.number)
    counted = draft(world, date(2019, 3, 1), participants, women=10)
    change_event(event, counted, actor=world.secretary, version=event.version)
    signing.sign(prepared(world, CouncilReport.objects.get(pk=report.pk)), actor=world.chair)
    return report.editions.order_by("-number")[0]


@pytest.fixture
def first(world: World, sms: User) -> CouncilReport:
    """The first quarter is reported, accepted and consolidated."""
    record(world, date(2019, 3, 1), 25, women=10)
    report = report_in(world, Q1, sms)
    assert consolidate(Q1, sms)["restated"] == []
    return report


def test_the_next_national_report_tells_what_was_restated(world: World, first: CouncilReport, sms: User) -> None:
    with clock.at(date(2019, 6, 1)):
        edition = restate(world, first, sms, 20)
        council_reports.accept(CouncilReport.objects.get(pk=first.pk), actor=sms)
    with clock.at(date(2019, 7, 5)):
        record(world, date(2019, 5, 1), 30)
        report_in(world, Q2, sms)
        told = consolidate(Q2, sms)
    assert told["restated"] == [{
        "period": "2019-Q1", "code": "KG-B", "region": world.council.region.names, "edition": 2,
        "sha256": edition.sha256, "reason": "Пересчитать", "asked_by": "Sms",
        "figures": editions.open_edition(edition)["changes"]["figures"], "meetings": {},
    }]  # fmt: skip
    assert told["restated"][0]["figures"]["participants"] == [25, 20]
    sealed = Edition.objects.get(sha256=told["sha256"])
    assert "Пересчитать" not in sealed.payload and list(editions.verify(sealed)) == []


def test_what_waits_for_acceptance_is_not_told_yet(world: World, first: CouncilReport, sms: User) -> None:
    with clock.at(date(2019, 7, 5)):
        restate(world, first, sms, 20)
        report_in(world, Q2, sms)
        assert consolidate(Q2, sms)["restated"] == []


def test_what_the_report_before_told_already_is_not_told_again(world: World, first: CouncilReport, sms: User) -> None:
    with clock.at(date(2019, 6, 1)):
        restate(world, first, sms, 20)
        council_reports.accept(CouncilReport.objects.get(pk=first.pk), actor=sms)
    with clock.at(date(2019, 7, 5)):
        report_in(world, Q2, sms)
        assert len(consolidate(Q2, sms)["restated"]) == 1
    with clock.at(date(2019, 7, 6)):  # a next edition of the same quarter still tells it
        assert len(consolidate(Q2, sms)["restated"]) == 1
    with clock.at(date(2019, 10, 5)):
        report_in(world, Q2.next(), sms)
        assert consolidate(Q2.next(), sms)["restated"] == []


def test_a_council_that_came_in_late_restates_nothing(world: World, sms: User) -> None:
    """Its report was returned and signed again, all after the national report that named it as missing."""
    osh = make_world("KG-O")
    record(world, date(2019, 3, 1), 25)
    record(osh, date(2019, 3, 1), 7)
    report_in(world, Q1, sms)
    opened = periods.open_report(osh.council, Period.objects.get(), actor=None)
    consolidate(Q1, sms, KG_O="болен")
    with clock.at(date(2019, 4, 20)):
        signing.sign(prepared(osh, opened), actor=osh.chair)
        late = CouncilReport.objects.get(pk=opened.pk)
        council_reports.return_report(late, actor=sms, reason="Дописать", until=clock.today())
        signing.sign(prepared(osh, CouncilReport.objects.get(pk=opened.pk)), actor=osh.chair)
        council_reports.accept(CouncilReport.objects.get(pk=opened.pk), actor=sms)
    assert opened.editions.count() == 2
    with clock.at(date(2019, 7, 5)):
        report_in(world, Q2, sms)
        assert consolidate(Q2, sms, KG_O="болен")["restated"] == []


def test_a_restated_year_before_is_told_in_the_first_quarter(world: World, sms: User) -> None:
    with clock.at(date(2019, 1, 5)):
        record(world, date(2018, 12, 1), 40)
        report = report_in(world, Quarter(2018, 4), sms)
        consolidate(Quarter(2018, 4), sms)
    with clock.at(date(2019, 4, 5)):
        council_reports.reopen(report, actor=sms, reason="Дубль", until=clock.today())
        event = world.council.events.get()
        change_event(event, draft(world, date(2018, 12, 1), 4), actor=world.secretary, version=event.version)
        signing.sign(prepared(world, CouncilReport.objects.get(pk=report.pk)), actor=world.chair)
        council_reports.accept(CouncilReport.objects.get(pk=report.pk), actor=sms)
        report_in(world, Q1, sms)
        told = consolidate(Q1, sms)["restated"]
    assert [(one["period"], one["figures"]["participants"]) for one in told] == [("2018-Q4", [40, 4])]


def test_what_was_sealed_before_and_accepted_after_the_report_is_told(
    world: World, first: CouncilReport, sms: User
) -> None:
    """Between the editions that SMS accepted another was returned: the change is against what was accepted."""
    with clock.at(date(2019, 7, 4)):
        record(world, date(2019, 5, 1), 30)
        report_in(world, Q2, sms)
        restate(world, first, sms, 20)
    with clock.at(date(2019, 7, 5)):
        assert consolidate(Q2, sms)["restated"] == []
    with clock.at(date(2019, 7, 6)):
        returned = CouncilReport.objects.get(pk=first.pk)
        council_reports.return_report(returned, actor=sms, reason="Дописать", until=clock.today())
        event = world.council.events.get(quarter=Q1.number)
        changed = draft(world, date(2019, 3, 1), 18, women=10)
        change_event(event, changed, actor=world.secretary, version=event.version)
        signing.sign(prepared(world, CouncilReport.objects.get(pk=first.pk)), actor=world.chair)
        council_reports.accept(CouncilReport.objects.get(pk=first.pk), actor=sms)
    with clock.at(date(2019, 10, 5)):
        report_in(world, Q2.next(), sms)
        (told,) = consolidate(Q2.next(), sms)["restated"]
    assert (told["edition"], told["reason"]) == (3, "Пересчитать")
    assert told["figures"]["participants"] == [25, 18]
