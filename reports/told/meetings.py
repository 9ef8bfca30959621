"""Meetings that a council held and what became of its decisions, as its statement says them (rule 4).

Everything stands as it did when the quarter's last day ended, or as of today while the quarter runs: what is written
afterwards of later days changes nothing here, whenever the report is signed.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db.models import Q

from actionplans.quarters import Span
from councils import clock
from councils.charter import arrangements_on
from councils.decisions import Followed, as_of, followed
from councils.held import Held
from councils.models import Council, Decision, Meeting
from councils.states import DecisionState, MeetingState

FIGURES = ("held", "with_quorum", "decisions", "advice", "done", "open", "overdue")  # of the quarter alone
_OF_THE_YEAR = ("held_in_year", "with_quorum_in_year", "taken_up_again")
ADDED = ("held", "with_quorum", "decisions", "advice", "done", "taken_up_again")  # those that add up over quarters


def meetings_told(
    council: Council, quarter: Span, held: Iterable[Held]
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Of the meetings `held` (counted.held_of) what is counted, with a row for each meeting of the quarter; and a row
    for each decision that the quarter took or withdrew, or that was still to be carried out when it began.
    `asked_a_year` is the Charter's, None before the first one; `taken_up_again` are decisions that an earlier
    quarter of the year told as carried out and that did not stay so: over the year each counts once. While no meeting
    was ever recorded, every figure is None: not recorded, which is not 0 (rule 7)."""
    day = min(quarter.ends_on, clock.today())
    arrangements = arrangements_on(council, day)
    year = [one for one in held if one.meeting.held_on.year == quarter.year]
    now = [one for one in year if one.meeting.held_on >= quarter.starts_on]
    rows = [row for row in followed(_decisions(council, quarter, day), day) if _belongs(row, quarter)]
    taken = [row for row in rows if row.decision.meeting.held_on >= quarter.starts_on and row.decision.is_adopted]
    binding = [row for row in rows if not row.decision.is_advice]
    counted = {
        "as_of": day.isoformat(), "asked_a_year": arrangements.meetings_a_year if arrangements else None,
        "held": len(now), "with_quorum": sum(one.has_quorum for one in now),
        "held_in_year": len(year), "with_quorum_in_year": sum(one.has_quorum for one in year),
        "decisions": sum(not row.decision.is_advice for row in taken),
        "advice": sum(row.decision.is_advice for row in taken),
        "done": sum(row.done_on is not None and row.done_on >= quarter.starts_on for row in binding),
        "taken_up_again": sum(_was_taken_up_again(row, quarter) for row in binding),
        "open": sum(row.state == DecisionState.OPEN for row in binding),
        "overdue": sum(row.overdue for row in binding),
        "list": [_meeting(one) for one in now],
    }  # fmt: skip
    if not held and not Meeting.objects.held().filter(council=council, held_on__lte=day).exists():
        counted |= dict.fromkeys((*FIGURES, *_OF_THE_YEAR))
    return counted, [_decision(row) for row in rows]


def _decisions(council: Council, quarter: Span, day: date) -> Iterable[Decision]:
    """Two queries, whose cost does not grow with the years behind: of earlier decisions only those that had not come
    to their end before the quarter."""
    held = Decision.objects.filter(
        meeting__council=council, meeting__held_on__lte=day, meeting__state=MeetingState.HELD
    )  # fmt: skip
    lately = Q(meeting__held_on__gte=quarter.starts_on) | Q(state=DecisionState.OPEN)
    rows = held.filter(lately | Q(steps__counts_on__gte=quarter.starts_on)).distinct()
    return rows.with_names().prefetch_related("steps").order_by("meeting__held_on", "meeting__starts_at", "number")


def _belongs(row: Followed, quarter: Span) -> bool:
    """Whether the quarter took the decision, found it to be carried out, or saw a step of it: what came later, such as
    that it was taken up again, puts it into no quarter before."""
    if row.decision.meeting.held_on >= quarter.starts_on:
        return True
    steps = row.decision.steps.all()
    was_open = _when_it_began(row, quarter).state == DecisionState.OPEN
    return was_open or any(quarter.starts_on <= s.counts_on <= row.day for s in steps)


def _was_taken_up_again(row: Followed, quarter: Span) -> bool:
    told = _when_it_began(row, quarter).done_on
    return told is not None and told.year == quarter.year and told != row.done_on


def _when_it_began(row: Followed, quarter: Span) -> Followed:
    return as_of(row.decision, quarter.starts_on - timedelta(days=1))


def _meeting(held: Held) -> dict[str, Any]:
    return {
        "number": held.meeting.number, "held_on": held.meeting.held_on.isoformat(), "form": held.meeting.form,
        "filled": held.quorum.filled, "present": held.quorum.present, "needed": held.quorum.needed,
        "quorum": held.has_quorum,
    }  # fmt: skip


def _decision(row: Followed) -> dict[str, Any]:
    decision = row.decision
    return {
        "id": decision.pk, "number": decision.label, "held_on": decision.meeting.held_on.isoformat(),
        "text": decision.text, "adopted": decision.is_adopted, "advice": decision.is_advice,
        "responsible": decision.responsible, "due_on": row.due_on.isoformat() if row.due_on else None,
        "state": row.state, "overdue": row.overdue, "done_on": row.done_on.isoformat() if row.done_on else None,
        "outcome": row.outcome.note if row.outcome else "",
    }  # fmt: skip


def meetings_over(parts: Iterable[dict[str, Any] | None]) -> dict[str, Any] | None:
    """Over the quarters of one council, the latest last: sums of what adds up, the rest as the latest tells it; None
    as soon as one edition is older than this telling: a part is no sum."""
    told = list(parts)
    if not told or any(part is None for part in told):
        return None
    known = [part for part in told if part]
    recorded = [part for part in known if part["held"] is not None]
    sums: dict[str, Any] = dict.fromkeys(ADDED)
    if recorded:
        sums = {name: sum(part[name] for part in recorded) for name in ADDED}
        sums["done"] -= sums["taken_up_again"]
    return known[-1] | sums | {"list": [row for part in known for row in part["list"]]}


def decisions_over(parts: Iterable[list[dict[str, Any]] | None]) -> list[dict[str, Any]]:
    """Each decision once, as the latest quarter that lists it tells it."""
    return list({row["id"]: row for rows in parts for row in rows or ()}.values())
