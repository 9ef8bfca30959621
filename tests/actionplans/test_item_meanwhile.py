"""Two who write the same plan item: the later one sees what the earlier one wrote before replacing it (rule 5)."""

from datetime import date
from typing import Any

import pytest

from actionplans.models import AmendmentChange, PlanItem, TypedFigure
from actionplans.services.amendments import change_item_in, endorse_amendment, open_amendment, withdraw_item_in
from actionplans.services.items import ItemChangedMeanwhile, ItemRefused, mark_of
from actionplans.services.plan_drafts import change_item
from actionplans.states import Source, Unit
from actionplans.wording import content_of, draft_of
from councils.models import AuditEntry, Organisation
from tests.factories import make_item, make_plan


@pytest.fixture
def item(batken):
    """The item of a plan in draft."""
    plan = make_plan(batken.council, date(2020, 1, 1), date(2021, 12, 31), endorsed=False)
    return make_item(plan, "1.2", {"events": 100})


@pytest.fixture
def amendment(batken):
    return open_amendment(batken.plan, actor=batken.secretary)


def fresh(item):
    return PlanItem.objects.get(pk=item.pk)


def opened(browser: Any, url: str) -> dict[str, str]:
    """What a browser sends of the form at this address if nothing is typed into it."""
    form = browser.get(url).context["form"]
    fields = [*form, *form.indicators.management_form]
    fields += [field for one in form.indicators for field in one if field.name != "DELETE"]
    values = {field.html_name: (field.value(), field) for field in fields}
    sent = {name: field.field.prepare_value(value) for name, (value, field) in values.items()}
    return {name: str(value) for name, value in sent.items() if value not in (None, False, "")}


def change_url(batken, item):
    return batken.url(f"plans/{item.plan_id}/items/{item.pk}/change/")


def amended_url(batken, amendment, rest):
    return batken.url(f"plans/{batken.plan.pk}/amendments/{amendment.number}/{rest}")


def told(form):
    return [(line.label, line.before, line.after) for line in form.lines]


# ---- a plan in draft


def test_the_second_of_two_tabs_does_not_overwrite_the_first_unseen(secretary, batken, item):
    url = change_url(batken, item)
    first, second = opened(secretary, url), opened(secretary, url)
    secretary.post(url, first | {"due": "до мая", "indicators-0-target_2020": "300"})

    page = secretary.post(url, second | {"funding": "доноры", "title_ru": "Дебаты"})

    assert page.status_code == 409
    assert fresh(item).due == "до мая" and fresh(item).title_ru == item.title_ru
    form, text = page.context["form"], page.content.decode()
    assert told(form) == [
        ("Title in Russian", item.title_ru, "Дебаты"), ("Term", "до мая", "ежеквартально"),
        ("Funding", fresh(item).funding, "доноры"),
    ]  # fmt: skip
    (indicator,) = form.changed_indicators
    assert [(line.label, line.before, line.after) for line in indicator.lines] == [("Target, 2020", "300", "100")]
    assert "Somebody changed this item while you were typing" in text
    assert text.index("note note-warn") < text.index("id_number") and "It says now" in text
    assert 'value="доноры"' in text and ">\nДебаты</textarea>" in text, "nothing typed is lost"
    assert f'name="said" value="{mark_of(content_of(draft_of(fresh(item))))}"' in text

    again = second | {"funding": "доноры", "title_ru": "Дебаты", "said": form["said"].value()}
    assert secretary.post(url, again).status_code == 302
    assert (fresh(item).title_ru, fresh(item).due, fresh(item).funding) == ("Дебаты", "ежеквартально", "доноры")


def test_the_same_form_sent_twice_is_saved_once_and_no_conflict(secretary, batken, item):
    url = change_url(batken, item)
    known = Organisation.objects.create(name="Управление образования", kind="state")
    Organisation.objects.create(name="УО", same_as=known, kind="state")
    added = {"name_ru": "Охвачено", "unit": "person", "source": "participants", "target_2020": "50,5"}
    sent = opened(secretary, url) | {f"indicators-1-{name}": value for name, value in added.items()}
    sent |= {"indicators-TOTAL_FORMS": "2", "organisations": "УО; ГСМ"}

    assert [secretary.post(url, sent).status_code for _time in range(2)] == [302, 302]
    assert item.indicators.count() == 2
    assert AuditEntry.objects.filter(action="plan.changed").count() == 1


def test_what_was_typed_before_another_saved_is_compared_when_the_draft_is_taken_up_again(secretary, batken, item):
    url = change_url(batken, item)
    before = opened(secretary, url)
    secretary.post(url, before | {"title_ru": "", "funding": "доноры"})  # refused, so kept as typed
    change_item(item, content_changed(item, due="до мая"), actor=batken.secretary)

    assert secretary.post(url, opened(secretary, url) | {"title_ru": "Дебаты"}).status_code == 409
    assert fresh(item).due == "до мая"


def test_another_indicator_is_asked_for_without_forgetting_what_was_opened(secretary, batken, item):
    url = change_url(batken, item)
    before = opened(secretary, url)
    change_item(item, content_changed(item, due="до мая"), actor=batken.secretary)
    page = secretary.post(url, before | {"add_indicator": "1"})

    assert page.context["form"]["said"].value() == before["said"]


def content_changed(item, **changes):
    draft = draft_of(fresh(item))
    for name, value in changes.items():
        setattr(draft, name, value)
    return draft


def test_the_verb_compares_under_the_lock_and_an_empty_mark_compares_nothing(batken, item):
    mark = mark_of(content_of(draft_of(item)))
    change_item(item, content_changed(item, due="до мая"), actor=batken.secretary, said=mark)
    with pytest.raises(ItemChangedMeanwhile) as refused:
        change_item(item, content_changed(item, due="до июня"), actor=batken.secretary, said=mark)
    assert refused.value.stands["due"] == "до мая" == fresh(item).due

    change_item(item, content_changed(item, due="до июня"), actor=batken.secretary)
    assert fresh(item).due == "до июня"


# ---- an amendment


def test_two_tabs_on_an_item_of_an_amendment(secretary, batken, amendment):
    url = amended_url(batken, amendment, f"items/{batken.item.pk}/change/")
    first, second = opened(secretary, url), opened(secretary, url)
    secretary.post(url, first | {"due": "до мая"})
    assert amendment.changes.get().content["due"] == "до мая"

    page = secretary.post(url, second | {"funding": "доноры"})

    assert page.status_code == 409 and amendment.changes.get().content["due"] == "до мая"
    form = page.context["form"]
    assert ("Term", "до мая", "ежеквартально") in told(form)
    again = second | {"funding": "доноры", "said": form["said"].value()}
    assert secretary.post(url, again).status_code == 302
    assert amendment.changes.get().content["funding"] == "доноры"
    assert secretary.post(url, again).status_code == 302, "the same once more"


def test_two_tabs_on_an_item_that_an_amendment_adds(secretary, batken, amendment):
    draft = draft_of(batken.item)
    draft.number, draft.indicators[0].pk, draft.indicators[1].pk = "1.9", None, None
    change = change_item_in(amendment, None, draft, actor=batken.secretary)
    url = amended_url(batken, amendment, f"added/{change.pk}/")
    first, second = opened(secretary, url), opened(secretary, url)
    assert secretary.post(url, first | {"due": "до мая"}).status_code == 302

    page = secretary.post(url, second | {"due": "до июня"})

    assert page.status_code == 409 and told(page.context["form"]) == [("Term", "до мая", "до июня")]
    assert AmendmentChange.objects.get().content["due"] == "до мая"


def test_an_item_taken_out_meanwhile_is_not_put_back_unseen(secretary, batken, amendment):
    url = amended_url(batken, amendment, f"items/{batken.item.pk}/change/")
    typed = opened(secretary, url) | {"due": "до мая"}
    withdraw_item_in(amendment, batken.item, actor=batken.secretary)

    page = secretary.post(url, typed)

    assert page.status_code == 409 and amendment.changes.get().kind == "withdrawn"
    assert "The amendment takes the item out of the plan now." in page.content.decode()
    again = typed | {"said": page.context["form"]["said"].value()}
    assert secretary.post(url, again).status_code == 302 and amendment.changes.get().kind == "changed"


def test_an_item_taken_out_before_its_form_was_opened_is_no_conflict(secretary, batken, amendment):
    withdraw_item_in(amendment, batken.item, actor=batken.secretary)
    url = amended_url(batken, amendment, f"items/{batken.item.pk}/change/")

    assert secretary.post(url, opened(secretary, url) | {"due": "до мая"}).status_code == 302
    assert amendment.changes.get().content["due"] == "до мая"


# ---- unit and source under figures that were typed in


@pytest.fixture
def figured(batken):
    """An item of the plan in force whose first indicator has a figure typed in."""
    return make_item(batken.plan, "4.1", {"typed_in": 3, "events": 2})


def type_in(batken, item):
    TypedFigure.objects.create(
        indicator=item.indicators.first(), quarter=20193, value=1, document="Акт", recorded_by=batken.secretary,
        changed_on=date(2019, 10, 1),
    )  # fmt: skip


@pytest.mark.parametrize(("name", "value"), [("unit", Unit.LETTER), ("source", Source.EVENTS)])
def test_unit_and_source_stay_under_typed_figures(batken, amendment, figured, name, value):
    draft = content_changed(figured)
    assert getattr(draft.indicators[0], name) != value
    setattr(draft.indicators[0], name, value)
    change_item_in(amendment, figured, draft, actor=batken.secretary)  # no figure yet
    type_in(batken, figured)

    words = "“Показатель 1” has figures typed in: its unit and source stay, or the whole item is withdrawn and another"
    with pytest.raises(ItemRefused, match=words):
        endorse_amendment(
            amendment, authority="Полпред", order_number="№ 77", ordered_on=date(2019, 11, 1), reason="Уточнено",
            actor=batken.secretary,
        )  # fmt: skip
    amendment.changes.all().delete()
    with pytest.raises(ItemRefused, match=words):
        change_item_in(amendment, figured, draft, actor=batken.secretary)
    assert not amendment.changes.exists()
    assert getattr(figured.indicators.get(position=1), name) != value


def test_the_form_of_an_amendment_refuses_another_unit_in_words(secretary, batken, amendment, figured):
    type_in(batken, figured)
    url = amended_url(batken, amendment, f"items/{figured.pk}/change/")

    page = secretary.post(url, opened(secretary, url) | {"indicators-0-unit": "letter"})

    assert "its unit and source stay" in page.content.decode()
    fine = opened(secretary, url) | {"indicators-0-unit": figured.indicators.get(position=1).unit}
    fine |= {"indicators-0-name_ru": "Иначе", "indicators-1-unit": "meeting"}
    assert secretary.post(url, fine).status_code == 302, "its name changes, and what another indicator counts"
