"""The plan as the table that is endorsed and printed, today and as it stood on an earlier day (rule 5)."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actionplans.models import Amendment, ItemVersion
from actionplans.wording import content_of, draft_of
from tests.factories import make_item, make_organisation


@pytest.fixture
def amended(batken):
    """On 1 September 2019 item 1.2 got another title and target; item 5.1 came in, item 4.1 went out."""
    order = {"order_number": "№ 99-р", "ordered_on": date(2019, 9, 1), "reason": "уточнение", "status": "endorsed"}
    amendment = Amendment.objects.create(plan=batken.plan, number=1, authority="Полпред", **order)
    content = content_of(draft_of(batken.item))
    content["title_ru"], content["indicators"][0]["targets"] = "Прежний текст", [[2019, "77"]]
    ItemVersion.objects.create(item=batken.item, amendment=amendment, valid_until=date(2019, 8, 31), content=content)
    make_item(batken.plan, "4.1", {"events": 1}, withdrawn_from=date(2019, 9, 1))
    make_item(batken.plan, "5.1", in_effect_from=date(2019, 9, 1))
    return amendment


def rows(response):
    return [row for _pillar, items in response.context["groups"] for row in items]


def table(secretary, batken, query=""):
    return secretary.get(batken.url(f"plans/{batken.plan.pk}/table/{query}"))


def test_the_table_has_the_usual_columns_and_a_row_for_each_indicator(secretary, batken):
    item = batken.item
    item.responsible, item.due, item.funding, item.ends_on = "УО, РОО", "ежеквартально", "бюджет", date(2019, 11, 30)
    item.save()

    page = table(secretary, batken)

    html = page.content.decode()
    heads = ["№", "Activity", "Term", "Responsible", "Indicator", "Unit", "Target 2018", "Target 2019", "Funding"]
    at = [html.index(f">{head}</th>") for head in heads]
    assert at == sorted(at)
    (row,) = rows(page)
    assert [one["targets"] for one in row["indicators"]] == [
        [(2018, Decimal(204)), (2019, Decimal(204))], [(2018, Decimal(3264)), (2019, Decimal(3264))],
    ]  # fmt: skip
    assert html.count('rowspan="2"') == 5, "number, activity, term, responsible, funding stand once"
    assert "УО, РОО" in html and "until 30.11.2019" in html
    assert "Endorsed by order № 12-р of 1 January 2018. Полпред" in html


def test_where_the_plan_has_no_words_the_organisations_stand(secretary, batken):
    batken.item.responsible_organisations.add(make_organisation(name="ГСМ"), make_organisation(name="УВД"))
    assert [row["responsible"] for row in rows(table(secretary, batken))] == ["ГСМ; УВД"]


def test_the_table_as_it_stood_on_an_earlier_day(secretary, batken, amended):
    before = table(secretary, batken, "?on=2019-08-31")
    assert [(row["item"].number, row["item"].title_ru) for row in rows(before)] == [
        ("1.2", "Прежний текст"), ("4.1", "Пункт 4.1"),
    ]  # fmt: skip
    assert rows(before)[0]["indicators"][0]["targets"] == [(2018, None), (2019, Decimal(77))]
    assert "As it stood on 31 August 2019." in before.content.decode()
    assert "№ 99-р" not in before.content.decode()

    for now in (table(secretary, batken, "?on=1.9.2019"), table(secretary, batken)):
        assert [(row["item"].number, row["item"].title_ru) for row in rows(now)] == [
            ("1.2", "Пункт 1.2"), ("5.1", "Пункт 5.1"),
        ]  # fmt: skip
        assert "Amendment № 1: order № 99-р of 1 September 2019." in now.content.decode()


def test_a_day_that_cannot_be_read_is_said(secretary, batken):
    page = table(secretary, batken, "?on=вчера")
    assert page.status_code == 200 and page.context["form"].errors and len(rows(page)) == 1


def test_a_table_costs_the_same_with_many_items(secretary, batken, amended, django_assert_num_queries):
    table(secretary, batken)
    with CaptureQueriesContext(connection) as few:
        table(secretary, batken, "?on=2019-08-01")
    for number in range(20):
        make_item(batken.plan, f"3.{number}", {"events": 1})
    with django_assert_num_queries(len(few)):
        table(secretary, batken, "?on=2019-08-01")
