"""How well a quarter's events are recorded: perhaps twice, and without anything that proves them."""

from typing import Any

from django.db.models import Count, Exists, OuterRef

from actionplans.models import Event, Evidence
from actionplans.quarters import Span
from councils.models import Council

# Equal in all of these, two events are perhaps one that was recorded twice: counted, never left out.
ALIKE = ("ends_on", "district", "place", "item", "form", "participants", "audience", "materials")


def has_evidence() -> Exists:
    """Whether anything proves the event that was not removed; its day of erasure does not matter (rule 9)."""
    return Exists(Evidence.objects.filter(event=OuterRef("pk"), removed_on__isnull=True))


def quality_told(council: Council, quarter: Span) -> dict[str, Any]:
    """Events beyond the first of each set alike, and events without evidence. Two queries."""
    events = Event.objects.counted().in_span(quarter).filter(council=council)
    alike = events.order_by().values(*ALIKE).annotate(times=Count("*")).filter(times__gt=1)
    return {
        "perhaps_twice": sum(row["times"] - 1 for row in alike),
        "without_evidence": events.filter(~has_evidence()).count(),
    }
