"""What a quarter's events did for each campaign, with civil society and youth organisations or without."""

from typing import Any

from django.db.models import Count, Exists, OuterRef, Sum
from django.db.models.functions import Coalesce

from actionplans.campaigns import last_before, length
from actionplans.models import Campaign, Event
from actionplans.models.events import EventOrganisation
from actionplans.quarters import Span
from actionplans.querysets import youth
from councils.models import Council
from councils.states import OrganisationKind


def campaigns_told(council: Council, quarter: Span) -> list[dict[str, Any]]:
    """A row for each campaign that the council's events of the quarter belong to; `before` is the last campaign of
    the series with what this council did in it over the like days, None where there was none or no council. Two
    queries, and one for each campaign before."""
    events = Event.objects.counted().filter(council=council)
    now = _sums(events.in_span(quarter).filter(campaign__isnull=False))
    if not now:
        return []
    campaigns = {campaign.pk: campaign for campaign in Campaign.objects.all()}
    told = []
    for pk, sums in sorted(now.items()):
        last = last_before(campaigns[pk], campaigns.values())
        if last and last.ends_on < council.founded_on:
            last = None
        told.append(_told(campaigns[pk], sums, _before(campaigns[pk], last, events, quarter) if last else None))
    return told


def _before(campaign: Campaign, last: Campaign, events: Any, quarter: Span) -> dict[str, Any]:
    """The last campaign over the days that the quarter covers of this one, counted from the first day of each: like
    with like (rule 10). `since` and `until` say which; None where the quarter covers the campaign's beginning, its
    end (unless the last one was longer)."""
    shift = last.starts_on - campaign.starts_on
    since = quarter.starts_on + shift if quarter.starts_on > campaign.starts_on else None
    whole = quarter.ends_on >= campaign.ends_on and length(last) <= length(campaign)
    until = None if whole else min(quarter.ends_on, campaign.ends_on) + shift
    like = events.filter(campaign=last)
    if since:
        like = like.filter(ends_on__gte=since)
    if until:
        like = like.filter(ends_on__lte=until)
    sums = _sums(like).get(last.pk, {"events": 0, "participants": 0})
    return {
        "names": last.names, "events": sums["events"], "participants": sums["participants"],
        "since": since.isoformat() if since else None, "until": until.isoformat() if until else None,
    }  # fmt: skip


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


def _told(campaign: Campaign, sums: dict[str, Any], before: dict[str, Any] | None) -> dict[str, Any]:
    return {
        "names": campaign.names, "starts_on": campaign.starts_on.isoformat(), "ends_on": campaign.ends_on.isoformat(),
        "events": sums["events"], "participants": sums["participants"], "youth": sums["youth"],
        "with_civil_society": sums["civil"], "with_youth": sums["young"], "before": before,
    }  # fmt: skip
