"""Organisations by name: any spelling, proposals, «the same as …», completion; /organisations/ (rules 3 and 17)."""

import threading
from datetime import date

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from actionplans.models import EventOrganisation
from councils import clock
from councils.models import AuditEntry, Organisation
from councils.organisations import listed, offered, uses_of
from councils.services.organisations import (
    edit_organisation,
    meanings,
    named,
    separate_organisation,
    unite_organisation,
)
from councils.states import IllegalMove, NotAllowed, OrganisationKind, Unfit
from tests.factories import make_council, make_event, make_item, make_member, make_organisation, make_plan

CANARY = "Канарейка Оша"


def signed_in(client, user):
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    client.cookies["django_language"] = "en"
    return client


@pytest.fixture
def osh(council):
    return make_council("KG-O")


def proposed_by(council, name):
    return named([name], council)[name]


# ---- a name and its organisation


@pytest.mark.parametrize(
    "typed",
    [
        "ОФ «Өнүгүү»", "оф «өнүгүү»", 'ОФ "Өнүгүү"', "О.Ф. „Өнүгүү“".replace("О.Ф.", "ОФ"), "  ОФ   Өнүгүү ",
        "ОФ 'Өнүгүү'.", "ОФ “ӨНҮГҮҮ”",
    ],
)  # fmt: skip
def test_any_spelling_gives_the_same_organisation(council, typed):
    known = make_organisation(name="ОФ «Өнүгүү»")

    assert named([typed], council) == {typed: known}
    assert Organisation.objects.count() == 1


def test_yo_and_ye_are_one_letter_but_kyrgyz_letters_are_their_own(council):
    known = make_organisation(name="Тёплый дом")

    assert named(["теплый дом"], council)["теплый дом"] == known
    assert named(["Онугуу"], council)["Онугуу"] != named(["Өнүгүү"], council)["Өнүгүү"]


def test_a_name_nobody_knows_is_proposed_by_the_council_once(council):
    found = named(["Новая школа", "новая  ШКОЛА"], council)

    (row,) = Organisation.objects.all()
    assert set(found.values()) == {row}
    assert (row.proposed, row.proposed_by) == (True, council)
    assert named(["НОВАЯ школа"], council)["НОВАЯ школа"] == row


def test_another_spelling_gives_the_organisation_that_it_means(council, admin):
    real, other = make_organisation(name="Центр занятости"), make_organisation(name="ЦЗ")
    unite_organisation(other, real, actor=admin)

    assert named(["ЦЗ", "цз", "Центр занятости"], council) == {"ЦЗ": real, "цз": real, "Центр занятости": real}
    assert meanings()("«цз»") == real.pk


def test_known_names_cost_one_query_however_many(council):
    names = [make_organisation(name=f"Школа {n}").name for n in range(30)]

    with CaptureQueriesContext(connection) as asked:
        assert len(named(names, council)) == 30
    assert len(asked) == 1


def test_who_comes_second_with_the_same_name_gets_the_firsts(council, osh, monkeypatch):
    """Between looking and writing another council brings the same name: no error, one row."""
    write = Organisation.objects.bulk_create

    def late(rows, **options):
        Organisation.objects.create(name="Общая", kind="government", proposed=True, proposed_by=osh)
        return write(rows, **options)

    monkeypatch.setattr(Organisation.objects, "bulk_create", late)

    assert named(["Общая"], council)["Общая"].proposed_by == osh
    assert Organisation.objects.filter(name="Общая").count() == 1


@pytest.mark.django_db(transaction=True)
def test_councils_that_propose_the_same_name_at_once_make_one_organisation():
    councils = [make_council(code) for code in ("KG-B", "KG-O", "KG-J", "KG-T")]
    start, found, broken = threading.Barrier(len(councils)), [], []

    def propose(council):
        try:
            start.wait()
            with transaction.atomic():
                found.append(named(["Общая школа"], council)["Общая школа"].pk)
        except Exception as error:  # told below, in the test's own thread
            broken.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=propose, args=[council]) for council in councils]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert broken == []
    assert len(found) == 4 and len(set(found)) == 1
    assert Organisation.objects.filter(name="Общая школа").count() == 1


# ---- what administrators do


def test_accepting_gives_the_kind_and_the_right_name_and_keeps_the_typed_one(council, admin):
    row = proposed_by(council, "центр занятасти")
    edit_organisation(row, name="Центр  занятости", kind=OrganisationKind.SELF_GOVERNMENT, actor=admin)

    row.refresh_from_db()
    assert (row.name, row.kind, row.proposed) == ("Центр занятости", "self_government", False)
    assert named(["Центр занятасти"], council)["Центр занятасти"] == row
    entry = AuditEntry.objects.get(action="organisation.accept")
    assert (entry.chain, entry.subject) == ("system", f"organisation:{row.pk}")
    assert '"name":"центр занятасти"' in entry.text and '"name":"Центр занятости"' in entry.text


def test_renaming_is_told_and_the_same_again_is_not(admin, db):
    row = make_organisation(name="ЦОН")
    for _time in range(2):
        edit_organisation(row, name="«ЦОН»", kind=row.kind, actor=admin)

    assert AuditEntry.objects.filter(action="organisation.edit").count() == 1
    assert Organisation.objects.count() == 1  # only quotes differ: no other spelling is needed


def test_a_name_that_another_bears_is_refused_in_any_spelling(admin, council):
    make_organisation(name="ЦОН")
    row = proposed_by(council, "Центр обслуживания")

    with pytest.raises(Unfit, match="There is “ЦОН” already"):
        edit_organisation(row, name="«цон»", kind=row.kind, actor=admin)
    row.refresh_from_db()
    assert row.proposed


def test_a_name_that_a_council_proposes_at_the_same_moment_is_refused_in_words(admin, db, monkeypatch):
    row = make_organisation(name="Кызыл Ай", kind="civil_society")
    monkeypatch.setattr(
        "councils.services.organisations._free_name",
        lambda fresh, name: Organisation.objects.create(name=name, kind="government", proposed=True),
    )

    with pytest.raises(Unfit, match="“Красный Полумесяц”"):
        edit_organisation(row, name="Красный Полумесяц", kind="civil_society", actor=admin)

    row.refresh_from_db()
    assert row.name == "Кызыл Ай"


def test_a_wrong_correction_can_be_corrected_back(admin, db):
    row = make_organisation(name="ЦОН")
    edit_organisation(row, name="ЦОП", kind=row.kind, actor=admin)
    edit_organisation(row, name="ЦОН", kind=row.kind, actor=admin)

    assert sorted(Organisation.objects.values_list("name", "same_as")) == [("ЦОН", None), ("ЦОП", row.pk)]


def test_a_spelling_that_records_use_is_not_taken_back(admin, council):
    real, other = make_organisation(name="Центр занятости"), make_organisation(name="ЦЗ")
    use(council, other)
    unite_organisation(other, real, actor=admin)

    with pytest.raises(Unfit, match="There is “ЦЗ” already"):
        edit_organisation(real, name="ЦЗ", kind=real.kind, actor=admin)


def use(council, organisation, times=1):
    plan = make_plan(council) if not council.plans.exists() else council.plans.get()
    item = plan.items.first() or make_item(plan)
    for _time in range(times):
        event = make_event(council, item)
        EventOrganisation.objects.create(event=event, organisation=organisation)


@pytest.mark.parametrize(("name", "kind"), [("  ", "government"), ("д" * 201, "government"), ("ЦОН", "bank")])
def test_an_organisation_without_name_or_kind_is_refused(admin, name, kind):
    with pytest.raises(Unfit, match="at most 200"):
        edit_organisation(make_organisation(), name=name, kind=kind, actor=admin)


def test_what_was_recorded_stays_with_the_spelling(admin, council):
    real, other = make_organisation(name="Центр занятости"), proposed_by(council, "ЦЗ")
    use(council, other)
    unite_organisation(other, real, actor=admin)

    other.refresh_from_db()
    assert (other.same_as, other.proposed) == (real, False)
    assert EventOrganisation.objects.get().organisation == other
    assert offered(council, "ц") == ["Центр занятости"]
    assert '"same_as":"Центр занятости"' in AuditEntry.objects.get(action="organisation.unite").text


def test_no_spelling_of_a_spelling_and_no_ring(admin, council):
    real, second, third = (make_organisation(name=name) for name in ("Один", "Два", "Три"))
    unite_organisation(second, real, actor=admin)

    with pytest.raises(Unfit, match="another spelling itself: choose “Один”"):
        unite_organisation(third, second, actor=admin)
    with pytest.raises(Unfit, match="“Два” is another spelling of this one"):
        unite_organisation(real, third, actor=admin)
    with pytest.raises(Unfit, match="another spelling itself"):
        unite_organisation(real, second, actor=admin)
    with pytest.raises(Unfit, match="Choose another"):
        unite_organisation(third, third, actor=admin)
    with pytest.raises(Unfit, match="accept it first"):
        unite_organisation(third, proposed_by(council, "Четыре"), actor=admin)
    with pytest.raises(IllegalMove, match="the same as “Один” already"):
        unite_organisation(second, real, actor=admin)
    with pytest.raises(IllegalMove, match="another spelling"):
        edit_organisation(second, name="Пять", kind="government", actor=admin)
    assert set(Organisation.objects.filter(same_as__isnull=False)) == {second}


def test_not_the_same_after_all(admin, council):
    real, other = make_organisation(name="Центр занятости"), make_organisation(name="ЦЗ")
    unite_organisation(other, real, actor=admin)
    separate_organisation(other, actor=admin)

    assert named(["ЦЗ"], council)["ЦЗ"] == other
    with pytest.raises(IllegalMove):
        separate_organisation(other, actor=admin)


def test_only_administrators_keep_organisations(sms, council):
    row, other, secretary = make_organisation(), make_organisation(), make_member(council)
    for step in (
        lambda actor: edit_organisation(row, name="x", kind="government", actor=actor),
        lambda actor: unite_organisation(row, other, actor=actor),
        lambda actor: separate_organisation(row, actor=actor),
    ):
        for actor in (sms, secretary):
            with pytest.raises(NotAllowed):
                step(actor)


# ---- the list and its pages


def test_proposed_ones_stand_first_with_their_council_and_how_often_they_are_used(client, admin, council):
    make_organisation(name="Өнүгүү")
    make_organisation(name="Ош маркази")
    use(council, proposed_by(council, "Яблоко"), times=3)

    page = signed_in(client, admin).get("/organisations/")

    assert [(row.name, uses) for row, uses in page.context["lines"]] == [
        ("Яблоко", 3), ("Ош маркази", 0), ("Өнүгүү", 0),
    ]  # fmt: skip
    assert "Batken oblast" in page.content.decode() and page.context["proposed"] == 1


def test_uses_are_counted_in_every_app(council):
    organisation = make_member(council).person.memberships.get().organisation
    use(council, organisation, times=2)
    council.plans.get().items.get().responsibles.create(organisation=organisation)

    other = make_organisation()
    assert uses_of([organisation, other]) == {organisation.pk: 4, other.pk: 0}


def test_the_list_is_searched_by_any_word_with_either_alphabet(db):
    for name in ("ОФ «Өнүгүү»", "Айыл өкмөтү", "ЦОН"):
        make_organisation(name=name)

    assert [row.name for row in listed("онуг")] == ["ОФ «Өнүгүү»"]
    assert [row.name for row in listed("ӨК айыл")] == ["Айыл өкмөтү"]
    assert len(listed("")) == 3 and listed("гүү") == []


@pytest.mark.parametrize("more", [0, 12])
def test_the_list_asks_as_often_for_few_as_for_many(client, admin, council, more):
    for number in range(more + 1):
        use(council, proposed_by(council, f"Школа {number}"))
    browser = signed_in(client, admin)
    with CaptureQueriesContext(connection) as asked:
        browser.get("/organisations/")
    assert len(asked) == 14, [query["sql"][:90] for query in asked]


def test_the_administrator_accepts_and_unites_on_pages(client, admin, council):
    row = proposed_by(council, "центр занятасти")
    browser = signed_in(client, admin)
    typed = {"name": "Центр занятости", "kind": "self_government"}
    assert browser.post(f"/organisations/{row.pk}/edit/", typed).status_code == 302
    other = proposed_by(council, "ЦЗ")
    page = browser.get(f"/organisations/{other.pk}/same/").content.decode()
    assert f'<option value="{row.pk}">Центр занятости</option>' in page
    assert browser.post(f"/organisations/{other.pk}/same/", {"other": row.pk}).status_code == 302
    other.refresh_from_db()
    assert other.same_as == row
    assert "Not the same after all" in browser.get(f"/organisations/{other.pk}/edit/").content.decode()
    assert browser.post(f"/organisations/{other.pk}/other/").status_code == 302
    other.refresh_from_db()
    assert other.same_as is None


def test_a_refusal_stands_on_the_field_and_keeps_what_was_typed(client, admin, council):
    make_organisation(name="ЦОН")
    row = proposed_by(council, "ЦО")
    page = signed_in(client, admin).post(f"/organisations/{row.pk}/edit/", {"name": "цон", "kind": "government"})

    body = page.content.decode()
    assert page.status_code == 200 and "There is “ЦОН” already" in body and 'value="цон"' in body


# ---- completion while typing


def found(client, code, text):
    answer = client.get("/organisations/find/", {"council": code, "q": text})
    return answer.json()["names"] if answer.status_code == 200 else answer.status_code


def test_a_council_is_offered_accepted_names_and_its_own_proposals(client, council, osh, admin):
    make_organisation(name="Канцелярия акима")
    proposed_by(council, "Канатоход")
    proposed_by(osh, CANARY)
    other = make_organisation(name="Канцелярия")
    unite_organisation(other, Organisation.objects.get(name="Канцелярия акима"), actor=admin)
    browser = signed_in(client, make_member(council))

    assert found(browser, "KG-B", "кан") == ["Канатоход", "Канцелярия акима"]
    assert found(browser, "KG-B", "АКИ") == ["Канцелярия акима"]
    assert found(browser, "KG-B", "оша") == [] and found(browser, "KG-B", CANARY) == []
    assert found(browser, "KG-B", "") == [] and found(browser, "KG-B", " «» ") == []


def test_another_councils_proposal_is_offered_once_it_is_accepted(council, osh, admin):
    row = proposed_by(osh, CANARY)
    assert offered(council, "канар") == [] and offered(osh, "канар") == [CANARY]
    edit_organisation(row, name=CANARY, kind="youth", actor=admin)
    assert offered(council, "канар") == [CANARY]


def test_at_most_ten_are_offered_those_that_begin_so_first(council):
    for number in range(12):
        make_organisation(name=f"Средняя школа {number}")
    make_organisation(name="Школа-гимназия")

    names = offered(council, "школа")
    assert len(names) == 10 and names[0] == "Школа-гимназия"
    assert offered(council, "гимн") == ["Школа-гимназия"]


def test_kyrgyz_letters_are_folded_whatever_the_database(council):
    make_organisation(name="ӨНҮГҮҮ")
    make_organisation(name="Ңаа")

    assert offered(council, "өнү") == offered(council, "ону") == ["ӨНҮГҮҮ"]
    assert offered(council, "ң") == offered(council, "Н") == ["Ңаа"]


def test_only_who_records_for_the_council_is_answered(client, council, osh, sms):
    answers = {
        make_member(council, "chair"): 403, make_member(osh): 404, sms: 403,
        make_member(council, ends_on=date(2019, 1, 1)): 404,
    }  # fmt: skip
    with clock.at(date(2020, 1, 7)):
        for user, status in answers.items():
            assert found(signed_in(client, user), "KG-B", "а") == status
    assert client.get("/organisations/find/").status_code == 404
