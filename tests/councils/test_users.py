"""services/users.py and services/councils.py: accounts, grants, people (rules 3 and 9)."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from councils import clock, services
from councils.models import AuditEntry, Council, Grant, Organisation, User
from councils.rights import rights_of
from councils.states import IllegalMove, NotAllowed, Unfit
from tests.factories import (
    FOUNDED,
    PASSWORD,
    make_grant,
    make_member,
    make_membership,
    make_operator,
    make_person,
    make_region,
    make_user,
)

DAY = date(2020, 1, 7)


def sign_in(client, username, password=PASSWORD):
    return client.post(reverse("account_login"), {"login": username, "password": password})


def signed_in(client):
    return client.get(reverse("account_change_password")).status_code == 200


def test_an_account_comes_without_a_password(client, admin):
    user = services.create_user("aigul", person=make_person("Айгүл Токтосунова"), actor=admin)

    assert not user.has_usable_password()
    assert user.get_full_name() == "Айгүл Токтосунова"
    for password in ("", PASSWORD, user.password):
        sign_in(client, "aigul", password)
        assert not signed_in(client)


@pytest.mark.parametrize("name", ["admin", "ADMIN", "operator", "Operator", "a b", "", "аdmin", "молодой"])
def test_a_name_that_is_taken_or_malformed_is_refused(admin, name):
    with pytest.raises(Unfit):
        services.create_user(name, actor=admin)
    assert list(User.objects.values_list("username", flat=True)) == ["admin"]


def test_a_person_has_one_account(admin):
    with pytest.raises(Unfit, match="has an account already"):
        services.create_user("second", person=admin.person, actor=admin)


def test_a_user_switched_off_is_out_at_the_next_request_and_cannot_come_back(client, council, admin):
    user = make_member(council, username="aigul")
    sign_in(client, "aigul")
    assert signed_in(client)

    services.set_user_active(user, False, actor=admin)

    assert not signed_in(client)
    sign_in(client, "aigul")
    assert not signed_in(client)
    services.set_user_active(user, True, actor=admin)
    sign_in(client, "aigul")
    assert signed_in(client)


def test_an_invitation_ends_the_sessions_and_the_password_of_before(client, council, admin):
    user = make_member(council, username="aigul")
    sign_in(client, "aigul")
    assert signed_in(client)

    services.invite(user, "paper", actor=admin)

    assert not signed_in(client)
    sign_in(client, "aigul")
    assert not signed_in(client)


def test_nobody_makes_the_system_account_sign_in(client, admin):
    operator = make_operator()
    for refused in (
        lambda: services.invite(operator, "paper", actor=admin),
        lambda: services.set_user_active(operator, False, actor=admin),
        lambda: services.give_grant(operator, "ga", starts_on=DAY, actor=admin),
    ):
        with pytest.raises(Unfit, match="system's own account"):
            refused()
    assert not User.objects.get(username="operator").has_usable_password()
    for password in ("", PASSWORD):
        sign_in(client, "operator", password)
        assert not signed_in(client)


def test_switching_twice_and_switching_oneself_are_refused(admin):
    user = make_user()
    with pytest.raises(IllegalMove):
        services.set_user_active(user, True, actor=admin)
    with pytest.raises(Unfit, match="another administrator"):
        services.set_user_active(admin, False, actor=admin)


def test_a_grant_gives_its_right_from_its_first_to_its_last_day(admin):
    user = make_user()
    services.give_grant(user, "sms", starts_on=date(2020, 1, 7), ends_on=date(2020, 1, 31), actor=admin)

    found = [rights_of(user, day).is_sms for day in (date(2020, 1, 6), DAY, date(2020, 1, 31), date(2020, 2, 1))]
    assert found == [False, True, True, False]


def test_the_same_right_twice_on_a_day_is_refused(admin):
    user = make_grant("sms", starts_on=date(2019, 1, 1), ends_on=date(2019, 12, 31))

    with pytest.raises(IllegalMove, match="SMS officer"):
        services.give_grant(user, "sms", starts_on=date(2019, 12, 31), actor=admin)
    assert services.give_grant(user, "sms", starts_on=date(2020, 1, 1), actor=admin).pk
    assert services.give_grant(user, "ga", starts_on=date(2019, 1, 1), actor=admin).pk


def test_ending_a_grant_keeps_the_row(admin, sms):
    grant = sms.grants.get()

    services.end_grant(grant, ends_on=date(2020, 1, 6), reason="moved", actor=admin)

    assert Grant.objects.get(pk=grant.pk).ends_on == date(2020, 1, 6)
    assert not rights_of(User.objects.get(pk=sms.pk)).is_sms
    with pytest.raises(IllegalMove):
        services.end_grant(grant, ends_on=date(2020, 1, 6), actor=admin)
    with pytest.raises(Unfit):
        services.end_grant(grant, ends_on=date(2018, 4, 30), actor=admin)
    with pytest.raises(IntegrityError, match="grant_is_kept"), transaction.atomic():
        connection.cursor().execute("DELETE FROM councils_grant")


def test_an_administrator_does_not_end_the_own_right(admin):
    with pytest.raises(Unfit):
        services.end_grant(admin.grants.get(), ends_on=DAY, actor=admin)


@pytest.mark.parametrize("role", ["sms", "ga", "secretary"])
def test_accounts_and_grants_are_the_administrators(council, admin, role):
    actor = make_member(council) if role == "secretary" else make_grant(role)
    for refused in (
        lambda: services.create_user("new", actor=actor),
        lambda: services.set_user_active(admin, False, actor=actor),
        lambda: services.invite(admin, "paper", actor=actor),
        lambda: services.give_grant(actor, "administrator", starts_on=DAY, actor=actor),
        lambda: services.end_grant(admin.grants.get(), ends_on=DAY, actor=actor),
        lambda: services.edit_council(council, names={}, founded_on=FOUNDED, actor=actor),
        lambda: services.edit_person(admin.person, full_name="x", phone="", email="", actor=actor),
    ):
        with pytest.raises(NotAllowed):
            refused()


def test_the_right_of_an_administrator_ends_with_its_day(council):
    former = make_grant("administrator", ends_on=date(2020, 1, 6))

    with pytest.raises(NotAllowed):
        services.create_user("new", actor=former)
    with clock.at(date(2020, 1, 6)):
        assert services.create_user("new", actor=former).pk


def test_contacts_never_reach_the_audit_chain_by_value(admin):
    person = services.create_person(full_name="Асель Кадырова", phone="+996 555 123456", email="a@b.kg", actor=admin)
    services.edit_person(person, full_name="Асель Кадырова", phone="+996 700 654321", email="a@b.kg", actor=admin)

    texts = list(AuditEntry.objects.order_by("number").values_list("text", flat=True))
    assert '"contacts":["phone","email"]' in texts[0]
    assert '"contacts_changed":["phone"]' in texts[1]
    assert not [t for t in texts for contact in ("123456", "654321", "a@b.kg") if contact in t]


def test_an_organisation_is_entered_once(admin):
    services.create_organisation(name="НПО «Кризисный центр»", kind="civil_society", actor=admin)

    with pytest.raises(Unfit):
        services.create_organisation(name="НПО «Кризисный центр»", kind="youth", actor=admin)
    assert Organisation.objects.get().kind == "civil_society"


def test_a_region_has_one_council_and_a_new_one_stands_last(council, admin):
    names = {"en": "Osh", "ru": "Ош", "ky": "Ош"}
    made = services.found_council(make_region("KG-O"), names=names, founded_on=FOUNDED, actor=admin)

    assert (made.code, made.position) == ("KG-O", 2)
    with pytest.raises(Unfit):
        services.found_council(make_region("KG-O"), names=names, founded_on=FOUNDED, actor=admin)


def test_a_council_is_not_founded_after_what_it_did(council, admin):
    names = {"en": "Batken", "ru": "Баткен", "ky": "Баткен"}
    make_membership(council, "chair", starts_on=date(2018, 5, 14))
    with pytest.raises(Unfit, match="dated 1 May 2018"):
        services.edit_council(council, names=names, founded_on=date(2018, 5, 2), actor=admin)

    services.edit_council(council, names=names, founded_on=date(2018, 4, 30), actor=admin)
    assert (Council.objects.get().founded_on, Council.objects.get().name_en) == (date(2018, 4, 30), "Batken")
