"""The only road from a view to a row: 404 to a stranger, 403 to a role too low (rule 3)."""

from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404

from .models import (
    Adoption,
    Alternate,
    ContributorLink,
    Council,
    Decision,
    Deviation,
    Job,
    Mail,
    Meeting,
    Membership,
    Training,
)
from .rights import Rights, rights_of
from .states import SeatRole

__all__ = [
    "Rights",
    "acting_council_for",
    "administrator",
    "audit_reader",
    "chair_council_for",
    "council_for",
    "decision_for",
    "edited_alternate_for",
    "edited_council_for",
    "edited_membership_for",
    "job_for",
    "keeps_links",
    "kept_link_for",
    "kept_meeting_for",
    "link_council_for",
    "mail_for",
    "meeting_for",
    "order_for",
    "organisation_reader",
    "outbox_reader",
    "own_council_for",
    "reads_records",
    "rights_of",
    "rights_reader",
    "secretary_council_for",
    "sees_contacts",
    "sms_officer",
    "training_council_for",
    "voided_training_for",
]  # fmt: skip


def council_for(user: Any, code: str) -> Council:
    """The council, if this user may know of it; 404 otherwise."""
    return get_object_or_404(Council.objects.visible_to(user), code=code)


def secretary_council_for(user: Any, code: str) -> Council:
    """The council, if this user records for it today: 404 to a stranger, 403 to others who may see it."""
    council = council_for(user, code)
    if not rights_of(user).may_record(council.pk):
        raise PermissionDenied
    return council


def chair_council_for(user: Any, code: str) -> Council:
    """The council, if this user may sign for it today."""
    council = council_for(user, code)
    if not rights_of(user).may_sign(council.pk):
        raise PermissionDenied
    return council


def own_council_for(user: Any, code: str) -> Council:
    """The council, if this user holds any seat in it today, or SMS or an administrator: who reads working records."""
    council = council_for(user, code)
    if not reads_records(user, council):
        raise PermissionDenied
    return council


def meeting_for(user: Any, code: str, number: int) -> Meeting:
    """A meeting, if this user reads the council's working records: 404 to a stranger, 403 to GA."""
    council = own_council_for(user, code)
    return get_object_or_404(
        Meeting.objects.select_related("council__region", "minutes"), council=council, number=number
    )


def kept_meeting_for(user: Any, code: str, number: int) -> Meeting:
    """A meeting that this user plans and keeps the minutes of: the secretary; 404 to a stranger, else 403."""
    council = secretary_council_for(user, code)
    return get_object_or_404(
        Meeting.objects.select_related("council__region", "minutes"), council=council, number=number
    )


def decision_for(user: Any, code: str, meeting: int, number: int) -> Decision:
    """A decision, if this user reads the council's working records: 404 to a stranger, 403 to GA."""
    council = own_council_for(user, code)
    decisions = Decision.objects.visible_to(user).with_names()
    return get_object_or_404(decisions, meeting__council=council, meeting__number=meeting, number=number)


def reads_records(user: Any, council: Council) -> bool:
    """Whether this user reads the council's working records: orders' scans, meetings (see own_council_for)."""
    rights = rights_of(user)
    return rights.is_sms or rights.is_administrator or rights.holds(council.pk, *SeatRole.values)


def order_for(council: Council, kind: str, pk: int) -> Adoption | Deviation:
    """An order about the council's charter: the "adoption" of a version, or a "deviation" from it; else 404."""
    if kind == "adoption":
        adoption: Adoption = get_object_or_404(council.adoptions.select_related("scan"), pk=pk)
        return adoption
    if kind != "deviation":
        raise Http404
    orders = Deviation.objects.filter(adoption__council=council).select_related("adoption__council", "scan")
    deviation: Deviation = get_object_or_404(orders, pk=pk)
    return deviation


def training_council_for(user: Any, code: str) -> Council:
    """The council, if this user records what its members were trained in; 404 to a stranger, else 403."""
    council = council_for(user, code)
    if not rights_of(user).may_record_trainings(council.pk):
        raise PermissionDenied
    return council


def voided_training_for(user: Any, code: str, pk: int) -> tuple[Council, Training]:
    """A training of one of the council's people that this user may void, with the council."""
    council = training_council_for(user, code)
    seated = Training.objects.filter(person__memberships__council=council).distinct()
    return council, get_object_or_404(seated.told(), pk=pk)


def sms_officer(user: Any) -> Rights:
    rights = rights_of(user)
    if not rights.is_sms:
        raise PermissionDenied
    return rights


def administrator(user: Any) -> Rights:
    rights = rights_of(user)
    if not rights.is_administrator:
        raise PermissionDenied
    return rights


def job_for(user: Any, pk: int) -> Job:
    """A job is its owner's: 404 to everybody else."""
    return get_object_or_404(Job.objects.visible_to(user), pk=pk)


def mail_for(user: Any, pk: int) -> Mail:
    """A mail is its addressee's and the administrators': 404 to everybody else."""
    return get_object_or_404(Mail.objects.visible_to(user).select_related("user__person", "person"), pk=pk)


def outbox_reader(user: Any) -> Rights:
    """Who looks after e-mails: administrators; in the demonstration SMS sees what would have been sent, too."""
    rights = rights_of(user)
    if not (rights.is_administrator or (settings.DEMONSTRATION and rights.is_sms)):
        raise PermissionDenied
    return rights


def edited_council_for(user: Any, code: str) -> Council:
    """The council, if this user keeps its charter and seats: an administrator; 404 to a stranger, else 403."""
    council = council_for(user, code)
    administrator(user)
    return council


def acting_council_for(user: Any, code: str) -> Council:
    """The council, if this user names acting holders in it: an SMS officer; 404 to a stranger, else 403."""
    council = council_for(user, code)
    sms_officer(user)
    return council


def edited_membership_for(user: Any, pk: int) -> Membership:
    """A membership that this user ends or extends: an administrator; another council's answers 404."""
    councils = Council.objects.visible_to(user)
    membership: Membership = get_object_or_404(Membership.objects.with_holder(), council__in=councils, pk=pk)
    administrator(user)
    return membership


def edited_alternate_for(user: Any, pk: int) -> Alternate:
    """An alternate whose days this user ends: an administrator; another council's answers 404."""
    known = Alternate.objects.select_related("person", "membership__person", "membership__council", "membership__seat")
    councils = Council.objects.visible_to(user)
    alternate: Alternate = get_object_or_404(known, membership__council__in=councils, pk=pk)
    administrator(user)
    return alternate


def audit_reader(user: Any) -> Rights:
    """Who reads the audit chains on their page: administrators and SMS officers."""
    rights = rights_of(user)
    if not (rights.is_administrator or rights.is_sms):
        raise PermissionDenied
    return rights


def rights_reader(user: Any) -> Rights:
    """Who reads who can do what: administrators and SMS of all, whoever holds a seat of the own councils."""
    rights = rights_of(user)
    if not (rights.is_administrator or rights.is_sms or rights.councils):
        raise PermissionDenied
    return rights


def organisation_reader(user: Any) -> Rights:
    """Who reads the list of organisations: administrators, who keep it, and SMS officers."""
    return audit_reader(user)


def sees_contacts(user: Any) -> bool:
    """Members' contacts are shown to administrators and SMS only (rule 9)."""
    rights = rights_of(user)
    return rights.is_administrator or rights.is_sms


def keeps_links(user: Any, council_id: int) -> bool:
    """Whether the user makes and ends links of organisations to the council: its secretary, or an administrator."""
    rights = rights_of(user)
    return rights.may_record(council_id) or rights.is_administrator


def link_council_for(user: Any, code: str) -> Council:
    """The council, if this user keeps its links: 404 to a stranger, 403 to others who may see it."""
    council = council_for(user, code)
    if not keeps_links(user, council.pk):
        raise PermissionDenied
    return council


def kept_link_for(user: Any, code: str, pk: int) -> ContributorLink:
    council = link_council_for(user, code)
    return get_object_or_404(ContributorLink.objects.with_names(), council=council, pk=pk)
