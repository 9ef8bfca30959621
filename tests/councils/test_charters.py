"""councils/charter.py and services/charters.py: what is in force on a day, quorum, versions (rules 1, 2, 4)."""

from datetime import date
from types import SimpleNamespace

import pytest
from django.db import IntegrityError, connection, transaction

from councils import charter, services
from councils.models import Charter, Council
from councils.states import IllegalMove, NotAllowed, Unfit
from tests.factories import FOUNDED, SEATS, make_charter_with_seats, make_council, make_membership, make_person


def adopt(council, version, admin, day=date(2020, 1, 1)):
    return services.adopt_charter(council, version, adopted_on=day, order_number="№ 4", actor=admin)


def deviate(council, admin, field="notice_days", value="7", day=date(2018, 6, 20)):
    return services.approve_deviation(
        council, field=field, value=value, approved_on=day, order_number="№ 8", actor=admin
    )


@pytest.mark.parametrize(
    ("numerator", "denominator", "rule", "filled", "needed"),
    [
        (1, 2, "more_than", 7, 4),
        (1, 2, "more_than", 8, 5),
        (1, 2, "more_than", 1, 1),
        (1, 2, "at_least", 7, 4),
        (1, 2, "at_least", 8, 4),
        (2, 3, "at_least", 7, 5),
        (2, 3, "at_least", 9, 6),
        (2, 3, "more_than", 9, 7),
        (2, 3, "at_least", 1, 1),
        (1, 1, "at_least", 5, 5),
        (1, 3, "at_least", 10**18, 333333333333333334),  # floats would lose the last digit
        (1, 2, "more_than", 0, None),
        (1, 2, "at_least", 0, None),
    ],
)
def test_quorum(numerator, denominator, rule, filled, needed):
    arrangements = SimpleNamespace(quorum_numerator=numerator, quorum_denominator=denominator, quorum_rule=rule)
    assert charter.quorum_needed(arrangements, filled) == needed


@pytest.mark.parametrize(
    ("starts_on", "months", "last"),
    [
        (date(2018, 5, 14), 24, date(2020, 5, 13)),
        (date(2018, 5, 1), 24, date(2020, 4, 30)),
        (date(2020, 1, 1), 12, date(2020, 12, 31)),
        (date(2019, 8, 31), 6, date(2020, 2, 29)),
        (date(2020, 12, 15), 1, date(2021, 1, 14)),
    ],
)
def test_the_last_day_of_a_term(starts_on, months, last):
    assert charter.term_end(starts_on, months) == last


def test_nothing_is_in_force_before_the_first_adoption(council):
    day = date(2018, 4, 30)

    assert charter.arrangements_on(council, day) is None
    assert charter.seats_on(council, day) == []
    composition = charter.composition_on(council, day)
    assert (composition.places, composition.quorum) == ((), None)


def test_the_latest_adoption_on_or_before_the_day_is_in_force(council, admin):
    second = make_charter_with_seats(notice_days=5)
    adopt(council, second, admin)

    assert charter.arrangements_on(council, date(2019, 12, 31)).notice_days == 10
    assert charter.arrangements_on(council, date(2020, 1, 1)).charter == second


def test_a_deviation_counts_from_the_day_it_was_approved_and_for_its_council_only(council, admin):
    other = make_council("KG-O")
    deviate(council, admin)

    assert charter.arrangements_on(council, date(2018, 6, 19)).notice_days == 10
    assert charter.arrangements_on(council, date(2018, 6, 20)).notice_days == 7
    assert charter.arrangements_on(other, date(2018, 6, 20)).notice_days == 10


def test_a_deviation_ends_with_the_version_it_deviates_from(council, admin):
    deviate(council, admin)
    adopt(council, make_charter_with_seats(), admin)

    assert charter.arrangements_on(council, date(2020, 1, 1)).notice_days == 10


@pytest.mark.parametrize(
    ("field", "value", "found"),
    [
        ("chair_casting_vote", "no", False),
        ("quorum_rule", "at_least", "at_least"),
        ("quorum_denominator", "3", 3),
        ("decision_majority", "seats", "seats"),
    ],
)
def test_a_deviations_text_becomes_the_arrangements_kind_of_value(council, admin, field, value, found):
    deviate(council, admin, field, value)

    assert getattr(charter.arrangements_on(council, date(2020, 1, 1)), field) is not None
    assert getattr(charter.arrangements_on(council, date(2020, 1, 1)), field) == found


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("notice_days", "seven", "whole number"),
        ("notice_days", "0", "whole number"),
        ("notice_days", "-7", "whole number"),
        ("notice_days", "٧", "whole number"),
        ("chair_casting_vote", "1", "“yes” or “no”"),
        ("quorum_rule", "half", "at_least, more_than"),
        ("quorum_denominator", "1", "More than all"),
        ("quorum_numerator", "3", "quorum is a share"),
        ("preamble_ru", "x", "not a working arrangement"),
    ],
)
def test_a_deviation_that_makes_no_sense_is_refused(council, admin, field, value, words):
    with pytest.raises(Unfit, match=words):
        deviate(council, admin, field, value)
    assert charter.arrangements_on(council, date(2020, 1, 1)).deviations == ()


def test_a_deviation_that_spoils_a_later_one_is_refused(council, admin):
    deviate(council, admin, "quorum_rule", "at_least", date(2018, 6, 1))
    deviate(council, admin, "quorum_numerator", "2", date(2019, 1, 1))  # all of them, from January on

    with pytest.raises(Unfit, match="quorum is a share"):
        deviate(council, admin, "quorum_denominator", "1", date(2018, 7, 1))  # all until then, twice as many after
    assert charter.arrangements_on(council, date(2019, 1, 1)).quorum_denominator == 2


def test_a_second_deviation_from_the_same_arrangement_is_refused(council, admin):
    deviate(council, admin)

    with pytest.raises(IllegalMove):
        deviate(council, admin, value="5", day=date(2019, 1, 1))


def test_a_deviation_needs_a_charter_in_force(council, admin):
    with pytest.raises(Unfit, match="No charter is in force"):
        deviate(council, admin, day=date(2018, 4, 30))


def test_a_new_version_takes_the_seats_and_texts_of_an_earlier_one(council, admin):
    first = Charter.objects.get()

    made = services.create_charter_version(actor=admin, copy_of=first, preamble_ru="Положение", notice_days=5)

    assert (made.number, made.preamble_ru, made.notice_days, made.term_months) == (2, "Положение", 5, 24)
    assert [s.code for s in made.seats.all()] == [s.code for s in first.seats.all()] == [row[0] for row in SEATS]


def test_an_adopted_version_and_its_seats_do_not_change(council, admin):
    version = Charter.objects.get()
    seat = version.seats.first()
    for refused in (
        lambda: services.edit_charter(version, notice_days=5, actor=admin),
        lambda: services.add_seat(version, code="x", actor=admin),
        lambda: services.edit_seat(seat, voting=False, actor=admin),
        lambda: services.remove_seat(seat, actor=admin),
    ):
        with pytest.raises(IllegalMove, match="write the next version"):
            refused()
    with pytest.raises(IntegrityError, match="adopted_charter_is_kept"), transaction.atomic():
        connection.cursor().execute("UPDATE councils_charter SET notice_days = 5")
    assert Charter.objects.get().notice_days == 10


def test_a_version_that_nobody_adopted_changes(council, admin):
    version = make_charter_with_seats()
    services.edit_charter(version, notice_days=5, actor=admin)
    services.edit_seat(version.seats.get(code="youth"), voting=False, actor=admin)
    services.remove_seat(version.seats.get(code="observer"), actor=admin)
    services.add_seat(
        version, code="media", role="member", organisation_kind="media", voting=True,
        name_en="Media", name_ru="СМИ", name_ky="ЖМК", actor=admin,
    )  # fmt: skip

    assert Charter.objects.get(number=2).notice_days == 5
    assert [(s.code, s.voting) for s in version.seats.order_by("position")] == [
        ("chair", True), ("deputy", True), ("secretary", True), ("youth", False), ("media", True),
    ]  # fmt: skip


def test_a_version_has_one_chair_and_no_code_twice(admin):
    version = make_charter_with_seats()
    seat = {"organisation_kind": "government", "voting": True, "name_en": "x", "name_ru": "x", "name_ky": "x"}

    with pytest.raises(Unfit, match="role “chair”"):
        services.add_seat(version, code="second", role="chair", **seat, actor=admin)
    with pytest.raises(Unfit, match="seat “youth”"):
        services.add_seat(version, code="youth", role="member", **seat, actor=admin)


def test_a_quorum_that_can_never_be_met_is_refused(admin):
    with pytest.raises(Unfit, match="More than all"):
        services.create_charter_version(actor=admin, quorum_numerator=1, quorum_denominator=1)


def test_adopting_refuses_days_before_the_founding_and_before_the_last_adoption(council, admin):
    second = make_charter_with_seats()
    with pytest.raises(Unfit, match="before it was founded"):
        adopt(council, second, admin, date(2018, 4, 30))
    with pytest.raises(IllegalMove, match="a later day"):
        adopt(council, second, admin, FOUNDED)
    with pytest.raises(IllegalMove, match="by this version already"):
        adopt(council, Charter.objects.get(number=1), admin)
    assert council.adoptions.count() == 1


def test_adopting_a_version_that_drops_a_held_seat_is_refused_with_the_holders_name(council, admin):
    membership = make_membership(council, "youth", person=make_person("Айбек Жумабаев"), ends_on=date(2020, 6, 1))
    smaller = make_charter_with_seats(seats=SEATS[:3])

    with pytest.raises(Unfit, match="Айбек Жумабаев sits as “Youth”"):
        adopt(council, smaller, admin)
    services.end_membership(membership, ends_on=date(2019, 12, 31), order_number="5", actor=admin)
    assert adopt(council, smaller, admin).charter == smaller


@pytest.mark.parametrize("missing", [0, 2])
def test_a_version_without_chair_or_secretary_is_not_adopted(council, admin, missing):
    version = make_charter_with_seats(seats=[row for n, row in enumerate(SEATS) if n != missing])

    with pytest.raises(Unfit, match="nobody could act"):
        adopt(council, version, admin)


def test_charters_are_the_administrators(council, sms):
    version = Charter.objects.get()
    for refused in (
        lambda: services.create_charter_version(actor=sms),
        lambda: services.edit_charter(version, actor=sms),
        lambda: adopt(council, version, sms),
        lambda: deviate(council, sms),
    ):
        with pytest.raises(NotAllowed):
            refused()


def test_who_sat_on_the_council_on_14_march_2019(council):
    chair = make_membership(council, "chair", ends_on=date(2019, 3, 14))
    make_membership(council, "deputy", starts_on=date(2019, 3, 15))
    make_membership(council, "observer")

    composition = charter.composition_on(council, date(2019, 3, 14))

    assert [(p.seat.code, p.membership and p.membership.person.full_name, p.state) for p in composition.places] == [
        ("chair", chair.person.full_name, "expiring"),
        ("deputy", None, "vacant"),
        ("secretary", None, "vacant"),
        ("youth", None, "vacant"),
        ("observer", composition.observing[0].membership.person.full_name, "held"),
    ]
    assert (composition.filled, composition.quorum) == (1, 1)  # the observer has no vote


def test_a_vacant_seat_says_since_when(council):
    last = make_membership(council, "chair", starts_on=date(2018, 6, 1), ends_on=date(2019, 10, 31))

    chair, deputy, *_others = charter.composition_on(council, date(2020, 1, 13)).places

    assert (chair.vacant_since, chair.days_vacant, chair.last) == (date(2019, 11, 1), 73, last)
    assert (deputy.vacant_since, deputy.last) == (FOUNDED, None)


def test_acting_and_expiring_seats_are_named_so(council):
    make_membership(council, "chair", starts_on=date(2020, 1, 1), ends_on=date(2020, 2, 1), acting=True)
    make_membership(council, "deputy", ends_on=date(2020, 3, 7))  # 60 days after 7 January
    make_membership(council, "secretary", ends_on=date(2020, 3, 8))

    composition = charter.composition_on(council, date(2020, 1, 7))

    assert [p.state for p in composition.places][:3] == ["acting", "expiring", "held"]
    assert [p.seat.code for p in composition.expiring] == ["chair", "deputy"]


def test_it_is_known_from_when_nobody_can_sign(council):
    day = date(2020, 1, 7)
    assert charter.uncovered_from(council, charter.SIGNERS, day) == day

    make_membership(council, "chair", ends_on=date(2020, 2, 1))
    make_membership(council, "deputy", starts_on=date(2020, 1, 15), ends_on=date(2020, 5, 13))
    make_membership(council, "chair", starts_on=date(2020, 5, 15))
    assert charter.uncovered_from(council, charter.SIGNERS, day) == date(2020, 5, 14)

    make_membership(council, "deputy", starts_on=date(2020, 5, 14))
    assert charter.uncovered_from(council, charter.SIGNERS, day) is None


@pytest.mark.parametrize("codes", [("KG-B",), ("KG-B", "KG-J", "KG-O", "KG-T")])
def test_compositions_cost_five_queries_for_any_number_of_councils(db, codes, django_assert_num_queries):
    for code in codes:
        make_membership(make_council(code), "chair")
    councils = list(Council.objects.all())

    with django_assert_num_queries(5):
        found = charter.compositions_on(councils, date(2020, 1, 7))
    assert [c.filled for c in found.values()] == [1] * len(codes)
