"""The page of a council's events that await a plan, and attaching them."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from actionplans.attaching import waiting_of
from actionplans.forms.attaching import AttachForm
from actionplans.models import Event
from actionplans.permissions import own_council_for
from actionplans.services.attaching import attach_event
from councils import drafts
from councils.drafts import form_for
from councils.models import Council
from councils.rights import rights_of
from councils.states import Refused
from councils.views.steps import done

from . import SignedInRequest

ROWS = 25


@require_http_methods(["GET", "HEAD", "POST"])
def awaiting_events(request: SignedInRequest, code: str) -> HttpResponse:
    """Whoever reads the council's events reads these; its secretary attaches them, row by row."""
    council = own_council_for(request.user, code)
    may_record = rights_of(request.user).may_record(council.pk)
    if request.method == "POST" and not may_record:
        raise PermissionDenied
    events = Event.objects.filter(council=council).awaiting_plan().select_related("district", "campaign", "council")
    events = events.order_by("ends_on", "pk")
    page = Paginator(events, ROWS).get_page(request.GET.get("page"))
    # What was sent is looked at by its own events: pages may have moved on since it was shown.
    shown = events.filter(pk__in=_sent(request.POST, "version_")[:ROWS]) if request.method == "POST" else page
    form = form_for(request, AttachForm, waiting=waiting_of(council, shown))
    _tell_of_gone(request, form)
    if form.is_bound and form.is_valid():
        attached = _attach(request, form)
        if attached and form.is_valid():
            return done(request, _words(attached), "actionplans:awaiting-events", code)
        if attached:
            drafts.drop(request)
            messages.success(request, _words(attached))
    return render(request, "actionplans/awaiting_events.html", _context(council, page, form, may_record))


def _sent(post: QueryDict, prefix: str) -> list[int]:
    """Keys of the events whose field of that kind came filled."""
    names = [name.removeprefix(prefix) for name, value in post.items() if name.startswith(prefix) and value]
    return [int(name) for name in names if name.isascii() and name.isdecimal() and len(name) < 10]


def _tell_of_gone(request: SignedInRequest, form: AttachForm) -> None:
    gone = [pk for pk in _sent(request.POST, "item_") if pk not in form.waiting]
    if gone:
        words = ngettext(
            "%(n)s of the chosen events does not wait any more: somebody attached, changed or voided it meanwhile.",
            "%(n)s of the chosen events do not wait any more: somebody attached, changed or voided them meanwhile.",
            len(gone),
        )
        messages.warning(request, words % {"n": len(gone)})


def _attach(request: SignedInRequest, form: AttachForm) -> int:
    """Each row in a transaction of its own: a refused one keeps none of the others back."""
    done_rows = 0
    for waiting, item, version, reason in form.chosen():
        try:
            attach_event(waiting.event, item, actor=request.user, version=version, reason=reason)
        except Refused as refusal:
            form.refuse(waiting, refusal)
        else:
            form.attached(waiting)
            done_rows += 1
    return done_rows


def _words(n: int) -> str:
    words = ngettext(
        "%(n)s event is attached and counts in the totals now.",
        "%(n)s events are attached and count in the totals now.",
        n,
    )
    return words % {"n": n}


def _context(council: Council, page: "Page[Event]", form: AttachForm, may_record: bool) -> dict[str, object]:
    rows = form.rows
    return {
        "council": council, "page": page, "form": form, "rows": rows, "may_record": may_record,
        "covered": sum(1 for row in rows if row.waiting.items),
        "may_attach": may_record and any(row.item for row in rows),
    }  # fmt: skip
