"""councils/quorum.py: whoever counts by hand comes to the same (rule 4)."""

from datetime import date, timedelta
from fractions import Fraction
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from councils import charter, quorum
from councils.models import Adoption, Alternate, Attendance, Charter, Membership, Person
from councils.quorum import Quorum, Votes
from councils.states import Majority, Presence, QuorumRule, SeatRole
from tests.factories import make_charter_with_seats, make_council, make_membership

DAY = date(2019, 2, 14)
FAST = settings(max_examples=150, deadline=None, derandomize=True)
ROLES = (SeatRole.CHAIR, SeatRole.DEPUTY, SeatRole.SECRETARY, *[SeatRole.MEMBER] * 6)


@st.composite
def shares(draw: st.DrawFn) -> Charter:
    """Any working arrangements of quorum and majority."""
    denominator = draw(st.integers(1, 12))
    return Charter(
        quorum_numerator=draw(st.integers(1, denominator)), quorum_denominator=denominator,
        quorum_rule=draw(st.sampled_from(QuorumRule.values)),
        decision_majority=draw(st.sampled_from(Majority.values)), chair_casting_vote=draw(st.booleans()),
    )  # fmt: skip


@st.composite
def rooms(draw: st.DrawFn) -> tuple[list, list, set]:
    """Seats of a day with holders (some hold two), vacancies, and how each holder took part; who had left."""
    places, rows, left = [], [], set()
    for number, role in enumerate(ROLES[: draw(st.integers(0, 9))], 1):
        seat = SimpleNamespace(voting=draw(st.booleans()) or draw(st.booleans()), role=role)
        person = draw(st.sampled_from([number, max(1, number - 1)]))
        member = SimpleNamespace(pk=number, person_id=person, seat=seat) if draw(st.integers(0, 3)) else None
        places.append(SimpleNamespace(seat=seat, membership=member))
        if member:
            presence = draw(st.sampled_from(Presence.values))
            alternate = SimpleNamespace(person_id=100 + person) if presence == Presence.DEPUTY else None
            rows.append(SimpleNamespace(membership_id=number, presence=presence, alternate=alternate))
            if draw(st.integers(0, 4)) == 0:
                left.add(number)
    return places, rows, left


def by_hand(arrangements: Charter, places: list, rows: list, left: set) -> tuple[int, int, bool]:
    """Filled, present, and whether there is a quorum: person by person, with fractions."""
    how = {row.membership_id: row.presence for row in rows if row.membership_id not in left}
    voters, there = [], []
    for place in places:
        if not place.seat.voting or place.membership is None:
            continue
        if place.membership.person_id not in voters:
            voters.append(place.membership.person_id)
        came = how.get(place.membership.pk) in ("present", "remote", "deputy")
        if came and place.membership.person_id not in there:
            there.append(place.membership.person_id)
    if not voters:
        return 0, 0, False
    share = Fraction(len(there), len(voters))
    asked = Fraction(arrangements.quorum_numerator, arrangements.quorum_denominator)
    enough = share > asked if arrangements.quorum_rule == QuorumRule.MORE_THAN else share >= asked
    return len(voters), len(there), enough


@FAST
@given(shares(), rooms())
def test_the_quorum_is_what_a_count_by_hand_gives(arrangements: Charter, room: tuple) -> None:
    places, rows, left = room
    found = quorum.count(arrangements, places, rows, left)

    assert (found.filled, found.present, found.is_there) == by_hand(arrangements, places, rows, left)


@FAST
@given(shares(), rooms(), st.data())
def test_a_decision_needs_more_than_half(arrangements: Charter, room: tuple, data: st.DataObject) -> None:
    places, rows, left = room
    found = quorum.count(arrangements, places, rows, left)
    yes = data.draw(st.integers(0, found.present))
    no = data.draw(st.integers(0, found.present - yes))
    votes = Votes(yes, no, data.draw(st.integers(0, found.present - yes - no)))
    chair_for = data.draw(st.sampled_from([None, True, False]))

    base = found.filled if arrangements.decision_majority == Majority.SEATS else found.present
    counted = yes + (1 if arrangements.chair_casting_vote and yes == no and yes and chair_for else 0)
    expected = bool(base) and Fraction(counted, base) > Fraction(1, 2)
    assert quorum.is_adopted(arrangements, found, votes, chair_for=chair_for) is expected


def test_a_tie_is_decided_by_whoever_chairs_where_the_charter_says_so() -> None:
    with_it, without = Charter(chair_casting_vote=True), Charter(chair_casting_vote=False)
    room, tie = Quorum(8, 8, 5), Votes(4, 4, 0)

    assert quorum.is_adopted(with_it, room, tie, chair_for=True)
    assert not quorum.is_adopted(with_it, room, tie, chair_for=False)
    assert not quorum.is_adopted(with_it, room, tie)
    assert not quorum.is_adopted(without, room, tie, chair_for=True)
    assert not quorum.is_adopted(with_it, room, Votes(3, 3, 2), chair_for=True)  # four of eight are no majority


@FAST
@given(rooms())
def test_the_deputy_chairs_only_when_the_chair_is_not_there(room: tuple) -> None:
    places, rows, left = room
    how = {row.membership_id: row.presence for row in rows if row.membership_id not in left}
    there = {
        place.seat.role for place in places
        if place.membership and place.seat.voting and how.get(place.membership.pk) in ("present", "remote")
    }  # fmt: skip
    found = quorum.chairing(places, rows, left)
    expected = next((role for role in (SeatRole.CHAIR, SeatRole.DEPUTY) if role in there), None)
    assert (found.seat.role if found else None) == expected


def test_who_holds_two_voting_seats_counts_once(db: None) -> None:
    council = make_council("KG-B")
    chair = make_membership(council, "chair")
    make_membership(council, "deputy", person=chair.person)
    make_membership(council, "youth")
    now = charter.composition_on(council, DAY)
    rows = [Attendance(membership=p.membership, presence="present") for p in now.places if p.membership]

    found = quorum.count(now.arrangements, now.places, rows)
    assert (found.filled, found.present, now.quorum) == (2, 2, 2)


# ---- real histories, on the days on which something begins or ends


NEAR = st.integers(-2, 2).map(lambda days: DAY + timedelta(days=days))
SPANS = st.tuples(NEAR, st.one_of(st.none(), NEAR)).filter(lambda span: span[1] is None or span[1] >= span[0])


@settings(max_examples=40, deadline=None, derandomize=True)
@given(
    st.dictionaries(st.sampled_from(["chair", "deputy", "secretary", "youth", "observer"]), SPANS),
    NEAR, st.integers(1, 4), st.sampled_from(QuorumRule.values), st.randoms(use_true_random=False),
)  # fmt: skip
@pytest.mark.django_db(transaction=False)
def test_the_quorum_is_right_on_every_day_around_a_change(spans, adopted_on, numerator, rule, chance) -> None:
    from django.db import transaction

    with transaction.atomic():
        first = make_charter_with_seats(quorum_numerator=1, quorum_denominator=2)
        second = make_charter_with_seats(quorum_numerator=numerator, quorum_denominator=4, quorum_rule=rule,
                                         seats=[("chair", "chair", "government", True),
                                                ("youth", "member", "youth", True),
                                                ("observer", "member", "international", True)])  # fmt: skip
        council = make_council("KG-B", first)
        made = {code: make_membership(council, code, starts_on=a, ends_on=b) for code, (a, b) in spans.items()}
        Adoption.objects.create(council=council, charter=second, adopted_on=adopted_on, order_number="2")
        for day in (DAY + timedelta(days=n) for n in range(-4, 5)):
            _check_day(council, first, second, adopted_on, made, day, chance)
        transaction.set_rollback(True)


def _check_day(council, first, second, adopted_on, made: dict[str, Membership], day: date, chance) -> None:
    version = second if day >= adopted_on else first
    how = {code: chance.choice(Presence.values) for code in made}
    now = charter.composition_on(council, day)
    rows = [
        Attendance(membership=member, presence=how[code],
                   alternate=Alternate(person=Person(pk=10_000 + member.pk)) if how[code] == "deputy" else None)
        for code, member in made.items()
    ]  # fmt: skip
    voting = set(version.seats.filter(voting=True).values_list("code", flat=True))
    sat = {code for code, m in made.items() if m.starts_on <= day and (m.ends_on is None or m.ends_on >= day)} & voting
    came = {code for code in sat if how[code] in ("present", "remote", "deputy")}
    asked = Fraction(version.quorum_numerator, version.quorum_denominator)
    share = Fraction(len(came), len(sat)) if sat else None
    enough = share is not None and (share > asked if version.quorum_rule == "more_than" else share >= asked)

    found = quorum.count(now.arrangements, now.places, rows)
    assert (found.filled, found.present, found.is_there) == (len(sat), len(came), enough), day
