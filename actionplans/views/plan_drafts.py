"""Pages on which a plan is drafted: begin, its items, its days, endorse, delete; and the scan of its order."""

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from actionplans.drafting import doubts, gaps, years_of
from actionplans.forms.plan_drafts import DatesForm, NewPlanForm
from actionplans.forms.plans import EndorseForm, ItemForm, initial_of
from actionplans.models import ActionPlan, Event, PlanItem
from actionplans.permissions import editable_plan_for, plan_for, secretary_council_for
from actionplans.services.items import ItemChangedMeanwhile
from actionplans.services.plan_drafts import add_item, change_item, drop_plan, move_plan, remove_item
from actionplans.services.plans import draft_plan, endorse_plan
from actionplans.states import Pillar, PlanStatus
from actionplans.wording import ItemDraft, draft_of
from councils import drafts, files
from councils.clock import today
from councils.drafts import form_for
from councils.states import Refused

from . import SignedInRequest

GET_OR_POST = ["GET", "HEAD", "POST"]


@dataclass(frozen=True)
class Row:
    """An item of a draft, with what it lacks and what about it is worth a second look."""

    item: PlanItem
    said: ItemDraft
    gaps: list[str]
    doubts: list[str]

    @property
    def pillar(self) -> str:
        return str(Pillar(self.item.measure.pillar).label) if self.item.measure else ""


@require_http_methods(GET_OR_POST)
def plan_create(request: SignedInRequest, code: str) -> HttpResponse:
    council = secretary_council_for(request.user, code)
    plans = list(ActionPlan.objects.filter(council=council).order_by("-starts_on"))
    last = next((plan for plan in plans if plan.status == PlanStatus.ENDORSED), None)
    form = form_for(request, NewPlanForm, last=last, initial=_next_days(plans[0] if plans else None))
    if form.is_bound and form.is_valid():
        days = {name: form.cleaned_data[name] for name in ("starts_on", "ends_on")}
        try:
            plan = draft_plan(council, items=form.items, actor=request.user, **days)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            drafts.drop(request)
            messages.success(request, _("The draft is begun. Below is what its items still lack."))
            return redirect("actionplans:plan-draft", code, plan.pk)
    return render(request, "actionplans/plan_create.html", {"council": council, "form": form, "last": last})


def _next_days(last: ActionPlan | None) -> dict[str, Any]:
    """The days after the last plan, for as many years; without one, this year's."""
    if last is None:
        year = today().year
        return {"starts_on": today().replace(month=1, day=1), "ends_on": today().replace(year=year, month=12, day=31)}
    first, years = last.ends_on + last.ends_on.resolution, last.ends_on.year - last.starts_on.year
    return {"starts_on": first, "ends_on": first.replace(year=first.year + years, month=12, day=31)}


@require_http_methods(GET_OR_POST)
def plan_draft(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    """The work page of a draft; its own form moves the days that it covers."""
    plan = editable_plan_for(request.user, code, pk)
    if plan.status != PlanStatus.DRAFT:
        return _is_in_force(request, plan)
    form = form_for(request, DatesForm, initial={"starts_on": plan.starts_on, "ends_on": plan.ends_on})
    if form.is_bound and form.is_valid():
        try:
            gone = move_plan(plan, actor=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error("starts_on", str(refusal))
        else:
            drafts.drop(request)
            _say_moved(request, gone)
            return redirect("actionplans:plan-draft", code, pk)
    context = {"council": plan.council, "plan": plan, "form": form, **_work_on(plan)}
    return render(request, "actionplans/plan_draft.html", context)


def _say_moved(request: SignedInRequest, gone: int) -> None:
    messages.success(request, _("The plan covers other days now."))
    if gone:
        words = ngettext(
            "%(count)s target of a year outside them was taken out.",
            "%(count)s targets of years outside them were taken out.",
            gone,
        )
        messages.warning(request, words % {"count": gone})


def _work_on(plan: ActionPlan) -> dict[str, Any]:
    """The items under their pillars, each with what it lacks. Five queries."""
    items = list(plan.items.select_related("measure"))
    prefetch_related_objects(items, "indicators__targets", "responsible_organisations")
    years = years_of(plan)
    rows = [
        Row(item, said, gaps(said, years), doubts(said))
        for item, said in zip(items, map(draft_of, items), strict=True)
    ]
    groups = [(words, list(found)) for words, found in groupby(rows, key=lambda row: row.pillar)]
    lacking = sum(bool(row.gaps) for row in rows)
    bare = [row for row in rows if not row.said.indicators and not row.said.sensitive]
    return {"groups": groups, "items": len(rows), "lacking": lacking, "may_endorse": bool(rows) and not bare}


@require_http_methods(GET_OR_POST)
def plan_item_create(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    plan = editable_plan_for(request.user, code, pk)
    return _is_in_force(request, plan) if plan.status != PlanStatus.DRAFT else _item_page(request, plan)


@require_http_methods(GET_OR_POST)
def plan_item_change(request: SignedInRequest, code: str, pk: int, item_pk: int) -> HttpResponse:
    plan, item = _item_for(request, code, pk, item_pk)
    return _is_in_force(request, plan) if plan.status != PlanStatus.DRAFT else _item_page(request, plan, item)


def _item_page(request: SignedInRequest, plan: ActionPlan, item: PlanItem | None = None) -> HttpResponse:
    form = form_for(request, ItemForm, plan=plan, initial=initial_of(draft_of(item)) if item else {})
    back = reverse("actionplans:plan-draft", args=[plan.council.code, plan.pk])
    if form.is_valid():
        try:
            saved = _saved(request, plan, item, form)
        except ItemChangedMeanwhile as meanwhile:
            form.set_against(meanwhile.stands)
        except Refused as refusal:
            form.add_error("number", str(refusal))
        else:
            drafts.drop(request)
            messages.success(request, _("Item %(number)s is saved.") % {"number": saved.number})
            for words in form.doubts():
                messages.warning(request, words)
            return redirect(f"{back}#item-{saved.pk}")
    context = {
        "council": plan.council, "plan": plan, "item": item, "form": form, "formset": form.indicators, "back": back,
    }  # fmt: skip
    return render(request, "actionplans/plan_item_form.html", context, status=409 if form.is_late else 200)


def _saved(request: SignedInRequest, plan: ActionPlan, item: PlanItem | None, form: ItemForm) -> PlanItem:
    if item is None:
        return add_item(plan, form.draft(), actor=request.user)
    return change_item(item, form.draft(), actor=request.user, said=form.cleaned_data["said"])


@require_http_methods(GET_OR_POST)
def plan_item_remove(request: SignedInRequest, code: str, pk: int, item_pk: int) -> HttpResponse:
    plan, item = _item_for(request, code, pk, item_pk)
    if plan.status != PlanStatus.DRAFT:
        return _is_in_force(request, plan)
    if request.method == "POST":
        done = _("Item %(number)s is out of the draft.") % {"number": item.number}
        if _attempt(request, done, remove_item, item):
            return redirect("actionplans:plan-draft", code, pk)
    return render(request, "actionplans/plan_item_remove.html", {"council": plan.council, "plan": plan, "item": item})


@require_http_methods(GET_OR_POST)
def plan_drop(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    plan = editable_plan_for(request.user, code, pk)
    if plan.status != PlanStatus.DRAFT:
        return _is_in_force(request, plan)
    if request.method == "POST" and _attempt(request, _("The draft is deleted."), drop_plan, plan):
        return redirect("actionplans:plan-list", code)
    return render(request, "actionplans/plan_drop.html", {"council": plan.council, "plan": plan})


@require_http_methods(GET_OR_POST)
def plan_endorse(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    plan = editable_plan_for(request.user, code, pk)
    if not plan.can_move_to(PlanStatus.ENDORSED):
        messages.info(request, _("This plan is endorsed already."))
        return redirect(plan)
    form = form_for(request, EndorseForm)
    if form.is_bound and form.is_valid():
        try:
            endorse_plan(plan, actor=request.user, **form.cleaned_data)
        except files.UploadRefused as refusal:
            form.add_error("scan", _("Scan: %(words)s") % {"words": refusal})
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            drafts.drop(request)
            messages.success(request, _("The plan is endorsed: events can be recorded against its items."))
            _say_who_awaits(request, plan)
            return redirect(plan)
    return render(request, "actionplans/plan_endorse.html", {"plan": plan, "council": plan.council, "form": form})


def _say_who_awaits(request: SignedInRequest, plan: ActionPlan) -> None:
    """Events that were kept until a plan covers them can be attached now (rule 6)."""
    covered = Event.objects.awaiting_plan().filter(
        council=plan.council_id, starts_on__gte=plan.starts_on, ends_on__lte=plan.ends_on
    )
    if count := covered.count():
        words = ngettext(
            "%(count)s event awaits a plan that covers it: attach it to an item.",
            "%(count)s events await a plan that covers them: attach them to its items.",
            count,
        )
        url = reverse("actionplans:awaiting-events", args=[plan.council.code])
        messages.info(request, format_html('<a href="{}">{}</a>', url, words % {"count": count}))


@require_safe
def plan_scan(request: SignedInRequest, code: str, pk: int) -> FileResponse:
    """The order's scan, for whoever reads the plan."""
    plan = plan_for(request.user, code, pk)
    if plan.scan is None or not plan.scan.file:
        raise Http404
    return files.answer(plan.scan)


def _item_for(request: SignedInRequest, code: str, pk: int, item_pk: int) -> tuple[ActionPlan, PlanItem]:
    plan = editable_plan_for(request.user, code, pk)
    item = get_object_or_404(plan.items.select_related("measure"), pk=item_pk)
    item.plan = plan
    return plan, item


def _is_in_force(request: SignedInRequest, plan: ActionPlan) -> HttpResponse:
    messages.info(request, _("This plan is endorsed: it changes by an amendment."))
    return redirect(plan)


def _attempt(request: SignedInRequest, words: str, verb: Any, *args: Any) -> bool:
    try:
        verb(*args, actor=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return False
    messages.success(request, words)
    return True
