"""Events that await a plan: beside the totals until somebody attaches them, then counted once (rule 6)."""

import re
from datetime import date, timedelta
from random import Random

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape

from actionplans.attaching import waiting_of
from actionplans.models import Event, QuarterGuard
from actionplans.quarters import Quarter
from actionplans.services.attaching import attach_event
from actionplans.services.events import ChangedMeanwhile, EventRefused
from councils import clock
from councils.models import AuditEntry
from councils.states import IllegalMove, NotAllowed
from reports.rollup import roll_up
from reports.statement import statement_of
from tests.factories import make_event, make_grant, make_item, make_member, make_plan

from .conftest import signed_in


@pytest.fixture
def waiting(batken):
    return make_event(batken.council, None, date(2019, 11, 13), title="Беседа со школьниками", form="class_hour")


def sent(*rows, **more):
    """What the form sends: (event, item) pairs."""
    typed = {f"version_{event.pk}": str(event.version) for event, _item in rows}
    return typed | {f"item_{event.pk}": str(item.pk) if item else "" for event, item in rows} | more


def totals(world):
    return Event.objects.filter(council=world.council).counted().count()


def seal(world, locks_on=date(2020, 1, 31)):
    return QuarterGuard.objects.create(
        council=world.council, starts_on=date(2019, 10, 1), ends_on=date(2019, 12, 31), sealed=True, locks_on=locks_on
    )


# ---- the page


def test_the_page_offers_items_that_cover_the_days_and_chooses_none(secretary, batken, waiting):
    close = make_item(batken.plan, "1.7", title_ru="Классные часы для школьников")
    sensitive = make_item(batken.plan, "2.1", title_ru="О пострадавших", sensitive=True)
    over = make_item(batken.plan, "3.1", title_ru="Окончено раньше", ends_on=date(2019, 6, 30))
    draft = make_item(make_plan(batken.council, date(2020, 1, 1), date(2020, 12, 31), endorsed=False), "5.5")
    response = secretary.get(batken.url("events/awaiting/"))
    page = response.content.decode()

    assert waiting.code in page and "20.11.2019" not in page and "13.11.2019" in page  # waits since it was recorded
    assert page.index("Close by its words") < page.index("1.7 Классные часы") < page.index("1.2 Пункт 1.2")
    assert f'<option value="{close.pk}"' in page and not re.search(r'value="\d+" selected', page)
    for item in (sensitive, over, draft):
        assert f'<option value="{item.pk}"' not in page
    assert response.context["form"].initial == {}


def test_many_are_attached_in_one_form_and_the_rest_stays_waiting(secretary, batken, waiting):
    second = make_event(batken.council, None, date(2019, 11, 14), participants=7)
    third = make_event(batken.council, None, date(2019, 11, 15))
    answer = secretary.post(
        batken.url("events/awaiting/"), sent((waiting, batken.item), (second, batken.item), (third, None)), follow=True
    )  # fmt: skip

    assert "2 events are attached and count in the totals now." in answer.content.decode()
    assert third.code in answer.content.decode() and second.code not in answer.content.decode()
    assert totals(batken) == 2 and Event.objects.awaiting_plan().get() == third
    second.refresh_from_db()
    assert (second.item, second.version, second.participants, second.corrections) == (batken.item, 2, 7, 0)
    entries = AuditEntry.objects.filter(action="event.attached")
    assert entries.count() == 2 and all('"before":{' in entry.text for entry in entries)


def test_a_refused_row_keeps_the_others_from_nothing_and_stays_with_its_words(secretary, batken, waiting):
    second = make_event(batken.council, None, date(2019, 11, 14))
    other = sent((waiting, batken.item), (second, batken.item)) | {f"version_{second.pk}": "7"}
    answer = secretary.post(batken.url("events/awaiting/"), other)

    page = answer.content.decode()
    assert "1 event is attached" in page and f"Somebody changed {second.code}" in page
    assert f'value="{batken.item.pk}" selected' in page and waiting.code not in page
    assert totals(batken) == 1


def test_choosing_nothing_is_said(secretary, batken, waiting):
    page = secretary.post(batken.url("events/awaiting/"), sent((waiting, None))).content.decode()
    assert "Choose a plan item in at least one row." in page and totals(batken) == 0


def test_the_form_sent_twice_attaches_once(secretary, batken, waiting):
    for _n in range(2):
        answer = secretary.post(batken.url("events/awaiting/"), sent((waiting, batken.item)))
    assert "does not wait any more" in answer.content.decode()
    assert AuditEntry.objects.filter(action="event.attached").count() == 1 and totals(batken) == 1


def test_where_no_plan_covers_it_the_page_says_so_and_since_when_it_waits(secretary, batken):
    with clock.at(date(2020, 2, 3)):
        make_event(batken.council, None, date(2020, 1, 15), recorded_on=date(2020, 2, 1), changed_on=date(2020, 2, 1))
        page = secretary.get(batken.url("events/awaiting/")).content.decode()
    assert "No plan covers it yet" in page and "No endorsed plan covers these events yet" in page
    assert "01.02.2020" in page and "Attach the chosen ones" not in page


def test_in_a_sealed_quarter_attaching_is_a_correction_and_asks_why(secretary, batken, waiting):
    seal(batken)
    address = batken.url("events/awaiting/")
    assert "sealed, attaching corrects it" in secretary.get(address).content.decode()
    asked = secretary.post(address, sent((waiting, batken.item))).content.decode()
    assert escape("Reason: the quarter's report is sealed; write why you correct it.") in asked and totals(batken) == 0

    reason = {f"reason_{waiting.pk}": "The plan came late"}
    secretary.post(address, sent((waiting, batken.item), **reason))
    waiting.refresh_from_db()
    assert (waiting.item, waiting.corrections, waiting.correction_reason) == (batken.item, 1, "The plan came late")
    assert '"reason":"The plan came late"' in AuditEntry.objects.get(action="event.attached").text


def test_in_a_locked_quarter_nothing_is_offered(secretary, batken, waiting):
    seal(batken, locks_on=date(2019, 11, 19))
    page = secretary.get(batken.url("events/awaiting/")).content.decode()
    assert "was locked after 19.11.2019" in page and "<select" not in page
    with pytest.raises(EventRefused):
        attach_event(waiting, batken.item, actor=batken.secretary, version=1, reason="late")


def test_others_of_the_council_read_the_page_and_attach_nothing(batken, osh, waiting):
    address = batken.url("events/awaiting/")
    for user in (make_member(batken.council, "chair"), make_grant("sms"), make_grant("administrator")):
        client = signed_in(Client(), user)
        page = client.get(address).content.decode()
        assert waiting.code in page and "<select" not in page and "Attach the chosen ones" not in page
        assert client.post(address, sent((waiting, batken.item))).status_code == 403
    assert signed_in(Client(), osh.secretary).get(address).status_code == 404
    assert signed_in(Client(), make_grant("ga")).get(address).status_code == 403
    assert totals(batken) == 0


def test_no_row_of_another_council_is_reached(secretary, batken, osh):
    foreign = make_event(osh.council, None, date(2019, 11, 13))
    secretary.post(batken.url("events/awaiting/"), sent((foreign, batken.item)))
    foreign.refresh_from_db()
    assert foreign.item is None


def test_the_page_costs_the_same_for_many_events(secretary, batken, waiting):
    def cost():
        with CaptureQueriesContext(connection) as asked:
            secretary.get(batken.url("events/awaiting/"))
        return len(asked)

    few = cost()
    for _n in range(20):
        make_event(batken.council, None, date(2019, 11, 13))
    assert cost() == few


def test_nothing_waiting_is_said_kindly(secretary, batken):
    assert "No event awaits a plan" in secretary.get(batken.url("events/awaiting/")).content.decode()


def test_common_words_suggest_nothing(batken):
    for number in range(2, 12):
        make_item(batken.plan, f"4.{number}", title_ru="Профилактика торговли людьми")
    event = make_event(batken.council, None, title="Торговля людьми: профилактика", form="other")
    (told,) = waiting_of(batken.council, [event])
    assert told.close == () and len(told.others) == 11


# ---- the verb


def test_the_verb_passes_every_check_again(batken, osh, waiting):
    def attach(item, **more):
        return attach_event(waiting, item, **({"actor": batken.secretary, "version": 1} | more))

    over = make_item(batken.plan, "3.1", ends_on=date(2019, 6, 30))
    sensitive = make_item(batken.plan, "2.1", sensitive=True)
    unendorsed = make_item(make_plan(batken.council, date(2020, 1, 1), date(2020, 12, 31), endorsed=False), "5.5")
    for item in (over, sensitive, unendorsed, osh.item):
        with pytest.raises(EventRefused):
            attach(item)
    for stranger in (osh.secretary, make_grant("sms"), make_grant("administrator")):
        with pytest.raises(NotAllowed):
            attach(batken.item, actor=stranger)
    with pytest.raises(ChangedMeanwhile):
        attach(batken.item, version=2)
    attach(batken.item)
    with pytest.raises(IllegalMove):
        attach(batken.item, version=2)
    with pytest.raises(ChangedMeanwhile):
        attach(batken.item)


def test_attaching_keeps_all_that_was_recorded(batken):
    campaign_free = {"women": 10, "men": 5, "youth_reported": 3, "target_groups": ["pupils"], "note": "тихо"}
    event = make_event(batken.council, None, date(2019, 11, 13), **campaign_free)
    after = attach_event(event, batken.item, actor=batken.secretary, version=1)
    assert {name: getattr(after, name) for name in campaign_free} == campaign_free
    assert after.code == event.code and after.recorded_by == event.recorded_by


@pytest.mark.parametrize("seed", range(8))
def test_awaiting_events_are_in_no_total_until_attached_then_counted_once(batken, seed):
    """Any mixture of events under an item, waiting, voided; attached in any order, some twice."""
    random = Random(seed)
    second = make_item(batken.plan, "1.9")
    events = [
        make_event(
            batken.council, random.choice([None, None, batken.item, second]),
            date(2019, 10, 1) + timedelta(days=random.randrange(40)), participants=random.randrange(1, 200),
            **random.choice([{}, {}, {}, {"status": "voided", "void_reason": "x"}]),
        )
        for _n in range(12)
    ]  # fmt: skip
    quarter = Quarter(2019, 4)

    def told():
        """(events, participants, waiting) as reports tell them."""
        total = roll_up([batken.council], quarter)[0].total
        statement = statement_of(batken.council, quarter, None)
        assert (statement["figures"]["events"], statement["figures"]["participants"]) == (
            total.events, total.participants,
        )  # fmt: skip
        return total.events, total.participants, statement["awaiting_plan"]

    def must_be_true():
        rows = [row for row in Event.objects.all() if row.status == "recorded"]
        counted = [row.participants for row in rows if row.item_id]
        assert told() == (len(counted), sum(counted), len(rows) - len(counted))

    must_be_true()
    for event in random.sample(events, 12) + random.sample(events, 4):
        fresh = Event.objects.get(pk=event.pk)
        waits = fresh.status == "recorded" and fresh.item_id is None
        events_before, heads_before, waiting_before = told()
        try:
            attach_event(fresh, random.choice([batken.item, second]), actor=batken.secretary, version=fresh.version)
        except IllegalMove:
            assert not waits
        else:
            assert waits
        heads = fresh.participants if waits else 0
        assert told() == (events_before + waits, heads_before + heads, waiting_before - waits)
        must_be_true()
    assert told()[2] == 0
