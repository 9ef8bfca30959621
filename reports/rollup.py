"""The numbers: every figure on a page, in a workbook or in JSON comes from here (rules 14 and 15).

Reads only. One query on events grouped by item; totals are sums of what is shown. A failing computation is an
error, never a 0; a council without events is a row of zeros.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

from actionplans import versions
from actionplans.models import Event, PlanItem
from actionplans.quarters import Quarter, Span
from actionplans.querysets import PlanItemQuerySet
from councils.models import Council


@dataclass(frozen=True)
class Figures:
    """Counts of one set of events. Participants are heads (they may repeat), audience is an estimate, materials
    are copies: three measures, never added to one another (rule 7).

    `under_18` is None where events were held and none of them records it: unlike sexes and ages it has no computed
    remainder that would tell "not recorded" from nobody.
    """

    events: int = 0
    participants: int = 0
    women: int = 0
    men: int = 0
    sex_not_recorded: int = 0
    age_under_14: int = 0
    age_14_28: int = 0
    age_29_35: int = 0
    age_36_59: int = 0
    age_60_over: int = 0
    age_not_recorded: int = 0
    under_18: int | None = 0
    youth: int = 0
    audience: int = 0
    materials: int = 0

    def __add__(self, other: "Figures") -> "Figures":
        sums = {f.name: getattr(self, f.name) + getattr(other, f.name) for f in fields(self) if f.name != "under_18"}
        known = [part.under_18 for part in (self, other) if part.events and part.under_18 is not None]
        return Figures(under_18=sum(known) if known or not sums["events"] else None, **sums)

    def as_dict(self) -> dict[str, int | None]:
        return asdict(self)

    @classmethod
    def of_row(cls, row: Mapping[str, Any]) -> "Figures":
        """From a row of EventQuerySet.summed_by."""
        summed = {name[4:]: value for name, value in row.items() if name.startswith("sum_")}
        ages = sum(summed[f.name] for f in fields(cls) if f.name.startswith("age_") and f.name != "age_not_recorded")
        return cls(
            events=row["events"],
            sex_not_recorded=summed["participants"] - summed["women"] - summed["men"],
            age_not_recorded=summed["participants"] - ages,
            **summed,
        )


def total(parts: Iterable[Figures]) -> Figures:
    return sum(parts, Figures())


@dataclass(frozen=True)
class ItemFigures:
    item: PlanItem
    figures: Figures


@dataclass(frozen=True)
class CouncilFigures:
    """One council's quarter: a row per item in force, zeros included, and their sum."""

    council: Council
    items: tuple[ItemFigures, ...]

    @property
    def total(self) -> Figures:
        return total(row.figures for row in self.items)


ByItem = dict[tuple[int, int, int], Figures]


def by_item(councils: Iterable[Council], quarters: Iterable[Quarter]) -> ByItem:
    """(council, quarter number, item) -> figures, for any number of councils and quarters: one query."""
    rows = (
        Event.objects.counted()
        .in_quarters(q.number for q in quarters)
        .filter(council__in=list(councils))
        .summed_by("council", "quarter", "item")
    )
    return {(row["council"], row["quarter"], row["item"]): Figures.of_row(row) for row in rows}


def found_in(found: ByItem, council: Council, quarters: Iterable[Quarter], item: PlanItem) -> Figures:
    """One item's figures over some quarters of what `by_item` found."""
    return total(found.get((council.pk, each.number, item.pk), Figures()) for each in quarters)


def items_of(
    councils: Iterable[Council], quarter: Span, found: ByItem, rows: PlanItemQuerySet | None = None
) -> list[PlanItem]:
    """The rows of the quarter's reports: items in force on any of its days, as they stood at its end (rule 11).

    An amendment of a later day neither brings a row in nor takes one out, unless events are counted against it:
    `found` are the figures that the report shows, lest a total be more than the sum of its rows.
    """
    first, last = quarter.starts_on, quarter.ends_on
    numbers = {each.number for each in quarter.quarters}
    there = (PlanItem.objects.all() if rows is None else rows).in_plans_during(councils, first, last)
    busy = {item for (_council, number, item), figures in found.items() if number in numbers and figures.events}
    return [
        item
        for item in versions.as_of(there.select_related("plan__council", "measure"), last)
        if item.pk in busy
        or ((item.starts_on is None or item.starts_on <= last) and (item.ends_on is None or item.ends_on >= first))
    ]


def roll_up(councils: Iterable[Council], quarter: Span) -> list[CouncilFigures]:
    """One CouncilFigures per council, in the order given: four queries at most."""
    councils = list(councils)
    found = by_item(councils, quarter.quarters)
    items: dict[int, list[PlanItem]] = {council.pk: [] for council in councils}
    for item in items_of(councils, quarter, found):
        items[item.plan.council_id].append(item)
    return [
        CouncilFigures(
            council,
            tuple(ItemFigures(item, found_in(found, council, quarter.quarters, item)) for item in items[council.pk]),
        )
        for council in councils
    ]


def quarter_totals(councils: Iterable[Council], quarters: Iterable[Quarter]) -> dict[tuple[int, int], Figures]:
    """(council, quarter number) -> figures, zeros included: one query."""
    councils, quarters = list(councils), list(quarters)
    totals = {(council.pk, quarter.number): Figures() for council in councils for quarter in quarters}
    for (council, number, _item), figures in by_item(councils, quarters).items():
        totals[council, number] += figures
    return totals


def between(council: Council, first: date, last: date) -> Figures:
    """One council's events that end between two days: for comparing like months only (rule 10)."""
    rows = Event.objects.counted().filter(council=council, ends_on__range=(first, last)).summed_by("council")
    return total(Figures.of_row(row) for row in rows)


@dataclass(frozen=True)
class YearBefore:
    """The same months of the year before, and this year's over the same months; None where there was no council."""

    first: date
    last: date
    figures: Figures
    like: Figures


def year_before(council: Council, quarter: Span, now: Figures) -> YearBefore | None:
    """What the quarter is compared with (rule 10); `now` are the quarter's own figures."""
    before = quarter.year_before()
    if before.ends_on < council.founded_on:
        return None
    first = max(before.starts_on, council.founded_on.replace(day=1))
    figures = between(council, first, before.ends_on)
    if first == before.starts_on:
        return YearBefore(first, before.ends_on, figures, now)
    like = between(council, first.replace(year=quarter.year), quarter.ends_on)
    return YearBefore(first, before.ends_on, figures, like)
