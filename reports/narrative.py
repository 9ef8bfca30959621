"""The narrative desk: measure by measure what the councils said, beside what SMS says of it (rule 13). Reads only.

A council is heard through the edition in force of its report; while its report is not submitted only its state shows.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django.db.models import Q, QuerySet

from actionplans.models import Measure
from actionplans.programme import programme_of
from actionplans.states import Pillar
from councils.models import Council

from .editions import open_editions
from .models import CouncilReport, Edition, NationalText, Period
from .models.periods import is_due
from .national import figures_in
from .pages import LABELS, said
from .rollup import total
from .statement import Statement
from .states import SEALED, ItemStatus
from .told.narrative import versions_in

FIGURES = ("events", "participants", "materials")
_Heard = tuple[Council, CouncilReport | None, Edition | None, Statement | None]


@dataclass(frozen=True)
class ItemSaid:
    """One plan item as its council's edition tells it."""

    number: str
    title: str
    status: str | None
    text: str
    next_steps: str
    figures: dict[str, int]

    @property
    def status_label(self) -> Any:
        return ItemStatus(self.status).label if self.status else ""


@dataclass(frozen=True)
class Side:
    """One council beside the others: its report's state, and of the measure its items and problems."""

    council: Council
    report: CouncilReport | None
    edition: Edition | None
    signature: Statement | None
    items: list[ItemSaid] = field(default_factory=list)
    problems: list[Statement] = field(default_factory=list)

    @property
    def has_said(self) -> bool:
        return any(item.text for item in self.items)

    @property
    def seat(self) -> str:
        return said(self.signature["seat"]) if self.signature else ""

    @property
    def figures(self) -> list[int]:
        sums = total(figures_in(item.figures) for item in self.items)
        return [getattr(sums, name) for name in FIGURES]


@dataclass(frozen=True)
class MeasureDesk:
    """One measure: the councils side by side, sums, SMS's text and its versions, the newest first."""

    measure: Measure
    sides: list[Side]
    versions: list[NationalText]
    last: NationalText | None
    columns: list[Any] = field(default_factory=lambda: [LABELS[name] for name in FIGURES])

    @property
    def latest(self) -> NationalText | None:
        return self.versions[0] if self.versions else None

    @property
    def totals(self) -> list[int]:
        return [sum(column) for column in zip(*(side.figures for side in self.sides), strict=True)] or [0, 0, 0]

    @property
    def states(self) -> list[tuple[str, Any, int]]:
        return states_of(item.status for side in self.sides for item in side.items)

    @property
    def heard(self) -> int:
        return sum(1 for side in self.sides if side.has_said)


@dataclass(frozen=True)
class DeskLine:
    """One measure in the list: how many councils said something, how many items serve it, SMS's text if written."""

    measure: Measure
    heard: int
    items: int
    text: NationalText | None

    @property
    def is_missing(self) -> bool:
        """Councils said something and SMS did not."""
        return bool(self.heard and not self.text)


@dataclass(frozen=True)
class Desk:
    """All measures of the quarter's Programme by pillar."""

    groups: list[tuple[Any, list[DeskLine]]]
    submitted: int
    due: int

    @property
    def lines(self) -> list[DeskLine]:
        return [line for _pillar, lines in self.groups for line in lines]

    @property
    def written(self) -> int:
        return sum(1 for line in self.lines if line.text)

    @property
    def missing(self) -> list[DeskLine]:
        return [line for line in self.lines if line.is_missing]


def states_of(statuses: Iterable[str | None]) -> list[tuple[str, Any, int]]:
    """(state, words, how many) in the order of the states, those without any left out."""
    found = list(statuses)
    return [(state.value, state.label, found.count(state)) for state in ItemStatus if state in found]


def measures_of(period: Period) -> QuerySet[Measure]:
    """Measures of the Programme that covers the period's year, in its order; none where there is no Programme."""
    programme = programme_of(period.year)
    return Measure.objects.filter(programme=programme).order_by("position")


def desk(period: Period) -> Desk:
    """Seven queries at most, whatever the number of councils and measures."""
    sides = _sides(period)
    held: dict[int, NationalText] = {}
    for version in versions_in(period.as_quarter):
        held[version.measure_id] = version  # the highest number comes last
    lines = [_line(measure, sides, held.get(measure.pk)) for measure in measures_of(period)]
    groups = groupby(lines, key=lambda line: line.measure.pillar)
    submitted = sum(1 for _council, _report, _edition, statement in sides if statement)
    return Desk([(Pillar(pillar).label, list(rows)) for pillar, rows in groups], submitted, len(sides))


def _line(measure: Measure, sides: list[_Heard], text: NationalText | None) -> DeskLine:
    items = [_items_of(measure, statement) for _council, _report, _edition, statement in sides if statement]
    heard = sum(1 for of_council in items if any(item["text"] for item in of_council))
    return DeskLine(measure, heard, sum(map(len, items)), text if text and text.text else None)


def measure_desk(period: Period, measure: Measure) -> MeasureDesk:
    """Seven queries at most, whatever the number of councils."""
    sides = [_side(measure, *heard) for heard in _sides(period)]
    versions = versions_in(period.as_quarter).filter(measure=measure).order_by("-number")
    return MeasureDesk(measure, sides, list(versions), _last_text(period, measure))


def _last_text(period: Period, measure: Measure) -> NationalText | None:
    """What SMS wrote of the measure in the latest earlier quarter; by its code, for a Programme follows another."""
    before = Q(period__year__lt=period.year) | Q(period__year=period.year, period__quarter__lt=period.quarter)
    earlier = NationalText.objects.filter(before, measure__code=measure.code).exclude(text="")
    return earlier.select_related("period").order_by("-period__year", "-period__quarter", "-number").first()


def _sides(period: Period) -> list[_Heard]:
    """Every council whose report is due, in the fixed order, with what it submitted. Four queries."""
    councils = Council.objects.select_related("region").order_by("position")
    due = [council for council in councils if is_due(council, period.as_quarter)]
    reports = {report.council_id: report for report in CouncilReport.objects.filter(period=period)}
    sealed = [report.pk for report in reports.values() if report.status in SEALED]
    editions = list(Edition.objects.latest_of_reports().filter(report__in=sealed))
    opened = {e.report_id: (e, told) for e, told in zip(editions, open_editions(editions), strict=True)}
    found: list[_Heard] = []
    for council in due:
        report = reports.get(council.pk)
        edition, told = opened.get(report.pk, (None, None)) if report else (None, None)
        found.append((council, report, edition, told))
    return found


def _items_of(measure: Measure, statement: Statement) -> list[Statement]:
    return [item for item in statement["items"] if item["measure"] and item["measure"]["code"] == measure.code]


def _side(
    measure: Measure, council: Council, report: CouncilReport | None, edition: Edition | None, told: Statement | None
) -> Side:
    if told is None:
        return Side(council, report, edition, None)
    items = _items_of(measure, told)
    numbers = {item["number"] for item in items}
    problems = [problem for problem in told.get("problems", ()) if problem["item"] in numbers]
    return Side(council, report, edition, told["signature"], [_item_said(item) for item in items], problems)


def _item_said(item: Statement) -> ItemSaid:
    return ItemSaid(
        item["number"], said(item["title"]), item["status"], item["text"], item.get("next_steps", ""), item["figures"]
    )
