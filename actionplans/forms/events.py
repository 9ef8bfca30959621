"""The form of one event, and of voiding it."""

import uuid
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from actionplans.checks import EventDraft, Fault, Surroundings, faults_of
from actionplans.models import Campaign, Event, PlanItem
from actionplans.states import CountingBasis, PlanStatus
from actionplans.states import EventForm as HeldAs
from councils import clock
from councils.fields import CountField, DayField, DayInput
from councils.models import Council, District

from .fields import AWAITING, ItemField, NamesField, RowField, in_alphabet, too_long


class EventForm(forms.Form):
    """One event on one page. `clean` puts what checks.py says onto the fields; `draft` is what was typed.

    Everything a rule asks for is left to checks.py, so that the form, the import and the database say the same.
    """

    item = ItemField(
        label=_("Plan item"),
        empty=_("Choose the item"),
        unknown=_("Plan item: this item belongs to another council's plan."),
        error_messages={"required": _("Plan item: choose the item that the event carries out.")},
        help_text=_("“Awaiting a plan” keeps the event beside the totals until a plan that covers it is endorsed."),
    )
    title = forms.CharField(
        label=_("Topic"), max_length=300,
        error_messages={
            "required": _("Topic: write what the event was about."),
            **too_long(_("Topic: at most %(limit_value)d characters, not %(show_value)d.")),
        },
    )  # fmt: skip
    form = forms.ChoiceField(
        label=_("Form of the event"),
        error_messages={
            "required": _("Form: choose how the event was held."),
            "invalid_choice": _("Form: choose how the event was held."),
        },
    )
    campaign = RowField(
        label=_("Campaign"),
        required=False,
        empty=_("Outside campaigns"),
        unknown=_("Campaign: choose one of the list."),
    )
    starts_on = DayField(label=_("First day"), help_text=_("For example, 13.11.2019 or 13 November 2019"))
    ends_on = DayField(
        label=_("Last day"), required=False, widget=DayInput(buttons=False),
        help_text=_("Only if it went on for several days"),
    )  # fmt: skip
    district = RowField(
        label=_("District or city"), required=False, empty=_("Choose the district or city"),
        unknown=_("District or city: choose one of the council's region."),
    )  # fmt: skip
    place = forms.CharField(
        label=_("Place"), required=False, max_length=200,
        error_messages=too_long(_("Place: at most %(limit_value)d characters, not %(show_value)d.")),
    )  # fmt: skip
    organisers = NamesField(label=_("Who held it"), required=False, help_text=_("Names separated by “;”"))
    partners = NamesField(
        label=_("Who took part in holding it"), required=False, help_text=_("Names separated by “;”")
    )
    participants = CountField(
        label=_("Participants in all"), required=False,
        help_text=_("Everybody who came. Empty means not known, which is not 0"),
    )  # fmt: skip
    women = CountField(label=_("Women"), required=False)
    men = CountField(label=_("Men"), required=False)
    age_under_14 = CountField(label=_("under 14"), required=False)
    age_14_28 = CountField(label=_("14–28"), required=False)
    age_29_35 = CountField(label=_("29–35"), required=False)
    age_36_59 = CountField(label=_("36–59"), required=False)
    age_60_over = CountField(label=_("60 and over"), required=False)
    under_18 = CountField(label=_("Of whom under 18"), required=False)
    with_disability = CountField(label=_("Of whom with a disability"), required=False)
    basis = forms.ChoiceField(label=_("How counted"), required=False, widget=forms.RadioSelect)
    materials = CountField(label=_("Materials handed out, copies"), required=False)
    audience = CountField(
        label=_("Media audience, estimate"), required=False,
        help_text=_("Listeners, viewers, readers; they are never added to participants"),
    )  # fmt: skip
    note = forms.CharField(
        label=_("Note"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("No personal data of victims and no circumstances of cases"),
        error_messages=too_long(_("Note: at most %(limit_value)d characters, not %(show_value)d.")),
    )  # fmt: skip
    client_key = forms.CharField(required=False, widget=forms.HiddenInput)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, council: Council, event: Event | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.council, self.event = council, event
        self.around = Surroundings.of(council)
        self.draft = EventDraft()
        self._offer()

    def _offer(self) -> None:
        items = self.around.items
        endorsed = [item for item in items if item.plan.status == PlanStatus.ENDORSED]
        endorsed.sort(key=lambda item: (-item.plan.starts_on.toordinal(), item.position))
        plan_of = _("Plan for %(years)s")
        self.fields["item"].offer(endorsed, items, group=lambda item: str(plan_of % {"years": item.plan.years}))
        districts = District.objects.filter(region=self.council.region_id)
        self.fields["district"].offer(sorted(districts, key=lambda row: in_alphabet(row.name)))
        self.fields["campaign"].offer(Campaign.objects.all())
        self.fields["form"].choices = [("", _("Choose the form")), *HeldAs.choices]
        self.fields["basis"].choices = CountingBasis.choices
        self.fields["district"].when_needed = _("not for broadcasts and online events")
        self.fields["participants"].when_needed = ""  # asked for, unless an audience or materials are given

    def clean_client_key(self) -> str:
        """The key the page was first shown with; a page that lost it gets a new one, and is a new event."""
        try:
            return str(uuid.UUID(self.cleaned_data["client_key"]))
        except ValueError:
            return str(uuid.uuid4())

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or self.cleaned_data
        if "ends_on" in typed and not typed["ends_on"]:
            typed["ends_on"] = typed.get("starts_on")
        base = EventDraft() if self.event is None else kept_beside_the_form(self.event)
        self.draft = replace(base, **{name: typed[name] for name in typed if name not in ("client_key", "version")})
        self.put(faults_of(self.draft, self.around))
        return typed

    def put(self, faults: Iterable[Fault]) -> None:
        """Each broken rule onto its field, unless the field says already why it cannot be read."""
        unread = {name for name, errors in self.errors.items() if errors}
        for fault in faults:
            field = fault.field if fault.field in self.fields else None
            unsure = {field} | ({"starts_on", "ends_on"} if field in ("item", "starts_on", "ends_on") else set())
            if field is None or not unsure & unread:
                self.add_error(field, ValidationError(fault.words, code=fault.code))

    def once_more(self, **hidden: str) -> "EventForm":
        """The same typing with other hidden values: for a page that asks which of two versions to keep."""
        data = self.data.copy()
        for name, value in hidden.items():
            data[name] = value
        return EventForm(data, council=self.council, event=self.event)

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


def kept_beside_the_form(event: Event) -> EventDraft:
    """What an event holds that the form does not ask for: it stays when the rest changes."""
    return EventDraft(target_groups=list(event.target_groups), youth_reported=event.youth_reported)


def blank_event(item: str = "") -> dict[str, Any]:
    """What a new form begins with: a key of its own, so that the same form sent twice makes one event."""
    return {"client_key": str(uuid.uuid4()), "item": item}


def copied(draft: EventDraft) -> dict[str, Any]:
    """All but the counts (rule 9: copying an event never copies its counts)."""
    names = (
        "item",
        "title",
        "form",
        "campaign",
        "starts_on",
        "ends_on",
        "district",
        "place",
        "organisers",
        "partners",
    )
    return blank_event() | shown(draft, names)


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
