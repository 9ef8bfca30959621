"""Meetings at which a plan item was on the agenda, and what was decided there. Reads only."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, QuerySet

from councils.models import Decision, Meeting
from councils.states import MeetingState

from .models import AgendaLink, PlanItem


@dataclass(frozen=True)
class Discussed:
    """A question of a meeting's agenda that was about the item; `was_held` where it was not only announced."""

    meeting: Meeting
    question: str
    decisions: tuple[Decision, ...]

    @property
    def was_held(self) -> bool:
        return self.meeting.state == MeetingState.HELD or bool(self.decisions)


def items_of_day(meeting: Meeting) -> QuerySet[PlanItem]:
    """Items of the council's plans in force on the meeting's day; also those whose own term is over or to come, for
    the council speaks of them too."""
    day = meeting.held_on
    items = PlanItem.objects.in_plans_during([meeting.council_id], day, day)
    return items.select_related("plan").order_by("plan__starts_on", "position")


def discussed(items: Iterable[PlanItem], user: Any) -> dict[int, list[Discussed]]:
    """By the item's key, the latest meeting first, for who reads the meetings; cancelled ones are left out. Two
    queries, however many items there are."""
    meetings = Meeting.objects.visible_to(user).exclude(state=MeetingState.CANCELLED)
    rows = AgendaLink.objects.filter(item__in=[item.pk for item in items], agenda_item__meeting__in=meetings)
    rows = rows.select_related("agenda_item__meeting__council").prefetch_related(
        Prefetch("agenda_item__decisions", Decision.objects.select_related("meeting__council").order_by("number"))
    )
    found: dict[int, list[Discussed]] = {}
    for row in rows.order_by("-agenda_item__meeting__held_on", "-agenda_item__meeting__starts_at", "agenda_item"):
        question = row.agenda_item
        told = Discussed(question.meeting, question.text, tuple(question.decisions.all()))
        found.setdefault(row.item_id, []).append(told)
    return found
