"""The handover sheet: what a new secretary takes over, for those who may read it, in a fixed number of queries."""

from datetime import date, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from councils.models import Membership, Person, User
from councils.states import MeetingState
from reports.handover import handover_of
from reports.models import ItemEntry
from tests.factories import (
    make_decision,
    make_grant,
    make_item,
    make_link,
    make_meeting,
    make_member,
    make_membership,
    make_organisation,
)

from .world import AFTER_Q1, World, make_world, open_report, record, signed_in

SOON = AFTER_Q1 + timedelta(days=30)


def page(user: User) -> str:
    response = signed_in(user).get(reverse("reports:handover", args=["KG-B"]))
    assert response.status_code == 200
    return response.content.decode()


def fill(world: World, sms: User) -> None:
    """What a sheet tells, of each kind one more."""
    council, n = world.council, world.council.meetings.count()
    held = make_meeting(council)
    make_decision(held, AFTER_Q1 - timedelta(days=3), text="Провести сверку")
    make_meeting(council, SOON + timedelta(days=n), state=MeetingState.PLANNED, starts_at=time(15), place="Акимиат")
    make_link(council, organisation=make_organisation("youth", name=f"Жаш муун {n}"))
    make_item(world.plan, f"9.{n + 1}", title_ru="Провести беседу", ends_on=SOON)
    make_item(world.plan, f"8.{n + 1}", title_ru="Напечатать буклет", ends_on=AFTER_Q1 - timedelta(days=2))


def test_the_sheet_tells_what_holds_what_is_due_and_whom_to_ask(world: World, sms: User) -> None:
    fill(world, sms)
    record(world, date(2019, 3, 1))
    open_report(world)
    told = page(world.secretary)
    for words in (
        world.chair.person.full_name, "vacant", "filled voting seats", "at least", "Провести сверку", "Акимиат",
        "05.05.2019", "Жаш муун 0", "Провести беседу", "Напечатать буклет", "overdue by 2 days", "due soon",
        "Prepare the report for Quarter I 2019",
        "by 15.04.2019", sms.person.full_name, "SMS officer", "Plan 2018–2019",
    ):  # fmt: skip
        assert words in told, words


def test_an_empty_council_is_told_in_words(world: World) -> None:
    told = page(world.chair)
    for words in ("No meeting is planned", "Every report that was opened is accepted",
                  "Nothing waits for the council", "No decision of the council waits",
                  "No organisation works by a link", "No SMS officer"):  # fmt: skip
        assert words in told, words


def test_items_far_away_fulfilled_or_going_on_are_left_out(world: World, sms: User) -> None:
    far = make_item(world.plan, "9.1", ends_on=AFTER_Q1 + timedelta(days=91))
    near = make_item(world.plan, "9.2", ends_on=AFTER_Q1 + timedelta(days=90))
    make_item(world.plan, "9.3", due="постоянно")
    over = make_item(world.plan, "9.4", ends_on=AFTER_Q1 - timedelta(days=1))
    assert [each.item for each in handover_of(world.council).items] == [over, near] and far
    report = open_report(world)
    entry = ItemEntry.objects.create(report=report, item=over, status="fulfilled", written_by=world.secretary)
    assert [each.item for each in handover_of(world.council).items] == [near]
    ItemEntry.objects.filter(pk=entry.pk).update(status="overdue")
    assert [each.item for each in handover_of(world.council).items] == [over, near]


def test_contacts_are_shown_to_sms_and_administrators_only(world: World, sms: User) -> None:
    for seat in Membership.objects.filter(council=world.council).select_related("person"):
        Person.objects.filter(pk=seat.person_id).update(phone="+996 700 123", email="a@tipcc.example")
    Person.objects.filter(pk=sms.person.pk).update(phone="+996 700 123")
    for user in (world.secretary, world.chair, world.deputy):
        assert "+996" not in page(user) and "tipcc.example" not in page(user)
    for user in (sms, make_grant("administrator")):
        assert "+996 700 123" in page(user) and "a@tipcc.example" in page(user)


@pytest.mark.parametrize(("seat", "status"), [("youth", 403), ("observer", 403)])
def test_other_members_may_not_read_it(world: World, seat: str, status: int) -> None:
    client = signed_in(make_member(world.council, seat))
    assert client.get(reverse("reports:handover", args=["KG-B"])).status_code == status
    assert "Handover sheet" not in client.get(world.council.get_absolute_url()).content.decode()


def test_another_council_is_not_known_and_nothing_of_it_is_told(world: World, sms: User) -> None:
    osh = make_world("KG-O")
    make_meeting(osh.council, SOON, state=MeetingState.PLANNED, place="Ош шаары")
    make_decision(make_meeting(osh.council), SOON, text="Ошский вопрос")
    make_link(osh.council, organisation=make_organisation("youth", name="Ошская"))
    make_membership(osh.council, "youth")
    told = page(world.secretary)
    assert "Ош" not in told.replace("Ошибка", "")
    assert signed_in(osh.secretary).get(reverse("reports:handover", args=["KG-B"])).status_code == 404


def test_the_council_page_leads_to_it(world: World, sms: User) -> None:
    address = reverse("reports:handover", args=["KG-B"])
    for user in (world.secretary, world.chair, sms, make_grant("administrator")):
        assert address in signed_in(user).get(world.council.get_absolute_url()).content.decode()


def test_the_number_of_queries_does_not_grow(world: World, sms: User) -> None:
    open_report(world)
    counts = []
    for _round in range(2):
        fill(world, sms)
        fill(world, sms)
        client = signed_in(world.secretary)
        with CaptureQueriesContext(
            connection,
        ) as ran:
            client.get(reverse("reports:handover", args=["KG-B"]))
        counts.append(len(ran))
    assert counts[0] == counts[1]
