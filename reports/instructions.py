"""Which instructions of the Government Administration wait for whom, and how one reads. Reads only."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Prefetch, Q

from councils import clock
from councils.rights import rights_of

from .models import Instruction, InstructionStep
from .querysets import InstructionQuerySet
from .states import InstructionStatus


def open_instructions(user: Any) -> InstructionQuerySet:
    """What waits for this user, the earliest day first: to be carried out (the secretary of its council, SMS all), to
    be confirmed or returned (GA). With council, item and report; `instruction.is_overdue(day)` says if it is late."""
    rights = rights_of(user)
    recorded = [pk for pk in rights.councils if rights.may_record(pk)]
    waits = Q(pk__in=[])
    if rights.is_sms or recorded:
        to_do = Instruction.objects.open()
        waits |= Q(pk__in=(to_do if rights.is_sms else to_do.filter(council__in=recorded)).values("pk"))
    if rights.is_ga:
        waits |= Q(status=InstructionStatus.DONE)
    return Instruction.objects.visible_to(user).filter(waits).with_names().order_by("due_on", "pk")


@dataclass(frozen=True)
class Told:
    """One instruction as lists show it: with its last outcome, and whether it is overdue."""

    instruction: Instruction
    outcome: InstructionStep | None
    overdue: bool


def told(instructions: InstructionQuerySet, today: date | None = None) -> list[Told]:
    """Two queries, however many they are."""
    day = today or clock.today()
    done = InstructionStep.objects.filter(after=InstructionStatus.DONE).select_related("by__person").order_by("number")
    rows = instructions.with_names().prefetch_related(Prefetch("steps", done, to_attr="outcomes"))
    return [_told(row, day) for row in rows]


def _told(row: Any, day: date) -> Told:
    return Told(row, row.outcomes[-1] if row.outcomes else None, row.is_overdue(day))
