"""Which plan items the questions of a meeting's agenda are about."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from actionplans.forms.agenda import AgendaItemsForm
from actionplans.services.agenda import link_agenda
from councils.drafts import form_for
from councils.permissions import kept_meeting_for
from councils.views.steps import done

from . import SignedInRequest


@require_http_methods(["GET", "HEAD", "POST"])
def meeting_items(request: SignedInRequest, code: str, number: int) -> HttpResponse:
    meeting = kept_meeting_for(request.user, code, number)
    form = form_for(request, AgendaItemsForm, meeting=meeting)
    if form.is_valid() and form.carry_out(link_agenda, meeting, form.chosen, actor=request.user):
        return done(request, _("The plan items of the agenda are saved."), meeting)
    context = {"meeting": meeting, "council": meeting.council, "form": form, "items": form.items}
    return render(request, "actionplans/meeting_items.html", context)
