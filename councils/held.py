"""The quorum of meetings as it was counted when attendance was recorded, one by one and over some days. Reads only.

Whoever is appointed afterwards for that day, or whichever Charter is adopted for it, changes no quorum. Of a meeting
that was recorded before counts were kept it is counted from the seats of its day.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import prefetch_related_objects

from . import quorum
from .charter import Composition, composition_on, compositions_over
from .models import Council, Meeting
from .quorum import Quorum, Seen


@dataclass(frozen=True)
class Held:
    meeting: Meeting
    quorum: Quorum

    @property
    def has_quorum(self) -> bool:
        return self.quorum.is_there


def quorum_of(meeting: Meeting) -> Quorum:
    """Of one meeting whose attendance is recorded."""
    if kept := _kept(meeting):
        return kept
    prefetch_related_objects([meeting], "attendances__alternate")
    return _counted(meeting, composition_on(meeting.council, meeting.held_on))


def quorum_at(meeting: Meeting, then: Composition, rows: Iterable[Seen], had_left: Collection[int]) -> Quorum:
    """At one moment of the meeting: those who had left by then do not count."""
    now = quorum.count(then.arrangements, then.places, rows, had_left)
    kept = _kept(meeting)
    return replace(now, filled=kept.filled, needed=kept.needed) if kept else now


def _kept(meeting: Meeting) -> Quorum | None:
    if meeting.filled is None or meeting.present is None:
        return None
    return Quorum(meeting.filled, meeting.present, meeting.needed)


def held_meetings(councils: Iterable[Council], first: date, last: date) -> dict[int, list[Held]]:
    """By the council's key, from the first day to the last, both inclusive, in the order of their days; a council
    without one has an empty list. One query, and some seven more where counts were not kept."""
    known = {council.pk: council for council in councils}
    rows = list(
        Meeting.objects.held().filter(council__in=known, held_on__range=(first, last)).order_by("held_on", "starts_at")
    )
    not_kept = [row for row in rows if _kept(row) is None]
    prefetch_related_objects(not_kept, "attendances__alternate")
    stood = compositions_over((known[row.council_id], row.held_on) for row in not_kept)
    found: dict[int, list[Held]] = {key: [] for key in known}
    for row in rows:
        found[row.council_id].append(Held(row, _kept(row) or _counted(row, stood[row.council_id, row.held_on])))
    return found


def _counted(meeting: Meeting, then: Composition) -> Quorum:
    return quorum.count(then.arrangements, then.places, meeting.attendances.all())
