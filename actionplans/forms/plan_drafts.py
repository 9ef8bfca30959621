"""Forms that begin a plan, and move the days of one in draft."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import prefetch_related_objects
from django.utils.translation import gettext_lazy as _

from actionplans.drafting import from_measures, from_plan
from actionplans.imports.files.guard import FileRefused
from actionplans.imports.plans import LARGEST_FILE, PlanFileRefused, PlanTable, draft_from_file
from actionplans.models import ActionPlan, Measure, PlanItem, Programme
from actionplans.states import Pillar
from actionplans.versions import on_day
from actionplans.wording import ItemDraft
from councils import clock
from councils.fields import DayField, DayInput

MEASURES, LAST, WORKBOOK, EMPTY = "measures", "last", "workbook", "empty"
HOW = (
    (MEASURES, _("From the Programme's measures")),
    (LAST, _("From the council's last plan")),
    (WORKBOOK, _("From a workbook")),
    (EMPTY, _("Empty: every item is typed")),
)
MOST_FAULTS = 20  # shown at a time


class DatesForm(forms.Form):
    """The days that a plan covers; the rules about them are the services'."""

    starts_on = DayField(
        label=_("Covers from"), widget=DayInput(buttons=False),
        error_messages={"required": _("Covers from: write the first day, such as 1.1.2020.")},
    )  # fmt: skip
    ends_on = DayField(
        label=_("Covers until"), widget=DayInput(buttons=False),
        error_messages={"required": _("Covers until: write the last day, such as 31.12.2021.")},
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or self.cleaned_data
        first, last = typed.get("starts_on"), typed.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("Covers until: this day is before the first one."))
        return typed


class MeasuresField(forms.MultipleChoiceField):
    """Measures of the Programme to tick, under their pillars; cleans to rows in the Programme's order."""

    widget = forms.CheckboxSelectMultiple

    def offer(self, measures: Iterable[Measure]) -> None:
        self.rows = {str(one.pk): one for one in measures}
        self.choices = [(pk, f"{one.code} {one.name}") for pk, one in self.rows.items()]

    def clean(self, value: Any) -> list[Measure]:
        chosen = set(super().clean(value))
        return [one for pk, one in self.rows.items() if pk in chosen]


class NewPlanForm(DatesForm):
    """A new plan: its days, and how to begin. Valid, `items` are what it begins with."""

    how = forms.ChoiceField(
        label=_("How to begin"), widget=forms.RadioSelect, choices=HOW,
        error_messages={"required": _("How to begin: choose one of the four ways.")},
    )  # fmt: skip
    measures = MeasuresField(label=_("Measures that the council takes up"), required=False)
    workbook = forms.FileField(
        label=_("Workbook with the plan's table"), required=False, max_length=200, allow_empty_file=True,
        help_text=_(
            "Excel (.xlsx) or CSV in the usual columns: №, activity, term, responsible, indicator, unit, target of "
            "each year, funding. Years in its title are taken where no days are written above."
        ),
    )  # fmt: skip

    def __init__(self, *args: Any, last: ActionPlan | None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.last, self.items = last, list[ItemDraft]()
        day = clock.today()
        programmes = Programme.objects.filter(ends_on__gte=day.replace(year=day.year - 1, day=1))
        measures = Measure.objects.filter(programme__in=programmes).select_related("programme")
        self.fields["measures"].offer(measures.order_by("programme", "position"))
        self.fields["how"].choices = [way for way in HOW if way[0] != LAST or last]
        for name in ("measures", "workbook"):
            self.fields[name].when_needed = ""
        if self.is_bound and self.data.get("how") == WORKBOOK:
            for name in ("starts_on", "ends_on"):
                self.fields[name].required = False

    @property
    def pillars(self) -> list[tuple[str, list[Any]]]:
        """The measures' boxes under the words of their pillars."""
        groups: dict[str, list[Any]] = {}
        rows = self.fields["measures"].rows
        for box in self["measures"]:
            groups.setdefault(str(Pillar(rows[str(box.data["value"])].pillar).label), []).append(box)
        return list(groups.items())

    def clean(self) -> dict[str, Any]:
        typed = super().clean()
        begin = {MEASURES: self._from_measures, LAST: self._from_last, WORKBOOK: self._from_workbook}
        if not self.errors and typed.get("how") in begin:
            begin[typed["how"]](typed)
        return typed

    def _from_measures(self, typed: dict[str, Any]) -> None:
        chosen = typed["measures"]
        if not chosen:
            self.add_error("measures", _("Measures: tick at least one, or begin in another way."))
        away = [one for one in chosen if not _meets(one.programme, typed["starts_on"], typed["ends_on"])]
        if away:
            words = _("Measures: those of “%(programme)s” are not in force on these days.")
            self.add_error("measures", words % {"programme": away[0].programme.name})
        codes = [one.code for one in chosen]
        if len(codes) > len(set(codes)):
            self.add_error("measures", _("Measures: two of them have the same number; take them from one Programme."))
        self.items = from_measures(chosen)

    def _from_last(self, typed: dict[str, Any]) -> None:
        if self.last:
            programmes = Programme.objects.filter(starts_on__lte=typed["ends_on"], ends_on__gte=typed["starts_on"])
            measures = Measure.objects.filter(programme__in=programmes)
            self.items = from_plan(_as_it_ended(self.last), measures)

    def _from_workbook(self, typed: dict[str, Any]) -> None:
        table = self._table(typed)
        if table:
            self.items, typed["starts_on"], typed["ends_on"] = table.items, table.starts_on, table.ends_on

    def _table(self, typed: dict[str, Any]) -> PlanTable | None:
        upload = typed["workbook"]
        if not upload:
            self.add_error("workbook", _("Workbook: choose the file."))
        elif upload.size > LARGEST_FILE:
            words = _("Workbook: a plan is smaller than %(size)s MiB. Copy its table into a new workbook.")
            self.add_error("workbook", words % {"size": LARGEST_FILE // 1024**2})
        else:
            try:
                return draft_from_file(upload.read(), starts_on=typed["starts_on"], ends_on=typed["ends_on"])
            except FileRefused as refusal:
                self.add_error("workbook", _("Workbook: %(words)s") % {"words": refusal})
            except PlanFileRefused as refusal:
                self._show([str(fault) for fault in refusal.faults])
        return None

    def _show(self, faults: list[str]) -> None:
        errors = [ValidationError(_("Workbook: %(words)s"), params={"words": words}) for words in faults[:MOST_FAULTS]]
        if len(faults) > MOST_FAULTS:
            words = _("Workbook: and %(count)s more places. Nothing was written.")
            errors.append(ValidationError(words, params={"count": len(faults) - MOST_FAULTS}))
        self.add_error("workbook", errors)  # type: ignore[arg-type]


def _meets(programme: Programme, first: date, last: date) -> bool:
    return programme.starts_on <= last and programme.ends_on >= first


def _as_it_ended(plan: ActionPlan) -> list[PlanItem]:
    """The items of the plan as it stands today, or as it stood on its last day."""
    items = on_day(plan, min(clock.today(), plan.ends_on))
    prefetch_related_objects(items, "indicators__targets", "responsible_organisations")
    return items
