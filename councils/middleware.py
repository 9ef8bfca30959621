"""Which language a page speaks, how typing outlives its switch and the session, and how long a session lasts."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone, translation
from django.utils.cache import add_never_cache_headers, patch_vary_headers
from django.utils.translation import gettext as _

from . import drafts

GetResponse = Callable[[HttpRequest], HttpResponseBase]
SIGNED_IN_AT = "signed_in_at"
LANGUAGES = dict(settings.LANGUAGES)


class LanguageMiddleware:
    """The user's choice, then the cookie, then Accept-Language, then Russian. Needs request.user."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        chosen = request.user.language if request.user.is_authenticated else ""
        translation.activate(chosen or translation.get_language_from_request(request))
        request.LANGUAGE_CODE = translation.get_language()
        response = self.get_response(request)
        patch_vary_headers(response, ("Accept-Language",))
        response.headers.setdefault("Content-Language", request.LANGUAGE_CODE)
        return response


class LanguageSwitchMiddleware:
    """Any page's form may be sent with `set_language`: the language is stored, the typing kept, nothing else done.

    It works in process_view, after the CSRF check and before the view, so that pages that ask for a sign-in can be
    switched as well.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        if request.method != "POST":
            return None
        if "drop_draft" in request.POST:
            drafts.drop(request)
            return _same_page(request)
        language = request.POST.get("set_language")
        if language not in LANGUAGES:
            return None
        _store(request, language)
        if _has_typing(request):
            drafts.keep(request)
        response = _same_page(request)
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            max_age=settings.LANGUAGE_COOKIE_AGE,
            secure=request.is_secure(),
            samesite="Lax",
        )
        return response


def _store(request: HttpRequest, language: str) -> None:
    if request.user.is_authenticated and request.user.language != language:
        request.user.language = language
        request.user.save(update_fields=["language"])


def _has_typing(request: HttpRequest) -> bool:
    """The small form of pages without a form of their own sends no fields; an empty draft would help nobody."""
    return bool(set(request.POST) - {"csrfmiddlewaretoken", "set_language", drafts.FIELD})


def _same_page(request: HttpRequest) -> HttpResponse:
    response = redirect(request.get_full_path(force_append_slash=False))
    response.status_code = 303
    return response


class NothingLostMiddleware:
    """A form sent after its session ended: the typing is kept for whoever opened the form, then sign-in is asked.

    Who signs in finds only what is their own; nothing is recorded before they send the form again.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        if request.method != "POST" or request.user.is_authenticated or not getattr(view, "login_required", True):
            return None
        page = drafts.keep_by_token(request)
        if page is None:
            return None
        messages.info(request, _("You were signed out. What you typed is kept: sign in, and the form shows it again."))
        return redirect_to_login(page)


class CleanAddressMiddleware:
    """An address with a NUL in it names nothing: 404, rather than a database that refuses to compare it."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if "\x00" in request.path or any("\x00" in value for _name, values in request.GET.lists() for value in values):
            raise Http404
        return self.get_response(request)


class SessionAgeMiddleware:
    """A session ends a fixed time after sign-in, however busy; what a signed-in user saw is not kept by caches.

    Real time, not the business clock: a day that stands still must not keep a session alive.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.user.is_authenticated:
            now = int(timezone.now().timestamp())
            since = request.session.setdefault(SIGNED_IN_AT, now)
            if now - since > settings.SESSION_ABSOLUTE_AGE:
                logout(request)
        response = self.get_response(request)
        if request.user.is_authenticated and not response.has_header("Cache-Control"):
            add_never_cache_headers(response)
        return response
