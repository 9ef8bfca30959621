"""The list of a council's events: what was asked, the rows, their totals."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from actionplans import listing
from actionplans.forms.filters import EventFilterForm
from actionplans.models import Event
from actionplans.permissions import own_council_for
from councils.rights import rights_of

from . import SignedInRequest

ROWS = 50


@require_safe
def event_list(request: SignedInRequest, code: str) -> HttpResponse:
    council = own_council_for(request.user, code)
    asked = EventFilterForm(request.GET, council=council, years=listing.years_of(council))
    events = listing.matching(council, asked.cleaned_data) if asked.is_valid() else Event.objects.none()
    state = asked.cleaned_data.get("status") or listing.RECORDED
    sort = request.GET.get("sort", "")
    sort = sort if sort in listing.SORTS else listing.DEFAULT_SORT
    totals = listing.totals_by_state(events)
    pages = Paginator(listing.in_state(events, state).with_names().order_by(*listing.SORTS[sort]), ROWS)
    pages.count = totals[state].events  # known already: no query of its own
    page = pages.get_page(request.GET.get("page"))
    context = {
        "council": council, "form": asked, "chips": _chips(request, asked), "page": page, "state": state, "sort": sort,
        "totals": totals[state], "awaiting": totals[listing.AWAITING].events, "voided": totals[listing.VOIDED].events,
        "period": asked.cleaned_data.get("quarter"), "on_page": listing.Totals.of_events(page.object_list),
        "may_record": rights_of(request.user).may_record(council.pk),
    }  # fmt: skip
    return render(request, "actionplans/event_list.html", context)


def _chips(request: SignedInRequest, asked: EventFilterForm) -> list[tuple[str, str, str]]:
    """(name, words, address without it) of each part of the choice."""
    chips = []
    for name, words in asked.chips():
        query = request.GET.copy()
        query.pop(name, None)
        query.pop("page", None)
        chips.append((name, words, f"?{query.urlencode()}"))
    return chips
