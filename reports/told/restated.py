"""What councils restated of earlier quarters since the national report before was consolidated (rules 12 and 13)."""

from datetime import datetime
from itertools import groupby
from typing import Any

from django.db.models import Q

from actionplans.quarters import Span
from reports.editions import open_editions
from reports.models import Edition, NationalReport, ReportStep
from reports.restatement import changes
from reports.states import ReportStatus


def last_consolidated(quarter: Span) -> datetime | None:
    """When the national report of the latest earlier quarter that has one was consolidated first. One query."""
    earlier = NationalReport.objects.filter(_before(quarter, "period__"), editions__number=1)
    latest_first = earlier.order_by("-period__year", "-period__quarter")
    return latest_first.values_list("editions__sealed_at", flat=True).first()


def _before(quarter: Span, path: str) -> Q:
    year, number = f"{path}year", f"{path}quarter__lt"
    return Q(**{f"{year}__lt": quarter.year}) | Q(**{year: quarter.year, number: quarter.quarter})


def restated_told(quarter: Span, since: datetime | None) -> list[dict[str, Any]]:
    """Each report of an earlier quarter of which SMS accepted another edition after `since`: which figures it changed
    of the one accepted by then, why, and who asked. Whatever was sealed between and not accepted counts in neither.

    Cost depends on what was restated, not on the years behind. Four queries; none before the first national report.
    """
    if since is None:
        return []
    accepted = _accepted(quarter, since)
    # After the accepted edition comes the one that was asked for, with the reason; others may have followed it.
    numbers = Q(*(
        Q(report=report, number__in=(was, was + 1, now)) for report, (was, now) in accepted.items()
    ), _connector=Q.OR)  # fmt: skip
    rows = list(Edition.objects.filter(numbers)) if accepted else []
    places = [(row.report_id, row.number) for row in rows]
    opened = dict(zip(places, open_editions(rows), strict=True))
    return [
        _told(opened[report, was], opened[report, was + 1], opened[report, now])
        for report, (was, now) in accepted.items()
    ]


def _accepted(quarter: Span, since: datetime) -> dict[int, tuple[int, int]]:
    """By report: the numbers of the editions accepted last by `since` and last of all, where both are there."""
    lately = ReportStep.objects.filter(_before(quarter, "report__period__"), after=ReportStatus.ACCEPTED, at__gt=since)
    steps = ReportStep.objects.filter(
        report__in=lately.values("report"), after__in=(ReportStatus.SUBMITTED, ReportStatus.ACCEPTED)
    ).order_by("report__period__year", "report__period__quarter", "report__council__position", "number")
    found = {}
    for report, taken in groupby(steps, key=lambda step: step.report_id):
        number = was = now = 0
        for step in taken:
            if step.after == ReportStatus.SUBMITTED:
                number += 1
            elif step.at <= since:
                was = number
            else:
                now = number
        if was:
            found[report] = (was, now)
    return found


def _told(was: dict[str, Any], asked: dict[str, Any], now: dict[str, Any]) -> dict[str, Any]:
    because = {name: asked["changes"][name] for name in ("reason", "asked_by")}
    told = changes(was, now, **because)
    return because | {
        "period": now["period"]["label"], "code": now["council"]["code"], "region": now["council"]["region"],
        "edition": now["edition"], "sha256": now["sha256"], "figures": told["figures"],
        "meetings": told["meetings"],
    }  # fmt: skip
