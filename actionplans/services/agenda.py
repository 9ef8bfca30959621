"""Questions of a meeting's agenda point at the items of the council's plan that they are about."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from actionplans.discussed import items_of_day
from actionplans.models import AgendaLink, PlanItem
from councils import audit
from councils.dates import day_words
from councils.locks import lock_council
from councils.models import AgendaItem, Meeting, User
from councils.services.allowed import need_secretary
from councils.states import IllegalMove, MeetingState, Unfit


@transaction.atomic
def link_agenda(meeting: Meeting, chosen: Mapping[AgendaItem, Collection[PlanItem]], *, actor: User) -> Meeting:
    """Each question named gets exactly these items; also after the meeting was held, for the minutes stay as they are.

    Only items of the council's plans in force on the meeting's day. Raises NotAllowed, IllegalMove, Unfit.
    """
    council = lock_council(meeting.council)
    need_secretary(council, actor)
    fresh = Meeting.objects.select_related("council__region").get(pk=meeting.pk)
    if fresh.state == MeetingState.CANCELLED:
        raise IllegalMove(_("The meeting was cancelled: %(reason)s") % {"reason": fresh.cancelled_because})
    _check(fresh, chosen)
    before = _told(fresh)
    wanted = {(question.pk, item.pk) for question, items in chosen.items() for item in items}
    links = AgendaLink.objects.filter(agenda_item__in=[question.pk for question in chosen])
    there = {(link.agenda_item_id, link.item_id): link.pk for link in links}
    AgendaLink.objects.filter(pk__in=[pk for pair, pk in there.items() if pair not in wanted]).delete()
    made = sorted(wanted - set(there))
    AgendaLink.objects.bulk_create(AgendaLink(agenda_item_id=question, item_id=item) for question, item in made)
    after = _told(fresh)
    if after != before:
        audit.record(
            "meeting.items", audit.subject_of(fresh), actor=actor, council=council, before=before, after=after
        )
    return fresh


def _check(meeting: Meeting, chosen: Mapping[AgendaItem, Iterable[PlanItem]]) -> None:
    if not {question.pk for question in chosen} <= set(meeting.agenda.values_list("pk", flat=True)):
        raise Unfit(_("The agenda was changed meanwhile. Open the page again."))
    fit = {item.pk for item in items_of_day(meeting)}
    for item in (item for items in chosen.values() for item in items):
        if item.pk not in fit:
            told = {"item": item.number, "day": day_words(meeting.held_on)}
            raise Unfit(_("Item %(item)s is in no plan of this council that was in force on %(day)s.") % told)


def _told(meeting: Meeting) -> dict[str, Any]:
    """The number of each question to the numbers of its items, for the audit."""
    links = AgendaLink.objects.filter(agenda_item__meeting=meeting).select_related("agenda_item", "item")
    told: dict[str, Any] = {}
    for link in links.order_by("agenda_item__position", "item__plan", "item__position"):
        told.setdefault(str(link.agenda_item.position), []).append(link.item.number)
    return told
