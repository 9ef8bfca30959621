"""councils/meeting_guards.py: each refusal of the database is tried by a write past the services (rule 4)."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from councils.guards import Guard
from councils.meeting_guards import GUARDS
from councils.models import Alternate, Attendance, Council, Decision, Meeting, Membership
from councils.states import MeetingState, Presence
from tests.factories import (
    make_attendance,
    make_council,
    make_decision,
    make_meeting,
    make_membership,
    make_person,
)

DAY = date(2019, 2, 14)
NAMES = [guard.name for guard in GUARDS if isinstance(guard, Guard)]


class World:
    """A planned meeting that the chair attended, with a decision; another one with nothing, a third that was held."""

    def __init__(self, council: Council) -> None:
        self.council = council
        self.chair, self.deputy = make_membership(council, "chair"), make_membership(council, "deputy")
        self.planned = make_meeting(council, DAY, state=MeetingState.PLANNED)
        self.attendance = make_attendance(self.planned, self.chair)
        self.decision = make_decision(self.planned, member=self.chair)
        self.decision.had_left.add(self.deputy)
        self.empty = make_meeting(council, DAY + timedelta(days=30), state=MeetingState.PLANNED)
        self.held = make_meeting(council, DAY + timedelta(days=60))
        self.elsewhere = make_membership(make_council("KG-O"), "chair")
        self.alternate = Alternate.objects.create(
            membership=self.chair, person=make_person(), starts_on=DAY + timedelta(days=20), order_number="1"
        )
        self.left = Decision.had_left.through.objects.filter(decision=self.decision)

    def meeting(self, meeting: Meeting, **values: Any) -> Any:
        return Meeting.objects.filter(pk=meeting.pk).update(**values)

    def trial(self, name: str) -> Callable[[], Any]:
        """The write that this guard alone refuses."""
        day = self.council.founded_on - timedelta(days=1)
        rows, decisions = Attendance.objects.filter(pk=self.attendance.pk), Decision.objects.all()
        came = {"presence": Presence.DEPUTY, "alternate": self.alternate}
        responsible = {"responsible_member": self.elsewhere}
        return {
            "meeting_of_a_founded_council_insert": lambda: make_meeting(self.council, day),
            "meeting_of_a_founded_council_update": lambda: self.meeting(self.empty, held_on=day),
            "meeting_is_kept": lambda: Meeting.objects.filter(pk=self.empty.pk).delete(),
            "held_meeting_stays_held": lambda: self.meeting(self.held, state=MeetingState.PLANNED),
            "attended_meeting_keeps_its_day": lambda: self.meeting(self.planned, held_on=DAY + timedelta(days=1)),
            "attendance_of_a_member_of_that_day_insert": lambda: make_attendance(self.empty, self.elsewhere),
            "attendance_of_a_member_of_that_day_update": lambda: rows.update(membership=self.elsewhere),
            "alternate_named_for_that_day_insert": lambda: make_attendance(
                self.empty, self.deputy, **came
            ),
            "alternate_named_for_that_day_update": lambda: rows.update(**came),
            "membership_covers_its_attendance": lambda: Membership.objects.filter(pk=self.chair.pk).update(
                starts_on=DAY + timedelta(days=1)
            ),
            "attendance_of_a_decision_is_kept": lambda: rows.delete(),
            "decision_is_kept": lambda: Decision.objects.filter(pk=make_decision(self.held).pk).delete(),
            "decision_is_counted_once": lambda: decisions.update(votes_for=2),
            "decision_within_its_council_insert": lambda: make_decision(self.held, DAY, member=self.elsewhere),
            "decision_within_its_council_update": lambda: decisions.update(**responsible),
            "councils_decision_had_left_no_update": lambda: self.left.update(membership=self.chair),
            "councils_decision_had_left_no_delete": lambda: self.left.delete(),
        }[name]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_what_must_never_be_is_refused_past_the_services_too(council: Council, name: str) -> None:
    trial = World(council).trial(name)
    with pytest.raises(DatabaseError, match=name), transaction.atomic():
        trial()
