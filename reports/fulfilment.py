"""How far an item is: its indicators' values against their targets, and the status that the rule proposes (5, 11)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from actionplans.models import Indicator, PlanItem, TypedFigure
from actionplans.quarters import Quarter, Span
from actionplans.states import MEASURE_OF, Source, Unit

from .counted import Counted
from .rollup import Figures
from .states import ItemStatus

ONGOING_WORDS = ("постоянно", "дайыма", "туруктуу")


@dataclass(frozen=True)
class Value:
    """An indicator's figure for the quarter, for the year to date, and the year's target. None: not computed here.

    `document` proves a figure that was typed in for the quarter.
    """

    indicator: Indicator
    quarter: int | Decimal | None
    year_to_date: int | Decimal | None
    before: int | Decimal | None
    target: Decimal | None
    document: str = ""

    @property
    def per_cent(self) -> int | None:
        """Share of the year's target, whole per cents rounded half up; only where unit and source fit (rule 5)."""
        return self.indicator.per_cent_of(self.target, self.year_to_date)


@dataclass(frozen=True)
class ItemRow:
    """What the events say of one item: quarter, year to date, same quarter of the year before (None: not in force)."""

    item: PlanItem
    quarter: Figures
    year_to_date: Figures
    before: Figures | None


# (indicator, quarter number) -> what was typed in for it
Typed = Mapping[tuple[int, int], TypedFigure]


@dataclass(frozen=True)
class Elsewhere:
    """What indicators know that is no event: for each quarter of the year whether its report came in time, what was
    typed in, and by source what is counted of the council's own work."""

    on_time: Mapping[int, bool]
    typed: Typed
    counted: Mapping[str, Counted]


def values_of(row: ItemRow, quarter: Span, known: Elsewhere) -> list[Value]:
    """Each indicator of an item."""
    return [_value(indicator, row, quarter, known) for indicator in row.item.indicators.all()]


def _value(indicator: Indicator, row: ItemRow, quarter: Span, known: Elsewhere) -> Value:
    target = next((t.value for t in indicator.targets.all() if t.year == quarter.year and t.quarter is None), None)
    if row.item.sensitive:
        return Value(indicator, None, None, None, None)
    if indicator.source in MEASURE_OF:
        name = MEASURE_OF[Source(indicator.source)]
        before = getattr(row.before, name) if row.before else None
        return Value(indicator, getattr(row.quarter, name), getattr(row.year_to_date, name), before, target)
    if indicator.source == Source.REPORTS_ON_TIME:
        now = known.on_time.get(quarter.quarter)
        return Value(indicator, None if now is None else int(now), sum(known.on_time.values()), None, target)
    if indicator.source in known.counted:
        found = known.counted[indicator.source]
        return Value(indicator, found.quarter, found.year_to_date, found.before, target)
    if indicator.source == Source.TYPED_IN:
        return _typed_in(indicator, quarter, target, known.typed)
    return Value(indicator, None, None, None, target)


def _typed_in(indicator: Indicator, quarter: Span, target: Decimal | None, typed: Typed) -> Value:
    """What was typed for the quarter, for the year to date, and for the same quarter a year before."""
    year = _typed_over(indicator, quarter.year_to_date(), typed)
    now, before = (_typed_over(indicator, span.quarters, typed) for span in (quarter, quarter.year_before()))
    document = "; ".join(dict.fromkeys(figure.document for figure in now))
    quarter_sum, year_sum, before_sum = (_sum_typed(indicator, figures) for figures in (now, year, before))
    return Value(indicator, quarter_sum, year_sum, before_sum, target, document)


def _typed_over(indicator: Indicator, quarters: Iterable[Quarter], typed: Typed) -> list[TypedFigure]:
    return [typed[key] for each in quarters if (key := (indicator.pk, each.number)) in typed]


def _sum_typed(indicator: Indicator, figures: list[TypedFigure]) -> Decimal | None:
    """None where nothing was typed; per cents are never added: the latest holds."""
    if not figures:
        return None
    return figures[-1].value if indicator.unit == Unit.PER_CENT else sum((f.value for f in figures), Decimal())


def propose(item: PlanItem, values: Iterable[Value], quarter: Span) -> ItemStatus | None:
    """The status that the figures suggest; None where no figure can (a person says). Rule 11.

    Fulfilled when every measured target of the year is reached. Short of it: in part or not at all when the
    year ends with this quarter, overdue when the item's own last day is over, else in progress or not due yet.
    """
    if any(word in item.due.casefold() for word in ONGOING_WORDS):
        return ItemStatus.ONGOING
    measured = [value for value in values if value.per_cent is not None]
    if not measured:
        return ItemStatus.ONGOING if item.sensitive else None
    if all((value.per_cent or 0) >= 100 for value in measured):
        return ItemStatus.FULFILLED
    begun = any(value.year_to_date for value in measured)
    last = last_day(item)
    if item.ends_on and item.ends_on <= quarter.ends_on:
        return ItemStatus.OVERDUE
    if quarter.quarter == 4 or last <= quarter.ends_on:
        return ItemStatus.PARTLY if begun else ItemStatus.NOT_FULFILLED
    return ItemStatus.IN_PROGRESS if begun else ItemStatus.NOT_DUE


def last_day(item: PlanItem) -> date:
    return min(item.ends_on or item.plan.ends_on, item.plan.ends_on)
