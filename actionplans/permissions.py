"""The only road from a page to a plan or an event: 404 to a stranger, 403 to a role too low (rule 3)."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404

from councils.models import Council
from councils.permissions import council_for, own_council_for, secretary_council_for
from councils.rights import Rights, rights_of
from councils.states import SeatRole

from .models import (
    ActionPlan,
    Amendment,
    Campaign,
    Event,
    Evidence,
    ImportBatch,
    NationalEvent,
    Proposal,
    RegisterRow,
    RegisterUpload,
)  # fmt: skip
from .querysets import REGISTER_READERS
from .states import AmendmentStatus, EvidenceKind

__all__ = [
    "amendment_for", "bringing_council_for", "campaign_for", "council_for", "editable_amendment_for",
    "editable_event_for", "editable_evidence_for", "editable_plan_for", "edited_campaign_for",
    "edited_national_event_for", "event_for", "evidence_for", "keeps_brought_in", "kept_batch_for",
    "kept_register_for", "left_row_for", "national_event_for", "national_event_reader", "own_council_for", "plan_for",
    "reads_live_figures", "reads_registers", "register_council_for", "register_for", "right_holder",
    "secretary_council_for", "sees_evidence", "sees_sheets", "settled_proposal_for",
]  # fmt: skip


def plan_for(user: Any, code: str, pk: int) -> ActionPlan:
    """A plan of the council, if this user may read it."""
    plans = ActionPlan.objects.visible_to(user).select_related("council")
    return get_object_or_404(plans, council__code=code, pk=pk)


def editable_plan_for(user: Any, code: str, pk: int) -> ActionPlan:
    """A plan that this user may endorse: its council's secretary."""
    plan = plan_for(user, code, pk)
    if not rights_of(user).may_record(plan.council_id):
        raise PermissionDenied
    return plan


def amendment_for(user: Any, code: str, pk: int, number: int) -> Amendment:
    """An amendment of a plan that this user may read; one that is not endorsed is its council's, SMS's and the
    administrators' to read."""
    plan = plan_for(user, code, pk)
    amendment: Amendment = get_object_or_404(plan.amendments.select_related("scan"), number=number)
    if amendment.status != AmendmentStatus.ENDORSED and not reads_live_figures(user, plan.council_id):
        raise Http404
    amendment.plan = plan
    return amendment


def editable_amendment_for(user: Any, code: str, pk: int, number: int) -> Amendment:
    """An amendment that this user may write: its council's secretary."""
    amendment = amendment_for(user, code, pk, number)
    if not rights_of(user).may_record(amendment.plan.council_id):
        raise PermissionDenied
    return amendment


def event_for(user: Any, code: str, number: str) -> Event:
    """An event of the council by its number, if this user may read it; another council's answers 404."""
    events = Event.objects.visible_to(user).with_names()
    events = events.select_related("same_group_as__council", "batch__imported_by__person", "batch__undone_by__person")
    return get_object_or_404(events, council__code=code, code=number)


def reads_live_figures(user: Any, council_id: int) -> bool:
    """Whether the user may see sums of events that no edition holds yet: SMS, administrators, the council's seats."""
    rights = rights_of(user)
    return rights.is_sms or rights.is_administrator or council_id in rights.councils


def editable_event_for(user: Any, code: str, number: str) -> Event:
    """An event that this user may change: its council's secretary."""
    event = event_for(user, code, number)
    if not rights_of(user).may_record(event.council_id):
        raise PermissionDenied
    return event


def right_holder(user: Any) -> Rights:
    """Whoever holds a seat or a grant today: campaigns are known to all of them, with the figures each may see."""
    rights = rights_of(user)
    if not (rights.councils or rights.sees_all_councils):
        raise PermissionDenied
    return rights


def campaign_for(user: Any, pk: int) -> Campaign:
    right_holder(user)
    return get_object_or_404(Campaign, pk=pk)


def edited_campaign_for(user: Any, pk: int) -> Campaign:
    """A campaign whose names and days this user keeps: an administrator."""
    campaign = campaign_for(user, pk)
    if not rights_of(user).is_administrator:
        raise PermissionDenied
    return campaign


def national_event_reader(user: Any) -> Rights:
    """Who reads national events: SMS, administrators, GA; they are no council's (rule 3)."""
    rights = rights_of(user)
    if not rights.sees_all_councils:
        raise PermissionDenied
    return rights


def national_event_for(user: Any, code: str) -> NationalEvent:
    national_event_reader(user)
    events = NationalEvent.objects.visible_to(user).select_related("campaign", "recorded_by__person")
    return get_object_or_404(events, code=code)


def edited_national_event_for(user: Any, code: str) -> NationalEvent:
    """A national event that this user may change or void: an SMS officer."""
    event = national_event_for(user, code)
    if not rights_of(user).is_sms:
        raise PermissionDenied
    return event


def sees_evidence(user: Any, council_id: int) -> bool:
    """Evidence never leaves the council and SMS: other councils, GA and administrators do not see it (rule 9)."""
    rights = rights_of(user)
    return rights.is_sms or council_id in rights.councils


def sees_sheets(user: Any, council_id: int) -> bool:
    """Attendance sheets are personal data: the secretary who keeps them, the chair and deputy who answer, SMS."""
    rights = rights_of(user)
    return rights.is_sms or rights.holds(council_id, SeatRole.SECRETARY, SeatRole.CHAIR, SeatRole.DEPUTY)


def evidence_for(user: Any, code: str, number: str, pk: int) -> Evidence:
    """A piece of the event's evidence, if this user may open it: 403 to who reads the event but not this."""
    event = event_for(user, code, number)
    evidence: Evidence = get_object_or_404(event.evidence.select_related("stored", "thumbnail"), pk=pk)
    may_open = sees_sheets if evidence.kind == EvidenceKind.ATTENDANCE_SHEET else sees_evidence
    if not may_open(user, event.council_id):
        raise PermissionDenied
    evidence.event = event
    return evidence


def editable_evidence_for(user: Any, code: str, number: str, pk: int) -> Evidence:
    """A piece that this user may remove: the council's secretary."""
    event = editable_event_for(user, code, number)
    evidence: Evidence = get_object_or_404(event.evidence.select_related("stored", "thumbnail"), pk=pk)
    evidence.event = event
    return evidence


# ---- registers that were handed in as files


def register_council_for(user: Any, code: str) -> Council:
    """The council, if this user reads its registers: its secretary, chair and deputy, SMS; they may hold names."""
    council = council_for(user, code)
    if not reads_registers(user, council.pk):
        raise PermissionDenied
    return council


def reads_registers(user: Any, council_id: int) -> bool:
    rights = rights_of(user)
    return rights.is_sms or rights.holds(council_id, *REGISTER_READERS)


def bringing_council_for(user: Any, code: str) -> Council:
    """The council, if this user hands in registers for it: its secretary, and SMS on its behalf with a letter."""
    council = register_council_for(user, code)
    if not rights_of(user).may_bring_in(council.pk):
        raise PermissionDenied
    return council


def register_for(user: Any, code: str, pk: int) -> RegisterUpload:
    """A register of the council that this user may read."""
    council = register_council_for(user, code)
    uploads = RegisterUpload.objects.visible_to(user).with_names().select_related("letter")
    return get_object_or_404(uploads, council=council, pk=pk)


def keeps_brought_in(user: Any, brought_in: RegisterUpload | ImportBatch) -> bool:
    return rights_of(user).goes_on_with(brought_in.council_id, brought_in.letter_number)


def kept_register_for(user: Any, code: str, pk: int) -> RegisterUpload:
    """A register that this user may go on with."""
    upload = register_for(user, code, pk)
    if not keeps_brought_in(user, upload):
        raise PermissionDenied
    return upload


def kept_batch_for(user: Any, code: str, pk: int) -> ImportBatch:
    """Events that came in from a file together and that this user may void together."""
    council = register_council_for(user, code)
    batches = ImportBatch.objects.select_related("council", "imported_by__person", "undone_by__person")
    batch = get_object_or_404(batches, council=council, pk=pk)
    if not keeps_brought_in(user, batch):
        raise PermissionDenied
    return batch


def left_row_for(user: Any, code: str, pk: int) -> RegisterRow:
    """A faulty row of a register that this user may enter by hand: the council's secretary."""
    council = secretary_council_for(user, code)
    rows = RegisterRow.objects.select_related("upload__council", "upload__stored")
    return get_object_or_404(rows, upload__council=council, pk=pk)


# ---- what organisations propose


def settled_proposal_for(user: Any, code: str, number: int) -> Proposal:
    """A proposal that this user accepts or declines: the council's secretary."""
    council = secretary_council_for(user, code)
    return get_object_or_404(Proposal.objects.with_names(), council=council, number=number)
