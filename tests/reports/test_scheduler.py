"""The scheduler down for a week and back, and several at once: no report is opened twice, nobody is told twice."""

from datetime import date

import pytest
from django.conf import settings
from django.utils.module_loading import import_string

from councils import clock, jobs
from councils.mode import ensure_mode
from councils.models import Job, Mail, Person
from councils.states import JobState
from reports.models import CouncilReport, Notice, Period, Reminder, ReminderRun
from tests.factories import make_grant
from tests.together import all_at_once

from .world import World, make_world


def tick() -> None:
    """What the scheduler's entry does here, and the workers after it; a part that fails fails the test."""
    for path in settings.TIPCC_TICK:
        if path.startswith("reports.") and "self_check" not in path:
            import_string(path)()
    for pk in Job.objects.filter(state=JobState.QUEUED).order_by("pk").values_list("pk", flat=True):
        jobs.run(pk)


def _two_councils() -> list[World]:
    ensure_mode()
    with clock.at(date(2019, 3, 1)):
        worlds = [make_world("KG-B"), make_world("KG-O")]
        make_grant("sms", username="sms")
    Person.objects.update(email="somebody@example.kg")
    return worlds


@pytest.mark.django_db(transaction=True)
def test_several_schedulers_and_a_week_without_any(settings: object) -> None:
    _two_councils()
    for day in (date(2019, 4, 2), date(2019, 4, 9), date(2019, 4, 10), date(2019, 4, 26)):
        with clock.at(day):
            all_at_once([tick] * 3)
    assert Period.objects.count() == Notice.objects.count() == 1
    assert sorted(CouncilReport.objects.values_list("council__code", flat=True)) == ["KG-B", "KG-O"]
    assert ReminderRun.objects.count() == 4
    told = list(Reminder.objects.values_list("report__council__code", "slot", "recipient"))
    assert len(told) == len(set(told))
    assert Mail.objects.filter(user__username="kg-b-secretary").count() == 2  # on the 9th, and late on the 26th
    assert Mail.objects.filter(user__username="sms").count() == 1
