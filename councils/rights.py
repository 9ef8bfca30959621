"""Which rights a user has on a day, read from seats and grants alone (rule 3). A leaf: imports no models."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q

from . import clock
from .states import GrantRole, SeatRole

OPERATOR = "operator"


@dataclass(frozen=True)
class Rights:
    """What one user may act as on one day, and not a day longer."""

    day: date
    councils: dict[int, frozenset[str]] = field(default_factory=dict)
    grants: frozenset[str] = frozenset()
    operator: bool = False
    memberships: tuple[Any, ...] = ()

    @property
    def is_sms(self) -> bool:
        return GrantRole.SMS in self.grants or self.operator

    @property
    def is_ga(self) -> bool:
        return GrantRole.GA in self.grants

    @property
    def is_administrator(self) -> bool:
        return GrantRole.ADMINISTRATOR in self.grants

    @property
    def is_observer(self) -> bool:
        """Reads figures of acknowledged national editions and how they are made, nothing else."""
        return GrantRole.OBSERVER in self.grants

    @property
    def sees_all_councils(self) -> bool:
        return self.is_sms or self.is_ga or self.is_administrator

    def holds(self, council_id: int, *roles: str) -> bool:
        """Whether the user holds one of these roles in the council today; the system account does everywhere."""
        return self.operator or bool(self.councils.get(council_id, frozenset()) & set(roles))

    def may_record(self, council_id: int) -> bool:
        """Events, plans and report texts are the secretary's."""
        return self.holds(council_id, SeatRole.SECRETARY)

    def may_bring_in(self, council_id: int) -> bool:
        """Registers: the secretary's own, and SMS's on the council's behalf, with a letter (rule 3)."""
        return self.may_record(council_id) or self.is_sms

    def goes_on_with(self, council_id: int, letter_number: str) -> bool:
        """What was brought in: the secretary with all of the council's, SMS with what came by a letter (rule 3)."""
        return self.may_record(council_id) or (self.is_sms and bool(letter_number))

    def may_record_trainings(self, council_id: int) -> bool:
        """The secretary for the council's own people; SMS and administrators for any council's."""
        return self.is_sms or self.is_administrator or self.may_record(council_id)

    def may_comment(self, council_id: int) -> bool:
        """At reports: SMS, and the council's secretary, chair and deputy."""
        return self.is_sms or self.holds(council_id, SeatRole.SECRETARY, SeatRole.CHAIR, SeatRole.DEPUTY)

    def may_sign(self, council_id: int) -> bool:
        """Only the chair or the deputy signs on screen (rule 11)."""
        return not self.operator and self.holds(council_id, SeatRole.CHAIR, SeatRole.DEPUTY)


def in_force(day: date, of: str = "") -> Q:
    """Rows whose dates, both inclusive, hold `day`; `of` leads to the row whose dates are meant ("membership__")."""
    ended_later = Q(**{f"{of}ends_on__isnull": True}) | Q(**{f"{of}ends_on__gte": day})
    return Q(**{f"{of}starts_on__lte": day}) & ended_later


def rights_of(user: Any, on: date | None = None) -> Rights:
    """The user's rights on a day (today unless told): two queries, kept on the user object for that day."""
    day = on or clock.today()
    if not getattr(user, "is_authenticated", False):
        return Rights(day)
    kept: dict[date, Rights] = user.__dict__.setdefault("_rights", {})
    if day not in kept:
        kept[day] = _read(user, day)
    return kept[day]


def _read(user: Any, day: date) -> Rights:
    if user.username == OPERATOR:
        return Rights(day, operator=True)
    if not user.is_active:
        return Rights(day)
    grants: Iterable[str] = user.grants.filter(in_force(day)).values_list("role", flat=True)
    memberships = tuple(user.memberships_on(day))
    councils: dict[int, set[str]] = {}
    for membership in memberships:
        councils.setdefault(membership.council_id, set()).add(membership.seat.role)
    return Rights(day, {pk: frozenset(roles) for pk, roles in councils.items()}, frozenset(grants), False, memberships)
