"""The list of events over HTTP: what it shows, what it sums up, and at which price (rules 6, 7, 14)."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actionplans.models import Campaign, Event, EventOrganisation
from councils.models import Organisation
from tests.factories import event_of, make_district, make_event, make_grant, make_item, make_member, make_organisation

from .conftest import signed_in


@pytest.fixture
def events(batken):
    """Four that count, one that awaits a plan, one voided."""
    other = make_item(batken.plan, "1.7")
    sulukta = make_district(batken.council, "город Сулюкта")
    council, item = batken.council, batken.item
    make_event(council, item, date(2019, 11, 13), participants=25, women=15, men=9, materials=30)
    make_event(council, item, date(2019, 10, 2), participants=10, title="Горячая линия")
    make_event(council, other, date(2019, 3, 30), participants=7, women=7, form="seminar", district=sulukta)
    make_event(council, item, date(2018, 12, 31), participants=None, audience=15000, form="broadcast", place="Радио")
    make_event(council, None, date(2019, 11, 1), participants=100, title="Ждёт плана")
    make_event(council, item, date(2019, 11, 2), participants=1000, status="voided", void_reason="дважды")


def listed(client, world, query=""):
    response = client.get(world.url(f"events/{query}"))
    assert response.status_code == 200
    return response


def sizes(response):
    return [event.participants for event in response.context["page"]]


def test_the_list_shows_what_totals_are_made_of_the_latest_first(secretary, batken, events):
    page = listed(secretary, batken)

    assert sizes(page) == [25, 10, 7, None]
    totals = page.context["totals"]
    assert (totals.events, totals.participants, totals.women, totals.men) == (4, 42, 22, 9)
    assert (totals.sex_not_recorded, totals.materials, totals.audience) == (11, 30, 15000)
    assert "1 awaits a plan and is not in the totals" in page.content.decode()
    assert "voided: 1" in page.content.decode()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?quarter=2019-Q4", [25, 10]),
        ("?quarter=2019", [25, 10, 7]),
        ("?quarter=2019-11", [25]),
        ("?quarter=2018-12", [None]),
        ("?status=awaiting", [100]),
        ("?status=voided", [1000]),
        ("?form=seminar", [7]),
        ("?q=ГОРЯЧАЯ", [10]),
        ("?q=линия+горячая", [10]),
        ("?q=радио", [None]),
        ("?q=нет+такого", []),
        ("?q=горячаа", []),
        ("?since=2.10.2019", [25, 10]),
        ("?since=2.10.2019&until=1.11.2019", [10]),
        ("?quarter=2019-Q4&until=31.10.2019", [10]),
        ("?quarter=2019-Q3&since=1.10.2019", []),
        ("?remarks=open", []),
        ("?quarter=2019-Q4&form=seminar", []),
        ("?sort=participants", [7, 10, 25, None]),
        ("?sort=-participants", [25, 10, 7, None]),
        ("?sort=date", [None, 7, 10, 25]),
        ("?sort=drop+table", [25, 10, 7, None]),
    ],
)
def test_filters_and_order_live_in_the_address(secretary, batken, events, query, found):
    page = listed(secretary, batken, query)

    assert sizes(page) == found
    assert page.context["totals"].events == len(found)


def test_items_and_districts_choose_too(secretary, batken, events):
    seminar = Event.objects.get(form="seminar")

    assert sizes(listed(secretary, batken, f"?item={seminar.item_id}")) == [7]
    assert sizes(listed(secretary, batken, f"?district={seminar.district_id}")) == [7]
    assert sizes(listed(secretary, batken, f"?item={batken.item.pk}&district={seminar.district_id}")) == []


def test_a_number_finds_its_event(secretary, batken, events):
    event = Event.objects.get(participants=7)

    assert sizes(listed(secretary, batken, f"?q={event.code.lower()}")) == [7]


@pytest.mark.parametrize(
    ("typed", "stored"),
    [("озгон", "Өзгөн, №3"), ("ӨЗГӨН", "озгон"), ("елка", "Ёлка"), ("жаныл", "Жаңыл"), ("a.b", "a.b"), ("кун", "күн")],
)
def test_words_are_found_however_their_letters_were_typed(secretary, batken, typed, stored):
    make_event(batken.council, batken.item, place=stored, participants=5)
    make_event(batken.council, batken.item, place="axb", participants=6)

    assert sizes(listed(secretary, batken, f"?q={typed}")) == [5]


def test_campaigns_and_organisations_choose_each_event_once(secretary, batken, events):
    one, other = Event.objects.filter(participants__in=[25, 10]).order_by("participants")
    campaign = Campaign.objects.create(
        name_en="100 days",
        name_ru="100 дней",
        name_ky="100 күн",
        starts_on=date(2019, 10, 1),
        ends_on=date(2020, 1, 8),
    )
    Event.objects.filter(pk=one.pk).update(campaign=campaign, version=2)
    sezim, old = make_organisation(name="Сезим"), make_organisation(name="ОФ Сезим")
    Organisation.objects.filter(pk=old.pk).update(same_as=sezim)
    for event, organisation, role in (
        (one, sezim, "organiser"), (one, sezim, "partner"), (other, old, "partner"),
    ):  # fmt: skip
        EventOrganisation.objects.create(event=event, organisation=organisation, role=role)

    assert sizes(listed(secretary, batken, f"?campaign={campaign.pk}")) == [10]
    page = listed(secretary, batken, f"?organisation={sezim.pk}")
    assert (sizes(page), page.context["totals"].participants) == ([25, 10], 35)
    assert [words for _name, words, _address in page.context["chips"]] == ["Сезим"]


def test_events_with_an_open_question_can_be_chosen(secretary, batken, events):
    large = make_event(batken.council, batken.item, participants=500, women=500, title="Концерт")
    make_event(batken.council, batken.item, date(2019, 5, 5), participants=60)

    assert sizes(listed(secretary, batken, "?remarks=open")) == [500, 60]
    assert sizes(listed(secretary, batken, "?remarks=open&quarter=2019-Q4")) == [500]
    assert sizes(listed(secretary, batken, f"?remarks=open&q={large.code}")) == [500]


def test_places_are_sorted_by_the_kyrgyz_alphabet(secretary, batken):
    osh, ozgon, oy = ("Ош", "Өзгөн", "Оймок")
    for number, place in enumerate((osh, ozgon, oy, "Пржевальск", "Ноокат", "Ңкат", "5-мектеп"), 1):
        make_event(batken.council, batken.item, place=place, participants=number)

    places = [event.place for event in listed(secretary, batken, "?sort=place").context["page"]]
    assert places == ["5-мектеп", "Ноокат", "Ңкат", "Оймок", "Ош", "Өзгөн", "Пржевальск"]
    assert [event.place for event in listed(secretary, batken, "?sort=-place").context["page"]] == places[::-1]


def test_choices_are_sorted_by_the_kyrgyz_alphabet_too(secretary, batken):
    event = make_event(batken.council, batken.item)
    for name in ("Пресса", "Өнүгүү", "ОФ «Үй»", "Zoom", "Advocates"):
        EventOrganisation.objects.create(event=event, organisation=make_organisation(name=name), role="partner")

    choices = listed(secretary, batken).context["form"].fields["organisation"].choices
    assert [words for _key, words in choices][1:] == ["Advocates", "Zoom", "ОФ «Үй»", "Өнүгүү", "Пресса"]


def test_folded_filters_open_when_one_is_in_force(secretary, batken, events):
    assert not listed(secretary, batken, "?quarter=2019&since=&status=recorded").context["form"].unfolded
    assert listed(secretary, batken, "?since=1.1.2019").context["form"].unfolded
    assert "since" in dict(listed(secretary, batken, "?since=1.1.2019").context["form"].chips())


@pytest.mark.parametrize(
    "query",
    [
        "?quarter=soon",
        "?quarter=2019-Q5",
        "?item=999999",
        "?form=x",
        "?status=deleted",
        "?campaign=1",
        "?organisation=999999",
        "?since=soon",
        "?until=32.1.2019",
        "?remarks=all",
        "?since=2.2.2019&until=1.2.2019",
    ],
)
def test_a_choice_nobody_offers_shows_nothing_rather_than_another_total(secretary, batken, events, query):
    page = listed(secretary, batken, query)

    assert sizes(page) == []
    assert page.context["totals"].events == 0
    assert page.context["form"].errors
    assert "Nothing is shown" in page.content.decode()


def test_each_part_of_the_choice_can_be_taken_away(secretary, batken, events):
    page = listed(secretary, batken, "?quarter=2019-Q4&q=миграция&page=1")

    assert [(name, address) for name, _words, address in page.context["chips"]] == [
        ("q", "?quarter=2019-Q4"),
        ("quarter", "?q=%D0%BC%D0%B8%D0%B3%D1%80%D0%B0%D1%86%D0%B8%D1%8F"),
    ]


def test_an_empty_list_says_what_will_stand_here(secretary, batken):
    page = listed(secretary, batken).content.decode()

    assert "No events yet" in page
    assert batken.url("events/new/") in page


def test_a_choice_without_events_says_how_to_widen_it(secretary, batken, events):
    assert "No event fits this choice" in listed(secretary, batken, "?q=нет+такого").content.decode()


def test_fifty_on_a_page_with_totals_of_all(secretary, batken):
    Event.objects.bulk_create(event_of(batken.council, batken.item, participants=2) for _ in range(120))

    second = listed(secretary, batken, "?page=2")
    last = listed(secretary, batken, "?page=99")

    assert (len(second.context["page"]), second.context["on_page"].participants) == (50, 100)
    assert second.context["totals"].participants == 240
    assert len(last.context["page"]) == 20


def test_a_list_costs_the_same_with_3_events_and_with_3000(secretary, batken, django_assert_num_queries):
    Event.objects.bulk_create(event_of(batken.council, batken.item) for _ in range(3))
    with CaptureQueriesContext(connection) as few:
        assert len(listed(secretary, batken).context["page"]) == 3
        cost = len(few)
    Event.objects.bulk_create(event_of(batken.council, batken.item) for _ in range(2997))

    with django_assert_num_queries(cost):
        assert listed(secretary, batken).context["totals"].events == 3000


def test_totals_come_from_one_query(secretary, batken, events):
    with CaptureQueriesContext(connection) as queries:
        listed(secretary, batken)

    assert len([query for query in queries if "SUM(" in query["sql"]]) == 1


# ---- strangers


@pytest.mark.parametrize(
    ("method", "rest"),
    [
        ("get", ""), ("get", "new/"), ("get", "{code}/"), ("get", "{code}/change/"),
        ("post", "{code}/change/"), ("get", "{code}/void/"), ("post", "{code}/void/"),
    ],
)  # fmt: skip
def test_a_secretary_of_batken_gets_404_for_anything_of_osh(secretary, batken, osh, method, rest):
    event = make_event(osh.council, osh.item, by=osh.secretary)

    response = getattr(secretary, method)(osh.url(f"events/{rest}".format(code=event.code)), osh.typed())

    assert response.status_code == 404
    assert Event.objects.get().version == 1


def test_another_councils_number_is_not_found_under_the_own_council(secretary, batken, osh):
    event = make_event(osh.council, osh.item)

    assert secretary.get(batken.url(f"events/{event.code}/")).status_code == 404


def test_no_row_of_osh_is_in_batkens_list(secretary, batken, osh):
    make_event(osh.council, osh.item, title="Канарейка Оша", participants=999)
    make_event(batken.council, batken.item, participants=1)

    page = listed(secretary, batken)
    searched = listed(secretary, batken, "?q=канарейка")
    assert sizes(page) == [1]
    assert "Канарейка" not in page.content.decode()
    assert sizes(searched) == []


def test_sms_reads_every_list_and_records_in_none(client, batken, events):
    signed_in(client, make_grant("sms"))

    assert listed(client, batken).context["totals"].events == 4
    assert "Log an event" not in listed(client, batken).content.decode()
    assert client.get(batken.url("events/new/")).status_code == 403


def test_ga_reads_no_open_rows(client, batken, events):
    signed_in(client, make_grant("ga"))

    assert client.get(batken.url("events/")).status_code == 403
    assert client.get(batken.url(f"events/{Event.objects.first().code}/")).status_code == 404


def test_a_former_member_sees_nothing(client, batken, events):
    signed_in(client, make_member(batken.council, "youth", ends_on=date(2019, 11, 19)))

    assert client.get(batken.url("events/")).status_code == 404
