"""Members from a workbook: every cell checked, all rows or none, and the same file twice changes nothing."""

import re
from datetime import date, datetime, timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from actionplans.imports.files import FileRefused, read_sheets
from actionplans.imports.members import bring_in, read_members
from councils import clock, member_sheet
from councils.charter import composition_on
from councils.models import AuditEntry, Membership, Person
from tests.factories import make_council, make_grant, make_membership, make_organisation, make_person, make_user

HEAD = ["Code of the seat", "Seat", "Full name", "Organisation", "First day", "Last day", "Order number",
        "Telephone", "E-mail"]  # fmt: skip
TODAY = date(2020, 1, 7)


@pytest.fixture(autouse=True)
def _january():
    with clock.at(TODAY), translation.override("en"):
        yield


@pytest.fixture
def council(db):
    return make_council("KG-B")


@pytest.fixture
def admin(db):
    return make_grant("administrator")


def book(*rows, head=HEAD):
    made = Workbook()
    made.active.title = "Members"
    for row in (head, *rows):
        made.active.append(row)
    kept = BytesIO()
    made.save(kept)
    return kept.getvalue()


def row(seat="youth", person="Айнура", organisation="Жаштар", first="1.3.2019", last=None, order="№ 5", **contacts):
    return [seat, None, person, organisation, first, last, order, contacts.get("phone"), contacts.get("email")]


def taken(council, admin, *rows, keep=True):
    read, faults = read_members(council, read_sheets(book(*rows)))
    assert not faults, faults
    changes, faults = bring_in(council, read, actor=admin, keep=keep)
    return [change.kind for change in changes], [(fault.place, fault.words) for fault in faults]


def test_rows_are_taken_and_the_same_file_again_changes_nothing(council, admin):
    rows = [row(phone="+996 700"), row("Chair", "Бакыт", "ОГА", datetime(2019, 1, 1), date(2020, 12, 31))]
    assert taken(council, admin, *rows) == (["appoint", "appoint"], [])
    entries, made = AuditEntry.objects.count(), Membership.objects.get(seat__code="youth")
    assert (made.ends_on, made.person.phone) == (date(2021, 2, 28), "+996 700")
    assert taken(council, admin, *rows) == (["unchanged", "unchanged"], [])
    assert AuditEntry.objects.count() == entries


def test_a_later_holder_replaces_the_earlier_one_and_contacts_follow(council, admin):
    held = make_membership(council, "youth", person=make_person("Старый"), starts_on=date(2019, 1, 1))
    assert taken(council, admin, row(first="1.1.2020")) == (["replace"], [])
    held.refresh_from_db()
    assert held.ends_on == date(2019, 12, 31)
    assert taken(council, admin, row(first="1.1.2020", email="a@example.kg")) == (["contacts"], [])
    assert Person.objects.get(full_name="Айнура").email == "a@example.kg"


def test_a_look_keeps_nothing_and_one_refused_row_takes_the_others_back(council, admin):
    make_organisation("media", name="Газета")
    assert taken(council, admin, row(), keep=False) == (["appoint"], [])
    assert not Membership.objects.exists() and not Person.objects.filter(full_name="Айнура").exists()
    _kinds, faults = taken(council, admin, row(), row("observer", "Б", "Газета"))
    assert faults[0][0] == "Members, C3" and "another" in faults[0][1]
    assert not Membership.objects.exists() and not AuditEntry.objects.exists()


def test_every_wrong_cell_is_named(council):
    wrong = book(
        row("treasurer"), row(person=None), row(first="31.2.2019"), row(first=None), row(email="no"),
        row(order="х" * 61), ["youth", "Youth", None, None, None, None, None, None, None],
    )  # fmt: skip
    read, faults = read_members(council, read_sheets(wrong))
    assert [fault.place for fault in faults] == [f"Members, {cell}" for cell in ("A2", "C3", "E4", "E5", "I6", "G7")]
    assert read == []


def test_a_formula_without_its_value_and_days_in_wrong_order_are_named(council):
    wrong = book(row(last="=TODAY()"), row(person="=A1"), row(first="1.3.2019", last="28.2.2019"))
    read, faults = read_members(council, read_sheets(wrong))
    assert [fault.place for fault in faults] == [f"Members, {cell}" for cell in ("F2", "C3", "F4")]
    assert "formula" in faults[0].words and "before the first" in faults[2].words and read == []


def test_two_people_for_one_seat_leave_nothing(council, admin):
    _kinds, faults = taken(council, admin, row(), row(person="Бакыт"))
    assert [place for place, _words in faults] == ["Members, C3"]
    assert not Membership.objects.exists() and not AuditEntry.objects.exists()


def test_a_file_with_too_many_rows_or_with_macros_is_refused(council):
    with pytest.raises(FileRefused, match="more than 500 rows"):
        read_members(council, read_sheets(book(*[row()] * 501)))
    with pytest.raises(FileRefused, match="more than 20000 rows"):
        read_sheets(book(*[row()] * 20_001))
    with_macros = BytesIO(book(row()))
    with ZipFile(with_macros, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"x")
    with pytest.raises(FileRefused, match="macros"):
        read_sheets(with_macros.getvalue())


def test_a_name_reaches_nobody_outside_the_council(council, admin):
    """An officer's name with another mailbox: neither the seat nor the address goes to whoever bears the name."""
    officer = make_grant("sms", username="officer").person
    officer.full_name, officer.email = "Айнура", "boss@gov.kg"
    officer.save()
    _kinds, faults = taken(council, admin, row(email="evil@example.org"))
    assert "known outside this council" in faults[0][1] and not Membership.objects.exists()
    officer.refresh_from_db()
    assert officer.email == "boss@gov.kg"


def test_the_address_of_an_account_is_not_changed_by_a_file(council, admin):
    taken(council, admin, row(email="a@example.kg"))
    make_user("ainura", person=Person.objects.get(full_name="Айнура"))
    _kinds, faults = taken(council, admin, row(email="evil@example.org"))
    assert "change the contacts on the person's own page" in faults[0][1]
    assert Person.objects.get(full_name="Айнура").email == "a@example.kg"


def test_contacts_never_stand_in_the_audit(council, admin):
    taken(council, admin, row(phone="+996 700 1", email="a@example.kg"))
    taken(council, admin, row(phone="+996 700 2", email="b@example.kg"))
    assert Person.objects.get(full_name="Айнура").phone == "+996 700 2"
    told = str(list(AuditEntry.objects.values()))
    assert "+996" not in told and "example.kg" not in told


@pytest.mark.parametrize("head", [["x"] * 9, HEAD[:3]])
def test_a_file_without_the_headings_is_refused(council, head):
    with pytest.raises(FileRefused, match="template"):
        read_members(council, read_sheets(book(row(), head=head)))
    with pytest.raises(FileRefused, match="names a person"):
        read_members(council, read_sheets(book()))


@pytest.mark.parametrize("language", ["ru", "ky", "en"])
def test_the_template_names_the_seats_and_reads_back_as_unchanged(council, admin, language):
    make_membership(council, "chair", person=make_person("=1+1"), starts_on=date(2019, 1, 1), ends_on=TODAY)
    with translation.override(language):
        content = member_sheet.template(composition_on(council, TODAY))
        sheet = load_workbook(BytesIO(content)).active
        assert [cell.value for cell in sheet["A"]][1:] == ["chair", "deputy", "secretary", "youth", "observer"]
        assert (sheet["C2"].value, sheet["C2"].data_type) == ("=1+1", "s")
        read, faults = read_members(council, read_sheets(content))
    assert not faults
    assert [change.kind for change in bring_in(council, read, actor=admin, keep=True)[0]] == ["unchanged"]


def test_the_pages_check_show_and_take(council, admin):
    client = Client(headers={"accept-language": "en"})
    client.force_login(admin, backend="allauth.account.auth_backends.AuthenticationBackend")
    address = reverse("actionplans:member-import", args=["KG-B"])

    def hand_in(content):
        return client.post(address, {"workbook": SimpleUploadedFile("m.xlsx", content)}).content.decode()

    refused = hand_in(book(row("treasurer")))
    assert "Nothing was taken" in refused and re.search(r'class="summary".*<a href="#id_workbook">[^<]*A2', refused)
    assert "<title>Error: Members" in refused
    assert "This is a PDF" in hand_in(b"%PDF-1.7")
    assert "no Excel workbook" in hand_in(b"a;b")
    page = hand_in(book(row()))
    assert "is appointed" in page and not Membership.objects.exists()
    packed = re.search(r'name="rows" value="([^"]+)"', page)[1]
    confirm = reverse("actionplans:member-confirm", args=["KG-B"])
    client.post(confirm, {"rows": packed + "x"})
    client.post(reverse("actionplans:member-confirm", args=[make_council("KG-O").code]), {"rows": packed})
    assert not Membership.objects.exists()
    client.post(confirm, {"rows": packed})
    assert Membership.objects.get().person.full_name == "Айнура"
    assert "nothing to take" in hand_in(book(row()))


TERMS = st.lists(st.tuples(st.integers(1, 40), st.integers(0, 20)), min_size=1, max_size=5)


@settings(max_examples=12, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.dictionaries(st.sampled_from(["chair", "youth", "observer"]), TERMS, min_size=1))
def test_a_plausible_history_reads_back_as_the_composition(db, history):
    from django.db import transaction

    with transaction.atomic():
        council, admin = make_council("KG-B"), make_grant("administrator")
        rows, said = [], {}
        for seat, terms in history.items():
            day = date(2019, 1, 1)
            for number, (length, gap) in enumerate(terms):
                last = day + timedelta(days=length - 1)
                rows.append(row(seat, f"{seat} {number}", f"Org {seat}", day, last))
                for offset in range(length):
                    said[seat, day + timedelta(days=offset)] = f"{seat} {number}"
                day = last + timedelta(days=gap + 1)
        assert not taken(council, admin, *reversed(rows))[1]
        for offset in range(0, 320, 7):
            day = date(2019, 1, 1) + timedelta(days=offset)
            for place in composition_on(council, day).places:
                held = place.membership and place.membership.person.full_name
                assert held == said.get((place.seat.code, day))
        assert set(taken(council, admin, *rows)[0]) == {"unchanged"}
        transaction.set_rollback(True)
