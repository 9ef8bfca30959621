"""How a council takes over a charter version and deviates from it: the orders, their scans, and the history."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from councils import charter, clock, files, forms, services
from councils.drafts import form_for
from councils.models import Charter
from councils.permissions import council_for, edited_council_for, order_for, own_council_for, reads_records, rights_of

from .steps import done


def charter_history(request: HttpRequest, code: str) -> HttpResponse:
    """By which version the council worked when, by which orders, and from what it deviated."""
    council = council_for(request.user, code)
    return render(request, "councils/charter_history.html", {
        "council": council, "spells": charter.history(council), "may_edit": rights_of(request.user).is_administrator,
        "reads_scans": reads_records(request.user, council),
    })  # fmt: skip


def order_scan(request: HttpRequest, code: str, kind: str, pk: int) -> FileResponse:
    """The scan of an order, for the council's own members, SMS and administrators."""
    order = order_for(own_council_for(request.user, code), kind, pk)
    if order.scan is None or not order.scan.file:
        raise Http404
    return files.answer(order.scan)


def order_scan_add(request: HttpRequest, code: str, kind: str, pk: int) -> HttpResponse:
    """The scan of an order that was recorded without one."""
    council = edited_council_for(request.user, code)
    order = order_for(council, kind, pk)
    form = form_for(request, forms.OrderScanForm)
    if form.is_valid() and form.carry_out(services.hand_in_order, order, actor=request.user, **form.cleaned_data):
        return done(request, _("The scan was handed in."), "councils:charter-history", code)
    context = {"council": council, "form": form, "title": _("Hand in the scan of the order"), "order": order}
    return render(request, "councils/council_step.html", context)


def charter_adopt(request: HttpRequest, code: str) -> HttpResponse:
    council = edited_council_for(request.user, code)
    form = form_for(request, forms.AdoptForm, initial={"version": Charter.objects.last(), "adopted_on": clock.today()})
    if form.is_valid() and form.carry_out(services.adopt_charter, council, actor=request.user, **form.cleaned_data):
        return done(request, _("The council adopted the version."), council)
    context = {"council": council, "form": form, "title": _("Adopt a version of the charter")}
    return render(request, "councils/council_step.html", context)


def deviation_add(request: HttpRequest, code: str) -> HttpResponse:
    council = edited_council_for(request.user, code)
    form = form_for(request, forms.DeviationForm, initial={"approved_on": clock.today()})
    verb = services.approve_deviation
    if form.is_valid() and form.carry_out(verb, council, actor=request.user, **form.cleaned_data):
        return done(request, _("The deviation was approved."), council)
    context = {"council": council, "form": form, "title": _("Approve a deviation")}
    return render(request, "councils/council_step.html", context)
