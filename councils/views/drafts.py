"""Typing that is not saved yet: kept while it goes on, found again after a lost session, listed, thrown away."""

from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import Resolver404, resolve
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from councils import drafts
from councils.models import Council, Draft, User

_TOLD = ("number", "label")  # parts of an address that people know a page by


@login_not_required
@csrf_exempt
@require_POST
def draft_keep(request: HttpRequest) -> HttpResponse:
    """Keep what stands in a form while it is being typed; answers in words for the page's status line.

    Neither session nor CSRF token is asked for, as both may be gone since the page was opened: the form's own signed
    token says whose draft of which page this is, and a stranger's page cannot have one.
    """
    opened = drafts.opened_by(request)
    if opened is None:
        return _words(_("This page has been open too long: send the form now, or open it again."), status=403)
    with translation.override(opened.language) if opened.language else nullcontext():
        if not opened.keep(request.POST):
            return _words(_("This is too long to be kept before it is sent: send the form soon."), status=413)
        told = _("Saved %(time)s, not recorded yet.") % {"time": f"{timezone.localtime():%H:%M}"}
        if isinstance(opened.owner, User) and not request.user.is_authenticated:
            told += " " + _("You are signed out: when you send the form, you will be asked to sign in.")
        return _words(told)


def _words(text: str, status: int = 200) -> HttpResponse:
    return HttpResponse(text, content_type="text/plain; charset=utf-8", status=status)


def form_outdated(request: HttpRequest, reason: str = "") -> HttpResponse:
    """What a form gets whose CSRF token is no longer good, most often after a sign-in in another window."""
    return render(request, "403_csrf.html", {"kept": drafts.keep_by_token(request)}, status=403)


@dataclass(frozen=True)
class Line:
    """An unfinished form as the list shows it; `where` is what tells two forms of a kind apart."""

    pk: int
    name: str
    where: str
    text: str
    address: str
    saved_at: datetime


@require_safe
def draft_list(request: HttpRequest) -> HttpResponse:
    """The user's own unfinished forms; nobody else sees them."""
    kept = drafts.unfinished(cast("User", request.user))
    councils = {council.code: council.region.name for council in Council.objects.select_related("region")}
    context = {"lines": [_line(draft, councils) for draft in kept], "days": drafts.FORGOTTEN_AFTER.days}
    return render(request, "councils/draft_list.html", context)


def _line(draft: Draft, councils: dict[str, str]) -> Line:
    try:
        match = resolve(draft.key)
    except Resolver404:  # a page that went with an older version of this system
        name, parts = "", dict[str, Any]()
    else:
        name, parts = str(settings.TIPCC_FORMS.get(match.view_name, "")), match.kwargs
    told = [councils.get(parts.get("code", ""), ""), *(str(parts[part]) for part in _TOLD if part in parts)]
    where = " · ".join(filter(None, told))
    return Line(
        draft.pk, name or draft.key, where, drafts.words_of(draft), drafts.address_of(draft), draft.saved_at
    )  # fmt: skip


@require_POST
def draft_drop(request: HttpRequest, pk: int) -> HttpResponse:
    get_object_or_404(Draft, owner=request.user, kind=drafts.PAGE, pk=pk).delete()
    messages.success(request, _("The unfinished form is deleted."))
    return redirect("councils:draft-list")
