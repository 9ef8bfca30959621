"""councils/alarms.py: told in time that nobody will be able to act for a council (rule 2)."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from councils import clock, services
from councils.alarms import Alarm, alarms
from councils.models import Council, Mail, Membership, Person, User
from councils.services.alarms import warn
from reports.inbox import inbox_of
from tests.factories import make_council, make_member

LAST = date(2020, 5, 13)  # the last day of everybody's term
FREE = date(2020, 5, 14)


@pytest.fixture
def led(council: Council) -> Council:
    """With a secretary, a chair and a deputy, each with an account, until LAST."""
    for seat in ("secretary", "chair", "deputy"):
        make_member(council, seat, seat)
        Membership.objects.filter(seat__code=seat).update(ends_on=LAST)
    return council


def user(name: str) -> User:
    return User.objects.get(username=name)


def found(day: date) -> list[tuple[str, date, bool]]:
    return [(alarm.power.value, alarm.day, alarm.seated) for alarm in alarms(day)]


def inbox(name: str) -> list[tuple[str, date | None]]:
    return [(line.words, line.due) for line in inbox_of(user(name)) if line.kind == "alarm"]


@pytest.mark.parametrize(("ahead", "told"), [(61, False), (60, True), (1, True), (0, False)])
def test_it_is_told_from_sixty_days_before_to_the_day_before(led: Council, ahead: int, told: bool) -> None:
    day = FREE - timedelta(days=ahead)
    assert found(day) == ([("record", FREE, False), ("sign", FREE, False)] if told else [])


def test_a_later_holder_and_a_deputy_with_a_longer_term_end_it(led: Council) -> None:
    day = date(2020, 5, 1)
    Membership.objects.filter(seat__code="deputy").update(ends_on=date(2020, 12, 31))
    assert found(day) == [("record", FREE, False)]
    make_member(led, "secretary", "next", starts_on=FREE)
    assert found(day) == []


@pytest.mark.parametrize("how", ["off", "none", "no password"])
def test_a_seat_whose_holder_cannot_sign_in_is_told_at_once(led: Council, admin: User, how: str) -> None:
    secretary = user("secretary")
    if how == "off":
        services.set_user_active(secretary, False, actor=admin)
    elif how == "none":
        Person.objects.filter(user=secretary).update(user=None)
    else:
        services.invite(secretary, "paper", actor=admin)
    assert found(clock.today()) == [("record", clock.today(), True)]


def test_two_who_sign_are_enough_when_one_account_is_off(led: Council, admin: User) -> None:
    services.set_user_active(user("chair"), False, actor=admin)
    assert found(clock.today()) == []
    services.set_user_active(user("deputy"), False, actor=admin)
    assert found(clock.today()) == [("sign", clock.today(), True)]


def test_a_seat_that_is_vacant_already_is_told_elsewhere(council: Council) -> None:
    assert found(clock.today()) == []


def test_it_waits_in_the_inboxes_of_those_who_can_do_something(led: Council, admin: User, sms: User) -> None:
    make_member(led, "youth", "member")
    other = make_member(make_council("KG-O"), "secretary", "osh")
    with clock.at(date(2020, 5, 1)):
        for name in ("admin", "sms", "secretary", "chair", "deputy"):
            due = [when for _words, when in inbox(name)]
            assert due[:2] == [FREE, FREE], name
        assert inbox("member") == []
        assert FREE not in [when for _words, when in inbox(other.username)]


def test_each_is_written_to_once_in_each_slot(led: Council, admin: User, sms: User) -> None:
    make_member(led, "youth", "member")
    counted = {}
    for ahead in (61, 60, 59, 31, 30, 29, 11, 10, 1):
        with clock.at(FREE - timedelta(days=ahead)):
            warn()
            warn()
            counted[ahead] = Mail.objects.count()
    # administrator, SMS, secretary, chair, deputy; for recording and for signing
    assert counted == {61: 0, 60: 10, 59: 10, 31: 10, 30: 20, 29: 20, 11: 20, 10: 30, 1: 30}
    names = [each.get_full_name() for each in User.objects.all()]
    for mail in Mail.objects.all():
        assert "Region KG-B" in mail.subject or mail.subject
        assert not [name for name in names if len(name) > 5 and name in mail.body + mail.subject]


def test_nobody_is_written_to_at_night_and_a_late_scheduler_tells_the_last_slot_only(led: Council, sms: User) -> None:
    with clock.at(FREE - timedelta(days=5), hour=7):
        warn()
        assert not Mail.objects.exists()
    with clock.at(FREE - timedelta(days=5)):
        warn()
        assert {mail.key.split("/")[4] for mail in Mail.objects.all()} == {"10"}


def test_as_many_queries_for_three_councils_as_for_one(led: Council) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert all(isinstance(alarm, Alarm) for alarm in alarms(date(2020, 5, 1)))
        return len(queries)

    one = asked()
    for code in ("KG-O", "KG-T"):
        make_member(make_council(code), "secretary", code)
    assert asked() == one
