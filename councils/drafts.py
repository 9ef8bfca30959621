"""What somebody typed into a page's form and has not saved yet: kept on the server, one draft for each page.

A draft is a user's; on the pages of a contributor, who has no account, it is the link's (contributors.py).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django import forms
from django.core import signing
from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.urls import Resolver404, resolve
from django.utils import timezone

from . import contributors
from .models import ContributorLink, Draft, User

PAGE = "page"
LONGEST_KEY = 300
LONGEST_TYPING = 100_000  # characters of one form, names included
MOST = 100  # drafts of one user; past that the ones untouched for longest go
FORGOTTEN_AFTER = timedelta(days=60)
FIELD = "typed_by"  # the hidden field that says who opened the form, and where
TOKEN_AGE = timedelta(days=7)  # a form may stay open over a long weekend
_SALT = "councils.drafts.typed_by"
_OF_LINK = "link:"  # before the key of a contributor's link, where a user's stands alone
# Where the page's query is kept among the fields: no field is called so, for pages need it to be found again.
_QUERY = "?"
# Never kept: the tokens of the form, the buttons that were pressed, and anything secret.
_DROPPED = {"csrfmiddlewaretoken", "set_language", "drop_draft", FIELD, _QUERY}

FormT = TypeVar("FormT", bound=forms.BaseForm)


# ---- keeping and finding


def keep(request: HttpRequest, key: str | None = None) -> bool:
    """Store what this POST brought, under the page's address unless another is given; whether it was kept.

    Without a session it is kept for whoever opened the form, if the form carries their token; else not at all.
    """
    whose = _whose(request)
    if whose is None:
        return keep_by_token(request) is not None
    return _store(whose, key or request.get_full_path(), request.POST)


def store(owner_id: int, address: str, posted: QueryDict) -> bool:
    """Keep a form's fields as this user's draft of the page at `address` (with its query); whether that was done.

    Not kept: a form without fields or too long, and addresses that are no page of ours or ask for passwords.
    """
    return _store({"owner_id": owner_id}, address, posted)


def _store(whose: dict[str, int], address: str, posted: QueryDict) -> bool:
    path, _mark, query = address.partition("?")
    fields = [(name, values) for name, values in posted.lists() if name not in _DROPPED and "password" not in name]
    length = sum(len(name) + sum(map(len, values)) for name, values in fields)
    if not fields or length > LONGEST_TYPING or not is_form_page(path):
        return False
    data = {name: [value.replace("\x00", "") for value in values] for name, values in fields}  # PostgreSQL has no NUL
    if query:
        data[_QUERY] = [query]
    # One statement: of identical forms sent at once, one may be forgetting the draft while another keeps it.
    Draft.objects.bulk_create(
        [Draft(**whose, kind=PAGE, key=path[:LONGEST_KEY], data=data)],
        update_conflicts=True, update_fields=["data", "saved_at"],
        unique_fields=["owner" if "owner_id" in whose else "link", "kind", "key"],
    )  # fmt: skip
    latest_first = Draft.objects.filter(**whose).order_by("-saved_at", "-pk")
    if beyond := list(latest_first.values_list("pk", flat=True)[MOST:]):
        Draft.objects.filter(pk__in=beyond).delete()
    return True


def is_form_page(path: str) -> bool:
    """Whether the address is a page of this system; those of sign-in and passwords count as none."""
    try:
        name = resolve(path).view_name
    except Resolver404:
        return False
    return not name.startswith(("account_", "councils:draft-"))


def typed(request: HttpRequest, key: str | None = None) -> QueryDict | None:
    """What the user typed into this page's form and did not save, as a form's data; None if nothing."""
    draft = _draft(request, key)
    return _query(draft.data) if draft else None


def drop(request: HttpRequest, key: str | None = None) -> None:
    """Forget the page's draft: after a successful save, or when the user starts afresh."""
    if whose := _whose(request):
        Draft.objects.filter(**whose, kind=PAGE, key=_key(request, key)).delete()


def form_for(request: HttpRequest, form_class: type[FormT], *, draft_key: str | None = None, **kwargs: Any) -> FormT:
    """The page's form: bound on POST; on GET filled from the draft, without errors, for nothing was submitted yet.

    A POST is kept as a draft before the view decides anything; the view drops it when the form is saved. Files are
    not kept, and a form that asks for a password is not kept at all.
    `form.draft_saved_at` is when the draft was stored, or None; components/_draft_note.html tells the user.
    """
    if request.method == "POST":
        bound = form_class(request.POST, request.FILES, **kwargs)
        if not any(isinstance(field.widget, forms.PasswordInput) for field in bound.fields.values()):
            keep(request, draft_key)
        return bound
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
    whose = _whose(request)
    return Draft.objects.filter(**whose, kind=PAGE, key=_key(request, key)).first() if whose else None


def _whose(request: HttpRequest) -> dict[str, int] | None:
    """By which column this request's drafts are found: the user's, or the contributor's link's; None for neither."""
    if request.user.is_authenticated:
        return {"owner_id": request.user.pk}
    link = contributors.contributor_of(request)
    return {"link_id": link.pk} if link else None


def _key(request: HttpRequest, key: str | None) -> str:
    return (key or request.path).partition("?")[0][:LONGEST_KEY]


def _query(data: dict[str, list[str]]) -> QueryDict:
    query = QueryDict(mutable=True)
    for name, values in data.items():
        if name != _QUERY:
            query.setlist(name, values)
    query._mutable = False
    return query


# ---- who opened a form: outlives the session, so that typing finds its owner


@dataclass(frozen=True)
class Opened:
    """Who opened a form, a user or a contributor's link, and the address of its page with the query."""

    owner: User | ContributorLink
    address: str

    @property
    def language(self) -> str:
        return self.owner.language if isinstance(self.owner, User) else ""

    def keep(self, posted: QueryDict) -> bool:
        """Keep what was typed as the owner's draft of the page; whether that was done."""
        column = "owner_id" if isinstance(self.owner, User) else "link_id"
        return _store({column: self.owner.pk}, self.address, posted)


def token_for(request: HttpRequest, address: str = "") -> str:
    """A signed word on who opened the form of this page (or of `address`); empty where nothing may be kept.

    It opens nothing: all it allows is to keep typing as that user's draft of that one page.
    """
    address = address or request.get_full_path()
    whose = _whose(request)
    if whose is None or not is_form_page(address.partition("?")[0]):
        return ""
    ((column, pk),) = whose.items()
    return signing.dumps([pk if column == "owner_id" else f"{_OF_LINK}{pk}", address], salt=_SALT, compress=True)


def opened_by(request: HttpRequest) -> Opened | None:
    """Who opened the form that this POST brought; None without a token, with a forged or an old one."""
    try:
        pk, address = signing.loads(request.POST.get(FIELD, ""), salt=_SALT, max_age=TOKEN_AGE)
    except signing.BadSignature:
        return None
    if isinstance(pk, str):
        link = ContributorLink.objects.filter(pk=pk.removeprefix(_OF_LINK)).first()
        return Opened(link, address) if link and contributors.is_in_force(link) else None
    owner = User.objects.filter(pk=pk, is_active=True).first()
    return Opened(owner, address) if owner else None


def keep_by_token(request: HttpRequest) -> str | None:
    """Keep what this POST brought for whoever opened the form; the address of its page, None if it was not kept."""
    opened = opened_by(request)
    if opened is None or not opened.keep(request.POST):
        return None
    return opened.address


# ---- the list of what is unfinished


def unfinished(user: User) -> QuerySet[Draft]:
    """The pages on which this user typed and did not save, the latest first."""
    return Draft.objects.filter(owner=user, kind=PAGE).order_by("-saved_at", "-pk")


def unfinished_of(link: ContributorLink) -> QuerySet[Draft]:
    """The same of a contributor, who may come back to them with another browser."""
    return Draft.objects.filter(link=link, kind=PAGE).order_by("-saved_at", "-pk")


def address_of(draft: Draft) -> str:
    """Where the draft is gone on with."""
    query = draft.data.get(_QUERY, [""])[0]
    return f"{draft.key}?{query}" if query else draft.key


def words_of(draft: Draft) -> str:
    """By what its owner knows it again: the title if there is one, else the longest text that was typed."""
    fields = [(name, value.strip()) for name, values in draft.data.items() if name != _QUERY for value in values]
    titles = [value for name, value in fields if "title" in name and value]
    texts = [value for _name, value in fields if len(value.split()) > 1]
    return next(iter(titles), max(texts, key=len, default=""))


def forget_old() -> None:
    """For the tick: drafts that nobody touched for sixty days go. Real time: the business day may stand still."""
    old = Draft.objects.filter(saved_at__lt=timezone.now() - FORGOTTEN_AFTER)
    if old.exists():  # a look is cheaper than a write, and the tick comes every ten seconds
        old.delete()
