"""Changing and voiding over HTTP: versions, conflicts, closed quarters, history (rules 8, 12, 17)."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actionplans.models import Event, QuarterGuard
from councils.models import AuditEntry
from tests.factories import make_event, make_grant, make_member

from .conftest import signed_in


@pytest.fixture
def event(secretary, batken):
    """Recorded through the form, so that its history begins."""
    secretary.post(batken.new_url(), batken.typed(organisers="РОО"))
    return Event.objects.get()


def change(client, world, event, version=1, **changes):
    return client.post(event.get_absolute_url() + "change/", world.typed(version=version, **changes))


def void(client, event, reason="записано дважды"):
    return client.post(event.get_absolute_url() + "void/", {"reason": reason})


def seal(world, sealed=True, locks_on=date(2020, 2, 1)):
    QuarterGuard.objects.create(
        council=world.council, starts_on=date(2019, 10, 1), ends_on=date(2019, 12, 31), sealed=sealed,
        locks_on=locks_on,
    )  # fmt: skip


def test_the_form_shows_what_is_recorded(secretary, batken, event):
    form = secretary.get(event.get_absolute_url() + "change/").context["form"]

    shown = {name: form[name].value() for name in form.fields}
    assert (shown["participants"], shown["women"], shown["age_under_14"]) == (25, 15, None)
    assert (shown["starts_on"], shown["ends_on"]) == (date(2019, 11, 13), None)
    assert (shown["item"], shown["organisers"], shown["version"]) == (batken.item.pk, "РОО", 1)


def test_a_change_is_recorded_with_its_history(secretary, batken, event):
    response = change(secretary, batken, event, participants="26", organisers="РОО", note="уточнено")

    assert response.status_code == 302
    event.refresh_from_db()
    assert (event.participants, event.version, event.code) == (26, 2, "KG-B-2019-0001")
    page = secretary.get(event.get_absolute_url())
    steps = [(step.what, [(c.label, c.before, c.after) for c in step.changes]) for step in page.context["history"]]
    assert steps == [
        ("Event changed", [("Participants", "25", "26"), ("Note", "", "")]),
        ("Event recorded", []),
    ]
    assert "уточнено" not in AuditEntry.objects.get(action="event.changed").text


def test_a_rule_holds_for_changes_too(secretary, batken, event):
    response = change(secretary, batken, event, participants="20")

    assert response.status_code == 200
    assert "more than all participants" in response.context["form"].errors["women"][0]
    event.refresh_from_db()
    assert (event.participants, event.version) == (25, 1)


def test_no_two_events_are_each_the_same_group_as_the_other(secretary, batken, event):
    other = make_event(batken.council, batken.item, participants=30, same_group_as=event)
    third = make_event(batken.council, batken.item, participants=20, same_group_as=other)

    for each in (event, other, third):
        response = change(secretary, batken, event, same_group_as=each.code)
        assert "itself names this event" in response.context["form"].errors["same_group_as"][0]

    event.refresh_from_db()
    assert event.same_group_as is None


def test_young_people_as_a_register_gave_them_can_be_mended(secretary, batken):
    imported = make_event(batken.council, batken.item, participants=30, youth_reported=25)
    less = {"participants": "20", "women": "", "men": "", "age_14_28": ""}

    refused = change(secretary, batken, imported, youth_reported="25", **less)
    assert "more than all participants" in refused.context["form"].errors["youth_reported"][0]
    change(secretary, batken, imported, youth_reported="18", **less)

    imported.refresh_from_db()
    assert (imported.participants, imported.youth_reported) == (20, 18)


def test_the_form_of_a_typed_event_asks_for_ages_not_for_young_people(secretary, batken, event):
    assert "youth_reported" not in secretary.get(event.get_absolute_url() + "change/").context["form"].fields


def test_saving_without_a_change_is_no_correction(secretary, batken, event):
    seal(batken)

    change(secretary, batken, event, organisers="РОО", reason="ничего")

    event.refresh_from_db()
    assert (event.version, event.corrections) == (1, 0)
    assert "Nothing was changed" in secretary.get(event.get_absolute_url()).content.decode()


def test_a_second_editor_sees_both_versions_and_loses_nothing(secretary, batken, event):
    change(secretary, batken, event, participants="26", place="школа № 3")

    response = change(secretary, batken, event, version=1, participants="30", place="дом культуры", note="моё")

    page = response.content.decode()
    assert response.status_code == 409
    differing = {row.label: (row.saved, row.typed) for row in response.context["compared"] if row.differs}
    assert differing == {
        "Participants": ("26", "30"), "Place": ("школа № 3", "дом культуры"), "Note": ("not recorded", "моё"),
    }  # fmt: skip
    for text in ("школа № 3", "дом культуры", "моё"):
        assert text in page
    event.refresh_from_db()
    assert (event.participants, event.version) == (26, 2)


def test_the_second_editor_may_then_save(secretary, batken, event):
    change(secretary, batken, event, participants="26")
    conflict = change(secretary, batken, event, version=1, participants="30").context["form"]

    response = change(secretary, batken, event, version=conflict["version"].value(), participants="30")

    assert response.status_code == 302
    event.refresh_from_db()
    assert (event.participants, event.version) == (30, 3)


def test_the_same_form_again_gives_the_same_receipt(secretary, batken):
    address = batken.new_url()

    first, again = (secretary.post(address, batken.typed()) for _ in range(2))

    assert (first.status_code, again.status_code) == (302, 302)
    assert first["Location"] == again["Location"]
    assert Event.objects.count() == 1
    assert AuditEntry.objects.filter(action="event.recorded").count() == 1


@pytest.mark.parametrize("changes", [{"participants": "30"}, {"note": "новое"}, {"basis": "estimate"}])
def test_the_same_form_with_other_content_keeps_both(secretary, batken, changes):
    address = batken.new_url()
    secretary.post(address, batken.typed())

    response = secretary.post(address, batken.typed(**changes))

    assert response.status_code == 409
    assert Event.objects.count() == 1
    assert "KG-B-2019-0001" in response.content.decode()
    form, action = response.context["form"], response.context["action"]
    assert action != address
    assert {name: form[name].value() for name in changes} == changes
    secretary.post(action, batken.typed(seen="duplicate", **changes))
    assert Event.objects.count() == 2


# ---- voiding


def test_a_voided_event_leaves_the_totals_and_keeps_its_reason(secretary, batken, event):
    response = void(secretary, event)

    event.refresh_from_db()
    assert (event.status, event.void_reason, event.version) == ("voided", "записано дважды", 2)
    assert secretary.get(batken.url("events/")).context["totals"].events == 0
    page = secretary.get(response["Location"]).content.decode()
    assert "This event is voided: it is in no total" in page
    assert "записано дважды" in page
    assert "/change/" not in page


def test_voiding_asks_for_a_reason(secretary, event):
    response = void(secretary, event, " ")

    assert response.context["form"].errors == {"reason": ["Reason: write why the event is voided."]}
    event.refresh_from_db()
    assert event.status == "recorded"


def test_a_voided_event_changes_no_more(secretary, batken, event):
    void(secretary, event)

    response = change(secretary, batken, event, version=2, participants="99")

    assert response.status_code == 302
    assert void(secretary, event, "ещё раз").status_code == 302
    event.refresh_from_db()
    assert (event.participants, event.void_reason) == (25, "записано дважды")


# ---- closed quarters and other people


def test_a_sealed_quarter_changes_by_correction_with_a_reason_only(secretary, batken, event):
    seal(batken)

    refused = change(secretary, batken, event, participants="30")

    assert "sealed; write why" in refused.context["form"].errors["reason"][0]
    event.refresh_from_db()
    assert (event.participants, event.corrections) == (25, 0)

    change(secretary, batken, event, participants="30", reason="лист пересчитан")
    event.refresh_from_db()
    assert (event.participants, event.corrections, event.correction_reason) == (30, 1, "лист пересчитан")
    void(secretary, event)
    event.refresh_from_db()
    assert (event.status, event.corrections) == ("voided", 2)


def test_a_locked_quarter_keeps_its_events(secretary, batken, event):
    seal(batken, sealed=False, locks_on=date(2019, 11, 19))

    changed = change(secretary, batken, event, participants="30", reason="лист пересчитан")
    voided = void(secretary, event)

    assert "Ask SMS to reopen it" in changed.context["form"].errors["ends_on"][0]
    assert "Ask SMS to reopen it" in voided.context["form"].non_field_errors()[0]
    event.refresh_from_db()
    assert (event.participants, event.status) == (25, "recorded")
    page = secretary.get(event.get_absolute_url()).content.decode()
    assert "Ask SMS to reopen it" in page
    assert "/change/" not in page


def test_an_event_is_not_moved_out_of_a_sealed_quarter(secretary, batken, event):
    seal(batken)

    change(secretary, batken, event, starts_on="12.09.2019")

    event.refresh_from_db()
    assert event.ends_on == date(2019, 11, 13)


@pytest.mark.parametrize("who", ["member", "chair", "sms", "administrator"])
def test_only_the_secretary_changes_and_voids(client, batken, event, who):
    user = make_grant(who) if who in ("sms", "administrator") else make_member(
        batken.council, "youth" if who == "member" else "chair"
    )  # fmt: skip
    signed_in(client, user)

    assert client.get(event.get_absolute_url()).status_code == 200
    assert change(client, batken, event, participants="30").status_code == 403
    assert void(client, event).status_code == 403
    event.refresh_from_db()
    assert (event.participants, event.status) == (25, "recorded")


def test_a_page_costs_the_same_with_a_long_history(secretary, batken, event, django_assert_num_queries):
    change(secretary, batken, event, participants="26")
    with CaptureQueriesContext(connection) as short:
        secretary.get(event.get_absolute_url())
        cost = len(short)
    for version in range(2, 8):
        change(secretary, batken, event, version=version, participants=str(25 + version))

    with django_assert_num_queries(cost):
        assert len(secretary.get(event.get_absolute_url()).context["history"]) == 8


def test_the_same_change_sent_again_changes_nothing_more_and_asks_nothing(secretary, batken, event):
    seal(batken)
    answers = [
        change(secretary, batken, event, participants="26", organisers="роо", reason="По листу") for _time in range(2)
    ]  # fmt: skip

    assert [answer.status_code for answer in answers] == [302, 302]
    event.refresh_from_db()
    assert (event.version, event.corrections) == (2, 1)
    assert AuditEntry.objects.filter(action="event.corrected").count() == 1
