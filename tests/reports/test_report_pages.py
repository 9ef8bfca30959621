"""A council's report over HTTP: written, signed, returned, signed again, accepted; who may do what (rules 3, 11)."""

import json
import re
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from actionplans.models import Event
from actionplans.quarters import Quarter
from councils import clock, guards
from councils.models import User
from reports import editions
from reports.models import CouncilReport, Edition, ItemEntry
from reports.services import council_reports, entries, signing
from tests.factories import event_of, make_grant, make_item, make_member, make_user

from .world import Q1, World, make_world, open_report, prepared, record, sealed, signed_in

LABEL = "2019-Q1"


def at(name: str, world: World, *more: object) -> str:
    return reverse(f"reports:{name}", args=[world.council.code, LABEL, *more])


def state(world: World) -> str:
    return CouncilReport.objects.get(council=world.council).status


def write(client: Client, world: World, item: object, text: str = "Сделано", **more: str) -> object:
    entry = ItemEntry.objects.filter(item=item).first()
    told = {"status": "in_progress", "text": text, "version": str(entry.version if entry else 0)} | more
    return client.post(at("report-item", world, item.pk), told)


def sign(client: Client, world: World) -> str:
    """Press the button of the page as it was shown, with all that its form carries."""
    page = client.get(at("report-sign", world)).content.decode()
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page))
    return client.post(at("report-sign", world), hidden, follow=True).content.decode()


@pytest.fixture
def report(world: World) -> CouncilReport:
    record(world, date(2019, 3, 1), 25, women=10)
    return open_report(world)


@pytest.fixture
def secretary(world: World) -> Client:
    return signed_in(world.secretary)


@pytest.fixture
def chair(world: World) -> Client:
    return signed_in(world.chair)


@pytest.fixture
def officer(sms: User) -> Client:
    return signed_in(sms)


# ---- the whole way


def test_the_whole_way_of_a_report_that_is_returned_once(
    world: World, report: CouncilReport, secretary: Client, chair: Client, officer: Client
) -> None:
    page = secretary.get(at("report-detail", world)).content.decode()
    assert "0 of 2 items confirmed" in page and "Before it goes to the chair, fill in:" in page
    assert write(secretary, world, world.item).url == f"{at('report-detail', world)}#item-{world.item.pk}"
    refused = secretary.post(at("report-prepare", world), follow=True).content.decode()
    assert "1 item has no confirmed state: 1.2." in refused and at("report-item", world, world.silent.pk) in refused
    write(secretary, world, world.silent)
    secretary.post(at("report-prepare", world))
    assert state(world) == "prepared"

    assert "awaits your signature" in chair.get(at("report-sign", world)).content.decode()
    signed = sign(chair, world)
    first = Edition.objects.get()
    assert "sealed, edition 1" in signed and first.short_code in signed and world.chair.get_full_name() in signed
    event = Event.objects.get()
    change = reverse("actionplans:event-change", args=[world.council.code, event.code])
    assert "sealed" in _changed(secretary, change, event, 42)
    assert Event.objects.get().participants == 25

    officer.post(at("report-return", world), {"reason": "Check item 1.1", "until": "10.4.2019"})
    assert state(world) == "returned"
    assert "Check item 1.1" in secretary.get(at("report-detail", world)).content.decode()
    _changed(secretary, change, event, 42)
    assert Event.objects.get().participants == 42
    open_again = secretary.get(at("report-detail", world)).content.decode()
    assert "Since edition 1 was sealed" in open_again and "<ins>42</ins>" in open_again
    secretary.post(at("report-prepare", world))
    sign(chair, world)
    second = Edition.objects.get(number=2)
    told = chair.get(reverse("reports:edition-detail", args=[second.pk])).content.decode()
    assert "What this edition changed of edition 1" in told and "<del>25</del>" in told and event.code in told
    old = chair.get(reverse("reports:edition-detail", args=[first.pk])).content.decode()
    assert "Edition 2, sealed on" in old and ">25<" in old

    for unseen in ({}, {"edition": "1"}):
        page = officer.post(at("report-accept", world), unseen, follow=True).content.decode()
        assert "Edition 2 was submitted since" in page and state(world) == "submitted"
    assert 'name="edition" value="2"' in page
    officer.post(at("report-accept", world), {"edition": "2"})
    assert state(world) == "accepted"


def _changed(client: Client, url: str, event: Event, participants: int) -> str:
    """Post the event's form as the page shows it, with another number of participants."""
    form = client.get(url).context["form"]
    typed = {bound.html_name: bound.value() for bound in form if bound.value() not in (None, "")}
    shown = {name: f"{value:%d.%m.%Y}" if isinstance(value, date) else value for name, value in typed.items()}
    shown |= {"participants": str(participants), "version": str(event.version)}
    return client.post(url, shown, follow=True).content.decode()


def test_the_chair_hands_a_report_back_with_a_reason(world: World, report: CouncilReport, chair: Client) -> None:
    prepared(world, report)
    unsaid = chair.post(at("report-hand-back", world), {"reason": " "})
    assert "Reason: write why." in unsaid.content.decode() and state(world) == "prepared"
    chair.post(at("report-hand-back", world), {"reason": "Add the seminar"})
    assert state(world) == "open"
    assert "Add the seminar" in signed_in(world.secretary).get(at("report-detail", world)).content.decode()


def test_the_secretary_takes_a_prepared_report_back_and_sees_what_it_lacks_meanwhile(
    world: World, report: CouncilReport, secretary: Client
) -> None:
    prepared(world, report)
    report.entries.filter(item=world.silent).delete()
    page = secretary.get(at("report-detail", world)).content.decode()
    assert "Missing" in page and at("report-hand-back", world) in page
    assert "Put it back into preparation" in secretary.get(at("report-hand-back", world)).content.decode()
    secretary.post(at("report-hand-back", world), {"reason": "A seminar is missing"})
    assert state(world) == "open" and report.steps.last().by == world.secretary


def test_sms_gives_a_later_day_with_a_reason_that_the_page_shows(
    world: World, report: CouncilReport, officer: Client
) -> None:
    page = officer.post(at("report-extend", world), {"until": "25.4.2019", "reason": "New secretary"}, follow=True)
    assert "25 April 2019" in page.content.decode() and "New secretary" in page.content.decode()


def test_sms_reopens_an_accepted_report(world: World, officer: Client, sms: User) -> None:
    council_reports.accept(sealed_with_silence(world), actor=sms)
    officer.post(at("report-reopen", world), {"reason": "One event was entered twice", "until": "3.4.2019"})
    assert state(world) == "accepted"  # the day is over
    officer.post(at("report-reopen", world), {"reason": "One event was entered twice", "until": "10.4.2019"})
    assert state(world) == "reopened"


def test_no_events_must_be_said_on_the_page(world: World, secretary: Client) -> None:
    open_report(world)
    for item in (world.item, world.silent):
        write(secretary, world, item)
    assert "say that there were none" in secretary.post(at("report-prepare", world), follow=True).content.decode()
    secretary.post(at("report-no-events", world), {"confirmed": "1"})
    secretary.post(at("report-prepare", world))
    assert state(world) == "prepared"


def sealed_with_silence(world: World) -> CouncilReport:
    report = open_report(world)
    entries.confirm_no_events(report, confirmed=True, actor=world.secretary)
    return sealed(world)


def test_proposed_states_are_confirmed_at_once(world: World, report: CouncilReport, secretary: Client) -> None:
    secretary.post(at("report-confirm", world))
    assert list(ItemEntry.objects.values_list("item__number", "status")) == [("1.1", "in_progress")]


# ---- two editors, last quarter's text


def test_who_writes_second_sees_both_texts_and_loses_nothing(
    world: World, report: CouncilReport, secretary: Client
) -> None:
    write(secretary, world, world.item, "Первый текст")
    late = write(secretary, world, world.item, "Второй текст", version="0")
    page = late.content.decode()
    assert late.status_code == 409 and "Первый текст" in page and page.count("Второй текст") >= 2
    assert ItemEntry.objects.get().text == "Первый текст"
    write(secretary, world, world.item, "Второй текст", version=late.context["form"]["version"].value())
    assert ItemEntry.objects.get().text == "Второй текст"


def test_the_last_quarters_text_is_at_hand(world: World, secretary: Client) -> None:
    record(world, date(2019, 3, 1))
    sealed(world)
    with clock.at(date(2019, 7, 3)):
        record(world, date(2019, 5, 2))
        sealed(world, Quarter(2019, 2))
    with clock.at(date(2019, 10, 3)):
        open_report(world, Quarter(2019, 3))
        url = reverse("reports:report-item", args=[world.council.code, "2019-Q3", world.item.pk])
        page = secretary.get(url).content.decode()
    assert "Ход: 1.1" in page and "Text of Quarter II 2019" in page


def test_an_item_of_another_plan_is_not_there(world: World, report: CouncilReport, secretary: Client) -> None:
    osh = make_world("KG-O")
    assert secretary.get(at("report-item", world, osh.item.pk)).status_code == 404


# ---- live and sealed


def test_a_sealed_report_shows_what_was_sealed_and_serves_it_verbatim(world: World, report: CouncilReport) -> None:
    prepared(world, report)
    signing.sign(report, actor=world.chair)
    edition = Edition.objects.get()
    with guards.lifted(connection):
        Event.objects.update(participants=999)  # the database would refuse it; the page must not read it either
    client = signed_in(world.chair)
    page = client.get(at("report-detail", world)).content.decode()
    assert ">25<" in page and ">999<" not in page
    file = client.get(reverse("reports:edition-json", args=[edition.pk]))
    assert file.content.decode() == edition.payload and file["Content-Type"] == "application/json"
    assert json.loads(file.content)["figures"]["participants"] == 25
    assert not list(editions.verify(edition))


def test_totals_open_to_their_events(world: World, report: CouncilReport, secretary: Client) -> None:
    page = secretary.get(at("report-detail", world)).content.decode()
    events = reverse("actionplans:event-list", args=[world.council.code])
    assert f'href="{events}?quarter=2019-Q1"' in page
    of_item = f"{events}?quarter=2019-Q1&item={world.item.pk}"
    assert f'href="{of_item.replace("&", "&amp;")}"' in page
    assert secretary.get(of_item).context["totals"].participants == 25


# ---- who may


STEPS = (
    "report-confirm", "report-no-events", "report-prepare", "report-sign", "report-hand-back", "report-submit-paper",
    "report-accept", "report-return", "report-reopen", "report-extend",
)  # fmt: skip
RECORDERS = {"report-confirm", "report-no-events", "report-prepare", "report-submit-paper", "report-hand-back"}
SIGNERS = {"report-sign", "report-hand-back"}


def test_strangers_find_nothing(world: World, report: CouncilReport) -> None:
    osh = make_world("KG-O")
    for user in (osh.secretary, osh.chair, make_user()):
        client = signed_in(user)
        assert client.get(at("report-detail", world)).status_code == 404
        assert client.get(reverse("reports:report-list", args=[world.council.code])).status_code == 404
        assert client.get(at("report-item", world, world.item.pk)).status_code == 404
        assert {client.post(at(name, world)).status_code for name in STEPS} == {404}


def test_roles_too_low_are_refused(world: World, report: CouncilReport, sms: User) -> None:
    member, admin = make_member(world.council, "youth"), make_grant("administrator")
    for user, allowed in (
        (member, set()), (admin, set()), (world.secretary, RECORDERS), (world.chair, SIGNERS),
        (sms, set(STEPS) - RECORDERS - SIGNERS),
    ):  # fmt: skip
        client = signed_in(user)
        assert client.get(at("report-detail", world)).status_code == 200
        for name in STEPS:
            expected = {200, 302} if name in allowed else {403}
            assert client.post(at(name, world)).status_code in expected, (user, name)


def test_states_change_by_post_only(world: World, report: CouncilReport, secretary: Client, officer: Client) -> None:
    for client, names in (
        (secretary, ("report-confirm", "report-no-events", "report-prepare")),
        (officer, ("report-accept",)),
    ):
        for name in names:
            assert client.get(at(name, world)).status_code == 405


def test_nobody_accepts_what_they_submitted(world: World, report: CouncilReport) -> None:
    make_grant("sms", user=world.chair)
    chair = User.objects.get(pk=world.chair.pk)
    prepared(world, report)
    signing.sign(report, actor=chair)
    page = signed_in(chair).post(at("report-accept", world), follow=True).content.decode()
    assert "Nobody accepts a report that they submitted." in page and state(world) == "submitted"


def test_ga_reads_accepted_reports_only_and_no_events(world: World, sms: User, ga: User) -> None:
    client = signed_in(ga)
    report = sealed_with_silence(world)
    edition = reverse("reports:edition-json", args=[Edition.objects.get().pk])
    assert client.get(at("report-detail", world)).status_code == client.get(edition).status_code == 404
    council_reports.accept(report, actor=sms)
    page = client.get(at("report-detail", world))
    assert page.status_code == client.get(edition).status_code == 200
    assert reverse("actionplans:event-list", args=[world.council.code]) not in page.content.decode()


# ---- cost


def queries(client: Client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as told:
        assert client.get(url).status_code == 200
    return len(told)


@pytest.mark.parametrize("state_of_it", ["live", "sealed"])
def test_a_report_costs_the_same_with_many_items_and_events(world: World, secretary: Client, state_of_it: str) -> None:
    report = open_report(world)
    record(world, date(2019, 3, 1))
    if state_of_it == "sealed":
        sealed(world)
    few = queries(secretary, at("report-detail", world))
    CouncilReport.objects.filter(pk=report.pk).update(status="returned")
    guard = report.council.quarter_guards.get()
    guard.sealed = False
    guard.save()
    items = [make_item(world.plan, f"3.{n}") for n in range(20)]
    Event.objects.bulk_create(
        event_of(world.council, item, date(2019, 3, 2), by=world.secretary, district=world.district)
        for item in items for _ in range(10)
    )  # fmt: skip
    if state_of_it == "sealed":
        entries.confirm_proposed(report, actor=world.secretary)
        for item in items:
            entries.write_entry(
                report, item, status="ongoing", text="x", version=_version(item), actor=world.secretary
            )
        council_reports.prepare(report, actor=world.secretary)
        signing.sign(report, actor=world.chair)
    else:
        CouncilReport.objects.filter(pk=report.pk).update(status="open")
    assert queries(secretary, at("report-detail", world)) == few
    assert few <= 52


def _version(item: object) -> int:
    entry = ItemEntry.objects.filter(item=item).first()
    return entry.version if entry else 0


def test_the_list_of_reports_costs_the_same_for_any_number(world: World, secretary: Client) -> None:
    url = reverse("reports:report-list", args=[world.council.code])
    open_report(world)
    few = queries(secretary, url)
    with clock.at(date(2020, 1, 7)):
        for n in (2, 3, 4):
            open_report(world, Quarter(2019, n))
    assert queries(secretary, url) == few
    labels = [report.period.label for report in secretary.get(url).context["reports"]]
    assert labels == ["2019-Q4", "2019-Q3", "2019-Q2", LABEL]


assert Q1.label == LABEL
