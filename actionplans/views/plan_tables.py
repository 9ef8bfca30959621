"""A plan as the table that is endorsed and printed, today or as it stood on an earlier day (rule 5)."""

from itertools import groupby
from typing import Any

from django.db.models import prefetch_related_objects
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from actionplans.drafting import years_of
from actionplans.models import PlanItem
from actionplans.permissions import plan_for
from actionplans.states import AmendmentStatus, Pillar
from actionplans.versions import on_day
from councils import clock
from councils.forms import OnDayForm

from . import SignedInRequest


@require_safe
def plan_table(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    """`?on=`: the plan as it stood that day; without it, or where it cannot be read, as it stands today."""
    plan = plan_for(request.user, code, pk)
    form = OnDayForm(request.GET if "on" in request.GET else None)
    asked = form.cleaned_data["on"] if form.is_valid() else None
    day = asked or min(max(clock.today(), plan.starts_on), plan.ends_on)
    items = on_day(plan, day)
    prefetch_related_objects(items, "indicators__targets", "responsible_organisations")
    years = years_of(plan)
    rows = [_row(item, years) for item in items]
    groups = [(words, list(found)) for words, found in groupby(rows, key=lambda row: row["pillar"])]
    amendments = plan.amendments.filter(status=AmendmentStatus.ENDORSED, ordered_on__lte=day)
    context = {
        "council": plan.council, "plan": plan, "groups": groups, "years": years, "on": asked, "form": form,
        "columns": len(years) + 7, "amendments": amendments,
    }  # fmt: skip
    return render(request, "actionplans/plan_table.html", context)


def _row(item: PlanItem, years: list[int]) -> dict[str, Any]:
    named = "; ".join(organisation.name for organisation in item.responsible_organisations.all())
    indicators = []
    for one in item.indicators.all():
        targets = {target.year: target.value for target in one.targets.all() if target.quarter is None}
        unit = one.unit_text or one.get_unit_display()
        indicators.append({"name": one.name, "unit": unit, "targets": [(year, targets.get(year)) for year in years]})
    return {
        "item": item, "responsible": item.responsible or named,
        "pillar": str(Pillar(item.measure.pillar).label) if item.measure else "",
        "indicators": indicators or [{"name": "", "unit": "", "targets": [(year, None) for year in years]}],
    }  # fmt: skip
