"""The page of an organisation that works by a link: what it proposed, what came of it, what it may comment on."""

from django.core.paginator import Paginator
from django.db.models import Count, Q, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.views.decorators.http import require_safe

from actionplans.models import Proposal
from actionplans.states import EventStatus
from councils import drafts
from councils.models import ContributorLink, Draft
from councils.views.contributors import for_contributors

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
