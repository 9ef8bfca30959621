"""What an amendment would be refused for, in words: events left outside, closed quarters, numbers that stand for
two items (rules 5, 6, 9, 12). Reads only; the verbs in services/amendments.py refuse by it."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from councils import clock
from councils.dates import day_short, quarter_words
from councils.models import Council

from .amending import number_key
from .models import ActionPlan, Amendment, AmendmentChange, Event, PlanItem, QuarterGuard
from .quarters import quarter_of
from .states import AmendmentStatus, ChangeKind
from .wording import Content

MOST_NAMED = 5  # of the events that stand in the way


def about_the_day(amendment: Amendment, ordered_on: date) -> Iterator[str]:
    plan = amendment.plan
    if ordered_on > plan.ends_on:
        words = _("Date of the order: the plan ended on %(day)s; what is over is not amended.")
        yield words % {"day": day_short(plan.ends_on)}
    yield from not_before_the_last(plan, ordered_on)
    # An order before the plan's first day is in effect from that day on.
    yield from closed_quarters(plan.council, max(ordered_on, plan.starts_on))


def about_the_changes(changes: list[AmendmentChange], ordered_on: date) -> Iterator[str]:
    if not changes:
        yield _("This amendment changes nothing yet.")
    yield from left_outside([(one.item, one.content) for one in changes if one.item and one.content])
    for change in changes:
        if change.kind == ChangeKind.WITHDRAWN and change.item:
            later = Event.objects.filter(item=change.item, ends_on__gte=ordered_on)
            words = _("Item %(item)s is withdrawn from %(day)s, but has events on that day or after it: %(events)s.")
            if named := _named(later):
                yield words % {"item": change.item.number, "day": day_short(ordered_on), "events": named}


def left_outside(changes: Iterable[tuple[PlanItem, Content]]) -> Iterator[str]:
    """Events that the new dates would leave outside, and those of an item that takes none any more (rules 6, 9)."""
    for item, content in changes:
        events = Event.objects.filter(item=item)
        if content["sensitive"] and not item.sensitive and (named := _named(events)):
            words = _(
                "Item %(item)s is to be about victims or cases, which take no events, but it has some: %(events)s."
            )
            yield words % {"item": item.number, "events": named}
        outside = Q(pk__in=[])
        if content["starts_on"]:
            outside |= Q(starts_on__lt=content["starts_on"])
        if content["ends_on"]:
            outside |= Q(ends_on__gt=content["ends_on"])
        if named := _named(events.filter(outside)):
            words = _("Item %(item)s has events outside its new dates: %(events)s.")
            yield words % {"item": item.number, "events": named}


def _named(events: Any) -> str:
    """The first events by number and how many more; voided ones count too: they stay with their item."""
    voided = _("voided")
    codes = [
        f"{code} ({voided})" if status == "voided" else code
        for code, status in events.order_by("ends_on", "pk").values_list("code", "status")[:MOST_NAMED]
    ]
    more = events.count() - len(codes) if len(codes) == MOST_NAMED else 0
    return ", ".join(codes) + (_(" and %(count)s more") % {"count": more} if more else "")


def not_before_the_last(plan: ActionPlan, ordered_on: date) -> Iterator[str]:
    """Orders follow one another, and the one that endorsed the plan."""
    last = plan.amendments.filter(status=AmendmentStatus.ENDORSED).order_by("-ordered_on").first()
    if last and last.ordered_on and ordered_on < last.ordered_on:
        words = _("Date of the order: amendment № %(number)s is of %(day)s already, a later one.")
        yield words % {"number": last.number, "day": day_short(last.ordered_on)}
    elif plan.endorsed_on and ordered_on < plan.endorsed_on:
        words = _("Date of the order: the plan was endorsed on %(day)s, later than that.")
        yield words % {"day": day_short(plan.endorsed_on)}


def closed_quarters(council: Council, first: date, last: date = date.max) -> Iterator[str]:
    """Quarters with days of the span that are sealed or locked, in words: what was reported stays as it was said."""
    guards = QuarterGuard.objects.filter(council=council, starts_on__lte=last, ends_on__gte=first)
    closed = guards.filter(Q(sealed=True) | Q(locks_on__lt=clock.today())).order_by("starts_on")
    names = [quarter_words(*quarter_of(guard.starts_on)) for guard in closed]
    if names:
        words = _("This reaches into what is reported and closed: %(quarters)s. Ask SMS to reopen it.")
        yield words % {"quarters": ", ".join(names)}


def numbers_after(amendment: Amendment) -> dict[int, str]:
    """The number that each item of the plan will have by the changes; one that is withdrawn keeps its own."""
    numbers = dict(amendment.plan.items.values_list("pk", "number"))
    changes = amendment.changes.filter(item__isnull=False, content__isnull=False)
    return numbers | {one.item_id: one.content["number"] for one in changes if one.item_id and one.content}


def taken_twice(amendment: Amendment) -> Iterator[str]:
    """Numbers that two items would have once the changes are in force, in words."""
    added = [one.content["number"] for one in amendment.changes.filter(item=None) if one.content]
    counted = Counter([*added, *numbers_after(amendment).values()])
    for number in sorted((number for number, times in counted.items() if times > 1), key=number_key):
        yield _("The number %(number)s would stand for two items.") % {"number": number}
