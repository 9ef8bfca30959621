"""Reads of plans and events; `visible_to(user)` and the sums that every figure comes from. Imports no models."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Case, Count, F, Q, Sum, When
from django.db.models.functions import Coalesce

from councils.rights import rights_of
from councils.states import SeatRole

from .quarters import Span
from .states import EventStatus, PlanStatus, ProposalState

if TYPE_CHECKING:
    from .models import ActionPlan, Event, NationalEvent, PlanItem, Proposal, RegisterUpload  # noqa: F401

AGE_BANDS = ("age_under_14", "age_14_28", "age_29_35", "age_36_59", "age_60_over")
SUMMED = ("participants", "women", "men", *AGE_BANDS, "under_18", "audience", "materials")
REGISTER_READERS = (SeatRole.SECRETARY, SeatRole.CHAIR, SeatRole.DEPUTY)
YOUTH_TO_35 = date(2023, 8, 4)  # Law No. 157: from this day youth is 14–35, before it 14–28 (rule 7)


def youth() -> Case:
    """Young people at one event by the law of its last day; `youth_reported` where the bands of youth are absent."""
    to_35 = Coalesce(F("age_14_28"), 0) + Coalesce(F("age_29_35"), 0)
    return Case(
        When(ends_on__lt=YOUTH_TO_35, then=Coalesce(F("age_14_28"), F("youth_reported"))),
        When(age_14_28__isnull=True, age_29_35__isnull=True, then=F("youth_reported")),
        default=to_35,
        output_field=models.IntegerField(),
    )


class PlanQuerySet(models.QuerySet["ActionPlan"]):
    def visible_to(self, user: Any) -> Self:
        """SMS and administrators read all plans, a council's seats its own, GA those that are endorsed."""
        rights = rights_of(user)
        if rights.is_sms or rights.is_administrator:
            return self
        own = Q(council__in=rights.councils)
        return self.filter(own | Q(status=PlanStatus.ENDORSED) if rights.is_ga else own)

    def endorsed(self) -> Self:
        return self.filter(status=PlanStatus.ENDORSED)

    def covering(self, first: date, last: date) -> Self:
        return self.filter(starts_on__lte=first, ends_on__gte=last)

    def with_counts(self) -> Self:
        """Each with `item_count`, for lists."""
        return self.annotate(item_count=Count("items"))


class PlanItemQuerySet(models.QuerySet["PlanItem"]):
    def in_force(self, council: Any, first: date, last: date) -> Self:
        """Items of an endorsed plan that allow the whole span; the date of endorsement limits nothing (rule 6)."""
        return self.filter(
            Q(starts_on__isnull=True) | Q(starts_on__lte=first),
            Q(ends_on__isnull=True) | Q(ends_on__gte=last),
            Q(in_effect_from__isnull=True) | Q(in_effect_from__lte=first),
            Q(withdrawn_from__isnull=True) | Q(withdrawn_from__gt=last),
            plan__council=council,
            plan__status=PlanStatus.ENDORSED,
            plan__starts_on__lte=first,
            plan__ends_on__gte=last,
        )

    def in_plans_during(self, councils: Iterable[Any], first: date, last: date) -> Self:
        """Items that were in an endorsed plan on any day of the span, whatever dates of their own they have now."""
        return self.filter(
            Q(in_effect_from__isnull=True) | Q(in_effect_from__lte=last),
            Q(withdrawn_from__isnull=True) | Q(withdrawn_from__gt=first),
            plan__council__in=list(councils),
            plan__status=PlanStatus.ENDORSED,
            plan__starts_on__lte=last,
            plan__ends_on__gte=first,
        )


class NationalEventQuerySet(models.QuerySet["NationalEvent"]):
    def visible_to(self, user: Any) -> Self:
        """SMS and administrators read all, GA those recorded; councils read none: they are not theirs."""
        rights = rights_of(user)
        if rights.is_sms or rights.is_administrator:
            return self
        return self.filter(status=EventStatus.RECORDED) if rights.is_ga else self.none()

    def counted(self) -> Self:
        return self.filter(status=EventStatus.RECORDED)


class EventQuerySet(models.QuerySet["Event"]):
    def visible_to(self, user: Any) -> Self:
        """SMS and administrators read all events, a council's seats its own; GA reads sealed rows only (rule 3)."""
        rights = rights_of(user)
        if rights.is_sms or rights.is_administrator:
            return self
        return self.filter(council__in=rights.councils)

    def counted(self) -> Self:
        """What totals are made of: recorded, and against an item (events awaiting a plan stand beside)."""
        return self.filter(status=EventStatus.RECORDED, item__isnull=False)

    def awaiting_plan(self) -> Self:
        return self.filter(status=EventStatus.RECORDED, item__isnull=True)

    def voided_together(self) -> Self:
        """Voided because their whole file was undone (services/batches.py), not one by one."""
        undone = Q(batch__undone_at__isnull=False, void_reason=F("batch__undo_reason"))
        return self.filter(undone, status=EventStatus.VOIDED)

    def in_quarters(self, numbers: Iterable[int]) -> Self:
        return self.filter(quarter__in=list(numbers))

    def in_span(self, span: Span) -> Self:
        """Of a quarter, or of a half-year's two."""
        return self.in_quarters(each.number for each in span.quarters)

    def summed_by(self, *keys: str) -> models.QuerySet[Any, dict[str, Any]]:
        """Events and every measure grouped by `keys`, in one query; `sum_under_18` is None where nobody
        wrote it down. Count("*"): any other count breaks PostgreSQL's index-only scan."""
        sums = {f"sum_{name}": Coalesce(Sum(name), 0) for name in SUMMED if name != "under_18"}
        return (
            self.order_by()
            .values(*keys)
            .annotate(events=Count("*"), sum_youth=Coalesce(Sum(youth()), 0), sum_under_18=Sum("under_18"), **sums)
            .order_by(*keys)
        )

    def last_typed_by(self, user: Any, council: Any) -> "Event | None":
        """The event this user recorded last for the council by a form, and did not void: what the next begins as."""
        typed = self.filter(council=council, recorded_by=user, batch=None, status=EventStatus.RECORDED)
        return typed.order_by("-pk").first()

    def with_names(self) -> Self:
        return self.select_related(
            "item", "district", "campaign", "council", "batch", "recorded_by__person", "proposal__link__organisation"
        )


class RegisterUploadQuerySet(models.QuerySet["RegisterUpload"]):
    def visible_to(self, user: Any) -> Self:
        """The seats that answer for the events and SMS: a register may hold names of people (rule 9)."""
        rights = rights_of(user)
        own = [pk for pk in rights.councils if rights.holds(pk, *REGISTER_READERS)]
        return self if rights.is_sms else self.filter(council__in=own)

    def with_names(self) -> Self:
        return self.select_related("council", "stored", "uploaded_by__person", "batch__undone_by__person")


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def of_link(self, link: Any) -> Self:
        """What a contributor may open: its own link's, and no other's, were it of the same organisation."""
        return self.filter(link=link)

    def accepted_from(self, link: Any) -> Self:
        """What became of the organisation's proposals to this council, by whichever of its links."""
        accepted = self.filter(state=ProposalState.ACCEPTED)
        return accepted.filter(link__organisation=link.organisation_id, council=link.council_id)

    def waiting(self) -> Self:
        return self.filter(state=ProposalState.PROPOSED)

    def with_names(self) -> Self:
        return self.select_related("link__organisation", "council__region", "item__plan", "district", "campaign")
