"""Forms of plans: the order that endorses one; that of an item is in plan_items.py."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from councils import clock
from councils.fields import DayField

from .fields import too_long
from .plan_items import IndicatorFormSet, ItemForm, initial_of

__all__ = ["EndorseForm", "IndicatorFormSet", "ItemForm", "initial_of"]


class EndorseForm(forms.Form):
    """The order by which the regional administration puts a plan in force (rule 5)."""

    authority = forms.CharField(
        label=_("Endorsed by"), max_length=200, help_text=_("The regional administration or its head"),
        error_messages={
            "required": _("Endorsed by: write which authority endorsed the plan."),
            **too_long(_("Endorsed by: at most %(limit_value)d characters, not %(show_value)d.")),
        },
    )  # fmt: skip
    order_number = forms.CharField(
        label=_("Order number"), max_length=60,
        error_messages={
            "required": _("Order number: write the number of the order."),
            **too_long(_("Order number: at most %(limit_value)d characters, not %(show_value)d.")),
        },
    )  # fmt: skip
    endorsed_on = DayField(label=_("Date of the order"))
    scan = forms.FileField(
        label=_("Scan of the order"), required=False, max_length=200, allow_empty_file=True,
        help_text=_("PDF, JPEG or PNG, at most 5 MiB"),
    )  # fmt: skip

    def clean_endorsed_on(self) -> Any:
        day = self.cleaned_data["endorsed_on"]
        if day and day > clock.today():
            raise ValidationError(_("Date of the order: this day is still to come."))
        return day
