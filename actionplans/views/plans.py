"""Pages of a council's plans: the list, and one plan with its items and progress."""

from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from actionplans import progress, versions
from actionplans.amending import Before, histories
from actionplans.discussed import Discussed, discussed
from actionplans.models import ActionPlan, Amendment, PlanItem
from actionplans.permissions import council_for, plan_for, reads_live_figures
from actionplans.states import AmendmentStatus, PlanStatus
from councils import clock
from councils.forms import OnDayForm
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
    """`?on=`: the plan as it stood that day, without progress; `?year=`: whose progress stands beside the targets."""
    plan = plan_for(request.user, code, pk)
    form = OnDayForm(request.GET if "on" in request.GET else None)
    on = form.cleaned_data["on"] if form.is_valid() and plan.endorsed_on else None
    years = list(range(plan.starts_on.year, plan.ends_on.year + 1))
    year = _year_asked(request.GET.get("year", ""), years)
    live = reads_live_figures(request.user, plan.council_id)
    items = versions.on_day(plan, on) if on else list(plan.items.select_related("plan", "measure"))
    rows = progress.progress_of(items, year, years, live=live and not on)
    groups = [
        (pillar, list(found)) for pillar, found in groupby(_told(rows, on, request.user), key=lambda row: row.pillar)
    ]
    amendments = _amendments(plan, on, live=live)
    has_open = any(one.status == AmendmentStatus.DRAFT for one in amendments)
    may_record = rights_of(request.user).may_record(plan.council_id)
    context = {
        "council": plan.council, "plan": plan, "groups": groups, "year": year, "years": years, "on": on, "form": form,
        "items": sum(on is not None or row.item.withdrawn_from is None for row in rows),
        "indicators": sum(len(row.marks) for row in rows if on or row.item.withdrawn_from is None),
        "amendments": amendments, "has_open": has_open,
        "ends_on": versions.last_day_on(plan, on) if on else plan.ends_on,
        "in_force": plan.status == PlanStatus.ENDORSED and plan.starts_on <= clock.today() <= plan.ends_on,
        "may_endorse": plan.can_move_to(PlanStatus.ENDORSED) and may_record,
        "may_amend": plan.status == PlanStatus.ENDORSED and may_record and not on,
        "columns": len(years) + (4 if on else 6), "tail": len(years) + (1 if on else 3),
    }  # fmt: skip
    return render(request, "actionplans/plan_detail.html", context)


@dataclass(frozen=True)
class Row:
    """An item of the page with its progress and, today, what it said before and when the council spoke of it."""

    item: PlanItem
    marks: tuple[progress.Mark, ...]
    pillar: str
    history: list[Before]
    discussed: list[Discussed]


def _told(rows: list[progress.ItemProgress], on: date | None, user: Any) -> list[Row]:
    items = [] if on else [row.item for row in rows]
    before, spoken = histories(items), discussed(items, user)
    return [
        Row(row.item, row.marks, row.pillar, before.get(row.item.pk, []), spoken.get(row.item.pk, [])) for row in rows
    ]


def _amendments(plan: ActionPlan, on: date | None, *, live: bool) -> list[Amendment]:
    """Those in force on the day; today also the draft, for whom it concerns."""
    found = plan.amendments.filter(ordered_on__lte=on) if on else plan.amendments.all()
    return [one for one in found.select_related("plan__council") if live or one.status == AmendmentStatus.ENDORSED]


def _year_asked(text: str, years: list[int]) -> int:
    """The year whose progress is shown: the one asked for, else this year, else the plan's nearest to it."""
    if text.isdecimal() and int(text) in years:
        return int(text)
    return min(max(clock.today().year, years[0]), years[-1])
