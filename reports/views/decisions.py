"""What SMS decides of a council's report: accept, return, reopen, extend (rules 10 to 12)."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from actionplans.views import SignedInRequest
from councils.drafts import form_for
from councils.states import Refused
from councils.views.steps import done
from reports.forms.steps import ExtendForm, ReturnForm
from reports.permissions import sms_report_for
from reports.services import council_reports, periods

from .signing import step_page


@require_POST
def report_accept(request: SignedInRequest, code: str, label: str) -> HttpResponse:
    report = sms_report_for(request.user, code, label)
    seen = request.POST.get("edition", "")
    try:
        council_reports.accept(report, actor=request.user, seen=int(seen) if seen.isdecimal() else 0)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The report is accepted."))
    return redirect(report)


def report_return(request: SignedInRequest, code: str, label: str) -> HttpResponse:
    report = sms_report_for(request.user, code, label)
    form = form_for(request, ReturnForm)
    if form.is_valid() and form.carry_out(
        council_reports.return_report, report, actor=request.user, **form.cleaned_data
    ):
        return done(request, _("The report is returned to the council."), report)
    lead = _("The sealed edition stays; the next one will say what was changed, why, and who asked for it.")
    return step_page(request, report, form, _("Return the report"), _("Return with this reason"), lead)


def report_reopen(request: SignedInRequest, code: str, label: str) -> HttpResponse:
    report = sms_report_for(request.user, code, label)
    form = form_for(request, ReturnForm)
    if form.is_valid() and form.carry_out(council_reports.reopen, report, actor=request.user, **form.cleaned_data):
        return done(request, _("The report is open for correction."), report)
    lead = _("This lifts the quarter's lock too. The accepted edition stays until the council signs the next one.")
    return step_page(request, report, form, _("Reopen the report"), _("Reopen with this reason"), lead)


def report_extend(request: SignedInRequest, code: str, label: str) -> HttpResponse:
    report = sms_report_for(request.user, code, label)
    form = form_for(request, ExtendForm)
    if form.is_valid() and form.carry_out(periods.extend, report, actor=request.user, **form.cleaned_data):
        return done(request, _("The council has a later deadline."), report)
    return step_page(request, report, form, _("Give a later deadline"), _("Extend with this reason"))
