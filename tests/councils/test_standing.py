"""Who can do what, and why (rule 3): the page, and that a right ends with its day, open sessions included."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from councils import clock, services, standing
from councils.models import Membership, User
from tests.factories import make_council, make_grant, make_member, make_user

LAST = date(2020, 5, 13)
PAGE = "councils:right-list"


def opened(user):
    client = Client(headers={"accept-language": "en"})
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture
def secretary(council):
    return make_member(council, "secretary", "secretary", starts_on=date(2018, 5, 14), ends_on=LAST)


def seats_told(response):
    return [(each.name, each.why) for _council, standings in response.context["groups"] for each in standings]


def test_the_reason_says_the_seat_the_council_the_last_day_and_the_order(council, secretary, admin):
    (told,) = standing.of_user(secretary, clock.today())
    seat = Membership.objects.get()
    assert told.why == f"{seat.seat.name} of {council.region.name} until 13 May 2020, order {seat.order_number}"
    (grant,) = standing.of_user(admin, clock.today())
    assert grant.why == "administrator since 1 May 2018, without an end, order № 3"
    assert told.why in opened(admin).get(reverse("councils:user-detail", args=[secretary.pk])).content.decode()


@pytest.mark.parametrize(("number", "words"), [
    ("№ 12", "order № 12"), ("А-7", "order А-7"), ("письмо ГСМ № 01-3/205", "письмо ГСМ № 01-3/205"),
    ("", "no order named"),
])  # fmt: skip
def test_an_order_that_says_what_it_is_is_not_called_an_order_twice(db, number, words):
    grant = make_grant("sms").grants.get()
    grant.order_number = number
    assert standing.grant_standing(grant).why.endswith(f", without an end, {words}")


def test_on_the_last_day_the_right_holds_and_the_open_session_loses_it_on_the_next(council, secretary):
    """The same browser, no new sign-in: the day alone ends it."""
    make_member(council, "chair", "chair", starts_on=date(2018, 5, 14), ends_on=LAST)
    pages = (reverse("councils:council-detail", args=["KG-B"]), reverse("actionplans:event-list", args=["KG-B"]))
    clients = {name: opened(User.objects.get(username=name)) for name in ("secretary", "chair")}
    found = {}
    for day in (LAST, date(2020, 5, 14)):
        with clock.at(day):
            found[day] = {client.get(page).status_code for client in clients.values() for page in pages}
            writing = clients["secretary"].get(reverse("actionplans:event-start", args=["KG-B"])).status_code
            found[day] |= {f"records {writing}"}
    assert found == {LAST: {200, "records 302"}, date(2020, 5, 14): {404, "records 404"}}


def test_ending_a_membership_ends_the_right_in_the_open_session_at_once(council, secretary, admin):
    client = opened(secretary)
    page = reverse("councils:council-detail", args=["KG-B"])
    assert client.get(page).status_code == 200
    held = Membership.objects.get()
    services.end_membership(held, ends_on=date(2020, 1, 7), order_number="№ 18", reason="moved", actor=admin)
    assert client.get(page).status_code == 200, "today is the last day, and it is inclusive"
    with clock.at(date(2020, 1, 8)):
        assert client.get(page).status_code == 404
        assert client.get("/").status_code == 200, "signed in still, with no right"


def test_administrators_and_sms_see_all_a_member_its_own_and_others_nothing(council, secretary, admin, sms):
    other = make_council("KG-O")
    make_member(other, "secretary", "osh")
    member = make_member(council, "youth", "member")
    for reader in (admin, sms):
        response = opened(reader).get(reverse(PAGE))
        assert [group[0].code for group in response.context["groups"]] == ["KG-B", "KG-O"]
        assert {each.role for each in response.context["grants"]} == {"administrator", "sms"}
    response = opened(member).get(reverse(PAGE) + "?council=KG-O")
    assert [group[0].code for group in response.context["groups"]] == ["KG-B"]
    assert response.context["grants"] == [] and "Osh" not in response.content.decode().partition("<main")[2]
    for stranger in (make_user(), make_grant("ga"), make_grant("observer")):
        assert opened(stranger).get(reverse(PAGE)).status_code == 403


def test_as_of_any_day_by_council_and_by_right(council, secretary, admin):
    make_member(council, "chair", "chair", starts_on=date(2018, 5, 14), ends_on=LAST)
    client = opened(admin)
    assert len(seats_told(client.get(reverse(PAGE) + "?on=13.5.2020"))) == 2
    assert seats_told(client.get(reverse(PAGE) + "?on=14.5.2020")) == []
    assert len(seats_told(client.get(reverse(PAGE) + "?right=secretary"))) == 1
    only = client.get(reverse(PAGE) + "?right=administrator")
    assert only.context["groups"] == [] and len(only.context["grants"]) == 1
    assert client.get(reverse(PAGE) + "?council=KG-B").context["grants"] == []


def test_what_was_taken_away_stays_with_who_when_and_why(council, secretary, admin, sms):
    held = Membership.objects.get()
    services.end_membership(held, ends_on=date(2020, 1, 7), order_number="№ 18", reason="moved", actor=admin)
    services.end_grant(sms.grants.get(), ends_on=date(2020, 1, 7), reason="another office", actor=admin)
    services.set_user_active(secretary, False, actor=admin)
    told = {(str(one.words), one.by, one.reason, one.order) for one in
            opened(admin).get(reverse(PAGE)).context["taken"]}  # fmt: skip
    name = admin.get_full_name()
    assert told == {
        ("Membership ended", name, "moved", "№ 18"), ("Grant ended", name, "another office", ""),
        ("Account switched off", name, "", ""),
    }  # fmt: skip
    member = make_member(council, "youth", "member")
    page = opened(member).get(reverse(PAGE))
    assert {str(one.words) for one in page.context["taken"]} == {"Membership ended"}
    assert opened(admin).get(reverse(PAGE) + "?on=6.1.2020").context["taken"] == []


def test_an_account_that_does_not_open_is_said(council, secretary, admin):
    def account():
        (each,) = standing.of_user(User.objects.get(pk=secretary.pk), clock.today())
        return each.account

    assert account() == "opens"
    services.invite(secretary, "paper", actor=admin)
    assert account() == "no password set yet"
    services.set_user_active(secretary, False, actor=admin)
    assert account() == "switched off"


def test_as_many_queries_for_many_as_for_one(council, secretary, admin):
    client = opened(admin)

    def asked():
        with CaptureQueriesContext(connection) as found:
            assert client.get(reverse(PAGE)).status_code == 200
        return len(found)

    def removed():
        services.end_grant(make_grant("ga").grants.get(), ends_on=date(2020, 1, 7), actor=admin)
        held = make_member(council, "deputy" if Membership.objects.count() > 1 else "youth").person.memberships.get()
        services.end_membership(held, ends_on=date(2020, 1, 7), order_number="№ 1", reason="", actor=admin)
        services.set_user_active(make_user(), False, actor=admin)

    removed()
    one = asked()
    make_member(make_council("KG-O"), "chair")
    make_grant("observer")
    removed()
    assert asked() == one
