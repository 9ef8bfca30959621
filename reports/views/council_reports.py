"""A council's report from the task list to the chair's signature (rules 11 and 12)."""

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
from councils.drafts import form_for
from councils.models import Membership
from councils.rights import Rights, rights_of
from councils.states import Refused, SeatRole
from councils.views.steps import done
from reports.comments import comments_of, open_by_item
from reports.corrections import since_submission
from reports.earlier import edition_before
from reports.editions import in_force, open_edition
from reports.forms.steps import HandBackForm, PaperForm
from reports.links import event_links, sealed_links
from reports.models import CouncilReport, Edition
from reports.pages import CouncilPage, council_page, differences, restated_of
from reports.permissions import chair_report_for, council_for, editable_report_for, report_for, visible_editions
from reports.services import council_reports, signing
from reports.services.periods import guard_of
from reports.statement import Statement, fingerprint
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
    opinions: bool

    @classmethod
    def of(cls, rights: Rights, report: CouncilReport) -> "Moves":
        records, signs = rights.may_record(report.council_id), rights.may_sign(report.council_id)
        at_work = report.status in IN_PREPARATION
        waits = report.status == ReportStatus.PREPARED
        return cls(
            edit=records and at_work,
            sign=signs and waits,
            paper=records and waits,
            decide=rights.is_sms and report.status == ReportStatus.SUBMITTED,
            reopen=rights.is_sms and report.status == ReportStatus.ACCEPTED,
            extend=rights.is_sms and at_work and not report.first_submitted_on,
            opinions=records and (at_work or waits),
        )


def report_detail(request: SignedInRequest, code: str, label: str) -> HttpResponse:
    report = report_for(request.user, code, label)
    rights = rights_of(request.user)
    if not reads_live_figures(request.user, report.council_id) and report.status != ReportStatus.ACCEPTED:
        return redirect("reports:edition-detail", visible_editions(request.user, report)[0].pk)
    statement, edition = in_force(report)
    moves, talk = Moves.of(rights, report), comments_of(report, request.user)
    return render(request, "reports/report_detail.html", {
        "report": report, "council": report.council, "period": report.period, "edition": edition, "moves": moves,
        "page": _page(report, statement, rights, edition, editable=moves.edit, comments=open_by_item(talk)),
        "comments": talk, "may_comment": rights.may_comment(report.council_id),
        "reads_opinions": rights.is_sms or report.council_id in rights.councils, "restated": restated_of(statement),
        "signature": statement.get("signature"), "since": None if edition else _since_sealing(report, statement),
        "corrected": since_submission(report, edition) if edition and reads_live_figures(
            request.user, report.council_id
        ) else None,
        "steps": report.steps.select_related("by__person", "signatory__person", "signatory__seat"),
        "editions": visible_editions(request.user, report).defer("payload"), "guard": guard_of(report),
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


def report_sign(request: SignedInRequest, code: str, label: str) -> HttpResponse:
    """The chair's one page; signing submits and seals."""
    report = chair_report_for(request.user, code, label)
    if request.method == "POST":
        return _sign(request, report)
    if report.status != ReportStatus.PREPARED:
        return redirect(report)
    statement, _edition = in_force(report)
    prepared = report.steps.filter(after=ReportStatus.PREPARED).select_related("by__person").last()
    return render(request, "reports/report_sign.html", {
        "report": report, "period": report.period, "page": _page(report, statement, rights_of(request.user)),
        "seen": fingerprint(statement),
        "prepared": prepared, "hand_back": HandBackForm(), "since": _since_sealing(report, statement),
        "next_edition": report.editions.count() + 1, "days_left": (report.due_on - clock.today()).days,
    })  # fmt: skip


def _sign(request: SignedInRequest, report: CouncilReport) -> HttpResponse:
    try:
        edition = signing.sign(report, actor=request.user, seen=request.POST.get("seen", ""))
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        words = _("Signed and sent to the State Migration Service: edition %(number)s, code %(code)s.")
        messages.success(request, words % {"number": edition.number, "code": edition.short_code})
    return redirect(report)


def report_hand_back(request: SignedInRequest, code: str, label: str) -> HttpResponse:
    report = chair_report_for(request.user, code, label)
    form = form_for(request, HandBackForm)
    if form.is_valid() and form.carry_out(council_reports.hand_back, report, actor=request.user, **form.cleaned_data):
        return done(request, _("The report is with the secretary again."), report)
    return step_page(request, report, form, _("Hand the report back"), _("Hand back with this reason"))


def report_submit_paper(request: SignedInRequest, code: str, label: str) -> HttpResponse:
    report = editable_report_for(request.user, code, label)
    form = form_for(request, PaperForm)
    if form.is_valid() and form.carry_out(signing.submit_on_paper, report, actor=request.user, **form.cleaned_data):
        return done(request, _("Submitted with the signature on paper, and sealed."), report)
    lead = _("This seals the figures: later they change only after SMS reopens the report, with a reason.")
    return step_page(request, report, form, _("Submit a report signed on paper"), _("Submit and seal"), lead)


def step_page(
    request: SignedInRequest, report: CouncilReport, form: Any, title: str, button: str, lead: str = ""
) -> HttpResponse:
    """A page with one form that takes one step of a report."""
    return render(
        request, "reports/step.html",
        {"report": report, "period": report.period, "form": form, "title": title, "button": button, "lead": lead},
    )  # fmt: skip
