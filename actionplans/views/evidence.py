"""Pages of an event's evidence: its part of the event's page, adding, opening, removing (rule 9)."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from actionplans.evidence import Piece, kept, pieces_of
from actionplans.forms.evidence import EvidenceForm, RemoveForm
from actionplans.models import Event
from actionplans.permissions import editable_event_for, editable_evidence_for, evidence_for, sees_evidence
from actionplans.services import evidence as services
from actionplans.states import EventStatus
from councils import drafts, files
from councils.drafts import form_for
from councils.models import StoredFile
from councils.rights import rights_of
from councils.states import Refused

from . import SignedInRequest


def part_for(request: SignedInRequest, event: Event) -> dict[str, Any]:
    """What actionplans/_evidence.html shows on the event's page: the pieces, or only how many there are."""
    part: dict[str, Any] = {"evidence_add_url": _add_url(event), "evidence_form": None, "pieces": None}
    if not sees_evidence(request.user, event.council_id):
        return part | {"pieces_kept": kept(event).count()}
    part["pieces"] = pieces_of(event, request.user)
    if rights_of(request.user).may_record(event.council_id) and event.status == EventStatus.RECORDED:
        part["evidence_form"] = form_for(request, EvidenceForm, draft_key=_add_url(event))
    return part


@require_http_methods(["GET", "HEAD", "POST"])
def evidence_add(request: SignedInRequest, code: str, number: str) -> HttpResponse:
    """Without scripts the whole sending at once; static/js/evidence.js sends one file a time and asks for JSON."""
    event = editable_event_for(request.user, code, number)
    form = form_for(request, EvidenceForm)
    added: int = 0
    try:
        if form.is_bound and form.is_valid():
            added = _add(event, form, request)
    except Refused as refusal:
        form.add_error(None, str(refusal))
    if request.method == "POST" and request.headers.get("Accept") == "application/json":
        refused = [words for errors in form.errors.values() for words in errors]
        return JsonResponse({"kept": added, "refused": refused}, status=422 if refused else 200)
    if added:
        words = ngettext("%(n)s piece is kept.", "%(n)s pieces are kept.", added)
        messages.success(request, words % {"n": added})
    if form.is_bound and not form.errors:
        return redirect(f"{event.get_absolute_url()}#evidence")
    context = {"event": event, "council": event.council, "form": form, "add_url": _add_url(event)}
    return render(request, "actionplans/evidence_form.html", context)


def _add(event: Event, form: EvidenceForm, request: SignedInRequest) -> int:
    """How many pieces were kept; the sentences on those that were not go into the form."""
    refused: list[str] = []
    if form.is_link:
        services.add_link(event, form.cleaned_data["url"], form.cleaned_data["caption"], actor=request.user)
        added = 1
    else:
        rows, refused = services.add_files(event, form.cleaned_data["files"], form.terms, actor=request.user)
        added = len(rows)
    for words in refused:
        form.add_error("files", words)
    if not refused:
        drafts.drop(request)
    return added


def _add_url(event: Event) -> str:
    return reverse("actionplans:evidence-add", args=[event.council.code, event.code])


@require_safe
def evidence_file(request: SignedInRequest, code: str, number: str, pk: int) -> FileResponse:
    """A picture that we made ourselves opens; anything else is saved, never shown by the browser."""
    evidence = evidence_for(request.user, code, number, pk)
    return _answer(evidence.stored, ready=evidence.ready, inline=bool(evidence.stored and _is_ours(evidence.stored)))


@require_safe
def evidence_thumbnail(request: SignedInRequest, code: str, number: str, pk: int) -> FileResponse:
    evidence = evidence_for(request.user, code, number, pk)
    return _answer(evidence.thumbnail, ready=evidence.ready, inline=True)


def _is_ours(stored: StoredFile) -> bool:
    """Pictures of a ready piece were made again by the job; the original is never served."""
    return stored.kind == "jpeg"


def _answer(stored: StoredFile | None, *, ready: bool, inline: bool) -> FileResponse:
    if stored is None or not ready or not stored.file:
        raise Http404
    try:
        response = files.answer(stored, inline=inline)
    except FileNotFoundError as error:  # erased between the row and here
        raise Http404 from error
    response["Cache-Control"] = "private, no-store"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def evidence_remove(request: SignedInRequest, code: str, number: str, pk: int) -> HttpResponseBase:
    evidence = editable_evidence_for(request.user, code, number, pk)
    form = form_for(request, RemoveForm)
    if form.is_bound and form.is_valid():
        try:
            services.remove(evidence, actor=request.user, reason=form.cleaned_data["reason"])
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            drafts.drop(request)
            messages.success(request, _("The piece is erased. Its digest and the reason stay."))
        return redirect(f"{evidence.event.get_absolute_url()}#evidence")
    piece = Piece(evidence, personal=False, may_open=True, may_remove=True)
    context = {"event": evidence.event, "council": evidence.event.council, "piece": piece, "form": form}
    return render(request, "actionplans/evidence_remove.html", context)
