"""Forms of the list of organisations that all councils choose from."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..letters import in_alphabet
from ..models import Organisation
from ..states import OrganisationKind
from .base import VerbForm, say_nothing_of_need


class OrganisationSearchForm(forms.Form):
    q = forms.CharField(label=_("Name"), max_length=100, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say_nothing_of_need(self, "q")


class OrganisationForm(VerbForm):
    """The right name and the kind of an organisation that a council proposed, or that is known."""

    blamed = "name"

    name = forms.CharField(
        label=_("Name"),
        max_length=200,
        help_text=_("The old name stays as another spelling, for registers that use it."),
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=OrganisationKind)


class UniteForm(VerbForm):
    """Which organisation another spelling means."""

    blamed = "other"

    other = forms.ModelChoiceField(
        label=_("The same as"), queryset=Organisation.objects.none(), empty_label=_("Choose an organisation"),
        help_text=_("What was recorded stays; from now on only this one is offered."),
    )  # fmt: skip

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = Organisation.objects.filter(proposed=False, same_as__isnull=True).exclude(pk=organisation.pk)
        other = self.fields["other"]
        other.queryset = known
        rows = sorted(known, key=lambda row: in_alphabet(row.name))
        other.choices = [("", other.empty_label), *((row.pk, row.name) for row in rows)]
