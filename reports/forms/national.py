"""What SMS and GA type about the national report."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from councils.forms import VerbForm
from councils.forms.base import LONGEST_REASON, reason_field
from councils.models import Council

LONGEST_TEXT = 10_000


class NationalReturnForm(VerbForm):
    blamed = "reason"

    reason = reason_field(help_text=_("SMS reads these words and consolidates again."))


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


class NationalTextForm(VerbForm):
    """SMS's text on one measure. `number` is the version that was opened."""

    blamed = "text"

    text = forms.CharField(
        label=_("Text for the national report"), required=False, max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_("What the councils did on this measure, what came of it, what hinders. Never names of victims."),
        error_messages={"max_length": _("Text: at most %(limit_value)d characters, not %(show_value)d.")},
    )  # fmt: skip
    number = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].when_needed = ""  # type: ignore[attr-defined]
