"""Decisions of a council followed to their end: lists, one decision with its history, and its next steps (rule 4)."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from councils import clock, files
from councils import decisions as followed
from councils.drafts import form_for
from councils.forms.decisions import (
    OVERDUE,
    DecisionFilterForm,
    DecisionOutcomeForm,
    DueForm,
    ReopenDecisionForm,
    WithdrawDecisionForm,
)
from councils.models import Decision
from councils.permissions import audit_reader, decision_for, own_council_for
from councils.querysets import DecisionQuerySet
from councils.services import decisions as services
from councils.states import DecisionState

from .steps import done

PAGE = 50


@require_safe
def decision_list(request: HttpRequest, code: str) -> HttpResponse:
    """A council's decisions, the latest first, for who reads its working records."""
    council = own_council_for(request.user, code)
    rows = Decision.objects.visible_to(request.user).filter(meeting__council=council)
    mine = rows.of(request.user).open().with_names().order_by("due_on", "pk")
    return _listed(request, rows, council=council, mine=list(mine))


@require_safe
def decision_overview(request: HttpRequest) -> HttpResponse:
    """The decisions of all councils, for SMS and administrators."""
    audit_reader(request.user)
    return _listed(request, Decision.objects.all(), council=None, mine=[])


def _listed(request: HttpRequest, rows: DecisionQuerySet, **told: Any) -> HttpResponse:
    today, years = clock.today(), rows.order_by().values_list("meeting__held_on__year", flat=True).distinct()
    form = DecisionFilterForm(
        request.GET, years=sorted(years, reverse=True), several=told["council"] is None
    )  # fmt: skip
    chosen = form.cleaned_data if form.is_valid() else {}
    found = _chosen(rows, chosen, today).with_names() if form.is_valid() else rows.none()
    order = ("-meeting__held_on", "meeting__council__position", "number")
    if chosen.get("state") == OVERDUE:
        order = ("due_on", "meeting__council__position", "number")
    page = Paginator(found.order_by(*order), PAGE).get_page(request.GET.get("page"))
    return render(request, "councils/decision_list.html", {
        "page": page, "form": form, "today": today, "any": any(chosen.values()),
        "open": rows.open().count(), "overdue": rows.overdue(today).count(), **told,
    })  # fmt: skip


def _chosen(rows: DecisionQuerySet, chosen: dict[str, Any], today: Any) -> DecisionQuerySet:
    if state := chosen["state"]:
        rows = rows.overdue(today) if state == OVERDUE else rows.filter(state=state)
    if chosen["year"]:
        rows = rows.filter(meeting__held_on__year=chosen["year"])
    return rows.filter(meeting__council=chosen["council"]) if chosen.get("council") else rows


@require_safe
def decision_detail(request: HttpRequest, code: str, meeting: int, number: int) -> HttpResponse:
    decision = decision_for(request.user, code, meeting, number)
    sees_to = followed.may_see_to(request.user, decision)
    return render(request, "councils/decision_detail.html", {
        "decision": decision, "overdue": decision.is_overdue(clock.today()),
        "steps": decision.steps.select_related("by__person", "stored", "later__meeting__council"),
        "may_report": decision.is_open and followed.may_report(request.user, decision),
        "may_see_to": decision.is_open and sees_to,
        "may_withdraw": sees_to and decision.state in followed.WITHDRAWABLE,
        "may_reopen": sees_to and decision.state == DecisionState.DONE,
    })  # fmt: skip


def decision_outcome(request: HttpRequest, code: str, meeting: int, number: int) -> HttpResponse:
    decision = decision_for(request.user, code, meeting, number)
    if not followed.may_report(request.user, decision):
        raise PermissionDenied
    dated = followed.may_see_to(request.user, decision)
    form = form_for(request, DecisionOutcomeForm, dated=dated, initial={"done_on": clock.today()})
    if form.is_valid() and form.carry_out(services.carry_out, decision, actor=request.user, **form.cleaned_data):
        return done(request, _("The outcome is written; the decision counts as carried out."), decision)
    return _step_page(request, decision, form, _("Outcome of a decision"), _("Write the outcome"))


def decision_reopen(request: HttpRequest, code: str, meeting: int, number: int) -> HttpResponse:
    decision = _seen_to(request, code, meeting, number)
    form = form_for(request, ReopenDecisionForm)
    if form.is_valid() and form.carry_out(services.reopen, decision, actor=request.user, **form.cleaned_data):
        return done(request, _("The decision is to be carried out still."), decision)
    return _step_page(request, decision, form, _("Take up a decision again"), _("Take up again with this reason"))


def decision_due(request: HttpRequest, code: str, meeting: int, number: int) -> HttpResponse:
    decision = _seen_to(request, code, meeting, number)
    form = form_for(request, DueForm, initial={"due_on": decision.due_on})
    if form.is_valid() and form.carry_out(services.change_due, decision, actor=request.user, **form.cleaned_data):
        return done(request, _("The decision is due on another day."), decision)
    return _step_page(request, decision, form, _("Another day for a decision"), _("Set this day"))


def decision_withdraw(request: HttpRequest, code: str, meeting: int, number: int) -> HttpResponse:
    decision = _seen_to(request, code, meeting, number)
    later = Decision.objects.withdrawing(decision).with_names().order_by("-meeting__held_on", "number")
    form = form_for(request, WithdrawDecisionForm, later=later)
    if form.is_valid() and form.carry_out(services.withdraw, decision, actor=request.user, **form.cleaned_data):
        return done(request, _("The decision is withdrawn."), decision)
    return _step_page(request, decision, form, _("Withdraw a decision"), pgettext("a decision", "Withdraw"))


@require_safe
def decision_file(request: HttpRequest, code: str, meeting: int, number: int, step: int) -> FileResponse:
    """What came with an outcome."""
    decision = decision_for(request.user, code, meeting, number)
    found = get_object_or_404(decision.steps.select_related("stored"), number=step, stored__isnull=False)
    if not found.stored or not found.stored.file:
        raise Http404
    return files.answer(found.stored)


def _seen_to(request: HttpRequest, code: str, meeting: int, number: int) -> Decision:
    """For the secretary, the chair and the deputy."""
    decision = decision_for(request.user, code, meeting, number)
    if not followed.may_see_to(request.user, decision):
        raise PermissionDenied
    return decision


def _step_page(request: HttpRequest, decision: Decision, form: Any, title: str, button: str) -> HttpResponse:
    context = {"decision": decision, "form": form, "title": title, "button": button}
    return render(request, "councils/decision_step.html", context)
