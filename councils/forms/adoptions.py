"""Forms of the orders by which a council adopts a charter version, or deviates from it (rule 1)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from .. import charter
from ..fields import DayField, ScanField
from ..models import Charter
from ..models.charters import ARRANGEMENTS
from .base import VerbForm, order_field


class AdoptForm(VerbForm):
    blamed = "adopted_on"

    version = forms.ModelChoiceField(label=_("Version"), queryset=Charter.objects.all(), empty_label=None)
    adopted_on = DayField(label=_("Adopted on"))
    order_number = order_field()
    scan = ScanField(label=_("Scan of the order"), required=False)


class DeviationForm(VerbForm):
    blamed = "value"

    field = forms.ChoiceField(label=_("Working arrangement"))
    value = forms.CharField(
        label=_("Value in this council"), max_length=30,
        help_text=_("A number; for the tie “yes” or “no”; for rules at_least, more_than, present or seats."),
    )  # fmt: skip
    approved_on = DayField(label=_("Approved on"))
    order_number = order_field()
    scan = ScanField(label=_("Scan of the order"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["field"].choices = [(name, charter.arrangement_label(name)) for name in ARRANGEMENTS]


class OrderScanForm(VerbForm):
    blamed = "scan"

    scan = ScanField(label=_("Scan of the order"))
