"""Meetings that councils held over some days, each with its quorum as the seats of its day give it. Reads only."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from . import quorum
from .charter import composition_on, compositions_over
from .models import Council, Meeting
from .quorum import Quorum


@dataclass(frozen=True)
class Held:
    meeting: Meeting
    quorum: Quorum

    @property
    def has_quorum(self) -> bool:
        return self.quorum.is_there


def quorum_of(meeting: Meeting) -> Quorum:
    """Of one meeting, from the seats of its day and the attendance as it is recorded."""
    then = composition_on(meeting.council, meeting.held_on)
    return quorum.count(then.arrangements, then.places, meeting.attendances.select_related("alternate"))


def held_meetings(councils: Iterable[Council], first: date, last: date) -> dict[int, list[Held]]:
    """By the council's key, from the first day to the last, both inclusive, in the order of their days; a council
    without one has an empty list. Eight queries, however many councils and meetings there are."""
    known = {council.pk: council for council in councils}
    meetings = Meeting.objects.held().filter(council__in=known, held_on__range=(first, last))
    rows = list(meetings.order_by("held_on", "starts_at").prefetch_related("attendances__alternate"))
    stood = compositions_over((known[row.council_id], row.held_on) for row in rows)
    found: dict[int, list[Held]] = {key: [] for key in known}
    for row in rows:
        then = stood[row.council_id, row.held_on]
        found[row.council_id].append(Held(row, quorum.count(then.arrangements, then.places, row.attendances.all())))
    return found
