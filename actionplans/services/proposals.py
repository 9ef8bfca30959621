"""Proposals of organisations: sent, withdrawn, accepted as events, declined (rule 3).

Each step takes the council's lock, so that a proposal is settled once: of «withdraw» and «accept» at one moment the
second is told what happened.
"""

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from actionplans.checks import EventDraft, Surroundings
from actionplans.models import Event, PlanItem, Proposal
from actionplans.proposals import TYPED, draft_of, faults_when_sent, told
from actionplans.states import ProposalState
from councils import audit, clock
from councils.contributors import is_in_force
from councils.locks import lock_council
from councils.models import ContributorLink, Council, User
from councils.rights import rights_of
from councils.states import IllegalMove, NotAllowed, Refused, Unfit

from .events import EventRefused, record_event

MOST_WAITING = 100  # proposals of one link: a link that got into wrong hands must not bury a secretary
LONGEST_REASON = 500


class SentAlready(Refused):
    """A form was sent twice with different content: the first stands, the second is kept as typing."""

    def __init__(self, proposal: Proposal) -> None:
        words = _("This form was already sent as %(reference)s, with other content. Send it again, and it becomes"
                  " another proposal.")  # fmt: skip
        super().__init__(words % {"reference": proposal.reference})


@transaction.atomic
def send(link: ContributorLink, draft: EventDraft, *, client_key: str) -> Proposal:
    """Propose an event. The same form sent again (a double click, a retry) gives the same proposal.

    Nobody signed in acts here, so the audit entry names the organisation and its link. Raises NotAllowed (the link
    ended meanwhile), SentAlready, EventRefused, Refused (too many wait).
    """
    council, link = _open_link(link)
    before = Proposal.objects.with_names().filter(link=link, client_key=client_key).first()
    if before:
        if all(getattr(before, name) == getattr(draft, name) for name in TYPED):
            return before
        raise SentAlready(before)
    if faults := faults_when_sent(draft, Surroundings.of(council)):
        raise EventRefused(faults)
    if link.proposals.waiting().count() >= MOST_WAITING:
        words = _("%(n)s of your proposals wait for the council's secretary: send more when they are looked at.")
        raise Refused(words % {"n": MOST_WAITING})
    top = Proposal.objects.filter(council=council).aggregate(top=Max("number"))["top"]
    proposal = Proposal.objects.create(
        link=link, council=council, number=(top or 0) + 1, client_key=client_key, sent_at=clock.now(),
        **{name: getattr(draft, name) for name in TYPED},
    )  # fmt: skip
    _record("proposal.sent", proposal, None, council)
    return proposal


@transaction.atomic
def withdraw(proposal: Proposal, *, link: ContributorLink) -> Proposal:
    """Taken back by the organisation before anybody settled it; again changes nothing.

    Raises NotAllowed, IllegalMove.
    """
    council, link = _open_link(link)
    fresh = _fresh(proposal)
    if fresh.link_id != link.pk:
        raise NotAllowed(_("This proposal was sent by another link."))
    if fresh.state == ProposalState.WITHDRAWN:
        return fresh
    _must_wait(fresh)
    fresh.state = ProposalState.WITHDRAWN
    _settle(fresh, None)
    _record("proposal.withdrawn", fresh, None, council)
    return fresh


@transaction.atomic
def accept(proposal: Proposal, item: PlanItem | None, *, actor: User) -> Event:
    """Record what was proposed as an event of the council, held by the organisation (services.events.record_event).

    Accepted again it gives the same event. Raises NotAllowed, IllegalMove, EventRefused (every rule of an event, a
    sealed or locked quarter among them).
    """
    council = lock_council(proposal.council)
    _must_settle(actor, council)
    fresh = _fresh(proposal)
    if fresh.event:
        return fresh.event
    _must_wait(fresh)
    draft = draft_of(fresh)
    draft.item = item
    event = record_event(council, draft, actor=actor, client_key=f"proposal:{fresh.pk}")
    fresh.state, fresh.event = ProposalState.ACCEPTED, event
    _settle(fresh, actor)
    _record("proposal.accepted", fresh, actor, council, event=event.code)
    return event


@transaction.atomic
def decline(proposal: Proposal, *, reason: str, actor: User) -> Proposal:
    """Not recorded, and why: the organisation reads the reason. Raises NotAllowed, IllegalMove, Unfit."""
    council = lock_council(proposal.council)
    _must_settle(actor, council)
    fresh, reason = _fresh(proposal), reason.strip()
    if fresh.state == ProposalState.DECLINED and fresh.reason == reason:
        return fresh  # the same form sent twice
    _must_wait(fresh)
    if not 0 < len(reason) <= LONGEST_REASON:
        raise Unfit(_("Reason: write why it is declined; the organisation reads it."))
    fresh.state, fresh.reason = ProposalState.DECLINED, reason
    _settle(fresh, actor)
    _record("proposal.declined", fresh, actor, council, reason=reason)
    return fresh


def _open_link(link: ContributorLink) -> tuple[Council, ContributorLink]:
    council = lock_council(link.council)
    fresh = ContributorLink.objects.with_names().get(pk=link.pk)
    if not is_in_force(fresh):
        raise NotAllowed(_("This link has ended: ask the council's secretary for another."))
    return council, fresh


def _fresh(proposal: Proposal) -> Proposal:
    return Proposal.objects.with_names().select_related("event__council").get(pk=proposal.pk)


def _must_settle(actor: User, council: Council) -> None:
    if not rights_of(actor).may_record(council.pk):
        raise NotAllowed(_("Only the council's secretary accepts or declines what organisations propose."))


def _must_wait(proposal: Proposal) -> None:
    if proposal.state != ProposalState.PROPOSED:
        words = _("Proposal %(reference)s is settled already: %(state)s.")
        raise IllegalMove(words % {"reference": proposal.reference, "state": proposal.get_state_display()})


def _settle(proposal: Proposal, actor: User | None) -> None:
    """The note goes: it may hold a name by mistake; an accepted one stands at the event, where it can be mended."""
    proposal.settled_at, proposal.settled_by, proposal.note = clock.now(), actor, ""
    proposal.save(update_fields=["state", "event", "reason", "settled_at", "settled_by", "note"])


def _record(
    action: str, proposal: Proposal, actor: User | None, council: Council, *, reason: str = "", event: str = ""
) -> None:
    after = told(proposal) | {"state": proposal.state} | ({"event": event} if event else {})
    subject = f"proposal:{proposal.reference}"
    audit.record(action, subject, actor=actor, council=council, after=after, reason=reason)
