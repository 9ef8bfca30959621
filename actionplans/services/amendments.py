"""Amend an endorsed plan: changes are gathered in one draft, an order puts them in force (rule 5).

Each verb is one transaction under the council's lock with one audit entry. What an item said before is written as
an ItemVersion at the moment an amendment ends it; the database's triggers stand behind the refusals in words.
"""

from datetime import date, timedelta
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from actionplans.amending import contents_of, same
from actionplans.amendment_checks import (
    about_the_changes,
    about_the_day,
    closed_quarters,
    left_outside,
    not_before_the_last,
    numbers_after,
    taken_twice,
)
from actionplans.models import ActionPlan, Amendment, AmendmentChange, ItemVersion, PlanItem
from actionplans.states import AmendmentStatus, ChangeKind, PlanStatus
from actionplans.wording import Content, ItemDraft, content_of, item_draft
from councils import audit, files
from councils.locks import lock_council
from councils.models import Council, StoredFile, User
from councils.states import IllegalMove, Refused

from .items import create_item, is_there_already, must_count_the_same, place_for, rewrite_item
from .plans import PlanRefused, must_be_an_order, must_be_free, must_record

DAY = timedelta(days=1)


class AmendmentRefused(Refused):
    """The plan cannot be amended so."""


@transaction.atomic
def open_amendment(plan: ActionPlan, *, actor: User) -> Amendment:
    """Begin to amend an endorsed plan; one amendment is open at a time. Raises NotAllowed, IllegalMove,
    AmendmentRefused."""
    council, plan = _locked(plan, actor)
    if plan.status != PlanStatus.ENDORSED:
        raise IllegalMove(_("A plan in draft is changed directly, not amended."))
    must_have_no_open_amendment(plan)
    amendment = Amendment.objects.create(plan=plan, number=next_number(plan))
    after = {"number": amendment.number}
    audit.record("amendment.opened", f"plan:{plan.pk}", actor=actor, council=council, after=after)
    return amendment


@transaction.atomic
def change_item_in(
    amendment: Amendment,
    item: PlanItem | None,
    draft: ItemDraft,
    *,
    actor: User,
    change: AmendmentChange | None = None,
    said: str = "",
) -> AmendmentChange | None:
    """What the amendment makes of an item, or an item that it adds (`item` None; `change`: one added before).

    `said` is the mark of what the amendment, or else the plan, said when the form was opened (items.mark_of); empty
    compares nothing. None where the draft says what the plan says: nothing is changed then. Raises NotAllowed,
    IllegalMove, ItemRefused, AmendmentRefused, ItemChangedMeanwhile.
    """
    council, amendment = _open_for(amendment, actor)
    content = content_of(draft)
    if item is None:
        kind = ChangeKind.ADDED
        row = amendment.changes.get(pk=change.pk, kind=kind) if change else AmendmentChange(amendment=amendment)
    else:
        item, kind = _in_plan(amendment, item), ChangeKind.CHANGED
        row = amendment.changes.filter(item=item).first() or AmendmentChange(amendment=amendment, item=item)
    if (item or row.pk) and is_there_already(content, _stands(row, item), said):
        return row if row.pk else None
    _must_be_an_item(content)
    _must_have_a_free_number(amendment, content, row)
    if item and (refusals := list(left_outside([(item, content)]))):
        raise AmendmentRefused(" ".join(refusals))
    if item:
        must_count_the_same(item, draft)
    if item and same(content, _now(item)):
        if row.pk:
            _undone(amendment, row, council, actor)
        return None
    row.kind, row.content = kind, content
    row.save()
    _told(amendment, row, council, actor)
    return row


@transaction.atomic
def withdraw_item_in(amendment: Amendment, item: PlanItem, *, actor: User) -> AmendmentChange:
    """The amendment takes the item out of the plan, in place of what it changed of it. Raises as change_item_in."""
    council, amendment = _open_for(amendment, actor)
    item = _in_plan(amendment, item)
    row = amendment.changes.filter(item=item).first() or AmendmentChange(amendment=amendment, item=item)
    row.kind, row.content = ChangeKind.WITHDRAWN, None
    row.save()
    _told(amendment, row, council, actor)
    return row


@transaction.atomic
def undo_change(change: AmendmentChange, *, actor: User) -> None:
    """Take a change out of the draft again. Raises NotAllowed, IllegalMove."""
    council, amendment = _open_for(change.amendment, actor)
    row = amendment.changes.filter(pk=change.pk).first()
    if row:
        _undone(amendment, row, council, actor)


@transaction.atomic
def drop_amendment(amendment: Amendment, *, actor: User) -> None:
    """Give the draft up with all its changes; the plan stays as it is. Raises NotAllowed, IllegalMove."""
    council, amendment = _open_for(amendment, actor)
    before = {"number": amendment.number, "changes": amendment.changes.count()}
    plan = amendment.plan
    amendment.delete()
    audit.record("amendment.dropped", f"plan:{plan.pk}", actor=actor, council=council, before=before)


@transaction.atomic
def endorse_amendment(
    amendment: Amendment, *, authority: str, order_number: str, ordered_on: date, reason: str, actor: User,
    scan: "UploadedFile[Any] | None" = None,
) -> Amendment:  # fmt: skip
    """The order puts the changes in force from its day.

    Raises NotAllowed, IllegalMove, PlanRefused, ItemRefused, UploadRefused, and AmendmentRefused with every reason
    against it: events that it would strand, quarters that are closed.
    """
    council, amendment = _open_for(amendment, actor)
    changes = list(amendment.changes.select_related("item__plan__council"))
    _must_name_its_order(authority, order_number, ordered_on, reason)
    refusals = [
        *about_the_day(amendment, ordered_on), *about_the_changes(changes, ordered_on), *taken_twice(amendment),
    ]  # fmt: skip
    if refusals:
        raise AmendmentRefused(" ".join(refusals))
    _keep_what_was(amendment, changes, ordered_on)
    _apply(amendment.plan, changes, ordered_on)
    amendment.scan = _kept(scan, council, actor)
    amendment.status, amendment.ordered_on, amendment.reason = AmendmentStatus.ENDORSED, ordered_on, reason.strip()
    amendment.authority, amendment.order_number = authority.strip(), order_number.strip()
    amendment.save()
    after: dict[str, Any] = audit.fields_of(amendment, "number", "authority", "order_number", "ordered_on")
    if amendment.scan:
        after["scan_sha256"] = amendment.scan.sha256
    after["changes"] = [{"item": one.item_id, "kind": one.kind, "sha256": _digest(one)} for one in changes]
    audit.record(
        "plan.amended", f"plan:{amendment.plan_id}", actor=actor, council=council, after=after,
        reason=amendment.reason,
    )  # fmt: skip
    return amendment


@transaction.atomic
def prolong_plan(
    plan: ActionPlan, *, until: date, order_number: str, ordered_on: date, reason: str, actor: User,
    authority: str = "", scan: "UploadedFile[Any] | None" = None,
) -> Amendment:  # fmt: skip
    """An amendment that moves the last day of an endorsed plan further on.

    Raises NotAllowed, IllegalMove, PlanRefused, AmendmentRefused, UploadRefused.
    """
    council, plan = _locked(plan, actor)
    if plan.status != PlanStatus.ENDORSED:
        raise IllegalMove(_("A plan in draft is changed directly, not amended."))
    must_have_no_open_amendment(plan)
    must_be_an_order(order_number, ordered_on, authority)
    if not reason.strip():
        raise PlanRefused(_("Reason: write why."))
    if until <= plan.ends_on:
        raise PlanRefused(_("The new last day must be later, and no other plan may cover these days."))
    must_be_free(council, plan.starts_on, until, but=plan)
    refusals = [*not_before_the_last(plan, ordered_on), *closed_quarters(council, plan.ends_on + DAY, until)]
    if refusals:
        raise AmendmentRefused(" ".join(refusals))
    amendment = Amendment.objects.create(
        plan=plan, number=next_number(plan), authority=authority.strip(), order_number=order_number.strip(),
        ordered_on=ordered_on, reason=reason.strip(), status=AmendmentStatus.ENDORSED, ends_on_before=plan.ends_on,
        ends_on_after=until, scan=_kept(scan, council, actor),
    )  # fmt: skip
    before, plan.ends_on = plan.ends_on, until
    plan.save(update_fields=["ends_on"])
    audit.record(
        "plan.prolonged", f"plan:{plan.pk}", actor=actor, council=council,
        before={"ends_on": before}, after={"ends_on": until, "order_number": order_number}, reason=reason,
    )  # fmt: skip
    return amendment


# ---- what every amendment passes, a prolongation too


def next_number(plan: ActionPlan) -> int:
    return (plan.amendments.aggregate(top=Max("number"))["top"] or 0) + 1


def must_have_no_open_amendment(plan: ActionPlan) -> None:
    draft = plan.amendments.filter(status=AmendmentStatus.DRAFT).first()
    if draft:
        words = _("Amendment № %(number)s is open: endorse or drop it first; one is open at a time.")
        raise AmendmentRefused(words % {"number": draft.number})


def _kept(scan: "UploadedFile[Any] | None", council: Council, actor: User) -> StoredFile | None:
    if scan is None:
        return None
    content, kind = files.read(scan, files.SCANS)
    return files.keep(content, kind, scan.name or "", council=council, actor=actor)


# ---- what one amendment is refused for


def _must_name_its_order(authority: str, order_number: str, ordered_on: date, reason: str) -> None:
    if not (authority.strip() and reason.strip()):
        raise AmendmentRefused(_("An amendment names the authority, the order and the reason."))
    must_be_an_order(order_number, ordered_on, authority)


def _must_be_an_item(content: Content) -> None:
    if not (content["number"].strip() and content["title_ru"].strip()):
        raise AmendmentRefused(_("An item has a number and a title in Russian."))
    first, last = content["starts_on"], content["ends_on"]
    if first and last and last < first:
        raise AmendmentRefused(_("The last day of an item is not before its first."))
    if not content["indicators"] and not content["sensitive"]:
        raise AmendmentRefused(_("Indicators: an item has at least one."))


def _must_have_a_free_number(amendment: Amendment, content: Content, row: AmendmentChange) -> None:
    """An added item finds its number free. A changed one may take another's, which is to change too: see endorsing."""
    taken = {one.content["number"] for one in amendment.changes.exclude(pk=row.pk) if one.content}
    if row.item_id is None:
        taken |= set(numbers_after(amendment).values())
    if content["number"] in taken:
        words = _("The number %(number)s is taken by another item of this plan.")
        raise AmendmentRefused(words % {"number": content["number"]})


# ---- putting it in force


def _keep_what_was(amendment: Amendment, changes: list[AmendmentChange], ordered_on: date) -> None:
    touched = [one.item for one in changes if one.item]
    ItemVersion.objects.bulk_create(
        ItemVersion(item=item, amendment=amendment, valid_until=ordered_on - DAY, content=content)
        for item, content in contents_of(touched)
    )


def _apply(plan: ActionPlan, changes: list[AmendmentChange], ordered_on: date) -> None:
    changed = [(one.item, one.content) for one in changes if one.item and one.content]
    for item, content in changed:
        if content["number"] != item.number:  # out of the way, so that items can take one another's numbers
            PlanItem.objects.filter(pk=item.pk).update(number=f"~{item.pk}")
    for item, content in changed:
        rewrite_item(PlanItem.objects.select_related("plan__council").get(pk=item.pk), item_draft(content))
    for one in changes:
        if one.kind == ChangeKind.WITHDRAWN and one.item:
            one.item.withdrawn_from = ordered_on
            one.item.save(update_fields=["withdrawn_from"])
        elif one.kind == ChangeKind.ADDED and one.content:
            place = place_for(plan, one.content["number"])
            one.item = create_item(plan, item_draft(one.content), position=place, in_effect_from=ordered_on)
            one.save(update_fields=["item"])


# ---- the draft


def _undone(amendment: Amendment, row: AmendmentChange, council: Council, actor: User) -> None:
    subject, before = f"plan:{amendment.plan_id}", _row_told(amendment, row)
    row.delete()
    audit.record("amendment.changed", subject, actor=actor, council=council, before=before)


def _told(amendment: Amendment, row: AmendmentChange, council: Council, actor: User) -> None:
    after = _row_told(amendment, row)
    audit.record("amendment.changed", f"plan:{amendment.plan_id}", actor=actor, council=council, after=after)


def _row_told(amendment: Amendment, row: AmendmentChange) -> dict[str, Any]:
    return {"number": amendment.number, "kind": row.kind, "item": row.item_id, "sha256": _digest(row)}


def _digest(row: AmendmentChange) -> str:
    return audit.digest(audit.canonical(row.content))


def _now(item: PlanItem) -> Content:
    return next(content for _item, content in contents_of([item]))


def _stands(row: AmendmentChange, item: PlanItem | None) -> Content | None:
    """What the item will say as the amendment stands, changed by it or not; None where it takes the item out."""
    return row.content if row.pk or item is None else _now(item)


def _in_plan(amendment: Amendment, item: PlanItem) -> PlanItem:
    found = PlanItem.objects.select_related("plan__council").filter(pk=item.pk, plan=amendment.plan).first()
    if found is None or found.withdrawn_from:
        raise AmendmentRefused(_("This item is not in the plan, or not any more."))
    return found


def _locked(plan: ActionPlan, actor: User) -> tuple[Council, ActionPlan]:
    council = lock_council(plan.council)
    must_record(actor, council)
    return council, ActionPlan.objects.select_for_update().get(pk=plan.pk)


def _open_for(amendment: Amendment, actor: User) -> tuple[Council, Amendment]:
    council, plan = _locked(amendment.plan, actor)
    found = Amendment.objects.filter(pk=amendment.pk).first()
    if found is None or found.status != AmendmentStatus.DRAFT:
        raise IllegalMove(_("This amendment is endorsed or dropped; it does not change any more."))
    plan.council = council
    found.plan = plan
    return council, found


__all__ = [
    "AmendmentRefused", "change_item_in", "drop_amendment", "endorse_amendment", "open_amendment", "prolong_plan",
    "undo_change", "withdraw_item_in",
]  # fmt: skip
