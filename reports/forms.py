"""What people type about reports: progress of an item, reasons and days of a step. The rules are the services'."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from councils import clock
from councils.fields import DayField, DayInput
from councils.forms import VerbForm
from councils.models import Council

from .states import ItemStatus

LONGEST_TEXT = 5000
LONGEST_REASON = 1000
DAYS_TO_CORRECT = 5


def _reason(label: Any = None, **options: Any) -> forms.CharField:
    return forms.CharField(
        label=label or _("Reason"), max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "required": _("Reason: write why."),
            "max_length": _("Reason: at most %(limit_value)d characters, not %(show_value)d."),
        },
        **options,
    )  # fmt: skip


class EntryForm(VerbForm):
    """How far one plan item is: its state and what was done. `version` is the one that was opened."""

    status = forms.ChoiceField(
        label=_("State of the item"), choices=[("", _("Choose the state")), *ItemStatus.choices],
        error_messages={"required": _("State of the item: choose one.")},
    )  # fmt: skip
    text = forms.CharField(
        label=_("Progress"), required=False, max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("What was done, with whom, what came of it. Never names or stories of victims."),
        error_messages={"max_length": _("Progress: at most %(limit_value)d characters, not %(show_value)d.")},
    )  # fmt: skip
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


class HandBackForm(VerbForm):
    blamed = "reason"

    reason = _reason(_("What to correct"))


class ReturnForm(VerbForm):
    """SMS returns or reopens a report: why, and until when the quarter may change."""

    reason = _reason(help_text=_("Name what is to be corrected, and where: the council reads these words."))
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
    reason = _reason(help_text=_("The report shows it."))

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


class NationalReturnForm(VerbForm):
    blamed = "reason"

    reason = _reason(help_text=_("SMS reads these words and consolidates again."))


class ConsolidateForm(VerbForm):
    """A reason for each council whose report is not accepted: the national report names it (rule 13)."""

    def __init__(self, *args: Any, missing: Iterable[Council], states: Mapping[int, str], **kwargs: Any) -> None:
        """`states` says by council how far its report is."""
        super().__init__(*args, **kwargs)
        self.codes = {}
        for council in missing:
            name = f"reason_{council.code}"
            self.codes[name] = council.code
            self.fields[name] = forms.CharField(
                label=council.region.name, help_text=states.get(council.pk, _("no report was opened")),
                max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 2}),
                error_messages={"required": _("Write why its report is not in.")},
            )  # fmt: skip

    @property
    def reasons(self) -> dict[str, str]:
        """SMS's reason by council code."""
        return {code: self.cleaned_data[name] for name, code in self.codes.items()}
