"""What happened to an event, step by step and field by field (rule 17), and two versions of one side by side."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from councils import audit
from councils.dates import day_short
from councils.models import AuditEntry, District
from councils.numbers import figure_words

from .checks import EventDraft
from .models import Campaign, Event, PlanItem, Proposal, RegisterUpload
from .models.events import COUNTS
from .states import AUDIT_ACTIONS, CountingBasis, EventForm, EventStatus, TargetGroup

# The note is in the chain by digest only: a page can say that it changed, not how.
BY_DIGEST = {"note_sha256": "note"}
NAMED = {
    "item": gettext_lazy("Plan item"),
    "district": gettext_lazy("District or city"),
    "campaign": gettext_lazy("Campaign"),
    "organisers": gettext_lazy("Who held it"),
    "partners": gettext_lazy("Who took part in holding it"),
    "same_group_as": gettext_lazy("Same group as event"),
}
CHOICES: dict[str, dict[str, Any]] = {
    "form": dict(EventForm.choices),
    "basis": dict(CountingBasis.choices),
    "status": dict(EventStatus.choices),
}


@dataclass(frozen=True)
class Change:
    """One field: what it said and says; both empty where only the fact of a change is kept."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Compared:
    """One field of two versions; `differs` is said in words beside the colour."""

    label: str
    saved: str
    typed: str
    differs: bool


@dataclass(frozen=True)
class Step:
    at: datetime
    who: str
    what: str
    reason: str
    changes: tuple[Change, ...]


def history_of(event: Event) -> list[Step]:
    """The steps, the latest first; an event from a file begins with it, and ends where the whole file was undone.

    Up to six queries, whatever its length.
    """
    found = AuditEntry.objects.filter(chain=event.council.code, subject=f"event:{event.code}")
    entries = list(found.select_related("actor__person").order_by("-number"))
    told = list(zip(entries, audit.shown(entries), strict=True))
    names = _names_in([text for _entry, text in told])
    steps = [
        Step(
            entry.at, str(entry.actor or ""), str(AUDIT_ACTIONS.get(entry.action, entry.action)), text["reason"],
            tuple(_changes(text["before"] or {}, text["after"] or {}, names)) if text["before"] else (),
        )
        for entry, text in told
    ]  # fmt: skip
    if proposal := proposal_of(event):
        words = _("Proposed by link, %(reference)s") % {"reference": proposal.reference}
        steps.append(Step(proposal.sent_at, str(proposal.link.organisation), words, "", ()))
    if batch := event.batch:
        steps.append(Step(batch.imported_at, str(batch.imported_by), came_from(event), "", ()))
        if event.was_voided_together and batch.undone_at:
            words = str(AUDIT_ACTIONS["batch.undone"])
            steps.insert(0, Step(batch.undone_at, str(batch.undone_by), words, batch.undo_reason, ()))
    return steps


def proposal_of(event: Event) -> Proposal | None:
    """What an organisation proposed and the secretary accepted as this event."""
    return getattr(event, "proposal", None)  # a reverse relation raises where there is none


def came_from(event: Event) -> str:
    """The file, sheet and row that an event came in from, or the organisation that proposed it; empty for one that
    was typed."""
    if proposal := proposal_of(event):
        return _("Proposed by %(organisation)s") % {"organisation": proposal.link.organisation}
    if event.batch is None:
        return ""
    if event.batch_row is None:
        words = _("Brought in from the file “%(file)s”")
    elif not event.batch_sheet:
        words = _("Brought in from the file “%(file)s”, row %(row)s")
    else:
        words = _("Brought in from the file “%(file)s”, sheet “%(sheet)s”, row %(row)s")
    return words % {"file": event.batch.file_name, "sheet": event.batch_sheet, "row": event.batch_row}


def register_of(event: Event, user: Any) -> RegisterUpload | None:
    """The page on which its file was handed in, for whoever reads the council's registers."""
    if event.batch is None:
        return None
    return RegisterUpload.objects.visible_to(user).select_related("council").filter(batch=event.batch_id).first()


def _changes(before: dict[str, Any], after: dict[str, Any], names: dict[str, dict[Any, str]]) -> Iterator[Change]:
    for field in sorted(after, key=_place):
        if before.get(field) == after[field]:
            continue
        label = _label(BY_DIGEST.get(field, field))
        if field in BY_DIGEST:
            yield Change(label, "", "")
        else:
            yield Change(label, _words(field, before.get(field), names), _words(field, after[field], names))


COMPARED = (
    "item", "title", "form", "campaign", "starts_on", "ends_on", "district", "place", "organisers", "partners",
    "target_groups", *COUNTS, "same_group_as", "basis", "note",
)  # fmt: skip


def compare(saved: EventDraft, typed: EventDraft) -> list[Compared]:
    """Both versions of every field that either of them fills, for the person who has to choose."""
    pairs = [(field, getattr(saved, field), getattr(typed, field)) for field in COMPARED]
    return [
        Compared(_label(field), _words(field, one, {}), _words(field, other, {}), one != other)
        for field, one, other in pairs
        if not (_is_empty(one) and _is_empty(other))
    ]


def _place(field: str) -> int:
    """Where the form has the field; what it does not have stands last."""
    name = BY_DIGEST.get(field, field)
    return COMPARED.index(name) if name in COMPARED else len(COMPARED)


def _is_empty(value: Any) -> bool:
    return value is None or value == "" or value == []


def _label(field: str) -> str:
    if field in NAMED:
        return str(NAMED[field])
    label = str(Event._meta.get_field(field).verbose_name)  # type: ignore[union-attr]
    return label[:1].upper() + label[1:]


def _words(field: str, value: Any, names: dict[str, dict[Any, str]]) -> str:
    if _is_empty(value):
        return _("awaiting a plan") if field == "item" else _("not recorded")
    if isinstance(value, Model):
        return str(value)
    if field in names:
        return names[field].get(value, f"№ {value}")
    if field in CHOICES:
        return str(CHOICES[field].get(value, value))
    if field in ("starts_on", "ends_on"):
        return day_short(value if isinstance(value, date) else date.fromisoformat(value))
    if field == "target_groups":
        return ", ".join(str(dict(TargetGroup.choices).get(group, group)) for group in value)
    if isinstance(value, list):
        return "; ".join(value)
    return figure_words(value) if isinstance(value, int) else str(value)


def _names_in(told: list[dict[str, Any]]) -> dict[str, dict[Any, str]]:
    """Names of the rows that the entries name by number."""
    models = {"item": PlanItem, "district": District, "campaign": Campaign, "same_group_as": Event}
    found: dict[str, dict[Any, str]] = {}
    for field, model in models.items():
        keys = {side.get(field) for text in told for side in (text["before"], text["after"]) if side}
        rows = model._default_manager.filter(pk__in=keys - {None}) if keys - {None} else []
        found[field] = {row.pk: str(row) for row in rows}
    return found
