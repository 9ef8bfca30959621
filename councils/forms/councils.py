"""Forms about a council and about the audit chain that is shown."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..fields import DayField
from ..models import Council
from .base import VerbForm, say_nothing_of_need


class CouncilForm(VerbForm):
    blamed = "founded_on"

    name_ru = forms.CharField(label=_("Name in Russian"), max_length=200)
    name_ky = forms.CharField(label=_("Name in Kyrgyz"), max_length=200)
    name_en = forms.CharField(label=_("Name in English"), max_length=200)
    founded_on = DayField(
        label=_("Founded on"), help_text=_("Quarters before that day are history: no report is due.")
    )

    @property
    def values(self) -> dict[str, Any]:
        data = self.cleaned_data
        names = {language: data[f"name_{language}"] for language in ("en", "ru", "ky")}
        return {"names": names, "founded_on": data["founded_on"]}


class ChainForm(forms.Form):
    """Which audit chain to show; the codes of councils stand for their chains."""

    chain = forms.ChoiceField(label=_("Chain"), required=False)

    def __init__(self, *args: Any, councils: list[Council], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chains = [("", _("all")), ("system", _("the system")), *((c.code, c.name) for c in councils)]
        self.fields["chain"].choices = chains
        say_nothing_of_need(self, "chain")
