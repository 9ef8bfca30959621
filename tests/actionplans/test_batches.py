"""Where events came from, on whose behalf, and a file that is undone: all of it, once, while its quarters are open."""

import json
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from actionplans.imports.batch import ImportResult, import_events
from actionplans.models import Event, Evidence, ImportBatch, QuarterGuard
from actionplans.permissions import keeps_brought_in
from actionplans.services import events as services
from actionplans.services.batches import LONGEST_REASON, Standing, standing, undo_batch
from actionplans.services.events import EventDraft, change_event, draft_of, record_batch, void_event
from actionplans.states import EventStatus, EvidenceKind
from councils import audit, clock, files
from councils.models import AuditEntry, StoredFile, User
from councils.states import IllegalMove, NotAllowed, Refused, Unfit
from tests.actionplans.conftest import TODAY, World
from tests.actionplans.sheets import event_row, register
from tests.factories import make_grant, make_member

FIRST, LAST = date(2019, 3, 12), date(2019, 11, 13)  # quarters 1 and 4


def drafts(world: World, *days: date, **values: Any) -> list[EventDraft]:
    told: dict[str, Any] = {"item": world.item, "district": world.district, "form": "lecture", "participants": 25}
    return [
        EventDraft(starts_on=day, ends_on=day, title=f"Беседа {number}", **(told | values))
        for number, day in enumerate(days, 1)
    ]


def brought(world: World, *days: date, actor: User | None = None, **how: Any) -> ImportBatch:
    return record_batch(
        world.council, drafts(world, *days), actor=actor or world.secretary, file_name="ноябрь.xlsx",
        file_digest="5" * 64, **how,
    )  # fmt: skip


def scan(world: World, actor: User) -> StoredFile:
    return files.keep(b"%PDF-1.4 invented", "pdf", "letter.pdf", council=world.council, actor=actor)


def close_quarter(world: World, day: date = LAST, *, sealed: bool = False, locks_on: date = TODAY) -> QuarterGuard:
    first = date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
    last = date(day.year, first.month + 2, 31 if first.month in (1, 10) else 30)
    return QuarterGuard.objects.create(
        council=world.council, starts_on=first, ends_on=last, sealed=sealed, locks_on=locks_on
    )


def entry(action: str) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(AuditEntry.objects.get(action=action).text)
    return told


# ---- where an event came from, on whose behalf


def test_each_event_knows_its_sheet_and_row(batken: World) -> None:
    batch = brought(batken, FIRST, LAST, places=[("Март", 7), ("Ноябрь", 31)])
    told = [(event.batch_id, event.batch_sheet, event.batch_row) for event in Event.objects.order_by("pk")]
    assert told == [(batch.pk, "Март", 7), (batch.pk, "Ноябрь", 31)]


def test_as_many_places_as_events(batken: World) -> None:
    with pytest.raises(ValueError, match="zip"), transaction.atomic():
        brought(batken, FIRST, LAST, places=[("Март", 7)])
    assert not Event.objects.exists()


def test_sms_brings_in_by_the_councils_letter_and_the_chain_names_it(batken: World) -> None:
    sms = make_grant("sms")
    letter = scan(batken, sms)
    batch = brought(batken, LAST, actor=sms, letter_number=" 12-05/7 ", letter=letter)
    assert (batch.letter_number, batch.letter, batch.imported_by) == ("12-05/7", letter, sms)
    after = entry("event.imported")["after"]
    assert (after["letter"], after["letter_sha256"]) == ("12-05/7", letter.sha256)
    assert (after["file"], after["file_sha256"], after["rows"]) == ("ноябрь.xlsx", "5" * 64, 1)


def test_the_councils_own_file_names_no_letter(batken: World) -> None:
    brought(batken, LAST)
    assert "letter" not in entry("event.imported")["after"]


def test_sms_brings_nothing_in_without_number_and_scan(batken: World) -> None:
    sms = make_grant("sms")
    for how in ({}, {"letter_number": "12"}, {"letter": scan(batken, sms)}, {"letter_number": "  "}):
        with pytest.raises(NotAllowed, match="number of its letter"), transaction.atomic():
            brought(batken, LAST, actor=sms, **how)
    assert not ImportBatch.objects.exists()


def test_after_many_rows_the_planner_counts_again(
    batken: World, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    monkeypatch.setattr(services, "MANY", 2)
    with django_capture_on_commit_callbacks() as few:
        brought(batken, LAST, LAST)
    with django_capture_on_commit_callbacks(execute=True) as many:
        brought(batken, LAST, LAST, LAST)
    assert (len(few), len(many)) == (0, 1)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT reltuples FROM pg_class WHERE relname = 'actionplans_event'")
            assert cursor.fetchone() == (5,)


@pytest.mark.parametrize("role", ["ga", "administrator"])
def test_nobody_else_brings_in_not_even_with_a_letter(batken: World, osh: World, role: str) -> None:
    for actor in (make_grant(role), osh.secretary, make_member(batken.council, "chair")):
        with pytest.raises(NotAllowed), transaction.atomic():
            brought(batken, LAST, actor=actor, letter_number="12", letter=scan(batken, actor))
    assert not ImportBatch.objects.exists()


# ---- undone


def test_all_its_events_are_voided_with_the_reason_in_one_step(batken: World) -> None:
    other = brought(batken, LAST)
    batch = brought(batken, FIRST, LAST)
    with clock.at(date(2019, 11, 21)):
        undone = undo_batch(batch, actor=batken.secretary, reason="  не тот файл ")
        assert (undone.undone_by, undone.undo_reason, undone.undone_at) == (
            batken.secretary, "не тот файл", clock.now(),
        )  # fmt: skip
    for event in Event.objects.filter(batch=batch):
        assert (event.status, event.void_reason, event.version) == (EventStatus.VOIDED, "не тот файл", 2)
        assert (event.changed_on, event.corrections) == (date(2019, 11, 21), 0)
        assert event.was_voided_together
    assert [event.pk for event in Event.objects.counted()] == [event.pk for event in other.events.all()]
    told = entry("batch.undone")
    codes = list(batch.events.order_by("pk").values_list("code", flat=True))
    assert (told["subject"], told["reason"]) == (f"batch:{batch.pk}", "не тот файл")
    assert told["after"] == {
        "events": 2, "changed": 0, "sha256": audit.digest_of_rows(codes), "file": "ноябрь.xlsx",
        "file_sha256": "5" * 64,
    }  # fmt: skip
    assert not list(audit.verify())


def test_an_undo_names_the_letter_too(batken: World) -> None:
    sms = make_grant("sms")
    letter = scan(batken, sms)
    batch = brought(batken, LAST, actor=sms, letter_number="12", letter=letter)
    undo_batch(batch, actor=sms, reason="не тот файл")
    after = entry("batch.undone")["after"]
    assert (after["letter"], after["letter_sha256"]) == ("12", letter.sha256)


def test_it_is_undone_once(batken: World) -> None:
    batch = brought(batken, LAST)
    undo_batch(batch, actor=batken.secretary, reason="не тот файл")
    with pytest.raises(IllegalMove, match="undone already"):
        undo_batch(batch, actor=batken.secretary, reason="ещё раз")
    assert Event.objects.get().void_reason == "не тот файл"
    assert AuditEntry.objects.filter(action="batch.undone").count() == 1


@pytest.mark.parametrize("reason", ["", "  ", "т" * (LONGEST_REASON + 1)])
def test_it_needs_a_reason_that_fits(batken: World, reason: str) -> None:
    with pytest.raises(Unfit, match="Reason"):
        undo_batch(brought(batken, LAST), actor=batken.secretary, reason=reason)
    assert Event.objects.counted().count() == 1


@pytest.mark.parametrize("how", [{"sealed": True}, {"locks_on": date(2019, 11, 19)}])
def test_one_closed_quarter_keeps_the_whole_file(batken: World, how: dict[str, Any]) -> None:
    batch = brought(batken, FIRST, LAST)
    close_quarter(batken, FIRST)  # open until today
    guard = close_quarter(batken, LAST, **how)
    with pytest.raises(Refused, match=r"^Quarter IV 2019: sealed or locked"):
        undo_batch(batch, actor=batken.secretary, reason="не тот файл")
    assert Event.objects.counted().count() == 2 and ImportBatch.objects.get().undone_at is None
    guard.sealed, guard.locks_on = False, TODAY
    guard.save()
    undo_batch(batch, actor=batken.secretary, reason="не тот файл")
    assert not Event.objects.counted().exists()


def test_a_closed_quarter_in_which_nothing_is_left_keeps_nothing(batken: World) -> None:
    batch = brought(batken, FIRST, LAST)
    void_event(batch.events.get(ends_on=LAST), actor=batken.secretary, reason="дважды")
    close_quarter(batken, LAST, sealed=True)
    undo_batch(batch, actor=batken.secretary, reason="не тот файл")
    reasons = dict(batch.events.values_list("ends_on", "void_reason"))
    assert reasons == {FIRST: "не тот файл", LAST: "дважды"}


def test_what_stands_is_told_before(batken: World) -> None:
    batch = brought(batken, FIRST, LAST, LAST, LAST)
    changed, shown, voided = batch.events.filter(ends_on=LAST).order_by("pk")
    draft = draft_of(changed)
    draft.participants = 30
    change_event(changed, draft, actor=batken.secretary, version=1)
    for removed_on in (None, None, TODAY):
        Evidence.objects.create(
            event=shown, kind=EvidenceKind.MEDIA_LINK, url="https://example.kg/1", ready=True,
            added_by=batken.secretary, added_at=clock.now(), removed_on=removed_on,
        )  # fmt: skip
    void_event(voided, actor=batken.secretary, reason="дважды")
    assert standing(batch) == Standing(events=3, changed=1, with_evidence=1, voided=1, closed_quarters=())
    close_quarter(batken, LAST, sealed=True)
    assert [quarter.label for quarter in standing(batch).closed_quarters] == ["2019-Q4"]
    assert not standing(batch).is_open


def test_an_event_changed_since_goes_too_and_keeps_what_it_says(batken: World) -> None:
    batch = brought(batken, LAST)
    draft = draft_of(batch.events.get())
    draft.participants = 30
    change_event(batch.events.get(), draft, actor=batken.secretary, version=1)
    undo_batch(batch, actor=batken.secretary, reason="не тот файл")
    event = Event.objects.get()
    assert (event.status, event.participants, event.version) == (EventStatus.VOIDED, 30, 3)
    assert entry("batch.undone")["after"]["changed"] == 1


def test_who_may_undo(batken: World, osh: World) -> None:
    sms, chair = make_grant("sms"), make_member(batken.council, "chair")
    own = brought(batken, LAST)
    by_letter = brought(batken, FIRST, actor=sms, letter_number="12", letter=scan(batken, sms))
    others = (chair, osh.secretary, make_grant("ga"), make_grant("administrator"))
    assert [keeps_brought_in(user, own) for user in (batken.secretary, sms, *others)] == [True, False] + [False] * 4
    assert [keeps_brought_in(user, by_letter) for user in (batken.secretary, sms, *others)] == [True, True] + [
        False
    ] * 4
    for user in (sms, *others):
        with pytest.raises(NotAllowed):
            undo_batch(own, actor=user, reason="не тот файл")
    assert Event.objects.counted().count() == 2
    undo_batch(own, actor=batken.secretary, reason="не тот файл")
    undo_batch(by_letter, actor=sms, reason="не тот файл")
    assert not Event.objects.counted().exists()


@pytest.mark.parametrize("events", [2, 200])
def test_it_costs_the_same_number_of_queries_for_any_number_of_events(batken: World, events: int) -> None:
    batch = brought(batken, *[LAST] * events)
    with CaptureQueriesContext(connection) as queries:
        undo_batch(batch, actor=User.objects.get(pk=batken.secretary.pk), reason="не тот файл")
    assert len(queries) <= 18, [query["sql"] for query in queries]


# ---- brought in again


def bring(world: World, content: bytes) -> ImportResult:
    return import_events(world.council, content, file_name="март.xlsx", actor=world.secretary)


def test_the_same_file_comes_in_again_after_it_was_undone(batken: World) -> None:
    content = register(event_row(), event_row(place="другое"))
    for _again in range(3):
        result = bring(batken, content)
        assert (result.created, result.existing, result.warnings) == (2, 0, [])
        assert bring(batken, content).existing == 2
        batch = ImportBatch.objects.order_by("pk").last()
        assert batch is not None
        undo_batch(batch, actor=batken.secretary, reason="не тот файл")
    assert Event.objects.count() == 6 and not Event.objects.counted().exists()


def test_an_event_that_was_voided_alone_before_does_not_come_back(batken: World) -> None:
    content = register(event_row(), event_row(place="другое"))
    bring(batken, content)
    void_event(Event.objects.get(place="другое"), actor=batken.secretary, reason="дважды")
    undo_batch(ImportBatch.objects.get(), actor=batken.secretary, reason="не тот файл")
    result = bring(batken, content)
    assert (result.created, result.existing) == (1, 1)
    assert [one.code for one in result.warnings] == ["voided_before"]


STEPS = st.lists(
    st.tuples(st.sampled_from(["bring", "undo", "void"]), st.integers(0, 2), st.integers(0, 2)), max_size=9
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_whatever_is_brought_in_undone_and_voided_nothing_counts_twice(batken: World, steps: Any) -> None:
    """A model of what must stand: place -> recorded, voided alone, or free to come in."""
    held = ((0, 1), (1, 2), (0, 1, 2))
    contents = [register(*(event_row(place=str(one)) for one in places)) for places in held]
    states: dict[int, tuple[str, int]] = {}  # place -> (state, batch)
    alone: set[int] = set()
    with transaction.atomic():
        for step, which, place in steps:
            batches = list(ImportBatch.objects.filter(undone_at=None).order_by("pk"))
            if step == "bring":
                new = [one for one in held[which] if one not in states and one not in alone]
                assert bring(batken, contents[which]).created == len(new)
                if new:
                    states |= dict.fromkeys(new, ("recorded", ImportBatch.objects.latest("pk").pk))
            elif step == "undo" and batches:
                batch = batches[which % len(batches)]
                undo_batch(batch, actor=batken.secretary, reason="не тот файл")
                states = {one: told for one, told in states.items() if told[1] != batch.pk}
            elif step == "void" and place in states:
                event = Event.objects.get(place=str(place), status=EventStatus.RECORDED)
                void_event(event, actor=batken.secretary, reason="дважды")
                del states[place]
                alone.add(place)
            recorded = sorted(Event.objects.counted().values_list("place", flat=True))
            assert recorded == sorted(map(str, states))
        transaction.set_rollback(True)


# ---- what the database itself refuses


def change(batch: ImportBatch, **values: Any) -> None:
    with transaction.atomic():
        ImportBatch.objects.filter(pk=batch.pk).update(**values)


def test_a_batch_stays_as_it_came_in(batken: World, osh: World) -> None:
    batch = brought(batken, LAST)
    letter = scan(batken, batken.secretary)
    for values in (
        {"council": osh.council}, {"file_digest": "6" * 64}, {"file_name": "другой"}, {"imported_by": osh.secretary},
        {"letter_number": "12", "letter": letter},
    ):  # fmt: skip
        with pytest.raises(IntegrityError, match="batch_stays"):
            change(batch, **values)
    with pytest.raises(IntegrityError, match="batch_is_kept"), transaction.atomic():
        ImportBatch.objects.filter(pk=brought(batken).pk).delete()


def test_a_batch_is_undone_whole_and_for_good(batken: World) -> None:
    batch = brought(batken, LAST)
    with pytest.raises(IntegrityError, match="undone_whole"):
        change(batch, undone_by=batken.secretary, undone_at=clock.now(), undo_reason="не тот файл")
    undo_batch(batch, actor=batken.secretary, reason="не тот файл")
    with pytest.raises(IntegrityError, match="batch_stays"):
        change(batch, undone_by=None, undone_at=None, undo_reason="")
    with pytest.raises(IntegrityError, match="event_fits_its_batch"), transaction.atomic():
        batch.events.update(status=EventStatus.RECORDED, version=9)


def test_an_event_keeps_the_file_it_came_from(batken: World, osh: World) -> None:
    one, other = brought(batken, LAST, places=[("Лист", 3)]), brought(batken, FIRST)
    for values in ({"batch": other}, {"batch": None}, {"batch_sheet": "другой"}, {"batch_row": 4}):
        with pytest.raises(IntegrityError, match="event_keeps_its_batch"), transaction.atomic():
            one.events.update(version=9, **values)
    elsewhere = brought(osh, LAST)
    with pytest.raises(IntegrityError, match="event_fits_its_batch"), transaction.atomic():
        Event.objects.create(**fields_of(Event.objects.filter(batch=one).get()) | {"batch_id": elsewhere.pk})


def fields_of(event: Event) -> dict[str, Any]:
    """The columns of a second event like this one."""
    told = {field.attname: getattr(event, field.attname) for field in Event._meta.concrete_fields}
    del told["id"]
    return told | {"code": "KG-B-2019-0999", "code_number": 999, "client_key": None}
