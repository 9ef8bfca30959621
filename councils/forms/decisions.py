"""What became of a decision: outcome, another day, why it is taken up again or withdrawn; what a list shows."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..fields import DayField, DayInput
from ..models import Council, Decision
from ..states import DecisionState
from .base import VerbForm, say_nothing_of_need

LONGEST_OUTCOME = 3000
LONGEST_REASON = 1000
OVERDUE = "overdue"


def _reason(label: Any = None, **options: Any) -> forms.CharField:
    return forms.CharField(
        label=label or _("Reason"), max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "required": _("Reason: write why."),
            "max_length": _("Reason: at most %(limit_value)d characters, not %(show_value)d."),
        },
        **options,
    )  # fmt: skip


class DecisionOutcomeForm(VerbForm):
    """What was done, if need be with a file. The day is asked of the secretary and the chair alone."""

    blamed = "outcome"

    outcome = forms.CharField(
        label=_("Outcome"), max_length=LONGEST_OUTCOME, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("What was done, when, by whom. Never names of victims."),
        error_messages={
            "required": _("Outcome: write what was done."),
            "max_length": _("Outcome: at most %(limit_value)d characters, not %(show_value)d."),
        },
    )  # fmt: skip
    done_on = DayField(label=_("Carried out on"), widget=DayInput())
    document = forms.FileField(
        label=_("Document"), required=False, allow_empty_file=True,
        help_text=_("PDF, JPEG, PNG, Word (.docx) or Excel (.xlsx), at most 5 MiB"),
    )  # fmt: skip

    def __init__(self, *args: Any, dated: bool, **kwargs: Any) -> None:
        """`dated`: whether the day may be another one than today."""
        super().__init__(*args, **kwargs)
        if not dated:
            del self.fields["done_on"]


class ReopenDecisionForm(VerbForm):
    blamed = "reason"

    reason = _reason(help_text=_("What is to be done still."))


class DueForm(VerbForm):
    blamed = "due_on"

    due_on = DayField(label=_("Due on"), widget=DayInput(buttons=False))
    reason = _reason()


class WithdrawDecisionForm(VerbForm):
    """By a later decision, or with a reason."""

    blamed = "reason"

    later = forms.ModelChoiceField(
        Decision.objects.none(), label=_("By a later decision"), required=False, empty_label=_("by none"),
    )  # fmt: skip
    reason = _reason(required=False, help_text=_("Needed where no later decision is chosen. It stays readable."))

    def __init__(self, *args: Any, later: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["later"]
        field.queryset = later
        field.label_from_instance = _choice
        say_nothing_of_need(self, "later", "reason")


def _choice(decision: Decision) -> str:
    words = f"{decision.label} {decision.text}"
    return words if len(words) <= 90 else f"{words[:89]}…"


class DecisionFilterForm(forms.Form):
    """Which decisions a list shows; in the address of the page."""

    state = forms.ChoiceField(label=_("State"), required=False)
    year = forms.TypedChoiceField(label=_("Year of the meeting"), required=False, coerce=int, empty_value=None)
    council = forms.ModelChoiceField(
        Council.objects.select_related("region"), label=_("Council"), required=False, to_field_name="code",
        empty_label=_("all"),
    )  # fmt: skip

    def __init__(self, *args: Any, years: list[int], several: bool, **kwargs: Any) -> None:
        """`several`: whether the list is of all councils, and one may be chosen."""
        super().__init__(*args, **kwargs)
        states = [("", _("all")), (OVERDUE, _("overdue")), *DecisionState.choices]
        self.fields["state"].choices = states  # type: ignore[attr-defined]
        self.fields["year"].choices = [("", _("all")), *((year, str(year)) for year in years)]  # type: ignore[attr-defined]
        if not several:
            del self.fields["council"]
        say_nothing_of_need(self, *self.fields)
