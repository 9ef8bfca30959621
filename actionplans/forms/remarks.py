"""What a person says of something worth a second look."""

from django import forms
from django.utils.translation import gettext_lazy as _


class FineForm(forms.Form):
    reason = forms.CharField(
        label=_("It is fine as it is, because"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One sentence for whoever reads the report: who counted, what was special."),
        error_messages={"required": _("It is fine as it is, because: write the reason.")},
    )  # fmt: skip
