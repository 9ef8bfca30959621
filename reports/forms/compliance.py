"""Which year the page of compliance shows; in its address."""

from django import forms
from django.utils.translation import gettext_lazy as _


class YearForm(forms.Form):
    """The box says which year is shown: the one asked for; empty or unknown is `usual`."""

    year = forms.ChoiceField(label=_("Year"))

    def __init__(self, asked: str, *, years: list[int], usual: int) -> None:
        self.chosen = int(asked) if asked in {str(year) for year in years} else usual
        super().__init__(initial={"year": self.chosen})
        self.fields["year"].choices = [(year, str(year)) for year in years]  # type: ignore[attr-defined]
