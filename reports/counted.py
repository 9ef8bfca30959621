"""Figures of indicators that count neither events nor reports: meetings, and members trained (rules 4 and 5).

A meeting counts in the quarter of its day if it had a quorum. Of a council that has recorded no meeting at all by the
quarter's end nothing is known: "not recorded", which is not 0 (rule 7); so of one that has recorded no training.
Members are counted once a year, in the quarter of their first training of it, so that the quarters add up.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from actionplans.quarters import Span
from actionplans.states import Source
from councils import clock
from councils.held import Held, held_meetings
from councils.models import Council, Meeting
from councils.trainings import members_trained_in


@dataclass(frozen=True)
class Counted:
    """For the quarter, the year to date and the like quarter a year before; None: not recorded, or no council then."""

    quarter: int | None
    year_to_date: int | None
    before: int | None


NOTHING = Counted(None, None, None)


def counted(council: Council, quarter: Span, sources: Collection[str]) -> dict[str, Counted]:
    """By source, those of `sources` that are counted here; asks the database only for them."""
    known = {Source.MEETINGS: _meetings, Source.MEMBERS_TRAINED: _trained}
    return {source: count(council, quarter) for source, count in known.items() if source in sources}


def _trained(council: Council, quarter: Span) -> Counted:
    day = min(quarter.ends_on, clock.today())
    if not members_trained_in(council, council.founded_on, day).exists():
        return NOTHING
    before = quarter.year_before()
    was = _anew(council, before.starts_on, before.ends_on) if council.founded_on <= before.ends_on else None
    year = members_trained_in(council, date(quarter.year, 1, 1), day).count()
    return Counted(_anew(council, quarter.starts_on, day), year, was)


def _anew(council: Council, first: date, last: date) -> int:
    """Those trained in these days who had not been earlier in the year."""
    start = date(first.year, 1, 1)
    until = members_trained_in(council, start, last).count()
    return until - members_trained_in(council, start, first - timedelta(days=1)).count()


def _meetings(council: Council, quarter: Span) -> Counted:
    day = min(quarter.ends_on, clock.today())
    if not Meeting.objects.held().filter(council=council, held_on__lte=day).exists():
        return NOTHING
    before = quarter.year_before()
    rows = held_meetings([council], before.starts_on, day)[council.pk]
    was = _with_quorum(rows, before.starts_on, before.ends_on) if council.founded_on <= before.ends_on else None
    year = date(quarter.year, 1, 1)
    return Counted(_with_quorum(rows, quarter.starts_on, day), _with_quorum(rows, year, day), was)


def _with_quorum(rows: list[Held], first: date, last: date) -> int:
    return sum(row.has_quorum for row in rows if first <= row.meeting.held_on <= last)
