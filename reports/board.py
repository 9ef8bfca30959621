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

from .inbox.lines import day_of
from .models import CouncilReport, Edition, Extension, NationalReport, Period, ReportStep
from .models.periods import is_due
from .statement import Statement
from .states import IN_PREPARATION, SEALED, Manner, NationalStatus, ReportStatus

QUARTERS = 4


@dataclass(frozen=True)
class Cell:
    """One council's report on one quarter as it stood on `day`; no report: not due (history) or not opened yet.

    `steps` are those taken by that day. The day by which it was due is the one that holds now: an extension counts
    from the beginning.
    """

    council: Council
    period: Period
    report: CouncilReport | None
    day: date
    steps: tuple[ReportStep, ...] = ()
    extension: Extension | None = None

    @property
    def last_step(self) -> ReportStep | None:
        return self.steps[-1] if self.steps else None

    @property
    def status(self) -> ReportStatus:
        return ReportStatus(self.last_step.after) if self.last_step else ReportStatus.OPEN

    @property
    def is_history(self) -> bool:
        return not is_due(self.council, self.period.as_quarter)

    @property
    def is_in(self) -> bool:
        """Submitted, or accepted once: an accepted edition stands until a reopened report is sealed again."""
        return self.status in SEALED or any(step.after == ReportStatus.ACCEPTED for step in self.steps)

    @property
    def is_due_now(self) -> bool:
        """Whether its day is over, so that it counts for completeness (rule 16)."""
        if self.is_history:
            return False
        return (self.report.due_on if self.report else self.period.deadline) < self.day

    @property
    def submitted_on(self) -> date | None:
        """The day on which it came in first, if that was by `day`."""
        first = self.report.first_submitted_on if self.report else None
        return first if first and first <= self.day else None

    @property
    def was_in_time(self) -> bool:
        return bool(self.report and self.submitted_on and self.submitted_on <= self.report.due_on)

    @property
    def days_late(self) -> int:
        return self.report.days_late if self.report and self.submitted_on else 0

    @property
    def days_overdue(self) -> int:
        """Days since it was due, while it was never in; 0 otherwise."""
        if self.report is None or self.submitted_on or not self.is_due_now:
            return 0
        return (self.day - self.report.due_on).days

    @property
    def _submission(self) -> ReportStep | None:
        return next((step for step in reversed(self.steps) if step.after == ReportStatus.SUBMITTED), None)

    @property
    def is_on_paper(self) -> bool:
        return self._submission is not None and self._submission.manner == Manner.PAPER

    @property
    def behalf_letter(self) -> str:
        """The letter by which SMS submitted it on the council's behalf; empty when the council did."""
        return self._submission.behalf_letter if self._submission else ""

    @property
    def asked(self) -> ReportStep | None:
        """The step by which SMS returned or reopened it, while it lies with the council again."""
        return self.last_step if self.status in (ReportStatus.RETURNED, ReportStatus.REOPENED) else None


@dataclass(frozen=True)
class Intake:
    """What completeness and timeliness are made of (rule 16): how many were due, of those in, of those by their day.

    Of several quarters or councils the numbers are added; a per cent is computed from the sums, never averaged.
    """

    due: int
    complete: int
    in_time: int


def intake_of(cells: Iterable[Cell]) -> Intake:
    due = [cell for cell in cells if cell.is_due_now]
    return Intake(len(due), sum(1 for cell in due if cell.is_in), sum(1 for cell in due if cell.was_in_time))


@dataclass(frozen=True)
class Column:
    """One quarter: its cells in the councils' order, and its national report as it stood on that day."""

    period: Period
    cells: list[Cell]
    national: NationalReport | None
    national_status: str = ""

    @property
    def expected(self) -> int:
        return sum(1 for cell in self.cells if not cell.is_history)

    @property
    def intake(self) -> Intake:
        return intake_of(self.cells)

    @property
    def received(self) -> int:
        return sum(1 for cell in self.cells if cell.is_in)

    @property
    def accepted(self) -> int:
        return sum(1 for cell in self.cells if cell.report and cell.status == ReportStatus.ACCEPTED)


@dataclass(frozen=True)
class Board:
    columns: list[Column]
    councils: list[Council]
    years: list[int]
    year: int | None
    day: date

    @property
    def rows(self) -> list[tuple[Council, list[Cell]]]:
        return [(council, [column.cells[at] for column in self.columns]) for at, council in enumerate(self.councils)]

    @property
    def rows_with_intake(self) -> list[tuple[Council, list[Cell], Intake]]:
        return [(council, cells, intake_of(cells)) for council, cells in self.rows]

    @property
    def intake(self) -> Intake:
        """Of all councils and quarters shown."""
        return intake_of(cell for column in self.columns for cell in column.cells)


def board_of(year: int | None = None, on: date | None = None) -> Board:
    """The quarters of a year, or the latest four that were opened, the earliest first; as they stood at the end of a
    day (today unless told). Eight queries."""
    day = on or clock.today()
    opened = Period.objects.filter(opened_on__lte=day)
    years = sorted(set(opened.order_by().values_list("year", flat=True)))
    chosen = sorted(opened.filter(year=year) if year else opened[:QUARTERS], key=lambda period: period.number)
    councils = list(Council.objects.select_related("region"))
    found = CouncilReport.objects.filter(period__in=chosen, opened_on__lte=day)
    reports = {(r.council_id, r.period_id): r for r in _with_steps(found)}
    extensions = {(e.council_id, e.period_id): e for e in Extension.objects.filter(period__in=chosen)}

    def cell(council: Council, period: Period) -> Cell:
        key = (council.pk, period.pk)
        report = reports.get(key)
        return Cell(council, period, report, day, _steps_by(report, day), extensions.get(key))

    nationals = _nationals(chosen, day)
    columns = [Column(p, [cell(c, p) for c in councils], *nationals.get(p.pk, (None, ""))) for p in chosen]
    return Board(columns, councils, years, year, day)


def _nationals(periods: list[Period], day: date) -> dict[int, tuple[NationalReport, str]]:
    """By period: the national report and the words of its state at the end of the day, if there was one."""
    found = {}
    for national in NationalReport.objects.filter(period__in=periods).prefetch_related("steps"):
        steps = [step for step in national.steps.all() if day_of(step.at) <= day]
        if steps:
            found[national.period_id] = (national, str(NationalStatus(steps[-1].after).label))
    return found


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
        step, statement = list(report.steps.all())[-1], sealed[report.pk]
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
        Cell(r.council, r.period, r, today, _steps_by(r, today), extensions.get((r.council_id, r.period_id)))
        for r in reports
    ]
    return [cell for cell in cells if cell.days_overdue or cell.asked]


def _with_steps(reports: Any) -> list[CouncilReport]:
    return list(reports.prefetch_related("steps__signatory__person"))


def _steps_by(report: CouncilReport | None, day: date) -> tuple[ReportStep, ...]:
    return tuple(step for step in report.steps.all() if day_of(step.at) <= day) if report else ()
