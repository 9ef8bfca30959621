"""Instructions of the Government Administration: given, carried out, confirmed or returned, withdrawn.

A council's instruction stands in its own audit chain, any other in the system's; texts as digests.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from actionplans.models import PlanItem
from councils import audit, clock, files
from councils.locks import lock_council, lock_system
from councils.models import Council, User
from councils.rights import rights_of
from councils.services.allowed import need_ga
from councils.states import IllegalMove, NotAllowed, Refused
from reports.models import Instruction, InstructionStep, NationalReport
from reports.states import InstructionStatus

from .moves import reasoned


@transaction.atomic
def give(
    national: NationalReport, *, text: str, addressee: str, due_on: date, council: Council | None = None,
    item: PlanItem | None = None, actor: User, once: bool = False,
) -> Instruction:  # fmt: skip
    """GA asks for something after a national report: of a council, at an item of its plan, or of the report as a
    whole. The number runs through the year. `once`, for a form that may be sent twice: the same again is the one that
    was given last. Raises NotAllowed, Refused.
    """
    need_ga(actor)
    if not (text.strip() and addressee.strip()):
        raise Refused(_("An instruction says what is to be done, and who does it."))
    if due_on < clock.today():
        raise Refused(_("Due on: the day must not be over."))
    if item and (council is None or item.plan.council_id != council.pk):
        raise Refused(_("The item is not of this council's plan."))
    _lock(council)
    year = clock.today().year
    last = Instruction.objects.filter(year=year).order_by("-serial").first()
    asked = {
        "national": national, "council": council, "item": item, "text": text.strip(), "addressee": addressee.strip(),
        "due_on": due_on, "given_by": actor,
    }  # fmt: skip
    if once and last and last.is_open and asked == {name: getattr(last, name) for name in asked}:
        return last
    instruction = Instruction.objects.create(
        year=year, serial=last.serial + 1 if last else 1, given_at=clock.now(), **asked
    )  # fmt: skip
    told = {
        "national": str(national), "item": item.number if item else None, "due_on": due_on,
        "text_sha256": audit.digest(instruction.text), "addressee_sha256": audit.digest(instruction.addressee),
    }  # fmt: skip
    _step(instruction, InstructionStatus.GIVEN, actor=actor, told=told)
    return instruction


@files.undone_together()
@transaction.atomic
def carry_out(
    instruction: Instruction, *, outcome: str, handed: files.Handed | None = None, actor: User
) -> Instruction:
    """The council's secretary, or SMS, says what came of it, if need be with a document."""
    if not may_carry_out(actor, instruction):
        raise NotAllowed(_("The council's secretary or SMS writes what came of an instruction."))
    if not outcome.strip():
        raise Refused(_("Outcome: write what was done."))
    return _move(instruction, InstructionStatus.DONE, actor=actor, note=outcome, handed=handed)


@transaction.atomic
def confirm(instruction: Instruction, *, actor: User) -> Instruction:
    """GA confirms that it was carried out."""
    need_ga(actor)
    return _move(instruction, InstructionStatus.CONFIRMED, actor=actor)


@transaction.atomic
def return_for_more(instruction: Instruction, *, reason: str, actor: User) -> Instruction:
    """GA does not take the outcome: it is to be carried out still, and its day stands."""
    need_ga(actor)
    return _move(instruction, InstructionStatus.RETURNED, actor=actor, note=reasoned(reason))


@transaction.atomic
def withdraw(instruction: Instruction, *, reason: str, actor: User) -> Instruction:
    """GA takes the instruction back, with a reason; it stays readable."""
    need_ga(actor)
    return _move(instruction, InstructionStatus.WITHDRAWN, actor=actor, note=reasoned(reason))


def may_carry_out(user: User, instruction: Instruction) -> bool:
    """SMS for any; the secretary for the own council's."""
    rights = rights_of(user)
    return rights.is_sms or bool(instruction.council_id and rights.may_record(instruction.council_id))


def _move(
    instruction: Instruction,
    status: InstructionStatus,
    *,
    actor: User,
    note: str = "",
    handed: files.Handed | None = None,
) -> Instruction:
    _lock(instruction.council)
    instruction = Instruction.objects.select_related("council").get(pk=instruction.pk)
    if not instruction.can_move_to(status):
        words = _("The instruction is “%(now)s”: this step does not lead on from there.")
        raise IllegalMove(words % {"now": instruction.get_status_display()})
    before, instruction.status = instruction.status, status
    instruction.save(update_fields=["status"])
    _step(instruction, status, actor=actor, note=note.strip(), handed=handed, before={"state": before}, told={})
    return instruction


def _step(
    instruction: Instruction, status: InstructionStatus, *, actor: User, told: Mapping[str, Any], note: str = "",
    handed: files.Handed | None = None, before: Any = None,
) -> None:  # fmt: skip
    stored = None
    if handed:
        stored = files.keep(*handed, council=instruction.council, actor=actor)
    InstructionStep.objects.create(
        instruction=instruction, number=instruction.steps.count() + 1, after=status, at=clock.now(), by=actor,
        note=note, stored=stored,
    )  # fmt: skip
    after = {"state": status, **told}
    if note:
        after["note_sha256"] = audit.digest(note)
    if stored:
        after["file_sha256"] = stored.sha256
    audit.record(
        f"instruction.{status}", f"instruction:{instruction}", actor=actor, council=instruction.council,
        before=before, after=after,
    )  # fmt: skip


def _lock(council: Council | None) -> None:
    """The council first, then the system, whose lock keeps the year's numbers apart."""
    if council:
        lock_council(council)
    lock_system()
