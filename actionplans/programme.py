"""Which councils serve which measures of the Programme, and which measures nobody serves (rule 5). Reads only.

Counts of items only: what another council wrote stays with it. Councils stand in their fixed order, never ranked.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.db.models import Max, Min

from councils.models import Council

from .models import ActionPlan, Measure, PlanItem, Programme
from .states import Pillar
from .versions import as_of


@dataclass(frozen=True)
class Cell:
    """One council and one measure: how many items serve it; `items` only where the reader may see their plan."""

    council: Council
    count: int
    items: tuple[PlanItem, ...]


@dataclass(frozen=True)
class Line:
    measure: Measure
    cells: tuple[Cell, ...]

    @property
    def councils(self) -> int:
        """How many councils serve the measure."""
        return sum(1 for cell in self.cells if cell.count)


@dataclass(frozen=True)
class Matrix:
    """All measures of a programme against all councils in one year; `groups` by pillar, in the Programme's order."""

    programme: Programme
    year: int
    councils: tuple[Council, ...]
    groups: tuple[tuple[Any, tuple[Line, ...]], ...]

    @property
    def lines(self) -> list[Line]:
        return [line for _pillar, lines in self.groups for line in lines]

    @property
    def unserved(self) -> list[Measure]:
        return [line.measure for line in self.lines if not line.councils]


def years_known() -> list[int]:
    """The years that a programme or an endorsed plan covers. Two queries."""
    days: list[date] = []
    for rows in (Programme.objects.all(), ActionPlan.objects.endorsed()):
        ends = rows.aggregate(first=Min("starts_on"), last=Max("ends_on"))
        days += [day for day in ends.values() if day]
    return list(range(min(days).year, max(days).year + 1)) if days else []


def programme_of(year: int) -> Programme | None:
    """The programme that covers the year, of two the later one; of a year without one, the latest there is."""
    covering = Programme.objects.filter(starts_on__lte=date(year, 12, 31), ends_on__gte=date(year, 1, 1))
    return covering.order_by("-starts_on").first() or Programme.objects.order_by("-starts_on").first()


def items_in(year: int, today: date) -> list[PlanItem]:
    """Items of endorsed plans in force on any day of the year, as they said at its end (or say today). Two queries."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    there = PlanItem.objects.in_plans_during(Council.objects.all(), first, last).select_related("plan", "measure")
    return [
        item
        for item in as_of(there.order_by("plan__council__position", "plan", "position"), min(last, today))
        if (item.starts_on is None or item.starts_on <= last) and (item.ends_on is None or item.ends_on >= first)
    ]


def matrix_of(programme: Programme, year: int, today: date, readable: Collection[int]) -> Matrix:
    """`readable`: plans whose items the reader may see. Five queries, whatever the number of councils."""
    councils = tuple(Council.objects.select_related("region").order_by("position"))
    found: dict[tuple[int, int | None], list[PlanItem]] = {}
    for item in items_in(year, today):
        found.setdefault((item.plan.council_id, item.measure_id), []).append(item)
    lines = [
        Line(measure, tuple(_cell(council, found.get((council.pk, measure.pk), []), readable) for council in councils))
        for measure in programme.measures.order_by("position")
    ]
    groups = groupby(lines, key=lambda line: line.measure.pillar)
    return Matrix(programme, year, councils, tuple((Pillar(pillar).label, tuple(rows)) for pillar, rows in groups))


def _cell(council: Council, items: list[PlanItem], readable: Collection[int]) -> Cell:
    return Cell(council, len(items), tuple(item for item in items if item.plan_id in readable))
