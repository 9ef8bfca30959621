"""What became of a decision: outcome, another day, why it is taken up again or withdrawn; what a list shows."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..fields import DayField, DayInput, PaperField
from ..models import Council, Decision
from ..states import DecisionState
from .base import VerbForm, outcome_field, reason_field, say_nothing_of_need

OVERDUE = "overdue"


class DecisionOutcomeForm(VerbForm):
    """What was done, if need be with a file. The day is asked of the secretary and the chair alone."""

    blamed = "outcome"

    outcome = outcome_field()
    done_on = DayField(label=_("Carried out on"), widget=DayInput())
    document = PaperField(label=_("Document"), required=False)

    def __init__(self, *args: Any, dated: bool, **kwargs: Any) -> None:
        """`dated`: whether the day may be another one than today."""
        super().__init__(*args, **kwargs)
        if not dated:
            del self.fields["done_on"]


class ReopenDecisionForm(VerbForm):
    blamed = "reason"

    reason = reason_field(help_text=_("What is to be done still."))


class DueForm(VerbForm):
    blamed = "due_on"

    due_on = DayField(label=_("Due on"), widget=DayInput(buttons=False))
    reason = reason_field()


class WithdrawDecisionForm(VerbForm):
    """By a later decision, or with a reason."""

    blamed = "reason"

    later = forms.ModelChoiceField(
        Decision.objects.none(), label=_("By a later decision"), required=False, empty_label=_("by none"),
    )  # fmt: skip
    reason = reason_field(required=False, help_text=_("Needed where no later decision is chosen. It stays readable."))

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
