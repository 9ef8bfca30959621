"""The form of one event, and of voiding it."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from actionplans.checks import EventDraft, Surroundings, faults_of
from actionplans.models import Event, PlanItem
from actionplans.models.events import AGES, SEXES
from actionplans.states import CountingBasis, PlanStatus, TargetGroup
from councils import clock
from councils.fields import CountField
from councils.letters import in_alphabet
from councils.models import Council, District

from .fields import AWAITING, EventNumberField, ItemField, NamesField, RowField, too_long
from .held import HeldForm

MORE = ("target_groups", "under_18", "with_disability", "youth_reported", "same_group_as")
LONG_OVER = timedelta(days=400)


class EventForm(HeldForm):
    """One event on one page. `clean` puts what checks.py says onto the fields; `draft` is what was typed.

    Everything a rule asks for is left to checks.py, so that the form, the import and the database say the same.
    """

    field_order = (
        "item", "title", "form", "campaign", "starts_on", "ends_on", "district", "place", "organisers", "partners",
        "participants", *SEXES, *AGES, "basis", "materials", "audience", *MORE, "note",
    )  # fmt: skip
    item = ItemField(
        label=_("Plan item"),
        empty=_("Choose the item"),
        unknown=_("Plan item: this item belongs to another council's plan."),
        error_messages={"required": _("Plan item: choose the item that the event carries out.")},
        help_text=_("“Awaiting a plan” keeps the event beside the totals until a plan that covers it is endorsed."),
    )
    district = RowField(
        label=_("District or city"), required=False, empty=_("Choose the district or city"),
        unknown=_("District or city: choose one of the council's region."),
    )  # fmt: skip
    organisers = NamesField(label=_("Who held it"), required=False, help_text=_("Names separated by “;”"))
    partners = NamesField(
        label=_("Who took part in holding it"), required=False, help_text=_("Names separated by “;”")
    )
    age_under_14 = CountField(label=_("under 14"), required=False)
    age_14_28 = CountField(label=_("14–28"), required=False)
    age_29_35 = CountField(label=_("29–35"), required=False)
    age_36_59 = CountField(label=_("36–59"), required=False)
    age_60_over = CountField(label=_("60 and over"), required=False)
    under_18 = CountField(label=_("Of whom under 18"), required=False)
    with_disability = CountField(label=_("Of whom with a disability"), required=False)
    basis = forms.ChoiceField(label=_("How counted"), required=False, widget=forms.RadioSelect)
    youth_reported = CountField(
        label=_("Young people, as the register gives them"), required=False,
        help_text=_("Used where the ages are not recorded; empty it once they are"),
    )  # fmt: skip
    target_groups = forms.MultipleChoiceField(
        label=_("Who it was meant for"), required=False, choices=TargetGroup.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("Who it was meant for: choose from the list.")},
    )  # fmt: skip
    same_group_as = EventNumberField(
        label=_("Same group as event"), required=False,
        help_text=_("The number of an earlier event with the same people: they are not counted again as residents"),
    )  # fmt: skip
    reason = forms.CharField(
        label=_("Why it is changed"), required=False, max_length=500,
        error_messages=too_long(_("Reason: at most %(limit_value)d characters, not %(show_value)d.")),
    )  # fmt: skip

    def __init__(self, *args: Any, council: Council, event: Event | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.council, self.event = council, event
        self.around = Surroundings.of(council, changed=event)
        self.draft = EventDraft()
        self._offer()
        self._ask_why()

    def _offer(self) -> None:
        items = self.around.items
        self.fields["item"].offer(
            self.items_offered, items, group=lambda item: str(_("Plan for %(years)s") % {"years": item.plan.years})
        )
        districts = District.objects.filter(region=self.council.region_id)
        self.fields["district"].offer(sorted(districts, key=lambda row: in_alphabet(row.name)))
        self.fields["basis"].choices = CountingBasis.choices
        self.fields["same_group_as"].council = self.council
        self.fields["district"].when_needed = _("not for broadcasts and online events")

    @property
    def items_offered(self) -> list[PlanItem]:
        """Items that take events, of plans that are not long over; the latest plan first."""
        endorsed = [
            each for each in self.around.items if each.plan.status == PlanStatus.ENDORSED and not each.sensitive
        ]
        recent = [each for each in endorsed if self.around.today - each.plan.ends_on < LONG_OVER]
        offered = recent or endorsed
        if self.event and self.event.item and self.event.item not in offered:
            offered.append(self.event.item)
        return sorted(offered, key=lambda item: (-item.plan.starts_on.toordinal(), item.position))

    def _ask_why(self) -> None:
        """A correction of a sealed quarter needs a reason; any other change may have one; a new event has none."""
        if self.event is None or self.event.youth_reported is None:
            del self.fields["youth_reported"]  # registers give it, people write ages
        if self.event is None:
            del self.fields["reason"]
            del self.fields["version"]
        elif self.around.is_sealed(self.event.ends_on):
            self.fields["reason"].when_needed = ""
            self.fields["reason"].help_text = _(
                "The quarter's report is sealed. The sealed edition stays as it is; pages will say what changed since."
            )

    def tell_items(self, words: Mapping[int, str]) -> None:
        """Beside each item what the picker searches and shows: both titles, and how far the item is."""
        self.fields["item"].widget.told = {
            str(item.pk): {
                "data-also": item.title_ky if item.title == item.title_ru else item.title_ru,
                "data-told": words.get(item.pk, ""),
            }
            for item in self.items_offered
        }

    def clean(self) -> dict[str, Any]:
        typed = super().clean()
        self.draft = replace(
            EventDraft(), **{name: typed[name] for name in typed if name not in ("reason", "version")}
        )
        self.put(faults_of(self.draft, self.around))
        return typed

    def once_more(self, **hidden: str) -> "EventForm":
        return EventForm(self.typed_again(**hidden), council=self.council, event=self.event)

    @property
    def tells_more(self) -> bool:
        """Whether the fields that stand folded away hold something, or something wrong."""
        return any(self[name].value() or self[name].errors for name in MORE if name in self.fields)

    @property
    def year_shown(self) -> int:
        """The year of the first day as typed; this year while there is none that can be read."""
        try:
            day = self.fields["starts_on"].to_python(self["starts_on"].value())
        except ValidationError:
            day = None
        return (day or clock.today()).year

    @property
    def chosen_item(self) -> PlanItem | None:
        """The item that the page shows as chosen, valid or not."""
        value = self["item"].value()
        return self.fields["item"].rows.get(str(getattr(value, "pk", value) or ""))


COPIED = (
    "item", "title", "form", "campaign", "starts_on", "ends_on", "district", "place", "organisers", "partners",
    "target_groups",
)  # fmt: skip
AS_LAST_TIME = ("form", "district", "organisers", "partners", "target_groups", "basis")


def copied(draft: EventDraft) -> dict[str, Any]:
    """All but the counts (rule 9: copying an event never copies its counts)."""
    return shown(draft, COPIED)


def as_last_time(draft: EventDraft) -> dict[str, Any]:
    """What mostly stays the same from one event to the next; the page says from which event it comes."""
    return {name: value for name, value in shown(draft, AS_LAST_TIME).items() if value}


def shown(draft: EventDraft, names: Iterable[str] = ()) -> dict[str, Any]:
    """A draft as the form shows it; the last day only where it differs from the first."""
    values = {name: getattr(draft, name) for name in (names or EventForm.base_fields) if hasattr(draft, name)}
    if "item" in values and values["item"] is None:
        values["item"] = AWAITING
    if values.get("ends_on") == values.get("starts_on"):
        values["ends_on"] = None
    return values


class VoidForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For example: recorded twice, the other one is KG-B-2019-0012"),
        error_messages={
            "required": _("Reason: write why the event is voided."),
            **too_long(_("Reason: at most %(limit_value)d characters, not %(show_value)d.")),
        },
    )  # fmt: skip
