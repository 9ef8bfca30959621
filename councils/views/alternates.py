"""Alternates of members: named by an order, ended by an order."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from councils import clock, forms, services
from councils.drafts import form_for
from councils.permissions import edited_alternate_for, edited_membership_for

from .steps import done


def alternate_name(request: HttpRequest, pk: int) -> HttpResponse:
    membership = edited_membership_for(request.user, pk)
    form = form_for(request, forms.AlternateForm)
    if form.is_valid() and form.carry_out(services.name_alternate, membership, actor=request.user, **form.values):
        return done(request, _("The alternate was named."), membership.council)
    context = {"membership": membership, "form": form, "title": _("Name an alternate"), "names_alternate": True}
    return render(request, "councils/membership_change.html", context)


def alternate_end(request: HttpRequest, pk: int) -> HttpResponse:
    alternate = edited_alternate_for(request.user, pk)
    form = form_for(request, forms.EndAlternateForm, initial={"ends_on": clock.today()})
    verb = services.end_alternate
    if form.is_valid() and form.carry_out(verb, alternate, actor=request.user, **form.cleaned_data):
        return done(request, _("The alternate's days were ended."), alternate.membership.council)
    context = {
        "membership": alternate.membership, "alternate": alternate, "form": form,
        "title": _("End the days of the alternate"),
    }  # fmt: skip
    return render(request, "councils/membership_change.html", context)
