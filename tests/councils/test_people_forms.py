"""councils/forms/people.py and the forms that take somebody: nobody is entered twice unawares (rule 2)."""

from datetime import date

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from councils.forms import CharterForm
from councils.models import Council, Membership, Person, User
from tests.factories import make_charter_with_seats, make_membership, make_organisation, make_person

NAME = "Айпери Жумабекова"


@pytest.fixture
def administrator(admin: User) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(admin)
    return client


def appointed(client: Client, council: Council, **typed: str) -> str:
    told = {"new_person": NAME, "new_organisation": "НПО", "starts_on": "01.01.2020", "order_number": "№ 1"} | typed
    return client.post(reverse("councils:membership-appoint", args=[council.code, "youth"]), told).content.decode()


def test_a_new_name_that_is_known_is_asked_about_and_then_taken(administrator: Client, council: Council) -> None:
    known = make_person(NAME)
    assert "is known already" in appointed(administrator, council, new_person=f" {NAME} ")
    assert not Membership.objects.exists() and Person.objects.filter(full_name=NAME).count() == 1
    appointed(administrator, council, is_another="on")
    assert Membership.objects.get().person != known

    answer = administrator.post(reverse("councils:user-create"), {"username": "aiperi", "new_person": NAME})
    assert "is known already" in answer.content.decode() and not User.objects.filter(username="aiperi").exists()


def test_two_of_one_name_are_told_apart_by_where_they_sit(administrator: Client, council: Council) -> None:
    make_membership(council, "chair", person=make_person(NAME))
    page = administrator.get(reverse("councils:membership-appoint", args=[council.code, "youth"])).content.decode()
    assert f"{NAME}, Chair, " in page


def test_a_text_is_not_cut_by_the_browser(administrator: Client, council: Council) -> None:
    page = administrator.get(reverse("councils:membership-appoint", args=[council.code, "youth"])).content.decode()
    assert 'name="new_person"' in page and "maxlength" not in page
    assert "at most 200" in appointed(administrator, council, new_person="А" * 201)


@pytest.mark.parametrize(("share", "words"), [((5, 2), "is a share"), ((5, 0), "is a share"), ((1, 1), "never be")])
def test_a_quorum_that_can_never_be_is_said_at_its_field(db: None, share: tuple[int, int], words: str) -> None:
    version = make_charter_with_seats()
    told = {name: getattr(version, name) for name in CharterForm.base_fields} | {
        "quorum_numerator": share[0], "quorum_denominator": share[1], "quorum_rule": "more_than"
    }  # fmt: skip
    form = CharterForm(told, instance=version)
    assert list(form.errors) == ["quorum_numerator"] and words in str(form.errors)


def test_the_database_knows_a_seat_through_all_versions(council: Council) -> None:
    """A seat of the same code in another version of the charter is the same seat: it has no second holder."""
    make_membership(council, "chair")
    other = make_charter_with_seats().seats.get(code="chair")
    told = {"council": council, "seat": other, "organisation": make_organisation(), "order_number": "№ 1"}
    with pytest.raises(DatabaseError, match="seat_has_one_holder_in_all_versions_insert"), transaction.atomic():
        Membership.objects.create(person=make_person(), starts_on=date(2019, 1, 1), ends_on=date(2019, 12, 31), **told)
    later = make_membership(council, "deputy")
    with pytest.raises(DatabaseError, match="seat_has_one_holder_in_all_versions_update"), transaction.atomic():
        Membership.objects.filter(pk=later.pk).update(seat=other)
