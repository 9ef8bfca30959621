"""Pages of a council's plans: the list, one plan with its items and progress, endorsement."""

from itertools import groupby

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from actionplans import progress
from actionplans.forms.plans import EndorseForm
from actionplans.models import ActionPlan
from actionplans.permissions import council_for, editable_plan_for, plan_for, reads_live_figures
from actionplans.services.plans import PlanRefused, endorse_plan
from actionplans.states import PlanStatus
from councils import clock, drafts
from councils.drafts import form_for
from councils.rights import rights_of
from councils.states import IllegalMove

from . import SignedInRequest


@require_safe
def plan_list(request: SignedInRequest, code: str) -> HttpResponse:
    council = council_for(request.user, code)
    plans = ActionPlan.objects.visible_to(request.user).filter(council=council).with_counts().order_by("-starts_on")
    context = {"council": council, "plans": plans, "today": clock.today()}
    return render(request, "actionplans/plan_list.html", context)


@require_safe
def plan_detail(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    plan = plan_for(request.user, code, pk)
    years = list(range(plan.starts_on.year, plan.ends_on.year + 1))
    year = _year_asked(request.GET.get("year", ""), years)
    live = reads_live_figures(request.user, plan.council_id)
    items = progress.progress_of(plan.items.select_related("measure"), year, years, live=live)
    groups = [(pillar, list(rows)) for pillar, rows in groupby(items, key=lambda row: row.pillar)]
    context = {
        "council": plan.council, "plan": plan, "groups": groups, "items": len(items), "year": year, "years": years,
        "indicators": sum(len(row.marks) for row in items), "amendments": list(plan.amendments.all()),
        "in_force": plan.status == PlanStatus.ENDORSED and plan.starts_on <= clock.today() <= plan.ends_on,
        "may_endorse": plan.can_move_to(PlanStatus.ENDORSED) and rights_of(request.user).may_record(plan.council_id),
        "columns": len(years) + 6, "tail": len(years) + 3,
    }  # fmt: skip
    return render(request, "actionplans/plan_detail.html", context)


def _year_asked(text: str, years: list[int]) -> int:
    """The year whose progress is shown: the one asked for, else this year, else the plan's nearest to it."""
    if text.isdecimal() and int(text) in years:
        return int(text)
    return min(max(clock.today().year, years[0]), years[-1])


@require_http_methods(["GET", "HEAD", "POST"])
def plan_endorse(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    plan = editable_plan_for(request.user, code, pk)
    if not plan.can_move_to(PlanStatus.ENDORSED):
        messages.info(request, _("This plan is endorsed already."))
        return redirect(plan)
    form = form_for(request, EndorseForm)
    if form.is_bound and form.is_valid():
        try:
            endorse_plan(plan, actor=request.user, **form.cleaned_data)
        except (PlanRefused, IllegalMove) as refusal:
            form.add_error(None, str(refusal))
        else:
            drafts.drop(request)
            messages.success(request, _("The plan is endorsed: events can be recorded against its items."))
            return redirect(plan)
    return render(request, "actionplans/plan_endorse.html", {"plan": plan, "council": plan.council, "form": form})
