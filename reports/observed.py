"""What an observer reads of an acknowledged national edition: sums and closed words, nothing that somebody typed.

The page is built up from what may be shown, never by leaving out from what others see. The edition's texts are not
even read: its payload holds only their digests. So no title, place, name, letter, reason or file reaches an observer.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from .attention import MeasureStates, measures_of
from .models import Edition
from .national import council_editions_of
from .national_pages import COLUMNS, NATIONAL_COLUMNS
from .pages import LABELS, Compared, Tile, compared_of, said, tiles_of
from .statement import Statement
from .states import ItemStatus

States = list[tuple[str, Any, int]]


@dataclass(frozen=True)
class ObservedCouncil:
    """One council's sums; regions are the smallest places named."""

    name: str
    figures: list[tuple[Any, int]]
    overdue: int
    items: int


@dataclass(frozen=True)
class ObservedPage:
    edition: Edition
    statement: Statement
    tiles: list[Tile]
    compared: Compared | None
    columns: list[Any]
    councils: list[ObservedCouncil]
    totals: list[tuple[Any, int]]
    missing: list[str]
    measures: list[MeasureStates]
    states: States
    of_nation: list[tuple[Any, int]]

    @property
    def items(self) -> int:
        return sum(council.items for council in self.councils)

    @property
    def overdue(self) -> int:
        return sum(council.overdue for council in self.councils)


def observed_page(edition: Edition) -> ObservedPage:
    """One query, for the editions that were consolidated: the states by measure."""
    told: Statement = json.loads(edition.payload)
    consolidated = [json.loads(each.payload) for each in council_editions_of(told)]
    return ObservedPage(
        edition=edition,
        statement={"figures": told["figures"], "year_to_date": told["year_to_date"], "due": told["due"]},
        tiles=tiles_of(told),
        compared=compared_of(told),
        columns=[LABELS[name] for name in COLUMNS],
        councils=[_council(council) for council in told["councils"]],
        totals=_figures(told["figures"], COLUMNS),
        missing=[said(gap["names"]) for gap in told["missing"]],
        measures=measures_of(consolidated),
        states=_states(told["councils"]),
        of_nation=_of_nation(told),
    )


def _council(told: Statement) -> ObservedCouncil:
    overdue = told["statuses"].get(ItemStatus.OVERDUE, 0)
    return ObservedCouncil(said(told["region"]), _figures(told["figures"], COLUMNS), overdue, told["items"])


def _figures(figures: dict[str, int], names: Iterable[str]) -> list[tuple[Any, int]]:
    return [(LABELS[name], figures[name]) for name in names]


def _states(councils: list[Statement]) -> States:
    counted: dict[str, int] = {}
    for council in councils:
        for status, items in council["statuses"].items():
            counted[status] = counted.get(status, 0) + items
    return [(status.value, status.label, counted[status]) for status in ItemStatus if counted.get(status)]


def _of_nation(told: Statement) -> list[tuple[Any, int]]:
    """Sums of events that no council held, apart from the councils'; empty where there were none."""
    events = told.get("national_events")
    return _figures(events["figures"], NATIONAL_COLUMNS) if events and events["events"] else []
