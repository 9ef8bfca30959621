"""Contributors: organisations that work by a link instead of an account (rule 3).

The address of a link holds a secret word, of which only the digest is kept. Opened once, the link's id is in the
session, and each request asks anew whether the link is in force: ended, it is out at its next request. A session is
a user's or a contributor's, never both: who is signed in is no contributor.
"""

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest
from django.utils import timezone

from . import audit, clock
from .models import ContributorLink
from .states import OrganisationKind

# Who works by a link: government bodies and local self-government have seats, or write to the secretary.
KINDS = (
    OrganisationKind.CIVIL_SOCIETY, OrganisationKind.YOUTH, OrganisationKind.INTERNATIONAL, OrganisationKind.MEDIA,
)  # fmt: skip
SOON = timedelta(days=14)  # before a link ends its secretary is told
_LINK, _OPENED = "contributor_link", "contributor_opened"


def digest_of(word: str) -> str:
    """Words are read out and typed from paper: case and spaces around do not matter."""
    return audit.digest(word.strip().casefold())


def link_by(word: str) -> ContributorLink | None:
    """The link of this word, in force or not. Found by its digest: how long it takes tells nothing of the word."""
    return ContributorLink.objects.with_names().filter(digest=digest_of(word)).first()


def is_in_force(link: ContributorLink, day: date | None = None) -> bool:
    return link.ended_at is None and link.starts_on <= (day or clock.today()) <= link.ends_on


def enter(request: HttpRequest, link: ContributorLink) -> None:
    """From now on this browser acts for the link's organisation; the session gets a new key, as at a sign-in."""
    request.session.flush()
    request.session[_LINK], request.session[_OPENED] = link.pk, int(timezone.now().timestamp())
    request.__dict__.pop("_contributor", None)


def leave(request: HttpRequest) -> None:
    request.session.flush()
    request.__dict__.pop("_contributor", None)


def last_link(request: HttpRequest) -> ContributorLink | None:
    """The link that this browser opened, in force or not; None past a session's age, and in a session in which
    somebody signed in, also after their account was switched off."""
    if SESSION_KEY in request.session:
        return None
    kept: dict[str, Any] = request.__dict__
    if "_contributor" not in kept:
        kept["_contributor"] = _read(request)
    found: ContributorLink | None = kept["_contributor"]
    return found


def contributor_of(request: HttpRequest) -> ContributorLink | None:
    """Whose organisation this request acts for: the link, if it is in force today. One query a request."""
    link = last_link(request)
    return link if link and is_in_force(link) else None


def _read(request: HttpRequest) -> ContributorLink | None:
    pk, since = request.session.get(_LINK), request.session.get(_OPENED, 0)
    if pk is None or int(timezone.now().timestamp()) - since > settings.SESSION_ABSOLUTE_AGE:
        return None
    return ContributorLink.objects.with_names().filter(pk=pk).first()
