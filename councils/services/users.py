"""Accounts, and the rights of SMS, GA and administrators that follow no seat (rule 3)."""

import re
from datetime import date

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from councils import audit, sleeping
from councils.dates import day_words
from councils.locks import lock_system
from councils.models import Grant, Person, User
from councils.rights import OPERATOR
from councils.states import GrantRole, IllegalMove, Unfit

from .accounts import own_kind
from .allowed import need_administrator
from .councils import create_person
from .invitations import withdraw_open


@transaction.atomic
def create_user(
    username: str, *, actor: User, person: Person | str | None = None, language: str = "", password_hash: str = ""
) -> User:
    """An account, without a password: an invitation lets its person set one. Raises Unfit.

    A person given by name is entered anew. `password_hash` is for the demonstration, whose sign-ins are printed.
    """
    need_administrator(actor)
    lock_system()
    _check_username(username)
    if isinstance(person, str):
        person = create_person(full_name=person, actor=actor)
    if person is not None:
        person = Person.objects.get(pk=person.pk)
        if person.user_id:
            raise Unfit(_("%(person)s has an account already.") % {"person": person.full_name})
    made = User.objects.create_user(username, language=language)
    if password_hash:
        made.password = password_hash
        made.save(update_fields=["password"])
    if person is not None:
        person.user = made
        person.save(update_fields=["user"])
    audit.record(
        "user.create", audit.subject_of(made), actor=actor,
        after={"username": username, "person": person.full_name if person else None},
    )  # fmt: skip
    return User.objects.get(pk=made.pk)


@transaction.atomic
def set_user_active(user: User, active: bool, *, actor: User) -> User:
    """Switch an account off or on; off is out at the next request. Raises IllegalMove, Unfit."""
    need_administrator(actor)
    lock_system()
    fresh = own_kind(user)
    if fresh.pk == actor.pk:
        raise Unfit(_("Your own account is switched by another administrator."))
    if fresh.is_active == active:
        on, off = _("The account is switched on already."), _("The account is switched off already.")
        raise IllegalMove(on if active else off)
    if active and sleeping.is_asleep(fresh):
        words = _("Nobody signed in for %(days)s days: invite the person, which switches the account on.")
        raise Unfit(words % {"days": settings.TIPCC_ASLEEP_DAYS})
    fresh.is_active = active
    fresh.save(update_fields=["is_active"])
    if not active:
        withdraw_open(fresh)
    audit.record("user.switch_on" if active else "user.switch_off", audit.subject_of(fresh), actor=actor)
    return fresh


@transaction.atomic
def give_grant(
    user: User, role: str, *, starts_on: date, ends_on: date | None = None, order_number: str = "", actor: User
) -> Grant:
    """A dated right of SMS, GA, an administrator or an observer. Raises IllegalMove, Unfit."""
    need_administrator(actor)
    lock_system()
    fresh = own_kind(user)
    if ends_on and ends_on < starts_on:
        raise Unfit(_("The last day is not before the first one, %(day)s.") % {"day": day_words(starts_on)})
    if role == GrantRole.OBSERVER and ends_on is None:
        raise Unfit(_("An observer's right needs a last day."))
    same = fresh.grants.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=starts_on), role=role)
    if (same.filter(starts_on__lte=ends_on) if ends_on else same).exists():
        raise IllegalMove(_("The user holds the right “%(role)s” on these days.") % {"role": GrantRole(role).label})
    made = Grant.objects.create(user=fresh, role=role, starts_on=starts_on, ends_on=ends_on, order_number=order_number)
    audit.record(
        "grant.give", audit.subject_of(made), actor=actor,
        after={"user": fresh.username, **audit.fields_of(made, "role", "starts_on", "ends_on", "order_number")},
    )  # fmt: skip
    return made


@transaction.atomic
def end_grant(grant: Grant, *, ends_on: date, reason: str = "", actor: User) -> Grant:
    """The right's last day; the row stays as a record. Raises IllegalMove, Unfit."""
    need_administrator(actor)
    lock_system()
    fresh = Grant.objects.select_related("user").get(pk=grant.pk)
    if fresh.user_id == actor.pk and fresh.role == GrantRole.ADMINISTRATOR:
        raise Unfit(_("Your own right as an administrator is ended by another administrator."))
    if ends_on < fresh.starts_on:
        raise Unfit(_("The last day is not before the first one, %(day)s.") % {"day": day_words(fresh.starts_on)})
    if fresh.ends_on and ends_on >= fresh.ends_on:
        raise IllegalMove(_("This right ends on %(day)s already.") % {"day": day_words(fresh.ends_on)})
    before = {"ends_on": fresh.ends_on}
    fresh.ends_on = ends_on
    fresh.save(update_fields=["ends_on"])
    audit.record(
        "grant.end", audit.subject_of(fresh), actor=actor,
        before=before, after={"user": fresh.user.username, "role": fresh.role, "ends_on": ends_on}, reason=reason,
    )  # fmt: skip
    return fresh


def _check_username(username: str) -> None:
    if not re.fullmatch(r"[A-Za-z0-9._-]+", username):  # a Cyrillic letter that looks alike would be another account
        raise Unfit(_("Sign-in name: Latin letters, digits and . - _ only."))
    # A second name that differs in case only would let one account be taken for another.
    if username.lower() == OPERATOR or User.objects.filter(username__iexact=username).exists():
        raise Unfit(_("The name “%(name)s” is taken.") % {"name": username})
