"""Forms of links for organisations without a seat: made, and ended."""

from datetime import timedelta
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .. import clock
from ..contributors import KINDS
from ..fields import DayField, DayInput
from ..letters import in_alphabet
from ..models import Council, Organisation
from ..models.contributors import LONGEST_DAYS
from ..states import OrganisationKind
from .base import VerbForm, need_one_of, say_nothing_of_need


class LinkForm(VerbForm):
    """For which organisation, known or new, and for how long."""

    organisation = forms.ModelChoiceField(
        label=_("Organisation"), queryset=Organisation.objects.none(), required=False, empty_label=_("none chosen")
    )
    new_organisation = forms.CharField(label=_("Or the name of a new organisation"), max_length=200, required=False)
    kind = forms.ChoiceField(
        label=_("Kind of the new organisation"), required=False,
        choices=[("", "—"), *((kind.value, OrganisationKind(kind).label) for kind in KINDS)],
    )  # fmt: skip
    starts_on = DayField(label=_("First day"))
    ends_on = DayField(
        label=_("Last day"),
        widget=DayInput(buttons=False),
        help_text=_("Twelve months at most; it can be ended before."),
    )  # fmt: skip

    def __init__(self, *args: Any, council: Council, **kwargs: Any) -> None:
        today = clock.today()
        first = {"starts_on": today, "ends_on": today + timedelta(days=LONGEST_DAYS - 1)}
        super().__init__(*args, **{"initial": first, **kwargs})
        known = Organisation.objects.filter(Q(proposed=False) | Q(proposed_by=council), kind__in=KINDS, same_as=None)
        field: Any = self.fields["organisation"]
        field.queryset = known
        rows = sorted(known, key=lambda row: in_alphabet(row.name))
        field.choices = [("", _("none chosen")), *((row.pk, row.name) for row in rows)]
        say_nothing_of_need(self, "organisation", "new_organisation", "kind")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        words = _("Choose an organisation, or write the name of a new one.")
        need_one_of(self, "organisation", "new_organisation", words)
        if data.get("new_organisation") and not data.get("kind"):
            self.add_error("kind", _("Kind of the new organisation: choose it."))
        return data

    @property
    def values(self) -> dict[str, Any]:
        data = dict(self.cleaned_data)
        data["organisation"] = data["organisation"] or data["new_organisation"]
        del data["new_organisation"]
        return data


class EndLinkForm(VerbForm):
    blamed = "reason"

    reason = forms.CharField(
        label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For example: the address came into other hands"),
        error_messages={"required": _("Reason: write why the link is ended.")},
    )  # fmt: skip
