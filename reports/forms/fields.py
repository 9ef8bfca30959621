"""Fields that several forms of reports have."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

LONGEST_REASON = 1000


def reason_field(label: Any = None, **options: Any) -> forms.CharField:
    return forms.CharField(
        label=label or _("Reason"), max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "required": _("Reason: write why."),
            "max_length": _("Reason: at most %(limit_value)d characters, not %(show_value)d."),
        },
        **options,
    )  # fmt: skip
