"""The composition against the Charter in words, and one holder who follows another by one order."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from councils import services
from councils.charter import composition_on
from councils.composition_check import WORDS, Finding, check
from councils.models import AuditEntry, Membership
from councils.states import IllegalMove, SeatTaken, Unfit
from reports.inbox import inbox_of
from tests.factories import (
    make_charter_with_seats,
    make_membership,
    make_organisation,
    make_person,
)

DAY = date(2020, 1, 7)


def codes(council, day=DAY):
    return [
        (finding.code, finding.seat or finding.kind or finding.person)
        for finding in check(composition_on(council, day))
    ]


def words(council, day=DAY):
    return [finding.words for finding in check(composition_on(council, day))]


def fill(council, *seats, **values):
    return [make_membership(council, seat, **({"starts_on": date(2019, 1, 1)} | values)) for seat in seats]


def test_a_composition_as_foreseen_has_no_finding(council):
    fill(council, "chair", "deputy", "secretary", "youth", "observer")

    assert check(composition_on(council, DAY)) == []
    assert check(composition_on(council, date(2018, 4, 30))) == []


def test_kinds_and_roles_that_nobody_holds_are_named_with_their_day(council):
    fill(council, "chair", "deputy", "observer")
    make_membership(council, "youth", person=make_person("Айнура"), ends_on=date(2019, 5, 2))

    found = words(council)
    assert "No organisation of this kind holds a seat since 3 May 2019: youth organisation." in found
    assert "Nobody holds this seat since 1 May 2018: Secretary." in found
    assert "The last day of Айнура was 2 May 2019 and nobody was appointed since: Youth." in found
    assert not [line for line in words(council, date(2019, 5, 2)) if "youth" in line]


def test_terms_that_end_or_are_over_length(council):
    fill(council, "chair", "deputy", "observer", "secretary")
    Membership.objects.filter(seat__code="chair").update(starts_on=date(2018, 1, 8))
    make_membership(
        council, "youth", person=make_person("Айнура"), ends_on=date(2020, 3, 7), starts_on=date(2019, 1, 1)
    )

    assert codes(council) == [("expiring", "Youth")]
    assert words(council) == ["The term of Айнура ends on 7 March 2020, in 60 days: Youth."]
    assert codes(council, date(2020, 1, 6)) == []
    assert [code for code, _seat in codes(council, date(2020, 1, 8))] == ["over_term", "expiring"]


def test_acting_holders_one_after_the_other_are_told(council):
    fill(council, "chair", "deputy", "observer", "youth")
    make_membership(council, "secretary", acting=True, starts_on=date(2019, 11, 1), ends_on=date(2019, 12, 30))
    make_membership(council, "secretary", acting=True, starts_on=date(2019, 12, 31), ends_on=date(2020, 2, 1))

    assert codes(council, date(2019, 12, 30)) == [("acting_ends", "Secretary")]
    assert words(council, date(2019, 12, 31)) == [
        "An acting holder sits there for 61 days already, without an appointment: Secretary."
    ]


def test_what_a_later_version_changed_is_checked_by_the_version_in_force(council):
    fill(council, "chair", "deputy", "observer", "secretary", "youth")
    seats = [
        ("chair", "chair", "government", True), ("deputy", "deputy", "government", True),
        ("secretary", "secretary", "government", True), ("youth", "member", "media", True),
    ]  # fmt: skip
    later = make_charter_with_seats(seats=seats)
    council.adoptions.create(charter=later, adopted_on=date(2019, 6, 1), order_number="№ 2")

    assert codes(council, date(2019, 5, 31)) == []
    assert codes(council, date(2019, 6, 1)) == [("unfit_kind", "Youth")]


def test_one_person_in_two_seats_and_an_alternate_without_a_member(council, admin):
    both = make_person("Бакыт")
    fill(council, "chair", "deputy", person=both)
    fill(council, "observer", "secretary")
    [youth] = fill(council, "youth")
    services.name_alternate(youth, "Гүлнара", starts_on=date(2019, 2, 1), ends_on=date(2020, 6, 1), order_number="5",
                            actor=admin)  # fmt: skip
    services.end_membership(youth, ends_on=date(2019, 12, 31), order_number="6", actor=admin)

    assert ("two_seats", "Бакыт") in codes(council)
    assert "Гүлнара is named alternate, but the member's last day was 31 December 2019: Youth." in words(council)
    assert not [code for code, _s in codes(council, date(2019, 12, 31)) if code == "alternate_alone"]


def test_every_code_has_words():
    for code in WORDS:
        assert Finding(code, DAY, "S", "P", "youth", 2).words


def replace(membership, admin, starts_on, **values):
    organisation = values.pop("organisation", None) or make_organisation("youth")
    return services.replace_member(
        membership, make_person("Новый"), organisation, starts_on=starts_on, order_number="№ 9", actor=admin, **values
    )


@pytest.mark.parametrize("ends_on", [None, date(2020, 12, 31), date(2020, 2, 29)])
def test_by_one_order_one_leaves_and_the_next_begins(council, admin, ends_on):
    [held] = fill(council, "youth", ends_on=ends_on)
    replace(held, admin, date(2020, 3, 1))

    def holder(day):
        return next(p.membership for p in composition_on(council, day).places if p.seat.code == "youth")

    assert holder(date(2020, 2, 29)) == held
    assert holder(date(2020, 3, 1)).person.full_name == "Новый"
    told = list(
        AuditEntry.objects.filter(chain="KG-B", action__startswith="membership").values_list("action", flat=True)
    )
    ended = [] if ends_on == date(2020, 2, 29) else ["membership.end"]
    assert sorted(told) == sorted([*ended, "membership.appoint"])


def test_what_is_refused_leaves_the_holder_in_the_seat(council, admin):
    [held] = fill(council, "youth")
    make_membership(council, "chair", starts_on=date(2019, 1, 1), ends_on=date(2019, 6, 1))
    with pytest.raises(Unfit, match="another"):
        replace(held, admin, date(2020, 3, 1), organisation=make_organisation("media"))
    held.refresh_from_db()
    assert held.ends_on is None
    with pytest.raises(Unfit, match="not before the first"):
        replace(held, admin, date(2019, 1, 1))
    gone = Membership.objects.get(seat__code="chair")
    with pytest.raises(IllegalMove):
        replace(gone, admin, date(2020, 3, 1), organisation=make_organisation())


def test_the_next_one_may_not_overlap_whoever_is_appointed_already(council, admin):
    [held] = fill(council, "youth", ends_on=date(2020, 6, 1))
    make_membership(council, "youth", starts_on=date(2020, 6, 2))
    with pytest.raises(SeatTaken):
        replace(held, admin, date(2020, 3, 1))


def test_the_pages_tell_it_and_do_it(council, admin):
    [held] = fill(council, "youth", ends_on=date(2020, 2, 1))
    client = Client(headers={"accept-language": "en"})
    client.force_login(admin, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert "Against the Charter" in client.get(council.get_absolute_url()).content.decode()
    assert [line.due for line in inbox_of(admin) if line.kind == "terms"] == [date(2020, 2, 1)]

    address = reverse("councils:membership-replace", args=[held.pk])
    assert "leaves the seat on the day before" in client.get(address).content.decode()
    told = {"new_person": "Новый", "organisation": held.organisation_id, "starts_on": "8.1.2020", "order_number": "9"}
    assert client.post(address, told).status_code == 302
    held.refresh_from_db()
    assert held.ends_on == DAY
