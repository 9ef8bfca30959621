"""Problems, double counting and separate opinions of one report, as its statement says them."""

from typing import Any

from django.utils import timezone

from reports.models import Adjustment, CouncilReport


def problems_told(report: CouncilReport | None) -> list[dict[str, Any]]:
    """Of the plan's items in their order, those of the whole plan last."""
    if report is None:
        return []
    rows = sorted(
        report.problems.select_related("item"),
        key=lambda row: (row.item is None, row.item.position if row.item else 0),
    )
    return [
        {
            "id": row.pk, "item": row.item.number if row.item else None, "item_id": row.item_id,
            "problem": row.problem,
            "proposal": row.proposal, "addressee": row.addressee,
        }
        for row in rows
    ]  # fmt: skip


def adjustments_of(report: CouncilReport | None) -> dict[int, Adjustment]:
    """By plan item: how many participants were counted twice, and why."""
    return {row.item_id: row for row in report.adjustments.all()} if report else {}


def opinions_told(report: CouncilReport | None) -> list[dict[str, Any]]:
    """Separate opinions: who, in which seat, for which organisation, and what they say."""
    if report is None:
        return []
    rows = report.opinions.select_related(
        "membership__person", "membership__seat", "membership__organisation", "stored"
    )
    return [
        {
            "id": row.pk, "name": row.membership.person.full_name, "seat": row.membership.seat.names,
            "organisation": row.membership.organisation.name, "text": row.text,
            "file_sha256": row.stored.sha256 if row.stored else None,
        }
        for row in rows
    ]  # fmt: skip


def behalf_told(report: CouncilReport | None) -> dict[str, Any] | None:
    """By which letter SMS entered this report for the council; None where the council did, or took it over."""
    entry = report.behalf_entries.select_related("letter").filter(taken_over_at=None).first() if report else None
    if entry is None:
        return None
    return {
        "letter": entry.letter_number, "on": timezone.localtime(entry.since).date().isoformat(),
        "scan_sha256": entry.letter.sha256, "by": entry.opened_by.get_full_name(),
    }  # fmt: skip
