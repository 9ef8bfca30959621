"""What a list of events is asked to show."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from actionplans.listing import BY_COUNCIL, BY_SMS, OPEN, RECORDED, STATES, period_named, periods_of
from actionplans.models import Campaign, EventOrganisation, ImportBatch, PlanItem
from actionplans.states import EventForm as HeldAs
from actionplans.states import PlanStatus
from councils.dates import day_short
from councils.fields import DayField, DayInput
from councils.letters import in_alphabet
from councils.models import Council, District, Organisation

from .fields import RowField

FOLDED = ("since", "until", "campaign", "organisation", "status", "remarks", "batch", "behalf")
REMARKS = {OPEN: _("with an open question")}
BEHALF = {BY_SMS: _("by SMS on the council's behalf"), BY_COUNCIL: _("by the council itself")}


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
    since = DayField(label=_("From"), required=False, widget=DayInput(buttons=False))
    until = DayField(label=_("Until"), required=False, widget=DayInput(buttons=False))
    campaign = RowField(label=_("Campaign"), required=False, empty=_("All"), unknown=_("Campaign: not known here."))
    organisation = RowField(
        label=_("Organisation"), required=False, empty=_("All"), unknown=_("Organisation: not known here.")
    )
    status = forms.ChoiceField(
        label=_("State"), required=False, choices=STATES.items(),
        error_messages={"invalid_choice": _("State: not known here.")},
    )  # fmt: skip
    remarks = forms.ChoiceField(
        label=_("Worth a second look"), required=False, choices=[("", _("All")), *REMARKS.items()],
        error_messages={"invalid_choice": _("Worth a second look: not known here.")},
    )  # fmt: skip

    batch = RowField(label=_("File"), required=False, empty=_("All"), unknown=_("File: not known here."))
    behalf = forms.ChoiceField(
        label=_("Entered"), required=False, choices=[("", _("All")), *BEHALF.items()],
        error_messages={"invalid_choice": _("Entered: not known here.")},
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
        self.fields["campaign"].offer(Campaign.objects.all())
        batches = ImportBatch.objects.filter(council=council).only("file_name", "imported_at")
        self.fields["batch"].offer(batches, words=file_words)
        here = EventOrganisation.objects.filter(event__council=council).values("organisation")
        known = {row.same_as or row for row in Organisation.objects.filter(pk__in=here).select_related("same_as")}
        self.fields["organisation"].offer(sorted(known, key=lambda row: in_alphabet(row.name)))

    @property
    def folded(self) -> list[Any]:
        """The fields that stand folded away, and whether one of them is in use or wrong."""
        return [self[name] for name in FOLDED]

    @property
    def always(self) -> list[Any]:
        return [field for field in self if field.name not in FOLDED]

    @property
    def unfolded(self) -> bool:
        usual = {"status": RECORDED}
        return any(self.data.get(name) and self.data.get(name) != usual.get(name) for name in FOLDED)

    def chips(self) -> list[tuple[str, str]]:
        """(name, words) of each filter in force: the list offers to take it away."""
        words = {"form": dict(HeldAs.choices), "status": STATES, "remarks": REMARKS, "behalf": BEHALF}
        usual = {"status": RECORDED}
        found = [(name, value) for name, value in self.cleaned_data.items() if value and value != usual.get(name)]
        return [(name, str(words[name][value]) if name in words else self._told(name, value)) for name, value in found]

    def _told(self, name: str, value: Any) -> str:
        if name in ("since", "until"):
            return f"{self.fields[name].label}: {day_short(value)}"
        if name == "batch":
            return f"{self.fields[name].label}: {file_words(value)}"
        return str(getattr(value, "name", value))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("since"), cleaned.get("until")
        if first and last and last < first:
            self.add_error("until", _("Until: this day is before the first one."))
        return cleaned

    def clean_quarter(self) -> Any:
        label = self.cleaned_data["quarter"]
        if not label:
            return None
        try:
            return period_named(label)
        except ValueError:
            raise ValidationError(_("Period: write it as 2019, 2019-Q4 or 2019-12."))


def file_words(batch: ImportBatch) -> str:
    """Its name and the day it came in: one name comes back every month."""
    return f"{batch.file_name}, {day_short(timezone.localtime(batch.imported_at).date())}"
