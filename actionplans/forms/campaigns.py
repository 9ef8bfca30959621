"""What an administrator types about a campaign; the rules are the services'."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from actionplans.models import Campaign
from councils.fields import DayField, DayInput
from councils.forms import VerbForm

from .fields import too_long


def _name(label: Any) -> forms.CharField:
    words = _("A campaign has a name in each language, of at most 200 characters.")
    return forms.CharField(label=label, max_length=200, error_messages=too_long(words))


class CampaignForm(VerbForm):
    """Names in three languages and the days. `values` is what the services take."""

    blamed = "ends_on"

    name_ru = _name(_("Name in Russian"))
    name_ky = _name(_("Name in Kyrgyz"))
    name_en = _name(_("Name in English"))
    starts_on = DayField(label=_("First day"), widget=DayInput(buttons=False))
    ends_on = DayField(label=_("Last day"), widget=DayInput(buttons=False))

    @property
    def values(self) -> dict[str, Any]:
        data = self.cleaned_data
        names = {language: data[f"name_{language}"] for language in ("en", "ru", "ky")}
        return {"names": names, "starts_on": data["starts_on"], "ends_on": data["ends_on"]}


def shown(campaign: Campaign) -> dict[str, Any]:
    """A campaign as the form shows it."""
    return {name: getattr(campaign, name) for name in CampaignForm.base_fields}
