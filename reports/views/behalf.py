"""SMS enters a council's report by its letter, and the council takes it over (rules 3 and 11)."""

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from actionplans.views import SignedInRequest
from councils import files
from councils.drafts import form_for
from councils.permissions import secretary_council_for
from councils.views.steps import attempt, done
from reports.forms.papers import BehalfForm
from reports.on_behalf import running_entry
from reports.permissions import paper_for, report_for, sms_report_for
from reports.services import behalf
from reports.states import IN_PREPARATION

from .signing import step_page


def report_on_behalf(request: SignedInRequest, code: str, label: str) -> HttpResponse:
    report = sms_report_for(request.user, code, label)
    if request.method != "POST" and (report.status not in IN_PREPARATION or running_entry(report)):
        return redirect(report)
    form = form_for(request, BehalfForm)
    if form.is_valid() and form.carry_out(behalf.enter_on_behalf, report, actor=request.user, **form.cleaned_data):
        return done(request, _("You enter this report on behalf of the council until it takes it over."), report)
    lead = _("Every page and edition says so and names the letter. Until it is in, the council can take it over.")
    return step_page(request, report, form, _("Enter the report on behalf of the council"), _("Enter it"), lead)


@require_POST
def report_take_over(request: SignedInRequest, code: str, label: str) -> HttpResponse:
    report = report_for(request.user, code, label)
    secretary_council_for(request.user, code)
    attempt(request, _("The council writes this report again."), behalf.take_over, report)
    return redirect(report)


@require_safe
def behalf_letter(request: SignedInRequest, code: str, label: str, pk: int) -> FileResponse:
    """The scan of the letter by which SMS entered the report, for the council and SMS."""
    report = paper_for(request.user, code, label)
    entry = report.behalf_entries.filter(pk=pk).select_related("letter").first()
    if entry is None or entry.letter.erased_on:
        raise Http404
    return files.answer(entry.letter)
