"""Accounts that nobody signs in with: for how long, and when they are switched off. Reads only.

An account is awake from the day it was made, the last sign-in or the last invitation. In the demonstration nothing
falls asleep: its day stands still while its sign-ins are real, and they are printed for whoever comes by.
"""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import F, Max, QuerySet
from django.db.models.functions import Coalesce, Greatest

from . import clock
from .models import User
from .rights import OPERATOR

NOTICE = timedelta(days=14)
KIND = "asleep"  # of the e-mail that says so before


def asleep_after() -> timedelta:
    return timedelta(days=settings.TIPCC_ASLEEP_DAYS)


def with_last_use(users: QuerySet[User]) -> QuerySet[Any]:
    """Each with `used_at`: when somebody last signed in, was invited, or the account was made."""
    return users.annotate(
        used_at=Greatest(
            F("date_joined"),
            Coalesce(F("last_login"), F("date_joined")),
            Coalesce(Max("invitations__made_at"), F("date_joined")),
        )
    )


def unused_since(moment: datetime) -> QuerySet[Any]:
    """Accounts that are switched on and nobody has used since, the longest unused first; never the system's own."""
    if settings.DEMONSTRATION:
        return User.objects.none()
    users = with_last_use(User.objects.filter(is_active=True).exclude(username=OPERATOR))
    return users.filter(used_at__lt=moment).order_by("used_at", "pk")


def falling_asleep() -> QuerySet[Any]:
    """Those that are written to: the last days before they are switched off, or past them."""
    return unused_since(clock.now() - asleep_after() + NOTICE)


def is_asleep(user: User) -> bool:
    """Whether the account, switched off or not, was unused for so long that only an invitation opens it again."""
    if settings.DEMONSTRATION:
        return False
    used_at: datetime = with_last_use(User.objects.filter(pk=user.pk)).values_list("used_at", flat=True).get()
    return used_at < clock.now() - asleep_after()


def notice_key(user: User, used_at: datetime) -> str:
    return f"{KIND}/{user.pk}/{used_at:%Y-%m-%dT%H:%M:%S}"
