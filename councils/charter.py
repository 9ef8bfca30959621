"""What is in force in a council on a day: arrangements, seats and who holds them, quorum (rules 1, 2 and 4)."""

import calendar
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from .models import Adoption, Alternate, Charter, Council, Deviation, Membership, Seat
from .models.charters import ARRANGEMENTS
from .states import QuorumRule, SeatRole

SOON = timedelta(days=60)
SIGNERS = (SeatRole.CHAIR, SeatRole.DEPUTY)
RECORDERS = (SeatRole.SECRETARY,)


@dataclass(frozen=True)
class Arrangements:
    """The working arrangements of one council on one day, its approved deviations applied."""

    adoption: Adoption
    deviations: tuple[Deviation, ...]
    quorum_numerator: int
    quorum_denominator: int
    quorum_rule: str
    meetings_a_year: int
    notice_days: int
    term_months: int
    decision_majority: str
    chair_casting_vote: bool

    @property
    def charter(self) -> Charter:
        return self.adoption.charter


@dataclass(frozen=True)
class Place:
    """A seat of the charter in force on a day, with its holder and alternate or the day since which it is vacant."""

    seat: Seat
    day: date
    membership: Membership | None
    last: Membership | None
    vacant_since: date | None
    alternate: Alternate | None = None

    @property
    def days_vacant(self) -> int:
        return (self.day - self.vacant_since).days if self.vacant_since else 0

    @property
    def days_left(self) -> int | None:
        """Days of the term after `day`; None when it has no end or nobody sits there."""
        ends_on = self.membership and self.membership.ends_on
        return (ends_on - self.day).days if ends_on else None

    @property
    def state(self) -> str:
        """Vacant, acting, expiring (within 60 days) or held."""
        if self.membership is None:
            return "vacant"
        if self.membership.acting:
            return "acting"
        return "held" if self.days_left is None or self.days_left > SOON.days else "expiring"


@dataclass(frozen=True)
class Composition:
    """Who sat on a council on a day: always an answer, also when nobody did (rule 2)."""

    council: Council
    day: date
    arrangements: Arrangements | None
    places: tuple[Place, ...]

    @cached_property
    def voting(self) -> tuple[Place, ...]:
        return tuple(place for place in self.places if place.seat.voting)

    @cached_property
    def observing(self) -> tuple[Place, ...]:
        return tuple(place for place in self.places if not place.seat.voting)

    @cached_property
    def vacant(self) -> tuple[Place, ...]:
        return tuple(place for place in self.places if place.state == "vacant")

    @cached_property
    def expiring(self) -> tuple[Place, ...]:
        """Held seats whose days run out within 60 days, acting holders included."""
        return tuple(p for p in self.places if p.days_left is not None and p.days_left <= SOON.days)

    @property
    def filled(self) -> int:
        return voting_filled(self.places)

    @property
    def quorum(self) -> int | None:
        return quorum_needed(self.arrangements, self.filled) if self.arrangements else None

    @property
    def chair(self) -> Membership | None:
        return self._holder(SeatRole.CHAIR)

    @property
    def secretary(self) -> Membership | None:
        return self._holder(SeatRole.SECRETARY)

    def _holder(self, role: str) -> Membership | None:
        return next((p.membership for p in self.places if p.seat.role == role and p.membership), None)


@dataclass(frozen=True)
class Spell:
    """The days on which one adoption was in force: from its day until the day before the next one, or without end."""

    adoption: Adoption
    last: date | None
    deviations: tuple[Deviation, ...]

    @property
    def told(self) -> list[tuple[Deviation, str, str, str]]:
        """Each deviation with its arrangement's label, what the version says and what holds instead."""
        return [
            (
                one,
                arrangement_label(one.field),
                arrangement_words(one.field, getattr(self.adoption.charter, one.field)),
                arrangement_words(one.field, arrangement_value(one.field, one.value)),
            )
            for one in self.deviations
        ]

    @property
    def first(self) -> date:
        return self.adoption.adopted_on


def history(council: Council) -> list[Spell]:
    """Every version the council ever worked by, the latest first; each with the deviations of its days."""
    rows = council.adoptions.select_related("charter", "scan").prefetch_related("deviations__scan")
    spells: list[Spell] = []
    for adoption in rows.order_by("-adopted_on"):
        last = spells[-1].first - timedelta(days=1) if spells else None
        deviations = sorted(adoption.deviations.all(), key=lambda deviation: deviation.approved_on)
        spells.append(Spell(adoption, last, tuple(deviations)))
    return spells


def arrangements_on(council: Council, day: date) -> Arrangements | None:
    """The adopted version with the deviations approved by `day`; None before the first adoption (rule 1)."""
    adoption = _in_force(_adoptions([council], day).get(council.pk, []), day)
    return _arrangements(adoption, day) if adoption else None


def seats_on(council: Council, day: date) -> list[Seat]:
    """The seats of the version in force on `day`, in their order; none before the first adoption."""
    found = arrangements_on(council, day)
    return list(found.charter.seats.order_by("position")) if found else []


def composition_on(council: Council, day: date) -> Composition:
    return compositions_on([council], day)[council.pk]


def compositions_on(councils: Iterable[Council], day: date) -> dict[int, Composition]:
    """Each council's composition by its key, in five queries however many councils there are."""
    found = compositions_over((council, day) for council in councils)
    return {key: composition for (key, _day), composition in found.items()}


def compositions_over(wanted: Iterable[tuple[Council, date]]) -> dict[tuple[int, date], Composition]:
    """The composition of each council on each of its days, by its key and the day: five queries for all of them."""
    pairs = list(dict.fromkeys(wanted))
    councils, last = {council for council, _day in pairs}, max((day for _council, day in pairs), default=date.min)
    adoptions = _adoptions(councils, last)
    seats: dict[int, list[Seat]] = {}
    adopted = {row.charter_id for rows in adoptions.values() for row in rows}
    for seat in Seat.objects.filter(charter__in=adopted).order_by("position"):
        seats.setdefault(seat.charter_id, []).append(seat)
    # A later version's seat continues the earlier one's of the same code, so holders are found by code.
    held: dict[tuple[int, str], list[Membership]] = {}
    for membership in Membership.objects.filter(council__in=councils, starts_on__lte=last).with_holder():
        held.setdefault((membership.council_id, membership.seat.code), []).append(membership)
    named = Alternate.objects.filter(membership__council__in=councils, starts_on__lte=last).select_related("person")
    found, alternates = {}, list(named)
    for council, day in pairs:
        adoption = _in_force(adoptions.get(council.pk, []), day)
        stood = {row.membership_id: row for row in alternates if _holds(row, day)}
        places: tuple[Place, ...] = ()
        if adoption:
            places = tuple(
                _place(seat, day, held.get((council.pk, seat.code), []), adoption.adopted_on, stood)
                for seat in seats.get(adoption.charter_id, [])
            )
        arrangements = _arrangements(adoption, day) if adoption else None
        found[council.pk, day] = Composition(council, day, arrangements, places)
    return found


def _adoptions(councils: Iterable[Council], last: date) -> dict[int, list[Adoption]]:
    """All until a day, the latest last."""
    rows = Adoption.objects.filter(council__in=councils, adopted_on__lte=last).order_by("adopted_on")
    found: dict[int, list[Adoption]] = {}
    for row in rows.select_related("charter").prefetch_related("deviations"):
        found.setdefault(row.council_id, []).append(row)
    return found


def _in_force(adoptions: list[Adoption], day: date) -> Adoption | None:
    return next((row for row in reversed(adoptions) if row.adopted_on <= day), None)


def _holds(row: Membership | Alternate, day: date) -> bool:
    return row.starts_on <= day and (row.ends_on is None or row.ends_on >= day)


def _arrangements(adoption: Adoption, day: date) -> Arrangements:
    deviations = tuple(
        sorted((d for d in adoption.deviations.all() if d.approved_on <= day), key=lambda d: d.approved_on)
    )
    values = {name: getattr(adoption.charter, name) for name in ARRANGEMENTS}
    values |= {d.field: arrangement_value(d.field, d.value) for d in deviations}
    return Arrangements(adoption, deviations, **values)


def _place(
    seat: Seat, day: date, memberships: list[Membership], since: date, alternates: dict[int, Alternate]
) -> Place:
    now = next((m for m in memberships if _holds(m, day)), None)
    if now:
        return Place(seat, day, now, None, None, alternates.get(now.pk))
    last = max((m for m in memberships if m.starts_on <= day), key=lambda m: m.starts_on, default=None)
    vacant_since = last.ends_on + timedelta(days=1) if last and last.ends_on else since
    return Place(seat, day, None, last, vacant_since)


def voting_filled(places: Iterable[Place]) -> int:
    """How many voting seats have a holder; who holds two counts once, for nobody has two votes (rule 4)."""
    return len({place.membership.person_id for place in places if place.seat.voting and place.membership})


def quorum_needed(arrangements: Arrangements | Charter, filled: int) -> int | None:
    """Members who must be present, of `filled` voting seats; None where no quorum is possible (rule 4).

    "At least n/d" is n·filled/d rounded up, "more than n/d" the next whole number above it.
    """
    if filled <= 0:
        return None
    share = arrangements.quorum_numerator * filled
    if arrangements.quorum_rule == QuorumRule.MORE_THAN:
        return share // arrangements.quorum_denominator + 1
    return -(-share // arrangements.quorum_denominator)


def quorum_fault(arrangements: Arrangements | Charter) -> str:
    """Why this quorum could never be met, or an empty text."""
    numerator, denominator = arrangements.quorum_numerator, arrangements.quorum_denominator
    if numerator < 1 or denominator < numerator:
        return _("The quorum is a share: its numerator is at least 1 and not above its denominator.")
    if arrangements.quorum_rule == QuorumRule.MORE_THAN and numerator == denominator:
        return _("More than all filled seats can never be present; choose “at least”.")
    return ""


def with_value(arrangements: Arrangements, field: str, text: str) -> Arrangements:
    """The arrangements as they would be with one more deviation. Raises ValueError (see arrangement_value)."""
    return replace(arrangements, **{field: arrangement_value(field, text)})


def arrangement_value(field: str, text: str) -> Any:
    """A deviation's text as a value of its arrangement. Raises ValueError with a sentence for the reader."""
    column: Any = Charter._meta.get_field(field)
    kind = column.get_internal_type()
    if kind == "BooleanField":
        if text not in {"yes", "no"}:
            raise ValueError(_("This arrangement is either “yes” or “no”."))
        return text == "yes"
    if column.choices:
        allowed = [str(value) for value, _label in column.flatchoices]
        if text not in allowed:
            raise ValueError(_("This arrangement is one of: %(values)s.") % {"values": ", ".join(allowed)})
        return text
    if not (text.isascii() and text.isdigit()) or not 1 <= int(text) <= 1000:
        raise ValueError(_("This arrangement is a whole number from 1 to 1000."))
    return int(text)


def quorum_words(arrangements: Arrangements | Charter) -> str:
    """ "more than 1/2 of filled voting seats"."""
    share = {"share": f"{arrangements.quorum_numerator}/{arrangements.quorum_denominator}"}
    if arrangements.quorum_rule == QuorumRule.MORE_THAN:
        return _("more than %(share)s of filled voting seats") % share
    return _("at least %(share)s of filled voting seats") % share


def arrangement_label(field: str) -> str:
    return label_of(Charter, field)


def label_of(model: type[Charter] | type[Seat], field: str) -> str:
    """What a column is called, for the reader."""
    return str(getattr(model._meta.get_field(field), "verbose_name"))  # noqa: B009 - typed as relation or field


def arrangement_words(field: str, value: Any) -> str:
    """A value of an arrangement for the reader: "yes", "more than", "7"."""
    column = Charter._meta.get_field(field)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(dict(getattr(column, "flatchoices", ())).get(value, value))


def term_end(starts_on: date, months: int) -> date:
    """Last day of a term of `months` that begins on `starts_on`: 24 months from 14.05.2018 end on 13.05.2020."""
    year, month = divmod(starts_on.year * 12 + starts_on.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    if starts_on.day > last:
        return date(year, month + 1, last)
    return date(year, month + 1, starts_on.day) - timedelta(days=1)


def uncovered_from(council: Council, roles: Iterable[str], day: date) -> date | None:
    """The first day from `day` on which nobody holds one of these roles; None while an open membership covers.

    The page warns with it before nobody can sign, or nobody can record, for a council (rule 2).
    """
    running = Membership.objects.filter(council=council, seat__role__in=list(roles))
    spans = list(running.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day)).values_list("starts_on", "ends_on"))
    free = day
    while covering := [last or date.max for first, last in spans if first <= free <= (last or date.max)]:
        if max(covering) == date.max:
            return None
        free = max(covering) + timedelta(days=1)
    return free
