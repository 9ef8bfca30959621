"""Indicators of the council's own work: meetings with a quorum in the quarter of their day; members trained, each once
a year (rules 4 and 5)."""

from datetime import date
from typing import Any

import pytest

from actionplans.models import Indicator
from actionplans.quarters import Quarter
from actionplans.states import Source, Unit
from councils.models import Meeting
from reports.editions import open_edition
from reports.models import Edition
from reports.statement import statement_of
from tests.factories import make_attendance, make_council, make_meeting, make_training

from .world import Q1, World, open_report, record, sealed


@pytest.fixture
def indicator(world: World) -> Indicator:
    made = {"name_ru": "Заседаний", "unit": Unit.MEETING, "source": Source.MEETINGS}
    indicator: Indicator = Indicator.objects.create(item=world.silent, position=9, **made)
    indicator.targets.create(year=2019, value=4)
    return indicator


def attended(world: World, day: date) -> Meeting:
    meeting = make_meeting(world.council, day)
    for user in (world.chair, world.deputy, world.secretary):
        make_attendance(meeting, user.person.memberships.get())
    return meeting


def told(world: World) -> dict[str, Any]:
    marks = [mark for item in statement_of(world.council, Q1, None)["items"] for mark in item["indicators"]]
    return next(mark for mark in marks if mark["source"] == Source.MEETINGS)


def test_meetings_with_a_quorum_count_in_the_quarter_of_their_day(world: World, indicator: Indicator) -> None:
    attended(world, date(2019, 3, 31))
    make_meeting(world.council, date(2019, 3, 1))  # nobody came
    attended(world, date(2019, 4, 1))
    attended(world, date(2018, 12, 31))
    mark = told(world)
    assert (mark["quarter"], mark["year_to_date"], mark["target"], mark["per_cent"]) == (1, 1, 4, 25)
    assert mark["before"] is None  # there was no council in the first quarter of 2018


def test_without_any_meeting_recorded_it_is_not_0(world: World, indicator: Indicator) -> None:
    make_meeting(make_council("KG-O"), date(2019, 2, 1))
    make_meeting(world.council, date(2019, 4, 1))
    assert (told(world)["quarter"], told(world)["per_cent"]) == (None, None)
    make_meeting(world.council, date(2018, 6, 1))
    assert (told(world)["quarter"], told(world)["per_cent"]) == (0, 0)


def test_members_trained_count_once_a_year_in_the_quarter_of_their_first_training(world: World) -> None:
    made = {"name_ru": "Обучено", "unit": Unit.PERSON, "source": Source.MEMBERS_TRAINED}
    indicator = Indicator.objects.create(item=world.silent, position=9, **made)
    indicator.targets.create(year=2019, value=4)

    def figures(quarter: Quarter) -> tuple[int | None, int | None]:
        items = statement_of(world.council, quarter, None)["items"]
        mark = next(m for i in items for m in i["indicators"] if m["source"] == Source.MEMBERS_TRAINED)
        return mark["quarter"], mark["year_to_date"]

    assert figures(Q1) == (None, None)  # nobody recorded a training: not 0
    days = {world.chair: [date(2019, 2, 1), date(2019, 4, 3)], world.deputy: [date(2019, 4, 4)]}
    days[world.secretary] = [date(2018, 12, 1)]
    for user, several in days.items():
        for day in several:
            make_training(user.person, by=world.secretary, ends_on=day)
    assert figures(Q1) == (1, 1) and figures(Quarter(2019, 2)) == (1, 2)


def test_the_sealed_figure_is_the_live_one(world: World, indicator: Indicator) -> None:
    attended(world, date(2019, 2, 1))
    record(world, date(2019, 3, 1))
    open_report(world)
    live = told(world)
    sealed(world)
    opened = open_edition(Edition.objects.get())["items"]
    assert live in [mark for item in opened for mark in item["indicators"]] and live["quarter"] == 1
