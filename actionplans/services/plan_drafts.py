"""Change a plan while it is in draft: its items, its days, or drop it whole (rule 5).

One transaction under the council's lock and one audit entry each; entries hold digests of what items say.
"""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from actionplans.models import ActionPlan, Indicator, IndicatorTarget, PlanItem
from actionplans.states import PlanStatus
from actionplans.wording import ItemDraft, content_of, draft_of
from councils import audit
from councils.locks import lock_council
from councils.models import User
from councils.states import IllegalMove

from .items import ItemRefused, create_item, is_there_already, place_for, rewrite_item
from .plans import PlanRefused, must_be_free, must_record

__all__ = ["ItemRefused", "PlanRefused", "add_item", "change_item", "drop_plan", "move_plan", "remove_item"]


@transaction.atomic
def add_item(plan: ActionPlan, draft: ItemDraft, *, actor: User) -> PlanItem:
    """A further item, in its place by number. Raises NotAllowed, IllegalMove, ItemRefused."""
    plan = _open(plan, actor)
    item = create_item(plan, draft, position=place_for(plan, draft.number))
    _record(plan, actor, after={"added": item.number, "sha256": _digest(draft)})
    return item


@transaction.atomic
def change_item(item: PlanItem, draft: ItemDraft, *, actor: User, said: str = "") -> PlanItem:
    """The item says what was typed. `said` is the mark of what it said when the form was opened (items.mark_of);
    empty compares nothing. The same content sent again changes nothing.

    Raises NotAllowed, IllegalMove, ItemRefused, ItemChangedMeanwhile.
    """
    plan = _open(item.plan, actor)
    item = _item(plan, item)
    stands = draft_of(item)
    if is_there_already(content_of(draft), content_of(stands), said):
        return item
    before = {"item": item.number, "sha256": _digest(stands)}
    if draft.number != item.number:
        item.position = place_for(plan, draft.number, but=item)
    rewrite_item(item, draft)
    _record(plan, actor, before=before, after={"item": item.number, "sha256": _digest(draft)})
    return item


@transaction.atomic
def remove_item(item: PlanItem, *, actor: User) -> None:
    """Nothing was recorded against it yet, so it is deleted. Raises NotAllowed, IllegalMove."""
    plan = _open(item.plan, actor)
    item = _item(plan, item)
    before = {"item": item.number, "sha256": _digest(draft_of(item))}
    _delete(plan.items.filter(pk=item.pk))
    _record(plan, actor, before=before, after={"removed": item.number})


@transaction.atomic
def move_plan(plan: ActionPlan, *, starts_on: date, ends_on: date, actor: User) -> int:
    """Other dates of cover; targets of years outside them are taken out: how many.

    Raises NotAllowed, IllegalMove, PlanRefused (also where an item's own dates would lie outside).
    """
    plan = _open(plan, actor)
    must_be_free(plan.council, starts_on, ends_on, but=plan)
    own = [item for item in plan.items.all() if _lies_outside(item, starts_on, ends_on)]
    if own:
        words = _("The dates of these items would lie outside the plan: %(numbers)s. Change them first.")
        raise PlanRefused(words % {"numbers": ", ".join(item.number for item in own)})
    targets = IndicatorTarget.objects.filter(indicator__item__plan=plan)
    gone, _rows = targets.exclude(year__range=(starts_on.year, ends_on.year)).delete()
    before: dict[str, Any] = audit.fields_of(plan, "starts_on", "ends_on")
    plan.starts_on, plan.ends_on = starts_on, ends_on
    plan.save(update_fields=["starts_on", "ends_on"])
    after = audit.fields_of(plan, "starts_on", "ends_on") | {"targets_taken_out": gone}
    _record(plan, actor, before=before, after=after)
    return gone


@transaction.atomic
def drop_plan(plan: ActionPlan, *, actor: User) -> None:
    """A plan that was never endorsed is deleted with its items. Raises NotAllowed, IllegalMove."""
    plan = _open(plan, actor)
    subject, council = f"plan:{plan.pk}", plan.council
    before = audit.fields_of(plan, "starts_on", "ends_on") | {"items": plan.items.count()}
    _delete(plan.items.all())
    plan.delete()
    audit.record("plan.dropped", subject, actor=actor, council=council, before=before)


def _open(plan: ActionPlan, actor: User) -> ActionPlan:
    """The plan as it is now, held until the end of the transaction; only a draft is changed directly."""
    council = lock_council(plan.council)
    must_record(actor, council)
    found = ActionPlan.objects.select_for_update().filter(pk=plan.pk).first()
    if found is None:
        raise IllegalMove(_("This plan was deleted in the meantime."))
    if found.status != PlanStatus.DRAFT:
        raise IllegalMove(_("A plan in force is changed by an amendment."))
    found.council = council
    return found


def _item(plan: ActionPlan, item: PlanItem) -> PlanItem:
    found = plan.items.filter(pk=item.pk).first()
    if found is None:
        raise ItemRefused(_("This item was deleted in the meantime."))
    found.plan = plan
    return found


def _lies_outside(item: PlanItem, starts_on: date, ends_on: date) -> bool:
    return any(day and not starts_on <= day <= ends_on for day in (item.starts_on, item.ends_on))


def _delete(items: Any) -> None:
    pks = list(items.values_list("pk", flat=True))
    IndicatorTarget.objects.filter(indicator__item__in=pks).delete()
    Indicator.objects.filter(item__in=pks).delete()
    PlanItem.objects.filter(pk__in=pks).delete()


def _digest(draft: ItemDraft) -> str:
    return audit.digest_of_rows([content_of(draft)])


def _record(plan: ActionPlan, actor: User, *, before: Any = None, after: Any) -> None:
    audit.record("plan.changed", f"plan:{plan.pk}", actor=actor, council=plan.council, before=before, after=after)
