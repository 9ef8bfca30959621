"""A plan as it stood on a day: what each item said then, old targets included (rule 5). Reads only."""

from collections.abc import Iterable
from datetime import date

from django.db.models import prefetch_related_objects

from .models import ActionPlan, ItemVersion, PlanItem
from .wording import as_item


def as_of(items: Iterable[PlanItem], day: date) -> list[PlanItem]:
    """Each item as it said on that day; items that still say the same are given back themselves. Two queries."""
    rows = list(items)
    found: dict[int, ItemVersion] = {}
    versions = ItemVersion.objects.filter(item__in=[row.pk for row in rows], valid_until__gte=day)
    for version in versions.order_by("valid_until", "amendment__number"):
        found.setdefault(version.item_id, version)  # the first that reached this day is the one that held on it
    said = [as_item(row, found[row.pk].content) if row.pk in found else row for row in rows]
    prefetch_related_objects([row for row in said if row.pk in found], "measure")  # those that served another one
    return said


def on_day(plan: ActionPlan, day: date) -> list[PlanItem]:
    """The items in the plan on that day, as they said then, in the plan's order. Three queries."""
    rows = plan.items.select_related("plan__council", "measure")
    there = [row for row in rows if is_in_plan(row, day)]
    return as_of(there, day)


def is_in_plan(item: PlanItem, day: date) -> bool:
    """Whether amendments had brought the item in by that day and not taken it out yet."""
    came = item.in_effect_from is None or item.in_effect_from <= day
    return came and (item.withdrawn_from is None or day < item.withdrawn_from)


def last_day_on(plan: ActionPlan, day: date) -> date:
    """The plan's last day as it stood on that day: a prolongation ordered later is not told yet."""
    later = plan.amendments.filter(ordered_on__gt=day, ends_on_before__isnull=False).order_by("number").first()
    return later.ends_on_before if later and later.ends_on_before else plan.ends_on
