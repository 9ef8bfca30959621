"""Appointments, acting holders, extensions and ends."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from councils import charter, clock, forms, services
from councils.drafts import form_for
from councils.models import Council, Person, Seat
from councils.permissions import acting_council_for, administrator, edited_council_for, edited_membership_for

from .steps import done


def membership_appoint(request: HttpRequest, code: str, seat_code: str) -> HttpResponse:
    council = edited_council_for(request.user, code)
    seat = _seat(council, seat_code)
    form = form_for(request, forms.AppointForm, seat=seat)
    return _seated(request, council, seat, form, services.appoint, _("Appoint"))


def membership_acting(request: HttpRequest, code: str, seat_code: str) -> HttpResponse:
    council = acting_council_for(request.user, code)
    seat = _seat(council, seat_code)
    form = form_for(request, forms.ActingForm, seat=seat, initial={"starts_on": clock.today()})
    return _seated(request, council, seat, form, services.name_acting, _("Name an acting holder"))


def membership_replace(request: HttpRequest, pk: int) -> HttpResponse:
    membership = edited_membership_for(request.user, pk)
    seat = _seat(membership.council, membership.seat.code)
    form = form_for(request, forms.AppointForm, seat=seat)
    verb = services.replace_member
    if form.is_valid() and form.carry_out(verb, membership, actor=request.user, **form.values):
        return done(request, _("The seat “%(seat)s” has its next holder.") % {"seat": seat.name}, membership.council)
    context = {"membership": membership, "form": form, "title": _("Replace"), "replaces": True}
    return render(request, "councils/membership_change.html", context)


def membership_extend(request: HttpRequest, pk: int) -> HttpResponse:
    membership = edited_membership_for(request.user, pk)
    form = form_for(request, forms.ExtendForm)
    verb = services.extend_membership
    if form.is_valid() and form.carry_out(verb, membership, actor=request.user, **form.cleaned_data):
        return done(request, _("The membership was extended."), membership.council)
    context = {"membership": membership, "form": form, "title": _("Extend the membership")}
    return render(request, "councils/membership_change.html", context)


def membership_end(request: HttpRequest, pk: int) -> HttpResponse:
    membership = edited_membership_for(request.user, pk)
    form = form_for(request, forms.EndForm, initial={"ends_on": clock.today()})
    verb = services.end_membership
    if form.is_valid() and form.carry_out(verb, membership, actor=request.user, **form.cleaned_data):
        return done(request, _("The membership was ended."), membership.council)
    context = {"membership": membership, "form": form, "title": _("End the membership")}
    return render(request, "councils/membership_change.html", context)


def person_edit(request: HttpRequest, pk: int) -> HttpResponse:
    administrator(request.user)
    person = get_object_or_404(Person, pk=pk)
    initial = {"full_name": person.full_name, "phone": person.phone, "email": person.email}
    form = form_for(request, forms.PersonForm, initial=initial)
    if form.is_valid() and form.carry_out(services.edit_person, person, actor=request.user, **form.cleaned_data):
        return done(request, _("The person was changed."), "councils:person-edit", pk)
    memberships = person.memberships.with_holder().order_by("-starts_on")
    context = {
        "person": person, "form": form, "memberships": memberships, "trainings": person.trainings.standing()
    }  # fmt: skip
    return render(request, "councils/person_edit.html", context)


def _seat(council: Council, code: str) -> Seat:
    """The seat of the charter in force today; of a coming version it is appointed to when that is in force."""
    seat = next((seat for seat in charter.seats_on(council, clock.today()) if seat.code == code), None)
    if seat is None:
        raise Http404
    return seat


def _seated(
    request: HttpRequest, council: Council, seat: Seat, form: forms.HolderForm, verb: Any, title: str
) -> HttpResponse:
    if form.is_valid() and form.carry_out(verb, council, seat.code, actor=request.user, **form.values):
        return done(request, _("The seat “%(seat)s” has its holder.") % {"seat": seat.name}, council)
    place = next(p for p in charter.composition_on(council, clock.today()).places if p.seat.code == seat.code)
    context = {"council": council, "seat": seat, "place": place, "form": form, "title": title}
    return render(request, "councils/membership_appoint.html", context)
