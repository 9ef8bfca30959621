"""Figures that a signature stands for: counted once, over the right days, and those that were shown."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from actionplans.models import ActionPlan, Indicator
from actionplans.quarters import Half
from actionplans.services.events import EventRefused
from actionplans.services.plans import draft_plan, endorse_plan
from actionplans.states import Source, Unit
from actionplans.wording import IndicatorDraft, ItemDraft
from councils import clock
from councils.models import Job, User
from councils.states import JobState, NotAllowed, Refused
from reports import board, work
from reports.editions import open_edition
from reports.models import CouncilReport, Edition, NationalReport, Period
from reports.rollup import between
from reports.services import council_reports, entries, national_reports, periods, signing
from reports.statement import Statement, fingerprint, statement_of
from reports.told.campaigns import campaigns_told
from reports.years import _campaigns
from tests.factories import make_campaign, make_grant, make_operator

from .world import Q1, World, open_report, prepared, record, sealed


def on_time(statement: Statement) -> dict[str, Any]:
    marks = [mark for item in statement["items"] for mark in item["indicators"]]
    return next(mark for mark in marks if mark["source"] == Source.REPORTS_ON_TIME)


def test_a_report_in_time_counts_itself(world: World) -> None:
    made = {"name_ru": "Отчётов в срок", "unit": Unit.REPORT, "source": Source.REPORTS_ON_TIME}
    Indicator.objects.create(item=world.silent, position=9, **made).targets.create(year=2019, value=1)
    record(world, date(2019, 2, 3))
    report = sealed(world)
    told = on_time(open_edition(report.editions.get()))
    assert (told["quarter"], told["year_to_date"], told["per_cent"]) == (1, 1, 100)
    assert told == on_time(statement_of(world.council, Q1, report))


def next_plan(world: World, first: date) -> ActionPlan:
    drafted = [IndicatorDraft("Проведено мероприятий", Unit.EVENT, "", Source.EVENTS, {first.year: Decimal(4)})]
    plan = draft_plan(
        world.council, starts_on=first, ends_on=date(2021, 12, 31), actor=make_operator(),
        items=[ItemDraft("1.1", "Беседы", indicators=drafted)],
    )  # fmt: skip
    return endorse_plan(plan, authority="РГА", order_number="№ 2", endorsed_on=first, actor=make_operator())


def test_a_part_of_a_campaign_is_compared_with_the_same_days_of_the_one_before(world: World) -> None:
    last = make_campaign(date(2018, 6, 10), date(2018, 12, 31))
    now = make_campaign(date(2019, 2, 10), date(2019, 5, 31))
    with clock.at(date(2019, 6, 5)):
        for day, heads in ((date(2018, 7, 29), 10), (date(2018, 7, 30), 20), (date(2018, 12, 1), 40)):
            record(world, day, heads, campaign=last)  # the 50th day, the 51st, and one that this campaign has not
        record(world, date(2019, 3, 31), 1, campaign=now)  # the 50th day
        record(world, date(2019, 4, 1), 2, campaign=now)
        told = [campaigns_told(world.council, quarter)[0] for quarter in (Q1, Q1.next(), Half(2019, 1))]
    assert [(one["participants"], one["before"]["participants"]) for one in told] == [(1, 10), (2, 20), (3, 30)]
    assert (told[0]["before"]["since"], told[0]["before"]["until"]) == (None, "2018-07-29")
    assert _campaigns([{"campaigns": [one]} for one in told[:2]]) == told[2:]  # quarters' parts are those of the half


def test_the_year_to_date_keeps_what_a_plan_that_is_over_had_done(world: World) -> None:
    record(world, date(2019, 2, 3), 40)
    ActionPlan.objects.filter(pk=world.plan.pk).update(ends_on=date(2019, 6, 30))
    with clock.at(date(2019, 10, 5)):
        next_plan(world, date(2019, 7, 1))
        told = statement_of(world.council, Q1.next().next(), None)
    assert (told["figures"]["participants"], told["year_to_date"]["participants"]) == (0, 40)


def test_an_item_that_was_not_there_has_no_figure_a_year_before(world: World) -> None:
    record(world, date(2019, 2, 3), 40)
    with clock.at(date(2020, 4, 5)):
        next_plan(world, date(2020, 1, 1))
        told = statement_of(world.council, Q1._replace(year=2020), None)
    assert told["items"][0]["indicators"][0]["before"] is None
    assert told["year_before"]["figures"]["participants"] == 40


def test_youth_as_the_register_gives_it_counts_where_its_band_is_absent(world: World) -> None:
    record(world, date(2019, 2, 3), 40, age_under_14=10, youth_reported=25)
    assert between(world.council, Q1.starts_on, Q1.ends_on).youth == 25


def test_nobody_signs_figures_that_they_did_not_see(world: World) -> None:
    record(world, date(2019, 2, 3), 10)
    report = prepared(world, open_report(world))
    seen = fingerprint(statement_of(world.council, Q1, report))
    record(world, date(2019, 2, 4), 5000)
    with pytest.raises(Refused, match="changed since you opened"):
        signing.sign(report, actor=world.chair, seen=seen)
    assert not report.editions.exists()
    seen = fingerprint(statement_of(world.council, Q1, report))
    assert signing.sign(report, actor=world.chair, seen=seen).number == 1


def test_no_events_is_not_said_of_a_quarter_that_has_some(world: World) -> None:
    report = open_report(world)
    entries.confirm_no_events(report, confirmed=True, actor=world.secretary)
    record(world, date(2019, 2, 3))
    assert not statement_of(world.council, Q1, CouncilReport.objects.get())["no_events_confirmed"]


def test_a_late_report_is_not_made_punctual_afterwards(world: World, sms: User) -> None:
    record(world, date(2019, 2, 3))
    with clock.at(date(2019, 4, 25)):
        report = sealed(world)
        assert report.days_late == 0  # opened on that day: the deadline counts from it
    CouncilReport.objects.update(due_on=date(2019, 4, 15))
    with clock.at(date(2019, 4, 26)):
        council_reports.return_report(report, actor=sms, reason="Again", until=date(2019, 5, 2))
        with pytest.raises(Refused):
            periods.extend(CouncilReport.objects.get(), until=date(2019, 5, 1), reason="x", actor=sms)


def test_each_reopening_says_its_own_day(world: World, sms: User) -> None:
    record(world, date(2019, 2, 3))
    report = council_reports.accept(sealed(world), actor=sms)
    with clock.at(date(2019, 6, 1)):
        council_reports.reopen(report, actor=sms, reason="a", until=date(2020, 6, 1))
        signing.sign(prepared(world, CouncilReport.objects.get()), actor=world.chair)
        council_reports.accept(CouncilReport.objects.get(), actor=sms)
        council_reports.reopen(CouncilReport.objects.get(), actor=sms, reason="b", until=date(2019, 6, 5))
    with clock.at(date(2019, 6, 6)), pytest.raises(EventRefused, match="locked"):
        record(world, date(2019, 2, 4))


def test_who_prepared_a_report_does_not_accept_it(world: World) -> None:
    record(world, date(2019, 2, 3))
    report = sealed(world)
    make_grant("sms", user=world.secretary)
    with pytest.raises(NotAllowed, match="they submitted"):
        council_reports.accept(report, actor=User.objects.get(pk=world.secretary.pk))


def test_an_accepted_council_stays_in_while_it_restates(world: World, sms: User) -> None:
    record(world, date(2019, 2, 3))
    report = council_reports.accept(sealed(world), actor=sms)
    council_reports.reopen(report, actor=sms, reason="a", until=date(2019, 6, 1))
    prepared(world, CouncilReport.objects.get())
    [(_council, [cell])] = board.board_of(2019).rows
    assert cell.is_in


def test_a_job_that_failed_is_not_asked_for_at_every_tick(world: World) -> None:
    for _tick in range(3):
        work.open_ended_quarters()
        Job.objects.filter(state=JobState.QUEUED).update(state=JobState.FAILED, ended_at=clock.now())
    lately = Job.objects.filter(kind="open_report")
    assert lately.count() == 3  # the clock of the test stands in 2019: an hour is long over
    lately.update(ended_at=timezone.now() - timedelta(minutes=5))
    work.open_ended_quarters()
    assert lately.count() == 3


def test_ga_keeps_what_it_was_sent_while_sms_restates(world: World, sms: User, ga: User) -> None:
    record(world, date(2019, 2, 3))
    council_reports.accept(sealed(world), actor=sms)
    sent = national_reports.consolidate(Period.objects.get(), missing={}, actor=sms)
    assert not Edition.objects.visible_to(ga).filter(national__isnull=False).exists()
    national = national_reports.submit_to_ga(NationalReport.objects.get(), actor=sms)
    national_reports.acknowledge(national, actor=ga)
    with clock.at(date(2019, 4, 8)):
        unsent = national_reports.consolidate(Period.objects.get(), missing={}, actor=sms)
    seen = Edition.objects.visible_to(ga).filter(national__isnull=False)
    assert list(seen) == [sent] and unsent not in seen
    assert NationalReport.objects.visible_to(ga).exists()
