"""How far the items of a plan are in a year: the figure of each indicator beside its target (rules 5, 14 and 15)."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from councils.numbers import figure_words

from .models import Event, Indicator, PlanItem
from .quarters import Quarter
from .states import MEASURE_OF, Pillar, Source


@dataclass(frozen=True)
class Mark:
    """One indicator in one year, with the targets of each year shown.

    `value` is None where the figure does not come from events: reports know it.
    """

    indicator: Indicator
    targets: tuple[tuple[int, Decimal | None], ...]
    target: Decimal | None
    value: int | None

    @property
    def per_cent(self) -> int | None:
        """Whole per cents, rounded half up; only where unit and source fit and there is a target above 0 (rule 5)."""
        return self.indicator.per_cent_of(self.target, self.value)


@dataclass(frozen=True)
class ItemProgress:
    item: PlanItem
    marks: tuple[Mark, ...]

    @property
    def pillar(self) -> str:
        """The pillar of the measure it serves, in words; empty where it serves none."""
        return str(Pillar(self.item.measure.pillar).label) if self.item.measure else ""


def progress_of(
    items: Iterable[PlanItem], year: int, years: Iterable[int] = (), *, live: bool = True
) -> list[ItemProgress]:
    """Each item with its indicators in `year`; `years` are those whose targets stand beside. Three queries.

    Without `live` no figure is given: for readers of sealed figures only (rule 3).
    """
    rows, columns = list(items), list(years) or [year]
    prefetch_related_objects(rows, "indicators__targets")
    sums = _sums(rows, year) if live else None
    return [ItemProgress(item, tuple(_marks(item, year, columns, sums))) for item in rows]


def nearest_to(items: Iterable[PlanItem], year: int) -> dict[int, tuple[int, ItemProgress]]:
    """Item -> its progress in `year`, or in the year of its plan that is nearest to it. Three queries a year."""
    by_year: dict[int, list[PlanItem]] = {}
    for item in items:
        by_year.setdefault(min(max(year, item.plan.starts_on.year), item.plan.ends_on.year), []).append(item)
    return {row.item.pk: (each, row) for each, rows in by_year.items() for row in progress_of(rows, each)}


def in_words(found: dict[int, tuple[int, ItemProgress]]) -> dict[int, str]:
    """Item -> «2019: events recorded: 12 of 204 · participants: …», in the reader's language; for the picker."""
    told = {pk: " · ".join(filter(None, map(_mark_words, row.marks))) for pk, (_year, row) in found.items()}
    return {pk: f"{found[pk][0]}: {words}" for pk, words in told.items() if words}


def _mark_words(mark: Mark) -> str:
    if mark.value is None:
        return ""
    told = {"value": figure_words(mark.value), "source": mark.indicator.get_source_display()}
    if mark.target is None:
        return _("%(source)s: %(value)s, no target") % told
    return _("%(source)s: %(value)s of %(target)s") % (told | {"target": figure_words(mark.target)})


def _sums(items: list[PlanItem], year: int) -> dict[int, dict[str, Any]]:
    quarters = [Quarter(year, n).number for n in (1, 2, 3, 4)]
    found = Event.objects.counted().in_quarters(quarters).filter(item__in=items).summed_by("item")
    return {row["item"]: row for row in found}


def _marks(item: PlanItem, year: int, years: list[int], sums: dict[int, dict[str, Any]] | None) -> Iterable[Mark]:
    figures = (sums or {}).get(item.pk, {})
    for indicator in item.indicators.all():
        targets = {target.year: target.value for target in indicator.targets.all() if target.quarter is None}
        measure = MEASURE_OF.get(Source(indicator.source))
        column = measure if measure in (None, "events") else f"sum_{measure}"
        value = None if column is None or item.sensitive or sums is None else figures.get(column, 0)
        yield Mark(indicator, tuple((each, targets.get(each)) for each in years), targets.get(year), value)
