"""Pages of a council's events: the one-page form, the receipt, changing and voiding."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from actionplans import progress
from actionplans.checks import Surroundings, closed
from actionplans.forms.events import EventForm, VoidForm, blank_event, copied, shown
from actionplans.history import compare, history_of
from actionplans.models import Event
from actionplans.models.events import AGES
from actionplans.permissions import editable_event_for, event_for, secretary_council_for
from actionplans.services.events import (
    ChangedMeanwhile,
    EventRefused,
    SameKeyOtherContent,
    change_event,
    draft_of,
    record_event,
    void_event,
)
from actionplans.states import EventStatus, OrganisationRole
from councils import drafts
from councils.drafts import form_for
from councils.models import Council
from councils.rights import rights_of
from councils.states import IllegalMove

from . import SignedInRequest


@require_http_methods(["GET", "HEAD", "POST"])
def event_create(request: SignedInRequest, code: str) -> HttpResponse:
    council = secretary_council_for(request.user, code)
    form = form_for(request, EventForm, council=council, initial=_first_values(request, code))
    if not (form.is_bound and form.is_valid()):
        return _form_page(request, council, form)
    try:
        event = record_event(council, form.draft, actor=request.user, client_key=form.cleaned_data["client_key"])
    except EventRefused as refusal:
        form.put(refusal.faults)
        return _form_page(request, council, form)
    except SameKeyOtherContent as conflict:
        again = form.once_more(client_key=blank_event()["client_key"])
        return _conflict_page(request, council, again, conflict.event)
    drafts.drop(request)
    return redirect(event.get_absolute_url() + "?saved=1")


def _first_values(request: SignedInRequest, code: str) -> dict[str, Any]:
    """A new form is blank, begins with an item, or copies an event of the same council but for its counts."""
    if number := request.GET.get("copy"):
        return copied(draft_of(event_for(request.user, code, number)))
    return blank_event(request.GET.get("item", ""))


@require_safe
def event_detail(request: SignedInRequest, code: str, number: str) -> HttpResponse:
    """The event's own page; right after recording it is the receipt (?saved=1)."""
    event = event_for(request.user, code, number)
    links = list(event.event_organisations.select_related("organisation"))
    may_record = rights_of(request.user).may_record(event.council_id)
    shut = next(iter(_why_closed(event)), None) if may_record else None
    context = {
        "event": event, "council": event.council, "saved": "saved" in request.GET, "history": history_of(event),
        "organisers": [link.organisation for link in links if link.role == OrganisationRole.ORGANISER],
        "partners": [link.organisation for link in links if link.role == OrganisationRole.PARTNER],
        "ages": [(Event._meta.get_field(name).verbose_name, getattr(event, name)) for name in AGES],
        "may_record": may_record, "shut": shut, "voided": event.status == EventStatus.VOIDED,
    }  # fmt: skip
    return render(request, "actionplans/event_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def event_change(request: SignedInRequest, code: str, number: str) -> HttpResponse:
    event = editable_event_for(request.user, code, number)
    first = shown(draft_of(event)) | {"version": event.version}
    form = form_for(request, EventForm, council=event.council, event=event, initial=first)
    if not (form.is_bound and form.is_valid()):
        return _form_page(request, event.council, form)
    try:
        change_event(event, form.draft, actor=request.user, version=form.cleaned_data["version"] or 0)
    except EventRefused as refusal:
        form.put(refusal.faults)
        return _form_page(request, event.council, form)
    except ChangedMeanwhile as conflict:
        again = form.once_more(version=str(conflict.event.version))
        return _conflict_page(request, event.council, again, conflict.event)
    except IllegalMove as refusal:
        messages.error(request, str(refusal))
        return redirect(event)
    drafts.drop(request)
    messages.success(request, _("The change is recorded."))
    return redirect(event)


@require_http_methods(["GET", "HEAD", "POST"])
def event_void(request: SignedInRequest, code: str, number: str) -> HttpResponse:
    event = editable_event_for(request.user, code, number)
    form = form_for(request, VoidForm)
    if form.is_bound and form.is_valid():
        try:
            void_event(event, actor=request.user, reason=form.cleaned_data["reason"])
        except EventRefused as refusal:
            for fault in refusal.faults:
                form.add_error(None, fault.words)
        except IllegalMove as refusal:
            messages.error(request, str(refusal))
            return redirect(event)
        else:
            drafts.drop(request)
            messages.success(request, _("The event is voided: it is in no total any more."))
            return redirect(event)
    return render(request, "actionplans/event_void.html", {"event": event, "council": event.council, "form": form})


def _form_page(
    request: SignedInRequest, council: Council, form: EventForm, status: int = 200, **more: Any
) -> HttpResponse:
    item, year = form.chosen_item, form.year_shown
    if item:
        year = min(max(year, item.plan.starts_on.year), item.plan.ends_on.year)
    marks = progress.progress_of([item], year)[0].marks if item and not item.sensitive else ()
    context = {"council": council, "form": form, "event": form.event, "item": item, "year": year, "marks": marks}
    return render(request, "actionplans/event_form.html", context | more, status=status)


def _conflict_page(request: SignedInRequest, council: Council, form: EventForm, event: Event) -> HttpResponse:
    """Two versions side by side: the one that is saved, and the one that was typed, still in the form."""
    form.is_valid()  # fills `draft`
    return _form_page(request, council, form, status=409, saved=event, compared=compare(draft_of(event), form.draft))


def _why_closed(event: Event) -> list[str]:
    around = Surroundings.of(event.council)
    return [fault.words for fault in closed(around.guard_of(event.ends_on), event.ends_on, around.today)]
