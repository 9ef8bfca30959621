"""Events of SMS, GA or a partner, apart from the councils': what they must fulfil, their sums, their history."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from councils import audit
from councils.dates import day_short
from councils.models import AuditEntry
from councils.models.audit import SYSTEM
from councils.numbers import figure_words

from .checks import EventDraft, Fault, faults_of_any
from .history import Change, Compared, Step
from .models import Campaign, NationalEvent
from .models.national import NATIONAL_COUNTS
from .querysets import NationalEventQuerySet
from .states import AUDIT_ACTIONS, EventForm, EventStatus, NationalOwner

WRITTEN = (
    "owner", "partner", "starts_on", "ends_on", "place", "form", "title", "campaign", *NATIONAL_COUNTS, "note",
)  # fmt: skip
CHOICES: dict[str, dict[str, Any]] = {
    "form": dict(EventForm.choices), "owner": dict(NationalOwner.choices), "status": dict(EventStatus.choices),
}  # fmt: skip


@dataclass
class NationalDraft(EventDraft):
    """A national event as typed: of an event's fields those that need no council, and who held it."""

    owner: str = ""
    partner: str = ""


@dataclass(frozen=True)
class NationalSums:
    """Of recorded national events: a table of their own, in no council's and no national total."""

    events: int = 0
    participants: int = 0
    women: int = 0
    men: int = 0
    audience: int = 0
    materials: int = 0

    @property
    def sex_not_recorded(self) -> int:
        return self.participants - self.women - self.men


def sums_of(events: NationalEventQuerySet) -> NationalSums:
    names = [each.name for each in fields(NationalSums) if each.name != "events"]
    sums = {name: Coalesce(Sum(name), 0) for name in names}
    return NationalSums(**events.counted().order_by().aggregate(events=Count("*"), **sums))


def faults_of_national(draft: NationalDraft, today: date) -> list[Fault]:
    """Every rule that it breaks: those of all events, and that it says who held it."""
    return [*_held_by(draft), *faults_of_any(draft, today)]


def _held_by(draft: NationalDraft) -> Iterator[Fault]:
    if draft.owner not in NationalOwner.values:
        yield Fault("no_owner", "owner", _("Held by: choose who held the event."))
    elif draft.owner == NationalOwner.PARTNER and not draft.partner.strip():
        yield Fault("no_partner", "partner", _("Which partner: write the name of the organisation."))
    elif draft.owner != NationalOwner.PARTNER and draft.partner.strip():
        yield Fault("no_partner", "partner", _("Which partner: only where a partner held it; else leave it empty."))


def draft_of(event: NationalEvent) -> NationalDraft:
    return NationalDraft(**{name: getattr(event, name) for name in WRITTEN})


def content_of(draft: NationalDraft) -> tuple[Any, ...]:
    """All that somebody typed: what a form sent twice is compared by."""
    return tuple(getattr(draft, name) for name in WRITTEN)


def told(event: NationalEvent) -> dict[str, Any]:
    """For the audit chain; the note by digest, since it may hold a name by mistake."""
    row = audit.fields_of(event, "code", "status", *(name for name in WRITTEN if name != "note"))
    return row | {"note_sha256": audit.digest(event.note) if event.note else ""}


def history_of(event: NationalEvent) -> list[Step]:
    """What happened to it, the latest first, field by field. Three queries."""
    found = AuditEntry.objects.filter(chain=SYSTEM, subject=f"national_event:{event.code}")
    entries = list(found.select_related("actor__person").order_by("-number"))
    campaigns = {campaign.pk: campaign.name for campaign in Campaign.objects.all()}
    return [_step(entry, told, campaigns) for entry, told in zip(entries, audit.shown(entries), strict=True)]


def _step(entry: AuditEntry, text: dict[str, Any], campaigns: dict[int, str]) -> Step:
    changes = tuple(_changes(text["before"], text["after"], campaigns)) if text["before"] else ()
    at: datetime = entry.at
    what = str(AUDIT_ACTIONS.get(entry.action, entry.action))
    return Step(at, str(entry.actor or ""), what, text["reason"], changes)


def _changes(before: dict[str, Any], after: dict[str, Any], campaigns: dict[int, str]) -> Iterator[Change]:
    for name in after:
        if before.get(name) == after[name]:
            continue
        if name == "note_sha256":
            yield Change(_label("note"), "", "")
        else:
            was, now = (_words(name, side.get(name), campaigns) for side in (before, after))
            yield Change(_label(name), was, now)


def compare(saved: NationalDraft, typed: NationalDraft) -> list[Compared]:
    """Both versions of every field that either of them fills, for the person who has to choose."""
    rows = [(name, getattr(saved, name), getattr(typed, name)) for name in WRITTEN]
    return [
        Compared(_label(name), _words(name, one), _words(name, other), one != other)
        for name, one, other in rows
        if not all(value is None or value == "" for value in (one, other))
    ]


def _label(name: str) -> str:
    label = str(NationalEvent._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
    return label[:1].upper() + label[1:]


def _words(name: str, value: Any, campaigns: dict[int, str] | None = None) -> str:
    if value is None or value == "":
        return _("not recorded")
    if name == "campaign":
        return value.name if isinstance(value, Campaign) else (campaigns or {}).get(value, f"№ {value}")
    if name in CHOICES:
        return str(CHOICES[name].get(value, value))
    if name in ("starts_on", "ends_on"):
        return day_short(value if isinstance(value, date) else date.fromisoformat(value))
    return figure_words(value) if isinstance(value, int) else str(value)
