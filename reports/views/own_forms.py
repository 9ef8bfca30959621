"""SMS's own form: its versions, handing in a new one, and which marks it may hold."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from councils import files
from councils.drafts import form_for
from councils.permissions import sms_officer
from councils.rights import rights_of
from councils.views.steps import done
from reports.exports.own_form.vocabulary import shapes
from reports.forms.own_forms import OwnFormForm
from reports.models import OwnForm
from reports.permissions import board_reader
from reports.services import own_forms


@require_safe
def own_form_list(request: HttpRequest) -> HttpResponse:
    """All versions, those in force first of their scope."""
    board_reader(request.user)
    versions = list(OwnForm.objects.select_related("stored__uploaded_by__person"))
    newest = {version.scope: version.pk for version in reversed(versions)}
    context = {"versions": versions, "in_force": set(newest.values()), "may_take": rights_of(request.user).is_sms}
    return render(request, "reports/own_form_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def own_form_create(request: HttpRequest) -> HttpResponse:
    sms_officer(request.user)
    form = form_for(request, OwnFormForm)
    if form.is_valid():
        taken = form.carry_out(own_forms.take_form, actor=request.user, **form.values)
        if taken:
            words = _("The form is taken: version %(number)s, in force from now on.")
            return done(request, words % {"number": taken.number}, "reports:own-form-list")
    return render(request, "reports/own_form_create.html", {"form": form})


@require_safe
def own_form_marks(request: HttpRequest) -> HttpResponse:
    board_reader(request.user)
    groups = [(_("Form for national reports"), shapes(True)), (_("Form for councils' reports"), shapes(False))]
    return render(request, "reports/own_form_marks.html", {"scopes": groups})


@require_safe
def own_form_file(request: HttpRequest, pk: int) -> FileResponse:
    """The form as it was handed in."""
    board_reader(request.user)
    form = get_object_or_404(OwnForm.objects.select_related("stored"), pk=pk)
    if not form.stored.file:
        raise Http404
    return files.answer(form.stored)
