"""Meetings counted with the quorum of their day, for one council as for several in as many questions (rule 4)."""

from datetime import date, timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from councils.charter import composition_on, compositions_over
from councils.held import held_meetings
from councils.models import Council
from councils.states import MeetingState
from tests.factories import make_attendance, make_council, make_meeting, make_membership

DAY = date(2019, 3, 14)


def test_the_quorum_is_that_of_the_meetings_day(council: Council) -> None:
    chair, deputy = make_membership(council, "chair"), make_membership(council, "deputy")
    make_membership(council, "secretary", starts_on=DAY + timedelta(1))
    first, second = make_meeting(council, DAY), make_meeting(council, DAY + timedelta(1))
    make_attendance(first, chair)
    make_attendance(first, deputy, "absent")
    for held, presence in ((chair, "present"), (deputy, "remote")):
        make_attendance(second, held, presence)
    make_meeting(council, DAY, state=MeetingState.PLANNED)
    told = held_meetings([council], DAY, DAY + timedelta(1))[council.pk]
    assert [(one.quorum.present, one.quorum.filled, one.has_quorum) for one in told] == [
        (1, 2, 1 * 2 > 2), (2, 3, True)
    ]  # fmt: skip
    assert held_meetings([council], DAY + timedelta(2), date(2019, 12, 31)) == {council.pk: []}


def test_many_days_of_many_councils_are_as_one_by_one(council: Council) -> None:
    other = make_council("KG-O")
    for each in (council, other):
        make_membership(each, "chair", ends_on=DAY)
        make_membership(each, "chair", starts_on=DAY + timedelta(1))
    days = [DAY + timedelta(n) for n in (-400, -1, 0, 1)]
    found = compositions_over((each, day) for each in (council, other) for day in days)
    for each in (council, other):
        for day in days:
            assert found[each.pk, day] == composition_on(each, day)
    assert found[council.pk, DAY].chair != found[council.pk, DAY + timedelta(1)].chair


def test_three_councils_ask_the_database_as_often_as_one(council: Council) -> None:
    def asked(*councils: Council) -> int:
        with CaptureQueriesContext(connection) as queries:
            held_meetings(councils, date(2019, 1, 1), date(2019, 12, 31))
        return len(queries)

    others = [make_council("KG-O"), make_council("KG-J")]
    for each in (council, *others):
        for n in range(2):
            make_attendance(make_meeting(each, DAY + timedelta(n)), make_membership(each, ("chair", "deputy")[n]))
    assert asked(council) == asked(council, *others) <= 8
