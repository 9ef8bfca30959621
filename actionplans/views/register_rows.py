"""Pages on which a recorded register is finished: rows that are left are dismissed, a whole file is undone."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from actionplans.forms.registers import DismissForm, DismissSeveralForm, UndoForm, cells_of, words_of
from actionplans.permissions import kept_batch_for, kept_register_for
from actionplans.services.batches import standing, undo_batch
from actionplans.services.registers import dismiss_rows
from actionplans.states import RegisterRowState
from councils.drafts import form_for
from councils.states import Refused
from councils.views.steps import done

from . import SignedInRequest

GET_OR_POST = ["GET", "HEAD", "POST"]
OFFERED = 100  # rows with a tick of their own; more at once are all of them


@require_http_methods(GET_OR_POST)
def register_row_dismiss(request: SignedInRequest, code: str, pk: int, row_pk: int) -> HttpResponse:
    """One row is not recorded, with a reason."""
    upload = kept_register_for(request.user, code, pk)
    row = get_object_or_404(upload.rows, pk=row_pk)
    if row.state != RegisterRowState.OPEN:
        messages.info(request, _("This row is settled already."))
        return redirect(upload)
    form = form_for(request, DismissForm)
    if form.is_bound and form.is_valid():
        try:
            dismiss_rows(upload, [row], actor=request.user, reason=form.cleaned_data["reason"])
        except Refused as refusal:
            form.add_error("reason", str(refusal))
        else:
            return done(request, _dismissed(1), upload)
    context = {
        "council": upload.council,
        "upload": upload,
        "row": row,
        "form": form,
        "place": words_of(row),
        "left_cells": cells_of(row),
    }
    return render(request, "actionplans/register_dismiss.html", context)


@require_http_methods(GET_OR_POST)
def register_rows_dismiss(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    """Several rows at once, or all that are left, with one reason."""
    upload = kept_register_for(request.user, code, pk)
    left = upload.rows.filter(state=RegisterRowState.OPEN)
    count = left.count()
    if not count:
        messages.info(request, _("No row of this file is left."))
        return redirect(upload)
    form = form_for(request, DismissSeveralForm, rows=left[:OFFERED], left=count)
    if form.is_bound and form.is_valid():
        rows = list(left) if form.cleaned_data["everything"] else form.chosen
        try:
            dismiss_rows(upload, rows, actor=request.user, reason=form.cleaned_data["reason"])
        except Refused as refusal:
            form.add_error("reason", str(refusal))
        else:
            return done(request, _dismissed(len(rows)), upload)
    context = {"council": upload.council, "upload": upload, "form": form, "more": max(count - OFFERED, 0)}
    return render(request, "actionplans/register_dismiss.html", context)


def _dismissed(n: int) -> str:
    words = ngettext(
        "%(n)s row is dismissed: it is not recorded, and the reason stays.",
        "%(n)s rows are dismissed: they are not recorded, and the reason stays.",
        n,
    )
    return words % {"n": n}


@require_http_methods(GET_OR_POST)
def batch_undo(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    """All events of a file are voided together, with a reason; the page says first what that means."""
    batch = kept_batch_for(request.user, code, pk)
    upload = getattr(batch, "upload", None)
    events = f"{reverse('actionplans:event-list', args=[code])}?batch={batch.pk}"
    back = upload.get_absolute_url() if upload else events
    if batch.undone_at:
        messages.info(request, _("This file was undone already."))
        return redirect(back)
    form = form_for(request, UndoForm)
    if form.is_bound and form.is_valid():
        try:
            undo_batch(batch, actor=request.user, reason=form.cleaned_data["reason"])
        except Refused as refusal:
            form.add_error("reason", str(refusal))
        else:
            return done(request, _("The file is undone: its events are in no total any more."), back)
    context = {
        "council": batch.council, "batch": batch, "upload": upload, "form": form, "standing": standing(batch),
        "back": back, "events_url": events,
    }  # fmt: skip
    return render(request, "actionplans/batch_undo.html", context)
