"""What SMS and the council say to one another at a report (rule 3)."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from actionplans.models import PlanItem
from actionplans.views import SignedInRequest
from councils.drafts import form_for
from councils.views.steps import attempt, done
from reports.editions import in_force
from reports.forms.remarks import CommentForm
from reports.links import EventLinks
from reports.pages import council_page
from reports.permissions import commented_report_for
from reports.services import comments, reading


def report_comments(request: SignedInRequest, code: str, label: str) -> HttpResponse:
    """All comments of a report, the settled ones too, and room for another."""
    report = reading.opened(commented_report_for(request.user, code, label), actor=request.user)
    statement, _edition = in_force(report)
    rows = council_page(statement, EventLinks()).rows
    initial = {"item": request.GET.get("item")}
    form = form_for(request, CommentForm, rows=rows, whole=_("The whole report"), initial=initial)
    if form.is_valid():
        item = PlanItem.objects.filter(pk=form.cleaned_data["item"]).first()
        text = form.cleaned_data["text"]
        if form.carry_out(comments.write_comment, report, item=item, text=text, actor=request.user):
            return done(request, _("The comment was written."), f"{report.get_absolute_url()}#comments")
    return render(request, "reports/report_comments.html", {
        "report": report, "form": form, "comments": report.comments.with_names(), "may_comment": True,
    })  # fmt: skip


@require_POST
def report_comment_settle(request: SignedInRequest, code: str, label: str, pk: int) -> HttpResponse:
    report = commented_report_for(request.user, code, label)
    comment = get_object_or_404(report.comments, pk=pk)
    attempt(request, _("The comment is settled."), comments.settle_comment, report, comment.pk)
    return redirect(f"{report.get_absolute_url()}#comments")
