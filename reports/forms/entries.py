"""What the secretary types of a plan item in a report: its state and progress, problems, what was counted twice."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from councils.fields import CountField
from councils.forms import VerbForm
from reports.pages import Row
from reports.states import ItemStatus

LONGEST_TEXT = 5000


def text_field(label: Any, *, rows: int, longest: int = LONGEST_TEXT, needed: Any = "", **options: Any) -> Any:
    """A text of several lines; `needed` is what is said where it is left empty."""
    words = {"max_length": _("This text: at most %(limit_value)d characters, not %(show_value)d.")}
    return forms.CharField(
        label=label, required=bool(needed), max_length=longest, widget=forms.Textarea(attrs={"rows": rows}),
        error_messages=words | ({"required": needed} if needed else {}), **options,
    )  # fmt: skip


class EntryForm(VerbForm):
    """How far one plan item is: its state, what was done, what comes next. `version` is the one that was opened."""

    status = forms.ChoiceField(
        label=_("State of the item"), choices=[("", _("Choose the state")), *ItemStatus.choices],
        error_messages={"required": _("State of the item: choose one.")},
    )  # fmt: skip
    text = forms.CharField(
        label=_("Progress"), required=False, max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("What was done, with whom, what came of it. Never names or stories of victims."),
        error_messages={"max_length": _("Progress: at most %(limit_value)d characters, not %(show_value)d.")},
    )  # fmt: skip
    next_steps = text_field(
        _("Next steps"), rows=3, help_text=_("What is to be done in the next quarter, and by whom.")
    )  # fmt: skip
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


class OfItemForm(VerbForm):
    """A form about one item of the report, or about the whole plan or report."""

    item = forms.TypedChoiceField(label=_("Plan item"), required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, rows: Iterable[Row], whole: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", whole), *((str(row.id), f"{row.number} {row.title}"[:100]) for row in rows)]
        self.fields["item"].choices = choices
        self.fields["item"].when_needed = ""


class ProblemForm(OfItemForm):
    """A problem of the quarter, what is proposed, and who is asked."""

    blamed = "problem"

    problem = text_field(
        _("Problem"), rows=4, longest=3000, needed=_("Problem: write what stands in the way."),
        help_text=_("What stands in the way of the item or of the plan. Never names or stories of victims."),
    )  # fmt: skip
    proposal = text_field(_("Proposal"), rows=3, longest=3000, help_text=_("What is to be done about it."))
    addressee = forms.CharField(
        label=_("Addressed to"), required=False, max_length=200,
        help_text=_("The body that is asked, such as the Ministry of Education."),
        error_messages={"max_length": _("Addressed to: at most %(limit_value)d characters, not %(show_value)d.")},
    )  # fmt: skip
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


class AdjustmentForm(VerbForm):
    """How many of an item's participants were counted twice, and why."""

    blamed = "participants"

    participants = CountField(
        label=_("Participants counted twice"), error_messages={"required": _("Write a number, at least 1.")}
    )
    reason = text_field(
        _("Why"), rows=4, longest=1000, needed=_("Why: write how it is known."),
        help_text=_("For example: the same pupils came to the lecture and to the contest."),
    )  # fmt: skip
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
