"""Alternates: named and ended by orders, one for a member on a day, one vote for a person (rules 2 to 4)."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from councils import charter, clock, services
from councils.models import Alternate, AuditEntry, Council, Membership
from councils.rights import rights_of
from councils.states import IllegalMove, NotAllowed, Unfit
from tests.factories import (
    make_council,
    make_grant,
    make_member,
    make_membership,
    make_organisation,
    make_person,
    make_user,
)

FIRST, LAST = date(2019, 1, 1), date(2020, 12, 31)


@pytest.fixture
def member(council):
    return make_membership(council, "youth", person=make_person("Айнура"), starts_on=FIRST, ends_on=LAST)


def name(member, admin, person="Бакыт", starts_on=FIRST, ends_on=None):
    days = {"starts_on": starts_on, "ends_on": ends_on}
    return services.name_alternate(member, person, order_number="№ 5", actor=admin, **days)


def alternate_on(council, day, seat="youth"):
    place = next(p for p in charter.composition_on(council, day).places if p.seat.code == seat)
    return place.alternate.person.full_name if place.alternate else None


def test_an_alternate_stands_in_the_composition_on_its_days_and_on_no_other(council, member, admin):
    name(member, admin, starts_on=date(2019, 3, 1), ends_on=date(2019, 3, 31))

    days = (date(2019, 2, 28), date(2019, 3, 1), date(2019, 3, 31), date(2019, 4, 1))
    assert [alternate_on(council, day) for day in days] == [None, "Бакыт", "Бакыт", None]
    assert alternate_on(council, date(2019, 3, 5), "chair") is None


def test_an_alternate_without_a_last_day_goes_with_the_member(council, member, admin):
    made = name(member, admin)
    services.end_membership(member, ends_on=date(2019, 6, 1), order_number="№ 6", actor=admin)

    assert alternate_on(council, date(2019, 6, 1)) == "Бакыт"
    assert not Alternate.objects.on(date(2019, 6, 2)).exists()
    with pytest.raises(IllegalMove, match="1 June 2019"):
        services.end_alternate(made, ends_on=date(2019, 6, 1), order_number="№ 7", actor=admin)


def test_naming_and_ending_are_one_entry_each(council, member, admin):
    made = name(member, admin)
    services.end_alternate(made, ends_on=date(2019, 5, 1), order_number="№ 6", actor=admin)

    steps = [entry.action for entry in AuditEntry.objects.filter(chain="KG-B") if "alternate" in entry.action]
    assert steps == ["alternate.name", "alternate.end"]
    assert alternate_on(council, date(2019, 5, 2)) is None


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "says"),
    [
        (date(2018, 12, 31), None, "first day is 1 January 2019"),
        (date(2021, 1, 1), None, "last day is 31 December 2020"),
        (date(2020, 1, 1), date(2021, 1, 1), "last day is 31 December 2020"),
        (date(2020, 1, 2), date(2020, 1, 1), "not before the first one"),
    ],
)
def test_days_outside_the_members_are_refused(member, admin, starts_on, ends_on, says):
    with pytest.raises(Unfit, match=says):
        name(member, admin, starts_on=starts_on, ends_on=ends_on)
    assert not Alternate.objects.exists()


def test_a_member_has_one_alternate_on_a_day(member, admin):
    name(member, admin, starts_on=date(2019, 3, 1), ends_on=date(2019, 3, 31))

    with pytest.raises(Unfit, match="Бакыт"):
        name(member, admin, "Гүлнара", starts_on=date(2019, 3, 31))
    assert name(member, admin, "Гүлнара", starts_on=date(2019, 4, 1)).pk


def test_the_database_refuses_what_passes_the_service(council, member, admin):
    name(member, admin, starts_on=date(2019, 3, 1), ends_on=date(2019, 3, 31))
    days = {"starts_on": date(2019, 3, 31), "ends_on": None}
    with pytest.raises(IntegrityError, match="one_alternate_on_a_day"), transaction.atomic():
        Alternate.objects.create(membership=member, person=make_person(), order_number="x", **days)
    with pytest.raises(IntegrityError, match="named_within_the_membership"), transaction.atomic():
        Alternate.objects.create(membership=member, person=make_person(), order_number="x", starts_on=date(2021, 1, 1))
    with pytest.raises(IntegrityError, match="alternate_is_kept"), transaction.atomic():
        Alternate.objects.get().delete()


def test_nobody_has_two_votes(council, member, admin):
    chair = make_membership(council, "chair", person=make_person("Чолпон"), starts_on=FIRST)
    observer = make_membership(council, "observer", starts_on=FIRST)
    for person in (chair.person, member.person):
        with pytest.raises(Unfit, match="holds a seat"):
            name(member, admin, person)
    assert name(member, admin, observer.person).pk
    with pytest.raises(Unfit, match="alternate of Айнура"):
        name(chair, admin, observer.person)
    with pytest.raises(Unfit, match="alternate of Айнура"):
        services.appoint(council, "deputy", observer.person, make_organisation(), starts_on=date(2019, 5, 1),
                         order_number="№ 9", actor=admin)  # fmt: skip


def test_an_alternate_may_follow_the_member_in_the_seat(council, member, admin):
    made = name(member, admin)
    services.end_membership(member, ends_on=date(2019, 6, 1), order_number="№ 6", actor=admin)

    next_one = services.appoint(
        council, "youth", made.person, make_organisation("youth"), starts_on=date(2019, 6, 2), order_number="№ 6",
        actor=admin,
    )  # fmt: skip
    assert next_one.person == made.person


def test_rights_do_not_follow_to_the_alternate(council, admin):
    secretary = make_membership(council, "secretary", starts_on=FIRST)
    stand_in = make_user("standin")
    name(secretary, admin, stand_in.person)

    assert not rights_of(stand_in).councils


def test_only_an_administrator_names_one(council, member, sms):
    with pytest.raises(NotAllowed):
        name(member, sms)
    with pytest.raises(NotAllowed):
        name(member, make_member(council, "secretary"))


def test_compositions_cost_the_same_with_any_number_of_alternates(council, admin):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            found = charter.compositions_on(Council.objects.all(), date(2019, 5, 1))[council.pk]
        assert any(place.alternate for place in found.places)
        return len(queries)

    name(make_membership(council, "youth", starts_on=FIRST), admin, "Один")
    one = cost()
    for seat in ("chair", "deputy"):
        name(make_membership(council, seat, starts_on=FIRST), admin, seat)
    assert cost() == one


def test_by_the_page_an_alternate_is_named_shown_and_ended(council, member, admin):
    client = Client(headers={"accept-language": "en"})
    client.force_login(admin, backend="allauth.account.auth_backends.AuthenticationBackend")
    address = reverse("councils:alternate-name", args=[member.pk])
    refused = client.post(address, {"starts_on": "1.1.2018", "order_number": "№ 5", "new_person": "Бакыт"})
    assert "first day is 1 January 2019" in refused.content.decode()

    client.post(address, {"starts_on": "1.3.2019", "order_number": "№ 5", "new_person": "Бакыт"})
    page = client.get(council.get_absolute_url()).content.decode()
    assert "alternate: Бакыт" in page
    ending = reverse("councils:alternate-end", args=[Alternate.objects.get().pk])
    assert ending in page
    answer = client.post(ending, {"ends_on": "6.1.2020", "order_number": "№ 8"}, follow=True)
    assert "alternate: Бакыт" not in answer.content.decode()


DAYS = st.integers(0, 60).map(lambda n: FIRST + timedelta(days=n))
STEP = st.tuples(
    st.sampled_from(["name", "end", "leave"]), st.sampled_from(["chair", "deputy", "youth"]), st.integers(0, 4), DAYS,
    st.one_of(st.none(), DAYS),
)  # fmt: skip


class Histories(TestCase):
    @settings(max_examples=40, deadline=None, derandomize=True)
    @given(st.lists(STEP, max_size=12))
    def test_whatever_was_tried_what_stands_keeps_the_rules(self, steps):
        with clock.at(date(2020, 1, 7)):
            council, admin = make_council("KG-B"), make_grant("administrator")
            seats = {code: make_membership(council, code, starts_on=FIRST) for code in ("chair", "deputy", "youth")}
            people = [*(make_person() for _ in range(3)), seats["chair"].person, seats["youth"].person]
            for what, seat, who, first, last in steps:
                try:
                    self.take(what, seats[seat], people[who], first, last, admin)
                except (Unfit, IllegalMove):
                    continue
            for offset in range(0, 62):
                self.holds(council, FIRST + timedelta(days=offset))

    def take(self, what, member, person, first, last, admin):
        if what == "name":
            name(member, admin, person, first, last)
        elif what == "leave":
            services.end_membership(member, ends_on=first, order_number="x", actor=admin)
        elif known := Alternate.objects.filter(membership=member).last():
            services.end_alternate(known, ends_on=first, order_number="x", actor=admin)

    def holds(self, council, day):
        places = charter.composition_on(council, day).places
        votes = [p.membership.person_id for p in places if p.membership and p.seat.voting]
        votes += [p.alternate.person_id for p in places if p.alternate]
        assert len(votes) == len(set(votes))
        shown = {p.alternate.pk for p in places if p.alternate}
        sitting = Membership.objects.on(day)
        stored = {
            a.pk for a in Alternate.objects.all()
            if a.membership in sitting and a.starts_on <= day and (a.ends_on is None or a.ends_on >= day)
        }  # fmt: skip
        assert shown == stored
