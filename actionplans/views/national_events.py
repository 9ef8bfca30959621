"""Pages of national events: the list, one event (also as the receipt), the form, voiding."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from actionplans import national_events
from actionplans.forms.events import VoidForm
from actionplans.forms.national_events import NationalEventForm, blank, shown
from actionplans.models import NationalEvent
from actionplans.permissions import edited_national_event_for, national_event_for, national_event_reader
from actionplans.services.events import EventRefused
from actionplans.services.national_events import (
    NationalChangedMeanwhile,
    SavedWithOtherContent,
    change_national_event,
    record_national_event,
    void_national_event,
)
from actionplans.states import EventStatus
from councils import drafts
from councils.drafts import form_for
from councils.permissions import sms_officer
from councils.rights import rights_of
from councils.states import IllegalMove
from councils.views.steps import done

from . import SignedInRequest

ROWS = 50


@require_safe
def national_event_list(request: SignedInRequest) -> HttpResponse:
    rights = national_event_reader(request.user)
    events = NationalEvent.objects.visible_to(request.user).select_related("campaign")
    page = Paginator(events, ROWS).get_page(request.GET.get("page"))
    context = {"page": page, "sums": national_events.sums_of(events), "may_record": rights.is_sms}
    return render(request, "actionplans/national_event_list.html", context)


@require_safe
def national_event_detail(request: SignedInRequest, number: str) -> HttpResponse:
    """The event's own page; right after recording it is the receipt (?saved=1)."""
    event = national_event_for(request.user, number)
    rights, voided = rights_of(request.user), event.status == EventStatus.VOIDED
    reads_history = rights.is_sms or rights.is_administrator
    context = {
        "event": event, "saved": "saved" in request.GET, "voided": voided,
        "may_record": rights.is_sms, "may_change": rights.is_sms and not voided,
        "history": national_events.history_of(event) if reads_history else None,
        "sex_not_recorded": _rest(event),
    }  # fmt: skip
    return render(request, "actionplans/national_event_detail.html", context)


def _rest(event: NationalEvent) -> int | None:
    return None if event.participants is None else event.participants - (event.women or 0) - (event.men or 0)


@require_http_methods(["GET", "HEAD", "POST"])
def national_event_create(request: SignedInRequest) -> HttpResponse:
    sms_officer(request.user)
    form = form_for(request, NationalEventForm, initial=blank())
    if not (form.is_bound and form.is_valid()):
        return _form_page(request, form, None)
    try:
        event = record_national_event(form.draft, actor=request.user, client_key=form.cleaned_data["client_key"])
    except EventRefused as refusal:
        form.put(refusal.faults)
        return _form_page(request, form, None)
    except SavedWithOtherContent as conflict:
        return _conflict_page(request, form.once_more(client_key=blank()["client_key"]), None, conflict.event)
    drafts.drop(request)
    return redirect(event.get_absolute_url() + "?saved=1")


@require_http_methods(["GET", "HEAD", "POST"])
def national_event_change(request: SignedInRequest, number: str) -> HttpResponse:
    event = edited_national_event_for(request.user, number)
    first = shown(national_events.draft_of(event)) | {"version": event.version}
    form = form_for(request, NationalEventForm, initial=first)
    if not (form.is_bound and form.is_valid()):
        return _form_page(request, form, event)
    try:
        change_national_event(event, form.draft, actor=request.user, version=form.cleaned_data["version"] or 0)
    except EventRefused as refusal:
        form.put(refusal.faults)
        return _form_page(request, form, event)
    except NationalChangedMeanwhile as conflict:
        return _conflict_page(request, form.once_more(version=str(conflict.event.version)), event, conflict.event)
    except IllegalMove as refusal:
        messages.error(request, str(refusal))
        return redirect(event)
    return done(request, _("The change is recorded."), event)


@require_http_methods(["GET", "HEAD", "POST"])
def national_event_void(request: SignedInRequest, number: str) -> HttpResponse:
    event = edited_national_event_for(request.user, number)
    form = form_for(request, VoidForm)
    if form.is_bound and form.is_valid():
        try:
            void_national_event(event, actor=request.user, reason=form.cleaned_data["reason"])
        except EventRefused as refusal:
            form.add_error("reason", str(refusal))
        except IllegalMove as refusal:
            messages.error(request, str(refusal))
            return redirect(event)
        else:
            return done(request, _("The event is voided: it is in no total any more."), event)
    return render(request, "actionplans/national_event_void.html", {"event": event, "form": form})


def _form_page(
    request: SignedInRequest, form: NationalEventForm, event: NationalEvent | None, status: int = 200, **more: object
) -> HttpResponse:
    context = {"form": form, "event": event} | more
    return render(request, "actionplans/national_event_form.html", context, status=status)


def _conflict_page(
    request: SignedInRequest, form: NationalEventForm, event: NationalEvent | None, saved: NationalEvent
) -> HttpResponse:
    """Two versions side by side: the one that is saved, and the one that was typed, still in the form."""
    form.is_valid()  # fills `draft`
    compared = national_events.compare(national_events.draft_of(saved), form.draft)
    return _form_page(request, form, event, status=409, saved=saved, compared=compared)
