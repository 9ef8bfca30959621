"""What the Government Administration asks for, and what came of it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from councils.fields import DayField, DayInput, PaperField
from councils.forms import VerbForm
from councils.forms.base import outcome_field, reason_field

LONGEST_TEXT = 3000


class InstructionForm(VerbForm):
    """To whom, about what, until when. `about` is one of the councils and items that the national report tells."""

    blamed = "due_on"

    about = forms.ChoiceField(label=_("About"), required=False)
    text = forms.CharField(
        label=_("Instruction"), max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("What is to be done. Never names of victims."),
        error_messages={
            "required": _("Instruction: write what is to be done."),
            "max_length": _("Instruction: at most %(limit_value)d characters, not %(show_value)d."),
        },
    )  # fmt: skip
    addressee = forms.CharField(
        label=_("Addressed to"), max_length=200, help_text=_("The council or the body that carries it out."),
        error_messages={
            "required": _("Addressed to: write who carries it out."),
            "max_length": _("Addressed to: at most %(limit_value)d characters, not %(show_value)d."),
        },
    )  # fmt: skip
    due_on = DayField(label=_("Due on"), widget=DayInput(buttons=False))

    def __init__(self, *args: Any, about: list[Any], **kwargs: Any) -> None:
        """`about`: the choices, grouped by council."""
        super().__init__(*args, **kwargs)
        self.fields["about"].choices = about  # type: ignore[attr-defined]
        self.fields["about"].when_needed = ""  # type: ignore[attr-defined]


class OutcomeForm(VerbForm):
    """What came of an instruction, if need be with a document."""

    blamed = "outcome"

    outcome = outcome_field()
    document = PaperField(label=_("Document"), required=False)


class ReturnInstructionForm(VerbForm):
    blamed = "reason"

    reason = reason_field(help_text=_("What is to be done still."))


class WithdrawInstructionForm(VerbForm):
    blamed = "reason"

    reason = reason_field(help_text=_("The instruction stays readable, with this reason."))
