"""How a step on a page ends: its draft is forgotten, the page says what was done or why not, and goes on."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from councils import drafts
from councils.states import Refused


def done(request: HttpRequest, words: str, *where: Any) -> HttpResponse:
    """After a form was saved: `where` is what redirect() takes."""
    drafts.drop(request)
    messages.success(request, words)
    return redirect(*where)


def attempt(request: HttpRequest, words: str, verb: Callable[..., Any], *args: Any) -> None:
    """A step by one button: says `words`, or the words of the refusal."""
    try:
        verb(*args, actor=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, words)
