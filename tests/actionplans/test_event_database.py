"""What the database itself refuses of events, past the ORM (rules 6 to 8, 12); on SQLite and on PostgreSQL."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from actionplans.models import Event, EventOrganisation, QuarterGuard
from councils.models import Organisation
from tests.factories import event_of, make_item, make_plan

from .conftest import TODAY

COLUMNS = [field for field in Event._meta.concrete_fields if not field.primary_key]


def insert(world, **changed):
    """One row of SQL; values in `changed` replace columns of an event that would pass."""
    event = event_of(
        world.council, world.item, by=world.secretary, district=world.district, recorded_on=TODAY, changed_on=TODAY
    )
    values = {
        field.column: field.get_db_prep_save(getattr(event, field.attname), connection) for field in COLUMNS
    } | changed  # fmt: skip
    names = ", ".join(f'"{name}"' for name in values)
    marks = ", ".join(["%s"] * len(values))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO actionplans_event ({names}) VALUES ({marks})", list(values.values()))


def update(event, assignments, *values):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE actionplans_event SET {assignments} WHERE id = %s", [*values, event.pk])


@pytest.fixture
def event(batken):
    insert(batken)
    return Event.objects.get()


def test_a_row_that_fits_goes_in(batken, event):
    assert (event.participants, event.item) == (25, batken.item)


WRONG = {
    "outside the plan": {"starts_on": "2017-12-29", "ends_on": "2017-12-29", "quarter": 20174},
    "begins before the plan": {"starts_on": "2017-12-31"},
    "in the future": {"starts_on": "2019-11-21", "ends_on": "2019-11-21"},
    "recorded on a day to come": {"recorded_on": "2100-01-01", "changed_on": "2100-01-01"},
    "ends before it starts": {"starts_on": "2019-11-14"},
    "in another quarter": {"quarter": 20193},
    "sexes above the total": {"women": 20, "men": 6},
    "one sex above the total": {"men": 26},
    "ages above the total": {"age_under_14": 10, "age_60_over": 16},
    "under 18 above the total": {"under_18": 26},
    "disability above the total": {"with_disability": 26},
    "youth above the total": {"youth_reported": 26},
    "sexes without a total": {"participants": None, "women": 1},
    "ages without a total": {"participants": None, "age_36_59": 1},
    "under 18 without a total": {"participants": None, "under_18": 1},
    "negative total": {"participants": -1},
    "negative part": {"men": -1},
    "negative materials": {"materials": -1},
    "negative audience": {"audience": -5},
    "without a district": {"district_id": None},
    "without a topic": {"title": ""},
    "voided without a reason": {"status": "voided"},
}


@pytest.mark.parametrize("changed", WRONG.values(), ids=list(WRONG))
def test_the_database_refuses_a_row(batken, changed):
    with pytest.raises(IntegrityError):
        insert(batken, **changed)

    assert not Event.objects.exists()


def test_parts_that_come_to_the_total_are_not_too_many(batken):
    insert(batken, women=25, men=0, age_under_14=10, age_14_28=15, under_18=25)

    assert Event.objects.count() == 1


def test_an_item_of_another_council_is_refused(batken, osh):
    with pytest.raises(IntegrityError, match="event_fits_a_plan_in_force"):
        insert(batken, item_id=osh.item.pk)


def test_the_item_of_a_plan_in_draft_is_refused(batken):
    draft = make_plan(batken.council, date(2017, 1, 1), date(2019, 12, 31), endorsed=False)

    with pytest.raises(IntegrityError, match="event_fits_a_plan_in_force"):
        insert(batken, item_id=make_item(draft).pk)


def test_an_items_own_days_narrow_the_plans(batken):
    item = make_item(batken.plan, "2.1", starts_on=date(2019, 11, 14))

    with pytest.raises(IntegrityError, match="event_fits_a_plan_in_force"):
        insert(batken, item_id=item.pk)


def test_a_district_of_another_region_is_refused(batken, osh):
    with pytest.raises(IntegrityError, match="event_district_is_of_its_region"):
        insert(batken, district_id=osh.district.pk)


def test_the_same_author_and_key_twice_is_refused(batken):
    insert(batken, client_key="a")

    with pytest.raises(IntegrityError):
        insert(batken, client_key="a")


@pytest.mark.parametrize(
    ("sealed", "locks_on"), [(True, TODAY + timedelta(days=9)), (False, TODAY - timedelta(days=1))]
)
def test_a_closed_quarter_takes_no_row_and_keeps_its_rows(batken, event, sealed, locks_on):
    QuarterGuard.objects.create(
        council=batken.council, starts_on=date(2019, 10, 1), ends_on=date(2019, 12, 31), sealed=sealed,
        locks_on=locks_on,
    )  # fmt: skip

    with pytest.raises(IntegrityError, match="event_in_closed_quarter_insert"):
        insert(batken)
    with pytest.raises(IntegrityError, match="event_in_closed_quarter_update"):
        update(event, "participants = 30, version = 2, changed_on = %s", TODAY)
    with pytest.raises(IntegrityError, match="event_in_closed_quarter_update"):
        update(
            event, "starts_on = %s, ends_on = %s, quarter = 20193, version = 2, changed_on = %s",
            "2019-09-12", "2019-09-12", TODAY,
        )  # fmt: skip


def test_a_change_without_a_version_of_its_own_is_refused(event):
    with pytest.raises(IntegrityError, match="event_change_is_numbered"):
        update(event, "participants = %s", 30)


def test_partners_of_a_sealed_quarter_and_its_guard_stay(batken, event):
    partner = Organisation.objects.create(name="ОФ", kind="civil_society")
    link = EventOrganisation.objects.create(event=event, organisation=partner)
    guard = QuarterGuard.objects.create(
        council=batken.council, starts_on=date(2019, 10, 1), ends_on=date(2019, 12, 31), sealed=True, locks_on=TODAY
    )
    for table, row in (("eventorganisation", link), ("quarterguard", guard)):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM actionplans_{table} WHERE id = %s", [row.pk])


def test_an_item_about_victims_takes_no_rows(batken):
    batken.item.sensitive = True
    batken.item.save()
    with pytest.raises(IntegrityError, match="event_fits_a_plan_in_force"):
        insert(batken)


def test_a_change_is_held_to_the_same(batken, osh, event):
    for assignments, value in (
        ("women", 26), ("participants", None), ("item_id", osh.item.pk), ("ends_on", "2020-01-05"), ("men", -1),
    ):  # fmt: skip
        extra = ", women = 1" if assignments == "participants" else ""
        with pytest.raises(IntegrityError):
            update(event, f"{assignments} = %s{extra}", value)


def test_an_event_is_never_deleted(event):
    with pytest.raises(IntegrityError, match="event_is_kept"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM actionplans_event WHERE id = %s", [event.pk])


@pytest.mark.parametrize("assignment", ["ends_on = '2019-11-12'", "starts_on = '2019-11-14'", "status = 'draft'"])
def test_a_plan_does_not_shrink_under_its_events(batken, event, assignment):
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE actionplans_actionplan SET {assignment} WHERE id = %s", [batken.plan.pk])
