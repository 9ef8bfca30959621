"""Reads of the lowest app; `visible_to(user)` is written here once per kind of record. Imports no models."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models

from .rights import in_force, rights_of
from .states import DecisionState, MeetingState

if TYPE_CHECKING:
    from .models import (  # noqa: F401
        AuditEntry,
        ContributorLink,
        Council,
        Decision,
        Invitation,
        Job,
        Mail,
        Meeting,
        Membership,
        Training,
    )


class CouncilQuerySet(models.QuerySet["Council"]):
    def visible_to(self, user: Any) -> Self:
        """SMS, GA and administrators know all councils; everybody else the councils of their seats."""
        rights = rights_of(user)
        return self if rights.sees_all_councils else self.filter(pk__in=rights.councils)

    def lock(self) -> Self:
        """The one lock (docs/architecture.md): whatever writes a council's events, reports or seats takes it first."""
        return self.select_for_update(no_key=True, of=("self",))


class DatedQuerySet(models.QuerySet[Any]):
    """Rows with starts_on and ends_on, both inclusive; an empty end is open."""

    def on(self, day: date) -> Self:
        return self.filter(in_force(day))


class MembershipQuerySet(DatedQuerySet):
    def with_holder(self) -> Self:
        return self.select_related("seat", "person", "organisation", "council__region")


class AlternateQuerySet(DatedQuerySet):
    def on(self, day: date) -> Self:
        """Of members who hold their seat that day: an alternate stands in for nobody after the member's last day."""
        return super().on(day).filter(in_force(day, "membership__"))


class TrainingQuerySet(models.QuerySet["Training"]):
    def visible_to(self, user: Any) -> Self:
        """Working records: of people who sit or sat on one's own councils; of all for SMS and administrators."""
        rights = rights_of(user)
        if rights.is_sms or rights.is_administrator:
            return self
        return self.filter(person__memberships__council__in=rights.councils).distinct()

    def standing(self) -> Self:
        return self.filter(voided_because="")

    def told(self) -> Self:
        return self.select_related("person", "council__region", "recorded_by__person")


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def visible_to(self, user: Any) -> Self:
        """Working records: of one's own councils, and of all for SMS and administrators."""
        rights = rights_of(user)
        return self if rights.is_sms or rights.is_administrator else self.filter(council__in=rights.councils)

    def held(self) -> Self:
        return self.filter(state=MeetingState.HELD)

    def told_anew(self, last: date, since: datetime) -> Self:
        """Those held until `last` of which something was written at `since` or later that counts by `last`: that they
        were held, who took part, what became of a decision."""
        step = models.Q(decisions__steps__at__gte=since, decisions__steps__counts_on__lte=last)
        return self.held().filter(models.Q(recorded_at__gte=since) | step, held_on__lte=last)


class DecisionQuerySet(models.QuerySet["Decision"]):
    def visible_to(self, user: Any) -> Self:
        """As their meetings."""
        rights = rights_of(user)
        return self if rights.is_sms or rights.is_administrator else self.filter(meeting__council__in=rights.councils)

    def withdrawing(self, decision: "Decision") -> Self:
        """Those by which the decision can be withdrawn: adopted afterwards by the same council with a quorum, and not
        withdrawn themselves."""
        first = decision.meeting
        after = (
            models.Q(meeting__held_on__gt=first.held_on)
            | models.Q(meeting__held_on=first.held_on, meeting__starts_at__gt=first.starts_at)
            | models.Q(meeting=first, number__gt=decision.number)
        )
        adopted = self.filter(meeting__council=first.council_id, is_adopted=True, is_advice=False)
        return adopted.filter(after).exclude(state=DecisionState.WITHDRAWN)

    def open(self) -> Self:
        """Those that somebody is still to carry out."""
        return self.filter(state=DecisionState.OPEN)

    def overdue(self, day: date) -> Self:
        """Open ones whose day is over."""
        return self.open().filter(due_on__lt=day)

    def of(self, user: Any) -> Self:
        """Those that the user answers for today: by the seat to which they were given, in whose next holder they
        continue, or by the organisation for which the user sits in that council."""
        found = models.Q(pk__in=[])
        for held in rights_of(user).memberships:
            mine = models.Q(responsible_member__seat__code=held.seat.code)
            mine |= models.Q(responsible_member__person=held.person_id)
            mine |= models.Q(responsible_organisation=held.organisation_id)
            found |= mine & models.Q(meeting__council=held.council_id)
        return self.filter(found)

    def with_names(self) -> Self:
        return self.select_related(
            "meeting__council__region", "responsible_member__person", "responsible_member__seat",
            "responsible_member__organisation", "responsible_organisation",
        )  # fmt: skip


class ContributorLinkQuerySet(models.QuerySet["ContributorLink"]):
    def in_force(self, day: date) -> Self:
        """Those that open on this day: begun, not over, and not ended by anybody."""
        return self.filter(in_force(day), ended_at=None)

    def with_names(self) -> Self:
        return self.select_related("organisation", "council__region", "made_by__person", "ended_by__person")


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self, now: datetime) -> Self:
        """Those that let somebody in at this moment, in real time."""
        return self.filter(used_at=None, withdrawn_at=None, valid_until__gt=now)


class JobQuerySet(models.QuerySet["Job"]):
    def visible_to(self, user: Any) -> Self:
        """A job is its owner's; jobs that nobody asked for are the SMS officers'."""
        rights = rights_of(user)
        own = models.Q(owner=user)
        return self.filter(own | models.Q(owner__isnull=True) if rights.is_sms else own)


class MailQuerySet(models.QuerySet["Mail"]):
    def visible_to(self, user: Any) -> Self:
        """A mail is its addressee's; administrators read all of them, in the demonstration SMS does too."""
        rights = rights_of(user)
        if rights.is_administrator or (settings.DEMONSTRATION and rights.is_sms):
            return self
        return self.filter(user=user)


class AuditQuerySet(models.QuerySet["AuditEntry"]):
    def visible_to(self, user: Any) -> Self:
        """Administrators and SMS read every chain; a council's chair and secretary read its own."""
        rights = rights_of(user)
        if rights.is_administrator or rights.is_sms:
            return self
        chains = [m.council.code for m in rights.memberships if m.seat.role != "member"]
        return self.filter(chain__in=chains)
