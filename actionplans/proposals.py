"""Events that organisations propose: what is asked of a proposal when it is sent, and what it becomes as an event."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from councils.dates import day_short

from .checks import EventDraft, Fault, Surroundings, faults_of, in_force
from .models import PlanItem, Proposal
from .remarks import Warning
from .remarks.single import personal_data, sex_missing
from .series import second_looks

TYPED = (
    "item", "starts_on", "ends_on", "district", "place", "form", "title", "target_groups", "campaign", "participants",
    "women", "men", "audience", "materials", "note",
)  # fmt: skip
_CLOSED = {"quarter_sealed", "quarter_locked"}


def draft_of(proposal: Proposal) -> EventDraft:
    """The event that it would be: held by the organisation, under the item that was wished for."""
    typed = {name: getattr(proposal, name) for name in TYPED}
    return EventDraft(**typed, organisers=[proposal.link.organisation.name])


def faults_when_sent(draft: EventDraft, around: Surroundings) -> list[Fault]:
    """The rules of every event, but for the plan item: it is a wish, and the secretary's to choose.

    That the quarter is closed is said in words for somebody who is no member: only the secretary can do something.
    """
    found = [fault for fault in faults_of(draft, around) if draft.item or fault.field != "item"]
    return [_for_an_organisation(fault, draft.ends_on) for fault in found]


def _for_an_organisation(fault: Fault, day: date | None) -> Fault:
    if fault.code not in _CLOSED or day is None:
        return fault
    words = _("Last day (%(day)s): the council's report for this quarter is closed. Ask the council's secretary.")
    return Fault(fault.code, fault.field, words % {"day": day_short(day)})


def looks_when_sent(draft: EventDraft) -> list[Warning]:
    """What the organisation is shown before it sends: of its own words and figures alone. What the council's other
    events say, such as doubles and usual sizes, is not for it; the secretary sees that when accepting."""
    return [*sex_missing(draft), *personal_data(draft, [])]


def looks_when_accepted(rows: Mapping[int, EventDraft], around: Surroundings) -> dict[int, list[Warning]]:
    """What deserves a look in each row, as the form of an event says it; rows by the proposals' numbers."""
    return second_looks(rows, around.council, ())


def items_for(draft: EventDraft, around: Surroundings) -> list[PlanItem]:
    """Items under which the event may stand: in force on its days, and taking events."""
    first, last = draft.starts_on, draft.ends_on
    if first is None or last is None:
        return []
    return [item for item in around.items if not item.sensitive and in_force(item, first, last)]


def told(proposal: Proposal) -> dict[str, Any]:
    """For the audit chain: whose it is and what it is of. Its texts may hold a name by mistake, so they stay out."""
    return {
        "reference": proposal.reference, "organisation": proposal.link.organisation.name, "link": proposal.link_id,
        "starts_on": proposal.starts_on, "ends_on": proposal.ends_on, "participants": proposal.participants,
    }  # fmt: skip
