"""Questions of a meeting's agenda point at plan items, and a plan item tells the meetings and decisions about it."""

import json
from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from actionplans.discussed import discussed
from actionplans.models import AgendaLink, PlanItem
from actionplans.services.agenda import link_agenda
from councils import services
from councils.models import AgendaItem, AuditEntry, Meeting
from councils.services import AgendaLine
from councils.states import IllegalMove, MeetingState, NotAllowed, Unfit
from tests.factories import make_decision, make_grant, make_item, make_meeting, make_member, make_plan

from .conftest import World, signed_in

DAY = date(2019, 3, 12)


@pytest.fixture
def meeting(batken: World) -> Meeting:
    made = make_meeting(batken.council, DAY)
    for position, text in enumerate(("О месячнике", "Разное"), 1):
        AgendaItem.objects.create(meeting=made, position=position, text=text)
    return made


def question(meeting: Meeting, position: int = 1) -> AgendaItem:
    return meeting.agenda.get(position=position)


def link(meeting: Meeting, item: PlanItem, actor: Any, position: int = 1) -> None:
    link_agenda(meeting, {question(meeting, position): [item]}, actor=actor)


def numbers(meeting: Meeting) -> list[tuple[int, str]]:
    return [
        *AgendaLink.objects.filter(agenda_item__meeting=meeting).values_list("agenda_item__position", "item__number")
    ]


def test_the_secretary_links_and_unlinks_with_one_entry_each(batken: World, meeting: Meeting) -> None:
    other = make_item(batken.plan, "1.3", {"events": 1})
    before = AuditEntry.objects.count()
    link_agenda(meeting, {question(meeting): [batken.item, other], question(meeting, 2): []}, actor=batken.secretary)
    assert numbers(meeting) == [(1, "1.2"), (1, "1.3")]
    link_agenda(meeting, {question(meeting): [other]}, actor=batken.secretary)
    link_agenda(meeting, {question(meeting): [other]}, actor=batken.secretary)  # as it stands: nothing to tell
    entry = AuditEntry.objects.filter(action="meeting.items").latest("number")
    told = json.loads(entry.text)
    assert AuditEntry.objects.count() - before == 2
    assert (told["before"], told["after"]) == ({"1": ["1.2", "1.3"]}, {"1": ["1.3"]})


def test_who_may_not_and_when_not(batken: World, osh: World, meeting: Meeting) -> None:
    for actor in (osh.secretary, make_member(batken.council, "chair"), make_grant("sms", username="sms")):
        with pytest.raises(NotAllowed):
            link(meeting, batken.item, actor)
    called_off = make_meeting(batken.council, DAY, state=MeetingState.CANCELLED, cancelled_because="Карантин")
    AgendaItem.objects.create(meeting=called_off, position=1, text="О месячнике")
    with pytest.raises(IllegalMove):
        link(called_off, batken.item, batken.secretary)
    with pytest.raises(Unfit, match="changed meanwhile"):
        link_agenda(meeting, {question(called_off): [batken.item]}, actor=batken.secretary)
    assert not AgendaLink.objects.exists()


def test_only_items_of_plans_in_force_on_the_day(batken: World, osh: World, meeting: Meeting) -> None:
    later = make_item(make_plan(batken.council, date(2020, 1, 1), date(2021, 12, 31)), "2.1", {"events": 1})
    gone = make_item(batken.plan, "1.4", {"events": 1}, withdrawn_from=DAY)
    over = make_item(batken.plan, "1.5", {"events": 1}, ends_on=date(2019, 1, 31))
    for wrong in (later, gone, osh.item):
        with pytest.raises(Unfit, match="in no plan of this council"):
            link(meeting, wrong, batken.secretary)
    link(meeting, over, batken.secretary)  # its term is over: all the more reason to speak of it
    assert numbers(meeting) == [(1, "1.5")]


def test_the_database_refuses_another_councils_item(osh: World, meeting: Meeting) -> None:
    with pytest.raises(DatabaseError, match="another council"), transaction.atomic():
        AgendaLink.objects.create(agenda_item=question(meeting), item=osh.item)


def test_a_question_taken_off_the_agenda_takes_its_links_along(batken: World) -> None:
    meeting = make_meeting(batken.council, DAY, state=MeetingState.PLANNED)
    kept, gone = (AgendaItem.objects.create(meeting=meeting, position=n, text="О плане") for n in (1, 2))
    link_agenda(meeting, {kept: [batken.item], gone: [batken.item]}, actor=batken.secretary)
    services.change_meeting(meeting, agenda=[AgendaLine("О плане", "", kept.pk)], actor=batken.secretary)
    assert numbers(meeting) == [(1, "1.2")]


# ---- pages


def page(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return answer.content.decode()


def test_numbers_are_typed_and_shown_again(secretary: Client, batken: World, meeting: Meeting) -> None:
    make_item(batken.plan, "1.3", {"events": 1}, title_ru="О потерпевших", sensitive=True)
    address = batken.url("meetings/1/items/")
    shown = page(secretary, address)
    assert "О месячнике" in shown and batken.item.title in shown and "О потерпевших" not in shown
    first, second = (f"items_{question(meeting, n).pk}" for n in (1, 2))
    wrong = secretary.post(address, {first: "1.2, 9.9", second: ""}).content.decode()
    assert "Question 1: no plan in force on 12 March 2019 has an item 9.9." in wrong and "1.2, 9.9" in wrong
    assert secretary.post(address, {first: "1.2; 1.3.", second: "1.2"}).status_code == 302
    assert numbers(meeting) == [(1, "1.2"), (1, "1.3"), (2, "1.2")]
    assert 'value="1.2, 1.3"' in page(secretary, address)
    told = page(secretary, meeting.get_absolute_url())
    assert f"{batken.plan.get_absolute_url()}#item-{batken.item.pk}" in told and batken.item.title in told
    assert "Plan item 1.3" in told and "О потерпевших" not in told and address in told
    assert secretary.post(address, {first: "", second: ""}).status_code == 302 and not AgendaLink.objects.exists()


def test_a_day_without_a_plan_says_so(secretary: Client, batken: World) -> None:
    meeting = make_meeting(batken.council, DAY)
    assert "The agenda has no questions yet" in page(secretary, batken.url("meetings/1/items/"))
    AgendaItem.objects.create(meeting=meeting, position=1, text="О плане")
    PlanItem.objects.update(withdrawn_from=batken.plan.starts_on)
    assert "No plan was in force that day" in page(secretary, batken.url("meetings/1/items/"))


def test_a_plan_item_tells_its_meetings_and_decisions(secretary: Client, batken: World, meeting: Meeting) -> None:
    decision = make_decision(meeting, agenda_item=question(meeting), text="Провести в каждом лицее")
    link(meeting, batken.item, batken.secretary)
    told = page(secretary, batken.plan.get_absolute_url())
    assert "Discussed on 12 March 2019" in told and "Провести в каждом лицее" in told
    assert decision.get_absolute_url() in told
    assert "Discussed on" not in page(secretary, f"{batken.plan.get_absolute_url()}?on=12.03.2019")
    back = page(secretary, decision.get_absolute_url())
    assert f'href="{meeting.get_absolute_url()}"' in back


def test_what_is_only_announced_and_what_was_called_off(batken: World) -> None:
    for number, state in enumerate((MeetingState.PLANNED, MeetingState.CANCELLED)):
        made = make_meeting(batken.council, date(2019, 12, 1 + number), state=state, cancelled_because="Карантин")
        item = AgendaItem.objects.create(meeting=made, position=1, text="О плане")
        AgendaLink.objects.create(agenda_item=item, item=batken.item)
    (row,) = discussed([batken.item], batken.secretary)[batken.item.pk]
    assert row.meeting.state == "planned" and not row.was_held


def test_meetings_are_told_to_who_reads_them(client: Client, batken: World, osh: World, meeting: Meeting) -> None:
    link(meeting, batken.item, batken.secretary)
    address = batken.plan.get_absolute_url()
    assert "О месячнике" in page(signed_in(client, make_grant("sms", username="sms")), address)
    assert "О месячнике" not in page(signed_in(client, make_grant("ga", username="ga")), address)
    page(signed_in(client, osh.secretary), address, 404)
    assert discussed([batken.item], osh.secretary) == {}


def _asked(client: Client, address: str) -> int:
    page(client, address)  # the first one also counts what is asked once
    with CaptureQueriesContext(connection) as queries:
        page(client, address)
    return len(queries)


def test_as_many_questions_to_the_database_for_one_link_as_for_many(
    secretary: Client, batken: World, meeting: Meeting
) -> None:
    addresses = (batken.plan.get_absolute_url(), meeting.get_absolute_url(), batken.url("meetings/1/items/"))
    make_decision(meeting, agenda_item=question(meeting))
    link(meeting, batken.item, batken.secretary)
    one = [_asked(secretary, address) for address in addresses]
    items = [batken.item, *(make_item(batken.plan, f"3.{n}", {}) for n in range(3))]
    bare = [_asked(secretary, address) for address in addresses]
    link_agenda(meeting, {question(meeting): items, question(meeting, 2): items}, actor=batken.secretary)
    for n in range(3):
        more = make_meeting(batken.council, date(2019, 4, 1 + n))
        AgendaItem.objects.create(meeting=more, position=1, text="О плане")
        make_decision(more, agenda_item=question(more))
        link_agenda(more, {question(more): items}, actor=batken.secretary)
    assert [_asked(secretary, address) for address in addresses] == bare and bare[1:] == one[1:]
