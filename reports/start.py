"""What each role finds on its start page: its quarter, its report, what waits for it. Reads only."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from actionplans.models import Event, RegisterUpload
from actionplans.quarters import Quarter, quarter_of
from actionplans.registers import waiting_for_office
from councils import clock
from councils.models import Council, Job, Membership, User
from councils.rights import Rights
from councils.states import JobState

from .board import Cell, Waiting, late_or_returned, waiting_for_sms
from .editions import in_force
from .links import EventLinks, event_links
from .models import CouncilReport, Edition, Notice, ReportStep
from .pages import CouncilPage, council_page
from .permissions import visible_nationals
from .statement import statement_of
from .states import IN_PREPARATION, NationalStatus, ReportStatus

LAST_EVENTS = 5
LAST_NATIONALS = 4
LAST_NOTICES = 3
JOBS_SHOWN = 3
REGISTERS_SHOWN = 5


@dataclass(frozen=True)
class OpenReport:
    """A report that is not accepted yet, as its council finds it."""

    report: CouncilReport
    page: CouncilPage
    last_step: ReportStep | None
    days_left: int

    @property
    def in_preparation(self) -> bool:
        return self.report.status in IN_PREPARATION

    @property
    def awaits_signature(self) -> bool:
        return self.report.status == ReportStatus.PREPARED


@dataclass(frozen=True)
class CouncilStart:
    """One council of the user's: the running quarter, open reports, last events."""

    council: Council
    records: bool
    signs: bool
    quarter: Quarter
    current: CouncilPage
    reports: list[OpenReport]
    latest: CouncilReport | None
    awaiting_plan: int
    registers: list[RegisterUpload]
    events: list[Event]
    links: EventLinks

    @property
    def to_sign(self) -> list[OpenReport]:
        return [told for told in self.reports if told.awaits_signature] if self.signs else []

    @property
    def has_work(self) -> bool:
        """Whether the secretary has something to do here; what is to be signed stands on its own."""
        waits = self.awaiting_plan or self.registers or any(told.in_preparation for told in self.reports)
        return self.records and bool(waits)


def council_starts(rights: Rights) -> list[CouncilStart]:
    councils: dict[int, Membership] = {membership.council_id: membership for membership in rights.memberships}
    found = Council.objects.filter(pk__in=councils).select_related("region")
    return [_council_start(council, rights) for council in found]


def _council_start(council: Council, rights: Rights) -> CouncilStart:
    today = clock.today()
    quarter, links = quarter_of(today), event_links(rights, council)
    not_accepted = CouncilReport.objects.filter(council=council).exclude(status=ReportStatus.ACCEPTED).with_names()
    reports = [
        _open_report(report, links, today) for report in not_accepted.order_by("period__year", "period__quarter")
    ]
    events = Event.objects.filter(council=council).counted().with_names().order_by("-ends_on", "-pk")
    return CouncilStart(
        council=council,
        records=rights.may_record(council.pk),
        signs=rights.may_sign(council.pk),
        quarter=quarter,
        current=council_page(statement_of(council, quarter, None), links),
        reports=reports,
        latest=CouncilReport.objects.filter(council=council).with_names().first(),
        awaiting_plan=Event.objects.filter(council=council).awaiting_plan().count(),
        registers=list(waiting_for_office(council)[:REGISTERS_SHOWN]),
        events=list(events[:LAST_EVENTS]),
        links=links,
    )


def _open_report(report: CouncilReport, links: EventLinks, today: date) -> OpenReport:
    statement, _edition = in_force(report)
    last_step = report.steps.select_related("by__person").last()
    return OpenReport(report, council_page(statement, links), last_step, (report.due_on - today).days)


@dataclass(frozen=True)
class SmsStart:
    waiting: list[Waiting]
    late: list[Cell]
    notices: list[Notice]


def sms_start() -> SmsStart:
    notices = Notice.objects.select_related("period")[:LAST_NOTICES]
    return SmsStart(waiting_for_sms(), late_or_returned(), list(notices))


@dataclass(frozen=True)
class NationalLine:
    """A national report that GA was sent, with what GA looks at first: who is missing, what is overdue."""

    national: Any
    edition: int
    missing: list[dict[str, Any]]
    due: int
    overdue: int

    @property
    def waits(self) -> bool:
        return bool(self.national.status == NationalStatus.SUBMITTED)


def ga_start(user: User) -> list[NationalLine]:
    """The last national reports that were sent, those to acknowledge among them. Two queries."""
    nationals = list(visible_nationals(user)[:LAST_NATIONALS])
    latest = Edition.objects.latest_of_nationals().filter(national__in=nationals)
    rows = latest.values_list("national", "number", "payload")
    told = {pk: (number, json.loads(payload)) for pk, number, payload in rows}
    return [_national_line(national, *told[national.pk]) for national in nationals]


def _national_line(national: Any, number: int, statement: dict[str, Any]) -> NationalLine:
    overdue = sum(council["statuses"].get("overdue", 0) for council in statement["councils"])
    return NationalLine(national, number, statement["missing"], statement["due"], overdue)


def failed_jobs_of(user: User) -> list[Job]:
    """Work that failed and was not done since, said where its owner looks."""
    failed = list(Job.objects.visible_to(user).filter(state=JobState.FAILED)[:20])
    later = _done_later(failed)
    return [job for job in failed if later.get((job.kind, job.key), 0) < job.pk][:JOBS_SHOWN]


def _done_later(failed: Iterable[Job]) -> dict[tuple[str, str], int]:
    kinds, keys = {job.kind for job in failed}, {job.key for job in failed}
    again = Job.objects.filter(kind__in=kinds, key__in=keys).exclude(state=JobState.FAILED)
    return {(kind, key): pk for kind, key, pk in again.order_by("pk").values_list("kind", "key", "pk")}
