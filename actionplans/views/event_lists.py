"""The list of a council's events: what was asked, the rows, their totals, and the same rows as a file."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_safe

from actionplans import listing
from actionplans.exports import work
from actionplans.exports.files import KINDS
from actionplans.forms.filters import EventFilterForm
from actionplans.models import Event
from actionplans.permissions import own_council_for, reads_registers
from councils import files, job_files
from councils.permissions import job_for
from councils.rights import rights_of

from . import SignedInRequest

ROWS = 50


@require_safe
def event_list(request: SignedInRequest, code: str) -> HttpResponse:
    council = own_council_for(request.user, code)
    rights = rights_of(request.user)
    asked = EventFilterForm(request.GET, council=council, years=listing.years_of(council))
    events = listing.matching(council, asked.cleaned_data) if asked.is_valid() else Event.objects.none()
    state = asked.cleaned_data.get("status") or listing.RECORDED
    sort = listing.order_named(request.GET.get("sort", ""))
    totals = listing.totals_by_state(events)
    pages = Paginator(listing.ordered(listing.in_state(events, state).with_names(), sort), ROWS)
    pages.count = totals[state].events  # known already: no query of its own
    page = pages.get_page(request.GET.get("page"))
    context = {
        "council": council, "form": asked, "chips": _chips(request, asked), "page": page, "state": state, "sort": sort,
        "totals": totals[state], "awaiting": totals[listing.AWAITING].events, "voided": totals[listing.VOIDED].events,
        "period": asked.cleaned_data.get("quarter"), "on_page": listing.Totals.of_events(page.object_list),
        "may_record": rights.may_record(council.pk), "brings_in": rights.may_bring_in(council.pk),
        "reads_registers": reads_registers(request.user, council.pk), "long": pages.count > work.AT_ONCE,
    }  # fmt: skip
    return render(request, "actionplans/event_list.html", context)


@require_GET
def event_download(request: SignedInRequest, code: str) -> HttpResponse:
    """Exactly the rows of the list at the same query, as a file; a job makes it where they are many."""
    council = own_council_for(request.user, code)
    kind = request.GET.get("format", "xlsx")
    asked = EventFilterForm(request.GET, council=council, years=listing.years_of(council))
    if kind not in KINDS or not asked.is_valid():
        messages.error(request, _("There is nothing to download: the choice holds a value that is not known here."))
        return redirect("actionplans:event-list", code)
    state = asked.cleaned_data.get("status") or listing.RECORDED
    sort = listing.order_named(request.GET.get("sort", ""))
    wanted = work.Wanted(council, asked.cleaned_data, state, sort, kind)
    order = wanted.order()
    if len(order) > work.AT_ONCE:
        job = work.ask(wanted, (get_language() or "ru")[:2], actor=request.user)
        return redirect("councils:job-detail", job.pk)
    content = work.content_of(wanted, order, actor=request.user)
    work.downloaded(wanted, content, len(order), actor=request.user)
    return files.attached(content, wanted.name)


@require_GET
def event_download_file(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    """The file that a job made, for whoever asked for it; it is kept for a day."""
    council = own_council_for(request.user, code)  # the seat may have ended since
    job = job_for(request.user, pk)
    if job.owner != request.user or job.kind != work.KIND or job.params.get("council") != council.code:
        raise Http404
    content = job_files.made(job)
    if content is None:
        raise Http404
    return files.attached(content, job.result["name"])


def _chips(request: SignedInRequest, asked: EventFilterForm) -> list[tuple[str, str, str]]:
    """(name, words, address without it) of each part of the choice."""
    chips = []
    for name, words in asked.chips():
        query = request.GET.copy()
        query.pop(name, None)
        query.pop("page", None)
        chips.append((name, words, f"?{query.urlencode()}"))
    return chips
