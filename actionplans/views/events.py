"""Pages of a council's events: the one-page form, the check page, the receipt, changing and voiding."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from actionplans import progress
from actionplans.checks import Surroundings, closed
from actionplans.forms.events import EventForm, VoidForm, as_last_time, copied, shown
from actionplans.forms.registers import cells_of
from actionplans.history import came_from, compare, history_of, register_of
from actionplans.imports.left_rows import typed_again
from actionplans.models import Campaign, Event, RegisterRow
from actionplans.models.events import AGES
from actionplans.permissions import editable_event_for, event_for, left_row_for, secretary_council_for
from actionplans.remarks import Warning, warnings_of
from actionplans.services.events import (
    ChangedMeanwhile,
    EventRefused,
    SameKeyOtherContent,
    change_event,
    draft_of,
    record_event,
    void_event,
)
from actionplans.services.registers import mend_row
from actionplans.states import EventStatus, OrganisationRole, RegisterRowState, TargetGroup
from councils import drafts
from councils.drafts import form_for
from councils.models import Council
from councils.rights import rights_of
from councils.states import IllegalMove

from . import SignedInRequest
from .evidence import part_for


@require_safe
def event_start(request: SignedInRequest, code: str) -> HttpResponse:
    """A new form has an address of its own: the key by which it is recorded once, and its draft found again."""
    secretary_council_for(request.user, code)
    address = reverse("actionplans:event-create", args=[code, uuid.uuid4()])
    return redirect(f"{address}?{request.GET.urlencode()}" if request.GET else address)


@require_http_methods(["GET", "HEAD", "POST"])
def event_create(request: SignedInRequest, code: str, key: uuid.UUID) -> HttpResponse:
    council = secretary_council_for(request.user, code)
    left = _left_row(request, code)
    if left and left.state != RegisterRowState.OPEN:
        if request.method != "POST":
            messages.info(request, _("This row is settled already."))
            return redirect(left.upload)
        left = None  # what was typed is an event all the same: this very form sent again, or one to be looked at
    afresh = left or "copy" in request.GET or "blank" in request.GET
    like = None if afresh else Event.objects.last_typed_by(request.user, council)
    first = _values_of(left) if left else _first_values(request, code, like)
    form = form_for(request, EventForm, council=council, initial=first)
    if not (form.is_bound and form.is_valid()):
        return _form_page(request, council, form, like=None if form.is_bound else like, **_left_part(left))
    if (unseen := _unseen(request, warnings_of(form.draft, council))) and not _is_recorded(request, key):
        return _check_page(request, council, form, unseen)
    try:
        event = record_event(council, form.draft, actor=request.user, client_key=str(key))
    except EventRefused as refusal:
        form.put(refusal.faults)
        return _form_page(request, council, form, **_left_part(left))
    except SameKeyOtherContent as conflict:
        drafts.drop(request)
        address = reverse("actionplans:event-create", args=[code, uuid.uuid4()])
        drafts.keep(request, address)
        return _conflict_page(request, council, form, conflict.event, action=address)
    if left:
        mend_row(left, event, actor=request.user)
    drafts.drop(request)
    return redirect(event.get_absolute_url() + "?saved=1")


def _left_part(left: RegisterRow | None) -> dict[str, Any]:
    """What actionplans/_left_row.html shows beside the form."""
    return {"left": left, "left_cells": cells_of(left)} if left else {}


def _values_of(left: RegisterRow) -> dict[str, Any]:
    """What the row says, and its texts as they stand where they cannot be read. An item that is not found is to be
    chosen, never taken for «awaiting a plan»."""
    draft, unread = typed_again(left)
    return shown(draft) | unread | ({} if draft.item else {"item": ""})


def _left_row(request: SignedInRequest, code: str) -> RegisterRow | None:
    """The faulty row of a register that this form is to mend: ?row= in its address."""
    pk = request.GET.get("row", "")
    if not pk:
        return None
    if not (pk.isascii() and pk.isdecimal() and len(pk) < 10):
        raise Http404
    return left_row_for(request.user, code, int(pk))


def _is_recorded(request: SignedInRequest, key: uuid.UUID) -> bool:
    """Whether this very form came before: its first coming must not look like a duplicate of itself. Asked after
    the warnings, for the twin may have been recorded between."""
    return Event.objects.filter(recorded_by=request.user, client_key=str(key)).exists()


def _first_values(request: SignedInRequest, code: str, like: Event | None) -> dict[str, Any]:
    """A copy of an event of the same council but for its counts; else as last time, with the item asked for."""
    if number := request.GET.get("copy"):
        return copied(draft_of(event_for(request.user, code, number)))
    return (as_last_time(draft_of(like)) if like else {}) | {"item": request.GET.get("item", "")}


def _unseen(request: SignedInRequest, warnings: list[Warning]) -> list[Warning]:
    """The warnings that this person has not yet answered with «record it as it is»."""
    seen = request.POST.getlist("seen")
    return warnings if any(str(warning.kind) not in seen for warning in warnings) else []


@require_safe
def event_detail(request: SignedInRequest, code: str, number: str) -> HttpResponse:
    """The event's own page; right after recording it is the receipt (?saved=1)."""
    event = event_for(request.user, code, number)
    links = list(event.event_organisations.select_related("organisation"))
    may_record = rights_of(request.user).may_record(event.council_id)
    shut = next(iter(_why_closed(event)), None) if may_record else None
    groups = dict(TargetGroup.choices)
    context = {
        "event": event, "council": event.council, "saved": "saved" in request.GET, "history": history_of(event),
        "organisers": [link.organisation for link in links if link.role == OrganisationRole.ORGANISER],
        "partners": [link.organisation for link in links if link.role == OrganisationRole.PARTNER],
        "ages": [(Event._meta.get_field(name).verbose_name, getattr(event, name)) for name in AGES],
        "groups": [groups.get(group, group) for group in event.target_groups],
        "may_record": may_record, "shut": shut, "voided": event.status == EventStatus.VOIDED,
        "campaign_near": _campaign_near(event) if "saved" in request.GET else None,
        "came_from": came_from(event), "register": register_of(event, request.user),
    }  # fmt: skip
    return render(request, "actionplans/event_detail.html", context | part_for(request, event))


def _campaign_near(event: Event) -> Campaign | None:
    """The campaign in whose days the event lies, if none was named."""
    if event.campaign_id:
        return None
    return Campaign.objects.filter(starts_on__lte=event.starts_on, ends_on__gte=event.ends_on).first()


@require_http_methods(["GET", "HEAD", "POST"])
def event_change(request: SignedInRequest, code: str, number: str) -> HttpResponse:
    event = editable_event_for(request.user, code, number)
    if event.status == EventStatus.VOIDED:
        messages.error(request, _("This event was voided; it does not change any more."))
        return redirect(event)
    first = shown(draft_of(event)) | {"version": event.version}
    form = form_for(request, EventForm, council=event.council, event=event, initial=first)
    if not (form.is_bound and form.is_valid()):
        return _form_page(request, event.council, form)
    if unseen := _unseen(request, warnings_of(form.draft, event.council, event=event)):
        return _check_page(request, event.council, form, unseen)
    version, reason = form.cleaned_data["version"] or 0, form.cleaned_data["reason"]
    try:
        changed = change_event(event, form.draft, actor=request.user, version=version, reason=reason)
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
    if changed.version == version:
        messages.info(request, _("Nothing was changed, so nothing is recorded."))
    else:
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
    found = progress.nearest_to({*form.items_offered, *([item] if item else [])}, year)
    form.tell_items(progress.in_words(found))
    year, row = found[item.pk] if item else (year, None)
    marks = row.marks if row and not row.item.sensitive else ()
    context = {"council": council, "form": form, "event": form.event, "item": item, "year": year, "marks": marks}
    return render(request, "actionplans/event_form.html", context | more, status=status)


def _check_page(request: SignedInRequest, council: Council, form: EventForm, warnings: list[Warning]) -> HttpResponse:
    """Between form and receipt, only where something is worth a look: nothing is refused here."""
    context = {"council": council, "form": form, "event": form.event, "draft": form.draft, "warnings": warnings}
    return render(request, "actionplans/event_check.html", context)


def _conflict_page(
    request: SignedInRequest, council: Council, form: EventForm, event: Event, **more: Any
) -> HttpResponse:
    """Two versions side by side: the one that is saved, and the one that was typed, still in the form."""
    form.is_valid()  # fills `draft`
    compared = compare(draft_of(event), form.draft)
    return _form_page(request, council, form, status=409, saved=event, compared=compared, **more)


def _why_closed(event: Event) -> list[str]:
    """Why the event can no longer change: a lock; a seal lets it be corrected with a reason (rule 12)."""
    around = Surroundings.of(event.council)
    faults = closed(around.guard_of(event.ends_on), event.ends_on, around.today, corrects=True)
    return [fault.words for fault in faults]
