"""Organisations: those that councils proposed, their right names, other spellings; completion while typing."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from councils import forms
from councils.drafts import form_for
from councils.models import Organisation
from councils.organisations import listed, offered, uses_of
from councils.permissions import administrator, organisation_reader, secretary_council_for
from councils.services.organisations import edit_organisation, separate_organisation, unite_organisation

from .steps import attempt, done

PER_PAGE = 50


@require_safe
def organisation_list(request: HttpRequest) -> HttpResponse:
    rights = organisation_reader(request.user)
    form = forms.OrganisationSearchForm(request.GET)
    asked = form.cleaned_data["q"] if form.is_valid() else ""
    rows = listed(asked)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    uses = uses_of(list(page))
    context = {
        "form": form, "asked": asked, "page": page, "lines": [(row, uses[row.pk]) for row in page],
        "proposed": sum(1 for row in rows if row.proposed), "may_edit": rights.is_administrator,
    }  # fmt: skip
    return render(request, "councils/organisation_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def organisation_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept an organisation that a council proposed, or rename one."""
    administrator(request.user)
    row = _organisation(pk)
    form = form_for(request, forms.OrganisationForm, initial={"name": row.name, "kind": row.kind})
    if form.is_valid() and form.carry_out(edit_organisation, row, actor=request.user, **form.cleaned_data):
        words = _("The organisation is accepted.") if row.proposed else _("The organisation is changed.")
        return done(request, words, "councils:organisation-list")
    return _page(request, row, form, _("Accept the organisation") if row.proposed else _("Change the organisation"))


@require_http_methods(["GET", "HEAD", "POST"])
def organisation_unite(request: HttpRequest, pk: int) -> HttpResponse:
    administrator(request.user)
    row = _organisation(pk)
    form = form_for(request, forms.UniteForm, organisation=row)
    if form.is_valid() and form.carry_out(unite_organisation, row, form.cleaned_data["other"], actor=request.user):
        return done(request, _("From now on only the other name is offered."), "councils:organisation-list")
    return _page(request, row, form, _("The same as another organisation"))


@require_POST
def organisation_separate(request: HttpRequest, pk: int) -> HttpResponse:
    administrator(request.user)
    attempt(request, _("It is an organisation of its own again."), separate_organisation, _organisation(pk))
    return redirect("councils:organisation-edit", pk)


@require_safe
def organisation_search(request: HttpRequest) -> HttpResponse:
    """Names that complete what somebody types who records for the council: {"names": […]}, at most ten."""
    council = secretary_council_for(request.user, request.GET.get("council", ""))
    return JsonResponse({"names": offered(council, request.GET.get("q", "")[:100])})


def _organisation(pk: int) -> Organisation:
    return get_object_or_404(Organisation.objects.select_related("same_as", "proposed_by__region"), pk=pk)


def _page(request: HttpRequest, row: Organisation, form: forms.VerbForm, title: str) -> HttpResponse:
    context = {
        "shown": row, "form": form, "title": title, "uses": uses_of([row])[row.pk],
        "spellings": row.spellings.order_by("name"), "may_unite": not isinstance(form, forms.UniteForm),
    }  # fmt: skip
    return render(request, "councils/organisation_form.html", context)
