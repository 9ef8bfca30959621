"""The board as it stood on an earlier day."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from councils import clock
from councils.fields import DayField, DayInput


class AsOfForm(forms.Form):
    """Empty is today."""

    on = DayField(label=gettext_lazy("As it stood on"), required=False, widget=DayInput(buttons=False))
    year = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def clean_on(self) -> date | None:
        day: Any = self.cleaned_data["on"]
        if day and day > clock.today():
            raise ValidationError(_("The day is still to come."))
        return day
