"""What a quarter's events did for each campaign, with civil society and youth organisations or without."""

from typing import Any

from django.db.models import Count, Exists, OuterRef, Sum
from django.db.models.functions import Coalesce

from actionplans.campaigns import last_before
from actionplans.models import Campaign, Event
from actionplans.models.events import EventOrganisation
from actionplans.quarters import Span
from actionplans.querysets import youth
from councils.models import Council
from councils.states import OrganisationKind


def campaigns_told(council: Council, quarter: Span) -> list[dict[str, Any]]:
    """A row for each campaign that the council's events of the quarter belong to; `before` is the last campaign of
    the series with what this council did in it, None where there was none or no council. Three queries."""
    events = Event.objects.counted().filter(council=council)
    now = _sums(events.in_span(quarter).filter(campaign__isnull=False))
    if not now:
        return []
    campaigns = {campaign.pk: campaign for campaign in Campaign.objects.all()}
    before = {pk: last_before(campaigns[pk], campaigns.values()) for pk in now}
    last = _sums(events.filter(campaign__in=[campaign for campaign in before.values() if campaign]))
    return [_told(campaigns[pk], sums, before[pk], last, council) for pk, sums in sorted(now.items())]


def _sums(events: Any) -> dict[int, dict[str, Any]]:
    rows = (
        events.order_by()
        .annotate(civil=_with(OrganisationKind.CIVIL_SOCIETY), young=_with(OrganisationKind.YOUTH))
        .values("campaign", "civil", "young")
        .annotate(events=Count("*"), heads=Coalesce(Sum("participants"), 0), of_youth=Coalesce(Sum(youth()), 0))
    )
    found: dict[int, dict[str, Any]] = {}
    for row in rows:
        sums = found.setdefault(
            row["campaign"], dict.fromkeys(("events", "participants", "youth", "civil", "young"), 0)
        )
        sums["events"] += row["events"]
        sums["participants"] += row["heads"]
        sums["youth"] += row["of_youth"]
        sums["civil"] += row["events"] if row["civil"] else 0
        sums["young"] += row["events"] if row["young"] else 0
    return found


def _with(kind: OrganisationKind) -> Exists:
    return Exists(EventOrganisation.objects.filter(event=OuterRef("pk"), organisation__kind=kind))


def _told(
    campaign: Campaign,
    sums: dict[str, Any],
    before: Campaign | None,
    last: dict[int, dict[str, Any]],
    council: Council,
) -> dict[str, Any]:
    was = None
    if before and before.ends_on >= council.founded_on:
        figures = last.get(before.pk, {"events": 0, "participants": 0})
        was = {"names": before.names, "events": figures["events"], "participants": figures["participants"]}
    return {
        "names": campaign.names, "starts_on": campaign.starts_on.isoformat(), "ends_on": campaign.ends_on.isoformat(),
        "events": sums["events"], "participants": sums["participants"], "youth": sums["youth"],
        "with_civil_society": sums["civil"], "with_youth": sums["young"], "before": was,
    }  # fmt: skip
