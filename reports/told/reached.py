"""How many residents were reached: participants less those counted again and those counted twice (rule 7)."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Sum

from actionplans.models import Event
from actionplans.quarters import Span
from actionplans.states import EventStatus
from councils.models import Council
from reports.models import Adjustment


def same_group_of(council: Council, quarter: Span) -> dict[int, int]:
    """By plan item: participants who were at another event that counts them, as the events themselves say. One query.

    Where the other one was voided, waits for a plan, or has no participants, nobody is counted again.
    """
    # Joined, not asked for in a list of all counted events: few of a quarter's events name another one.
    again = Event.objects.counted().in_span(quarter).filter(
        council=council, same_group_as__status=EventStatus.RECORDED, same_group_as__item__isnull=False,
        same_group_as__participants__isnull=False,
    )  # fmt: skip
    heads = again.order_by().values("item").annotate(heads=Sum("participants"))
    return {row["item"]: row["heads"] or 0 for row in heads}


def reached_told(participants: int, same_group: int, adjustments: Iterable[Adjustment]) -> dict[str, Any]:
    """`participants` is the sum of events and stays; `same_group` were at an event before; `adjusted` the council
    signs for with reasons."""
    adjusted = sum(adjustment.participants for adjustment in adjustments)
    return {
        "participants": participants, "same_group": same_group, "adjusted": adjusted,
        "reached": participants - same_group - adjusted,
    }  # fmt: skip


def reached_sum(parts: Iterable[dict[str, Any] | None]) -> dict[str, Any] | None:
    """Over councils or quarters; None as soon as one edition is older than this telling: a part is no sum."""
    told = list(parts)
    if not told or any(part is None for part in told):
        return None
    names = ("participants", "same_group", "adjusted", "reached")
    return {name: sum(part[name] for part in told if part) for name in names}
