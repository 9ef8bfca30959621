"""Links of organisations: kept by the council's secretary, opened by whoever has the address (rule 3)."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from axes.handlers.proxy import AxesProxyHandler
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from councils import clock, contributors, drafts, services
from councils.drafts import form_for
from councils.forms.contributors import EndLinkForm, LinkForm
from councils.models import ContributorLink, Council
from councils.permissions import keeps_links, kept_link_for, link_council_for, own_council_for

from .steps import done

HOME = "reports:contributor-home"
_WHO = {"username": "contributor-link"}  # wrong words of one address are counted together, whatever they are


def for_contributors(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page of contributors: `view(request, link, …)` with the link that is in force now, nobody signed in.

    Everybody else is told in words what to do. What was typed meanwhile is kept for the link, if it is in force.
    """

    @login_not_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        link = contributors.contributor_of(request)
        response = view(request, link, *args, **kwargs) if link else no_link(request)
        add_never_cache_headers(response)
        return response

    return guarded


def no_link(request: HttpRequest, *, status: int = 403, **context: Any) -> HttpResponse:
    """Why the page cannot be shown, and whom to ask."""
    kept = request.method == "POST" and drafts.keep_by_token(request) is not None
    context |= {"ended": contributors.last_link(request), "kept": kept}
    return render(request, "councils/contributor_no_link.html", context, status=status)


@login_not_required
@require_safe
def contributor_open(request: HttpRequest, word: str) -> HttpResponse:
    """The address that was handed over: the browser acts for the organisation from here on, without the word in any
    address. Who is signed in is asked to sign out first: one session is never both."""
    if request.user.is_authenticated:
        return no_link(request)
    link = contributors.link_by(word)
    if link is None:  # a right word is never locked out by somebody else's wrong ones: it cannot be guessed
        if not AxesProxyHandler.is_allowed(request, _WHO):
            return no_link(request, status=429, locked=True)
        _count_wrong(request)
        return no_link(request, status=404, wrong=True)
    contributors.enter(request, link)
    response = redirect(HOME)
    response["Referrer-Policy"] = "no-referrer"
    add_never_cache_headers(response)
    return response


def _count_wrong(request: HttpRequest) -> None:
    """As a wrong password at sign-in, but without the address: a word mistyped by one letter is half a secret."""
    AxesProxyHandler.update_request(request)
    request.axes_path_info = "/c/"
    AxesProxyHandler.user_login_failed(sender=__name__, credentials=_WHO, request=request)
    request.axes_locked_out = False  # the answer is this page's, not that of sign-in


@login_not_required
@require_POST
def contributor_leave(request: HttpRequest) -> HttpResponse:
    """Forget the link in this browser: a computer may be shared."""
    if not request.user.is_authenticated:
        contributors.leave(request)
    return render(request, "councils/contributor_left.html")


# ---- whoever keeps the links


@require_safe
def contributor_links(request: HttpRequest, code: str) -> HttpResponse:
    council = own_council_for(request.user, code)
    today = clock.today()
    links = list(council.contributor_links.with_names())
    context = {
        "council": council, "rows": [(link, _state(link)) for link in links], "today": today,
        "may_keep": keeps_links(request.user, council.pk),
    }  # fmt: skip
    return render(request, "councils/contributor_links.html", context)


def _state(link: ContributorLink) -> tuple[str, Any]:
    """For {% status_tag %}."""
    today = clock.today()
    if link.ended_at:
        return "withdrawn", _("ended")
    if link.ends_on < today:
        return "withdrawn", _("expired")
    if link.starts_on > today:
        return "not_begun", _("not begun yet")
    if link.ends_on - today <= contributors.SOON:
        return "late", _("ends soon")
    return "accepted", _("in force")


def contributor_link_create(request: HttpRequest, code: str) -> HttpResponse:
    council = link_council_for(request.user, code)
    form = form_for(request, LinkForm, council=council)
    if form.is_valid() and (made := form.carry_out(services.make_link, council, actor=request.user, **form.values)):
        link, word = made
        drafts.drop(request)
        return _told_once(request, council, link, word)
    return render(request, "councils/contributor_link_form.html", {"council": council, "form": form})


def _told_once(request: HttpRequest, council: Council, link: ContributorLink, word: str) -> HttpResponse:
    """The answer to the POST itself, so that the address is nowhere but on this page."""
    address = f"{settings.SITE_URL}{reverse('councils:contributor-open', args=[word])}"
    context = {"council": council, "link": link, "address": address}
    response = render(request, "councils/contributor_link_made.html", context)
    add_never_cache_headers(response)
    return response


def contributor_link_end(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    link = kept_link_for(request.user, code, pk)
    form = form_for(request, EndLinkForm)
    if form.is_valid() and form.carry_out(services.end_link, link, actor=request.user, **form.cleaned_data):
        words = _("The link is ended: it opens nothing any more.")
        return done(request, words, "councils:contributor-links", code)
    return render(request, "councils/contributor_link_end.html", {"council": link.council, "link": link, "form": form})
