"""Forms of an administrator who gives, extends and ends seats (rule 2)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..fields import DayField
from ..models import Organisation, Person, Seat
from ..states import OrganisationKind
from .base import WHO, VerbForm, need_one_of, order_field, say_nothing_of_need


class HolderForm(VerbForm):
    """Who takes a seat: somebody known or a new name, from an organisation that is known or new."""

    blamed = "starts_on"

    person = forms.ModelChoiceField(
        label=_("Person"), queryset=Person.objects.all(), required=False, empty_label=_("nobody chosen")
    )
    new_person = forms.CharField(label=_("Or the full name of somebody new"), max_length=200, required=False)
    organisation = forms.ModelChoiceField(
        label=_("Organisation"), queryset=Organisation.objects.none(), required=False, empty_label=_("none chosen")
    )
    new_organisation = forms.CharField(label=_("Or the name of a new organisation"), max_length=200, required=False)
    starts_on = DayField(label=_("First day"))
    order_number = order_field()

    field_order = ("person", "new_person", "organisation", "new_organisation", "starts_on", "ends_on", "order_number")

    def __init__(self, *args: Any, seat: Seat, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = Organisation.objects.filter(kind=seat.organisation_kind)
        self.fields["organisation"].help_text = OrganisationKind(seat.organisation_kind).label
        say_nothing_of_need(self, "person", "new_person", "organisation", "new_organisation")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        need_one_of(self, "person", "new_person", WHO)
        words = _("Choose an organisation, or write the name of a new one.")
        need_one_of(self, "organisation", "new_organisation", words)
        return data

    @property
    def values(self) -> dict[str, Any]:
        data = dict(self.cleaned_data)
        data["person"] = data["person"] or data.pop("new_person")
        data["organisation"] = data["organisation"] or data.pop("new_organisation")
        return {name: value for name, value in data.items() if not name.startswith("new_")}


class AppointForm(HolderForm):
    ends_on = DayField(label=_("Last day"), required=False, help_text=_("Empty: the charter's term."))


class ActingForm(HolderForm):
    ends_on = DayField(label=_("Last day"), help_text=_("At most 60 days, the first and the last included."))


class ExtendForm(VerbForm):
    blamed = "ends_on"

    ends_on = DayField(label=_("New last day"))
    order_number = order_field()


class EndForm(VerbForm):
    blamed = "ends_on"

    ends_on = DayField(label=_("Last day"), help_text=_("Rights end with that day."))
    order_number = order_field()
    reason = forms.CharField(label=_("Reason"), max_length=200, required=False)
