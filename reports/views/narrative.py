"""The narrative desk: what councils said of a measure side by side, SMS's text below (rule 13)."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from actionplans.views import SignedInRequest
from councils.drafts import form_for
from councils.states import Refused
from councils.views.steps import done
from reports.forms.national import NationalTextForm
from reports.models import NationalReport, NationalText, Period
from reports.narrative import Desk, MeasureDesk, desk, measure_desk, measures_of
from reports.permissions import narrative_reader, period_for
from reports.services import narrative


def narrative_list(request: SignedInRequest, label: str) -> HttpResponse:
    rights = narrative_reader(request.user)
    period = period_for(label)
    context = {
        "period": period, "desk": desk(period), "national": NationalReport.objects.filter(period=period).first(),
        "writes": rights.is_sms,
    }  # fmt: skip
    return render(request, "reports/narrative_list.html", context)


def narrative_measure(request: SignedInRequest, label: str, measure: str) -> HttpResponse:
    """One measure. Who writes second gets both texts side by side and loses nothing."""
    rights = narrative_reader(request.user)
    period = period_for(label)
    found = get_object_or_404(measures_of(period), code=measure)
    if request.method == "POST" and not rights.is_sms:
        raise PermissionDenied
    shown = measure_desk(period, found)
    latest = shown.latest
    initial = {"text": latest.text if latest else "", "number": latest.number if latest else 0}
    form: Any = form_for(request, NationalTextForm, initial=initial) if rights.is_sms else None
    theirs = None
    if form and form.is_valid():
        theirs = _write(request, period, shown, form)
        if not form.errors:
            words = _("Measure %(measure)s: saved.") % {"measure": found.code}
            return done(request, words, _after(request, period, shown))
    context = {"period": period, "desk": shown, "measure": found, "form": form, "theirs": theirs}
    return render(request, "reports/narrative_measure.html", context, status=409 if theirs else 200)


def _write(request: SignedInRequest, period: Period, shown: MeasureDesk, form: Any) -> NationalText | None:
    """Save, or say in the form why not; the version of whoever wrote meanwhile, if somebody did."""
    try:
        narrative.write_text(period, shown.measure, actor=request.user, **form.cleaned_data)
    except narrative.TextChangedMeanwhile as changed:
        form.add_error("text", str(changed))
        form.data = form.data.copy()
        form.data["number"] = str(changed.latest.number)
        return changed.latest
    except Refused as refusal:
        form.add_error("text", str(refusal))
    return None


def _after(request: SignedInRequest, period: Period, shown: MeasureDesk) -> str:
    """Where saving leads: to the next measure that waits for a text if that was asked for, else back to the list."""
    back = reverse("reports:narrative-list", args=[period.label])
    if "next" not in request.POST:
        return f"{back}#measure-{shown.measure.pk}"
    waits = next_measure(desk(period), shown.measure.pk)
    return reverse("reports:narrative-measure", args=[period.label, waits]) if waits else back


def next_measure(of_desk: Desk, pk: int) -> str:
    """The code of the next measure on which councils said something and SMS did not, beginning anew after the last."""
    lines = of_desk.lines
    at = next((place for place, line in enumerate(lines) if line.measure.pk == pk), 0)
    return next((line.measure.code for line in [*lines[at:], *lines[:at]] if line.is_missing), "")
