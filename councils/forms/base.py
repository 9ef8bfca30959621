"""What the forms of all apps share: verbs of services, the order's number, one day."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..fields import DayField, DayInput
from ..states import Refused


class Verb:
    """What a service verb refuses becomes an error at the `blamed` field of the form whose values it took."""

    blamed: str | None = None

    def carry_out(self, verb: Callable[..., Any], *args: Any, **values: Any) -> Any:
        """The verb's answer, or None after a refusal, which the form then shows."""
        try:
            return verb(*args, **values)
        except Refused as refusal:
            self.add_error(self.blamed, str(refusal))  # type: ignore[attr-defined]
            return None


class VerbForm(Verb, forms.Form):
    pass


def order_field(required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=_("Order number"),
        max_length=60,
        required=required,
        help_text=_("With its date, such as № 12 of 14.05.2018"),
    )


def say_nothing_of_need(form: forms.BaseForm, *names: str) -> None:
    """No "(optional)" beside these: a filter, or one of two fields of which one is needed."""
    for name in names:
        form.fields[name].when_needed = ""  # type: ignore[attr-defined]


class OnDayForm(forms.Form):
    on = DayField(label=_("Day"), required=False, widget=DayInput(buttons=False))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say_nothing_of_need(self, "on")
