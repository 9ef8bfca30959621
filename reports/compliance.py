"""How far each council worked in a year as the Charter asks: meetings, quorum, decisions in time, seats, cooperation.

Live figures of the year until today, or until its end; nothing of them is sealed, and no council is ranked (rule 9):
the order is the councils' own. Reads only; as many queries for one council as for eight.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from actionplans.models import Event, PlanItem
from actionplans.models.events import EventOrganisation
from councils.charter import Composition, compositions_on
from councils.decisions import as_of
from councils.held import Held, held_meetings
from councils.models import Council, Decision
from councils.states import DecisionState, MeetingState, OrganisationKind

FIRST_YEAR = 2018


@dataclass(frozen=True)
class Share:
    """`part` of `whole`; there is nothing to be a part of where `whole` is 0."""

    part: int
    whole: int

    @property
    def is_full(self) -> bool:
        return self.part >= self.whole

    def __add__(self, other: "Share") -> "Share":
        return Share(self.part + other.part, self.whole + other.whole)


NONE = Share(0, 0)
FOLLOWED = (DecisionState.OPEN, DecisionState.DONE)


@dataclass(frozen=True)
class Line:
    """One council's year, from the first day to the last that count; a council of later days has no line."""

    council: Council
    first: date
    last: date
    meetings: Share
    quorum: Share
    decisions: Share
    seats: dict[str, Share]
    items: Share
    events: Share

    @property
    def kinds(self) -> list[tuple[OrganisationKind, Share]]:
        """Filled of all seats of each kind of organisation, in the order of the kinds."""
        return [(kind, self.seats.get(kind, NONE)) for kind in OrganisationKind]

    @property
    def seats_in_all(self) -> Share:
        return sum(self.seats.values(), NONE)


def meetings_asked(a_year: int, first: date, last: date) -> int:
    """Of so many meetings a year those that the whole calendar months from the first day to the last ask for, rounded
    down; both days lie in one year. A month counts once all of it has passed."""
    begins = first.month if first.day == 1 else first.month + 1
    ends = last.month if (last + timedelta(days=1)).day == 1 else last.month - 1
    return a_year * max(ends - begins + 1, 0) // 12


def compliance(councils: Iterable[Council], year: int, today: date) -> list[Line]:
    """A line for each council that there was in the year, in their order."""
    end = min(date(year, 12, 31), today)
    known = [council for council in councils if council.founded_on <= end]
    if date(year, 1, 1) > end or not known:
        return []
    first = {council.pk: max(council.founded_on, date(year, 1, 1)) for council in known}
    held = held_meetings(known, date(year, 1, 1), end)
    stood = compositions_on(known, end)
    decisions = _decisions(known, year, today)
    items, events = _items(known, year, end), _events(known, year, end)
    return [
        Line(
            council, first[council.pk], end, _meetings(stood[council.pk], held[council.pk], first[council.pk], end),
            Share(sum(one.has_quorum for one in held[council.pk]), len(held[council.pk])),
            decisions.get(council.pk, NONE), _seats(stood[council.pk]), items.get(council.pk, NONE),
            events.get(council.pk, NONE),
        )
        for council in known
    ]  # fmt: skip


def _meetings(stood: Composition, held: list[Held], first: date, last: date) -> Share:
    asked = meetings_asked(stood.arrangements.meetings_a_year, first, last) if stood.arrangements else 0
    return Share(len(held), asked)


def _seats(stood: Composition) -> dict[str, Share]:
    found: dict[str, Share] = {}
    for place in stood.places:
        kind = place.seat.organisation_kind
        found[kind] = found.get(kind, NONE) + Share(int(place.membership is not None), 1)
    return found


def _decisions(councils: list[Council], year: int, today: date) -> dict[int, Share]:
    """Of those whose due day fell in the year and is over: carried out by it. Advice, withdrawn ones and those that
    were not adopted are left out. As they stood when the year ended, or as they stand today."""
    end = min(date(year, 12, 31), today)
    first, last = date(year, 1, 1), min(end, today - timedelta(days=1))
    due = Q(due_on__range=(first, last)) | Q(steps__due_before__range=(first, last))
    rows = Decision.objects.filter(
        due, meeting__council__in=councils, meeting__state=MeetingState.HELD, is_advice=False
    )
    found: dict[int, Share] = {}
    for decision in rows.distinct().select_related("meeting").prefetch_related("steps"):
        row, council = as_of(decision, end), decision.meeting.council_id
        if row.due_on and first <= row.due_on <= last and row.state in FOLLOWED:
            found[council] = found.get(council, NONE) + Share(int(row.in_time), 1)
    return found


def _items(councils: list[Council], year: int, end: date) -> dict[int, Share]:
    """Items of endorsed plans of the year for which organisations of two or more kinds answer."""
    items = PlanItem.objects.in_plans_during(councils, date(year, 1, 1), end)
    kinds = Count("responsible_organisations__kind", distinct=True)
    return _shares(items.order_by().annotate(kinds=kinds).values_list("plan__council", "kinds"))


def _events(councils: list[Council], year: int, end: date) -> dict[int, Share]:
    """Counted events that ended in the year which organisations of two or more kinds held or were partners of."""
    events = Event.objects.counted().filter(council__in=councils, ends_on__range=(date(year, 1, 1), end)).order_by()
    named = EventOrganisation.objects.filter(event=OuterRef("pk")).order_by().values("event")
    kinds = Subquery(named.annotate(n=Count("organisation__kind", distinct=True)).values("n"))
    several: QuerySet[Event, tuple[int, int]] = (
        events.annotate(kinds=kinds).filter(kinds__gte=2).values_list("council").annotate(n=Count("*"))
    )
    together = dict(several)
    return {
        council: Share(together.get(council, 0), n)
        for council, n in events.values_list("council").annotate(n=Count("*"))
    }


def _shares(rows: Iterable[tuple[int, int]]) -> dict[int, Share]:
    found: dict[int, Share] = {}
    for council, kinds in rows:
        found[council] = found.get(council, NONE) + Share(int(kinds >= 2), 1)
    return found
