"""Charter versions, their seats, adoption and deviations."""

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from councils import charter, clock, forms, services
from councils.drafts import form_for
from councils.models import Charter, Seat
from councils.models.charters import ARRANGEMENTS
from councils.permissions import administrator, edited_council_for, rights_of

from .steps import attempt, done


def charter_list(request: HttpRequest) -> HttpResponse:
    """The unified charter is public inside the system: everybody with an account may read it."""
    versions = Charter.objects.order_by("-number").annotate(councils=Count("adoptions__council", distinct=True))
    context = {"versions": versions, "may_edit": rights_of(request.user).is_administrator}
    return render(request, "councils/charter_list.html", context)


def charter_detail(request: HttpRequest, number: int) -> HttpResponse:
    version = get_object_or_404(Charter, number=number)
    adoptions = version.adoptions.select_related("council").order_by("council__position", "adopted_on")
    arrangements = [
        (charter.arrangement_label(name), charter.arrangement_words(name, getattr(version, name)))
        for name in ARRANGEMENTS
    ]
    return render(request, "councils/charter_detail.html", {
        "version": version, "seats": version.seats.all(), "adoptions": adoptions, "arrangements": arrangements,
        "may_edit": rights_of(request.user).is_administrator, "may_change": not adoptions,
    })  # fmt: skip


def charter_create(request: HttpRequest) -> HttpResponse:
    administrator(request.user)
    form = form_for(request, forms.NewCharterForm, initial={"copy_of": Charter.objects.last()})
    verb = services.create_charter_version
    if form.is_valid() and (version := form.carry_out(verb, actor=request.user, **form.cleaned_data)):
        return done(request, _("The version was begun."), "councils:charter-edit", version.number)
    return render(request, "councils/charter_form.html", {"form": form, "title": _("New version of the charter")})


def charter_edit(request: HttpRequest, number: int) -> HttpResponse:
    administrator(request.user)
    version = get_object_or_404(Charter, number=number)
    form = form_for(request, forms.CharterForm, instance=version)
    if form.is_valid() and form.carry_out(services.edit_charter, version, actor=request.user, **form.cleaned_data):
        return done(request, _("The version was saved."), "councils:charter-detail", number)
    context = {"form": form, "version": version, "title": _("Change version %(number)s") % {"number": number}}
    return render(request, "councils/charter_form.html", context)


def seat_add(request: HttpRequest, number: int) -> HttpResponse:
    administrator(request.user)
    version = get_object_or_404(Charter, number=number)
    form = form_for(request, forms.SeatForm, initial={"position": version.seats.count() + 1})
    if form.is_valid() and form.carry_out(services.add_seat, version, actor=request.user, **form.cleaned_data):
        return done(request, _("The seat was added."), "councils:charter-detail", number)
    return render(request, "councils/charter_form.html", {"form": form, "version": version, "title": _("Add a seat")})


def seat_edit(request: HttpRequest, number: int, seat_code: str) -> HttpResponse:
    administrator(request.user)
    seat = get_object_or_404(Seat.objects.select_related("charter"), charter__number=number, code=seat_code)
    form = form_for(request, forms.SeatForm, instance=seat)
    if form.is_valid() and form.carry_out(services.edit_seat, seat, actor=request.user, **form.cleaned_data):
        return done(request, _("The seat was changed."), "councils:charter-detail", number)
    context = {"form": form, "version": seat.charter, "seat_code": seat_code, "title": _("Change the seat")}
    return render(request, "councils/charter_form.html", context)


@require_POST
def seat_remove(request: HttpRequest, number: int, seat_code: str) -> HttpResponse:
    administrator(request.user)
    seat = get_object_or_404(Seat.objects.select_related("charter"), charter__number=number, code=seat_code)
    attempt(request, _("The seat was taken out of the version."), services.remove_seat, seat)
    return redirect("councils:charter-detail", number)


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
