"""Pages of an organisation that works by a link: propose an event, its receipt, take it back."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from actionplans.forms.proposals import ProposalForm
from actionplans.models import Proposal
from actionplans.proposals import TYPED, looks_when_sent
from actionplans.remarks import Warning
from actionplans.services.events import EventRefused
from actionplans.services.proposals import SentAlready, send, withdraw
from actionplans.states import ProposalState, TargetGroup
from councils import drafts
from councils.drafts import form_for
from councils.models import ContributorLink
from councils.states import Refused
from councils.views.contributors import for_contributors

_COUNTS = ("participants", "women", "men", "materials", "audience")


@for_contributors
@require_safe
def proposal_start(request: HttpRequest, link: ContributorLink) -> HttpResponse:
    """A new form has an address of its own: the key by which it is sent once, and its typing found again."""
    address = _new_address()
    return redirect(f"{address}?{request.GET.urlencode()}" if request.GET else address)


def _new_address() -> str:
    return reverse("actionplans:proposal-create", args=[uuid.uuid4()])


@for_contributors
@require_http_methods(["GET", "HEAD", "POST"])
def proposal_create(request: HttpRequest, link: ContributorLink, key: uuid.UUID) -> HttpResponse:
    form = form_for(request, ProposalForm, council=link.council, initial=_first_values(request, link))
    if not (form.is_bound and form.is_valid()):
        return _form_page(request, link, form)
    if unseen := _unseen(request, looks_when_sent(form.draft)):
        context = {"form": form, "draft": form.draft, "warnings": unseen, "council": link.council}
        return render(request, "actionplans/proposal_check.html", context)
    try:
        proposal = send(link, form.draft, client_key=str(key))
    except SentAlready as conflict:
        messages.warning(request, str(conflict))
        drafts.drop(request)
        drafts.keep(request, address := _new_address())
        return redirect(address)
    except EventRefused as refusal:
        form.put(refusal.faults)
    except Refused as refusal:
        form.add_error(None, str(refusal))
    else:
        drafts.drop(request)
        return redirect(proposal.get_absolute_url() + "?saved=1")
    return _form_page(request, link, form)


def _first_values(request: HttpRequest, link: ContributorLink) -> dict[str, Any]:
    """Of a proposal that is to be told again: all but its counts, as copying an event never copies those."""
    number = request.GET.get("copy", "")
    if not (number.isascii() and number.isdecimal() and len(number) < 10):
        return {}
    proposal = _proposal(link, int(number))
    again = {name: getattr(proposal, name) for name in TYPED if name not in _COUNTS}
    return again | ({"ends_on": None} if proposal.ends_on == proposal.starts_on else {})


def _unseen(request: HttpRequest, warnings: list[Warning]) -> list[Warning]:
    seen = request.POST.getlist("seen")
    return warnings if any(str(warning.kind) not in seen for warning in warnings) else []


def _form_page(request: HttpRequest, link: ContributorLink, form: ProposalForm) -> HttpResponse:
    return render(request, "actionplans/proposal_form.html", {"council": link.council, "form": form})


def _proposal(link: ContributorLink, number: int) -> Proposal:
    """The link's own; another's answers 404, were it of the same organisation."""
    found = Proposal.objects.of_link(link).with_names().select_related("event__council")
    return get_object_or_404(found, number=number)


@for_contributors
@require_safe
def proposal_detail(request: HttpRequest, link: ContributorLink, number: int) -> HttpResponse:
    """What was proposed and what became of it; right after sending it is the receipt (?saved=1)."""
    proposal = _proposal(link, number)
    groups = dict(TargetGroup.choices)
    return render(request, "actionplans/proposal_detail.html", {
        "proposal": proposal, "council": link.council, "saved": "saved" in request.GET,
        "groups": [groups.get(group, group) for group in proposal.target_groups],
        "waits": proposal.state == ProposalState.PROPOSED,
    })  # fmt: skip


@for_contributors
@require_POST
def proposal_withdraw(request: HttpRequest, link: ContributorLink, number: int) -> HttpResponse:
    proposal = _proposal(link, number)
    try:
        withdraw(proposal, link=link)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The proposal is taken back."))
    return redirect(proposal)
