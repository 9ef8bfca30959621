"""What people type about events and plans; the rules themselves are in checks.py, the same for form and import."""

import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from councils import clock
from councils.fields import CountField, DayField, DayInput
from councils.models import Council, District

from .checks import EventDraft, Fault, Surroundings, faults_of
from .listing import RECORDED, STATES, period_named, periods_of
from .models import Campaign, Event, PlanItem
from .states import CountingBasis, PlanStatus
from .states import EventForm as HeldAs

AWAITING = "awaiting"
LONGEST_NAME = 200  # of an organisation
ALPHABET = {letter: place for place, letter in enumerate("абвгдеёжзийклмнңоөпрстуүфхцчшщъыьэюя", 1)}


def in_alphabet(text: str) -> tuple[int, ...]:
    """A key that sorts Kyrgyz and Russian words as their dictionaries do, on any database."""
    return tuple(ALPHABET.get(letter, -ord(letter) if letter < "а" else 99) for letter in text.casefold())


class RowField(forms.ChoiceField):
    """A choice among rows that are in hand already, by primary key; anything else is refused in the field's words."""

    beside: tuple[tuple[str, Any], ...] = ()

    def __init__(self, *, unknown: Any, empty: Any, **options: Any) -> None:
        super().__init__(**options)
        self.rows: dict[str, Any] = {}
        self.unknown, self.empty = unknown, empty

    def offer(self, rows: Iterable[Any], known: Iterable[Any] = (), group: Callable[[Any], str] | None = None) -> None:
        """`rows` are shown, grouped if told so; `known` are understood too, for a rule to say why they do not fit."""
        shown = list(rows)
        self.rows = {str(row.pk): row for row in (*known, *shown)}
        groups: dict[str, list[tuple[str, str]]] = {}
        for row in shown:
            groups.setdefault(group(row) if group else "", []).append((str(row.pk), str(row)))
        options = list(groups.items()) if group else groups.get("", [])
        self.choices = [("", self.empty), *options, *self.beside]

    def prepare_value(self, value: Any) -> Any:
        return getattr(value, "pk", value)

    def clean(self, value: Any) -> Any:
        chosen = super().to_python(value)
        if not chosen:
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required")
            return None
        if chosen not in self.rows:
            raise ValidationError(self.unknown, code="unknown")
        return self.rows[chosen]


class ItemField(RowField):
    """A plan item, or «awaiting a plan»: kept, but outside totals until a plan covers it (rule 6)."""

    beside = ((AWAITING, _("No plan is in force for it yet: keep it as awaiting a plan")),)

    def clean(self, value: Any) -> Any:
        return None if value == AWAITING else super().clean(value)


class NamesField(forms.CharField):
    """Names of organisations in one line, separated by semicolons; cleans to a list without repeats."""

    def prepare_value(self, value: Any) -> Any:
        return "; ".join(value) if isinstance(value, (list, tuple)) else value

    def clean(self, value: Any) -> list[str]:  # type: ignore[override]
        names = list(dict.fromkeys(" ".join(part.split()) for part in super().clean(value).split(";") if part.strip()))
        long = next((name for name in names if len(name) > LONGEST_NAME), None)
        if long:
            raise ValidationError(
                _("%(label)s: a name is at most %(limit)s characters long (“%(start)s…”). Separate names by “;”."),
                params={"label": self.label, "limit": LONGEST_NAME, "start": long[:30]},
            )
        return names


def _too_long(words: Any) -> dict[str, Any]:
    return {"max_length": words}


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
            **_too_long(_("Topic: at most %(limit_value)d characters, not %(show_value)d.")),
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
        error_messages=_too_long(_("Place: at most %(limit_value)d characters, not %(show_value)d.")),
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
        error_messages=_too_long(_("Note: at most %(limit_value)d characters, not %(show_value)d.")),
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


class VoidForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For example: recorded twice, the other one is KG-B-2019-0012"),
        error_messages={
            "required": _("Reason: write why the event is voided."),
            **_too_long(_("Reason: at most %(limit_value)d characters, not %(show_value)d.")),
        },
    )  # fmt: skip


class EndorseForm(forms.Form):
    """The order by which the regional administration puts a plan in force (rule 5)."""

    authority = forms.CharField(
        label=_("Endorsed by"), max_length=200, help_text=_("The regional administration or its head"),
        error_messages={
            "required": _("Endorsed by: write which authority endorsed the plan."),
            **_too_long(_("Endorsed by: at most %(limit_value)d characters, not %(show_value)d.")),
        },
    )  # fmt: skip
    order_number = forms.CharField(
        label=_("Order number"), max_length=60,
        error_messages={
            "required": _("Order number: write the number of the order."),
            **_too_long(_("Order number: at most %(limit_value)d characters, not %(show_value)d.")),
        },
    )  # fmt: skip
    endorsed_on = DayField(label=_("Date of the order"))

    def clean_endorsed_on(self) -> Any:
        day = self.cleaned_data["endorsed_on"]
        if day and day > clock.today():
            raise ValidationError(_("Date of the order: this day is still to come."))
        return day
