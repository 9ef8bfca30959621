"""The only road from a page to a plan or an event: 404 to a stranger, 403 to a role too low (rule 3)."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from councils.permissions import council_for, own_council_for, secretary_council_for
from councils.rights import rights_of

from .models import ActionPlan, Event

__all__ = [
    "council_for", "editable_event_for", "editable_plan_for", "event_for", "own_council_for", "plan_for",
    "reads_live_figures", "secretary_council_for",
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


def event_for(user: Any, code: str, number: str) -> Event:
    """An event of the council by its number, if this user may read it; another council's answers 404."""
    events = Event.objects.visible_to(user).with_names()
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
