"""The audit chains as a list: when, who, what, why."""

from dataclasses import dataclass
from importlib import import_module
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from councils import audit, forms
from councils.guards import OURS
from councils.models import AuditEntry, Council
from councils.permissions import audit_reader

PER_PAGE = 50


@dataclass(frozen=True)
class Line:
    """An entry as the list shows it; `facts` are its before and after by name."""

    entry: AuditEntry
    action: str
    reason: str
    facts: tuple[tuple[str, Any, Any], ...]


def audit_list(request: HttpRequest) -> HttpResponse:
    audit_reader(request.user)
    form = forms.ChainForm(request.GET, councils=list(Council.objects.all()))
    chain = form.cleaned_data["chain"] if form.is_valid() else ""
    entries = AuditEntry.objects.visible_to(request.user).select_related("actor__person").order_by("-pk")
    page = Paginator(entries.filter(chain=chain) if chain else entries, PER_PAGE).get_page(request.GET.get("page"))
    words = action_words()
    lines = [line_of(entry, told, words) for entry, told in zip(page, audit.shown(page), strict=True)]
    return render(request, "councils/audit_list.html", {"page": page, "lines": lines, "form": form, "chain": chain})


def action_words() -> dict[str, Any]:
    """What each app calls its steps (AUDIT_ACTIONS in its states.py)."""
    words: dict[str, Any] = {}
    for label in OURS:
        words |= getattr(import_module(f"{label}.states"), "AUDIT_ACTIONS", {})
    return words


def line_of(entry: AuditEntry, told: dict[str, Any], words: dict[str, Any] | None = None) -> Line:
    """An entry as the list shows it, of what it says (councils.audit.shown)."""
    words = words or action_words()
    before, after = told["before"], told["after"]
    if not isinstance(before, dict) or not isinstance(after, dict):
        facts = _flat(before, after)
    else:
        facts = tuple((name, before.get(name), after.get(name)) for name in {**before, **after})
    return Line(entry, words.get(entry.action, entry.action), told["reason"], facts)


def _flat(before: Any, after: Any) -> tuple[tuple[str, Any, Any], ...]:
    """One side only, or sides that are no rows of names and values."""
    if isinstance(after, dict):
        return tuple((name, None, value) for name, value in after.items())
    if isinstance(before, dict):
        return tuple((name, value, None) for name, value in before.items())
    return () if before is None and after is None else (("", before, after),)
