"""Reminders (rule 16): who is told what on which day, each at most once, whatever the scheduler does."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as HypothesisTestCase

from councils import clock, mail
from councils.models import Mail, Membership, Person, User
from reports.models import Comment, CouncilReport, Reminder, ReminderRun
from reports.services import council_reports, periods
from reports.services.reminders import remind, write_reminders
from tests.factories import make_grant, make_member, make_operator
from tests.together import all_at_once

from .world import World, make_world, open_report, record, sealed, signed_in

DUE = date(2019, 4, 15)
ALL_DAYS = {
    "before_10": date(2019, 4, 5), "before_3": date(2019, 4, 12), "due": DUE, "after_3": date(2019, 4, 18),
    "after_5": date(2019, 4, 20), "after_10": date(2019, 4, 25),
}  # fmt: skip
ROLES = {"after_5": "chair", "after_10": "sms"}


def reach(*users: User) -> None:
    """They have an e-mail address and read English."""
    for user in users:
        Person.objects.filter(user=user).update(email=f"{user.username}@example.kg")
        User.objects.filter(pk=user.pk).update(language="en")


def live(days: Iterable[date], hour: int = 10) -> None:
    """The scheduler runs on these days, twice."""
    for day in days:
        with clock.at(day, hour):
            remind()
            remind()


def days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def log() -> list[tuple[date, str, str, str]]:
    """Day, slot, role and what became of it."""
    rows = Reminder.objects.order_by("run__day", "pk").select_related("run")
    return [(row.run.day, row.slot, row.role, row.outcome) for row in rows]


@pytest.fixture
def late(world: World, sms: User) -> World:
    """A report that is due on 15 April, and nobody writes it."""
    reach(world.secretary, world.chair, world.deputy, sms)
    open_report(world)
    return world


def test_each_goes_on_its_day_to_its_reader(late: World) -> None:
    live(days(date(2019, 4, 5), date(2019, 6, 30)))
    assert log() == [(day, slot, ROLES.get(slot, "secretary"), "written") for slot, day in ALL_DAYS.items()]
    readers = list(Mail.objects.order_by("at").values_list("user__username", flat=True))
    assert readers == ["kg-b-secretary"] * 4 + ["kg-b-chair", "sms"]


def test_nobody_is_written_to_at_night(late: World) -> None:
    live([DUE], hour=7)
    assert not ReminderRun.objects.exists()
    live([DUE], hour=8)
    assert ReminderRun.objects.count() == 1


def test_after_a_week_down_only_the_latest_goes_and_the_others_are_logged(late: World) -> None:
    live([date(2019, 4, 11), date(2019, 4, 19)])
    assert log() == [
        (date(2019, 4, 11), "before_10", "secretary", "written"),
        (date(2019, 4, 19), "before_3", "secretary", "skipped"),
        (date(2019, 4, 19), "due", "secretary", "skipped"),
        (date(2019, 4, 19), "after_3", "secretary", "written"),
    ]
    assert "was due on 15 April 2019" in Mail.objects.latest("pk").body


def test_none_goes_once_the_report_is_in(world: World) -> None:
    reach(world.secretary, world.chair)
    record(world, date(2019, 3, 1))
    open_report(world)
    live([date(2019, 4, 5)])
    with clock.at(date(2019, 4, 10)):
        sealed(world)
    live(days(date(2019, 4, 10), date(2019, 5, 20)))
    assert [slot for _day, slot, _role, _outcome in log()] == ["before_10"]


def test_a_later_deadline_counts_anew_and_the_old_days_are_over(late: World, sms: User) -> None:
    live(days(date(2019, 4, 5), date(2019, 4, 13)))
    with clock.at(date(2019, 4, 14)):
        periods.extend(CouncilReport.objects.get(), until=date(2019, 5, 10), reason="Flood", actor=sms)
    live(days(date(2019, 4, 14), date(2019, 5, 21)))
    after = [(day, slot) for day, slot, _role, outcome in log()[2:]]
    assert after[0] == (date(2019, 4, 30), "before_10") and after[-1] == (date(2019, 5, 20), "after_10")
    assert "10 May 2019" in Mail.objects.filter(user=late.secretary).earliest("-pk").body


def test_a_returned_report_is_reminded_of_by_its_own_day(world: World, sms: User) -> None:
    reach(world.secretary, world.chair)
    record(world, date(2019, 3, 1))
    council_reports.return_report(sealed(world), actor=sms, reason="A name", until=date(2019, 4, 22))
    live(days(date(2019, 4, 6), date(2019, 4, 22)))
    assert [(day, slot) for day, slot, _role, _outcome in log()] == [
        (date(2019, 4, 12), "before_10"), (date(2019, 4, 19), "before_3"), (date(2019, 4, 22), "due"),
    ]  # fmt: skip
    assert "A name" not in "".join(Mail.objects.values_list("body", flat=True))


def test_a_new_secretary_gets_the_next_one_and_the_old_one_none(late: World) -> None:
    live([date(2019, 4, 5)])
    Membership.objects.filter(person=late.secretary.person).update(ends_on=date(2019, 4, 8))
    new = make_member(late.council, "secretary", "new", starts_on=date(2019, 4, 9))
    reach(new)
    live(days(date(2019, 4, 9), date(2019, 4, 15)))
    told = list(Mail.objects.order_by("pk").values_list("user__username", flat=True))
    assert told == ["kg-b-secretary", "new", "new"]


def test_the_deputy_is_told_while_the_chairs_seat_is_empty(late: World) -> None:
    Membership.objects.filter(person=late.chair.person).update(ends_on=date(2019, 4, 16))
    live(days(date(2019, 4, 19), date(2019, 4, 20)))
    assert Mail.objects.latest("pk").user == late.deputy


def test_who_cannot_be_reached_is_named_and_gets_no_mail(world: World) -> None:
    open_report(world)
    Person.objects.filter(user=world.chair).update(user=None)
    live(days(date(2019, 4, 15), date(2019, 4, 25)))
    outcomes = {(role, outcome) for _day, _slot, role, outcome in log() if outcome != "skipped"}
    assert outcomes == {("secretary", "no_address"), ("chair", "no_account"), ("sms", "vacant")}
    assert not Mail.objects.exists()


def test_what_falls_due_for_one_person_on_one_day_is_one_mail(late: World, sms: User) -> None:
    osh = make_world("KG-O")
    Membership.objects.filter(person=osh.secretary.person).update(person=late.secretary.person)
    report = open_report(osh)
    Comment.objects.create(report=report, text="Aigul wrote 25 participants", at=clock.now(), by=sms)
    live([DUE])
    only = Mail.objects.get()
    assert only.subject == "Waiting for you: 3, the first due on 15 April 2019"
    assert "Batken oblast" in only.body and "Osh oblast" in only.body and "Answer 1 comment" in only.body
    assert "Aigul" not in only.body and "25" not in only.body and "@" not in only.body
    assert Reminder.objects.filter(outcome="written", mail=only).count() == 2


def test_the_mail_says_what_since_when_by_when_and_where(late: World) -> None:
    live([date(2019, 4, 5)])
    told = Mail.objects.get()
    assert told.subject == "Report for Quarter I 2019: due on 15 April 2019"
    assert "Report for Quarter I 2019 (Batken oblast); since 5 April 2019; due on 15 April 2019" in told.body
    assert "http://127.0.0.1:8000/councils/KG-B/reports/2019-Q1/" in told.body


def test_a_mail_that_waits_is_taken_back_when_it_is_no_longer_so(world: World, sms: User) -> None:
    reach(world.secretary, sms)
    record(world, date(2019, 3, 1))
    open_report(world)
    live([date(2019, 4, 12)])
    with clock.at(date(2019, 4, 12)):
        sealed(world)
        remind()
    assert Mail.objects.get().state == "withdrawn"


def test_a_mail_that_waits_stays_while_it_is_so(late: World) -> None:
    live([date(2019, 4, 12), date(2019, 4, 13)])
    assert Mail.objects.get().state == "waiting"


def test_a_run_that_breaks_off_is_as_if_it_had_not_begun(late: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: object, **_told: object) -> None:
        raise ConnectionError

    with monkeypatch.context() as patch, clock.at(DUE), pytest.raises(ConnectionError):
        patch.setattr(Reminder.objects, "bulk_create", broken)
        remind()
    assert not (Mail.objects.exists() or ReminderRun.objects.exists())
    live([DUE])
    assert Mail.objects.count() == 1


def test_a_system_set_up_anew_writes_no_old_reminders(late: World) -> None:
    live([date(2019, 8, 1)])
    assert {outcome for _day, _slot, _role, outcome in log()} == {"skipped"} and not Mail.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_schedulers_at_once_write_each_reminder_once() -> None:
    with clock.at(date(2019, 4, 5)):
        world = make_world()
        sms = make_grant("sms", username="sms")
        reach(world.secretary, world.chair, sms)
        open_report(world)
    for day in (date(2019, 4, 5), date(2019, 4, 26)):
        with clock.at(day):
            all_at_once([remind] * 4)
    assert ReminderRun.objects.count() == 2
    assert Counter(Mail.objects.values_list("user__username", flat=True)) == {
        "kg-b-secretary": 2, "kg-b-chair": 1, "sms": 1,
    }  # fmt: skip


class AnyHistory(HypothesisTestCase):
    """Whatever days the scheduler runs on, and whenever the report comes in."""

    @settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        up=st.sets(st.integers(0, 30), min_size=1),
        submitted=st.integers(0, 30),
        extended=st.one_of(st.none(), st.integers(1, 9)),
    )
    def test_each_at_most_once_none_after_it_is_in(self, up: set[int], submitted: int, extended: int | None) -> None:
        with clock.at(date(2019, 4, 5)):
            world, operator = make_world(), make_operator()
            reach(world.secretary, world.chair)
            record(world, date(2019, 3, 1))
            open_report(world)
        for n, day in enumerate(days(date(2019, 4, 5), date(2019, 5, 5))):
            with clock.at(day):
                if n == submitted:
                    sealed(world)
                elif n == extended and n < submitted:
                    periods.extend(CouncilReport.objects.get(), until=date(2019, 4, 24), reason="x", actor=operator)
                if n in up:
                    remind()
                    remind()
        in_on = date(2019, 4, 5) + timedelta(days=submitted)
        told = Counter((row.due_on, row.slot, row.recipient) for row in Reminder.objects.all())
        assert all(n == 1 for n in told.values())
        assert not Reminder.objects.filter(run__day__gte=in_on).exists()
        per_day = Counter((row.at.date(), row.user_id) for row in Mail.objects.all())
        assert all(n == 1 for n in per_day.values())
        written = Counter((row.run.day, row.role) for row in Reminder.objects.filter(outcome="written"))
        assert all(n == 1 for n in written.values())


def test_the_day_is_written_by_as_many_queries_for_one_council_as_for_three(
    late: World, django_assert_max_num_queries
) -> None:
    def asked(day: date) -> int:
        with clock.at(day), CaptureQueriesContext(connection) as caught:
            write_reminders()
        return len(caught)

    one = asked(date(2019, 4, 5))
    for code in ("KG-O", "KG-T"):
        open_report(make_world(code))  # their secretaries have no address: no mail of their own
    assert asked(date(2019, 4, 12)) == one
    assert mail.sends() is False


def test_the_log_says_what_was_sent_to_whom_and_who_was_not_reached(late: World, sms: User) -> None:
    Person.objects.filter(user=late.chair).update(email="")
    live(days(date(2019, 4, 15), date(2019, 4, 20)))
    page = signed_in(sms).get(reverse("reports:reminder-list")).content.decode()
    assert "Kg-b-secretary" in page and "three days after" in page and "waiting to be sent" in page
    assert "example.kg" not in page
    unreached = signed_in(sms).get(reverse("reports:reminder-list") + "?show=unreachable").content.decode()
    assert "Kg-b-chair" in unreached and "Kg-b-secretary" not in unreached
    with clock.at(date(2019, 4, 21)):
        assert "1 reminder reached nobody" in signed_in(sms).get(reverse("home")).content.decode()
