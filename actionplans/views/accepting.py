"""The secretary's page of what organisations proposed: accepted in one go, or declined one by one."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from actionplans.checks import Surroundings
from actionplans.forms.proposals import AcceptForm, DeclineForm, Waiting
from actionplans.models import Proposal
from actionplans.permissions import own_council_for, settled_proposal_for
from actionplans.services.proposals import accept, decline
from actionplans.states import ProposalState
from councils import drafts
from councils.drafts import form_for
from councils.rights import rights_of
from councils.states import Refused
from councils.views.steps import done

from . import SignedInRequest

ROWS = 25


@require_http_methods(["GET", "HEAD", "POST"])
def proposal_list(request: SignedInRequest, code: str) -> HttpResponse:
    """Whoever reads the council's events reads these; its secretary accepts the ticked ones, row by row."""
    council = own_council_for(request.user, code)
    may_settle = rights_of(request.user).may_record(council.pk)
    if request.method == "POST" and not may_settle:
        raise PermissionDenied
    all_of = Proposal.objects.filter(council=council).with_names()
    waiting = all_of.waiting().order_by("number")
    # What was sent is looked at by its own rows: others may have come or gone since the page was shown.
    shown = waiting.filter(pk__in=_sent(request.POST)) if request.method == "POST" else waiting
    form = form_for(request, AcceptForm, proposals=shown[:ROWS], around=Surroundings.of(council))
    _tell_of_gone(request, form)
    if form.is_bound and form.is_valid():
        accepted = _accept(request, form)
        if accepted and not _is_left(form):
            return done(request, _words(accepted), "actionplans:proposal-list", code)
        if accepted:
            drafts.drop(request)
            messages.success(request, _words(accepted))
    settled = all_of.exclude(state=ProposalState.PROPOSED).select_related("event__council", "settled_by__person")
    context = {
        "council": council, "form": form, "rows": form.rows, "may_settle": may_settle, "n": waiting.count(),
        "left": _is_left(form), "page": Paginator(settled, ROWS).get_page(request.GET.get("page")),
    }  # fmt: skip
    return render(request, "actionplans/proposal_list.html", context)


def _sent(post: QueryDict) -> list[int]:
    """Keys of the rows that stood on the page."""
    return [int(text) for text in post.getlist("row") if text.isascii() and text.isdecimal() and len(text) < 10]


def _tell_of_gone(request: SignedInRequest, form: AcceptForm) -> None:
    gone = [pk for pk in _sent(request.POST) if pk not in form.waiting and request.POST.get(f"take_{pk}")]
    if gone:
        words = ngettext(
            "%(n)s of the ticked proposals does not wait any more: it was settled or taken back meanwhile.",
            "%(n)s of the ticked proposals do not wait any more: they were settled or taken back meanwhile.",
            len(gone),
        )
        messages.warning(request, words % {"n": len(gone)})


def _is_left(form: AcceptForm) -> bool:
    """Whether something that was ticked stays: it is refused, or to be looked at."""
    return form.is_bound and any(row.take.value() for row in form.rows)


def _accept(request: SignedInRequest, form: AcceptForm) -> int:
    """Each row in a transaction of its own: a refused one keeps none of the others back."""
    accepted = 0
    for row in list(form.chosen()):
        if not form.is_looked_at(row):
            continue
        if _accepted(request, form, row):
            accepted += 1
    return accepted


def _accepted(request: SignedInRequest, form: AcceptForm, row: Waiting) -> bool:
    try:
        accept(row.proposal, row.draft.item, actor=request.user)
    except Refused as refusal:
        form.refuse(row, str(refusal))
        return False
    form.accepted(row)
    return True


def _words(n: int) -> str:
    words = ngettext("%(n)s proposal is accepted: it is an event now.",
                     "%(n)s proposals are accepted: they are events now.", n)  # fmt: skip
    return words % {"n": n}


@require_http_methods(["GET", "HEAD", "POST"])
def proposal_decline(request: SignedInRequest, code: str, number: int) -> HttpResponse:
    proposal = settled_proposal_for(request.user, code, number)
    form = form_for(request, DeclineForm)
    if form.is_valid() and form.carry_out(decline, proposal, actor=request.user, **form.cleaned_data):
        words = _("The proposal is declined; the organisation reads why.")
        return done(request, words, "actionplans:proposal-list", code)
    context = {"council": proposal.council, "proposal": proposal, "form": form}
    return render(request, "actionplans/proposal_decline.html", context)
