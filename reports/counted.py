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


def held_of(council: Council, quarter: Span) -> list[Held]:
    """The council's meetings from the first day of the like quarter a year before until the quarter's last day, or
    until today while it runs: all that a statement of the quarter tells of."""
    return held_meetings([council], quarter.year_before().starts_on, _last_day(quarter))[council.pk]


def counted(
    council: Council, quarter: Span, sources: Collection[str], held: list[Held] | None = None
) -> dict[str, Counted]:
    """By source, those of `sources` that are counted here; asks the database only for them. `held` are the meetings
    (held_of) where they are at hand."""
    found = {}
    if Source.MEETINGS in sources:
        found[str(Source.MEETINGS)] = _meetings(council, quarter, held)
    if Source.MEMBERS_TRAINED in sources:
        found[str(Source.MEMBERS_TRAINED)] = _trained(council, quarter)
    return found


def _last_day(quarter: Span) -> date:
    return min(quarter.ends_on, clock.today())


def _trained(council: Council, quarter: Span) -> Counted:
    day = _last_day(quarter)
    if not members_trained_in(council, council.founded_on, day).exists():
        return NOTHING
    before = quarter.year_before()
    known = members_trained_in(council, council.founded_on, before.ends_on).exists()
    was = _anew(council, before.starts_on, before.ends_on) if known else None
    year = members_trained_in(council, date(quarter.year, 1, 1), day).count()
    return Counted(_anew(council, quarter.starts_on, day), year, was)


def _anew(council: Council, first: date, last: date) -> int:
    """Those trained in these days who had not been earlier in the year."""
    start = date(first.year, 1, 1)
    until = members_trained_in(council, start, last).count()
    return until - members_trained_in(council, start, first - timedelta(days=1)).count()


def _meetings(council: Council, quarter: Span, held: list[Held] | None) -> Counted:
    day = _last_day(quarter)
    of_council = Meeting.objects.held().filter(council=council, held_on__lte=day)
    first = of_council.order_by("held_on").values_list("held_on", flat=True).first()
    if first is None:
        return NOTHING
    before = quarter.year_before()
    rows = held_of(council, quarter) if held is None else held
    was = _with_quorum(rows, before.starts_on, before.ends_on) if first <= before.ends_on else None
    year = date(quarter.year, 1, 1)
    return Counted(_with_quorum(rows, quarter.starts_on, day), _with_quorum(rows, year, day), was)


def _with_quorum(rows: list[Held], first: date, last: date) -> int:
    return sum(row.has_quorum for row in rows if first <= row.meeting.held_on <= last)
