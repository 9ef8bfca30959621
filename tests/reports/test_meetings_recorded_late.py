"""Meetings and decisions written down after a report was sealed: the edition stays, pages say what differs, and the
next edition tells it (rules 4 and 12)."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.urls import reverse

from councils import clock
from councils.models import Meeting
from councils.services import decisions, minutes
from councils.states import MeetingState
from reports.corrections import since_submission
from reports.editions import open_edition
from reports.models import CouncilReport
from reports.pages import restated_of
from reports.said import MEETING_LABELS
from reports.self_checking import check
from reports.services import council_reports, signing
from reports.states import CheckFault, CheckKind
from reports.workbooks import content_of, rendered
from tests.factories import make_attendance, make_decision, make_meeting

from . import books
from .world import AFTER_Q1, World, make_world, prepared, record, sealed, signed_in, sms_officer

HELD = date(2019, 2, 14)


@pytest.fixture
def world(db: None) -> Iterator[World]:
    world = make_world()
    with clock.at(AFTER_Q1):
        record(world, HELD)
        yield world


@pytest.fixture
def meeting(world: World) -> Meeting:
    """Attended, with a decision to be carried out; its minutes are not kept yet, so no report tells it."""
    made = make_meeting(world.council, HELD, state=MeetingState.PLANNED)
    for user in (world.chair, world.deputy, world.secretary):
        make_attendance(made, user.person.memberships.get())
    make_decision(made, date(2019, 3, 20), member=world.chair.person.memberships.get())
    return made


def of(report: CouncilReport) -> CouncilReport:
    return CouncilReport.objects.get(pk=report.pk)


def test_minutes_kept_after_the_seal_are_told_on_the_page_and_by_the_next_edition(
    world: World, meeting: Meeting
) -> None:
    report = sealed(world)
    edition = report.editions.get()
    assert open_edition(edition)["meetings"]["held"] is None and since_submission(report, edition) is None

    with clock.at(AFTER_Q1 + timedelta(days=1)):
        minutes.keep_minutes(meeting, number="1", actor=world.secretary)
        found = since_submission(report, edition)
        assert found and (found.codes, found.meetings, found.decisions) == ([], [1], ["1/1"])
        assert (MEETING_LABELS["held"], None, 1) in found.figures
        assert (MEETING_LABELS["overdue"], None, 1) in found.figures
        client = signed_in(world.secretary)
        page = client.get(report.get_absolute_url()).content.decode()
        assert meeting.get_absolute_url() in page
        compared = client.get(reverse("reports:edition-changes", args=[edition.pk]), {"to": "now"})
        assert [block.key for block in compared.context["page"].meetings] == [1]
        assert [block.title for block in compared.context["page"].decisions] == ["Провести месячник"]
        assert open_edition(edition)["meetings"]["held"] is None

        council_reports.return_report(of(report), actor=sms_officer(), reason="Заседание", until=date(2019, 4, 20))
        prepared(world, of(report))
        second = signing.sign(of(report), actor=world.chair)
        told = restated_of(open_edition(second))
        assert told and (MEETING_LABELS["held"], None, 1) in told.figures
        assert since_submission(of(report), second) is None
        sheet = books.read(rendered(content_of(second, "en")))[books.CHANGES]
        assert ("Meetings held", "n/r", 1, "—") in [row[2:6] for row in books.rows(sheet)]


def test_a_correction_of_who_took_part_is_told(world: World) -> None:
    other = make_meeting(world.council, date(2019, 3, 5))
    for user in (world.chair, world.deputy, world.secretary):
        make_attendance(other, user.person.memberships.get())
    report = sealed(world)
    edition = report.editions.get()
    with clock.at(AFTER_Q1 + timedelta(days=1)):
        came = [
            minutes.Came(row.membership, "absent" if row.membership.person == world.deputy.person else "present")
            for row in other.attendances.all()
        ]
        minutes.record_attendance(other, came, reason="Лист прочитан снова", actor=world.secretary)
        found = since_submission(report, edition)
    assert found and found.meetings == [1]


def test_an_outcome_of_a_day_under_the_seal_is_told_and_one_of_today_is_not(world: World, meeting: Meeting) -> None:
    Meeting.objects.filter(pk=meeting.pk).update(state=MeetingState.HELD)
    report = sealed(world)
    edition, decision = report.editions.get(), meeting.decisions.get()
    with clock.at(AFTER_Q1 + timedelta(days=1)):
        decisions.carry_out(decision, outcome="Проведён", actor=world.secretary)
        assert since_submission(report, edition) is None
        decisions.reopen(decision, reason="Не всё", actor=world.chair)
    later = make_decision(meeting, date(2019, 3, 25), member=world.chair.person.memberships.get())
    with clock.at(AFTER_Q1 + timedelta(days=2)):
        decisions.carry_out(later, outcome="О", done_on=date(2019, 3, 20), actor=world.secretary)
        found = since_submission(report, edition)
    assert found and found.decisions == ["1/2"]


def test_the_self_check_names_what_differs_though_nothing_was_written(world: World, meeting: Meeting) -> None:
    sealed(world)
    assert check(CheckKind.WEEKLY).faults == []
    Meeting.objects.filter(pk=meeting.pk).update(state=MeetingState.HELD)
    (fault,) = check(CheckKind.WEEKLY).faults
    assert (fault.code, "held: None, 1" in fault.detail) == (CheckFault.CORRECTIONS, True)
    Meeting.objects.filter(pk=meeting.pk).update(recorded_at=clock.now())
    assert check(CheckKind.WEEKLY).faults == []
