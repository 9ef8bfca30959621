"""From the chair's page to the sealed report: signed on screen or on paper, handed back (rules 11 and 12)."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from actionplans.views import SignedInRequest
from councils import clock, drafts, files
from councils.drafts import form_for
from councils.rights import rights_of
from councils.states import Refused
from councils.views.steps import done
from reports.editions import in_force
from reports.forms.papers import PaperForm
from reports.forms.steps import HandBackForm, RecallForm
from reports.links import event_links
from reports.models import CouncilReport, Edition
from reports.on_behalf import letter_of
from reports.pages import council_page
from reports.permissions import (
    chair_report_for,
    editable_report_for,
    handed_back_report_for,
    paper_for,
    recalled_report_for,
)
from reports.services import council_reports, reading, signing
from reports.sign_page import first_of, sign_page
from reports.statement import draft_code, fingerprint, statement_of
from reports.states import ReportStatus


def report_sign(request: SignedInRequest, code: str, label: str) -> HttpResponse:
    """The chair's one page; signing submits and seals."""
    report = chair_report_for(request.user, code, label)
    if request.method == "POST":
        return _sign(request, report)
    if report.status != ReportStatus.PREPARED:
        return redirect(report)
    statement, _edition = in_force(report)
    page = council_page(statement, event_links(rights_of(request.user), report.council))
    late, late_more = first_of([*page.overdue, *page.not_fulfilled])
    return render(request, "reports/report_sign.html", {
        "report": report, "period": report.period, "seen": fingerprint(statement), "code": draft_code(statement),
        "prepared": report.steps.filter(after=ReportStatus.PREPARED).select_related("by__person").last(),
        "page": page, "late": late, "late_more": late_more, "told": sign_page(report, statement),
        "hand_back": form_for(request, HandBackForm),
        "back_url": reverse("reports:report-hand-back", args=[code, label]),
        "next_edition": report.editions.count() + 1, "days_left": (report.due_on - clock.today()).days,
    })  # fmt: skip


def _sign(request: SignedInRequest, report: CouncilReport) -> HttpResponse:
    try:
        edition = signing.sign(report, actor=request.user, seen=request.POST.get("seen", ""))
    except Refused as refusal:
        messages.error(request, str(refusal))
        if request.POST.get("reason"):  # of handing back, typed before the other button was pressed
            drafts.keep(request)
        return redirect("reports:report-sign", report.council.code, report.period.label)  # to be read again
    return done(request, _sealed_words(edition), report)


def _sealed_words(edition: Edition) -> str:
    words = _("Signed and sent to the State Migration Service: edition %(number)s, code %(code)s.")
    return words % {"number": edition.number, "code": edition.short_code}


def report_hand_back(request: SignedInRequest, code: str, label: str) -> HttpResponse:
    report = handed_back_report_for(request.user, code, label)
    form = form_for(request, HandBackForm)
    if form.is_valid() and form.carry_out(council_reports.hand_back, report, actor=request.user, **form.cleaned_data):
        drafts.drop(request, reverse("reports:report-sign", args=[code, label]))
        return done(request, _("The report is with the secretary again."), report)
    signs = rights_of(request.user).may_sign(report.council_id)
    title = _("Hand the report back") if signs else _("Put it back into preparation")
    return step_page(request, report, form, title, _("Hand back with this reason"))


def report_recall(request: SignedInRequest, code: str, label: str) -> HttpResponse:
    """The council takes back what SMS has not opened yet."""
    report = recalled_report_for(request.user, code, label)
    if request.method != "POST" and (report.status != ReportStatus.SUBMITTED or report.read_by_sms_at):
        return redirect(report)
    form = form_for(request, RecallForm)
    if form.is_valid() and form.carry_out(council_reports.recall, report, actor=request.user, **form.cleaned_data):
        return done(request, _("The report is in preparation again. SMS had not opened it."), report)
    lead = _(
        "The quarter opens again for corrections. The sealed edition stays, and the next one will say that it was"
        " recalled."
    )
    return step_page(request, report, form, _("Take the report back"), _("Take it back with this reason"), lead)


def report_submit_paper(request: SignedInRequest, code: str, label: str) -> HttpResponse:
    """The signed paper's scan, with what stands on it; the page shows the code that must stand there."""
    report = editable_report_for(request.user, code, label)
    if request.method != "POST" and report.status != ReportStatus.PREPARED:
        return redirect(report)
    statement = statement_of(report.council, report.period.as_quarter, report)
    letter = letter_of(report, request.user)
    form = form_for(
        request, PaperForm, signers=signing.signers_of(report), on_behalf=bool(letter), seen=fingerprint(statement)
    )
    if form.is_valid():
        edition = form.carry_out(signing.submit_on_paper, report, actor=request.user, **form.values)
        if edition:
            words = _("Submitted with the signature on paper, and sealed: edition %(number)s, code %(code)s.")
            return done(request, words % {"number": edition.number, "code": edition.short_code}, report)
    context = {
        "report": report, "period": report.period, "form": form, "letter": letter, "code": draft_code(statement),
        "page": council_page(statement, event_links(rights_of(request.user), report.council)),
    }  # fmt: skip
    return render(request, "reports/report_paper.html", context)


@require_safe
def step_scan(request: SignedInRequest, code: str, label: str, number: int) -> FileResponse:
    """The scan of a signed report, for the council and SMS."""
    report = reading.opened(paper_for(request.user, code, label), actor=request.user)
    step = report.steps.filter(number=number, scan__isnull=False).select_related("scan").first()
    if step is None or step.scan is None or step.scan.erased_on:
        raise Http404
    return files.answer(step.scan)


def step_page(
    request: SignedInRequest, report: CouncilReport, form: Any, title: str, button: str, lead: str = ""
) -> HttpResponse:
    """A page with one form that takes one step of a report."""
    return render(
        request, "reports/step.html",
        {"report": report, "period": report.period, "form": form, "title": title, "button": button, "lead": lead},
    )  # fmt: skip
