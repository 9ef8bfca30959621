"""Pages of plans and events."""

from django.http import HttpRequest

from councils.models import User


class SignedInRequest(HttpRequest):
    """What every page here gets: LoginRequiredMiddleware lets nobody else through."""

    user: User
