"""Jobs with a real Celery worker, its scheduler and a real Redis, each a process that can be killed."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from actionplans.quarters import quarter_of
from councils import clock
from councils.mode import ensure_mode
from councils.models import AuditEntry, Council, Job
from councils.states import JobState
from reports.models import CouncilReport, Notice, Period
from tests.factories import make_plan, make_user
from tests.test_running import descendants, until
from tipcc.children import end, spawn
from tipcc.run import Service
from tipcc.servers import Redis, redis_binary

from .world import signed_in

BASE_DIR = Path(__file__).resolve().parent.parent.parent
CELERY = [sys.executable, "-m", "celery", "--quiet", "--app", "tipcc"]
ASK = """
import django, sys, time; django.setup()
from councils import jobs
from councils.models import User
begun = time.monotonic()
jobs.ask(sys.argv[1], sys.argv[2], owner=User.objects.filter(username=sys.argv[3]).first())
print(time.monotonic() - begun)
"""


class Machine:
    """Redis, a worker and the scheduler of this test, on its database; every process ends with the test.

    Worker and scheduler are started again when they end, by the project's own supervisor: after a lost connection
    kombu sometimes fails to put a message back into the broker that is gone, and Celery ends the worker over it.
    """

    def __init__(self, env: dict[str, str], folder: Path) -> None:
        binary = redis_binary()
        assert binary, "a Redis is needed: apt-get install redis-server"
        self.redis, self.folder = Redis(binary, folder / "redis"), folder
        self.broker = self.redis.start()
        self.brokers, self.services = [self.broker], list[Service]()
        ours = {"DJANGO_SETTINGS_MODULE": "tests.reports.worker_settings", "TIPCC_LEASE_SECONDS": "3"}
        quiet = {"PYTHONWARNINGS": "ignore", "LOG_LEVEL": "ERROR"}
        self.env = env | ours | quiet | {"REDIS_URL": self.redis.url, "TIPCC_VAR": str(folder)}
        self.log = (folder / "log").open("w")

    def _run(self, *arguments: str) -> Service:
        start = partial(spawn, [*CELERY, *arguments], env=self.env, cwd=BASE_DIR, stdout=self.log, stderr=self.log)
        self.services.append(Service(arguments[0], start))
        self.services[-1].watch()
        return self.services[-1]

    def start_worker(self) -> Service:
        return self._run("worker", "--concurrency", "2", "--loglevel", "error", "--without-gossip", "--without-mingle")

    def start_scheduler(self, name: str = "schedule") -> Service:
        return self._run("beat", "--loglevel", "error", "--schedule", str(self.folder / name), "--pidfile", "")

    def wait(self, condition: Callable[[], object], seconds: float, what: str) -> None:
        """Look after the services until `condition` holds."""

        def look() -> object:
            for service in self.services:
                service.watch()
            return condition()

        until(look, seconds, what)

    def end(self) -> None:
        end([service.process for service in self.services if service.process], signum=signal.SIGKILL)
        end(self.brokers)
        self.log.close()

    def stop_redis(self) -> None:
        end([self.broker])

    def restart_redis(self) -> None:
        """On the same port, with the same password, and empty: nothing that was in it is needed."""
        self.broker = self.redis.spawn()
        self.brokers.append(self.broker)

    def ask(self, kind: str, owner: str = "") -> tuple[Job, float]:
        """Ask as a page does, in a process that knows this Redis; the job, and how long asking took."""
        command = [sys.executable, "-c", ASK, kind, "a", owner]
        done = subprocess.run(command, env=self.env, cwd=BASE_DIR, capture_output=True, text=True, check=True)
        return Job.objects.get(kind=kind), float(done.stdout)


@pytest.fixture
def machine(process_env: dict[str, str], tmp_path: Path) -> Iterator[Machine]:
    ensure_mode()
    made = Machine(process_env, tmp_path)
    yield made
    made.end()


def state_of(job: Job) -> str:
    job.refresh_from_db()
    return job.state


def is_done(job: Job) -> Callable[[], bool]:
    return lambda: state_of(job) == JobState.DONE


def effects() -> int:
    return AuditEntry.objects.filter(action="note.add").count()


def test_when_a_quarter_has_ended_the_tick_opens_eight_reports_and_tells_sms_once(machine: Machine) -> None:
    call_command("load_reference", stdout=machine.log)
    for council in Council.objects.all():
        make_plan(council, date(2018, 6, 1), date(2040, 12, 31))
    machine.start_worker()
    machine.start_scheduler()
    machine.start_scheduler("second")  # two at once change nothing

    machine.wait(Notice.objects.exists, 60, "SMS is told")

    ended = quarter_of(clock.today())
    assert Period.objects.get().as_quarter.next() == ended
    assert CouncilReport.objects.count() == Notice.objects.get().councils == Council.objects.count() == 8

    def counts() -> list[int]:
        """But for the nightly self-check, whose hour may come meanwhile."""
        jobs, entries = Job.objects.exclude(kind="self_check"), AuditEntry.objects.exclude(action="self_check.ended")
        return [*(model.objects.count() for model in (Period, CouncilReport, Notice)), jobs.count(), entries.count()]

    machine.wait(lambda: not Job.objects.exclude(state=JobState.DONE).exists(), 20, "all jobs are done")
    before = counts()
    assert AuditEntry.objects.filter(action="report.opened").count() == 8
    time.sleep(3.5)  # three more ticks of each scheduler
    assert counts() == before


@pytest.mark.parametrize("killed", ["worker", "its children"])
def test_a_job_killed_half_way_is_taken_up_and_its_effect_happens_once(machine: Machine, killed: str) -> None:
    worker = machine.start_worker()
    machine.start_scheduler()
    job, _seconds = machine.ask("slow")
    machine.wait(lambda: state_of(job) == JobState.RUNNING and job.done == 1, 30, "the job is half-way")
    time.sleep(0.5)
    assert worker.process
    if killed == "worker":
        os.killpg(worker.process.pid, signal.SIGKILL)
    else:
        for child in descendants(worker.process.pid):
            os.kill(child, signal.SIGKILL)
    assert effects() == 0

    machine.wait(is_done(job), 60, "the job is taken up")

    assert (job.attempts, job.done, effects()) == (2, 2, 1)
    time.sleep(2.5)
    assert effects() == 1


def test_a_lease_and_two_ticks_pass_within_a_minute() -> None:
    tick = settings.CELERY_BEAT_SCHEDULE["tick"]["schedule"]
    assert settings.TIPCC_LEASE_SECONDS + 2 * tick < 60


def test_while_redis_is_down_asking_is_quick_and_nothing_is_lost(machine: Machine) -> None:
    machine.start_worker()
    machine.start_scheduler()
    first, _seconds = machine.ask("note")
    machine.wait(is_done(first), 30, "the first job")
    machine.stop_redis()

    second, seconds = machine.ask("slow")  # its own kind, so that there is one of it

    assert seconds < 3
    Job.objects.filter(pk=second.pk).update(attempts=1)  # it need not be slow
    assert state_of(second) == JobState.QUEUED
    machine.restart_redis()
    machine.wait(is_done(second), 60, "the job is done after Redis came back")
    assert effects() == 2


def test_a_failed_job_says_so_in_words_where_its_owner_looks_and_can_be_run_again(machine: Machine) -> None:
    owner = make_user("aigul")
    machine.start_worker()
    machine.start_scheduler()
    job, _seconds = machine.ask("fails_once", owner="aigul")
    machine.wait(lambda: state_of(job) == JobState.FAILED, 30, "the job failed")
    client = signed_in(owner)

    page = client.get(f"/jobs/{job.pk}/").content.decode()
    assert "The plan has no items; add one." in page
    assert client.post(f"/jobs/{job.pk}/again/").status_code == 302

    again = Job.objects.exclude(pk=job.pk).get()
    machine.wait(is_done(again), 30, "the second run")
    assert (again.owner, effects(), state_of(job)) == (owner, 1, JobState.FAILED)
    assert "/somewhere/" in client.get(f"/jobs/{again.pk}/").content.decode()
