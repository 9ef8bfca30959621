"""What the secretary types of a plan item in a report."""

from django import forms
from django.utils.translation import gettext_lazy as _

from councils.forms import VerbForm
from reports.states import ItemStatus

LONGEST_TEXT = 5000


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
