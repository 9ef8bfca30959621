"""The pages of plans over HTTP: what a plan says, how far it is, who endorses it (rules 5, 9, 14)."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actionplans.models import Amendment, Measure, Programme
from councils.models import AuditEntry
from tests.factories import make_event, make_grant, make_item, make_member, make_plan

from .conftest import signed_in

ORDER = {"authority": "Полномочный представитель", "order_number": "№ 41-р", "endorsed_on": "11.02.2019"}


@pytest.fixture
def draft(batken):
    plan = make_plan(batken.council, date(2020, 1, 1), date(2021, 12, 31), endorsed=False)
    make_item(plan, "1.1", {"events": 100})
    return plan


def rows(response):
    return {row.item.number: row for _pillar, found in response.context["groups"] for row in found}


def test_the_list_names_every_plan_with_its_state(secretary, batken, draft):
    page = secretary.get(batken.url("plans/"))

    assert [(plan.years, plan.status, plan.item_count) for plan in page.context["plans"]] == [
        ("2020–2021", "draft", 1), ("2018–2019", "endorsed", 1),
    ]  # fmt: skip
    assert page.content.decode().count("in force today") == 1


def test_a_council_without_a_plan_is_told_what_will_stand_here(secretary, batken):
    batken.item.indicators.all().first().targets.all().delete()
    for indicator in batken.item.indicators.all():
        indicator.targets.all().delete()
        indicator.delete()
    batken.item.delete()
    batken.plan.delete()

    assert "No plan yet" in secretary.get(batken.url("plans/")).content.decode()


def test_a_plan_shows_progress_of_the_year_beside_its_targets(secretary, batken):
    make_event(batken.council, batken.item, participants=816)
    make_event(batken.council, batken.item, date(2018, 6, 1), participants=5)
    make_event(batken.council, batken.item, participants=100, status="voided", void_reason="дважды")

    page = secretary.get(batken.url(f"plans/{batken.plan.pk}/"))

    marks = rows(page)["1.2"].marks
    assert page.context["year"] == 2019
    assert [(mark.value, mark.target, mark.per_cent) for mark in marks] == [
        (1, Decimal(204), 0), (816, Decimal(3264), 25),
    ]  # fmt: skip
    assert marks[0].targets == ((2018, Decimal(204)), (2019, Decimal(204)))
    before = secretary.get(batken.url(f"plans/{batken.plan.pk}/?year=2018"))
    assert [mark.value for mark in rows(before)["1.2"].marks] == [1, 5]


def test_figures_from_elsewhere_are_not_shown_as_zero(secretary, batken):
    make_item(batken.plan, "4.1", {"meetings": 4})

    page = secretary.get(batken.url(f"plans/{batken.plan.pk}/"))

    (mark,) = rows(page)["4.1"].marks
    assert (mark.value, mark.per_cent) == (None, None)
    assert "in the report" in page.content.decode()


def test_a_sensitive_item_shows_status_only(secretary, batken):
    make_item(batken.plan, "2.3", {"participants": 10}, sensitive=True)

    page = secretary.get(batken.url(f"plans/{batken.plan.pk}/"))

    assert [mark.value for mark in rows(page)["2.3"].marks] == [None]
    assert "status only" in page.content.decode()


def test_items_stand_under_their_pillars(secretary, batken):
    programme = Programme.objects.create(
        name_en="P", name_ru="П", name_ky="П", starts_on=date(2017, 1, 1), ends_on=date(2020, 12, 31)
    )
    measure = Measure.objects.create(
        programme=programme, code="2.1", position=1, pillar="protection", name_en="M", name_ru="М"
    )
    make_item(batken.plan, "2.1", {"events": 2}, measure=measure)

    page = secretary.get(batken.url(f"plans/{batken.plan.pk}/"))

    assert [(pillar, [row.item.number for row in found]) for pillar, found in page.context["groups"]] == [
        ("", ["1.2"]), ("Protection", ["2.1"]),
    ]  # fmt: skip


def test_a_prolonged_plan_says_so(secretary, batken):
    Amendment.objects.create(
        plan=batken.plan, number=1, order_number="№ 7", ordered_on=date(2019, 11, 1), reason="новый план готовится",
        ends_on_before=date(2018, 12, 31), ends_on_after=date(2019, 12, 31), status="endorsed",
    )  # fmt: skip

    page = secretary.get(batken.url(f"plans/{batken.plan.pk}/")).content.decode()

    assert "Prolonged: the last day was 31 December 2018, now it is 31 December 2019." in page
    assert "новый план готовится" in page


def test_a_plan_costs_the_same_with_many_items(secretary, batken, django_assert_num_queries):
    url = batken.url(f"plans/{batken.plan.pk}/")
    with CaptureQueriesContext(connection) as few:
        secretary.get(url)
        cost = len(few)
    for number in range(40):
        make_event(batken.council, make_item(batken.plan, f"3.{number}", {"events": 1, "participants": 16}))

    with django_assert_num_queries(cost):
        assert len(rows(secretary.get(url))) == 41


# ---- endorsement


def test_the_secretary_records_the_endorsement(secretary, batken, draft):
    response = secretary.post(batken.url(f"plans/{draft.pk}/endorse/"), ORDER)

    draft.refresh_from_db()
    assert response["Location"] == batken.url(f"plans/{draft.pk}/")
    assert (draft.status, draft.order_number, draft.endorsed_on) == ("endorsed", "№ 41-р", date(2019, 2, 11))
    assert AuditEntry.objects.get(action="plan.endorsed").subject == f"plan:{draft.pk}"


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("authority", "", "Endorsed by: write which authority endorsed the plan."),
        ("order_number", " ", "Order number: write the number of the order."),
        ("endorsed_on", "21.11.2019", "Date of the order: this day is still to come."),
        ("endorsed_on", "", "Write the date, such as 27.3.2019"),
    ],
)
def test_an_endorsement_names_its_order(secretary, batken, draft, field, value, words):
    response = secretary.post(batken.url(f"plans/{draft.pk}/endorse/"), ORDER | {field: value})

    assert response.context["form"].errors == {field: [words]}
    draft.refresh_from_db()
    assert draft.status == "draft"


def test_a_plan_is_endorsed_once(secretary, batken):
    response = secretary.post(batken.url(f"plans/{batken.plan.pk}/endorse/"), ORDER)

    assert response.status_code == 302
    batken.plan.refresh_from_db()
    assert batken.plan.order_number == "№ 12-р"


@pytest.mark.parametrize("who", ["chair", "youth", "sms", "ga", "administrator"])
def test_others_read_the_plan_and_do_not_endorse_it(client, batken, draft, who):
    user = make_grant(who) if who in ("sms", "ga", "administrator") else make_member(batken.council, who)
    signed_in(client, user)

    assert client.get(batken.url("plans/")).status_code == 200
    assert "Record the endorsement" not in client.get(batken.url(f"plans/{draft.pk}/")).content.decode()
    refused = 404 if who == "ga" else 403  # GA reads endorsed plans only
    assert client.post(batken.url(f"plans/{draft.pk}/endorse/"), ORDER).status_code == refused


def test_ga_reads_no_live_figures_on_a_plan(client, batken):
    make_event(batken.council, batken.item, participants=4)
    signed_in(client, make_grant("ga"))

    page = client.get(batken.url(f"plans/{batken.plan.pk}/"))

    assert {mark.value for row in rows(page).values() for mark in row.marks} == {None}


@pytest.mark.parametrize("rest", ["plans/", "plans/{pk}/", "plans/{pk}/endorse/"])
def test_another_councils_plan_is_not_found(secretary, osh, rest):
    assert secretary.get(osh.url(rest.format(pk=osh.plan.pk))).status_code == 404


def test_another_councils_plan_is_not_found_under_the_own_council(secretary, batken, osh):
    assert secretary.get(batken.url(f"plans/{osh.plan.pk}/")).status_code == 404
