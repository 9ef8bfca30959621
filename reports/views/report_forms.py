"""Versions of the report form: everybody reads them, administrators set them."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from actionplans.views import SignedInRequest
from councils import clock
from councils.drafts import form_for
from councils.permissions import administrator
from councils.rights import rights_of
from councils.views.steps import done
from reports.forms.report_forms import ReportFormForm
from reports.models import ReportForm
from reports.services import report_forms


def form_list(request: SignedInRequest) -> HttpResponse:
    return render(request, "reports/form_list.html", {
        "versions": ReportForm.objects.all(), "current": ReportForm.objects.in_force(clock.today()),
        "may_edit": rights_of(request.user).is_administrator,
    })  # fmt: skip


def form_detail(request: SignedInRequest, number: int) -> HttpResponse:
    version = get_object_or_404(ReportForm, number=number)
    may_edit = rights_of(request.user).is_administrator
    return render(request, "reports/form_detail.html", {
        "version": version, "questions": version.questions.all(), "may_edit": may_edit,
        "may_change": may_edit and report_forms.may_change(version),
    })  # fmt: skip


def form_create(request: SignedInRequest) -> HttpResponse:
    """The next version, begun from the last one."""
    administrator(request.user)
    last = ReportForm.objects.order_by("-number").first()
    form = form_for(request, ReportFormForm, initial=_begun_from(last))
    if form.is_valid():
        version = form.carry_out(report_forms.create_form, form.terms, form.asked, actor=request.user)
        if version:
            return done(request, _("The version was set."), version)
    title = _("New version of the report form")
    return _page(request, form, title, reverse("reports:form-list"))


def form_change(request: SignedInRequest, number: int) -> HttpResponse:
    administrator(request.user)
    version = get_object_or_404(ReportForm, number=number)
    if not report_forms.may_change(version):
        messages.error(request, _("This version is in use: it is not changed but followed by a new one."))
        return redirect(version)
    days = {name: getattr(version, name) for name in ("ordered_on", "starts_on", "ends_on")}
    initial = _begun_from(version) | days | {"order_number": version.order_number}
    form = form_for(request, ReportFormForm, initial=initial)
    if form.is_valid() and form.carry_out(
        report_forms.change_form, version, form.terms, form.asked, actor=request.user
    ):  # fmt: skip
        return done(request, _("The version was saved."), version)
    title = _("Change version %(number)s") % {"number": number}
    return _page(request, form, title, version.get_absolute_url())


def _begun_from(version: ReportForm | None) -> dict[str, Any]:
    """Names and questions of a version; of the first one, nothing."""
    if version is None:
        return {}
    told: dict[str, Any] = {
        f"name_{language}": getattr(version, f"name_{language}") for language in ("ru", "ky", "en")
    }
    fields = ("text_ru", "text_ky", "text_en", "kind", "required")
    return told | {"questions": list(version.questions.values(*fields))}


def _page(request: SignedInRequest, form: ReportFormForm, title: str, back: str) -> HttpResponse:
    context = {"form": form, "formset": form.questions, "title": title, "back": back}
    return render(request, "reports/form_form.html", context)
