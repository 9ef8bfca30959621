"""Pages of an organisation that works by a link: what it proposed, what came of it, the report it may comment on."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from actionplans.models import PlanItem, Proposal
from actionplans.states import EventStatus
from councils import drafts
from councils.drafts import form_for
from councils.models import ContributorLink, Draft
from councils.views.contributors import for_contributors
from reports.forms.remarks import CommentForm
from reports.links import EventLinks
from reports.models import CouncilReport
from reports.pages import council_page
from reports.querysets import CouncilReportQuerySet
from reports.services.comments import write_by_link
from reports.statement import statement_of
from reports.states import ReportStatus

ROWS = 25


@for_contributors
@require_safe
def contributor_home(request: HttpRequest, link: ContributorLink) -> HttpResponse:
    """Its own proposals by this link; the events that came of its proposals, by whichever link, as they stand now."""
    accepted = Proposal.objects.accepted_from(link)
    recorded = Q(event__status=EventStatus.RECORDED)
    sums = accepted.aggregate(
        events=Count("pk", filter=recorded), participants=Sum("event__participants", filter=recorded)
    )
    events = accepted.select_related("event__district", "event__item").order_by("-event__ends_on", "-number")
    own = Proposal.objects.of_link(link).with_names().select_related("event")
    return render(request, "reports/contributor_home.html", {
        "link": link, "council": link.council, "unfinished": _unfinished(link), "sums": sums,
        "reports": _open_to(link),
        "page": Paginator(own, ROWS).get_page(request.GET.get("page")),
        "accepted": Paginator(events, ROWS).get_page(request.GET.get("accepted")),
    })  # fmt: skip


def _unfinished(link: ContributorLink) -> list[tuple[str, str, Draft]]:
    """(address, words, draft) of each proposal that was begun and not sent."""
    kept = [draft for draft in drafts.unfinished_of(link) if _is_proposal(draft.key)]
    return [(drafts.address_of(draft), drafts.words_of(draft), draft) for draft in kept]


def _is_proposal(path: str) -> bool:
    try:
        return resolve(path).view_name == "actionplans:proposal-create"
    except Resolver404:
        return False


def _open_to(link: ContributorLink) -> CouncilReportQuerySet:
    """Reports that the council has prepared and not yet signed: only there a comment can still change something."""
    found = CouncilReport.objects.filter(council=link.council_id, status=ReportStatus.PREPARED)
    return found.select_related("period", "council__region")


@for_contributors
@require_http_methods(["GET", "HEAD", "POST"])
def contributor_report(request: HttpRequest, link: ContributorLink, label: str) -> HttpResponse:
    """The prepared report in figures and states, item by item, and room for a comment.

    Without items about victims or cases, and without what persons wrote: the texts are not signed yet, and may hold
    a name by mistake. Of the comments only the organisation's own.
    """
    found = [report for report in _open_to(link) if report.period.label == label]
    report = get_object_or_404(_open_to(link), pk=found[0].pk if found else 0)
    page = council_page(statement_of(report.council, report.period.as_quarter, report), EventLinks())
    rows = [row for row in page.rows if not row.sensitive]
    form = form_for(request, CommentForm, rows=rows, whole=_("The whole report"))
    if form.is_valid():
        item = PlanItem.objects.select_related("plan").filter(pk=form.cleaned_data["item"]).first()
        if form.carry_out(write_by_link, report, link, item=item, text=form.cleaned_data["text"]):
            drafts.drop(request)
            messages.success(request, _("The comment was written."))
            return redirect(request.path)
    own = report.comments.with_names().filter(contributor__organisation=link.organisation_id)
    context = {"report": report, "council": link.council, "page": page, "rows": rows, "form": form, "comments": own}
    return render(request, "reports/contributor_report.html", context)
