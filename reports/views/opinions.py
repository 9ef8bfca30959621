"""What members of the council say apart, beside a report (rule 11)."""

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from actionplans.views import SignedInRequest
from councils import clock, files
from councils.drafts import form_for
from councils.views.steps import attempt, done
from reports.forms.remarks import OpinionForm
from reports.opinions import may_hold_opinion
from reports.permissions import editable_report_for, opinion_for
from reports.services import reading, remarks
from reports.states import ReportStatus

from .report_texts import closed_to_writing, text_page


def report_opinion_add(request: SignedInRequest, code: str, label: str) -> HttpResponse:
    """The secretary attaches what a member of the council says apart."""
    report = editable_report_for(request.user, code, label)
    words = _("A separate opinion is attached before the report is signed.")
    if report.status != ReportStatus.PREPARED and (closed := closed_to_writing(request, report, words)):
        return closed
    form = form_for(request, OpinionForm, members=may_hold_opinion(report, clock.today()))
    if form.is_valid() and form.carry_out(
        remarks.attach_opinion, report, actor=request.user, **form.cleaned_data
    ):  # fmt: skip
        return done(request, _("The separate opinion was attached."), f"{report.get_absolute_url()}#opinions")
    return text_page(request, report, form, _("Attach a separate opinion"))


@require_POST
def report_opinion_withdraw(request: SignedInRequest, code: str, label: str, pk: int) -> HttpResponse:
    report = editable_report_for(request.user, code, label)
    attempt(request, _("The separate opinion was withdrawn."), remarks.withdraw_opinion, report, pk)
    return redirect(report)


def report_opinion_file(request: SignedInRequest, code: str, label: str, pk: int) -> FileResponse:
    """The scan of an opinion, for the council and SMS."""
    opinion = opinion_for(request.user, code, label, pk)
    reading.opened(opinion.report, actor=request.user)
    if opinion.stored is None or opinion.stored.erased_on:
        raise Http404
    return files.answer(opinion.stored)
