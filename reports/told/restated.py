"""What councils restated of earlier quarters since the national report before was consolidated (rules 12 and 13)."""

from datetime import datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, Q

from actionplans.quarters import Span
from reports.editions import open_editions
from reports.models import Edition, NationalReport
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
    """Each accepted edition of an earlier quarter, sealed after `since`, that follows one of before: which figures it
    changed, why, and who asked.

    Cost depends on what was restated, not on the years behind. Two queries; none before the first national report.
    """
    if since is None:
        return []
    same = Edition.objects.filter(report=OuterRef("report"))
    editions = (
        Edition.objects.filter(_before(quarter, "report__period__"), report__status=ReportStatus.ACCEPTED)
        .filter(number__gt=1, sealed_at__gt=since)
        .filter(Exists(same.filter(sealed_at__lte=since)))
        .annotate(year=F("report__period__year"), quarter=F("report__period__quarter"))
        .order_by("year", "quarter", "report__council__position", "number")
    )
    return [_told(sealed) for sealed in open_editions(editions)]


def _told(sealed: dict[str, Any]) -> dict[str, Any]:
    changes = sealed["changes"]
    return {
        "period": sealed["period"]["label"], "code": sealed["council"]["code"], "region": sealed["council"]["region"],
        "edition": sealed["edition"], "sha256": sealed["sha256"], "reason": changes["reason"],
        "asked_by": changes["asked_by"], "figures": changes["figures"],
    }  # fmt: skip
