"""The event form over HTTP: what it records, what it refuses and how it says so (rules 6 to 8)."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from actionplans.models import Campaign, Event, QuarterGuard
from councils.models import AuditEntry, Draft, Organisation
from tests.factories import make_district, make_event, make_item, make_member, make_plan

from .conftest import TODAY, signed_in


def post(client, world, **changes):
    return client.post(world.new_url(), world.typed(**changes))


def errors(response):
    return {name: list(lines) for name, lines in response.context["form"].errors.items()}


def test_an_event_is_recorded_with_its_number_and_shown_as_a_receipt(secretary, batken):
    response = post(secretary, batken)

    event = Event.objects.get()
    assert response.status_code == 302
    assert response["Location"] == batken.url("events/KG-B-2019-0001/?saved=1")
    assert (event.participants, event.women, event.men, event.sex_not_recorded) == (25, 15, 9, 1)
    assert (event.starts_on, event.ends_on, event.quarter) == (date(2019, 11, 13), date(2019, 11, 13), 20194)
    assert (event.age_14_28, event.age_under_14, event.audience) == (18, None, None)
    assert (event.recorded_by, event.recorded_on, event.item) == (batken.secretary, TODAY, batken.item)
    receipt = secretary.get(response["Location"]).content.decode()
    assert "KG-B-2019-0001" in receipt
    assert "The event is recorded" in receipt
    assert f"{batken.url('events/new/')}?copy=KG-B-2019-0001" in receipt


def test_what_was_recorded_stands_in_the_list(secretary, batken):
    post(secretary, batken)

    page = secretary.get(batken.url("events/"))
    assert [event.code for event in page.context["page"]] == ["KG-B-2019-0001"]
    assert page.context["totals"].participants == 25
    assert "Как не стать жертвой вербовщика" in page.content.decode()


def test_recording_writes_one_audit_entry(secretary, batken):
    post(secretary, batken, organisers="РОО; Комитет по делам молодёжи")

    entry = AuditEntry.objects.get(subject="event:KG-B-2019-0001")
    assert (entry.action, entry.actor) == ("event.recorded", batken.secretary)
    assert "Комитет по делам молодёжи" in entry.text


def test_days_are_read_as_people_write_them(secretary, batken):
    post(secretary, batken, starts_on="13 ноября 2019", ends_on="15/11/19")

    event = Event.objects.get()
    assert (event.starts_on, event.ends_on) == (date(2019, 11, 13), date(2019, 11, 15))


def test_an_event_may_await_a_plan(secretary, batken):
    post(secretary, batken, item="awaiting", starts_on="28.12.2017")  # the plan begins with 2018

    assert Event.objects.get().item is None


def test_no_event_awaits_a_plan_that_is_in_force(secretary, batken):
    response = post(secretary, batken, item="awaiting")

    assert errors(response)["item"] == ["Plan item: a plan is in force on these days; choose its item."]


def test_an_item_about_victims_takes_no_events(secretary, batken):
    batken.item.sensitive = True
    batken.item.save()

    assert "about victims or cases" in errors(post(secretary, batken))["item"][0]


def test_an_item_is_chosen_or_awaited_never_forgotten(secretary, batken):
    response = post(secretary, batken, item="")

    assert errors(response)["item"] == ["Plan item: choose the item that the event carries out."]


def test_a_broadcast_needs_no_district(secretary, batken):
    post(secretary, batken, form="broadcast", district="", participants=None, women=None, men=None, age_14_28=None,
         audience="15 000")  # fmt: skip

    event = Event.objects.get()
    assert (event.district, event.audience, event.participants) == (None, 15000, None)


def test_organisations_nobody_knew_are_kept_as_proposed(secretary, batken):
    Organisation.objects.create(name="РОО", kind="government")

    post(secretary, batken, organisers=" РОО ;; Молодёжь  Лейлека; РОО", partners="IOM")

    assert list(Event.objects.get().event_organisations.values_list("organisation__name", "role")) == [
        ("РОО", "organiser"), ("Молодёжь Лейлека", "organiser"), ("IOM", "partner"),
    ]  # fmt: skip
    assert set(Organisation.objects.filter(proposed=True).values_list("name", flat=True)) == {
        "IOM",
        "Молодёжь Лейлека",
    }


def test_districts_stand_in_the_order_of_the_alphabet(client, batken):
    signed_in(client, batken.secretary, "ky")
    for name in ("Өзгөн району", "Ош шаары", "Ноокат району", "Ңарын", "Жалал-Абад", "Ёлка"):
        make_district(batken.council, name)

    with translation.override("ky"):
        form = client.get(batken.new_url()).context["form"]
        choices = list(form.fields["district"].choices)
    assert [str(label) for _value, label in choices][1:] == [
        "Ёлка", "Жалал-Абад", "Лейлекский район", "Ноокат району", "Ңарын", "Ош шаары", "Өзгөн району",
    ]  # fmt: skip


# ---- refusals, each named by its field

REFUSALS = {
    "outside the plan": ({"starts_on": "29.12.2017"}, "item", "Plan item 1.2: its plan does not cover"),
    "future": ({"starts_on": "21.11.2019"}, "ends_on", "Last day (21.11.2019) is still to come"),
    "ends before it starts": ({"ends_on": "12.11.2019"}, "ends_on", "Last day (12.11.2019) is before the first day"),
    "over the total": ({"women": "17", "men": "12"}, "women", "Women + Men: together 29, more than all participants"),
    "ages over the total": ({"age_36_59": "8"}, "age_under_14", "together 26, more than all participants (25)"),
    "under 18 over the total": ({"under_18": "26"}, "under_18", "Of whom under 18: together 26"),
    "without a total": ({"participants": ""}, "participants", "Participants: write the total too"),
    "negative": ({"men": "-1"}, "men", "Men: “-1” is below zero"),
    "no number": ({"participants": "25 чел."}, "participants", "“25 чел.” is not a number"),
    "no day": ({"starts_on": "32.11.2019"}, "starts_on", "there is no such day"),
    "no topic": ({"title": " "}, "title", "Topic: write what the event was about."),
    "no form": ({"form": ""}, "form", "Form: choose how the event was held."),
    "no district": ({"district": ""}, "district", "District or city: choose where the event was held."),
    "nothing counted": (
        {"participants": "", "women": "", "men": "", "age_14_28": "", "materials": ""},
        "participants", "Participants: write how many came, or an audience, or materials.",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("changes", "field", "words"), REFUSALS.values(), ids=list(REFUSALS))
def test_a_broken_rule_is_refused_at_its_field(secretary, batken, changes, field, words):
    response = post(secretary, batken, **changes)

    page = response.content.decode()
    assert not Event.objects.exists()
    assert set(errors(response)) == {field}
    assert words in errors(response)[field][0]
    assert "<title>Error:" in " ".join(page.split())
    assert f'href="#id_{field}"' in page
    assert f'id="id_{field}_error"' in page


@pytest.mark.parametrize("language", ["ky", "ru"])
@pytest.mark.parametrize(("changes", "field"), [case[:2] for case in REFUSALS.values()], ids=list(REFUSALS))
def test_a_refusal_reaches_readers_of_every_language(client, batken, language, changes, field):
    response = post(signed_in(client, batken.secretary, language), batken, **changes)

    page = response.content.decode()
    assert f'<html lang="{language}">' in page
    assert set(errors(response)) == {field}
    assert f'href="#id_{field}"' in page
    assert not Event.objects.exists()


def test_what_was_typed_is_not_lost_by_an_error(secretary, batken):
    page = post(secretary, batken, women="40", note="Пришли и родители", place="лицей № 21").content.decode()

    for typed in ('value="40"', "Пришли и родители", 'value="13.11.2019"', 'value="лицей № 21"'):
        assert typed in page


def test_the_item_of_a_plan_in_draft_is_refused(secretary, batken):
    item = make_item(make_plan(batken.council, date(2020, 1, 1), date(2021, 12, 31), endorsed=False))

    response = post(secretary, batken, item=item.pk)

    assert errors(response) == {"item": ["Plan item: the plan 2020–2021 is not endorsed yet."]}
    assert not Event.objects.exists()


def test_an_item_of_another_council_is_refused(secretary, batken, osh):
    response = post(secretary, batken, item=osh.item.pk)

    assert errors(response) == {"item": ["Plan item: this item belongs to another council's plan."]}
    offered = secretary.get(batken.new_url()).content.decode()
    assert f'<option value="{osh.item.pk}"' not in offered
    assert f'<option value="{batken.item.pk}"' in offered


def test_a_district_of_another_region_is_refused(secretary, batken, osh):
    response = post(secretary, batken, district=osh.district.pk)

    assert errors(response) == {"district": ["District or city: choose one of the council's region."]}


def guard(world, **values):
    return QuarterGuard.objects.create(
        council=world.council, starts_on=date(2019, 10, 1), ends_on=date(2019, 12, 31), **values
    )


def test_a_sealed_quarter_takes_no_event(secretary, batken):
    guard(batken, sealed=True, locks_on=date(2020, 2, 1))

    assert "the report for this quarter is sealed" in errors(post(secretary, batken))["ends_on"][0]


def test_a_locked_quarter_takes_no_event(secretary, batken):
    guard(batken, locks_on=TODAY - timedelta(days=1))

    assert "this quarter was locked after 19.11.2019" in errors(post(secretary, batken))["ends_on"][0]


def test_the_last_day_before_the_lock_still_takes_one(secretary, batken):
    guard(batken, locks_on=TODAY)

    assert post(secretary, batken).status_code == 302


def test_fields_nobody_offers_change_nothing(secretary, batken):
    post(secretary, batken, status="voided", council="99", recorded_on="01.01.2018", youth_reported="7", code="X")

    event = Event.objects.get()
    assert (event.status, event.council, event.recorded_on, event.youth_reported, event.code) == (
        "recorded", batken.council, TODAY, None, "KG-B-2019-0001",
    )  # fmt: skip


def test_a_plain_member_may_look_but_not_record(client, batken):
    signed_in(client, make_member(batken.council, "youth"))

    assert client.get(batken.url("events/")).status_code == 200
    assert client.get(batken.new_url()).status_code == 403
    assert post(client, batken).status_code == 403


# ---- beginning a form


def test_a_form_begins_with_the_item_asked_for_and_says_how_far_it_is(secretary, batken):
    make_event(batken.council, batken.item, participants=40)

    page = secretary.get(batken.new_url() + f"?item={batken.item.pk}")

    assert page.context["form"].chosen_item == batken.item
    assert [(mark.value, mark.target) for mark in page.context["marks"]] == [(1, 204), (40, 3264)]
    assert "1 of 204" in page.content.decode()


def test_an_item_of_another_council_begins_no_form(secretary, batken, osh):
    page = secretary.get(batken.new_url() + f"?item={osh.item.pk}")

    assert page.context["form"].chosen_item is None
    assert page.context["marks"] == ()


def test_a_copy_takes_all_but_the_counts(secretary, batken):
    campaign = Campaign.objects.create(
        name_en="100 days", name_ru="100 дней", name_ky="100 күн",
        starts_on=date(2019, 9, 1), ends_on=date(2019, 12, 10),
    )  # fmt: skip
    post(secretary, batken, campaign=campaign.pk, organisers="РОО", under_18="3", basis="head_count", audience="9")

    form = secretary.get(batken.new_url() + "?copy=KG-B-2019-0001").context["form"]

    shown = {name: form[name].value() for name in form.fields}
    assert shown["title"] == "Как не стать жертвой вербовщика"
    assert (shown["item"], shown["campaign"], shown["district"]) == (batken.item.pk, campaign.pk, batken.district.pk)
    assert (shown["starts_on"], shown["place"], shown["organisers"]) == (date(2019, 11, 13), "лицей № 21", "РОО")
    counts = ("participants", "women", "men", "age_14_28", "under_18", "audience", "materials", "basis", "note")
    assert {shown[name] for name in counts} <= {None, ""}


def test_each_new_form_has_an_address_of_its_own(secretary, batken):
    first, second = (secretary.get(batken.url("events/new/?item=7"))["Location"] for _ in range(2))

    assert first != second
    assert first.endswith("/?item=7")


def test_a_form_begins_as_last_time_but_for_item_topic_days_place_and_counts(secretary, batken):
    post(secretary, batken, organisers="РОО", target_groups="pupils", basis="head_count")

    page = secretary.get(batken.new_url())

    form = page.context["form"]
    shown = {name: form[name].value() for name in form.fields if form[name].value()}
    assert shown == {
        "form": "class_hour", "district": batken.district.pk, "organisers": "РОО", "target_groups": ["pupils"],
        "basis": "head_count",
    }  # fmt: skip
    assert "as in KG-B-2019-0001" in page.content.decode()
    blank = secretary.get(batken.new_url() + "?blank=1").context["form"]
    assert not any(blank[name].value() for name in blank.fields)


def test_target_groups_and_the_same_group_are_recorded(secretary, batken):
    post(secretary, batken)
    post(
        secretary,
        batken,
        target_groups="women",
        same_group_as="kg-b-2019-0001",
        title="Снова они",
        starts_on="12.11.2019",
    )

    event = Event.objects.get(code="KG-B-2019-0002")
    assert (event.target_groups, event.same_group_as.code) == (["women"], "KG-B-2019-0001")
    page = secretary.get(event.get_absolute_url()).content.decode()
    assert "KG-B-2019-0001" in page and "women" in page


def test_the_same_group_is_of_an_event_of_this_council(secretary, batken, osh):
    other = make_event(osh.council, osh.item)

    response = post(secretary, batken, same_group_as=other.code)

    assert errors(response)["same_group_as"] == [
        f"Same group as event: this council has no event with the number {other.code}."
    ]


def test_the_picker_knows_both_titles_and_how_far_an_item_is(secretary, batken):
    batken.item.title_ky = "Жаштар менен аңгемелешүү"
    batken.item.save()
    make_event(batken.council, batken.item, participants=40)

    form = secretary.get(batken.new_url()).context["form"]

    told = form.fields["item"].widget.told[str(batken.item.pk)]
    assert told["data-also"] == "Жаштар менен аңгемелешүү"
    assert (
        told["data-told"].startswith("2019: ")
        and "1 of 204" in told["data-told"]
        and "40 of 3\u202f264" in told["data-told"]
    )


def test_plans_that_are_long_over_are_not_offered(secretary, batken):
    old = make_plan(batken.council, starts_on=date(2015, 1, 1), ends_on=date(2016, 12, 31))
    item = make_item(old, "9.9", {"events": 1})

    assert item not in secretary.get(batken.new_url()).context["form"].items_offered
    post(secretary, batken, item=item.pk, starts_on="3.3.2016")
    assert Event.objects.get().item == item


def test_a_warning_asks_once_and_records_when_it_is_answered(secretary, batken):
    post(secretary, batken)
    address = batken.new_url()

    check = secretary.post(address, batken.typed(title="Как не стать жертвой вербовщика!"))

    assert check.status_code == 200
    assert [str(warning.kind) for warning in check.context["warnings"]] == ["duplicate"]
    assert "KG-B-2019-0001" in check.content.decode()
    assert Event.objects.count() == 1
    secretary.post(address, batken.typed(title="Как не стать жертвой вербовщика!", seen="duplicate"))
    assert Event.objects.count() == 2


def test_a_receipt_says_in_whose_days_of_campaign_the_event_lies(secretary, batken):
    Campaign.objects.create(
        name_en="100 days", name_ru="100 дней", name_ky="100 күн",
        starts_on=date(2019, 9, 1), ends_on=date(2019, 12, 10),
    )  # fmt: skip

    receipt = secretary.get(post(secretary, batken)["Location"]).content.decode()

    assert "100 days" in receipt


def test_another_councils_event_is_not_copied(secretary, batken, osh):
    event = make_event(osh.council, osh.item)

    assert secretary.get(batken.new_url() + f"?copy={event.code}").status_code == 404


def test_switching_the_language_keeps_the_typing(secretary, batken):
    typed = batken.typed(title="Незаконченная тема", women="не помню", set_language="ru")

    response = secretary.post(batken.new_url(), typed, follow=True)

    page = response.content.decode()
    assert '<html lang="ru">' in page
    assert "Незаконченная тема" in page
    assert 'value="не помню"' in page
    assert not Event.objects.exists()


def test_saving_forgets_the_draft(secretary, batken):
    address = batken.new_url()
    secretary.post(address, batken.typed(set_language="en"))
    assert Draft.objects.count() == 1

    secretary.post(address, batken.typed())

    assert not Draft.objects.exists()


def test_the_form_costs_the_same_with_many_items(secretary, batken, django_assert_num_queries):
    url = batken.new_url() + f"?item={batken.item.pk}"
    with CaptureQueriesContext(connection) as few:
        secretary.get(url)
        cost = len(few)
    for number in range(40):
        make_item(batken.plan, f"3.{number}", {"events": 1})

    with django_assert_num_queries(cost):
        secretary.get(url)


def test_a_form_sent_again_is_the_same_event_under_any_spelling_of_its_organisations(secretary, batken):
    Organisation.objects.create(name="Отдел образования", kind="government")
    address, typed = batken.new_url(), batken.typed(organisers="ОТДЕЛ образования; Отдел образования")

    answers = [secretary.post(address, typed) for _time in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert Event.objects.get().event_organisations.count() == 1
    # Another organisation is other content.
    assert secretary.post(address, typed | {"organisers": "Отдел спорта"}).status_code == 409
