"""What a new secretary of a council is handed over: one sheet of what holds today, what is due, and whom to ask."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import OuterRef, Subquery, Value
from django.db.models.functions import Coalesce

from actionplans.models import ActionPlan, PlanItem
from councils import charter, clock
from councils.models import ContributorLink, Council, Decision, Grant, Meeting
from councils.rights import Rights
from councils.states import GrantRole, MeetingState, SeatRole

from .fulfilment import ONGOING_WORDS, last_day
from .inbox import Line
from .inbox.councils import council_lines
from .models import CouncilReport, Instruction, ItemEntry
from .states import ItemStatus, ReportStatus

AHEAD = timedelta(days=90)  # what falls due within it stands on the sheet
OFFICE = frozenset({SeatRole.SECRETARY.value, SeatRole.CHAIR.value})


@dataclass(frozen=True)
class DueItem:
    """An item of the plan that nobody reported as fulfilled, with its last day."""

    item: PlanItem
    due_on: date
    today: date

    @property
    def days_overdue(self) -> int:
        return max((self.today - self.due_on).days, 0)


@dataclass(frozen=True)
class Handover:
    """The sheet of one council on one day. Reads only; a fixed number of queries."""

    council: Council
    day: date
    composition: charter.Composition
    plans: list[ActionPlan]
    items: list[DueItem]
    reports: list[CouncilReport]
    waiting: list[Line]
    instructions: list[Instruction]
    decisions: list[Decision]
    meetings: list[Meeting]
    links: list[ContributorLink]
    officers: list[Grant]

    @property
    def until(self) -> date:
        return self.day + AHEAD


def handover_of(council: Council) -> Handover:
    """The council as its office finds it today."""
    day = clock.today()
    plans = list(ActionPlan.objects.endorsed().covering(day, day).filter(council=council).select_related("council"))
    reports = CouncilReport.objects.filter(council=council).exclude(status=ReportStatus.ACCEPTED).with_names()
    office = Rights(day, {council.pk: OFFICE})
    officers = Grant.objects.on(day).filter(role=GrantRole.SMS, user__is_active=True).select_related("user__person")
    decisions = Decision.objects.open().filter(meeting__council=council).with_names()
    meetings = Meeting.objects.filter(council=council, state=MeetingState.PLANNED, held_on__gte=day)
    links = ContributorLink.objects.in_force(day).filter(council=council).with_names()
    return Handover(
        council=council, day=day, composition=charter.composition_on(council, day), plans=plans,
        items=_due_items(council, plans, day),
        reports=list(reports.order_by("period__year", "period__quarter")),
        waiting=sorted(council_lines(office, day), key=Line.order),
        instructions=list(Instruction.objects.open().filter(council=council).with_names().order_by("due_on", "pk")),
        decisions=list(decisions.order_by("due_on", "pk")),
        meetings=list(meetings.select_related("council").order_by("held_on", "starts_at")),
        links=list(links.order_by("ends_on", "pk")), officers=list(officers.order_by("user__person__full_name")),
    )  # fmt: skip


def _due_items(council: Council, plans: list[ActionPlan], day: date) -> list[DueItem]:
    """Items of the plans in force whose last day is over or near, but for those that the latest report says are
    fulfilled. What goes on all the time has no day of its own: it ends with its plan and is not told here.
    """
    said = ItemEntry.objects.filter(item=OuterRef("pk")).exclude(status="")
    latest = said.order_by("-report__period__year", "-report__period__quarter").values("status")[:1]
    standing = PlanItem.objects.in_plans_during([council], day, day).filter(plan__in=plans)
    items = standing.annotate(said=Coalesce(Subquery(latest), Value(""))).exclude(said=ItemStatus.FULFILLED)
    due = [
        DueItem(item, last_day(item), day)
        for item in items.select_related("plan__council")
        if item.ends_on or not any(word in item.due.casefold() for word in ONGOING_WORDS)
    ]
    return sorted((each for each in due if each.due_on <= day + AHEAD), key=lambda each: (each.due_on, each.item.pk))
