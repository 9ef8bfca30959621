"""Forms of an administrator who gives, extends and ends seats (rule 2)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..fields import DayField
from ..models import Organisation, Seat
from ..states import OrganisationKind
from .base import VerbForm, need_one_of, order_field, say_nothing_of_need
from .people import WhoForm


class HolderForm(WhoForm):
    """Who takes a seat: somebody known or a new name, from an organisation that is known or new."""

    blamed = "starts_on"

    organisation = forms.ModelChoiceField(
        label=_("Organisation"), queryset=Organisation.objects.none(), required=False, empty_label=_("none chosen")
    )
    new_organisation = forms.CharField(label=_("Or the name of a new organisation"), max_length=200, required=False)
    starts_on = DayField(label=_("First day"))
    order_number = order_field()

    field_order = (
        "person", "new_person", "is_another", "organisation", "new_organisation", "starts_on", "ends_on",
        "order_number",
    )  # fmt: skip

    def __init__(self, *args: Any, seat: Seat, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = Organisation.objects.filter(kind=seat.organisation_kind)
        self.fields["organisation"].help_text = OrganisationKind(seat.organisation_kind).label
        say_nothing_of_need(self, "organisation", "new_organisation")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        words = _("Choose an organisation, or write the name of a new one.")
        need_one_of(self, "organisation", "new_organisation", words)
        return data

    @property
    def values(self) -> dict[str, Any]:
        told = super().values
        told["organisation"] = told["organisation"] or told["new_organisation"]
        del told["new_organisation"]
        return told


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
