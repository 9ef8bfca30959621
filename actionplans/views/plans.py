"""Pages of a council's plans: the list, and one plan with its items and progress."""

from itertools import groupby

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from actionplans import progress
from actionplans.models import ActionPlan
from actionplans.permissions import council_for, plan_for, reads_live_figures
from actionplans.states import PlanStatus
from councils import clock
from councils.rights import rights_of

from . import SignedInRequest


@require_safe
def plan_list(request: SignedInRequest, code: str) -> HttpResponse:
    council = council_for(request.user, code)
    plans = ActionPlan.objects.visible_to(request.user).filter(council=council).with_counts().order_by("-starts_on")
    may_draft = rights_of(request.user).may_record(council.pk)
    context = {"council": council, "plans": plans, "today": clock.today(), "may_draft": may_draft}
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
