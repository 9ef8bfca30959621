"""/programme/ and who answers for what: measures against councils, organisations against items (rules 5 and 9)."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actionplans.answering import group_by_organisation
from actionplans.models import Amendment, ItemVersion, Measure, Programme
from actionplans.programme import items_in, matrix_of
from actionplans.states import AmendmentStatus
from actionplans.wording import content_of, draft_of
from councils.models import Organisation
from tests.factories import make_council, make_grant, make_item, make_member, make_organisation, make_plan, make_user

from .conftest import TODAY, signed_in

CANARY = "канарейка"


@pytest.fixture
def measures(batken):
    programme = Programme.objects.create(
        name_en="Programme", name_ru="Программа", name_ky="Программа", starts_on=date(2017, 1, 1),
        ends_on=date(2020, 12, 31),
    )  # fmt: skip
    told = [("1.1", "prevention"), ("1.2", "prevention"), ("3.2", "prosecution")]
    return [
        Measure.objects.create(
            programme=programme, code=code, position=place, pillar=pillar, name_en=f"Measure {code}", name_ru=code
        )
        for place, (code, pillar) in enumerate(told, 1)
    ]


@pytest.fixture
def served(batken, osh, measures):
    """1.1 served twice by Batken and once by Osh, 3.2 by Osh only, 1.2 by nobody; a plan in draft serves nothing."""
    make_item(batken.plan, "1.3", measure=measures[0])
    make_item(batken.plan, "1.4", measure=measures[0])
    make_item(osh.plan, "7.7", measure=measures[0], title_ru=CANARY)
    make_item(osh.plan, "3.2", measure=measures[2], title_ru=CANARY)
    jalal = make_council("KG-J")
    make_item(make_plan(jalal, endorsed=False), "1.2", measure=measures[1])
    return measures


def counts(matrix):
    return {line.measure.code: tuple(cell.count for cell in line.cells) for line in matrix.lines}


# ---- measures and councils


def test_the_table_counts_items_by_measure_and_council_in_their_fixed_order(served):
    matrix = matrix_of(served[0].programme, 2019, TODAY, ())

    assert [council.code for council in matrix.councils] == ["KG-B", "KG-O", "KG-J"]
    assert counts(matrix) == {"1.1": (2, 1, 0), "1.2": (0, 0, 0), "3.2": (0, 1, 0)}
    assert [line.councils for line in matrix.lines] == [2, 0, 1]
    assert [(str(pillar), len(lines)) for pillar, lines in matrix.groups] == [("Prevention", 2), ("Prosecution", 1)]
    assert [measure.code for measure in matrix.unserved] == ["1.2"]


def test_only_items_in_force_in_the_year_count(batken, measures):
    make_item(batken.plan, "2.1", measure=measures[0], ends_on=date(2018, 6, 30))
    make_item(batken.plan, "2.2", measure=measures[1], in_effect_from=date(2019, 3, 1))
    make_item(batken.plan, "2.3", measure=measures[2], withdrawn_from=date(2019, 1, 1))

    assert counts(matrix_of(measures[0].programme, 2018, TODAY, ())) == {"1.1": (1,), "1.2": (0,), "3.2": (1,)}
    assert counts(matrix_of(measures[0].programme, 2019, TODAY, ())) == {"1.1": (0,), "1.2": (1,), "3.2": (0,)}
    assert counts(matrix_of(measures[0].programme, 2020, TODAY, ())) == {"1.1": (0,), "1.2": (0,), "3.2": (0,)}


def test_a_year_shows_the_measure_that_an_item_served_then(batken, measures):
    item = make_item(batken.plan, "2.1", {"events": 3}, measure=measures[0])
    amended(item, date(2018, 12, 31), measure=measures[1])

    assert counts(matrix_of(measures[0].programme, 2018, TODAY, ()))["1.1"] == (1,)
    assert counts(matrix_of(measures[0].programme, 2019, TODAY, ())) == {"1.1": (0,), "1.2": (1,), "3.2": (0,)}


def amended(item, until, **changes):
    """The item says something else from the day after `until`; what it said is kept."""
    amendment = Amendment.objects.create(
        plan=item.plan, number=1, status=AmendmentStatus.ENDORSED, order_number="№ 5", ordered_on=until, reason="x"
    )
    content = content_of(draft_of(item))
    ItemVersion.objects.create(item=item, amendment=amendment, valid_until=until, content=content)
    for name, value in changes.items():
        setattr(item, name, value)
    item.save()


def test_a_council_sees_numbers_of_all_and_texts_of_its_own_only(secretary, served, batken, osh):
    page = secretary.get("/programme/")
    body = page.content.decode()

    (own, other, _none) = page.context["matrix"].lines[0].cells
    assert [item.number for item in own.items] == ["1.3", "1.4"] and own.count == 2
    assert (other.count, other.items) == (1, ())
    assert CANARY not in body and "7.7" not in body and "/councils/KG-O/" not in body
    first = own.items[0]
    assert f"/councils/KG-B/plans/{batken.plan.pk}/?year=2019#item-{first.pk}" in body
    assert f'id="item-{first.pk}"' in secretary.get(batken.url(f"plans/{batken.plan.pk}/")).content.decode()


def test_the_measures_nobody_serves_are_named_first(secretary, served):
    body = secretary.get("/programme/?year=2019").content.decode()

    assert "Measures that nobody serves in 2019" in body
    assert body.index("1.2 Measure 1.2") < body.index("Measures and councils")
    assert "served by nobody" in body


def test_every_role_reads_it_and_who_has_none_does_not(client, served, batken):
    for user in (make_member(batken.council, "youth"), *map(make_grant, ("sms", "ga", "administrator"))):
        assert signed_in(client, user).get("/programme/").status_code == 200
    assert signed_in(client, make_user("nobody")).get("/programme/").status_code == 403


def test_without_a_programme_the_page_says_what_will_stand_there(secretary):
    assert "No Programme yet" in secretary.get("/programme/").content.decode()


def test_the_page_asks_as_often_for_one_council_as_for_three(secretary, served):
    with CaptureQueriesContext(connection) as few:
        secretary.get("/programme/")
    plan = make_plan(make_council("KG-T"))
    for number in range(8):
        make_item(plan, f"1.{number}", measure=served[number % 3])
    with CaptureQueriesContext(connection) as many:
        secretary.get("/programme/")
    assert len(many) == len(few) < 20


# ---- who answers for what


def answer(item, *names):
    for name in names:
        organisation = Organisation.objects.filter(name=name).first() or make_organisation(name=name)
        item.responsibles.create(organisation=organisation)


def told(groups):
    return [(group.name, [item.number for item in group.items]) for group in groups]


def test_items_stand_under_each_organisation_and_those_of_nobody_first(batken):
    answer(make_item(batken.plan, "2.1"), "ЦОН", "Айылдык аймак")
    answer(make_item(batken.plan, "2.2", responsible="как в плане"), "ЦОН")
    make_item(batken.plan, "2.3", responsible="  отдел  спорта ")
    make_item(batken.plan, "2.4", responsible="Отдел спорта")

    assert told(group_by_organisation(batken.plan.items.all())) == [
        ("", ["1.2"]), ("Айылдык аймак", ["2.1"]), ("отдел спорта", ["2.3", "2.4"]), ("ЦОН", ["2.1", "2.2"]),
    ]  # fmt: skip


def test_another_spelling_stands_under_the_organisation_it_means(batken):
    real = make_organisation(name="Центр занятости")
    other = make_organisation(name="ЦЗ")
    other.same_as = real
    other.save()
    item = make_item(batken.plan, "2.1")
    answer(item, "ЦЗ", "Центр занятости")

    assert told(group_by_organisation([item])) == [("Центр занятости", ["2.1"])]


def test_kyrgyz_names_sort_as_the_dictionary_does(batken):
    names = ["Өнүгүү", "Ош", "Нарын", "Ңаа", "Пресс"]
    for place, name in enumerate(names):
        answer(make_item(batken.plan, f"2.{place}"), name)

    groups = told(group_by_organisation(batken.plan.items.exclude(number="1.2")))
    assert [name for name, _items in groups] == ["Нарын", "Ңаа", "Ош", "Өнүгүү", "Пресс"]


def test_the_page_of_a_plan_says_who_what_to_whom_and_by_when(secretary, batken):
    item = make_item(batken.plan, "2.1", {"events": 12}, due="", ends_on=date(2019, 6, 30))
    answer(item, "ЦОН")
    gone = make_item(batken.plan, "2.2", withdrawn_from=date(2019, 6, 1))
    answer(gone, "Прежний отдел")

    body = secretary.get(batken.url(f"plans/{batken.plan.pk}/responsible/")).content.decode()

    assert body.index("Nobody answers") < body.index("ЦОН")
    assert "2019: 12" in body and "01.01.2018 – 30.06.2019" in body
    assert "plan endorsed by: Полпред" in body and "Прежний отдел" not in body


def test_the_national_page_gathers_organisations_across_councils(client, batken, osh):
    for world in (batken, osh):
        answer(make_item(world.plan, "2.1", {"events": 12}), "ЦОН")
    url = "/programme/responsible/"
    for grant in ("sms", "ga", "administrator"):
        page = signed_in(client, make_grant(grant)).get(url)
        group = page.context["groups"][-1]
        assert (group.name, [item.plan.council.code for item in group.items]) == ("ЦОН", ["KG-B", "KG-O"])
    assert signed_in(client, batken.secretary).get(url).status_code == 403


def test_a_year_names_who_answered_then(batken):
    item = make_item(batken.plan, "2.1", {"events": 12})
    answer(item, "ЦОН")
    amended(item, date(2018, 12, 31))
    item.responsibles.all().delete()
    answer(item, "Новый отдел")

    then = [item for item in items_in(2018, TODAY) if item.number == "2.1"]
    now = [item for item in items_in(2019, TODAY) if item.number == "2.1"]
    assert told(group_by_organisation(then)) == [("ЦОН", ["2.1"])]
    assert told(group_by_organisation(now)) == [("Новый отдел", ["2.1"])]
    assert [t.value for t in then[0].indicators.all()[0].targets.all()][-1] == Decimal(12)


def test_the_national_page_reads_versions_and_asks_as_often_for_few_as_for_many(client, batken, osh):
    item = make_item(batken.plan, "2.1", {"events": 12})
    answer(item, "ЦОН")
    amended(item, date(2018, 12, 31))
    browser = signed_in(client, make_grant("sms"))
    with CaptureQueriesContext(connection) as few:
        assert browser.get("/programme/responsible/?year=2018").status_code == 200
    for number in range(6):
        answer(make_item(osh.plan, f"5.{number}", {"events": 1, "participants": 3}), f"Отдел {number}")
    with CaptureQueriesContext(connection) as many:
        browser.get("/programme/responsible/?year=2018")
    assert len(many) == len(few)


@pytest.mark.parametrize("more", [0, 5])
def test_the_page_of_a_plan_asks_as_often_for_few_items_as_for_many(secretary, batken, more):
    answer(make_item(batken.plan, "2.1", {"events": 12}), "ЦОН")
    for number in range(more):
        answer(make_item(batken.plan, f"5.{number}", {"events": 1}), f"Отдел {number}", "ЦОН")
    with CaptureQueriesContext(connection) as asked:
        secretary.get(batken.url(f"plans/{batken.plan.pk}/responsible/"))
    assert len(asked) == 13, [query["sql"][:90] for query in asked]
