"""Attach events that await a plan: a change of the event like any other, with its own name in the audit log."""

from dataclasses import replace

from django.db import transaction
from django.utils.translation import gettext as _

from actionplans.models import Event, PlanItem
from councils.locks import lock_council
from councils.models import User
from councils.states import IllegalMove

from .events import change_event, draft_of


@transaction.atomic
def attach_event(event: Event, item: PlanItem, *, actor: User, version: int, reason: str = "") -> Event:
    """Put an awaiting event under an item that covers it: from now on it counts, once (rule 6).

    In a sealed quarter that is a correction and needs a reason (rule 12). Raises NotAllowed, IllegalMove,
    ChangedMeanwhile, EventRefused.
    """
    lock_council(event.council)
    event = Event.objects.select_related("council").get(pk=event.pk)
    if event.version == version and event.item_id is not None:
        raise IllegalMove(_("%(code)s is attached to a plan item already.") % {"code": event.code})
    draft = replace(draft_of(event), item=item)
    return change_event(event, draft, actor=actor, version=version, reason=reason, action="event.attached")
