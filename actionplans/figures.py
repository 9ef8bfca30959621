"""A plan's typed-in indicators in one quarter: what the plan says of each, and what was typed (rule 5). Reads only."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from .models import ActionPlan, Indicator, PlanItem, QuarterGuard, TypedFigure
from .quarters import Quarter, quarter_of
from .states import PlanStatus, Source
from .versions import as_of


@dataclass(frozen=True)
class FigureRow:
    """One indicator in one quarter; `quarter_target` is the quarter's own, where it has one; `last`: a quarter ago."""

    item: PlanItem
    indicator: Indicator
    target: Decimal | None
    quarter_target: Decimal | None
    figure: TypedFigure | None
    last: TypedFigure | None

    @property
    def version(self) -> int:
        return self.figure.version if self.figure else 0


def rows_of(plan: ActionPlan, quarter: Quarter) -> list[FigureRow]:
    """Every typed-in indicator that the quarter's report holds, as the plan said it at the quarter's end.

    Items about victims or cases have none (rule 9). Five queries.
    """
    said = [item for item in items_said(plan, quarter) if not item.sensitive]
    before = quarter_before(quarter)
    typed = TypedFigure.objects.filter(indicator__item__plan=plan, quarter__in=[quarter.number, before.number])
    found = {(figure.indicator_id, figure.quarter): figure for figure in typed.select_related("recorded_by__person")}
    return [
        FigureRow(
            item, one, *_targets(one, quarter), found.get((one.pk, quarter.number)), found.get((one.pk, before.number))
        )
        for item in said
        for one in item.indicators.all()
        if one.source == Source.TYPED_IN
    ]


def items_said(plan: ActionPlan, quarter: Quarter) -> list[PlanItem]:
    """The plan's items in force on any day of the quarter, as they said at its end: what its report holds."""
    first, last = quarter.starts_on, quarter.ends_on
    there = PlanItem.objects.in_plans_during([plan.council_id], first, last).filter(plan=plan)
    there = there.select_related("plan", "measure").prefetch_related("indicators__targets").order_by("position")
    return [
        item
        for item in as_of(there, last)
        if (item.starts_on is None or item.starts_on <= last) and (item.ends_on is None or item.ends_on >= first)
    ]


def _targets(indicator: Indicator, quarter: Quarter) -> tuple[Decimal | None, Decimal | None]:
    """(the year's target, the quarter's own) of the targets in hand."""
    found = {t.quarter: t.value for t in indicator.targets.all() if t.year == quarter.year}
    return found.get(None), found.get(quarter.quarter)


def quarter_before(quarter: Quarter) -> Quarter:
    return quarter_of(quarter.starts_on - date.resolution)


def quarters_of(plan: ActionPlan, today: date) -> list[Quarter]:
    """The quarters of an endorsed plan that have begun, the latest first."""
    if plan.status != PlanStatus.ENDORSED or plan.starts_on > today:
        return []
    first, quarter = quarter_of(plan.starts_on), quarter_of(min(today, plan.ends_on))
    found = []
    while quarter >= first:
        found.append(quarter)
        quarter = quarter_before(quarter)
    return found


def usual_quarter(plan: ActionPlan, quarters: Iterable[Quarter], today: date) -> Quarter | None:
    """Where somebody would type now: the quarter whose report is being written, else the latest one."""
    offered = list(quarters)
    open_ones = QuarterGuard.objects.filter(council=plan.council_id, sealed=False, locks_on__gte=today)
    for starts_on in open_ones.order_by("starts_on").values_list("starts_on", flat=True):
        if quarter_of(starts_on) in offered:
            return quarter_of(starts_on)
    return offered[0] if offered else None
