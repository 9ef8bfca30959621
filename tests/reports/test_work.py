"""reports/work.py: the last report of a quarter tells SMS, also when two workers open the last two at once."""

import threading
import time

import pytest
from django.db import connection, transaction

from councils import clock, jobs
from councils.models import Job
from reports import work
from reports.models import CouncilReport, Notice
from tests.factories import make_council, make_plan

from .world import AFTER_Q1, Q1


@pytest.mark.django_db(transaction=True)
def test_two_workers_open_the_last_two_reports_at_once_and_one_tells_sms(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "wake", lambda pk: None)
    counted = work._is_complete

    def slowly(quarter: object) -> bool:
        time.sleep(0.5)  # the other worker's report is written by now, and not committed
        return counted(quarter)

    with clock.at(AFTER_Q1), transaction.atomic():
        for code in ("KG-B", "KG-O"):
            make_plan(make_council(code))
        asked = work.ask_for_reports(Q1, actor=None)
    monkeypatch.setattr(work, "_is_complete", slowly)

    def run(pk: int) -> None:
        with clock.at(AFTER_Q1):
            assert jobs.run(pk)
        connection.close()

    threads = [threading.Thread(target=run, args=[job.pk]) for job in asked]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert CouncilReport.objects.count() == 2
    (told,) = Job.objects.filter(kind="tell_sms")
    assert jobs.run(told.pk) and Notice.objects.get().councils == 2
