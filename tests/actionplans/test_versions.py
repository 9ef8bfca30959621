"""A plan as it stood on any day: items, dates and targets as they were said then (rule 5); its pages over HTTP."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actionplans import versions
from actionplans.models import Amendment, Measure, PlanItem, Programme
from actionplans.services.amendments import change_item_in, open_amendment, withdraw_item_in
from actionplans.wording import content_of, item_draft
from tests.factories import make_event, make_grant, make_item, make_plan

from .conftest import signed_in
from .test_amendments import ORDERED, PDF, amended, endorsed, new, prolonged, said, with_target

BEFORE = date(2019, 10, 31)


def numbers(items):
    return [item.number for item in items]


def targets(item):
    return [(target.year, target.value) for one in item.indicators.all() for target in one.targets.all()]


# ---- reading


def test_content_reads_back_without_loss_however_the_numbers_were_typed(batken):
    draft = with_target(batken.item, "12.50")
    draft.indicators[0].quarterly[2019, 3] = Decimal("500.00")
    draft.starts_on, draft.organisations = date(2019, 1, 1), ["Б", "А"]

    assert item_draft(content_of(draft)) == draft
    assert content_of(draft)["indicators"][0]["targets"][1] == [2019, "12.5"]
    assert content_of(draft)["indicators"][0]["quarterly"] == [[2019, 3, "500"]]


def test_every_day_has_the_items_and_targets_of_that_day(batken):
    gone = make_item(batken.plan, "1.4", {"events": 5})
    draft = with_target(batken.item, 300)
    draft.title_ru, draft.organisations = "Иначе", ["Лицей № 5"]
    amended(batken, (batken.item, draft), (gone, None), (None, new("1.3", "Новый")))
    amended(batken, (batken.item, with_target(batken.item, 400)), day=date(2019, 11, 15))

    def on(day):
        return versions.on_day(batken.plan, day)

    assert [numbers(on(day)) for day in (date(2018, 1, 1), BEFORE, ORDERED)] == [
        ["1.2", "1.4"], ["1.2", "1.4"], ["1.2", "1.3"],
    ]  # fmt: skip
    assert [on(day)[0].title for day in (BEFORE, ORDERED)] == ["Пункт 1.2", "Иначе"]
    held = [dict(targets(on(day)[0])[:2])[2019] for day in (BEFORE, ORDERED, date(2019, 11, 14), date(2019, 11, 15))]
    assert held == [204, 300, 300, 400]
    organisations = [[o.name for o in on(day)[0].responsible_organisations.all()] for day in (BEFORE, ORDERED)]
    assert organisations == [[], ["Лицей № 5"]]


def test_two_orders_of_one_day_leave_what_was_said_before_both(batken):
    amended(batken, (batken.item, with_target(batken.item, 300)))
    amended(batken, (batken.item, with_target(batken.item, 400)))

    assert dict(targets(versions.on_day(batken.plan, BEFORE)[0])[:2])[2019] == 204
    assert dict(targets(versions.on_day(batken.plan, ORDERED)[0])[:2])[2019] == 400


def test_reading_an_earlier_day_costs_the_same_for_many_versions(batken):
    programme = Programme.objects.create(starts_on=date(2017, 1, 1), ends_on=date(2020, 12, 31))
    items = [batken.item, *(make_item(batken.plan, f"2.{n}", {"events": 5, "materials": 7}) for n in range(3))]
    measures = [
        Measure.objects.create(programme=programme, code=f"{n}", position=n, pillar="prevention", name_ru=f"М{n}")
        for n in range(5)
    ]
    amended(batken, *((item, said(item, measure=measures[n])) for n, item in enumerate(items)), day=date(2019, 1, 10))
    amended(batken, (items[0], said(items[0], measure=measures[4])))

    def queries():
        with CaptureQueriesContext(connection) as asked:
            for item in versions.on_day(batken.plan, BEFORE):
                assert item.measure and item.plan and targets(item) is not None and said_by(item)
        return len(asked)

    def said_by(item):
        return [o.name for o in item.responsible_organisations.all()] == []

    # the items not touched since are read as they are: their own rows are asked here, one by one
    one = queries()
    amended(batken, *((item, with_target(item, 9)) for item in items[1:]), day=date(2019, 11, 15))
    assert queries() < one


# ---- the plan's page


def page_of(client, world, query=""):
    return client.get(world.url(f"plans/{world.plan.pk}/{query}"))


@pytest.mark.parametrize("typed", ["31.10.2019", "31 октября 2019", "2019-10-31"])
def test_the_page_shows_the_plan_as_it_stood(secretary, batken, typed):
    make_event(batken.council, batken.item, ORDERED, participants=816)
    gone = make_item(batken.plan, "1.4", {"events": 5})
    amended(batken, (batken.item, with_target(batken.item, 300)), (gone, None), (None, new("1.3", "Новый")))

    page = page_of(secretary, batken, f"?on={typed}")

    rows = [row for _pillar, found in page.context["groups"] for row in found]
    assert numbers(row.item for row in rows) == ["1.2", "1.4"]
    assert rows[0].marks[0].targets == ((2018, Decimal(204)), (2019, Decimal(204)))
    body = page.content.decode()
    assert "The plan as it stood on 31 October 2019" in body and "The plan today" in body
    assert "Done in" not in body and "withdrawn from" not in body and "Amendment №" not in body


def test_today_an_item_says_what_it_said_and_since_when_it_is_gone(secretary, batken):
    gone = make_item(batken.plan, "1.4", {"events": 5})
    amended(batken, (batken.item, with_target(batken.item, 300)), (gone, None), (None, new("1.3", "Новый")))

    page = page_of(secretary, batken)

    body = page.content.decode()
    assert page.context["items"] == 2 and "withdrawn from 01.11.2019" in body and "in the plan from 01.11.2019" in body
    assert body.count("What it said before") == 2
    assert "Target, 2019: <del>204</del> → <ins>300</ins>" in body
    assert f'href="/councils/KG-B/plans/{batken.plan.pk}/amendments/1/"' in body


def test_a_day_that_nobody_can_read_is_said_and_today_is_shown(secretary, batken):
    page = page_of(secretary, batken, "?on=вчера")

    assert page.context["on"] is None and "is not a date" in page.content.decode()


def test_before_a_prolongation_the_plan_ended_earlier(secretary, batken):
    prolonged(batken)

    assert page_of(secretary, batken, "?on=31.10.2019").context["ends_on"] == date(2019, 12, 31)
    assert page_of(secretary, batken).context["ends_on"] == date(2020, 6, 30)


def test_the_page_costs_the_same_with_many_amended_items(secretary, batken):
    def queries(query=""):
        with CaptureQueriesContext(connection) as asked:
            assert page_of(secretary, batken, query).status_code == 200
        return len(asked)

    amended(batken, (batken.item, with_target(batken.item, 300)))
    one, one_on = queries(), queries("?on=31.10.2019")
    items = [make_item(batken.plan, f"2.{n}", {"events": 5, "materials": 7}) for n in range(5)]
    amended(batken, *((item, with_target(item, 9)) for item in items), day=date(2019, 11, 15))
    assert queries() == one
    assert queries("?on=31.10.2019") == one_on


# ---- the amendment's pages


def form_of(client, address):
    """What the item form of that page would send as it stands."""
    form = client.get(address).context["form"]
    sent = {field.html_name: field.value() for field in form}
    sent |= {field.html_name: field.value() for field in form.indicators.management_form}
    sent |= {field.html_name: field.value() for one in form.indicators for field in one}
    return {
        name: "; ".join(value) if isinstance(value, list) else str(value)
        for name, value in sent.items()
        if value not in (None, False)
    }


def test_a_secretary_amends_by_hand(secretary, batken):
    gone = make_item(batken.plan, "1.4", {"events": 5})
    plan = batken.url(f"plans/{batken.plan.pk}/")
    root = plan + "amendments/1/"
    assert "Amend the plan" in secretary.get(plan).content.decode()
    assert secretary.post(plan + "amendments/").url == root

    change = root + f"items/{batken.item.pk}/change/"
    sent = form_of(secretary, change) | {"title_ru": "Беседы и лекции", "indicators-0-target_2019": "1 300"}
    assert secretary.post(change, sent).url == root
    added = form_of(secretary, root + "items/new/") | {
        "number": "1.3", "title_ru": "Новый пункт", "indicators-0-name_ru": "Роздано", "indicators-0-unit": "copy",
        "indicators-0-source": "materials", "indicators-0-target_2019": "50",
    }  # fmt: skip
    assert secretary.post(root + "items/new/", added).url == root
    assert secretary.post(root + f"items/{gone.pk}/withdraw/").url == root

    body = secretary.get(root).content.decode()
    assert "<del>Пункт 1.2</del>" in body and "<ins>Беседы и лекции</ins>" in body
    assert "Новый пункт" in body and "Nothing is changed yet" not in body
    pk = Amendment.objects.get().changes.get(kind="added").pk
    again = form_of(secretary, root + f"added/{pk}/")
    assert again["title_ru"] == "Новый пункт"
    assert secretary.post(root + f"added/{pk}/", again | {"title_ru": "Новее"}).url == root

    order = {
        "authority": "Полпред", "order_number": "№ 77", "ordered_on": "1.11.2019", "reason": "Уточнение",
        "scan": SimpleUploadedFile("приказ.pdf", PDF),
    }  # fmt: skip
    assert secretary.post(root + "endorse/", order).url == root
    amendment = Amendment.objects.get()
    assert (amendment.status, amendment.ordered_on) == ("endorsed", ORDERED)
    item = PlanItem.objects.get(pk=batken.item.pk)
    assert item.title_ru == "Беседы и лекции" and item.indicators.first().targets.get(year=2019).value == 1300
    assert b"".join(secretary.get(root + "scan/").streaming_content) == PDF
    amendment.scan.file.delete(save=False)
    assert "Drop this draft" not in secretary.get(root).content.decode()


def test_what_stands_against_an_order_is_said_on_its_form(secretary, batken):
    event = make_event(batken.council, batken.item, date(2019, 11, 10))
    amendment = open_amendment(batken.plan, actor=batken.secretary)
    withdraw_item_in(amendment, batken.item, actor=batken.secretary)
    order = {"authority": "П", "order_number": "1", "ordered_on": "1.11.2019", "reason": "Так"}

    page = secretary.post(amendment.get_absolute_url() + "endorse/", order)

    assert page.status_code == 200 and event.code in page.content.decode()
    typed = secretary.get(amendment.get_absolute_url() + "endorse/").context["form"]
    assert typed["reason"].value() == "Так"


def test_a_change_is_undone_and_a_draft_dropped_by_hand(secretary, batken):
    amendment = open_amendment(batken.plan, actor=batken.secretary)
    change = withdraw_item_in(amendment, batken.item, actor=batken.secretary)
    root = amendment.get_absolute_url()

    secretary.post(root + f"changes/{change.pk}/undo/")
    assert not amendment.changes.exists()
    assert "deleted" in secretary.get(root + "drop/").content.decode()
    assert secretary.post(root + "drop/").url == batken.plan.get_absolute_url()
    assert not Amendment.objects.exists()


def test_a_number_that_two_items_would_have_is_said_on_the_draft(secretary, batken):
    make_item(batken.plan, "1.3", {"events": 1})
    amendment = open_amendment(batken.plan, actor=batken.secretary)
    change_item_in(amendment, batken.item, said(batken.item, number="1.3"), actor=batken.secretary)

    assert "would stand for two items" in secretary.get(amendment.get_absolute_url()).content.decode()


def test_a_plan_is_prolonged_by_hand(secretary, batken):
    order = {
        "until": "30.6.2020", "authority": "Полпред", "order_number": "№ 9", "ordered_on": "1.11.2019",
        "reason": "Так",
    }  # fmt: skip
    address = batken.url(f"plans/{batken.plan.pk}/prolong/")

    assert secretary.post(address, order | {"until": "1.6.2019"}).status_code == 200
    assert secretary.post(address, order).status_code == 302
    batken.plan.refresh_from_db()
    assert batken.plan.ends_on == date(2020, 6, 30)
    shown = secretary.get(Amendment.objects.get().get_absolute_url()).content.decode()
    assert "<ins>30 June 2020</ins>" in shown


def test_a_plan_in_draft_is_neither_amended_nor_prolonged(secretary, batken):
    draft = make_plan(batken.council, date(2020, 1, 1), date(2020, 12, 31), endorsed=False)

    secretary.post(batken.url(f"plans/{draft.pk}/amendments/"))
    assert secretary.get(batken.url(f"plans/{draft.pk}/prolong/")).status_code == 302
    assert not Amendment.objects.exists()
    assert "Amend the plan" not in secretary.get(draft.get_absolute_url()).content.decode()


def test_ga_reads_an_amendment_from_its_order_on(client, batken):
    amendment = open_amendment(batken.plan, actor=batken.secretary)
    withdraw_item_in(amendment, batken.item, actor=batken.secretary)
    ga = signed_in(client, make_grant("ga", username="ga"))

    assert ga.get(amendment.get_absolute_url()).status_code == 404
    assert "Amendment №" not in ga.get(batken.plan.get_absolute_url()).content.decode()
    endorsed(amendment, batken)
    assert ga.get(amendment.get_absolute_url()).status_code == 200
