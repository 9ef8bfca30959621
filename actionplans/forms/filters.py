"""What a list of events is asked to show."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from actionplans.listing import RECORDED, STATES, period_named, periods_of
from actionplans.models import PlanItem
from actionplans.states import EventForm as HeldAs
from actionplans.states import PlanStatus
from councils.models import Council, District

from .fields import RowField, in_alphabet


class EventFilterForm(forms.Form):
    """What the list shows; lives in the address. A value that nobody offers is refused, so no total lies."""

    q = forms.CharField(label=_("Topic, place or number"), required=False, max_length=100)
    quarter = forms.CharField(label=_("Period"), required=False, widget=forms.Select)
    item = RowField(
        label=_("Plan item"), required=False, empty=_("All items"), unknown=_("Plan item: not known here.")
    )
    district = RowField(
        label=_("District, city"), required=False, empty=_("All"), unknown=_("District, city: not known here.")
    )
    form = forms.ChoiceField(
        label=_("Form"), required=False, error_messages={"invalid_choice": _("Form: not known here.")}
    )
    status = forms.ChoiceField(
        label=_("State"), required=False, choices=STATES.items(),
        error_messages={"invalid_choice": _("State: not known here.")},
    )  # fmt: skip

    def __init__(self, data: Mapping[str, Any], *, council: Council, years: Iterable[int]) -> None:
        super().__init__(data)
        items = PlanItem.objects.filter(plan__council=council, plan__status=PlanStatus.ENDORSED)
        items = items.select_related("plan").order_by("-plan__starts_on", "position")
        self.fields["item"].offer(items, group=lambda item: item.plan.years)
        districts = District.objects.filter(region=council.region_id)
        self.fields["district"].offer(sorted(districts, key=lambda row: in_alphabet(row.name)))
        self.fields["form"].choices = [("", _("All")), *HeldAs.choices]
        self.fields["quarter"].widget.choices = [("", _("All")), *periods_of(years)]

    def chips(self) -> list[tuple[str, str]]:
        """(name, words) of each filter in force: the list offers to take it away."""
        words = {"form": dict(HeldAs.choices), "status": STATES}
        usual = {"status": RECORDED}
        found = [(name, value) for name, value in self.cleaned_data.items() if value and value != usual.get(name)]
        return [
            (name, str(words[name][value] if name in words else getattr(value, "name", value)))
            for name, value in found
        ]

    def clean_quarter(self) -> Any:
        label = self.cleaned_data["quarter"]
        if not label:
            return None
        try:
            return period_named(label)
        except ValueError:
            raise ValidationError(_("Period: write it as 2019, 2019-Q4 or 2019-12."))
