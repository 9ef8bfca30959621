"""What somebody typed into a page's form and has not saved yet: kept on the server, one draft for each page."""

from datetime import datetime
from typing import Any, TypeVar

from django import forms
from django.http import HttpRequest, QueryDict

from .models import Draft

PAGE = "page"
LONGEST_KEY = 300
# Never kept: the token of the form, the buttons that were pressed, and anything secret.
_DROPPED = {"csrfmiddlewaretoken", "set_language", "drop_draft"}

FormT = TypeVar("FormT", bound=forms.BaseForm)


def keep(request: HttpRequest, key: str | None = None) -> None:
    """Store what this POST brought, under the page's address unless a key is given; no-op for visitors."""
    if not request.user.is_authenticated:
        return
    kept = [(name, values) for name, values in request.POST.lists() if name not in _DROPPED and "password" not in name]
    data = {name: [value.replace("\x00", "") for value in values] for name, values in kept}  # PostgreSQL knows no NUL
    Draft.objects.update_or_create(owner=request.user, kind=PAGE, key=_key(request, key), defaults={"data": data})


def typed(request: HttpRequest, key: str | None = None) -> QueryDict | None:
    """What the user typed into this page's form and did not save, as a form's data; None if nothing."""
    draft = _draft(request, key)
    return _query(draft.data) if draft else None


def drop(request: HttpRequest, key: str | None = None) -> None:
    """Forget the page's draft: after a successful save, or when the user starts afresh."""
    if request.user.is_authenticated:
        Draft.objects.filter(owner=request.user, kind=PAGE, key=_key(request, key)).delete()


def form_for(request: HttpRequest, form_class: type[FormT], *, draft_key: str | None = None, **kwargs: Any) -> FormT:
    """The page's form: bound on POST; on GET filled from the draft, without errors, for nothing was submitted yet.

    `form.draft_saved_at` is when the draft was stored, or None; components/_draft_note.html tells the user.
    """
    if request.method == "POST":
        return form_class(request.POST, request.FILES, **kwargs)
    form = form_class(**kwargs)
    draft = _draft(request, draft_key)
    if draft:
        fill(form, _query(draft.data))
    form.draft_saved_at = draft.saved_at if draft else None  # type: ignore[attr-defined]
    return form


def fill(form: forms.BaseForm, data: QueryDict) -> None:
    """Show typed text in an unbound form, as typed: nothing is parsed, so nothing can be refused or lost."""
    for name, field in form.fields.items():
        widget, html_name = field.widget, form.add_prefix(name)
        if field.disabled or widget.needs_multipart_form or widget.value_omitted_from_data(data, {}, html_name):
            continue
        form.initial[name] = widget.value_from_datadict(data, {}, html_name)
    # A form with rows of forms in it shows those itself.
    further = getattr(form, "fill_further", None)
    if further:
        further(data)


def saved_at(request: HttpRequest, key: str | None = None) -> datetime | None:
    draft = _draft(request, key)
    return draft.saved_at if draft else None


def _draft(request: HttpRequest, key: str | None) -> Draft | None:
    if not request.user.is_authenticated:
        return None
    return Draft.objects.filter(owner=request.user, kind=PAGE, key=_key(request, key)).first()


def _key(request: HttpRequest, key: str | None) -> str:
    return (key or request.path)[:LONGEST_KEY]


def _query(data: dict[str, list[str]]) -> QueryDict:
    query = QueryDict(mutable=True)
    for name, values in data.items():
        query.setlist(name, values)
    query._mutable = False
    return query
