"""Instructions as a national report tells them: open ones, and those that ended since the report before it."""

from datetime import datetime
from typing import Any

from django.db.models import Prefetch, Q
from django.utils import timezone

from councils import clock
from reports.models import Instruction, InstructionStep
from reports.states import INSTRUCTION_ENDED, InstructionStatus


def instructions_told(since: datetime | None) -> list[dict[str, Any]]:
    """In the order in which they were given; `since` is when the report before was consolidated first. Two queries."""
    ended = InstructionStep.objects.filter(after__in=INSTRUCTION_ENDED)
    lately = ended.filter(at__gte=since) if since else ended
    shown = Instruction.objects.filter(~Q(status__in=INSTRUCTION_ENDED) | Q(pk__in=lately.values("instruction")))
    done = InstructionStep.objects.filter(after=InstructionStatus.DONE).order_by("number")
    rows = shown.with_names().prefetch_related(Prefetch("steps", done, to_attr="outcomes"))
    return [_told(row) for row in rows.order_by("year", "serial")]


def _told(row: Any) -> dict[str, Any]:
    return {
        "number": row.number, "text": row.text, "addressee": row.addressee,
        "council": row.council.code if row.council else None, "item": row.item.number if row.item else None,
        "given_on": timezone.localtime(row.given_at).date().isoformat(), "due_on": row.due_on.isoformat(),
        "state": row.status, "overdue": row.is_overdue(clock.today()),
        "outcome": row.outcomes[-1].note if row.outcomes else "",
    }  # fmt: skip
