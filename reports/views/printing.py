"""A council's report as it is printed: the usual columns, room for the signatures, and a code that tells its state."""

from datetime import date

from django.http import HttpResponse
from django.shortcuts import redirect, render

from actionplans.permissions import reads_live_figures
from actionplans.views import SignedInRequest
from councils import clock
from councils.models import Council, Membership
from councils.states import SeatRole
from reports.editions import in_force
from reports.links import EventLinks
from reports.pages import council_page
from reports.permissions import report_for, visible_editions
from reports.services import reading
from reports.statement import Statement, draft_code
from reports.states import ReportStatus


def report_print(request: SignedInRequest, code: str, label: str) -> HttpResponse:
    """The sealed edition with its code; before that a draft, whose code changes with every word in it."""
    report = reading.opened(report_for(request.user, code, label), actor=request.user)
    if not reads_live_figures(request.user, report.council_id) and report.status != ReportStatus.ACCEPTED:
        return redirect("reports:edition-detail", visible_editions(request.user, report)[0].pk)
    statement, edition = in_force(report)
    return render(request, "reports/report_print.html", {
        "report": report, "period": report.period, "edition": edition, "statement": statement,
        "page": council_page(statement, EventLinks()), "signature": statement.get("signature"),
        "signed_on": _signed_on(statement),
        "code": edition.short_code if edition else draft_code(statement), "today": clock.today(),
        "chair": _holder(report.council, SeatRole.CHAIR, SeatRole.DEPUTY),
        "secretary": _holder(report.council, SeatRole.SECRETARY),
    })  # fmt: skip


def _signed_on(statement: Statement) -> date | None:
    signature = statement.get("signature")
    return date.fromisoformat(signature["on"]) if signature else None


def _holder(council: Council, *roles: SeatRole) -> Membership | None:
    """Who would sign today: the chair, else the deputy."""
    held = Membership.objects.on(clock.today()).with_holder().filter(council=council, seat__role__in=roles)
    return held.order_by("seat__position").first()
