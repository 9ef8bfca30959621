"""Deadline, lock date and extension on each day around them: every day holds until 23:59:59 in Bishkek (rule 10)."""

from datetime import date
from typing import Any

import pytest

from actionplans.models import QuarterGuard
from actionplans.quarters import Half, Quarter
from actionplans.services.events import EventRefused
from councils import clock
from councils.models import User
from councils.states import Refused
from reports import board
from reports.models import CouncilReport
from reports.models.periods import is_due
from reports.services import periods, signing
from reports.services.periods import dates_of
from tests.factories import make_council

from .world import Q1, World, open_report, prepared, record, signed_in

DEADLINE, LOCK = date(2019, 4, 15), date(2019, 4, 30)
NEXT = date.resolution


@pytest.mark.parametrize(
    ("span", "opened_on", "deadline", "locks_on"),
    [
        (Q1, date(2019, 4, 1), DEADLINE, LOCK),
        (Q1, DEADLINE, DEADLINE, LOCK),
        # Opened after its time: both count from the day of opening.
        (Q1, DEADLINE + NEXT, date(2019, 5, 1), date(2019, 5, 31)),
        (Quarter(2018, 4), date(2019, 1, 1), date(2019, 1, 15), date(2019, 1, 31)),
        (Quarter(2019, 4), date(2020, 1, 31), date(2020, 2, 15), date(2020, 2, 29)),
        (Quarter(2018, 2), date(2026, 11, 22), date(2026, 12, 7), date(2026, 12, 31)),
        (Half(2021, 1), date(2021, 7, 1), date(2021, 7, 15), date(2021, 7, 31)),
        (Half(2021, 2), date(2022, 1, 15), date(2022, 1, 15), date(2022, 1, 31)),
    ],
)
def test_both_days_follow_from_the_settings_and_the_day_of_opening(
    span: Any, opened_on: date, deadline: date, locks_on: date
) -> None:
    assert dates_of(span, opened_on) == (deadline, locks_on)


def test_both_days_are_settings(settings: Any) -> None:
    settings.REPORT_DEADLINE_DAY, settings.REPORT_LOCK_MONTHS = 20, 2
    assert dates_of(Q1, date(2019, 4, 20)) == (date(2019, 4, 20), date(2019, 5, 31))
    assert dates_of(Q1, date(2019, 4, 21)) == (date(2019, 5, 11), date(2019, 6, 30))


@pytest.mark.parametrize(("hour", "minute", "after", "late"), [(23, 59, 0, 0), (0, 0, 1, 1)])
def test_in_time_until_midnight_of_the_deadline(world: World, hour: int, minute: int, after: int, late: int) -> None:
    record(world, date(2019, 3, 1))
    report = prepared(world, open_report(world))
    with clock.at(DEADLINE + after * NEXT, hour, minute):
        signing.sign(report, actor=world.chair)
    assert CouncilReport.objects.get().days_late == late


def test_a_quarter_changes_until_midnight_of_its_lock_date(world: World) -> None:
    report = open_report(world)
    assert QuarterGuard.objects.get().locks_on == LOCK == report.period.locks_on
    with clock.at(LOCK, 23, 59):
        record(world, date(2019, 3, 1))
    with clock.at(LOCK + NEXT, 0, 0), pytest.raises(EventRefused, match=r"locked after 30\.04\.2019"):
        record(world, date(2019, 3, 31))
    with clock.at(LOCK + NEXT, 0, 0):
        record(world, date(2019, 4, 1))  # of the next quarter


def test_an_extension_moves_the_deadline_and_where_it_must_the_lock(world: World, sms: User) -> None:
    record(world, date(2019, 3, 1))
    report = open_report(world)
    periods.extend(report, until=LOCK, reason="The secretary is ill", actor=sms)
    assert QuarterGuard.objects.get().locks_on == LOCK
    periods.extend(report, until=date(2019, 5, 10), reason="Still ill", actor=sms)
    assert QuarterGuard.objects.get().locks_on == date(2019, 5, 10)
    with clock.at(date(2019, 5, 10), 23, 59):
        report = prepared(world, CouncilReport.objects.get())
        [(_council, [cell])] = board.board_of(2019).rows
        assert not cell.is_due_now
        signing.sign(report, actor=world.chair)
    report = CouncilReport.objects.get()
    assert (report.days_late, report.due_on, report.period.deadline) == (0, date(2019, 5, 10), DEADLINE)
    page = signed_in(world.chair).get(report.get_absolute_url()).content.decode()
    assert "Still ill" in page


@pytest.mark.parametrize(("until", "reason"), [(DEADLINE, "ill"), (date(2019, 4, 14), "ill"), (LOCK, "  ")])
def test_an_extension_is_a_later_day_with_a_reason(world: World, sms: User, until: date, reason: str) -> None:
    with pytest.raises(Refused):
        periods.extend(open_report(world), until=until, reason=reason, actor=sms)


def test_late_only_from_the_day_after_the_deadline(world: World) -> None:
    open_report(world)
    for day, overdue in ((DEADLINE, 0), (DEADLINE + NEXT, 1), (LOCK, 15)):
        with clock.at(day, 23, 59):
            [(_council, [cell])] = board.board_of(2019).rows
            assert (cell.days_overdue, cell.is_due_now) == (overdue, overdue > 0)


@pytest.mark.parametrize(("founded", "due"), [(date(2019, 3, 31), True), (date(2019, 4, 1), False)])
def test_quarters_before_the_founding_day_are_history(april: None, db: None, founded: date, due: bool) -> None:
    council = make_council("KG-B", founded_on=founded)
    assert is_due(council, Q1) == due
    period = periods.open_period(Q1, actor=None)
    if due:
        assert periods.open_report(council, period, actor=None).due_on == period.deadline
    else:
        with pytest.raises(Refused, match="founded later"):
            periods.open_report(council, period, actor=None)


def test_a_quarter_is_opened_on_the_day_after_it_ended(world: World) -> None:
    with clock.at(Q1.ends_on, 23, 59), pytest.raises(Refused, match=r"01\.04\.2019"):
        periods.open_period(Q1, actor=None)
    with clock.at(Q1.ends_on + NEXT, 0, 0):
        assert periods.open_period(Q1, actor=None).opened_on == date(2019, 4, 1)
