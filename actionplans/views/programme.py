"""Pages of the Programme: which councils serve which measures, and who answers for what."""

from django.db.models import prefetch_related_objects
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from actionplans.answering import PREFETCHED, group_by_organisation
from actionplans.models import ActionPlan
from actionplans.permissions import national_event_reader, plan_for, right_holder
from actionplans.programme import items_in, matrix_of, programme_of, years_known
from actionplans.versions import is_in_plan
from councils import clock

from . import SignedInRequest


@require_safe
def programme_detail(request: SignedInRequest) -> HttpResponse:
    rights = right_holder(request.user)
    years = years_known()
    year = _year_asked(request, years)
    programme = programme_of(year)
    readable = set(ActionPlan.objects.visible_to(request.user).values_list("pk", flat=True))
    matrix = matrix_of(programme, year, clock.today(), readable) if programme else None
    context = {"matrix": matrix, "year": year, "years": years, "sees_all": rights.sees_all_councils}
    return render(request, "actionplans/programme_detail.html", context)


@require_safe
def responsibilities(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    """Who answers for what in one plan, as it says today; of a plan that is over, as it ended."""
    plan = plan_for(request.user, code, pk)
    day = max(plan.starts_on, min(clock.today(), plan.ends_on))
    items = plan.items.select_related("plan__council").prefetch_related(*PREFETCHED).order_by("position")
    groups = group_by_organisation(item for item in items if is_in_plan(item, day))
    context = {"plan": plan, "council": plan.council, "groups": groups}
    return render(request, "actionplans/responsibilities.html", context)


@require_safe
def responsibilities_national(request: SignedInRequest) -> HttpResponse:
    """Organisation by organisation across councils, in the endorsed plans of a year."""
    national_event_reader(request.user)
    years = years_known()
    year = _year_asked(request, years)
    items = items_in(year, clock.today())
    prefetch_related_objects(items, *PREFETCHED, "plan__council")
    context = {"groups": group_by_organisation(items), "year": year, "years": years}
    return render(request, "actionplans/responsibilities.html", context)


def _year_asked(request: SignedInRequest, years: list[int]) -> int:
    """The year in the address; else this year, or the nearest that is known."""
    text, now = request.GET.get("year", ""), clock.today().year
    if text.isdecimal() and int(text) in years:
        return int(text)
    return min(max(now, years[0]), years[-1]) if years else now
