"""Begin and endorse plans: one transaction under the council's lock, one audit entry each (rule 5)."""

from datetime import date
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from actionplans.models import ActionPlan
from actionplans.states import PlanStatus
from actionplans.wording import ItemDraft
from councils import audit, clock, files
from councils.locks import lock_council
from councils.models import Council, User
from councils.rights import rights_of
from councils.services.organisations import named
from councils.states import IllegalMove, NotAllowed, Refused

from .items import create_item

MOST_YEARS = 10


class PlanRefused(Refused):
    """The plan cannot be drafted or endorsed so."""


@transaction.atomic
def draft_plan(council: Council, *, starts_on: date, ends_on: date, items: list[ItemDraft], actor: User) -> ActionPlan:
    """A new plan in draft, with all its items so far. Raises NotAllowed, PlanRefused."""
    council = lock_council(council)
    must_record(actor, council)
    must_be_free(council, starts_on, ends_on)
    plan = ActionPlan.objects.create(council=council, starts_on=starts_on, ends_on=ends_on)
    known = named({name for item in items for name in item.organisations}, council)
    for position, item in enumerate(items, 1):
        create_item(plan, item, position=position, known=known)
    rows = [(item.number, item.title_ru, [(i.name_ru, i.unit, i.source) for i in item.indicators]) for item in items]
    audit.record(
        "plan.drafted", f"plan:{plan.pk}", actor=actor, council=council,
        after={"starts_on": starts_on, "ends_on": ends_on, "items": len(rows), "sha256": audit.digest_of_rows(rows)},
    )  # fmt: skip
    return plan


@transaction.atomic
def endorse_plan(
    plan: ActionPlan, *, authority: str, order_number: str, endorsed_on: date, actor: User,
    scan: "UploadedFile[Any] | None" = None,
) -> ActionPlan:  # fmt: skip
    """The regional administration's order puts the plan in force.

    Raises NotAllowed, IllegalMove, PlanRefused, UploadRefused (of the scan).
    """
    council = lock_council(plan.council)
    must_record(actor, council)
    plan = ActionPlan.objects.select_for_update().get(pk=plan.pk)
    if not plan.can_move_to(PlanStatus.ENDORSED):
        raise IllegalMove(_("This plan is endorsed already."))
    _must_be_complete(plan)
    if not (authority.strip() and order_number.strip()):
        raise PlanRefused(_("An endorsement names the authority and the order."))
    must_be_an_order(order_number, endorsed_on, authority)
    plan.status = PlanStatus.ENDORSED
    plan.authority, plan.order_number, plan.endorsed_on = authority.strip(), order_number.strip(), endorsed_on
    if scan:
        content, kind = files.read(scan, files.SCANS)
        plan.scan = files.keep(content, kind, scan.name or "", council=council, actor=actor)
    plan.save(update_fields=["status", "authority", "order_number", "endorsed_on", "scan"])
    order: dict[str, Any] = audit.fields_of(plan, "authority", "order_number", "endorsed_on", "starts_on", "ends_on")
    if plan.scan:
        order["scan_sha256"] = plan.scan.sha256  # its name may say more than an entry should
    audit.record("plan.endorsed", f"plan:{plan.pk}", actor=actor, council=council, after=order)
    return plan


def must_be_an_order(number: str, day: date, authority: str = "") -> None:
    if not number.strip() or len(number) > 60 or len(authority) > 200:
        raise PlanRefused(_("An order has a number of at most 60 characters, an authority one of at most 200."))
    if day > clock.today():
        raise PlanRefused(_("Date of the order: this day is still to come."))


def must_be_free(council: Council, starts_on: date, ends_on: date, *, but: ActionPlan | None = None) -> None:
    """The days of a plan: in order, not too many, and no other plan of the council covers any. Raises PlanRefused."""
    if ends_on < starts_on:
        raise PlanRefused(_("The last day of a plan is not before its first."))
    if ends_on.year - starts_on.year >= MOST_YEARS:
        raise PlanRefused(_("A plan covers at most %(years)s calendar years.") % {"years": MOST_YEARS})
    others = ActionPlan.objects.filter(council=council, starts_on__lte=ends_on, ends_on__gte=starts_on)
    if (others.exclude(pk=but.pk) if but else others).exists():
        raise PlanRefused(_("The council has a plan for some of these days already."))


def must_record(actor: User, council: Council) -> None:
    if not rights_of(actor).may_record(council.pk):
        raise NotAllowed(_("Only the council's secretary writes its plans."))


def _must_be_complete(plan: ActionPlan) -> None:
    """A plan in force has items, and each of them an indicator, unless only its state is told (rules 5 and 9)."""
    if not plan.items.exists():
        raise PlanRefused(_("A plan needs at least one item."))
    bare = plan.items.filter(sensitive=False, indicators__isnull=True).values_list("number", flat=True)
    if bare:
        words = _("Each item has at least one indicator; these have none: %(numbers)s.")
        raise PlanRefused(words % {"numbers": ", ".join(bare)})
