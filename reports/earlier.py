"""What a council said before: its last sealed report, and one plan item in it."""

from dataclasses import dataclass

from .editions import open_edition
from .models import CouncilReport, Edition


def edition_before(report: CouncilReport) -> Edition | None:
    """The edition in force of the council's report on the last quarter before that was sealed."""
    earlier = Edition.objects.latest_of_reports().filter(report__council=report.council_id)
    earlier = earlier.filter(report__period__year__lte=report.period.year).exclude(
        report__period__year=report.period.year, report__period__quarter__gte=report.period.quarter
    )
    return (
        earlier.select_related("report__period").order_by("-report__period__year", "-report__period__quarter").first()
    )


@dataclass(frozen=True)
class Said:
    """What the last sealed report says of an item; `next_steps` is empty in editions before format 4."""

    edition: Edition
    status: str | None
    text: str
    next_steps: str


def said_before(report: CouncilReport, item_id: int) -> Said | None:
    """None where nothing was sealed before, or where nothing was written of the item."""
    edition = edition_before(report)
    if edition is None:
        return None
    items = open_edition(edition, with_events=False)["items"]
    item = next((item for item in items if item["id"] == item_id), None)
    if item is None or not (item["text"] or item.get("next_steps")):
        return None
    return Said(edition, item["status"], item["text"], item.get("next_steps", ""))
