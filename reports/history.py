"""What happened to a council's report, in the order of time: its steps, and by which letters SMS entered it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from actionplans.permissions import reads_live_figures
from councils.models import User

from .models import CouncilReport, ReportStep
from .states import ReportStatus

OF_GA = (ReportStatus.SUBMITTED, ReportStatus.ACCEPTED, ReportStatus.REOPENED)


@dataclass(frozen=True)
class BehalfMoment:
    """SMS began to enter the report on the council's behalf, or the council took it over; shown as a step is."""

    at: datetime
    by: User
    get_after_display: Any
    behalf_letter: str
    entry: int | None = None


def history_of(report: CouncilReport, user: Any) -> list[ReportStep | BehalfMoment]:
    """Two queries. The Government Administration reads when the report came in, was accepted, and why it was reopened;
    why it was handed back, recalled or returned is said among the council and SMS."""
    steps = report.steps.select_related("by__person", "signatory__person", "signatory__seat", "scan")
    if not reads_live_figures(user, report.council_id):
        return list(steps.filter(after__in=OF_GA))
    told: list[ReportStep | BehalfMoment] = list(steps)
    for entry in report.behalf_entries.select_related("opened_by__person", "taken_over_by__person"):
        words = _("entered on behalf of the council from now on")
        told.append(BehalfMoment(entry.since, entry.opened_by, words, entry.letter_number, entry.pk))
        if entry.taken_over_at and entry.taken_over_by:
            words = _("taken over by the council")
            told.append(BehalfMoment(entry.taken_over_at, entry.taken_over_by, words, ""))
    return sorted(told, key=lambda one: one.at)
