"""Which year the page of compliance shows; in its address."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class YearForm(forms.Form):
    """Empty or unknown is `usual`."""

    year = forms.TypedChoiceField(label=_("Year"), required=False, coerce=int, empty_value=None)

    def __init__(self, data: Any, *, years: list[int], usual: int) -> None:
        super().__init__(data)
        self._usual = usual
        self.fields["year"].choices = [(year, str(year)) for year in years]  # type: ignore[attr-defined]
        self.fields["year"].when_needed = ""  # type: ignore[attr-defined]
        self.initial["year"] = self.chosen

    @property
    def chosen(self) -> int:
        return (self.cleaned_data.get("year") if self.is_valid() else None) or self._usual
