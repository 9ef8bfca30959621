"""Drafting a local plan: how it begins, its items and indicators, its days, and the order that endorses it."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actionplans.drafting import doubts, gaps
from actionplans.forms.plans import ItemForm, initial_of
from actionplans.imports.plans import organisations_in
from actionplans.models import ActionPlan, Measure, PlanItem, Programme
from actionplans.services.plan_drafts import add_item
from actionplans.states import Source, Unit
from actionplans.wording import IndicatorDraft, ItemDraft, draft_of
from councils.models import AuditEntry, StoredFile
from councils.states import IllegalMove
from tests.actionplans.conftest import signed_in
from tests.actionplans.sheets import workbook
from tests.actionplans.test_import_plans import FIRST, FURTHER, HEADING, SECOND, TITLE
from tests.factories import make_event, make_grant, make_item, make_member, make_plan

DAYS = {"starts_on": "1.1.2020", "ends_on": "31.12.2021"}
ORDER = {"authority": "Полномочный представитель", "order_number": "№ 41-р", "endorsed_on": "11.02.2019"}


@pytest.fixture
def measures(db):
    programme = Programme.objects.create(
        name_en="P", name_ru="П", name_ky="П", starts_on=date(2017, 1, 1), ends_on=date(2020, 12, 31)
    )
    rows = (("1.1", "prevention", False), ("1.2", "prevention", False), ("2.3", "protection", True))
    return [
        Measure.objects.create(
            programme=programme, code=code, position=position, pillar=pillar, sensitive=sensitive,
            name_en=f"Measure {code}", name_ru=f"Мера {code}", name_ky=f"Чара {code}",
        )
        for position, (code, pillar, sensitive) in enumerate(rows, 1)
    ]  # fmt: skip


@pytest.fixture
def draft(batken):
    plan = make_plan(batken.council, date(2020, 1, 1), date(2021, 12, 31), endorsed=False)
    make_item(plan, "1.2", {"events": 100})
    return plan


def item_typed(**changes: Any) -> dict[str, Any]:
    values = {
        "number": "1.3", "title_ru": "Круглые столы", "title_ky": "Тегерек столдор", "due": "ежеквартально",
        "responsible": "ГСМ, УВД", "organisations": "ГСМ; УВД", "funding": "местный бюджет",
        "indicators-TOTAL_FORMS": "1", "indicators-INITIAL_FORMS": "0", "indicators-0-name_ru": "Проведено столов",
        "indicators-0-unit": "event", "indicators-0-unit_text": "стол", "indicators-0-source": "events",
        "indicators-0-target_2020": "12", "indicators-0-target_2021": "12,5", "indicators-0-target_2020_1": "3",
    }  # fmt: skip
    return values | changes


def begun(batken):
    return ActionPlan.objects.exclude(pk=batken.plan.pk).get()


# ---- how it begins


def test_a_plan_begins_with_the_measures_that_were_ticked(secretary, batken, measures):
    ticked = [str(measures[0].pk), str(measures[2].pk)]
    response = secretary.post(batken.url("plans/new/"), DAYS | {"how": "measures", "measures": ticked})

    plan = begun(batken)
    assert response["Location"] == batken.url(f"plans/{plan.pk}/draft/")
    assert (plan.status, plan.starts_on, plan.ends_on) == ("draft", date(2020, 1, 1), date(2021, 12, 31))
    one, two = plan.items.all()
    assert (one.number, one.title_ru, one.title_ky, one.measure, one.sensitive) == (
        "1.1", "Мера 1.1", "Чара 1.1", measures[0], False,
    )  # fmt: skip
    (indicator,) = one.indicators.all()
    assert (indicator.unit, indicator.source, indicator.targets.count()) == (Unit.EVENT, Source.EVENTS, 0)
    assert (two.number, two.sensitive, two.indicators.count()) == ("2.3", True, 0)
    assert AuditEntry.objects.get(action="plan.drafted").subject == f"plan:{plan.pk}"


def test_measures_are_of_a_programme_in_force_on_the_plans_days(secretary, batken, measures):
    years = {"starts_on": "1.1.2021", "ends_on": "31.12.2021", "how": "measures", "measures": [str(measures[0].pk)]}
    form = secretary.post(batken.url("plans/new/"), years).context["form"]
    assert form.errors == {"measures": ["Measures: those of “P” are not in force on these days."]}
    none = secretary.post(batken.url("plans/new/"), DAYS | {"how": "measures"}).context["form"]
    assert none.errors == {"measures": ["Measures: tick at least one, or begin in another way."]}
    assert ActionPlan.objects.count() == 1


def test_from_the_last_plan_the_words_are_taken_over_and_no_figure(secretary, batken, measures):
    item = batken.item
    item.measure, item.starts_on, item.responsible = measures[1], date(2018, 2, 1), "УО"
    item.save()
    item.indicators.update(baseline=Decimal(7))

    secretary.post(batken.url("plans/new/"), DAYS | {"how": "last"})

    (copy,) = begun(batken).items.all()
    assert (copy.number, copy.title_ru, copy.responsible, copy.measure, copy.starts_on) == (
        "1.2", item.title_ru, "УО", measures[1], None,
    )  # fmt: skip
    assert [(one.source, one.baseline, one.targets.count()) for one in copy.indicators.all()] == [
        ("events", None, 0), ("participants", None, 0),
    ]  # fmt: skip
    assert item.indicators.count() == 2 and item.indicators.first().targets.count() == 2


def test_an_empty_draft_is_begun_and_the_days_after_the_last_plan_are_offered(secretary, batken):
    page = secretary.get(batken.url("plans/new/"))
    assert page.context["form"].initial == {"starts_on": date(2020, 1, 1), "ends_on": date(2021, 12, 31)}
    secretary.post(batken.url("plans/new/"), DAYS | {"how": "empty"})
    assert begun(batken).items.count() == 0


@pytest.mark.parametrize(
    ("typed", "errors"),
    [
        ({"starts_on": "1.6.2019"}, {"__all__": ["The council has a plan for some of these days already."]}),
        ({"ends_on": "1.1.2019"}, {"ends_on": ["Covers until: this day is before the first one."]}),
        ({"ends_on": "31.12.2040"}, {"__all__": ["A plan covers at most 10 calendar years."]}),
        ({"starts_on": ""}, {"starts_on": ["Covers from: write the first day, such as 1.1.2020."]}),
        ({"how": ""}, {"how": ["How to begin: choose one of the four ways."]}),
        ({"how": "workbook"}, {"workbook": ["Workbook: choose the file."]}),
    ],
)
def test_what_cannot_begin_is_said_and_writes_nothing(secretary, batken, typed, errors):
    response = secretary.post(batken.url("plans/new/"), DAYS | {"how": "empty"} | typed)
    assert response.context["form"].errors == errors
    assert ActionPlan.objects.count() == 1


# ---- from a workbook


def upload(content: bytes, name: str = "plan.xlsx") -> dict[str, Any]:
    return {"how": "workbook", "workbook": SimpleUploadedFile(name, content)}


def test_a_workbook_becomes_a_draft_with_the_years_of_its_title(secretary, batken):
    content = workbook(TITLE, (), HEADING, FIRST, FURTHER, SECOND, name="План")
    secretary.post(batken.url("plans/new/"), {"starts_on": "", "ends_on": ""} | upload(content))

    plan = begun(batken)
    assert (plan.status, plan.starts_on, plan.ends_on) == ("draft", date(2020, 1, 1), date(2021, 12, 31))
    assert [(item.number, item.indicators.count()) for item in plan.items.all()] == [("1.1", 2), ("1.10", 1)]


def test_faults_of_a_workbook_are_named_with_their_place_and_nothing_is_written(secretary, batken):
    bad = ("1.2", None, *SECOND[2:])
    content = workbook(TITLE, (), HEADING, FIRST, bad, (*SECOND[:7], "много"), name="План")
    response = secretary.post(batken.url("plans/new/"), DAYS | upload(content))

    assert response.context["form"].errors["workbook"] == [
        "Workbook: План, 5, Мероприятие: The item says nothing of what is to be done.",
        "Workbook: План, 6, Цель 2020: “много” is not a number. Write digits only, such as 25.",
    ]
    assert ActionPlan.objects.count() == 1


def test_targets_of_years_outside_the_plan_are_a_fault(secretary, batken):
    days = {"starts_on": "1.1.2021", "ends_on": "31.12.2021"}
    response = secretary.post(batken.url("plans/new/"), days | upload(workbook(TITLE, HEADING, FIRST)))
    assert response.context["form"].errors["workbook"] == [
        "Workbook: The table has targets of 2020, which the plan does not cover."
    ]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "The file is empty."),
        (b"%PDF-1.7", "This is a PDF."),
        (b"MZ\x90\x00\x03", "neither an Excel workbook"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "No sheet has the heading"),
        (b"x" * (1024 * 1024 + 1), "a plan is smaller than 1 MiB"),
        (workbook(*[["x"] * 100 for _row in range(210)]), "far larger than a plan"),
        (b"1;2\n" * 3000, "far larger than a plan"),
    ],
)
def test_a_file_that_is_no_plan_is_refused_in_words(secretary, batken, content, words):
    response = secretary.post(batken.url("plans/new/"), DAYS | upload(content))
    (said,) = response.context["form"].errors["workbook"]
    assert said.startswith("Workbook: ") and words in said
    assert ActionPlan.objects.count() == 1


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("ОблУВД; УО", ["ОблУВД", "УО"]),
        ("РГА, мэрии, айыл окмоту", ["РГА", "мэрии", "айыл окмоту"]),
        ("КС", ["КС"]),
        ("КС, КС", ["КС"]),
        ("Секретарь КС", []),
        ("", []),
        ("Заместитель губернатора (по согласованию), 3 РОО", []),
        ("Совет принимает решение в течение месяца и доводит до сведения всех районов области", []),
    ],
)
def test_organisations_are_read_where_the_words_are_a_list_of_names(words, names):
    assert organisations_in(words) == names


# ---- items


def test_an_item_is_added_in_its_place_by_number(secretary, batken, draft):
    make_item(draft, "1.10")
    response = secretary.post(batken.url(f"plans/{draft.pk}/items/new/"), item_typed())

    item = draft.items.get(number="1.3")
    assert response["Location"] == batken.url(f"plans/{draft.pk}/draft/#item-{item.pk}")
    assert list(draft.items.values_list("number", flat=True)) == ["1.2", "1.3", "1.10"]
    assert (item.title_ky, item.due, item.responsible, item.funding) == (
        "Тегерек столдор", "ежеквартально", "ГСМ, УВД", "местный бюджет",
    )  # fmt: skip
    assert [one.name for one in item.responsible_organisations.all()] == ["ГСМ", "УВД"]
    (indicator,) = item.indicators.all()
    assert {(t.year, t.quarter): t.value for t in indicator.targets.all()} == {
        (2020, None): 12, (2021, None): Decimal("12.5"), (2020, 1): 3,
    }  # fmt: skip
    assert AuditEntry.objects.filter(action="plan.changed").count() == 1


def test_an_item_is_changed_and_its_indicators_keep_their_rows(secretary, batken, draft):
    item = draft.items.get()
    (old,) = item.indicators.all()
    typed = item_typed(**{"number": "2.1", "indicators-INITIAL_FORMS": "1", "indicators-0-pk": str(old.pk)})
    secretary.post(batken.url(f"plans/{draft.pk}/items/{item.pk}/change/"), typed)

    item.refresh_from_db()
    (new,) = item.indicators.all()
    assert (item.number, new.pk, new.name_ru, new.targets.count()) == ("2.1", old.pk, "Проведено столов", 3)


def test_the_form_says_an_item_back_without_loss(batken, draft):
    said = ItemDraft(
        "1.5", "Лекции", title_ky="Лекциялар", due="весь год", funding="доноры", starts_on=date(2020, 2, 1),
        indicators=[
            IndicatorDraft("Проведено", "event", "лекция", "events", {2020: Decimal(4)}, Decimal(2), "Өткөрүлдү",
                           {(2020, 1): Decimal(1)}),
        ],
    )  # fmt: skip
    item = add_item(draft, said, actor=batken.secretary)
    shown = initial_of(draft_of(item))
    typed = {name: "" if value is None else value for name, value in shown.items() if name != "indicators"}
    typed |= {"organisations": "", "starts_on": "1.2.2020", "indicators-TOTAL_FORMS": "1"}
    typed |= {"indicators-INITIAL_FORMS": "1", "sensitive": ""}
    typed |= {f"indicators-0-{name}": value for name, value in shown["indicators"][0].items()}
    form = ItemForm(typed, plan=draft)
    assert form.is_valid(), (form.errors, form.indicators.errors)
    assert form.draft() == draft_of(item)


def test_another_indicator_is_asked_for_without_losing_the_typing(secretary, batken, draft):
    url = batken.url(f"plans/{draft.pk}/items/new/")
    page = secretary.post(url, item_typed(number="", add_indicator="1"))

    form = page.context["form"]
    assert not form.errors and len(form.indicators.forms) == 2
    assert "Круглые столы" in page.content.decode() and 'value="Проведено столов"' in page.content.decode()
    assert draft.items.count() == 1
    typed = item_typed(**{"indicators-TOTAL_FORMS": "2", "indicators-1-name_ru": ""})
    secretary.post(url, typed)
    assert draft.items.get(number="1.3").indicators.count() == 1, "an indicator left empty is none"


def test_a_refused_item_is_shown_again_with_all_its_indicators(secretary, batken, draft):
    url = batken.url(f"plans/{draft.pk}/items/new/")
    second = {"indicators-TOTAL_FORMS": "2", "indicators-1-name_ru": "Охвачено", "indicators-1-target_2021": "мало"}
    assert secretary.post(url, item_typed(**second)).status_code == 200

    again = secretary.get(url)
    shown = [form["name_ru"].value() for form in again.context["formset"].forms]
    assert shown == ["Проведено столов", "Охвачено"]
    assert 'value="мало"' in again.content.decode() and not again.context["formset"].is_bound
    secretary.post(url, item_typed())
    assert len(secretary.get(url).context["formset"].forms) == 1, "what is saved is no draft any more"


def test_an_indicator_is_removed_by_its_box_or_by_emptying_it(secretary, batken, draft):
    item = draft.items.get()
    pk = str(item.indicators.get().pk)
    base = item_typed(**{"number": "1.2", "indicators-INITIAL_FORMS": "1", "indicators-0-pk": pk})
    secretary.post(batken.url(f"plans/{draft.pk}/items/{item.pk}/change/"), base | {"indicators-0-DELETE": "on"})
    assert item.indicators.count() == 0


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"number": "пункт"}, "number", "Number: “пункт” is not the number of a plan item."),
        ({"number": "1.2"}, "number", "The number 1.2 is taken by another item of this plan."),
        ({"title_ru": " "}, "title_ru", "Activity in Russian: write what is to be done."),
        ({"ends_on": "1.1.2022"}, "ends_on", "Not after: this day lies outside the plan (01.01.2020 – 31.12.2021)."),
        ({"starts_on": "1.3.2020", "ends_on": "1.2.2020"}, "ends_on", "Not after: this day is before the first one."),
        ({"measure": "99"}, "measure", "Measure: choose one of the list."),
    ],
)  # fmt: skip
def test_an_item_that_cannot_be_is_refused_at_its_field(secretary, batken, draft, changes, field, words):
    page = secretary.post(batken.url(f"plans/{draft.pk}/items/new/"), item_typed(**changes))
    assert page.context["form"].errors == {field: [words]}
    assert draft.items.count() == 1


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("unit", "", "Unit: choose what is counted."),
        ("name_ru", "", "Indicator in Russian: write what is counted."),
        ("target_2020", "много", "Target 2020: “много” is not a number. Write digits only, such as 25"),
        ("target_2020", "1,005", "Target 2020: at most two decimals."),
        ("target_2020", "-1", "Target 2020: “-1” is below zero"),
    ],
)
def test_a_wrong_indicator_is_named_in_the_list_of_errors(secretary, batken, draft, name, value, words):
    page = secretary.post(batken.url(f"plans/{draft.pk}/items/new/"), item_typed(**{f"indicators-0-{name}": value}))
    assert page.context["formset"].errors == [{name: [words]}]
    assert f'href="#id_indicators-0-{name}"' in page.content.decode()


def test_an_item_of_a_sensitive_measure_is_sensitive(secretary, batken, draft, measures):
    secretary.post(batken.url(f"plans/{draft.pk}/items/new/"), item_typed(measure=str(measures[2].pk)))
    assert draft.items.get(number="1.3").sensitive


def test_units_and_quarters_that_do_not_fit_are_a_word_and_no_refusal(secretary, batken, draft):
    changes = {"indicators-0-unit": "document", "indicators-0-target_2020_2": "10"}
    page = secretary.post(batken.url(f"plans/{draft.pk}/items/new/"), item_typed(**changes), follow=True)
    said = [str(message) for message in page.context["messages"]]
    assert said == [
        "Item 1.3 is saved.",
        "“Проведено столов”: no per cent is computed, for events recorded are not counted in “document”.",
        "“Проведено столов”: the quarters of 2020 add up to 13, above the 12 of the year.",
    ]
    below = IndicatorDraft("П", "event", "", "events", {2020: Decimal(9)})
    below.quarterly = {(2020, quarter): Decimal(2) for quarter in (1, 2, 3, 4)}
    assert doubts(ItemDraft("1", "x", indicators=[below])) == [
        "“П”: the quarters of 2020 add up to 8, below the 9 of the year."
    ]
    del below.quarterly[2020, 4]
    assert doubts(ItemDraft("1", "x", indicators=[below])) == []
    typed_in = IndicatorDraft("П", "document", "", "typed_in")
    assert doubts(ItemDraft("1", "x", indicators=[typed_in])) == []


def test_what_an_item_lacks_is_named():
    assert gaps(ItemDraft("1.1", "Беседы"), [2020]) == [
        "nobody is responsible", "no term", "no funding", "no indicator",
    ]  # fmt: skip
    one = IndicatorDraft("П", "event", "", "events", {2020: Decimal(0)})
    full = ItemDraft("1.1", "Беседы", organisations=["УО"], ends_on=date(2020, 5, 1), funding="б", indicators=[one])
    assert gaps(full, [2020]) == []
    assert gaps(full, [2020, 2021, 2022]) == ["“П”: no target for 2021, 2022"]
    full.indicators, full.sensitive = [], True
    assert gaps(full, [2020]) == []


def test_an_item_is_deleted_after_a_question(secretary, batken, draft):
    item = draft.items.get()
    url = batken.url(f"plans/{draft.pk}/items/{item.pk}/remove/")
    assert secretary.get(url).status_code == 200 and draft.items.count() == 1
    secretary.post(url)
    assert not PlanItem.objects.filter(pk=item.pk).exists()


# ---- the draft as a whole


def test_the_page_of_a_draft_names_what_is_missing(secretary, batken, draft, measures):
    make_item(draft, "2.3", measure=measures[2], sensitive=True)
    make_item(draft, "9.1")
    page = secretary.get(batken.url(f"plans/{draft.pk}/draft/"))

    assert [(words, [row.item.number for row in rows]) for words, rows in page.context["groups"]] == [
        ("", ["1.2"]), ("Protection", ["2.3"]), ("", ["9.1"]),
    ]  # fmt: skip
    assert (page.context["items"], page.context["lacking"], page.context["may_endorse"]) == (3, 3, False)
    assert "no indicator" in page.content.decode()


def test_a_draft_costs_the_same_with_many_items(secretary, batken, draft, django_assert_num_queries):
    url = batken.url(f"plans/{draft.pk}/draft/")
    secretary.get(url)
    with CaptureQueriesContext(connection) as few:
        secretary.get(url)
    for number in range(20):
        make_item(draft, f"3.{number}", {"events": 1})
    with django_assert_num_queries(len(few)):
        secretary.get(url)


def test_the_days_move_and_targets_of_other_years_go(secretary, batken, draft):
    url = batken.url(f"plans/{draft.pk}/draft/")
    secretary.post(url, {"starts_on": "1.1.2021", "ends_on": "31.12.2022"})

    draft.refresh_from_db()
    assert (draft.starts_on, draft.ends_on) == (date(2021, 1, 1), date(2022, 12, 31))
    assert [target.year for target in draft.items.get().indicators.get().targets.all()] == [2021]
    taken = secretary.post(url, {"starts_on": "1.1.2019", "ends_on": "31.12.2022"})
    assert taken.context["form"].errors == {"starts_on": ["The council has a plan for some of these days already."]}
    draft.items.update(ends_on=date(2022, 6, 1))
    outside = secretary.post(url, {"starts_on": "1.1.2021", "ends_on": "31.12.2021"})
    assert "lie outside the plan: 1.2" in str(outside.context["form"].errors)


def test_a_whole_draft_is_deleted(secretary, batken, draft):
    response = secretary.post(batken.url(f"plans/{draft.pk}/drop/"))
    assert response["Location"] == batken.url("plans/")
    assert not ActionPlan.objects.filter(pk=draft.pk).exists()
    assert AuditEntry.objects.get(action="plan.dropped").subject == f"plan:{draft.pk}"


@pytest.mark.parametrize("rest", ["draft/", "drop/", "items/new/", "items/{item}/change/", "items/{item}/remove/"])
def test_an_endorsed_plan_is_not_drafted_any_more(secretary, batken, rest):
    url = batken.url(f"plans/{batken.plan.pk}/" + rest.format(item=batken.item.pk))
    for response in (secretary.get(url), secretary.post(url, item_typed() | DAYS)):
        assert response["Location"] == batken.url(f"plans/{batken.plan.pk}/")
    assert PlanItem.objects.filter(pk=batken.item.pk, number="1.2").exists()
    with pytest.raises(IllegalMove):
        add_item(batken.plan, ItemDraft("9", "x"), actor=batken.secretary)


def test_an_item_of_another_plan_is_not_found(secretary, batken, draft, osh):
    for item in (batken.item, osh.item):
        assert secretary.post(batken.url(f"plans/{draft.pk}/items/{item.pk}/remove/")).status_code == 404
    assert PlanItem.objects.count() == 3


# ---- the order


def test_the_order_comes_with_its_scan(secretary, client, batken, draft):
    scan = SimpleUploadedFile("приказ Асанова.pdf", b"%PDF-1.7 order")
    secretary.post(batken.url(f"plans/{draft.pk}/endorse/"), ORDER | {"scan": scan})

    draft.refresh_from_db()
    entry = AuditEntry.objects.get(action="plan.endorsed")
    assert draft.status == "endorsed" and draft.scan.sha256 in entry.text
    assert "Асанова" not in entry.text
    url = batken.url(f"plans/{draft.pk}/scan/")
    for user, status in (
        (batken.secretary, 200), (make_member(batken.council, "chair"), 200), (make_grant("ga"), 200),
        (make_grant("sms"), 200),
    ):  # fmt: skip
        response = signed_in(client, user).get(url)
        assert response.status_code == status and b"".join(response.streaming_content) == b"%PDF-1.7 order"
    assert secretary.get(batken.url(f"plans/{batken.plan.pk}/scan/")).status_code == 404


@pytest.mark.parametrize("content", [b"MZ\x90\x00", b"<svg onload='x'/>", b""])
def test_a_scan_that_is_none_is_refused_and_the_plan_stays_a_draft(secretary, batken, draft, content):
    scan = SimpleUploadedFile("order.pdf", content)
    page = secretary.post(batken.url(f"plans/{draft.pk}/endorse/"), ORDER | {"scan": scan})
    assert page.context["form"].errors["scan"][0].startswith("Scan: ")
    draft.refresh_from_db()
    assert draft.status == "draft" and not StoredFile.objects.exists()


def test_a_plan_without_items_or_indicators_is_not_endorsed(secretary, batken, draft):
    make_item(draft, "1.4")
    url = batken.url(f"plans/{draft.pk}/endorse/")
    assert secretary.post(url, ORDER).context["form"].errors == {
        "__all__": ["Each item has at least one indicator; these have none: 1.4."]
    }
    PlanItem.objects.filter(plan=draft, number="1.4").update(sensitive=True)
    assert secretary.post(url, ORDER).status_code == 302


def test_events_that_awaited_the_plan_are_named(secretary, batken):
    past = make_plan(batken.council, date(2017, 1, 1), date(2017, 12, 31), endorsed=False)
    make_item(past, "1.1", {"events": 3})
    make_event(batken.council, None, date(2017, 5, 5))
    make_event(batken.council, None, date(2016, 5, 5))
    page = secretary.post(batken.url(f"plans/{past.pk}/endorse/"), ORDER, follow=True)
    assert "1 event awaits a plan that covers it" in page.content.decode()
    assert f'href="{batken.url("events/awaiting/")}"' in page.content.decode()
