"""Which instructions of the Government Administration wait for whom, and how one reads. Reads only."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Prefetch, Q
from django.utils.translation import gettext as _

from actionplans.models import PlanItem
from councils import clock
from councils.models import Council
from councils.rights import rights_of

from .models import Instruction, InstructionStep
from .pages import said
from .querysets import InstructionQuerySet
from .statement import Statement
from .states import InstructionStatus

LONGEST_CHOICE = 90


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


def of_council(user: Any, council: Council) -> "list[Told]":
    """All instructions to one council, the latest first, if the user may see them."""
    return told(Instruction.objects.visible_to(user).filter(council=council))


def of_item(user: Any, item_id: int) -> "list[Told]":
    """Those at one item of a plan, as templates/reports/_instructions.html shows them."""
    return told(Instruction.objects.visible_to(user).filter(item=item_id))


THE_REPORT = ""  # an instruction about the national report as a whole


def choices_about(statements: Iterable[Statement]) -> list[Any]:
    """The national report as a whole, each council that it consolidates, and each of their items, as choices."""
    groups = [
        (
            said(told["council"]["region"]),
            [
                (told["council"]["code"], _("the council as a whole")),
                *(_choice(told["council"]["code"], item) for item in told["items"]),
            ],
        )
        for told in statements
    ]
    return [(THE_REPORT, _("the national report as a whole")), *groups]


def _choice(code: str, item: Statement) -> tuple[str, str]:
    words = f"{item['number']} {said(item['title'])}"
    return f"{code}/{item['id']}", words if len(words) <= LONGEST_CHOICE else f"{words[: LONGEST_CHOICE - 1]}…"


def chosen(value: str) -> tuple[Council | None, PlanItem | None]:
    """The council and the item that a choice stands for. Two queries at most."""
    code, _mark, pk = value.partition("/")
    council = Council.objects.select_related("region").filter(code=code).first() if code else None
    item = PlanItem.objects.select_related("plan").filter(pk=pk, plan__council=council).first() if pk else None
    return council, item


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
