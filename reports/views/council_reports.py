"""A council's report as a task list, until it goes to the chair (rule 11)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import Max
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from actionplans.permissions import reads_live_figures
from actionplans.views import SignedInRequest
from councils import clock
from councils.models import Membership, User
from councils.rights import Rights, rights_of
from councils.states import Refused, SeatRole
from reports.comments import comments_of, open_by_item
from reports.corrections import since_submission
from reports.earlier import edition_before
from reports.editions import in_force, open_edition
from reports.history import history_of
from reports.links import event_links, sealed_links
from reports.models import CouncilReport, Edition
from reports.on_behalf import running_entry
from reports.opinions import withdrawable
from reports.pages import CouncilPage, council_page, differences, restated_of
from reports.permissions import (
    council_for,
    editable_report_for,
    reads_papers,
    report_for,
    visible_editions,
    writes_report,
)
from reports.services import council_reports, reading
from reports.services.periods import guard_of
from reports.statement import Statement
from reports.states import IN_PREPARATION, ReportStatus
from reports.years import years_opened


def report_list(request: SignedInRequest, code: str) -> HttpResponse:
    council = council_for(request.user, code)
    reports = CouncilReport.objects.visible_to(request.user).filter(council=council).with_names()
    latest_first = reports.order_by("-period__year", "-period__quarter")
    shown = list(latest_first.annotate(last_edition=Max("editions__number")))
    context = {"council": council, "reports": shown, "today": clock.today(), "years": years_opened()}
    return render(request, "reports/report_list.html", context)


@dataclass(frozen=True)
class Moves:
    """Which steps this user may take from the report's present state; the services check once more."""

    edit: bool
    sign: bool
    paper: bool
    decide: bool
    reopen: bool
    extend: bool
    recall: bool
    on_behalf: bool
    take_over: bool
    opinions: bool

    @classmethod
    def of(cls, user: User, report: CouncilReport) -> "Moves":
        rights = rights_of(user)
        records, signs = writes_report(user, report), rights.may_sign(report.council_id)
        at_work = report.status in IN_PREPARATION
        waits, submitted = report.status == ReportStatus.PREPARED, report.status == ReportStatus.SUBMITTED
        entry, secretary = running_entry(report), rights.may_record(report.council_id)
        return cls(
            edit=records and at_work,
            sign=signs and waits,
            paper=records and waits,
            decide=rights.is_sms and submitted,
            reopen=rights.is_sms and report.status == ReportStatus.ACCEPTED,
            extend=rights.is_sms and at_work and not report.first_submitted_on,
            recall=(secretary or signs) and submitted and report.read_by_sms_at is None,
            on_behalf=rights.is_sms and at_work and entry is None,
            take_over=secretary and entry is not None and (at_work or waits),
            opinions=records and (at_work or waits),
        )


def report_detail(request: SignedInRequest, code: str, label: str) -> HttpResponse:
    report = reading.opened(report_for(request.user, code, label), actor=request.user)
    rights = rights_of(request.user)
    if not reads_live_figures(request.user, report.council_id) and report.status != ReportStatus.ACCEPTED:
        return redirect("reports:edition-detail", visible_editions(request.user, report)[0].pk)
    statement, edition = in_force(report)
    moves, talk = Moves.of(request.user, report), comments_of(report, request.user)
    return render(request, "reports/report_detail.html", {
        "report": report, "council": report.council, "period": report.period, "edition": edition, "moves": moves,
        "page": _page(report, statement, rights, edition, editable=moves.edit, comments=open_by_item(talk)),
        "comments": talk, "may_comment": rights.may_comment(report.council_id), "restated": restated_of(statement),
        "signature": statement.get("signature"), "since": None if edition else _since_sealing(report, statement),
        "corrected": since_submission(report, edition) if edition and reads_live_figures(
            request.user, report.council_id
        ) else None,
        "steps": history_of(report, request.user), "behalf": running_entry(report),
        "editions": visible_editions(request.user, report).defer("payload"), "guard": guard_of(report),
        "papers": reads_papers(request.user, report),
        "withdrawable": withdrawable(report).values_list("pk", flat=True) if moves.opinions else (),
        "signatory": _chair_of(report), "previous": edition_before(report), "last_step": _asked(report),
        "days_left": (report.due_on - clock.today()).days,
        "workbook_url": reverse("reports:report-detail", args=[code, label]) + "workbook/",
    })  # fmt: skip


def _page(
    report: CouncilReport, statement: Statement, rights: Rights, edition: Edition | None = None, *,
    editable: bool = False, comments: Mapping[int | None, int] | None = None,
) -> CouncilPage:  # fmt: skip
    """Figures of a sealed report open to its events as they stood, live ones to the list as it is now."""
    pattern = reverse("reports:report-item", args=[report.council.code, report.period.label, 0]) if editable else ""
    links = sealed_links(edition.pk, report.period.label) if edition else event_links(rights, report.council)
    return council_page(statement, links, pattern, comments)


def _since_sealing(report: CouncilReport, statement: Statement) -> dict[str, Any] | None:
    """For a report that was sealed and is open again: what the figures are now against the last edition (rule 12)."""
    last = report.editions.order_by("-number").first()
    if last is None:
        return None
    return {"edition": last, "figures": differences(open_edition(last, with_events=False), statement)}


def _asked(report: CouncilReport) -> Any:
    """The step that gave the report back to the secretary, while it lies there."""
    return report.steps.select_related("by__person").last() if report.status in IN_PREPARATION else None


def _chair_of(report: CouncilReport) -> Membership | None:
    seats = (SeatRole.CHAIR, SeatRole.DEPUTY)
    held = Membership.objects.on(clock.today()).filter(council=report.council_id, seat__role__in=seats)
    return held.with_holder().order_by("seat__position").first()


@require_POST
def report_prepare(request: SignedInRequest, code: str, label: str) -> HttpResponse:
    report = editable_report_for(request.user, code, label)
    try:
        council_reports.prepare(report, actor=request.user)
    except Refused as refusal:  # what is missing stands on the report's page, with links
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The report is with the chair for signature."))
    return redirect(report)
