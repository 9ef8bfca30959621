"""Accounts that nobody signs in with are told of, then switched off (docs/rules.md, rule 3)."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from councils import audit, clock, mail, sleeping
from councils.dates import day_words
from councils.locks import lock_system
from councils.models import Grant, Mail, User
from councils.rights import OPERATOR
from councils.states import GrantRole

from .invitations import withdraw_open


def look() -> None:
    """For the tick: write the notice, or switch off who had it fourteen days ago. Derived from the day, the sign-ins
    and the notices alone: a system that stood still gives everybody the fourteen days all the same."""
    unused: list[Any] = list(sleeping.falling_asleep())
    if not unused:
        return
    keys = {sleeping.notice_key(user, user.used_at): user for user in unused}
    told = dict(Mail.objects.filter(key__in=list(keys)).values_list("key", "at"))
    for key, user in keys.items():
        if key not in told:
            _tell(user, key)
        elif told[key] <= clock.now() - sleeping.NOTICE and user.used_at <= clock.now() - sleeping.asleep_after():
            with audit.source("job"):
                switch_off(user, user.used_at)


def _tell(user: Any, key: str) -> None:
    off = max(user.used_at + sleeping.asleep_after(), clock.now() + sleeping.NOTICE)
    with mail.in_language_of(user), transaction.atomic():
        told = {"day": day_words(timezone.localtime(off).date()), "link": mail.address("/"), "name": user.username}
        body = _(
            "Nobody has signed in with your account (user name %(name)s) for a long time. On %(day)s it is switched"
            " off. To keep it, sign in once before:\n\n%(link)s\n\nIf you need it no more, do nothing. An"
            " administrator can switch it on again by an invitation."
        )
        subject = _("Your account will be switched off on %(day)s") % told
        mail.write(user, kind=sleeping.KIND, key=key, subject=subject, body=body % told)


@transaction.atomic
def switch_off(user: User, used_at: datetime) -> bool:
    """Whether it was done: not if somebody signed in meanwhile, nor with the last administrator who can sign in."""
    lock_system()
    if not sleeping.unused_since(clock.now() - sleeping.asleep_after()).filter(pk=user.pk).exists():
        return False
    if _is_last_administrator(user):
        return False
    User.objects.filter(pk=user.pk).update(is_active=False)
    withdraw_open(user)
    audit.record(
        "user.sleep", audit.subject_of(user), actor=User.objects.get(username=OPERATOR),
        after={"used_at": used_at, "days": settings.TIPCC_ASLEEP_DAYS},
    )  # fmt: skip
    return True


def _is_last_administrator(user: User) -> bool:
    grants = Grant.objects.on(clock.today()).filter(role=GrantRole.ADMINISTRATOR, user__is_active=True)
    administrators = {grant.user for grant in grants.select_related("user")}
    able = {each.pk for each in administrators if each.has_usable_password()} or {each.pk for each in administrators}
    return able == {user.pk}
