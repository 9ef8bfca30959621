"""Any history of adoptions, deviations and appointments, against plain lists and day by day (rules 1 and 2).

The examples are derived from the test itself (derandomize), so that two runs try the same ones.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from councils import charter, services
from councils.models import Charter, Council, Membership, Organisation, Person
from councils.models.charters import ARRANGEMENTS
from councils.states import Refused
from tests.factories import (
    FOUNDED,
    SEATS,
    make_charter_with_seats,
    make_council,
    make_grant,
    make_organisation,
    make_person,
)

SPAN = 40
LATER = date(9999, 12, 31)
KEPT = settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


@contextmanager
def undone() -> Iterator[None]:
    """Each history begins with an empty database and leaves one."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


# ---- which charter is in force

DAY = st.integers(-3, SPAN).map(lambda n: FOUNDED + timedelta(days=n))
VALUES = (
    ("notice_days", "7"), ("notice_days", "3"), ("quorum_numerator", "2"), ("quorum_denominator", "3"),
    ("quorum_rule", "at_least"), ("chair_casting_vote", "no"), ("quorum_denominator", "1"), ("term_months", "many"),
)  # fmt: skip
ADOPT = st.tuples(st.just("adopt"), st.integers(0, 2), DAY)
DEVIATE = st.tuples(st.just("deviate"), st.sampled_from(VALUES), DAY)
ORDERS = st.lists(st.one_of(ADOPT, DEVIATE), min_size=2, max_size=10)
# Days in order most of the time: else nearly every adoption would be refused.
IN_ORDER = ORDERS.map(lambda steps: sorted(steps, key=lambda step: step[2]))


@dataclass
class Adopted:
    version: Charter
    day: date
    deviations: list[tuple[date, str, Any]] = field(default_factory=list)


@dataclass
class Charters:
    """A council whose adoptions and deviations are told to the system and to a list."""

    council: Council
    admin: Any
    versions: list[Charter]
    told: list[Adopted]

    def in_force(self, day: date) -> Adopted | None:
        return ([one for one in self.told if one.day <= day] or [None])[-1]  # type: ignore[list-item]

    def step_adopt(self, which: int, day: date) -> None:
        version, last = self.versions[which], self.told[-1]
        fits = day >= FOUNDED and day > last.day and version != last.version
        try:
            services.adopt_charter(self.council, version, adopted_on=day, order_number="1", actor=self.admin)
        except Refused:
            assert not fits, (version, day)
        else:
            assert fits, (version, day)
            self.told.append(Adopted(version, day))

    def step_deviate(self, what: tuple[str, str], day: date) -> None:
        name, value = what
        with suppress(Refused):
            made = services.approve_deviation(
                self.council, field=name, value=value, approved_on=day, order_number="1", actor=self.admin
            )
            held = self.in_force(day)
            assert held is not None and name not in [known for _day, known, _value in held.deviations]
            held.deviations.append((day, name, charter.arrangement_value(name, made.value)))

    def days(self) -> set[date]:
        """The day of every order, the one before and the one after, and the ends of the span."""
        orders = [one.day for one in self.told] + [day for one in self.told for day, _name, _value in one.deviations]
        return {day + timedelta(days=n) for day in orders for n in (-1, 0, 1)} | {FOUNDED + timedelta(days=2 * SPAN)}

    def hold(self) -> None:
        for day in sorted(self.days()):
            found, held = charter.arrangements_on(self.council, day), self.in_force(day)
            assert charter.composition_on(self.council, day).arrangements == found
            if held is None:
                assert found is None and charter.seats_on(self.council, day) == [], day
                continue
            expected = {name: getattr(held.version, name) for name in ARRANGEMENTS}
            expected |= {name: value for since, name, value in sorted(held.deviations[::1], key=str) if since <= day}
            assert found is not None and found.charter == held.version, day
            assert {name: getattr(found, name) for name in ARRANGEMENTS} == expected, day
            assert [seat.charter for seat in charter.seats_on(self.council, day)] == [held.version] * len(SEATS)
            assert charter.quorum_fault(found) == "", day
        self.spells()

    def spells(self) -> None:
        """The council's history says the same: each version from its day until the day before the next one."""
        ends = [one.day - timedelta(days=1) for one in self.told[1:]] + [None]
        told = [(one.version, one.day, last) for one, last in zip(self.told, ends, strict=True)]
        found = [(spell.adoption.charter, spell.first, spell.last) for spell in charter.history(self.council)]
        assert found[::-1] == told


def begun() -> Charters:
    versions = [
        make_charter_with_seats(), make_charter_with_seats(notice_days=5, quorum_rule="at_least"),
        make_charter_with_seats(quorum_numerator=2, quorum_denominator=3, meetings_a_year=2),
    ]  # fmt: skip
    return Charters(make_council(), make_grant("administrator"), versions, [Adopted(versions[0], FOUNDED)])


@KEPT
@given(steps=st.one_of(IN_ORDER, ORDERS))
def test_the_charter_in_force_is_right_on_the_day_before_and_after(db: None, steps: list[tuple[Any, ...]]) -> None:
    with undone():
        council = begun()
        for name, *args in steps:
            getattr(council, f"step_{name}")(*args)
        council.hold()


def test_the_orders_are_taken_where_they_should_be(db: None) -> None:
    """The histories above are worth nothing if every step of theirs is refused."""
    council = begun()
    for number in range(1, 5):
        day = FOUNDED + timedelta(days=5 * number)
        council.step_adopt(number % 3, day)
        council.step_deviate(VALUES[number % 2], day + timedelta(days=2))
    council.step_adopt(0, FOUNDED)
    council.step_deviate(VALUES[-1], FOUNDED)
    council.hold()
    assert [(one.version.number, len(one.deviations)) for one in council.told] == [
        (1, 0),
        (2, 1),
        (3, 1),
        (1, 1),
        (2, 1),
    ]


# ---- who holds a seat

CODES = ("chair", "youth")
SEAT = st.sampled_from(CODES)
IN_SPAN = st.integers(0, SPAN).map(lambda n: FOUNDED + timedelta(days=n))
LENGTH = st.integers(0, 15)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("appoint"), SEAT, IN_SPAN, LENGTH),
        st.tuples(st.just("act"), SEAT, IN_SPAN, LENGTH),
        st.tuples(st.just("extend"), st.integers(0, 9), LENGTH),
        st.tuples(st.just("end"), st.integers(0, 9), IN_SPAN),
        st.tuples(st.just("replace"), st.integers(0, 9), IN_SPAN, LENGTH),
        st.tuples(st.just("adopt"), IN_SPAN),
        st.tuples(st.just("raw"), st.booleans(), SEAT, IN_SPAN, st.one_of(st.none(), LENGTH)),
    ),
    min_size=4,
    max_size=14,
)


@dataclass
class Seats:
    """A council, the steps taken with its seats, and rows written past the services."""

    council: Council
    admin: Any
    sms: Any
    versions: list[Charter]
    who: dict[str, tuple[Person, Organisation]]
    taken: list[str] = field(default_factory=list)

    def take(self, name: str, *args: Any) -> None:
        with suppress(Refused):
            getattr(self, f"step_{name}")(*args)
            self.taken.append(name)

    def picked(self, which: int) -> Membership:
        rows = list(Membership.objects.with_holder().order_by("pk"))
        if not rows:
            raise Refused
        return rows[which % len(rows)]

    def step_appoint(self, code: str, first: date, length: int) -> None:
        last = first + timedelta(days=length)
        services.appoint(
            self.council, code, *self.who[code], starts_on=first, ends_on=last, order_number="1", actor=self.admin
        )

    def step_act(self, code: str, first: date, length: int) -> None:
        last = first + timedelta(days=length)
        services.name_acting(
            self.council, code, *self.who[code], starts_on=first, ends_on=last, order_number="1", actor=self.sms
        )

    def step_extend(self, which: int, length: int) -> None:
        held = self.picked(which)
        last = (held.ends_on or FOUNDED) + timedelta(days=length)
        services.extend_membership(held, ends_on=last, order_number="1", actor=self.admin)

    def step_end(self, which: int, last: date) -> None:
        services.end_membership(self.picked(which), ends_on=last, order_number="1", actor=self.admin)

    def step_replace(self, which: int, first: date, length: int) -> None:
        """One leaves, another comes the day after: both or neither."""
        held = self.picked(which)
        with transaction.atomic():
            self.step_end(which, first - timedelta(days=1))
            self.step_appoint(held.seat.code, first, length)

    def step_adopt(self, day: date) -> None:
        last = self.council.adoptions.count()
        version = self.versions[last % 2]
        services.adopt_charter(self.council, version, adopted_on=day, order_number="1", actor=self.admin)

    def step_raw(self, second: bool, code: str, first: date, length: int | None) -> None:
        """Past the services: the database refuses exactly what would give the seat a second holder on a day."""
        last = None if length is None else first + timedelta(days=length)
        taken = any(row[0] <= (last or LATER) and (row[1] or LATER) >= first for row in self.rows(code))
        person, organisation = self.who[code]
        seat = self.versions[second].seats.get(code=code)
        values = [self.council.pk, seat.pk, person.pk, organisation.pk, "x", False, first, last]
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(
                    "INSERT INTO councils_membership (council_id, seat_id, person_id, organisation_id, order_number,"
                    " acting, starts_on, ends_on) VALUES (%s, %s, %s, %s, %s, %s, %s, %s)", values,
                )  # fmt: skip
        except IntegrityError:
            assert taken, (code, first, last)
            raise Refused from None
        assert not taken, (code, first, last)

    def rows(self, code: str) -> list[tuple[date, date | None]]:
        rows = Membership.objects.filter(council=self.council, seat__code=code)
        return list(rows.values_list("starts_on", "ends_on"))

    def hold(self) -> None:
        for code in CODES:
            rows = self.rows(code)
            for n in range(-1, 3 * SPAN):
                day = FOUNDED + timedelta(days=n)
                holders = [row for row in rows if row[0] <= day and (row[1] or LATER) >= day]
                assert len(holders) <= 1, (code, day, holders)


def seated() -> Seats:
    versions = [make_charter_with_seats(), make_charter_with_seats()]
    who = {"chair": (make_person(), make_organisation()), "youth": (make_person(), make_organisation("youth"))}
    return Seats(make_council(), make_grant("administrator"), make_grant("sms"), versions, who)


@KEPT
@given(steps=STEPS)
def test_no_seat_has_two_holders_on_a_day(db: None, steps: list[tuple[Any, ...]]) -> None:
    with undone():
        council = seated()
        for name, *args in steps:
            council.take(name, *args)
            council.hold()


def test_the_steps_with_seats_are_taken_where_they_should_be(db: None) -> None:
    council = seated()
    day = FOUNDED + timedelta(days=10)
    for name, *args in (
        ("appoint", "chair", FOUNDED, 12),
        ("act", "youth", FOUNDED, 5),
        ("raw", True, "chair", FOUNDED, 3),  # refused: the same seat by another version
        ("adopt", day),
        ("appoint", "chair", day, 3),  # refused: held until the twelfth day
        ("replace", 0, day, 5),
        ("extend", 1, 3),
        ("end", 0, FOUNDED + timedelta(days=4)),
        ("raw", False, "youth", day, None),
    ):
        council.take(name, *args)
        council.hold()
    assert council.taken == ["appoint", "act", "adopt", "replace", "extend", "end", "raw"]


@pytest.mark.parametrize("how", ["insert", "update"])
def test_the_database_refuses_a_second_holder_by_another_version(db: None, how: str) -> None:
    council = seated()
    council.step_appoint("chair", FOUNDED, 10)
    other = council.versions[1].seats.get(code="chair")
    sql = {
        "insert": f"INSERT INTO councils_membership (council_id, seat_id, person_id, organisation_id, order_number,"
        f" acting, starts_on, ends_on) SELECT council_id, {other.pk}, person_id, organisation_id, 'x', acting,"
        " '2018-05-11', NULL FROM councils_membership",
        "update": "UPDATE councils_membership SET starts_on = '2018-05-11' WHERE starts_on > '2018-05-11'",
    }[how]
    if how == "update":
        council.step_raw(True, "chair", FOUNDED + timedelta(days=11), None)
    with pytest.raises(IntegrityError, match="seat_has_one_holder_in_all_versions"), transaction.atomic():
        connection.cursor().execute(sql)
