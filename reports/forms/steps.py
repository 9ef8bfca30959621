"""Reasons, days and numbers of a step that a council report takes; what is said of a paper is in papers.py."""

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from councils import clock
from councils.fields import DayField, DayInput
from councils.forms import VerbForm
from councils.forms.base import reason_field

DAYS_TO_CORRECT = 5


class HandBackForm(VerbForm):
    blamed = "reason"

    reason = reason_field(_("What to correct"))


class RecallForm(VerbForm):
    blamed = "reason"

    reason = reason_field(help_text=_("SMS reads these words with the next edition."))


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
