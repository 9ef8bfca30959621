"""Forms of an administrator who names a member's alternate and ends the days of one (rule 4)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..fields import DayField
from ..models import Person
from .base import WHO, VerbForm, need_one_of, order_field, say_nothing_of_need


class AlternateForm(VerbForm):
    """Who stands in: somebody known or a new name."""

    blamed = "starts_on"

    person = forms.ModelChoiceField(
        label=_("Person"), queryset=Person.objects.all(), required=False, empty_label=_("nobody chosen")
    )
    new_person = forms.CharField(label=_("Or the full name of somebody new"), max_length=200, required=False)
    starts_on = DayField(label=_("First day"))
    ends_on = DayField(
        label=_("Last day"), required=False, help_text=_("Empty: as long as the member holds the seat.")
    )
    order_number = order_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say_nothing_of_need(self, "person", "new_person")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        need_one_of(self, "person", "new_person", WHO)
        return data

    @property
    def values(self) -> dict[str, Any]:
        data = self.cleaned_data
        told = {name: data[name] for name in ("starts_on", "ends_on", "order_number")}
        return told | {"person": data["person"] or data["new_person"]}


class EndAlternateForm(VerbForm):
    blamed = "ends_on"

    ends_on = DayField(label=_("Last day"))
    order_number = order_field()
    reason = forms.CharField(label=_("Reason"), max_length=200, required=False)
