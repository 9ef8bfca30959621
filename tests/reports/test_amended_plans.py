"""Reports read the plan as it stood in their quarter: old targets stay with old quarters (rules 5, 11, 12)."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actionplans.models import Measure, PlanItem, Programme
from actionplans.quarters import Quarter
from actionplans.services.amendments import (
    change_item_in,
    endorse_amendment,
    open_amendment,
    prolong_plan,
    withdraw_item_in,
)
from actionplans.states import Source, Unit
from actionplans.wording import IndicatorDraft, ItemDraft, draft_of
from councils import clock
from councils.states import Refused
from reports import editions
from reports.rollup import roll_up
from reports.services import council_reports, entries
from reports.statement import statement_of

from . import world as worlds

Q1, Q2 = Quarter(2019, 1), Quarter(2019, 2)
ORDERED, AFTER_Q2 = date(2019, 5, 15), date(2019, 7, 5)


def said(item, target=None, **changes):
    draft = replace(draft_of(PlanItem.objects.get(pk=item.pk)), **changes)
    if target:
        draft.indicators[0].targets[2019] = Decimal(target)
    return draft


def amended(world, *changes, day=ORDERED):
    amendment = open_amendment(world.plan, actor=world.secretary)
    for item, draft in changes:
        if draft is None:
            withdraw_item_in(amendment, item, actor=world.secretary)
        else:
            change_item_in(amendment, item, draft, actor=world.secretary)
    return endorse_amendment(
        amendment, authority="Полпред", order_number="№ 5", ordered_on=day, reason="Уточнение", actor=world.secretary
    )


def rows_of(world, quarter):
    items = statement_of(world.council, quarter, None)["items"]
    return {row["number"]: [one["target"] for one in row["indicators"]] for row in items}


@pytest.fixture
def accepted(world, sms):
    """The first quarter with one event of item 1.1, signed and accepted."""
    worlds.record(world, date(2019, 3, 1))
    report = worlds.sealed(world)
    return council_reports.accept(report, actor=sms)


def test_each_quarter_shows_the_targets_that_held_in_it(world, sms, accepted):
    new = [IndicatorDraft("Роздано", Unit.COPY, "экз.", Source.MATERIALS, {2019: Decimal(50)})]
    with clock.at(date(2019, 6, 1)):
        amended(world, (world.item, said(world.item, 9)), (None, ItemDraft("1.3", "Новый", indicators=new)))

    with clock.at(AFTER_Q2):
        second = worlds.open_report(world, Q2)
        council_reports.reopen(accepted, actor=sms, reason="сверка", until=date(2019, 7, 31))

        assert rows_of(world, Q2) == {"1.1": [9, 100], "1.2": [1], "1.3": [50]}
        assert rows_of(world, Q1) == {"1.1": [4, 100], "1.2": [1]}
        assert statement_of(world.council, Q2, second)["plans"][0]["amendments"] == 1
        assert statement_of(world.council, Q1, accepted)["plans"][0]["amendments"] == 0
        sealed = editions.open_edition(accepted.editions.get())
        assert [one["target"] for one in sealed["items"][0]["indicators"]] == [4, 100]
        with pytest.raises(Refused):
            added = world.plan.items.get(number="1.3")
            entries.write_entry(accepted, added, status="", text="рано", version=0, actor=world.secretary)


def test_the_figures_of_a_row_stay_beside_the_target_that_held(world, accepted):
    draft = said(world.item, 1, title_ru="Беседы и лекции", number="1.9")
    with clock.at(date(2019, 6, 1)):
        worlds.record(world, date(2019, 4, 2))
        amended(world, (world.item, draft))

        first, second = (statement_of(world.council, quarter, None)["items"][0] for quarter in (Q1, Q2))

    assert (first["number"], first["title"]["ru"]) == ("1.1", "Беседы")
    assert (first["indicators"][0]["year_to_date"], first["indicators"][0]["per_cent"]) == (1, 25)
    assert (second["number"], second["title"]["ru"]) == ("1.9", "Беседы и лекции")
    assert (second["indicators"][0]["year_to_date"], second["indicators"][0]["per_cent"]) == (2, 200)


def test_a_withdrawn_item_stays_a_row_of_the_quarters_in_which_it_stood(world, accepted):
    with clock.at(AFTER_Q2):
        amended(world, (world.silent, None))

        assert list(rows_of(world, Q1)) == list(rows_of(world, Q2)) == ["1.1", "1.2"]
        assert list(rows_of(world, Quarter(2019, 3))) == ["1.1"]


def test_dates_of_an_item_hold_from_the_order_on(world, accepted):
    """In the first quarter it had no dates, so it was a row; now it begins in July."""
    with clock.at(date(2019, 6, 1)):
        amended(world, (world.silent, said(world.silent, starts_on=date(2019, 7, 1))))

        assert [list(rows_of(world, quarter)) for quarter in (Q1, Q2)] == [["1.1", "1.2"], ["1.1"]]
        (rolled,) = roll_up([world.council], Q1)
        assert [row.item.number for row in rolled.items] == ["1.1", "1.2"]


def test_a_row_with_events_is_never_left_out_of_its_total(world):
    """The item was to begin in July; by the order it began in January, and events came in for the first quarter."""
    with clock.at(date(2019, 1, 10)):
        amended(world, (world.item, said(world.item, starts_on=date(2019, 7, 1))), day=date(2019, 1, 9))
    assert list(rows_of(world, Q1)) == ["1.2"]

    amended(world, (world.item, said(world.item, starts_on=None)), day=date(2019, 4, 4))
    worlds.record(world, date(2019, 3, 1))

    statement = statement_of(world.council, Q1, None)
    assert [row["number"] for row in statement["items"]] == ["1.1", "1.2"]
    assert statement["figures"]["events"] == sum(row["figures"]["events"] for row in statement["items"]) == 1


def test_a_prolongation_is_told_from_the_quarter_of_its_order_on(world):
    with clock.at(date(2019, 12, 20)):
        prolong_plan(
            world.plan, until=date(2020, 6, 30), order_number="№ 9", ordered_on=date(2019, 12, 18), reason="Программа",
            actor=world.secretary,
        )  # fmt: skip

        told = [statement_of(world.council, quarter, None)["plans"][0] for quarter in (Q1, Quarter(2019, 4))]

    assert [(plan["years"], plan["ends_on"], plan["amendments"]) for plan in told] == [
        ("2018–2019", "2019-12-31", 0), ("2018–2020", "2020-06-30", 1),
    ]  # fmt: skip


def test_amended_items_cost_no_further_queries_each(world, accepted):
    def queries():
        with CaptureQueriesContext(connection) as asked:
            statement_of(world.council, Q1, None)
        return len(asked)

    programme = Programme.objects.create(starts_on=date(2017, 1, 1), ends_on=date(2020, 12, 31))
    measures = [
        Measure.objects.create(
            programme=programme, code=str(n), position=n, pillar="prevention", name_en="M", name_ru=f"М{n}"
        )
        for n in range(1, 4)
    ]
    with clock.at(date(2019, 6, 1)):
        amended(world, (world.item, said(world.item, 9, measure=measures[0])))
        one = queries()
        both = (
            (world.item, said(world.item, 8, measure=measures[1])),
            (world.silent, said(world.silent, 8, measure=measures[2])),
        )
        amended(world, *both, day=date(2019, 5, 20))
        assert queries() == one
