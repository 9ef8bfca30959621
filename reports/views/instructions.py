"""Instructions of the Government Administration: given on a national report, carried out, confirmed (rule 13)."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from actionplans.views import SignedInRequest
from councils import clock, files
from councils.drafts import form_for
from councils.permissions import council_for
from councils.rights import rights_of
from councils.states import Refused
from councils.views.steps import done
from reports.editions import open_edition, open_editions
from reports.forms.instructions import InstructionForm, OutcomeForm, ReturnInstructionForm, WithdrawInstructionForm
from reports.instructions import choices_about, chosen, of_council, told
from reports.models import Instruction
from reports.national import council_editions_of
from reports.permissions import (
    ga_instruction_for,
    ga_national_for,
    instruction_for,
    national_reader,
    visible_editions,
    visible_nationals,
)
from reports.services import instructions
from reports.states import InstructionStatus


@require_safe
def instruction_list(request: SignedInRequest) -> HttpResponse:
    """All instructions, for GA, SMS and administrators."""
    rights = national_reader(request.user)
    last = visible_nationals(request.user).first() if rights.is_ga else None
    context = {"instructions": told(Instruction.objects.visible_to(request.user)), "council": None, "last": last}
    return render(request, "reports/instruction_list.html", context)


@require_safe
def council_instructions(request: SignedInRequest, code: str) -> HttpResponse:
    council = council_for(request.user, code)
    context = {"instructions": of_council(request.user, council), "council": council}
    return render(request, "reports/instruction_list.html", context)


@require_safe
def instruction_detail(request: SignedInRequest, year: int, serial: int) -> HttpResponse:
    instruction = instruction_for(request.user, year, serial)
    is_ga = rights_of(request.user).is_ga
    return render(request, "reports/instruction_detail.html", {
        "instruction": instruction, "overdue": instruction.is_overdue(clock.today()),
        "steps": instruction.steps.select_related("by__person", "stored"),
        "may_carry_out": instruction.can_move_to(InstructionStatus.DONE)
        and instructions.may_carry_out(request.user, instruction),
        "may_confirm": is_ga and instruction.can_move_to(InstructionStatus.CONFIRMED),
        "may_withdraw": is_ga and instruction.can_move_to(InstructionStatus.WITHDRAWN),
    })  # fmt: skip


def instruction_create(request: SignedInRequest, label: str) -> HttpResponse:
    """GA gives an instruction on a national report that it was sent; ?about= names a council or an item of it."""
    national = ga_national_for(request.user, label)
    latest = open_edition(visible_editions(request.user, national)[0], with_events=False)
    about = choices_about(open_editions(council_editions_of(latest)))
    asked = request.GET.get("about", "")
    council, _item = chosen(asked)
    initial = {"about": asked, "addressee": council.name if council else ""}
    form = form_for(request, InstructionForm, about=about, initial=initial)
    if form.is_valid():
        values = dict(form.cleaned_data)
        council, item = chosen(values.pop("about"))
        whom = {"council": council, "item": item}
        given = form.carry_out(instructions.give, national, once=True, actor=request.user, **whom, **values)
        if given:
            return done(request, _("Instruction № %(number)s is given.") % {"number": given.number}, given)
    context = {"national": national, "period": national.period, "form": form}
    return render(request, "reports/instruction_create.html", context)


def instruction_outcome(request: SignedInRequest, year: int, serial: int) -> HttpResponse:
    """The council's secretary or SMS says what came of it."""
    instruction = instruction_for(request.user, year, serial)
    if not instructions.may_carry_out(request.user, instruction):
        raise PermissionDenied
    form = form_for(request, OutcomeForm)
    if form.is_valid() and form.carry_out(
        instructions.carry_out, instruction, outcome=form.cleaned_data["outcome"],
        handed=form.cleaned_data["document"], actor=request.user,
    ):  # fmt: skip
        return done(request, _("The outcome is with the Government Administration."), instruction)
    return _step_page(request, instruction, form, _("Outcome of an instruction"), _("Send the outcome"))


@require_POST
def instruction_confirm(request: SignedInRequest, year: int, serial: int) -> HttpResponse:
    instruction = ga_instruction_for(request.user, year, serial)
    try:
        instructions.confirm(instruction, actor=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The instruction is confirmed as carried out."))
    return redirect(instruction)


def instruction_return(request: SignedInRequest, year: int, serial: int) -> HttpResponse:
    instruction = ga_instruction_for(request.user, year, serial)
    form = form_for(request, ReturnInstructionForm)
    if form.is_valid() and form.carry_out(
        instructions.return_for_more, instruction, actor=request.user, **form.cleaned_data
    ):
        return done(request, _("The instruction is to be carried out still."), instruction)
    return _step_page(request, instruction, form, _("Return the instruction"), _("Return with this reason"))


def instruction_withdraw(request: SignedInRequest, year: int, serial: int) -> HttpResponse:
    instruction = ga_instruction_for(request.user, year, serial)
    form = form_for(request, WithdrawInstructionForm)
    if form.is_valid() and form.carry_out(instructions.withdraw, instruction, actor=request.user, **form.cleaned_data):
        return done(request, _("The instruction is withdrawn."), instruction)
    return _step_page(request, instruction, form, _("Withdraw the instruction"), _("Withdraw with this reason"))


@require_safe
def instruction_file(request: SignedInRequest, year: int, serial: int, step: int) -> FileResponse:
    """The document that came with an outcome."""
    instruction = instruction_for(request.user, year, serial)
    found = get_object_or_404(instruction.steps.select_related("stored"), number=step, stored__isnull=False)
    if not found.stored or not found.stored.file:
        raise Http404
    return files.answer(found.stored)


def _step_page(request: SignedInRequest, instruction: Instruction, form: Any, title: str, button: str) -> HttpResponse:
    context = {"instruction": instruction, "form": form, "title": title, "button": button}
    return render(request, "reports/instruction_step.html", context)
