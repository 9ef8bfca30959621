"""The page of a plan's typed-in figures: all indicators of one quarter, saved row by row (rule 5)."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from actionplans.figures import quarter_before, quarters_of, rows_of, usual_quarter
from actionplans.forms.figures import FigureForm
from actionplans.models import ActionPlan
from actionplans.permissions import editable_plan_for, plan_for, reads_live_figures
from actionplans.quarters import Quarter
from actionplans.services.figures import FigureChangedMeanwhile, FigureRefused, type_figure, why_closed
from councils import clock, drafts
from councils.rights import rights_of

from . import SignedInRequest


@require_http_methods(["GET", "HEAD", "POST"])
def typed_figures(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    plan = plan_for(request.user, code, pk)
    if not reads_live_figures(request.user, plan.council_id):
        raise PermissionDenied
    quarters = quarters_of(plan, clock.today())
    quarter = _quarter_asked(request, plan, quarters)
    if request.method == "POST":
        return _save(request, editable_plan_for(request.user, code, pk), quarters, quarter)
    typed = drafts.typed(request) if quarter else None
    forms = [] if quarter is None else [FigureForm(row=row, quarter=quarter) for row in rows_of(plan, quarter)]
    saved_at = drafts.saved_at(request) if typed and _is_of(typed, quarter) else None
    for form in forms if saved_at else ():
        drafts.fill(form, typed)  # type: ignore[arg-type]
    return _page(request, plan, quarters, quarter, forms, draft_saved_at=saved_at)


def _quarter_asked(request: SignedInRequest, plan: ActionPlan, quarters: list[Quarter]) -> Quarter | None:
    """The quarter in the address; without one, where somebody would type now; None for a plan that has none yet."""
    asked = request.GET.get("quarter")
    if not asked:
        return usual_quarter(plan, quarters, clock.today())
    found = next((quarter for quarter in quarters if quarter.label == asked), None)
    if found is None:
        raise Http404
    return found


def _is_of(typed: QueryDict, quarter: Quarter | None) -> bool:
    """Whether unsaved typing is of this quarter: one page serves them all."""
    return quarter is not None and any(name.startswith(f"{quarter.label}-") for name in typed)


def _save(
    request: SignedInRequest, plan: ActionPlan, quarters: list[Quarter], quarter: Quarter | None
) -> HttpResponse:
    """Each row by itself: what can be saved is, what cannot stays on its row with the reason."""
    if quarter is None:
        raise Http404
    drafts.keep(request)
    saved, faulty, asked = 0, {}, False
    for row in rows_of(plan, quarter):
        form = FigureForm(request.POST, row=row, quarter=quarter)
        if form.is_valid() and not form.is_touched:
            continue
        wrong = form if form.errors else _type(request, form)
        if wrong is None:
            saved += 1
        else:
            faulty[row.indicator.pk], asked = wrong, asked or wrong.asks
    if saved:
        words = ngettext("%(count)s figure is saved.", "%(count)s figures are saved.", saved)
        messages.success(request, words % {"count": saved})
    if not faulty:
        drafts.drop(request)
        return redirect(_address(plan, quarter))
    forms = [faulty.get(row.indicator.pk) or FigureForm(row=row, quarter=quarter) for row in rows_of(plan, quarter)]
    return _page(request, plan, quarters, quarter, forms, status=409 if asked else 200)


def _type(request: SignedInRequest, form: FigureForm) -> FigureForm | None:
    """The row's figure is typed in; after a refusal the row as it is shown again, with the words on it."""
    typed = {"value": form.cleaned_data["value"], "document": form.cleaned_data["document"]}
    try:
        type_figure(
            form.row.indicator, form.quarter, version=form.cleaned_data["version"] or 0, actor=request.user, **typed
        )
    except FigureChangedMeanwhile as conflict:
        again = form.once_more(conflict.figure)
        again.asks = True
        again.add_error("value", str(conflict))
        return again
    except FigureRefused as refusal:
        form.add_error(refusal.field or "value", str(refusal))
        return form
    return None


def _address(plan: ActionPlan, quarter: Quarter) -> str:
    return f"{reverse('actionplans:typed-figures', args=[plan.council.code, plan.pk])}?quarter={quarter.label}"


def _page(
    request: SignedInRequest, plan: ActionPlan, quarters: list[Quarter], quarter: Quarter | None,
    forms: list[FigureForm], *, status: int = 200, draft_saved_at: Any = None,
) -> HttpResponse:  # fmt: skip
    shut = why_closed(plan.council, quarter) if quarter else ""
    may_record = rights_of(request.user).may_record(plan.council_id)
    context = {
        "plan": plan, "council": plan.council, "quarters": quarters, "quarter": quarter, "forms": forms,
        "form": {"draft_saved_at": draft_saved_at}, "shut": shut, "may_record": may_record,
        "may_type": may_record and bool(forms) and (not shut or request.method == "POST"),
        "before": quarter_before(quarter) if quarter else None,
        "typed": sum(1 for form in forms if form.row.figure),
    }  # fmt: skip
    return render(request, "actionplans/typed_figures.html", context, status=status)
