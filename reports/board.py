"""Who reported and who is late: councils by quarters, what waits for SMS's decision (rules 10 and 16). Reads only.

A fixed number of queries for any number of councils and quarters.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from councils import clock
from councils.models import Council

from .models import CouncilReport, Edition, Extension, NationalReport, Period, ReportStep
from .models.periods import is_due
from .statement import Statement
from .states import IN_PREPARATION, SEALED, Manner, ReportStatus

QUARTERS = 4


@dataclass(frozen=True)
class Cell:
    """One council's report on one quarter; no report: not due (history) or not opened yet."""

    council: Council
    period: Period
    report: CouncilReport | None
    last_step: ReportStep | None = None
    extension: Extension | None = None
    today: date | None = None

    @property
    def is_history(self) -> bool:
        return not is_due(self.council, self.period.as_quarter)

    @property
    def is_in(self) -> bool:
        """Submitted, or accepted once: an accepted edition stands until a reopened report is sealed again."""
        if self.report is None:
            return False
        return self.report.status in SEALED or any(s.after == ReportStatus.ACCEPTED for s in self.report.steps.all())

    @property
    def is_due_now(self) -> bool:
        """Whether its day is over, so that it counts for completeness (rule 16)."""
        if self.is_history:
            return False
        assert self.today is not None
        return (self.report.due_on if self.report else self.period.deadline) < self.today

    @property
    def was_in_time(self) -> bool:
        first = self.report.first_submitted_on if self.report else None
        return bool(self.report and first and first <= self.report.due_on)

    @property
    def days_overdue(self) -> int:
        """Days since it was due, while it was never in; 0 otherwise."""
        if self.report is None or self.report.first_submitted_on or not self.is_due_now:
            return 0
        assert self.today is not None
        return (self.today - self.report.due_on).days

    @property
    def is_on_paper(self) -> bool:
        return self.last_step is not None and self.last_step.manner == Manner.PAPER

    @property
    def asked(self) -> ReportStep | None:
        """The step by which SMS returned or reopened it, while it lies with the council again."""
        returned = self.report is not None and self.report.status in (ReportStatus.RETURNED, ReportStatus.REOPENED)
        return self.last_step if returned else None


@dataclass(frozen=True)
class Column:
    """One quarter: its cells in the councils' order, completeness and timeliness on this day (rule 16)."""

    period: Period
    cells: list[Cell]
    national: NationalReport | None

    @property
    def expected(self) -> int:
        return sum(1 for cell in self.cells if not cell.is_history)

    @property
    def due(self) -> int:
        return sum(1 for cell in self.cells if cell.is_due_now)

    @property
    def in_of_due(self) -> int:
        return sum(1 for cell in self.cells if cell.is_due_now and cell.is_in)

    @property
    def in_time(self) -> int:
        return sum(1 for cell in self.cells if cell.is_due_now and cell.was_in_time)

    @property
    def received(self) -> int:
        return sum(1 for cell in self.cells if cell.is_in)

    @property
    def accepted(self) -> int:
        return sum(1 for cell in self.cells if cell.report and cell.report.status == ReportStatus.ACCEPTED)


@dataclass(frozen=True)
class Board:
    columns: list[Column]
    councils: list[Council]
    years: list[int]
    year: int | None

    @property
    def rows(self) -> list[tuple[Council, list[Cell]]]:
        return [(council, [column.cells[at] for column in self.columns]) for at, council in enumerate(self.councils)]


def board_of(year: int | None = None) -> Board:
    """The quarters of a year, or the latest four that were opened, the earliest first. Seven queries."""
    years = sorted(set(Period.objects.order_by().values_list("year", flat=True)))
    periods = Period.objects.filter(year=year) if year else Period.objects.all()[:QUARTERS]
    chosen = sorted(periods, key=lambda period: period.number)
    councils = list(Council.objects.select_related("region"))
    reports = {(r.council_id, r.period_id): r for r in _with_steps(CouncilReport.objects.filter(period__in=chosen))}
    extensions = {(e.council_id, e.period_id): e for e in Extension.objects.filter(period__in=chosen)}
    nationals = {n.period_id: n for n in NationalReport.objects.filter(period__in=chosen)}
    today = clock.today()

    def cell(council: Council, period: Period) -> Cell:
        report, key = reports.get((council.pk, period.pk)), (council.pk, period.pk)
        return Cell(council, period, report, _last_step(report), extensions.get(key), today)

    columns = [Column(p, [cell(c, p) for c in councils], nationals.get(p.pk)) for p in chosen]
    return Board(columns, councils, years, year)


@dataclass(frozen=True)
class Waiting:
    """A submitted report on which SMS decides, with what its sealed edition says."""

    report: CouncilReport
    step: ReportStep
    figures: dict[str, int]
    overdue: int


def waiting_for_sms() -> list[Waiting]:
    """Submitted reports, the longest waiting first. Three queries."""
    reports = _with_steps(CouncilReport.objects.filter(status=ReportStatus.SUBMITTED).with_names())
    sealed = sealed_figures(reports)
    waiting = []
    for report in reports:
        step, statement = _last_step(report), sealed[report.pk]
        assert step is not None
        overdue = sum(1 for item in statement["items"] if item["status"] == "overdue")
        waiting.append(Waiting(report, step, statement["figures"], overdue))
    return sorted(waiting, key=lambda told: told.step.at)


def sealed_figures(reports: Iterable[CouncilReport]) -> dict[int, Statement]:
    """By report: the edition in force without its texts. One query."""
    latest = Edition.objects.latest_of_reports().filter(report__in=[report.pk for report in reports])
    return {pk: json.loads(payload) for pk, payload in latest.values_list("report_id", "payload") if pk}


def late_or_returned() -> list[Cell]:
    """Reports whose day is over and that never came in, and those that lie with the council again. Three queries."""
    today = clock.today()
    statuses = (*IN_PREPARATION, ReportStatus.PREPARED)
    reports = _with_steps(CouncilReport.objects.filter(status__in=statuses).with_names())
    extensions = {(e.council_id, e.period_id): e for e in Extension.objects.all()}
    cells = [
        Cell(r.council, r.period, r, _last_step(r), extensions.get((r.council_id, r.period_id)), today)
        for r in reports
    ]
    return [cell for cell in cells if cell.days_overdue or cell.asked]


def _with_steps(reports: Any) -> list[CouncilReport]:
    return list(reports.prefetch_related("steps__signatory__person"))


def _last_step(report: CouncilReport | None) -> ReportStep | None:
    return list(report.steps.all())[-1] if report and report.steps.all() else None
