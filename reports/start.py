"""What each role finds on its start page: its quarter, its report, what waits for it. Reads only."""

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from actionplans.models import Event
from actionplans.quarters import Span
from councils import clock
from councils.models import Council, Membership, User
from councils.rights import Rights

from .editions import in_force
from .frequency import span_on
from .links import EventLinks, event_links
from .models import CouncilReport, Edition, Notice, ReportStep
from .models.periods import opened_spans
from .pages import CouncilPage, council_page
from .permissions import visible_nationals
from .statement import statement_of
from .states import IN_PREPARATION, NationalStatus, ReportStatus

LAST_EVENTS = 5
LAST_NATIONALS = 4
LAST_NOTICES = 3


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
    quarter: Span
    current: CouncilPage
    reports: list[OpenReport]
    latest: CouncilReport | None
    events: list[Event]
    links: EventLinks

    @property
    def to_sign(self) -> list[OpenReport]:
        return [told for told in self.reports if told.awaits_signature] if self.signs else []


def council_starts(rights: Rights) -> list[CouncilStart]:
    councils: dict[int, Membership] = {membership.council_id: membership for membership in rights.memberships}
    found = Council.objects.filter(pk__in=councils).select_related("region")
    return [_council_start(council, rights) for council in found]


def _council_start(council: Council, rights: Rights) -> CouncilStart:
    today = clock.today()
    quarter, links = span_on(today, opened_spans(year=today.year)), event_links(rights, council)
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
        events=list(events[:LAST_EVENTS]),
        links=links,
    )


def _open_report(report: CouncilReport, links: EventLinks, today: date) -> OpenReport:
    statement, _edition = in_force(report)
    last_step = report.steps.select_related("by__person").last()
    return OpenReport(report, council_page(statement, links), last_step, (report.due_on - today).days)


def notices() -> list[Notice]:
    """What SMS was told lately about periods."""
    return list(Notice.objects.select_related("period")[:LAST_NOTICES])


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
