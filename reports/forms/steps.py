"""Reasons, days and numbers of a step that a council report takes."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from councils import clock
from councils.fields import DayField, DayInput
from councils.forms import VerbForm

from .fields import reason_field

DAYS_TO_CORRECT = 5


class HandBackForm(VerbForm):
    blamed = "reason"

    reason = reason_field(_("What to correct"))


class ReturnForm(VerbForm):
    """SMS returns or reopens a report: why, and until when the quarter may change."""

    reason = reason_field(help_text=_("Name what is to be corrected, and where: the council reads these words."))
    until = DayField(
        label=_("Open for correction until"), help_text=_("The quarter may change until this day."),
        widget=DayInput(buttons=False),
    )  # fmt: skip

    field_order = ("reason", "until")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"until": clock.today() + timedelta(days=DAYS_TO_CORRECT)})
        super().__init__(*args, **kwargs)


class ExtendForm(VerbForm):
    until = DayField(label=_("New deadline"), widget=DayInput(buttons=False))
    reason = reason_field(help_text=_("The report shows it."))

    field_order = ("until", "reason")


class PaperForm(VerbForm):
    """What was signed on paper: the day of the signature and the letter's outgoing number."""

    blamed = "signed_on"

    signed_on = DayField(label=_("Signed on"), help_text=_("The chair or the deputy held the seat on this day."))
    outgoing_number = forms.CharField(
        label=_("Outgoing number"), max_length=60, help_text=_("For example, № 14-2/31"),
        error_messages={
            "required": _("Outgoing number: write it as it stands on the letter."),
            "max_length": _("Outgoing number: at most %(limit_value)d characters, not %(show_value)d."),
        },
    )  # fmt: skip
