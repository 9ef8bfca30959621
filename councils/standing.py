"""Who can do what on a day, and why: a seat or a grant, its order and its days; and what was taken away (rule 3).

Reads only. As many queries for one council as for all, and for one user as for everybody.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from . import audit, clock
from .alarms import opens
from .dates import day_words
from .models import AuditEntry, Council, Grant, Membership, User
from .models.audit import SYSTEM
from .states import AUDIT_ACTIONS, GrantRole, SeatRole

# Steps that give or take away what somebody may do.
GIVEN_OR_TAKEN = (
    "membership.appoint", "membership.act", "membership.extend", "membership.end", "grant.give", "grant.end",
    "user.create", "user.switch_on", "user.switch_off", "user.sleep", "user.invite", "user.uninvite", "user.join",
)  # fmt: skip
TAKEN = ("membership.end", "grant.end", "user.switch_off", "user.sleep", "user.uninvite")
LAST = 50
_NAMED = re.compile(r"[^\W\d_]{3,}\b")


@dataclass(frozen=True)
class Standing:
    """One person's one right: as what, why, until when, and whether an account opens for it."""

    name: str
    role: str
    why: str
    council: Council | None
    user: User | None
    ends_on: date | None

    @property
    def account(self) -> str:
        """In words why nobody can act by it, or that somebody can."""
        if self.user is None:
            return _("no account")
        if not self.user.is_active:
            return _("switched off")
        return _("opens") if opens(self.user) else _("no password set yet")

    @property
    def acts(self) -> bool:
        return opens(self.user)


@dataclass(frozen=True)
class Change:
    """A step that gave or took something: about whom, by whom, when, why."""

    at: datetime
    words: Any
    about: str
    by: str
    reason: str
    order: str


def of_seats(day: date, councils: QuerySet[Council], roles: Iterable[str]) -> list[Standing]:
    """What follows from seats, in the councils' order, the leading seats first. One query."""
    held = Membership.objects.on(day).filter(council__in=councils, seat__role__in=list(roles))
    rows = held.with_holder().select_related("seat", "person__user", "organisation", "council__region")
    ranked = sorted(
        rows, key=lambda m: (m.council.position, SeatRole.values.index(m.seat.role), m.seat.position)
    )  # fmt: skip
    return [seat_standing(each) for each in ranked]


def seat_standing(membership: Membership) -> Standing:
    person = membership.person
    return Standing(
        person.full_name, membership.seat.role, _of_seat(membership), membership.council, person.user,
        membership.ends_on,
    )  # fmt: skip


def _of_seat(membership: Membership) -> str:
    """ "secretary, Batken oblast: until 14 May 2020, order 17"."""
    told = _days(membership) | {
        "what": membership.seat.name, "place": membership.council.region.name,
        "order": _order_words(membership.order_number),
    }  # fmt: skip
    if membership.acting:
        return _("acting, %(what)s of %(place)s %(days)s, %(order)s") % told
    return _("%(what)s of %(place)s %(days)s, %(order)s") % told


def of_grants(day: date, roles: Iterable[str]) -> list[Standing]:
    """What follows from grants. One query."""
    rows = Grant.objects.on(day).filter(role__in=list(roles)).select_related("user__person")
    ranked = sorted(rows, key=lambda grant: (GrantRole.values.index(grant.role), grant.user.username))
    return [grant_standing(each) for each in ranked]


def grant_standing(grant: Grant) -> Standing:
    told = _days(grant) | {"what": grant.get_role_display(), "order": _order_words(grant.order_number)}
    words = _("%(what)s %(days)s, %(order)s") % told
    return Standing(grant.user.get_full_name(), grant.role, words, None, grant.user, grant.ends_on)


def _order_words(number: str) -> str:
    """ "order № 12"; a number that begins with what the paper is ("letter № 3") says it itself."""
    if not number:
        return _("no order named")
    return number if _NAMED.match(number) else _("order %(number)s") % {"number": number}


def _days(row: Any) -> dict[str, str]:
    if row.ends_on:
        return {"days": _("until %(day)s") % {"day": day_words(row.ends_on)}}
    return {"days": _("since %(day)s, without an end") % {"day": day_words(row.starts_on)}}


def of_user(user: User, day: date) -> list[Standing]:
    """All that one user may act as on a day. Two queries."""
    grants = user.grants.filter(pk__in=Grant.objects.on(day).values("pk")).select_related("user__person")
    seats = [seat_standing(each) for each in user.memberships_on(day).select_related("person__user")]
    return [*seats, *(grant_standing(each) for each in grants)]


# ---- what was given and taken away: records, never deleted


def taken(chains: Iterable[str], until: date) -> list[Change]:
    """The last removals that the chains tell of, up to the end of a day."""
    end = datetime.combine(until + timedelta(days=1), time.min, clock.BISHKEK)
    entries = AuditEntry.objects.filter(chain__in=list(chains), action__in=TAKEN, at__lt=end)
    return _changes(entries)


def of_account(user: User) -> list[Change]:
    """What was given to one user and taken away, seats and grants included."""
    subjects = [f"user:{user.pk}", *(f"grant:{pk}" for pk in user.grants.values_list("pk", flat=True))]
    held = Membership.objects.filter(person__user=user).values_list("pk", flat=True)
    subjects += [f"membership:{pk}" for pk in held]
    return _changes(AuditEntry.objects.filter(subject__in=subjects, action__in=GIVEN_OR_TAKEN))


def chains_of(councils: Iterable[Council], *, all_of_them: bool) -> list[str]:
    return [council.code for council in councils] + ([SYSTEM] if all_of_them else [])


def _changes(entries: QuerySet[AuditEntry]) -> list[Change]:
    """The latest first. Five queries, however many there are."""
    rows = list(entries.select_related("actor__person").order_by("-at", "-pk")[:LAST])
    about = _about(row.subject for row in rows)
    return [
        Change(
            at=row.at, words=AUDIT_ACTIONS[row.action], about=about.get(row.subject, row.subject),
            by=row.actor.get_full_name() if row.actor else _("the system"), reason=told["reason"],
            order=_order(told["after"]),
        )
        for row, told in zip(rows, audit.shown(rows), strict=True)
    ]  # fmt: skip


def _order(after: Any) -> str:
    told = after if isinstance(after, dict) else {}
    return str(told.get("order_number") or "")


def _about(subjects: Iterable[str]) -> dict[str, str]:
    """Whom entries tell of, by their subjects."""
    keys: dict[str, set[int]] = {"user": set(), "grant": set(), "membership": set()}
    for subject in subjects:
        kind, _colon, pk = subject.partition(":")
        if kind in keys and pk.isdecimal():
            keys[kind].add(int(pk))
    found = {f"user:{one.pk}": str(one) for one in User.objects.filter(pk__in=keys["user"]).select_related("person")}
    for grant in Grant.objects.filter(pk__in=keys["grant"]).select_related("user__person"):
        found[f"grant:{grant.pk}"] = f"{grant.user}, {grant.get_role_display()}"
    for held in Membership.objects.filter(Q(pk__in=keys["membership"])).with_holder():
        found[f"membership:{held.pk}"] = f"{held.person.full_name}, {held.seat.name}, {held.council.region.name}"
    return found
