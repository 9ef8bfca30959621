"""What the page of differences shows, in the reader's words."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from actionplans.states import CountingBasis, EventForm
from councils.states import DecisionState, MeetingForm

from .differences import ADDED, CHANGED, GONE, Difference, Differences, Pair
from .editions import REDACTED
from .pages import LABELS, day_of, said
from .said import MEETING_LABELS
from .states import ItemStatus, YesNo

_FIELDS = {
    "starts_on": _("First day"), "ends_on": _("Last day"), "district": _("District, city"), "place": _("Place"),
    "form": _("Form"), "title": _("Topic"), "item": _("Plan item"), "campaign": _("Campaign"),
    "partners": _("Partners"), "partner": _("Partners"), "basis": _("How counted"), "letter": _("Letter of SMS"),
    "with_disability": _("Of whom with a disability"), "youth_reported": _("Young people, as the register gives them"),
    "status": _("State"), "text": _("Text"), "next_steps": _("Next steps"), "edition": _("Edition"),
    "adjustment": _("Counted twice, participants"), "owner": _("Held by"),
    "held_on": _("Day"), "filled": _("Filled voting seats"), "present": _("Took part with a vote"),
    "needed": _("Needed for the quorum"), "quorum": _("Quorum"),
    "due_on": _("Due on"), "state": _("State"), "done_on": _("Carried out on"), "outcome": _("Outcome"),
}  # fmt: skip
_KINDS = {ADDED: _("added"), GONE: _("no longer there"), CHANGED: _("changed")}
_CHOICES: dict[str, dict[Any, Any]] = {
    "form": dict(MeetingForm.choices) | dict(EventForm.choices), "basis": dict(CountingBasis.choices),
    "status": dict(ItemStatus.choices), "state": dict(DecisionState.choices),
}  # fmt: skip
_DAYS = ("starts_on", "ends_on", "held_on", "due_on", "done_on")


@dataclass(frozen=True)
class Line:
    """One field: label, was, now, and by how much; numbers stay numbers, for the page to write."""

    label: Any
    was: Any
    now: Any
    moved: int | None
    is_number: bool
    is_day: bool = False


@dataclass(frozen=True)
class Block:
    kind: str
    kind_label: Any
    key: str
    title: str
    lines: list[Line]
    participants: int

    @property
    def is_barred(self) -> bool:
        return self.title == REDACTED

    @property
    def day(self) -> date | None:
        """Of a meeting, which has no other title."""
        return day_of(self.title)


@dataclass(frozen=True)
class DifferencePage:
    figures: list[Line]
    items: list[Block]
    events: list[Block]
    councils: list[Block]
    texts: list[Block]
    meetings: list[Block]
    decisions: list[Block]
    is_empty: bool


def difference_page(found: Differences) -> DifferencePage:
    return DifferencePage(
        [_line(pair) for pair in found.figures], _blocks(found.items), _blocks(found.events),
        _blocks(found.councils), _blocks(found.texts), _blocks(found.meetings), _blocks(found.decisions),
        found.is_empty,
    )  # fmt: skip


def _blocks(part: list[Difference]) -> list[Block]:
    return [_block(one) for one in part]


def _block(one: Difference) -> Block:
    title = said(one.title) if isinstance(one.title, dict) else one.title
    heads = [(side or {}).get("participants") or 0 for side in (one.was, one.now)]
    return Block(one.kind, _KINDS[one.kind], one.key, title, [_line(pair) for pair in one.pairs], heads[1] - heads[0])


def _line(pair: Pair) -> Line:
    label = LABELS.get(pair.name) or MEETING_LABELS.get(pair.name) or _FIELDS.get(pair.name) or pair.name
    if pair.name in _DAYS:
        return Line(label, day_of(pair.was), day_of(pair.now), None, is_number=False, is_day=True)
    if pair.moved is not None:
        return Line(label, pair.was, pair.now, pair.moved, is_number=True)
    return Line(label, _words(pair.name, pair.was), _words(pair.name, pair.now), None, is_number=False)


def _words(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return str((YesNo.YES if value else YesNo.NO).label)
    if isinstance(value, dict):
        return said(value)
    if isinstance(value, list):
        return ", ".join(value)
    return str(_CHOICES.get(name, {}).get(value, value or ""))
