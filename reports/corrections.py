"""What was corrected under a seal: the edition stays, and pages say how the events stand now against it (rule 12)."""

from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from actionplans.models import Event

from .editions import open_edition
from .models import CouncilReport, Edition
from .pages import differences
from .restatement import changes
from .statement import statement_of


@dataclass(frozen=True)
class SinceSubmission:
    """Events corrected since an edition was sealed, and each figure that differs by now: (label, was, now)."""

    edition: Edition
    codes: list[str]
    figures: list[tuple[Any, Any, Any]]
    participants: int

    @property
    def count(self) -> int:
        return len(self.codes)


def since_submission(report: CouncilReport, edition: Edition) -> SinceSubmission | None:
    """None while nothing was corrected, which one query tells; else live and sealed events are compared."""
    day = timezone.localtime(edition.sealed_at).date()
    corrected = Event.objects.filter(council=report.council_id, corrections__gt=0, changed_on__gte=day)
    if not corrected.exists():
        return None
    sealed = open_edition(edition, with_events=True)
    live = statement_of(report.council, report.period.as_quarter, report, with_events=True)
    told = changes(sealed, live, reason="", asked_by="")
    codes = sorted((*told["events_added"], *told["events_gone"], *told["events_changed"]))
    if not codes:
        return None
    moved = live["figures"]["participants"] - sealed["figures"]["participants"]
    return SinceSubmission(edition, codes, differences(sealed, live), moved)
