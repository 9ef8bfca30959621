"""The form of one plan item with its indicators: for plans in draft and for amendments (rule 5)."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from actionplans.amending import against
from actionplans.drafting import doubts, years_of
from actionplans.imports import readings
from actionplans.models import ActionPlan, Measure, Programme
from actionplans.services.items import mark_of
from actionplans.states import Pillar, PlanStatus, Source, Unit
from actionplans.wording import Content, IndicatorDraft, ItemDraft, content_of
from councils.fields import AmountField, DayField, DayInput, NumberInput

from .fields import NamesField, RowField, too_long

ADD_INDICATOR = "add_indicator"
MOST_INDICATORS = 20


def _text(label: Any, limit: int, *, rows: int = 0, required: bool = False, **options: Any) -> forms.CharField:
    words = too_long(_("At most %(limit_value)d characters, not %(show_value)d."))
    widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput()
    return forms.CharField(
        label=label, max_length=limit, required=required, widget=widget, error_messages=words, **options
    )


class TargetField(AmountField):
    """An amount from 0 with at most two decimals, as the database keeps it. Empty means none was set."""

    when_needed = ""

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, widget=NumberInput({"inputmode": "decimal"}), **options)

    def to_python(self, value: Any) -> Any:
        amount = super().to_python(value)
        if isinstance(amount, Decimal) and amount != round(amount, 2):
            raise ValidationError(_("%(label)s: at most two decimals."), params={"label": self.label})
        return amount


class MeasureField(RowField):
    """A measure of the Programme, offered with its number."""

    def offer(self, rows: Iterable[Any], *told: Any, **more: Any) -> None:
        super().offer(rows, *told, **more)
        pillars: dict[str, list[tuple[str, str]]] = {}
        for pk, measure in self.rows.items():
            words = str(Pillar(measure.pillar).label)
            pillars.setdefault(words, []).append((pk, f"{measure.code} {measure.name}"))
        self.choices = [("", self.empty), *pillars.items()]


class IndicatorForm(forms.Form):
    """One indicator; left quite empty it is none."""

    pk = forms.IntegerField(required=False, widget=forms.HiddenInput)
    name_ru = _text(_("Indicator in Russian"), 300, required=True)
    name_ky = _text(_("Indicator in Kyrgyz"), 300)
    unit = forms.ChoiceField(label=_("Unit"), choices=[("", _("Choose the unit")), *Unit.choices])
    unit_text = _text(_("Unit as the plan words it"), 60, help_text=_("If it differs, such as “class hour”"))
    source = forms.ChoiceField(
        label=_("Where the figure comes from"), choices=[("", _("Choose the source")), *Source.choices],
        help_text=_("A per cent of the target is computed where the unit fits: events, people, copies, meetings."),
    )  # fmt: skip
    baseline = TargetField(label=_("Baseline"), help_text=_("Where the council stood before; empty if not known"))

    def __init__(self, *args: Any, years: Iterable[int], **options: Any) -> None:
        super().__init__(*args, **options)
        self.years = list(years)
        self.fields["name_ru"].error_messages["required"] = _("Indicator in Russian: write what is counted.")
        self.fields["unit"].error_messages["required"] = _("Unit: choose what is counted.")
        self.fields["source"].error_messages["required"] = _("Where the figure comes from: choose the source.")
        for year in self.years:
            self.fields[f"target_{year}"] = TargetField(label=_("Target %(year)s") % {"year": year})
            for quarter in (1, 2, 3, 4):
                label = _("Quarter %(quarter)s of %(year)s") % {"quarter": quarter, "year": year}
                self.fields[f"target_{year}_{quarter}"] = TargetField(label=label)

    def has_changed(self) -> bool:
        """Whether anything stands in it: an indicator whose fields were all emptied is taken away."""
        names = [name for name in self.fields if name not in ("pk", "DELETE")]
        return any(str(self[name].value() or "").strip() for name in names)

    @property
    def yearly(self) -> list[Any]:
        return [self[f"target_{year}"] for year in self.years]

    @property
    def quarterly(self) -> list[tuple[int, list[Any]]]:
        return [(year, [self[f"target_{year}_{quarter}"] for quarter in (1, 2, 3, 4)]) for year in self.years]

    @property
    def shows_quarters(self) -> bool:
        """Whether the part with quarterly targets stands open: something is in it, or wrong with it."""
        return any(field.value() or field.errors for _year, fields in self.quarterly for field in fields)

    def draft(self) -> IndicatorDraft:
        typed = self.cleaned_data
        yearly = {year: typed[f"target_{year}"] for year in self.years}
        quarterly = {(year, q): typed[f"target_{year}_{q}"] for year in self.years for q in (1, 2, 3, 4)}
        return IndicatorDraft(
            typed["name_ru"], typed["unit"], typed["unit_text"], typed["source"],
            {year: value for year, value in yearly.items() if value is not None}, typed["baseline"], typed["name_ky"],
            {when: value for when, value in quarterly.items() if value is not None}, typed["pk"],
        )  # fmt: skip


class BaseIndicatorFormSet(forms.BaseFormSet):
    def _construct_form(self, i: int, **kwargs: Any) -> Any:
        options = kwargs | {"empty_permitted": True, "use_required_attribute": False}
        return super()._construct_form(i, **options)  # type: ignore[misc]

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["DELETE"].label = _("Remove this indicator")

    @property
    def kept(self) -> list[IndicatorForm]:
        """The indicators that stay, once the formset is found valid."""
        return [form for form in self.forms if form.has_changed() and not form.cleaned_data.get("DELETE")]


IndicatorFormSet = forms.formset_factory(
    IndicatorForm, BaseIndicatorFormSet, extra=0, can_delete=True, max_num=MOST_INDICATORS, validate_max=True
)


class ItemForm(forms.Form):
    """One item and its indicators (`self.indicators`, a formset: give it to the page as `formset` for its errors).

    Valid, `draft()` says it as typed values. When «add another indicator» was pressed the form is not bound: it
    shows the typing with one more empty indicator and refuses nothing. `said` marks what the item said when the
    form was opened: nobody's change of it is replaced unseen.
    """

    is_late = False  # whether somebody changed the item while this was typed

    said = forms.CharField(required=False, widget=forms.HiddenInput)

    number = forms.CharField(
        label=_("Number"), max_length=10, help_text=_("As in the plan, such as 1.2"),
        widget=forms.TextInput(attrs={"class": "w-num", "autocomplete": "off"}),
        error_messages={
            "required": _("Number: write the item's number in the plan."),
            **too_long(_("Number: at most %(limit_value)d characters, not %(show_value)d.")),
        },
    )  # fmt: skip
    title_ru = _text(_("Activity in Russian"), 2000, rows=2, required=True)
    title_ky = _text(_("Activity in Kyrgyz"), 2000, rows=2)
    measure = MeasureField(
        label=_("Measure of the Programme that it serves"), required=False, empty=_("None of them"),
        unknown=_("Measure: choose one of the list."),
    )  # fmt: skip
    sensitive = forms.BooleanField(
        label=_("About victims or cases: the council gives its state only"), required=False,
        help_text=_("No events are recorded against such an item and no figures are asked of it."),
    )  # fmt: skip
    responsible = _text(_("Who answers for it, in the plan's words"), 300)
    organisations = NamesField(
        label=_("Organisations that answer for it"), required=False,
        help_text=_("Names separated by “;”. New ones are proposed to the administrator."),
    )  # fmt: skip
    due = _text(_("Term in words"), 200, help_text=_("Such as “quarterly” or “II quarter”"))
    starts_on = DayField(label=_("Not before"), required=False, widget=DayInput(buttons=False))
    ends_on = DayField(label=_("Not after"), required=False, widget=DayInput(buttons=False))
    funding = _text(_("Funding"), 200)

    def __init__(self, data: Any = None, files: Any = None, *, plan: ActionPlan, **options: Any) -> None:
        adds = data is not None and ADD_INDICATOR in data
        super().__init__(None if adds else data, None if adds else files, **options)
        self.plan, self.years = plan, years_of(plan)
        self.fields["title_ru"].error_messages["required"] = _("Activity in Russian: write what is to be done.")
        self.fields["measure"].offer(_measures(plan))
        shown = self.initial.get("indicators") or [{}]
        self.indicators = _indicators(self.years, None if adds else data, shown)
        if adds:
            self.fill_further(data, more=1)
            for name, field in self.fields.items():
                self.initial[name] = field.widget.value_from_datadict(data, {}, self.add_prefix(name))

    def fill_further(self, data: QueryDict, *, more: int = 0) -> None:
        """Show indicators as they were typed, and `more` empty ones: of a stored draft, nothing is parsed."""
        typed = _indicators(self.years, data, [])
        rows = [
            {
                name: field.widget.value_from_datadict(data, {}, form.add_prefix(name))
                for name, field in form.fields.items()
            }
            for form in typed.forms
        ]
        self.indicators = _indicators(self.years, None, [*rows, *[{}] * more] or [{}])

    def is_valid(self) -> bool:
        return self.is_bound and all([super().is_valid(), self.indicators.is_valid(), self._is_measured()])

    def _is_measured(self) -> bool:
        """In a plan in force each item has an indicator (rule 5); of a plan in draft it may still be missing."""
        lacking = self.plan.status == PlanStatus.ENDORSED and not self.cleaned_data.get("sensitive")
        if lacking and self.indicators.is_valid() and not self.indicators.kept:
            self.add_error(None, _("Indicators: an item has at least one."))
            return False
        return True

    def clean_number(self) -> str:
        try:
            return readings.item_number(self.cleaned_data["number"]) or ""
        except readings.Misread as misread:
            raise ValidationError(_("Number: %(words)s"), params={"words": misread.words}) from misread

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or self.cleaned_data
        measure = typed.get("measure")
        typed["sensitive"] = bool(typed.get("sensitive") or (measure and measure.sensitive))
        first, last = typed.get("starts_on"), typed.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("Not after: this day is before the first one."))
        for name, day in (("starts_on", first), ("ends_on", last)):
            if day and not self.plan.starts_on <= day <= self.plan.ends_on:
                words = _("%(label)s: this day lies outside the plan (%(first)s – %(last)s).")
                span = {"first": f"{self.plan.starts_on:%d.%m.%Y}", "last": f"{self.plan.ends_on:%d.%m.%Y}"}
                self.add_error(name, words % {"label": self.fields[name].label, **span})
        return typed

    def draft(self) -> ItemDraft:
        """What was typed; only of a valid form."""
        typed = {name: value for name, value in self.cleaned_data.items() if name != "said"}
        return ItemDraft(**typed, indicators=[form.draft() for form in self.indicators.kept])

    def set_against(self, stands: Content | None) -> None:
        """The item was changed meanwhile: show the typing beside what stands, which the next saving replaces."""
        self.is_late, self.stands = True, stands
        if stands:
            self.lines, self.changed_indicators = against(stands, content_of(self.draft()))
        typed: Any = self.data
        typed = typed.copy()  # what was posted cannot be altered
        typed[self.add_prefix("said")] = mark_of(stands)
        self.data = typed

    def doubts(self) -> list[str]:
        """Words of warning about what is saved all the same; only of a valid form."""
        return doubts(self.draft())


def _indicators(years: list[int], data: Any, shown: list[dict[str, Any]]) -> Any:
    return IndicatorFormSet(data, prefix="indicators", initial=shown, form_kwargs={"years": years})


def _measures(plan: ActionPlan) -> list[Measure]:
    """Measures of the Programmes that the plan's days meet."""
    programmes = Programme.objects.filter(starts_on__lte=plan.ends_on, ends_on__gte=plan.starts_on)
    return list(Measure.objects.filter(programme__in=programmes).order_by("programme", "position"))


def initial_of(draft: ItemDraft) -> dict[str, Any]:
    """What the form begins with, to change an item that says this."""
    values = {name: getattr(draft, name) for name in ItemForm.base_fields if name != "said"}
    values["said"] = mark_of(content_of(draft))
    return values | {"indicators": [_initial_of_indicator(one) for one in draft.indicators]}


def _initial_of_indicator(one: IndicatorDraft) -> dict[str, Any]:
    names = ("pk", "name_ru", "name_ky", "unit", "unit_text", "source", "baseline")
    yearly = {f"target_{year}": value for year, value in one.targets.items()}
    quarterly = {f"target_{year}_{quarter}": value for (year, quarter), value in one.quarterly.items()}
    return {name: getattr(one, name) for name in names} | yearly | quarterly
