"""Decisions of councils as duties: who is reminded on which day, and what one finds on signing in (rules 4 and 16)."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from councils import clock
from councils.models import Decision, Mail, Membership, User
from councils.services import decisions
from reports.inbox import inbox_of
from reports.models import Reminder
from tests.factories import make_council, make_decision, make_meeting, make_member

from .test_reminders import days, live, log, reach
from .world import World, signed_in

HELD, DUE = date(2019, 2, 14), date(2019, 4, 15)
FIRST, LAST = DUE - timedelta(11), DUE + timedelta(40)


@pytest.fixture
def member(world: World) -> User:
    user = make_member(world.council, "youth", "member")
    reach(user, world.secretary, world.chair)
    return user


@pytest.fixture
def decision(world: World, member: User) -> Decision:
    return make_decision(make_meeting(world.council, HELD), DUE, member=member.person.memberships.get())


def readers() -> list[str]:
    return list(Mail.objects.order_by("at", "pk").values_list("user__username", flat=True))


def test_whoever_answers_is_reminded_and_five_days_after_the_chair(decision: Decision) -> None:
    live(days(FIRST, LAST))
    expected = [("before_10", -10), ("before_3", -3), ("due", 0), ("after_3", 3)]
    told = [(DUE + timedelta(n), slot, "answering", "written") for slot, n in expected]
    assert log() == [*told, (DUE + timedelta(5), "after_5", "chair", "written")]
    assert readers() == ["member"] * 4 + ["kg-b-chair"]
    body = Mail.objects.order_by("at").first()
    assert body and "Decision № 1/1 of the council" in body.body and "месячник" not in body.body


def test_without_an_account_of_theirs_the_secretary_is_reminded(decision: Decision, member: User) -> None:
    Membership.objects.filter(person=member.person).update(ends_on=HELD)
    live([DUE])
    assert readers() == ["kg-b-secretary"]


def test_an_organisation_is_reminded_by_all_its_members_each_once(world: World, member: User) -> None:
    organisation = member.person.memberships.get().organisation
    Membership.objects.filter(person=world.deputy.person).update(organisation=organisation)
    reach(world.deputy)
    elsewhere = make_member(make_council("KG-O"), "youth", "elsewhere")
    Membership.objects.filter(person=elsewhere.person).update(organisation=organisation)
    make_decision(make_meeting(world.council, HELD), DUE, organisation=organisation)
    live([DUE])
    assert sorted(readers()) == ["kg-b-deputy", "member"]


def test_nobody_is_reminded_of_what_is_done_and_the_mail_that_waits_is_taken_back(
    decision: Decision, member: User, settings: object
) -> None:
    live([DUE])
    Mail.objects.update(state="waiting")
    with clock.at(DUE):
        decisions.carry_out(decision, outcome="О", actor=member)
    live(days(DUE + timedelta(1), LAST))
    assert Reminder.objects.count() == 3 and Mail.objects.get().state == "withdrawn"


def test_another_day_begins_anew(decision: Decision, world: World) -> None:
    live(days(FIRST, DUE))
    with clock.at(DUE):
        decisions.change_due(decision, due_on=DUE + timedelta(30), reason="Снег", actor=world.secretary)
    live(days(DUE, DUE + timedelta(36)))
    slots = list(Reminder.objects.filter(due_on=DUE + timedelta(30)).values_list("slot", flat=True).order_by("pk"))
    assert slots == ["before_10", "before_3", "due", "after_3", "after_5"]


def test_on_signing_in_a_member_sees_the_own_and_who_leads_what_is_late(
    decision: Decision, world: World, member: User
) -> None:
    def lines(user: User, day: date) -> list[str]:
        with clock.at(day):
            return [line.words for line in inbox_of(User.objects.get(pk=user.pk)) if line.kind == "decision"]

    own, late = ["Decision № 1/1 is to be carried out"], ["Decision № 1/1 is not carried out"]
    assert lines(member, DUE) == own and lines(member, DUE + timedelta(1)) == own
    for leads in (world.secretary, world.chair):
        assert lines(leads, DUE) == [] and lines(leads, DUE + timedelta(1)) == late
    with clock.at(DUE):
        page = signed_in(member).get("/").content.decode()
    assert "is to be carried out" in page and decision.get_absolute_url() in page


def test_the_log_names_the_decision(decision: Decision, sms: User) -> None:
    live([DUE])
    with clock.at(DUE):
        page = signed_in(sms).get("/reminders/").content.decode()
    assert "Decision № 1/1" in page


def test_one_decision_asks_the_database_as_often_as_three(decision: Decision, world: World, member: User) -> None:
    def asked() -> int:
        user = User.objects.get(pk=world.secretary.pk)
        with clock.at(LAST), CaptureQueriesContext(connection) as queries:
            inbox_of(user)
        return len(queries)

    one = asked()
    for _n in range(2):
        make_decision(decision.meeting, DUE)
    assert asked() == one
