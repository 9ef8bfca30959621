"""Forms of amendments: the order that endorses one, and the order that prolongs a plan (rule 5)."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from councils import clock
from councils.fields import DayField, DayInput

from .fields import too_long
from .plans import EndorseForm


class OrderForm(EndorseForm):
    """The order that puts an amendment in force, with the reason for it."""

    endorsed_on = None  # type: ignore[assignment]  # how Django takes a field of the base away
    ordered_on = DayField(label=_("Date of the order"), help_text=_("The changes are in effect from this day."))
    reason = forms.CharField(
        label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": _("Reason: write why the plan changes."),
            **too_long(_("Reason: at most %(limit_value)d characters, not %(show_value)d.")),
        },
    )  # fmt: skip
    field_order: tuple[str, ...] = ("authority", "order_number", "ordered_on", "reason", "scan")

    def clean_ordered_on(self) -> Any:
        day = self.cleaned_data["ordered_on"]
        if day and day > clock.today():
            raise ValidationError(_("Date of the order: this day is still to come."))
        return day


class ProlongForm(OrderForm):
    """The order that moves the last day of a plan further on."""

    until = DayField(label=_("New last day of the plan"), widget=DayInput(buttons=False))
    field_order = ("until", *OrderForm.field_order)
