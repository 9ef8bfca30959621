"""The board (rule 16): completeness is in ÷ due on a day, timeliness in by the deadline ÷ due; Σ/Σ; as of any day."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from actionplans.quarters import Quarter
from councils import clock
from councils.models import User
from reports.board import Intake, board_of
from reports.models import CouncilReport
from reports.services import council_reports, periods

from .world import World, make_world, open_report, record, sealed, signed_in


@pytest.fixture
def two(world: World, sms: User) -> World:
    """Batken reports Q1 on 10 April, is returned on 12 April and signs again on 2 May; Osh reports on 20 April, late,
    and never on Q2, of which Batken gives its report in time."""
    osh = make_world("KG-O")
    for each in (world, osh):
        record(each, date(2019, 3, 1))
        open_report(each)
    with clock.at(date(2019, 4, 10)):
        sealed(world)
    with clock.at(date(2019, 4, 12)):
        council_reports.return_report(
            CouncilReport.objects.get(council=world.council), actor=sms, reason="1.6", until=date(2019, 5, 5)
        )
    with clock.at(date(2019, 4, 20)):
        sealed(osh)
    with clock.at(date(2019, 5, 2)):
        sealed(world)
    with clock.at(date(2019, 7, 5)):
        record(world, date(2019, 5, 1))
        open_report(osh, Quarter(2019, 2))
        sealed(world, Quarter(2019, 2))
    return world


def column(on: date, quarter: int = 0) -> Intake:
    return board_of(2019, on).columns[quarter].intake


def test_nothing_is_due_before_the_day_is_over(two: World) -> None:
    assert column(date(2019, 4, 15)) == Intake(0, 0, 0)


def test_the_board_is_as_it_stood_on_any_day(two: World) -> None:
    """On the 16th Batken's report lies with it again and Osh's never came; on 3 May both are in."""
    assert column(date(2019, 4, 16)) == Intake(2, 0, 1)
    assert column(date(2019, 4, 20)) == Intake(2, 1, 1)
    assert column(date(2019, 5, 3)) == Intake(2, 2, 1)
    batken = board_of(2019, date(2019, 4, 16)).columns[0].cells[0]
    assert batken.asked and batken.asked.reason == "1.6" and batken.submitted_on == date(2019, 4, 10)
    osh = board_of(2019, date(2019, 4, 16)).columns[0].cells[1]
    assert (osh.days_overdue, osh.submitted_on, osh.days_late) == (1, None, 0)


def test_sums_of_rows_and_columns_are_sums_over_sums(two: World) -> None:
    shown = board_of(2019, date(2019, 7, 20))
    assert [c.intake for c in shown.columns] == [Intake(2, 2, 1), Intake(2, 1, 1)]
    assert [intake for _council, _cells, intake in shown.rows_with_intake] == [Intake(2, 2, 2), Intake(2, 1, 0)]
    assert shown.intake == Intake(4, 3, 2)


def test_a_quarter_that_was_not_open_yet_is_not_there(two: World) -> None:
    assert len(board_of(2019, date(2019, 7, 4)).columns) == 1 and board_of(None, date(2019, 4, 1)).columns == []


def test_an_extension_moves_the_day(world: World, sms: User) -> None:
    open_report(world)
    periods.extend(CouncilReport.objects.get(), until=date(2019, 4, 30), reason="Flood", actor=sms)
    assert column(date(2019, 4, 20)) == Intake(0, 0, 0) and column(date(2019, 5, 1)) == Intake(1, 0, 0)


def test_quarters_before_the_council_was_founded_never_count(two: World) -> None:
    two.council.founded_on = date(2019, 4, 2)
    two.council.save()
    assert column(date(2019, 5, 3)) == Intake(1, 1, 0)


def test_the_page_shows_reasons_and_what_a_per_cent_is_made_of(two: World, sms: User) -> None:
    with clock.at(date(2019, 7, 20)):
        page = signed_in(sms).get(reverse("reports:board"), {"year": "2019"}).content.decode()
        assert "3 of 4" in page and "75" in page and "Waiting for your decision" in page
        then = signed_in(sms).get(reverse("reports:board"), {"on": "16.4.2019"}).content.decode()
        assert "As it stood at the end of 16 April 2019" in then and "1.6" in then and "0 of 2" in then
        assert "Waiting for your decision" not in then
        assert "still to come" in signed_in(sms).get(reverse("reports:board"), {"on": "21.7.2019"}).content.decode()
        assert "Error:" in signed_in(sms).get(reverse("reports:board"), {"on": "yesteryear"}).content.decode()


def test_the_queries_do_not_grow_with_councils(two: World) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as caught:
            board_of(2019, date(2019, 7, 20)).rows_with_intake  # noqa: B018 - all of it is computed
        return len(caught)

    one = asked()
    open_report(make_world("KG-T"))
    assert asked() == one
