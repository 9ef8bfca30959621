"""Record, change and void events: one transaction under the council's lock, one audit entry each (rules 6 to 8)."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial
from itertools import repeat
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from actionplans.checks import EventDraft, Fault, Surroundings, closed, faults_of, key_of
from actionplans.models import Event, EventOrganisation, ImportBatch
from actionplans.models.events import COUNTS
from actionplans.quarters import quarter_of
from actionplans.states import EventStatus, OrganisationRole
from councils import audit, clock
from councils.locks import lock_council
from councils.models import Council, StoredFile, User
from councils.rights import rights_of
from councils.services.organisations import meanings, named
from councils.states import IllegalMove, NotAllowed, Refused
from councils.statistics import refresh_statistics

from .registers import told_of_letter

MANY = 1_000  # rows of one batch after which the database has to count its tables again
WRITTEN = (
    "item", "starts_on", "ends_on", "district", "place", "form", "title", "campaign", "target_groups",
    *COUNTS, "same_group_as", "basis", "note",
)  # fmt: skip
POINTERS = ("item", "district", "campaign", "same_group_as")
TOLD = ("code", "status", *(name for name in WRITTEN if name != "note"))
COLUMN_OF: dict[str, str] = {name: Event._meta.get_field(name).attname for name in (*TOLD, "note")}  # type: ignore[union-attr]


class EventRefused(Refused):
    """The event breaks rules; `faults` names each with its field."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(" ".join(fault.words for fault in faults))
        self.faults = list(faults)


class SameKeyOtherContent(Refused):
    """A form was sent twice with different content: both are kept, the person decides (`event` is the first)."""

    def __init__(self, event: Event) -> None:
        super().__init__(_("This form was already saved as %(code)s, with other content.") % {"code": event.code})
        self.event = event


class ChangedMeanwhile(Refused):
    """Somebody else changed the event since it was opened; `event` is how it stands now."""

    def __init__(self, event: Event) -> None:
        super().__init__(_("Somebody changed %(code)s while you were typing.") % {"code": event.code})
        self.event = event


@transaction.atomic
def record_event(council: Council, draft: EventDraft, *, actor: User, client_key: str | None = None) -> Event:
    """Record one event. The same form sent again (a double click, a retry) gives the same event.

    Raises NotAllowed, EventRefused, SameKeyOtherContent.
    """
    council = lock_council(council)
    _must_record(actor, council)
    before = Event.objects.filter(recorded_by=actor, client_key=client_key).first() if client_key else None
    if before:
        if _says_the_same(draft_of(before), draft):
            return before
        raise SameKeyOtherContent(before)
    faults = faults_of(draft, Surroundings.of(council))
    if faults:
        raise EventRefused(faults)
    event = _new_event(council, draft, actor, _next_number(council, draft.ends_on.year))  # type: ignore[union-attr]
    event.client_key = client_key
    event.save(force_insert=True)
    _link([(event, draft)])
    after = told(event) | _organisations(draft)
    audit.record("event.recorded", f"event:{event.code}", actor=actor, council=council, after=after)
    return event


@transaction.atomic
def record_batch(
    council: Council, drafts: Sequence[EventDraft], *, actor: User, file_name: str, file_digest: str,
    existing: int = 0, faults: int = 0, places: Sequence[tuple[str, int]] = (),
    letter_number: str = "", letter: StoredFile | None = None,
) -> ImportBatch:  # fmt: skip
    """Record many events that were checked before, as one batch with one audit entry and a digest of its rows.

    `places` gives each draft's sheet and row. Who does not record for the council brings in on its behalf: SMS, by the
    number and the scan of its letter (rule 3). The caller holds the council's lock since the check. Raises NotAllowed,
    EventRefused if a row no longer passes.
    """
    council = lock_council(council)
    _must_bring_in(actor, council, letter_number, letter)
    around = Surroundings.of(council)
    broken = [fault for draft in drafts for fault in faults_of(draft, around)]
    if broken:
        raise EventRefused(broken)
    batch = ImportBatch.objects.create(
        council=council, file_name=file_name[:200], file_digest=file_digest, created=len(drafts), existing=existing,
        faults=faults, imported_by=actor, imported_at=clock.now(), letter_number=letter_number.strip(), letter=letter,
    )  # fmt: skip
    events = _numbered(council, drafts, actor)
    for event, (sheet, row) in zip(events, places or repeat(("", None)), strict=bool(places)):
        event.batch_id, event.batch_sheet, event.batch_row = batch.pk, sheet[:100], row
    Event.objects.bulk_create(events, batch_size=500)
    _link(list(zip(events, drafts, strict=True)))
    rows = {"rows": len(events), "sha256": audit.digest_of_rows(told(event) for event in events)}
    audit.record(
        "event.imported", f"batch:{batch.pk}", actor=actor, council=council,
        after={**rows, "file": file_name, "file_sha256": file_digest, **told_of_letter(batch.letter_number, letter)},
    )  # fmt: skip
    if len(events) > MANY:
        transaction.on_commit(partial(refresh_statistics, Event, EventOrganisation), robust=True)
    return batch


@transaction.atomic
def change_event(
    event: Event, draft: EventDraft, *, actor: User, version: int, reason: str = "", action: str = ""
) -> Event:
    """Change a recorded event; in a sealed quarter that is a correction and needs a reason (rule 12).

    `action` is what the audit entry says where it is more than a change. The same form sent again changes nothing
    more. Raises NotAllowed, IllegalMove, ChangedMeanwhile, EventRefused.
    """
    council, event = _open_for(event, actor)
    if not action and _says_the_same(draft_of(event), draft):
        return event  # saved without a change, or the same form sent again: neither counts as a correction
    if event.version != version:
        raise ChangedMeanwhile(event)
    around = Surroundings.of(council, changed=event)
    sealed = around.is_sealed(event.ends_on) or (draft.ends_on is not None and around.is_sealed(draft.ends_on))
    faults = [*_may_be_corrected(event, around, sealed, reason)] or faults_of(draft, around)
    if faults:
        raise EventRefused(faults)
    before = told(event) | _organisations(draft_of(event))
    _write(event, draft)
    _count_change(event, sealed, reason)
    event.save()
    event.event_organisations.all().delete()
    _link([(event, draft)])
    after = told(event) | _organisations(draft)
    audit.record(
        action or ("event.corrected" if sealed else "event.changed"), f"event:{event.code}", actor=actor,
        council=council, before=before, after=after, reason=reason.strip(),
    )  # fmt: skip
    return event


@transaction.atomic
def void_event(event: Event, *, actor: User, reason: str) -> Event:
    """Take an event out of all totals, with a reason; nothing is deleted (rule 8)."""
    council, event = _open_for(event, actor)
    if not reason.strip():
        raise EventRefused([Fault("no_reason", "reason", _("Reason: write why the event is voided."))])
    around = Surroundings.of(council, changed=event)
    sealed = around.is_sealed(event.ends_on)
    if faults := [*_may_be_corrected(event, around, sealed, reason)]:
        raise EventRefused(faults)
    before = told(event)
    event.status, event.void_reason = EventStatus.VOIDED, reason.strip()
    _count_change(event, sealed, reason)
    event.save(update_fields=["status", "void_reason", "version", "changed_on", "corrections", "correction_reason"])
    audit.record(
        "event.voided", f"event:{event.code}", actor=actor, council=council,
        before=before, after=told(event), reason=event.void_reason,
    )  # fmt: skip
    return event


def _may_be_corrected(event: Event, around: Surroundings, sealed: bool, reason: str) -> Iterable[Fault]:
    yield from closed(around.guard_of(event.ends_on), event.ends_on, around.today, corrects=True)
    if sealed and not reason.strip():
        yield Fault("no_reason", "reason", _("Reason: the quarter's report is sealed; write why you correct it."))


def _count_change(event: Event, sealed: bool, reason: str) -> None:
    event.version += 1
    event.changed_on = clock.today()
    if sealed:
        event.corrections += 1
        event.correction_reason = reason.strip()


def _open_for(event: Event, actor: User) -> tuple[Council, Event]:
    council = lock_council(event.council)
    _must_record(actor, council)
    event = Event.objects.select_for_update().get(pk=event.pk)
    if event.status != EventStatus.RECORDED:
        raise IllegalMove(_("This event was voided; it does not change any more."))
    return council, event


def _must_record(actor: User, council: Council) -> None:
    if not rights_of(actor).may_record(council.pk):
        raise NotAllowed(_("Only the council's secretary records its events."))


def _must_bring_in(actor: User, council: Council, letter_number: str, letter: StoredFile | None) -> None:
    rights = rights_of(actor)
    if not rights.may_bring_in(council.pk):
        raise NotAllowed(_("Only the council's secretary, or SMS on its behalf, brings in its registers."))
    has_letter = bool(letter_number.strip() and letter)
    if not (has_letter or rights.may_record(council.pk)) or (not has_letter and (letter_number.strip() or letter)):
        raise NotAllowed(_("On behalf of a council: write the number of its letter and add the scan of the letter."))


def _next_number(council: Council, year: int) -> int:
    last = Event.objects.filter(council=council, code_year=year).aggregate(top=Max("code_number"))["top"]
    return (last or 0) + 1


def _numbered(council: Council, drafts: Iterable[EventDraft], actor: User) -> list[Event]:
    numbers: dict[int, int] = {}
    events = []
    for draft in drafts:
        year = draft.ends_on.year  # type: ignore[union-attr]
        numbers[year] = numbers[year] + 1 if year in numbers else _next_number(council, year)
        events.append(_new_event(council, draft, actor, numbers[year]))
    return events


def _new_event(council: Council, draft: EventDraft, actor: User, number: int) -> Event:
    assert draft.ends_on is not None
    today, year = clock.today(), draft.ends_on.year
    event = Event(
        council=council, code=f"{council.code}-{year}-{number:04d}", code_year=year, code_number=number,
        recorded_by=actor, recorded_on=today, changed_on=today, **_columns(draft),
    )  # fmt: skip
    event.search_text = search_text(event)
    return event


def _write(event: Event, draft: EventDraft) -> None:
    for column, value in _columns(draft).items():
        setattr(event, column, value)
    event.search_text = search_text(event)


def _columns(draft: EventDraft) -> dict[str, Any]:
    """What is typed, by the event's columns: other rows by their keys, which at 5,000 events saves a second."""
    assert draft.ends_on is not None
    values = {COLUMN_OF[name]: getattr(draft, name) for name in WRITTEN}
    keys = {COLUMN_OF[name]: row.pk for name in POINTERS if (row := getattr(draft, name))}
    return values | keys | {"quarter": quarter_of(draft.ends_on).number}


def search_text(event: Event) -> str:
    """What a search finds, folded by Python: SQLite knows no Cyrillic case."""
    return " ".join((event.code, event.title, event.place)).casefold()


def _link(pairs: Sequence[tuple[Event, EventDraft]]) -> None:
    """Write organisers and partners; a name nobody knew is kept as proposed, for the administrator's look."""
    names = {name for _event, draft in pairs for name in (*draft.organisers, *draft.partners)}
    if not names:
        return
    known = named(names, pairs[0][0].council)
    roles = ((OrganisationRole.ORGANISER, "organisers"), (OrganisationRole.PARTNER, "partners"))
    rows = [
        EventOrganisation(event_id=event.pk, organisation_id=key, role=role)
        for event, draft in pairs
        for role, field in roles
        for key in dict.fromkeys(known[name].pk for name in getattr(draft, field))
    ]
    EventOrganisation.objects.bulk_create(rows, batch_size=1000)


def draft_of(event: Event) -> EventDraft:
    """An event as typed values again: to change it, to compare it."""
    draft = EventDraft(**{name: getattr(event, name) for name in WRITTEN})
    for link in event.event_organisations.select_related("organisation"):
        names = draft.organisers if link.role == OrganisationRole.ORGANISER else draft.partners
        names.append(link.organisation.name)
    return draft


def content_of(draft: EventDraft) -> tuple[Any, ...]:
    """All that somebody typed: what a form sent twice is compared by. Wider than key_of, lest a note be lost."""
    group = draft.same_group_as and draft.same_group_as.pk
    return (*key_of(draft), sorted(draft.target_groups), group, draft.basis, draft.note)


def _says_the_same(one: EventDraft, other: EventDraft) -> bool:
    """Whether two drafts are the same form sent twice. An organisation is recorded under the spelling that is known,
    so names are compared by what they mean: else a retry would look like another event, and be counted twice."""
    if content_of(one) == content_of(other):
        return True
    meaning = meanings()

    def meant(draft: EventDraft) -> tuple[Any, ...]:
        organisers, partners = (
            sorted({str(meaning(name)) for name in names}) for names in (draft.organisers, draft.partners)
        )
        return content_of(replace(draft, organisers=organisers, partners=partners))

    return meant(one) == meant(other)


def _organisations(draft: EventDraft) -> dict[str, list[str]]:
    return {"organisers": sorted(set(draft.organisers)), "partners": sorted(set(draft.partners))}


def told(event: Event) -> dict[str, Any]:
    """An event for the audit chain: what was recorded; the note by digest, since it may hold a name by mistake."""
    row = {name: getattr(event, COLUMN_OF[name]) for name in TOLD}
    return row | {"note_sha256": audit.digest(event.note) if event.note else ""}
