"""Forms of an administrator who names a member's alternate and ends the days of one (rule 4)."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ..fields import DayField
from .base import VerbForm, order_field
from .people import WhoForm


class AlternateForm(WhoForm):
    """Who stands in: somebody known or a new name."""

    blamed = "starts_on"

    starts_on = DayField(label=_("First day"))
    ends_on = DayField(
        label=_("Last day"), required=False, help_text=_("Empty: as long as the member holds the seat.")
    )
    order_number = order_field()


class EndAlternateForm(VerbForm):
    blamed = "ends_on"

    ends_on = DayField(label=_("Last day"))
    order_number = order_field()
    reason = forms.CharField(label=_("Reason"), max_length=200, required=False)
