"""From which day nobody can act for a council: nobody records, or nobody signs (rule 2). Reads only.

Who holds a seat but has no account that opens cannot act: no account, one that is switched off, or one without a
password yet.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from .models import Council, Membership, User
from .states import Power, SeatRole

# How many days before it is told, each time once.
AHEAD = (60, 30, 10)
HOLDERS = {Power.RECORD: (SeatRole.SECRETARY,), Power.SIGN: (SeatRole.CHAIR, SeatRole.DEPUTY)}

Span = tuple[date, date]


@dataclass(frozen=True)
class Alarm:
    """Nobody has this power in the council from `day` on; `seated`: somebody holds the seat, but no account opens."""

    council: Council
    power: Power
    day: date
    seated: bool

    @property
    def words(self) -> str:
        """Without a name: an e-mail says it too."""
        if self.seated:
            return _ACCOUNT[self.power]()
        return _SEAT[self.power]()

    def slot(self, today: date) -> int:
        """Which of AHEAD it is time for: the last one that was reached."""
        return min(days for days in AHEAD if (self.day - today).days <= days)


_SEAT = {
    Power.RECORD: lambda: _("The term of the secretary's seat ends: then nobody can record"),
    Power.SIGN: lambda: _("The terms of the chair's and the deputy's seats end: then nobody can sign"),
}
_ACCOUNT = {
    Power.RECORD: lambda: _("The secretary has no account that opens: nobody can record"),
    Power.SIGN: lambda: _("Neither chair nor deputy has an account that opens: nobody can sign"),
}


def opens(user: User | None) -> bool:
    """Whether somebody can sign in with this account."""
    return bool(user and user.is_active and user.has_usable_password())


def alarms(today: date, councils: Iterable[int] | None = None) -> list[Alarm]:
    """What comes within the longest of AHEAD, in the councils' order; a fixed number of queries.

    A seat that is vacant today already is told elsewhere (reports/inbox/keeping.py). Councils without a charter have
    no seats yet.
    """
    known = Council.objects.filter(adoptions__adopted_on__lte=today).distinct().select_related("region")
    if councils is not None:
        known = known.filter(pk__in=list(councils))
    running = Membership.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today), council__in=known)
    roles = [role for several in HOLDERS.values() for role in several]
    held: dict[tuple[int, str], list[Membership]] = {}
    for each in running.filter(seat__role__in=roles).select_related("seat", "person__user"):
        held.setdefault((each.council_id, each.seat.role), []).append(each)
    found = [_alarm(council, power, held, today) for council in known for power in Power]
    return [alarm for alarm in found if alarm]


def _alarm(council: Council, power: Power, held: dict[tuple[int, str], list[Membership]], today: date) -> Alarm | None:
    holders = [each for role in HOLDERS[power] for each in held.get((council.pk, role), [])]
    day = _uncovered(_spans(each for each in holders if opens(each.person.user)), today)
    if day is None or day > today + timedelta(days=max(AHEAD)):
        return None
    seats_until = _uncovered(_spans(holders), today)
    if seats_until == today:
        return None
    return Alarm(council, power, day, seated=seats_until is None or seats_until > day)


def _spans(memberships: Iterable[Any]) -> list[Span]:
    return [(each.starts_on, each.ends_on or date.max) for each in memberships]


def _uncovered(spans: list[Span], day: date) -> date | None:
    """The first day from `day` that no span holds; None where one has no end."""
    while covering := [last for first, last in spans if first <= day <= last]:
        if max(covering) == date.max:
            return None
        day = max(covering) + timedelta(days=1)
    return day
