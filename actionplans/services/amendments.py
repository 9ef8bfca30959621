"""Amend an endorsed plan: changes are gathered in one draft, an order puts them in force (rule 5).

Each verb is one transaction under the council's lock with one audit entry. What an item said before is written as
an ItemVersion at the moment an amendment ends it; the database's triggers stand behind the refusals in words.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import F, Max, Q
from django.utils.translation import gettext as _

from actionplans.amending import contents_of, number_key, same
from actionplans.models import ActionPlan, Amendment, AmendmentChange, Event, ItemVersion, PlanItem, QuarterGuard
from actionplans.quarters import quarter_of
from actionplans.states import AmendmentStatus, ChangeKind, PlanStatus
from actionplans.wording import Content, ItemDraft, content_of, item_draft
from councils import audit, clock, files
from councils.dates import day_short, quarter_words
from councils.locks import lock_council
from councils.models import Council, User
from councils.rights import rights_of
from councils.states import IllegalMove, NotAllowed, Refused

from .items import create_item, rewrite_item

MOST_NAMED = 5  # of the events that stand in the way


class AmendmentRefused(Refused):
    """The plan cannot be amended so."""


@transaction.atomic
def open_amendment(plan: ActionPlan, *, actor: User) -> Amendment:
    """Begin an amendment of an endorsed plan; one is open at a time. Raises NotAllowed, IllegalMove, AmendmentRefused."""
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
) -> AmendmentChange | None:
    """What the amendment makes of an item, or an item that it adds (`item` None; `change`: one added before).

    None where the draft says what the plan says: nothing is changed then. Raises NotAllowed, IllegalMove,
    AmendmentRefused.
    """
    council, amendment = _open_for(amendment, actor)
    content = content_of(draft)
    if item is None:
        kind = ChangeKind.ADDED
        row = amendment.changes.get(pk=change.pk, kind=kind) if change else AmendmentChange(amendment=amendment)
    else:
        item, kind = _in_plan(amendment, item), ChangeKind.CHANGED
        row = amendment.changes.filter(item=item).first() or AmendmentChange(amendment=amendment, item=item)
    _must_be_an_item(content)
    _must_have_a_free_number(amendment, content, row)
    if item and (refusals := list(_left_outside([(item, content)]))):
        raise AmendmentRefused(" ".join(refusals))
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
    scan: UploadedFile | None = None,
) -> Amendment:  # fmt: skip
    """The order puts the changes in force from its day. Raises NotAllowed, IllegalMove, UploadRefused, ItemRefused,
    and AmendmentRefused with every reason against it: events it would strand, quarters that are closed."""
    council, amendment = _open_for(amendment, actor)
    changes = list(amendment.changes.select_related("item__plan__council"))
    _must_name_its_order(authority, order_number, reason)
    refusals = [
        *_about_the_day(amendment, ordered_on), *_about_the_changes(changes, ordered_on), *taken_twice(amendment),
    ]  # fmt: skip
    if refusals:
        raise AmendmentRefused(" ".join(refusals))
    _keep_what_was(amendment, changes, ordered_on)
    _apply(amendment.plan, changes, ordered_on)
    if scan:
        content, kind = files.read(scan, files.SCANS)
        amendment.scan = files.keep(content, kind, scan.name or "", council=council, actor=actor)
    amendment.status, amendment.ordered_on, amendment.reason = AmendmentStatus.ENDORSED, ordered_on, reason.strip()
    amendment.authority, amendment.order_number = authority.strip(), order_number.strip()
    amendment.save()
    after: dict[str, Any] = audit.fields_of(amendment, "number", "authority", "order_number", "ordered_on", "scan")
    after["changes"] = [{"item": one.item_id, "kind": one.kind, "sha256": _digest(one)} for one in changes]
    audit.record(
        "plan.amended", f"plan:{amendment.plan_id}", actor=actor, council=council, after=after,
        reason=amendment.reason,
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


# ---- what one amendment is refused for


def _must_name_its_order(authority: str, order_number: str, reason: str) -> None:
    if not (authority.strip() and order_number.strip() and reason.strip()):
        raise AmendmentRefused(_("An amendment names the authority, the order and the reason."))
    if len(order_number.strip()) > 60 or len(authority.strip()) > 200:
        raise AmendmentRefused(_("An order has a number of at most 60 characters, an authority one of at most 200."))


def _about_the_day(amendment: Amendment, ordered_on: date) -> Iterator[str]:
    plan = amendment.plan
    if ordered_on > clock.today():
        yield _("Date of the order: this day is still to come.")
    if ordered_on > plan.ends_on:
        words = _("Date of the order: the plan ended on %(day)s; what is over is not amended.")
        yield words % {"day": day_short(plan.ends_on)}
    yield from not_before_the_last(plan, ordered_on)
    # An order before the plan's first day is in effect from that day on.
    yield from closed_quarters(plan.council, max(ordered_on, plan.starts_on))


def _about_the_changes(changes: list[AmendmentChange], ordered_on: date) -> Iterator[str]:
    if not changes:
        yield _("This amendment changes nothing yet.")
    yield from _left_outside([(one.item, one.content) for one in changes if one.item and one.content])
    for change in changes:
        if change.kind == ChangeKind.WITHDRAWN and change.item:
            later = Event.objects.filter(item=change.item, ends_on__gte=ordered_on)
            words = _("Item %(item)s is withdrawn from %(day)s, but has events on that day or after it: %(events)s.")
            if named := _named(later):
                yield words % {"item": change.item.number, "day": day_short(ordered_on), "events": named}


def _left_outside(changes: Iterable[tuple[PlanItem, Content]]) -> Iterator[str]:
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
    codes = [
        f"{code} ({_('voided')})" if status == "voided" else code
        for code, status in events.order_by("ends_on", "pk").values_list("code", "status")[:MOST_NAMED]
    ]
    more = events.count() - len(codes) if len(codes) == MOST_NAMED else 0
    return ", ".join(codes) + (_(" and %(count)s more") % {"count": more} if more else "")


def _must_be_an_item(content: Content) -> None:
    if not (content["number"].strip() and content["title_ru"].strip()):
        raise AmendmentRefused(_("An item has a number and a title in Russian."))
    first, last = content["starts_on"], content["ends_on"]
    if first and last and last < first:
        raise AmendmentRefused(_("The last day of an item is not before its first."))


def _must_have_a_free_number(amendment: Amendment, content: Content, row: AmendmentChange) -> None:
    """An added item finds its number free. A changed one may take another's, which is to change too: see endorsing."""
    taken = {one.content["number"] for one in amendment.changes.exclude(pk=row.pk) if one.content}
    if row.item_id is None:
        taken |= set(_numbers_after(amendment).values())
    if content["number"] in taken:
        words = _("The number %(number)s is taken by another item of this plan.")
        raise AmendmentRefused(words % {"number": content["number"]})


def _numbers_after(amendment: Amendment) -> dict[int, str]:
    """The number of each item that is in the plan now, once the changes are in force; a withdrawn one keeps its own."""
    numbers = dict(amendment.plan.items.values_list("pk", "number"))
    changes = amendment.changes.filter(item__isnull=False, content__isnull=False)
    return numbers | {one.item_id: one.content["number"] for one in changes if one.item_id and one.content}


def taken_twice(amendment: Amendment) -> Iterator[str]:
    """Numbers that two items would have once the changes are in force, in words."""
    added = [one.content["number"] for one in amendment.changes.filter(item=None) if one.content]
    counted = Counter([*added, *_numbers_after(amendment).values()])
    for number in sorted((number for number, times in counted.items() if times > 1), key=number_key):
        yield _("The number %(number)s would stand for two items.") % {"number": number}


# ---- putting it in force


def _keep_what_was(amendment: Amendment, changes: list[AmendmentChange], ordered_on: date) -> None:
    touched = [one.item for one in changes if one.item]
    ItemVersion.objects.bulk_create(
        ItemVersion(item=item, amendment=amendment, valid_until=ordered_on - timedelta(days=1), content=content)
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
            place = _place_for(plan, one.content["number"])
            one.item = create_item(plan, item_draft(one.content), position=place, in_effect_from=ordered_on)
            one.save(update_fields=["item"])


def _place_for(plan: ActionPlan, number: str) -> int:
    """After the items that come before it by number; those behind it make room."""
    before = [
        position
        for position, other in plan.items.values_list("position", "number")
        if number_key(other) < number_key(number)
    ]
    place = max(before, default=0) + 1
    plan.items.filter(position__gte=place).update(position=F("position") + 1)
    return place


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


def _in_plan(amendment: Amendment, item: PlanItem) -> PlanItem:
    found = PlanItem.objects.select_related("plan__council").filter(pk=item.pk, plan=amendment.plan).first()
    if found is None or found.withdrawn_from:
        raise AmendmentRefused(_("This item is not in the plan, or not any more."))
    return found


def _locked(plan: ActionPlan, actor: User) -> tuple[Council, ActionPlan]:
    council = lock_council(plan.council)
    if not rights_of(actor).may_record(council.pk):
        raise NotAllowed(_("Only the council's secretary writes its plans."))
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
    "AmendmentRefused", "change_item_in", "closed_quarters", "drop_amendment", "endorse_amendment",
    "must_have_no_open_amendment", "next_number", "not_before_the_last", "open_amendment", "taken_twice",
    "undo_change", "withdraw_item_in",
]  # fmt: skip
