"""Pages of councils: who reaches which, what an administrator can do there, what they cost."""

import re
from datetime import date
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from councils import audit, jobs, services, tasks
from councils.models import AuditEntry, Charter, Council, Grant, Job, Membership, Person, Seat, User
from councils.states import AUDIT_ACTIONS
from tests.factories import (
    make_charter_with_seats,
    make_council,
    make_grant,
    make_member,
    make_membership,
    make_operator,
    make_organisation,
    make_person,
    make_user,
)

APPOINTMENT = {"starts_on": "7.1.2020", "ends_on": "", "order_number": "№ 12"}


@pytest.fixture
def client():
    return Client(headers={"accept-language": "en"})


def url(name, *args):
    return reverse(f"councils:{name}", args=args)


@pytest.fixture
def world(council, admin, sms):
    """Two councils, a second charter that nobody adopted, one user of each role, a failed job of the administrator."""
    make_council("KG-O")
    make_charter_with_seats()
    people = {
        "secretary": make_member(council, "secretary"), "chair": make_member(council, "chair"),
        "member": make_member(council, "youth"), "stranger": make_member(Council.objects.get(code="KG-O")),
        "nobody": make_user(), "ga": make_grant("ga"), "sms": sms, "administrator": admin,
    }  # fmt: skip
    people["membership"] = Membership.objects.get(person__user=people["member"])
    people["job"] = Job.objects.create(kind="open_report", key="2019-Q4 KG-B", owner=admin, state="failed")
    return people


def pages(world):
    """Page -> (address, who gets 200; others 403; strangers as told)."""
    admin, member = {"administrator"}, {"secretary", "chair", "member"}
    upper = {"sms", "ga", "administrator"}
    pk, user = world["membership"].pk, world["nobody"].pk
    everybody = {"secretary", "chair", "member", "stranger", "nobody", *upper}
    return {
        url("council-list"): (everybody, 403),
        url("council-detail", "KG-B"): (member | upper, 404),
        url("council-edit", "KG-B"): (admin, 404),
        url("charter-adopt", "KG-B"): (admin, 404),
        url("deviation-add", "KG-B"): (admin, 404),
        url("membership-appoint", "KG-B", "deputy"): (admin, 404),
        url("membership-acting", "KG-B", "deputy"): ({"sms"}, 404),
        url("membership-end", pk): (admin, 404),
        url("membership-extend", pk): (admin, 404),
        url("person-edit", world["membership"].person_id): (admin, 403),
        url("charter-list"): (everybody, 403),
        url("charter-detail", 1): (everybody, 403),
        url("charter-create"): (admin, 403),
        url("charter-edit", 2): (admin, 403),
        url("seat-add", 2): (admin, 403),
        url("seat-edit", 2, "youth"): (admin, 403),
        url("user-list"): (admin, 403),
        url("user-create"): (admin, 403),
        url("user-detail", user): (admin, 403),
        url("grant-create") + f"?user={user}": (admin, 403),
        url("grant-end", Grant.objects.get(user=world["ga"]).pk): (admin, 403),
        url("audit-list"): ({"sms", "administrator"}, 403),
        url("job-list"): (everybody, 403),
    }


ROLES = ("secretary", "chair", "member", "stranger", "nobody", "ga", "sms", "administrator")


@pytest.mark.parametrize("role", ROLES)
def test_each_page_opens_for_its_roles_and_for_no_other(client, world, role):
    client.force_login(world[role])
    for address, (allowed, strangers) in pages(world).items():
        outside = role in {"stranger", "nobody"}
        expected = 200 if role in allowed else strangers if outside else 403
        assert client.get(address).status_code == expected, (address, role)


@pytest.mark.parametrize("role", [role for role in ROLES if role != "administrator"])
def test_steps_by_post_are_the_administrators(client, world, role):
    client.force_login(world[role])
    before = AuditEntry.objects.count()
    for address in (
        url("seat-remove", 2, "youth"),
        url("user-switch", world["nobody"].pk), url("user-invite", world["nobody"].pk),
        url("user-uninvite", world["nobody"].pk),
        url("membership-appoint", "KG-B", "deputy"), url("membership-end", world["membership"].pk),
    ):  # fmt: skip
        assert client.post(address, {"active": "no"}).status_code in {403, 404}, address
    assert client.post(url("job-again", world["job"].pk)).status_code == 404
    assert (AuditEntry.objects.count(), Job.objects.count()) == (before, 1)


def test_steps_by_post_answer_get_with_405(client, world):
    client.force_login(world["administrator"])
    for address in (
        url("seat-remove", 2, "youth"),
        url("user-switch", world["nobody"].pk), url("user-uninvite", world["nobody"].pk),
        url("job-again", world["job"].pk),
    ):  # fmt: skip
        assert client.get(address).status_code == 405, address


def test_visitors_are_sent_to_the_sign_in(client, world):
    for address in [*pages(world), url("job-detail", world["job"].pk)]:
        response = client.get(address)
        assert (response.status_code, response.url.split("?")[0]) == (302, reverse("account_login")), address


def test_what_does_not_exist_is_not_found(client, world):
    client.force_login(world["administrator"])
    for address in (
        url("council-detail", "KG-X"), url("charter-detail", 9), url("user-detail", 999), url("job-detail", 999),
        url("membership-appoint", "KG-B", "treasurer"), url("membership-end", 999), url("grant-create") + "?user=x",
        url("grant-create"),
    ):  # fmt: skip
        assert client.get(address).status_code == 404, address


def text_of(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize(("role", "shown"), [("administrator", True), ("sms", True), ("ga", False), ("chair", False)])
def test_contacts_are_shown_to_administrators_and_sms_only(client, world, role, shown):
    Person.objects.filter(user=world["member"]).update(phone="+996 555 010203", email="canary@example.kg")
    client.force_login(world[role])

    text = text_of(client, url("council-detail", "KG-B"))
    assert ("010203" in text, "canary@example.kg" in text) == (shown, shown)


def test_a_council_shows_who_sat_there_on_any_day(client, world, council):
    person = make_person("Гүлнара Эсенова")
    make_membership(council, "deputy", person=person, starts_on=date(2018, 6, 1), ends_on=date(2019, 3, 14))
    client.force_login(world["secretary"])
    address = url("council-detail", "KG-B")

    assert "the council on 14 march 2019" in text_of(client, address + "?on=14.3.2019").lower()
    held = client.get(address + "?on=14.3.2019").context["composition"]
    vacant = client.get(address + "?on=2019-03-15").context["composition"]
    assert [p.membership and p.membership.person for p in (held.places[1], vacant.places[1])] == [person, None]
    assert "No charter was in force that day" in text_of(client, address + "?on=30.4.2018")
    assert "is not a date" in text_of(client, address + "?on=soon")


def test_a_council_warns_before_nobody_can_sign_or_record(client, council, admin):
    make_membership(council, "chair", ends_on=date(2020, 5, 13))
    client.force_login(admin)

    text = text_of(client, url("council-detail", "KG-B"))

    assert "Nobody can sign from 14 May 2020" in text
    assert "Nobody can record for the council" in text


def test_the_quorum_of_the_day_is_shown(client, world):
    client.force_login(world["secretary"])

    composition = client.get(url("council-detail", "KG-B")).context["composition"]
    assert (composition.quorum, composition.filled) == (2, 3)


def test_an_administrator_appoints_somebody_new(client, world):
    client.force_login(world["administrator"])
    new = {"new_person": "Бакыт Маматов", "new_organisation": "Аппарат"}

    response = client.post(url("membership-appoint", "KG-B", "deputy"), APPOINTMENT | new)

    assert (response.status_code, response.url) == (302, url("council-detail", "KG-B"))
    made = Membership.objects.get(person__full_name="Бакыт Маматов")
    assert (made.seat.code, made.starts_on, made.ends_on) == ("deputy", date(2020, 1, 7), date(2022, 1, 6))


def test_the_form_names_the_holder_when_the_seat_is_taken(client, world):
    client.force_login(world["administrator"])
    holder = world["chair"].person.full_name
    who = {"person": make_person().pk, "organisation": make_organisation().pk}

    response = client.post(url("membership-appoint", "KG-B", "chair"), APPOINTMENT | who)

    assert response.status_code == 200
    [error] = response.context["form"].errors["starts_on"]
    assert error == f"The seat is held by {holder} from 1 May 2018, without a last day."
    assert Membership.objects.filter(seat__code="chair").count() == 1


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"new_organisation": "x"}, "person"),
        ({"new_person": "x"}, "organisation"),
        ({"new_person": "x", "new_organisation": "x", "starts_on": "31.2.2020"}, "starts_on"),
        ({"new_person": "x", "new_organisation": "x", "order_number": ""}, "order_number"),
    ],
)
def test_an_incomplete_appointment_is_refused_at_its_field(client, world, data, field):
    client.force_login(world["administrator"])
    before = Membership.objects.count()

    response = client.post(url("membership-appoint", "KG-B", "deputy"), APPOINTMENT | data)
    assert list(response.context["form"].errors) == [field]
    assert Membership.objects.count() == before


def test_the_appointment_offers_organisations_of_the_seats_kind(client, world):
    fits, other = make_organisation("youth"), make_organisation("media")
    client.force_login(world["administrator"])

    offered = client.get(url("membership-appoint", "KG-B", "youth")).context["form"].fields["organisation"].queryset
    assert fits in offered and other not in offered


def test_switching_the_language_keeps_what_was_typed_and_appoints_nobody(client, world):
    client.force_login(world["administrator"])
    address, before = url("membership-appoint", "KG-B", "deputy"), Membership.objects.count()

    client.post(address, APPOINTMENT | {"new_person": "Бакыт Маматов", "set_language": "ky"})
    assert Membership.objects.count() == before
    text = text_of(client, address)
    assert 'value="Бакыт Маматов"' in text and '<html lang="ky">' in text
    client.post(address, APPOINTMENT | {"new_person": "Бакыт Маматов", "new_organisation": "Аппарат"})
    assert 'value="Бакыт Маматов"' not in text_of(client, address)


def test_sms_names_an_acting_holder(client, world):
    client.force_login(world["sms"])
    who = {"new_person": "Асель Кадырова", "new_organisation": "Мэрия"}

    response = client.post(url("membership-acting", "KG-B", "deputy"), APPOINTMENT | who | {"ends_on": "7.3.2020"})
    assert "up to 60 days" in str(response.context["form"].errors)
    client.post(url("membership-acting", "KG-B", "deputy"), APPOINTMENT | who | {"ends_on": "6.3.2020"})

    assert Membership.objects.get(person__full_name="Асель Кадырова").acting


def test_ending_and_extending_a_membership(client, council, admin):
    membership = make_membership(council, "chair", ends_on=date(2020, 5, 13))
    client.force_login(admin)

    client.post(url("membership-extend", membership.pk), {"ends_on": "13.5.2021", "order_number": "5"})
    assert Membership.objects.get().ends_on == date(2021, 5, 13)
    client.post(url("membership-end", membership.pk), {"ends_on": "31 января 2020", "order_number": "6"})
    assert Membership.objects.get().ends_on == date(2020, 1, 31)
    refused = client.post(url("membership-end", membership.pk), {"ends_on": "1.2.2020", "order_number": "6"})
    assert "ends on 31 January 2020 already" in str(refused.context["form"].errors)


def test_a_version_is_written_changed_and_adopted(client, council, admin):
    client.force_login(admin)
    first = Charter.objects.get()

    made = client.post(url("charter-create"), {"copy_of": first.pk})
    assert made.url == url("charter-edit", 2)
    form = client.get(made.url).context["form"]
    values = {name: form[name].value() or "" for name in form.fields if form[name].value() is not False}
    client.post(made.url, values | {"notice_days": "5", "preamble_ru": "Положение"})
    seat = {"name_ru": "СМИ", "name_ky": "ЖМК", "name_en": "Media", "organisation_kind": "media", "role": "member"}
    client.post(url("seat-add", 2), seat | {"code": "media", "position": "6", "voting": "on"})
    client.post(url("seat-edit", 2, "media"), seat | {"code": "media", "position": "6"})
    client.post(url("seat-remove", 2, "youth"))
    pk = Charter.objects.get(number=2).pk
    client.post(url("charter-adopt", "KG-B"), {"version": pk, "adopted_on": "7.1.2020", "order_number": "№ 4"})

    version = Charter.objects.get(number=2)
    assert (version.notice_days, version.preamble_ru, version.quorum_rule) == (5, "Положение", "more_than")
    assert [(s.code, s.voting) for s in version.seats.all()][-2:] == [("observer", False), ("media", False)]
    assert council.adoptions.last().charter == version
    refused = client.post(url("charter-edit", 2), values)
    assert "write the next version" in str(refused.context["form"].errors)


def test_a_deviation_is_approved_and_shown(client, council, admin):
    client.force_login(admin)
    data = {"field": "notice_days", "value": "7", "approved_on": "20.6.2018", "order_number": "№ 8"}

    assert client.post(url("deviation-add", "KG-B"), data).status_code == 302
    text = text_of(client, url("council-detail", "KG-B"))
    assert "№ 8, 20 June 2018" in text and "7 days before" in text
    refused = client.post(url("deviation-add", "KG-B"), data | {"field": "meetings_a_year", "value": "many"})
    assert list(refused.context["form"].errors) == ["value"]


def test_names_of_a_council_are_changed(client, council, admin):
    client.force_login(admin)
    names = {"name_ru": "Совет", "name_ky": "Кеңеш", "name_en": "Council"}

    client.post(url("council-edit", "KG-B"), names | {"founded_on": "1.5.2018"})
    assert Council.objects.get().names == {"ru": "Совет", "ky": "Кеңеш", "en": "Council"}


def test_a_new_accounts_code_is_on_its_page_once(client, admin):
    client.force_login(admin)

    response = client.post(
        url("user-create"), {"username": "aigul", "new_person": "Айгүл Токтосунова", "language": "ky"}
    )
    made = User.objects.get(username="aigul")
    assert response.url == url("user-invite", made.pk)
    assert (made.language, made.person.full_name) == ("ky", "Айгүл Токтосунова")

    response = client.post(url("user-invite", made.pk), {"kind": "paper"})
    code = response.context["code"]
    assert code in response.content.decode() and response.context["language"] == "ky"
    for page in (url("user-detail", made.pk), url("user-list"), url("audit-list")):
        assert code not in text_of(client, page)


def test_an_account_is_switched_off_and_on(client, admin):
    user = make_user("aigul")
    client.force_login(admin)

    client.post(url("user-switch", user.pk), {"active": "no"})
    client.post(url("user-switch", user.pk), {"active": "no"})
    assert not User.objects.get(pk=user.pk).is_active
    client.post(url("user-switch", user.pk), {"active": "yes"})
    assert User.objects.get(pk=user.pk).is_active


def test_the_system_account_is_nowhere_among_the_users(client, admin, council):
    operator = make_operator()
    client.force_login(admin)

    assert operator not in client.get(url("user-list")).context["page"].object_list
    for address in (url("user-detail", operator.pk), url("grant-create") + f"?user={operator.pk}"):
        assert client.get(address).status_code == 404
    assert client.post(url("user-invite", operator.pk), {"kind": "paper"}).status_code == 404


def test_a_right_is_given_and_ended(client, admin):
    user = make_user("nurlan")
    client.force_login(admin)
    given = {"role": "sms", "starts_on": "7.1.2020", "ends_on": "", "order_number": "№ 3"}

    assert client.post(url("grant-create") + f"?user={user.pk}", given).url == url("user-detail", user.pk)
    again = client.post(url("grant-create") + f"?user={user.pk}", given)
    assert "holds the right" in str(again.context["form"].errors)
    grant = Grant.objects.get(user=user)
    client.post(url("grant-end", grant.pk), {"ends_on": "31.1.2020"})
    assert Grant.objects.get(pk=grant.pk).ends_on == date(2020, 1, 31)
    text = text_of(client, url("user-detail", user.pk))
    assert "sees all councils" in text and "31.01.2020" in text


def test_a_users_page_says_what_the_user_may_and_why(client, world, admin):
    client.force_login(admin)

    text = text_of(client, url("user-detail", world["secretary"].pk))
    assert "logs events, writes and prepares reports" in text and "№ 2" in text and "01.05.2018" in text


def test_a_persons_contacts_are_changed(client, council, admin):
    person = make_person("Асель Кадырова")
    client.force_login(admin)

    client.post(
        url("person-edit", person.pk), {"full_name": "Асель Кадырова", "phone": "+996 555 010203", "email": ""}
    )
    assert Person.objects.get(pk=person.pk).phone == "+996 555 010203"
    assert "010203" not in text_of(client, url("audit-list"))


def test_the_audit_log_is_filtered_by_chain_and_in_words(client, council, admin):
    person = make_person()
    services.appoint(council, "chair", person, "Аппарат", starts_on=date(2020, 1, 7), order_number="12", actor=admin)
    client.force_login(admin)

    lines = client.get(url("audit-list")).context["lines"]
    assert [(line.entry.chain, str(line.action)) for line in lines] == [
        ("KG-B", "Member appointed"), ("system", "Organisation entered"),
    ]  # fmt: skip
    [line] = client.get(url("audit-list") + "?chain=KG-B").context["lines"]
    assert ("order_number", None, "12") in line.facts
    assert len(client.get(url("audit-list") + "?chain=KG-X").context["lines"]) == 2


def test_every_step_of_this_app_has_its_words():
    sources = [*Path("councils/services").glob("*.py"), Path("councils/reference_data.py")]
    text = " ".join(path.read_text() for path in sources)
    kinds = "|".join({action.partition(".")[0] for action in AUDIT_ACTIONS})
    used = set(re.findall(rf'"((?:{kinds})\.\w+)"', text))
    of_before = {"user.password"}  # passwords are not given any more; what was written then is still read
    assert used | of_before == set(AUDIT_ACTIONS)


@pytest.fixture
def many(council, admin):
    """More rows on each list: a council, people with accounts, seats and grants, steps and jobs."""

    def grow(count):
        for number in range(count):
            make_grant("sms")
            audit.record("note.add", f"note:{number}", actor=admin, council=council, before={"a": 1}, after={"a": 2})
            Job.objects.create(kind="open_report", key=f"{Job.objects.count()}", owner=admin)
            make_charter_with_seats()
        code = ("KG-O", "KG-T")[Council.objects.count() - 1]
        for seat in ("chair", "secretary"):
            make_member(make_council(code) if seat == "chair" else Council.objects.get(code=code), seat)

    return grow


@pytest.mark.parametrize("name", ["council-list", "user-list", "audit-list", "job-list", "charter-list"])
def test_a_list_costs_the_same_with_few_rows_and_with_many(client, many, admin, name):
    client.force_login(admin)
    costs = []
    for count in (1, 20):
        many(count)
        client.get(url(name))
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url(name)).status_code == 200
        costs.append(len(queries))
    assert costs[0] == costs[1]


def test_lists_have_pages(client, admin, council):
    for _n in range(51):
        audit.record("note.add", "note:1", actor=admin, council=council)
    client.force_login(admin)

    assert len(client.get(url("audit-list")).context["lines"]) == 50
    assert len(client.get(url("audit-list") + "?chain=KG-B&page=2").context["lines"]) == 1
    assert "chain=KG-B&amp;page=2" in text_of(client, url("audit-list") + "?chain=KG-B")


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"state": "queued", "params": {"quarter": "2019-Q4"}}, "Make a file of a report: Quarter IV 2019"),
        ({"state": "running", "done": 3, "total": 8}, "3 of 8 done"),
        ({"state": "done", "result": {"url": "/files/1/"}}, 'href="/files/1/"'),
        ({"state": "failed", "error": "The plan has no items."}, "The plan has no items."),
        ({"state": "failed", "error": ""}, "Something went wrong on our side"),
    ],
)
def test_a_job_says_how_it_stands_to_its_owner(client, admin, values, words):
    job = Job.objects.create(kind="render_workbook", key="working/2019-Q4/KG-B/ru/2", owner=admin, **values)
    client.force_login(admin)

    text = text_of(client, url("job-detail", job.pk))
    assert words in text and "Make a file of a report" in text and "working/" not in text
    assert ("You can leave this page" in text) == (values["state"] in ("queued", "running"))
    assert ("Run again" in text) == (values["state"] == "failed")


def test_a_job_is_its_owners_and_those_of_nobody_are_the_sms_officers(client, admin, sms):
    own = Job.objects.create(kind="x", key="1", owner=admin)
    nobodys = Job.objects.create(kind="x", key="2")
    client.force_login(sms)

    assert client.get(url("job-detail", own.pk)).status_code == 404
    assert client.get(url("job-detail", nobodys.pk)).status_code == 200
    assert list(client.get(url("job-list")).context["page"]) == [nobodys]


def test_failed_work_is_run_again_by_its_owner(client, world, monkeypatch):
    monkeypatch.setattr(tasks.run_job, "delay", lambda pk: None)
    client.force_login(world["administrator"])

    response = client.post(url("job-again", world["job"].pk))

    again = Job.objects.get(state="queued")
    assert response.url == url("job-detail", again.pk)
    client.post(url("job-again", again.pk))
    assert Job.objects.count() == 2
    assert jobs.claim(again.pk) is not None


def test_extra_fields_of_a_post_change_nothing(client, world):
    client.force_login(world["administrator"])
    new = {"new_person": "Бакыт Маматов", "new_organisation": "Аппарат", "acting": "on", "seat": "1", "council": "2"}

    client.post(url("membership-appoint", "KG-B", "deputy"), APPOINTMENT | new)
    made = Membership.objects.get(person__full_name="Бакыт Маматов")
    assert (made.acting, made.seat.code, made.council.code) == (False, "deputy", "KG-B")
    assert Seat.objects.filter(charter__number=1).count() == 5


@pytest.mark.parametrize("language", ["ky", "ru", "en"])
def test_pages_open_in_each_language(client, world, language):
    client.force_login(world["administrator"])
    User.objects.update(language=language)
    for address, (allowed, _strangers) in pages(world).items():
        if "administrator" in allowed:
            assert f'<html lang="{language}">' in text_of(client, address), address
