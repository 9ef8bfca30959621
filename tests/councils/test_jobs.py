"""councils/jobs.py: a job is a row; a worker holds it by a lease; its effect happens once."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from councils import audit, jobs, tasks
from councils.models import AuditEntry, Job
from councils.states import JobState, Refused
from tests.factories import make_user

SEEN = []


def work(job, lease):
    """Two steps and an effect."""
    lease.renew(done=1, total=2)
    with transaction.atomic():
        audit.record("note.add", job.key, actor=job.owner)
        lease.finish(url="/somewhere/")


def refuse(job, lease):
    raise Refused("The plan has no items; add one.")


def crash(job, lease):
    with transaction.atomic():
        audit.record("note.add", job.key, actor=None)
        raise ValueError("a secret detail")


def taken_over(job, lease):
    """Work that takes longer than its lease, while another worker takes the job up and finishes it."""
    Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    SEEN.append(jobs.claim(job.pk).lease_token)
    with transaction.atomic():
        audit.record("note.add", job.key, actor=None)
        lease.finish()


@pytest.fixture(autouse=True)
def woken(monkeypatch, settings):
    settings.TIPCC_JOBS = {name: f"{__name__}.{name}" for name in ("work", "refuse", "crash", "taken_over")}
    woken = []
    monkeypatch.setattr(tasks.run_job, "delay", woken.append)
    return woken


def test_asking_makes_a_row_and_wakes_a_worker_after_the_commit(db, woken, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        job = jobs.ask("work", "2019-Q4", owner=None, period="2019-Q4")
        assert woken == []
    assert woken == [job.pk]
    assert (job.state, job.params) == (JobState.QUEUED, {"period": "2019-Q4"})


def test_asking_twice_is_one_job_until_it_ended(db):
    first = jobs.ask("work", "2019-Q4", owner=None)

    assert jobs.ask("work", "2019-Q4", owner=make_user()) == first
    assert jobs.ask("work", "2019-Q3", owner=None) != first
    assert jobs.run(first.pk)
    assert jobs.ask("work", "2019-Q4", owner=None) != first


def test_the_database_refuses_a_second_job_at_work(db):
    jobs.ask("work", "2019-Q4", owner=None)

    with pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.create(kind="work", key="2019-Q4", state=JobState.RUNNING)


def test_a_broker_that_is_down_loses_nothing(db, monkeypatch, django_capture_on_commit_callbacks):
    def down(pk):
        raise ConnectionError

    monkeypatch.setattr(tasks.run_job, "delay", down)
    with django_capture_on_commit_callbacks(execute=True):
        job = jobs.ask("work", "2019-Q4", owner=None)

    assert Job.objects.get(pk=job.pk).state == JobState.QUEUED


def test_a_job_runs_once_and_says_how_it_ended(db):
    job = jobs.ask("work", "2019-Q4", owner=make_user("aigul"))

    assert [jobs.run(job.pk), jobs.run(job.pk)] == [True, False]
    job.refresh_from_db()
    assert (job.state, job.done, job.total, job.result, job.attempts) == ("done", 2, 2, {"url": "/somewhere/"}, 1)
    assert job.ended_at is not None
    assert '"source":"job"' in AuditEntry.objects.get().text


def test_one_worker_claims_and_the_others_find_nothing(db):
    job = jobs.ask("work", "2019-Q4", owner=None)

    claims = [jobs.claim(job.pk) for _n in range(3)]
    assert [bool(claim) for claim in claims] == [True, False, False]


def test_a_lost_lease_rolls_the_late_workers_effect_back(db):
    SEEN.clear()
    job = jobs.ask("taken_over", "2019-Q4", owner=None)

    assert jobs.run(job.pk) is False
    job.refresh_from_db()
    assert (job.state, job.lease_token, job.attempts) == ("running", SEEN[0], 2)
    assert not AuditEntry.objects.exists()


def test_a_job_of_a_dead_worker_is_taken_up_after_its_lease(db):
    job = jobs.ask("work", "2019-Q4", owner=None)
    jobs.claim(job.pk)
    assert jobs.run(job.pk) is False

    Job.objects.update(lease_until=timezone.now() - timedelta(seconds=1))

    assert jobs.run(job.pk) is True
    assert (AuditEntry.objects.count(), Job.objects.get().attempts) == (1, 2)


def test_renewing_keeps_the_lease_and_says_how_far_it_is(db):
    job = jobs.claim(jobs.ask("work", "2019-Q4", owner=None).pk)
    Job.objects.update(lease_until=timezone.now() + timedelta(seconds=1))

    jobs.Lease(job).renew(done=3, total=8)

    job.refresh_from_db()
    assert (job.done, job.total) == (3, 8)
    assert job.lease_until > timezone.now() + timedelta(seconds=20)


def test_what_the_owner_can_mend_is_said_in_words(db):
    job = jobs.ask("refuse", "2019-Q4", owner=None)

    assert jobs.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.error) == ("failed", "The plan has no items; add one.")


def test_what_is_ours_to_mend_leaves_no_effect_and_tells_no_details(db):
    job = jobs.ask("crash", "2019-Q4", owner=None)

    assert jobs.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.error) == ("failed", "")
    assert not AuditEntry.objects.exists()


def test_a_job_that_kills_its_worker_is_given_up(db):
    job = jobs.ask("work", "2019-Q4", owner=None)
    Job.objects.update(attempts=jobs.MAX_ATTEMPTS)

    assert jobs.run(job.pk)
    job.refresh_from_db()
    assert (job.state, bool(job.error)) == ("failed", True)


def test_a_failed_job_is_run_again_as_a_new_row(db):
    failed = jobs.ask("refuse", "2019-Q4", owner=make_user(), period="2019-Q4")
    jobs.run(failed.pk)

    again = jobs.ask_again(Job.objects.get(pk=failed.pk))

    assert again.pk != failed.pk
    assert (again.kind, again.key, again.owner, again.params) == ("refuse", "2019-Q4", failed.owner, failed.params)
    assert Job.objects.get(pk=failed.pk).state == "failed"


def test_the_sweep_wakes_what_waits_or_was_lost_and_nothing_else(db, woken):
    now = timezone.now()
    waiting, fresh, lost, held, done = (jobs.ask("work", str(n), owner=None) for n in range(5))
    Job.objects.filter(pk=waiting.pk).update(asked_at=now - timedelta(seconds=6))
    Job.objects.filter(pk=lost.pk).update(state="running", lease_until=now - timedelta(seconds=1))
    Job.objects.filter(pk=held.pk).update(state="running", lease_until=now + timedelta(seconds=9))
    Job.objects.filter(pk=done.pk).update(state="done", asked_at=now - timedelta(hours=1))

    assert jobs.sweep() == 2
    assert woken == [waiting.pk, lost.pk]
    assert fresh.pk not in woken


def test_the_tick_goes_on_after_a_part_that_fails(db, settings, woken):
    settings.TIPCC_TICK = [f"{__name__}.fails", f"{__name__}.notes"]
    SEEN.clear()
    job = jobs.ask("work", "2019-Q4", owner=None)
    Job.objects.filter(pk=job.pk).update(asked_at=timezone.now() - timedelta(minutes=1))

    tasks.tick()

    assert SEEN == ["ran"]
    assert woken == [job.pk]


def fails():
    raise ValueError


def notes():
    SEEN.append("ran")
