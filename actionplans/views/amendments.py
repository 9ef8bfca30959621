"""Pages of amendments: begin one, its changes item by item, the order that endorses it; a plan prolonged."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from actionplans.amending import difference_of
from actionplans.amendment_checks import taken_twice
from actionplans.forms.amendments import OrderForm, ProlongForm
from actionplans.forms.plans import ItemForm, initial_of
from actionplans.models import ActionPlan, Amendment, AmendmentChange, PlanItem
from actionplans.permissions import amendment_for, editable_amendment_for, editable_plan_for
from actionplans.services import amendments
from actionplans.services.items import ItemChangedMeanwhile, mark_of
from actionplans.states import AmendmentStatus, ChangeKind, PlanStatus
from actionplans.wording import ItemDraft, draft_of, item_draft
from councils import drafts, files
from councils.drafts import form_for
from councils.rights import rights_of
from councils.states import Refused
from councils.views.steps import attempt

from . import SignedInRequest

GET_OR_POST = ["GET", "HEAD", "POST"]


@require_POST
def amendment_open(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    plan = editable_plan_for(request.user, code, pk)
    try:
        amendment = amendments.open_amendment(plan, actor=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(plan)
    return redirect("actionplans:amendment-detail", code, pk, amendment.number)


@require_safe
def amendment_detail(request: SignedInRequest, code: str, pk: int, number: int) -> HttpResponse:
    amendment = amendment_for(request.user, code, pk, number)
    plan, difference = amendment.plan, difference_of(amendment)
    is_open = amendment.status == AmendmentStatus.DRAFT
    may_write = is_open and rights_of(request.user).may_record(plan.council_id)
    touched = {one.change.item_id for one in difference if one.change}
    items = plan.items.filter(withdrawn_from=None) if may_write else ()
    context = {
        "council": plan.council, "plan": plan, "amendment": amendment, "difference": difference, "is_open": is_open,
        "may_write": may_write, "untouched": [item for item in items if item.pk not in touched],
        "in_the_way": list(taken_twice(amendment)) if is_open else [],
    }  # fmt: skip
    return render(request, "actionplans/amendment_detail.html", context)


@require_safe
def amendment_scan(request: SignedInRequest, code: str, pk: int, number: int) -> FileResponse:
    """The order's scan, for whoever reads the amendment."""
    amendment = amendment_for(request.user, code, pk, number)
    if amendment.scan is None or not amendment.scan.file:
        raise Http404
    return files.answer(amendment.scan)


@require_http_methods(GET_OR_POST)
def amendment_item_create(request: SignedInRequest, code: str, pk: int, number: int) -> HttpResponse:
    amendment = editable_amendment_for(request.user, code, pk, number)
    return _item_page(request, amendment)


@require_http_methods(GET_OR_POST)
def amendment_item_change(request: SignedInRequest, code: str, pk: int, number: int, item_pk: int) -> HttpResponse:
    amendment = editable_amendment_for(request.user, code, pk, number)
    item = get_object_or_404(amendment.plan.items.select_related("measure"), pk=item_pk)
    return _item_page(request, amendment, item, amendment.changes.filter(item=item).first())


@require_http_methods(GET_OR_POST)
def amendment_added_change(request: SignedInRequest, code: str, pk: int, number: int, change_pk: int) -> HttpResponse:
    """An item that the amendment adds is changed again, before the order."""
    amendment = editable_amendment_for(request.user, code, pk, number)
    change = get_object_or_404(amendment.changes, pk=change_pk, kind=ChangeKind.ADDED)
    return _item_page(request, amendment, None, change)


def _item_page(
    request: SignedInRequest, amendment: Amendment, item: PlanItem | None = None, change: AmendmentChange | None = None
) -> HttpResponse:
    if amendment.status != AmendmentStatus.DRAFT:
        return _is_endorsed(request, amendment)
    says = item_draft(change.content) if change and change.content else draft_of(item) if item else None
    initial = initial_of(says) if says else {}
    if change and change.content is None:
        initial["said"] = mark_of(None)
    form = form_for(request, ItemForm, plan=amendment.plan, initial=initial)
    if form.is_valid() and _is_saved(request, amendment, item, change, form):
        return _back(amendment)
    context = {
        "council": amendment.plan.council, "plan": amendment.plan, "item": says, "form": form,
        "formset": form.indicators, "back": amendment.get_absolute_url(),
    }  # fmt: skip
    return render(request, "actionplans/plan_item_form.html", context, status=409 if form.is_late else 200)


def _is_saved(
    request: SignedInRequest,
    amendment: Amendment,
    item: PlanItem | None,
    change: AmendmentChange | None,
    form: ItemForm,
) -> bool:
    says: ItemDraft = form.draft()
    added, said = None if item else change, form.cleaned_data["said"]
    try:
        row = amendments.change_item_in(amendment, item, says, actor=request.user, change=added, said=said)
    except ItemChangedMeanwhile as meanwhile:
        form.set_against(meanwhile.stands)
        return False
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    drafts.drop(request)
    words = _("Item %(number)s is in the amendment.") if row else _("Item %(number)s stays as the plan says it.")
    messages.success(request, words % {"number": says.number})
    for doubt in form.doubts():
        messages.warning(request, doubt)
    return True


@require_POST
def amendment_item_withdraw(request: SignedInRequest, code: str, pk: int, number: int, item_pk: int) -> HttpResponse:
    amendment = editable_amendment_for(request.user, code, pk, number)
    item = get_object_or_404(amendment.plan.items, pk=item_pk)
    done = _("The amendment takes item %(number)s out of the plan.") % {"number": item.number}
    attempt(request, done, amendments.withdraw_item_in, amendment, item)
    return _back(amendment)


@require_POST
def amendment_item_undo(request: SignedInRequest, code: str, pk: int, number: int, change_pk: int) -> HttpResponse:
    amendment = editable_amendment_for(request.user, code, pk, number)
    change = get_object_or_404(amendment.changes.select_related("amendment__plan__council"), pk=change_pk)
    attempt(request, _("This change is out of the amendment."), amendments.undo_change, change)
    return _back(amendment)


@require_http_methods(GET_OR_POST)
def amendment_drop(request: SignedInRequest, code: str, pk: int, number: int) -> HttpResponse:
    amendment = editable_amendment_for(request.user, code, pk, number)
    if amendment.status != AmendmentStatus.DRAFT:
        return _is_endorsed(request, amendment)
    if request.method == "POST":
        attempt(request, _("The amendment is dropped; the plan stays as it is."), amendments.drop_amendment, amendment)
        return redirect(amendment.plan)
    context = {"council": amendment.plan.council, "plan": amendment.plan, "amendment": amendment}
    return render(request, "actionplans/amendment_drop.html", context)


@require_http_methods(GET_OR_POST)
def amendment_endorse(request: SignedInRequest, code: str, pk: int, number: int) -> HttpResponse:
    amendment = editable_amendment_for(request.user, code, pk, number)
    if amendment.status != AmendmentStatus.DRAFT:
        return _is_endorsed(request, amendment)
    form = form_for(request, OrderForm, initial={"authority": amendment.plan.authority})
    if _is_ordered(request, form, amendments.endorse_amendment, amendment):
        messages.success(request, _("The amendment is in force from the day of its order."))
        return _back(amendment)
    context = {"council": amendment.plan.council, "plan": amendment.plan, "amendment": amendment, "form": form}
    return render(request, "actionplans/amendment_endorse.html", context)


@require_http_methods(GET_OR_POST)
def plan_prolong(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    plan = editable_plan_for(request.user, code, pk)
    if plan.status != PlanStatus.ENDORSED:
        messages.info(request, _("A plan in draft is changed directly, not amended."))
        return redirect(plan)
    form = form_for(request, ProlongForm, initial={"authority": plan.authority})
    if _is_ordered(request, form, amendments.prolong_plan, plan):
        messages.success(request, _("The plan is prolonged."))
        return redirect(plan)
    return render(request, "actionplans/plan_prolong.html", {"council": plan.council, "plan": plan, "form": form})


def _is_ordered(request: SignedInRequest, form: OrderForm, verb: Any, row: Amendment | ActionPlan) -> bool:
    """Whether the order was taken; what stands against it is said on the form."""
    if not (form.is_bound and form.is_valid()):
        return False
    try:
        verb(row, actor=request.user, **form.cleaned_data)
    except files.UploadRefused as refusal:
        form.add_error("scan", _("Scan: %(words)s") % {"words": refusal})
        return False
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    drafts.drop(request)
    return True


def _back(amendment: Amendment) -> HttpResponse:
    return redirect(amendment)


def _is_endorsed(request: SignedInRequest, amendment: Amendment) -> HttpResponse:
    messages.info(request, _("This amendment is endorsed; it does not change any more."))
    return redirect(amendment)
