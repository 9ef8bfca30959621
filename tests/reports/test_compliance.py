"""Councils against their Charter: what a part of a year asks for, and each figure by hand (rules 1, 4, 9 and 14)."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from actionplans.models.events import EventOrganisation
from actionplans.states import OrganisationRole
from councils import clock
from councils.models import Council, User
from councils.numbers import figure_words
from councils.services import decisions
from reports.compliance import Line, Share, compliance, meetings_asked
from tests.factories import (
    make_attendance,
    make_council,
    make_decision,
    make_event,
    make_item,
    make_meeting,
    make_organisation,
    make_plan,
)

from . import books
from .world import World, signed_in

TODAY = date(2019, 4, 5)
A_DAY = st.dates(date(2019, 1, 1), date(2020, 12, 31))


# ---- what a part of a year asks for


@pytest.mark.parametrize(
    ("a_year", "first", "last", "asked"),
    [
        (4, "2019-01-01", "2019-12-31", 4), (4, "2019-01-01", "2019-03-31", 1), (4, "2019-01-01", "2019-03-30", 0),
        (4, "2018-05-01", "2018-12-31", 2), (4, "2018-05-14", "2018-12-31", 2), (4, "2018-10-14", "2018-12-31", 0),
        (12, "2018-05-14", "2018-12-31", 7), (1, "2019-01-01", "2019-12-30", 0), (5, "2020-01-01", "2020-02-29", 0),
        (6, "2020-01-01", "2020-02-29", 1),
    ],
)  # fmt: skip
def test_whole_months_ask_for_their_share(a_year: int, first: str, last: str, asked: int) -> None:
    assert meetings_asked(a_year, date.fromisoformat(first), date.fromisoformat(last)) == asked


@given(a_year=st.integers(1, 24), one=A_DAY, other=A_DAY)
def test_a_longer_part_never_asks_for_less_and_a_year_for_all(a_year: int, one: date, other: date) -> None:
    first, last = sorted((one, other.replace(year=one.year, day=min(other.day, 28))))
    asked = meetings_asked(a_year, first, last)
    end, start = date(first.year, 12, 31), date(first.year, 1, 1)
    assert 0 <= asked <= meetings_asked(a_year, first, end) <= a_year == meetings_asked(a_year, start, end)
    assert asked <= meetings_asked(a_year, start, last)
    assert asked <= a_year * ((last - first).days + 1) / 28 / 12  # no part asks for more than its share of days


# ---- a council's year


def line(world: World, year: int = 2019, today: date = TODAY) -> Line:
    return compliance([world.council], year, today)[0]


def attended(world: World, day: date) -> None:
    meeting = make_meeting(world.council, day)
    for user in (world.chair, world.deputy, world.secretary):
        make_attendance(meeting, user.person.memberships.get())


def test_meetings_are_held_against_those_asked_for_so_far(world: World) -> None:
    attended(world, date(2019, 2, 14))
    make_meeting(world.council, date(2019, 3, 14))
    attended(world, date(2018, 12, 31))
    told = line(world)
    assert (told.meetings, told.quorum) == (Share(2, 1), Share(1, 2)) and told.last == TODAY
    before = line(world, 2018)
    assert (before.meetings, before.first, before.last) == (Share(1, 2), date(2018, 5, 1), date(2018, 12, 31))
    assert compliance([world.council], 2017, TODAY) == [] == compliance([world.council], 2020, TODAY)


def test_decisions_in_time_are_those_carried_out_by_their_day(world: World) -> None:
    meeting, by = make_meeting(world.council, date(2019, 1, 10)), world.secretary
    due = date(2019, 3, 1)
    for done_on in (due, due + timedelta(1)):
        decisions.carry_out(make_decision(meeting, due), outcome="О", done_on=done_on, actor=by)
    make_decision(meeting, due)  # open still
    make_decision(meeting, TODAY)  # its day is not over
    decisions.withdraw(make_decision(meeting, due), reason="П", actor=by)
    decisions.change_due(make_decision(meeting, due), due_on=date(2019, 6, 1), reason="П", actor=by)
    make_decision(meeting, due, state="noted", is_adopted=False)  # nobody has to carry it out
    assert line(world).decisions == Share(1, 3)
    assert line(world, today=TODAY + timedelta(1)).decisions == Share(1, 4)
    assert line(world, 2018).decisions == Share(0, 0)


def test_seats_are_filled_by_kind_on_the_last_day(world: World) -> None:
    told = dict(line(world).kinds)
    assert (told["government"], told["youth"], told["media"]) == (Share(3, 3), Share(0, 1), Share(0, 0))
    assert line(world).seats_in_all == Share(3, 5)


def test_cooperation_is_two_kinds_not_two_organisations(world: World) -> None:
    kinds = [make_organisation("government"), make_organisation("government"), make_organisation("youth")]
    make_item(world.plan, "7.1").responsible_organisations.set(kinds[:2])
    make_item(world.plan, "7.2").responsible_organisations.set(kinds)
    days = (date(2019, 2, 1), date(2019, 2, 2), date(2018, 12, 31))
    for day, named in zip(days, (kinds, kinds[:2], kinds), strict=True):
        event = make_event(world.council, world.item, day, district=world.district)
        for each in named:
            role = OrganisationRole.PARTNER
            EventOrganisation.objects.create(event=event, organisation=each, role=role)
    make_event(world.council, world.item, date(2019, 3, 1), district=world.district)
    assert line(world).events == Share(1, 3)
    assert line(world).items == Share(1, 4)  # the world's own two items name nobody


def test_three_councils_ask_the_database_as_often_as_one(world: World) -> None:
    councils = [world.council, make_council("KG-O"), make_council("KG-J")]
    for council in councils:
        make_decision(make_meeting(council, date(2019, 2, 1)), date(2019, 3, 1))
        make_item(make_plan(council) if council != world.council else world.plan, "7.1")

    def asked(several: list[Council]) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert len(compliance(several, 2019, TODAY)) == len(several)
        return len(queries)

    assert asked(councils) == asked(councils[:1])


# ---- the page and its workbook


def page(user: User, query: str = "", name: str = "compliance") -> str:
    answer = signed_in(user).get(reverse(f"reports:{name}") + query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_council_finds_itself_and_those_above_find_all_in_the_fixed_order(world: World, sms: User, ga: User) -> None:
    make_council("KG-O")
    attended(world, date(2019, 2, 14))
    own = page(world.secretary)
    assert "Batken" in own and "Osh oblast" not in own
    assert "The council held as many meetings as the Charter asks for so far" in own
    for user in (sms, ga):
        told = page(user)
        assert told.index("Batken") < told.index("Osh oblast")
        assert "1 of 2 councils held as many meetings" in told and "rounded down" in told
    assert "2018" in page(sms, "?year=2018") and "No council in this year" not in page(sms, "?year=2018")
    assert "2019" in page(sms, "?year=unheard")


def test_the_caption_says_nothing_of_a_year_that_asks_for_nothing_yet(world: World) -> None:
    with clock.at(date(2019, 2, 27)):
        assert "Nothing is asked for yet" in page(world.secretary, "?year=2019")
        assert "2018" in page(world.secretary)  # of the running year little can be said yet


def test_the_year_box_names_the_year_that_is_shown(world: World) -> None:
    with clock.at(date(2019, 2, 27)):
        for query, year in (("", 2018), ("?year=", 2018), ("?year=unheard", 2018), ("?year=2019", 2019)):
            assert f'<option value="{year}" selected>' in page(world.secretary, query)


def test_thousands_are_set_apart_as_elsewhere() -> None:
    told = render_to_string("reports/_share.html", {"share": Share(1163, 1272)})
    assert figure_words(1163) in told and figure_words(1272) in told and "1163" not in told


def test_the_workbook_says_what_the_page_says(world: World, sms: User) -> None:
    attended(world, date(2019, 2, 14))
    answer = signed_in(sms).get(reverse("reports:compliance-workbook") + "?year=2019")
    sheet = books.read(answer.content)[0]
    row = books.table(sheet, "No.")[0]
    names = ("Council", "Meetings asked for", "Meetings held", "Meetings with a quorum", "Decisions due", "Plan items")
    assert [row[name] for name in names] == ["Batken oblast", 1, 1, 1, 0, 2]
    assert "NOT SEALED" in books.rows(sheet)[1][0]
