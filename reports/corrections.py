"""What was corrected or recorded late under a seal: the edition stays, and pages say how events, meetings and
decisions stand now against it (rule 12)."""

from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from actionplans.models import Event
from councils.models import Meeting

from .differences import between
from .editions import open_edition
from .models import CouncilReport, Edition
from .pages import differences
from .statement import statement_of


@dataclass(frozen=True)
class SinceSubmission:
    """Events corrected since an edition was sealed, by their codes; meetings and decisions of which something was
    written that counts in its quarter, by their numbers; and each figure that differs by now: (label, was, now)."""

    edition: Edition
    codes: list[str]
    meetings: list[int]
    decisions: list[str]
    figures: list[tuple[Any, Any, Any]]
    participants: int

    @property
    def count(self) -> int:
        return len(self.codes)


def since_submission(report: CouncilReport, edition: Edition) -> SinceSubmission | None:
    """None while nothing was written, which two queries tell; else what is live and what is sealed are compared."""
    if not _is_anything_written(report, edition):
        return None
    sealed = open_edition(edition, with_events=True)
    live = statement_of(report.council, report.period.as_quarter, report, with_events=True)
    found = between(sealed, live)
    if not (found.events or found.meetings or found.decisions):
        return None
    moved = live["figures"]["participants"] - sealed["figures"]["participants"]
    codes, decisions = sorted(one.key for one in found.events), [one.key for one in found.decisions]
    meetings = [int(one.key) for one in found.meetings]
    return SinceSubmission(edition, codes, meetings, decisions, differences(sealed, live), moved)


def _is_anything_written(report: CouncilReport, edition: Edition) -> bool:
    day = timezone.localtime(edition.sealed_at).date()
    corrected = Event.objects.filter(council=report.council_id, corrections__gt=0, changed_on__gte=day)
    written = Meeting.objects.filter(council=report.council_id)
    return corrected.exists() or written.told_anew(report.period.as_quarter.ends_on, edition.sealed_at).exists()
