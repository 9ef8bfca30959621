"""Jobs: ask, claim, run, sweep (docs/architecture.md). The row is the truth; Celery only wakes it.

A worker claims a row by a conditional UPDATE with a lease; it renews the lease between steps, and the UPDATE
that finishes the job tests the lease in the transaction of the job's effect. So a job killed half-way is
taken up again after its lease, and its effect happens once.
"""

import logging
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.module_loading import import_string

from . import audit
from .models import Job, User
from .states import JobState, Refused

log = logging.getLogger(__name__)
MAX_ATTEMPTS = 5


class LeaseLost(Exception):
    """Another worker has the job now; whatever this one did is rolled back."""


class Lease:
    """A worker's hold on a job, given to the job's function."""

    def __init__(self, job: Job) -> None:
        self.job = job

    def renew(self, done: int | None = None, total: int | None = None) -> None:
        """Between steps: keep the job and say how far it is. Raises LeaseLost."""
        now: dict[str, Any] = {"lease_until": _lease_end()}
        now |= {"done": done} if done is not None else {}
        now |= {"total": total} if total is not None else {}
        if not self._mine().update(**now):
            raise LeaseLost

    def finish(self, **result: Any) -> None:
        """Last thing inside the transaction of the effect: done, or nothing happened. Raises LeaseLost."""
        ended = {"state": JobState.DONE, "result": result, "error": "", "ended_at": timezone.now()}
        if not self._mine().update(**ended, done=F("total")):
            raise LeaseLost

    def _mine(self) -> Any:
        return Job.objects.filter(pk=self.job.pk, state=JobState.RUNNING, lease_token=self.job.lease_token)


def ask(kind: str, key: str, *, owner: User | None, **params: Any) -> Job:
    """A new job, or the one of this kind and key that waits or runs already."""
    try:
        with transaction.atomic():
            job = Job.objects.create(kind=kind, key=key, owner=owner, params=params)
    except IntegrityError:
        at_work = Q(state__in=[JobState.QUEUED, JobState.RUNNING])
        return Job.objects.filter(at_work, kind=kind, key=key).first() or ask(kind, key, owner=owner, **params)
    transaction.on_commit(lambda: wake(job.pk))
    return job


def ask_again(job: Job) -> Job:
    """A failed job is run again as a new row; the failed one stays for the record."""
    return ask(job.kind, job.key, owner=job.owner, **job.params)


def wake(pk: int) -> None:
    """Tell a worker. A broker that is down never loses or blocks what a user did: the sweep finds the row."""
    from .tasks import run_job  # circular: the task runs jobs

    try:
        run_job.delay(pk)
    except Exception:
        log.warning("job %s could not be sent to the broker; the sweep will find it", pk)


def claim(pk: int) -> Job | None:
    """Take the job if it waits, or if its worker's lease ran out; None when somebody else has it."""
    now = timezone.now()
    free = Q(state=JobState.QUEUED) | Q(state=JobState.RUNNING, lease_until__lt=now)
    token = secrets.token_hex(16)
    taken = Job.objects.filter(free, pk=pk).update(
        state=JobState.RUNNING, lease_token=token, lease_until=_lease_end(), attempts=F("attempts") + 1
    )
    return Job.objects.select_related("owner").get(pk=pk) if taken else None


def _lease_end() -> datetime:
    return timezone.now() + timedelta(seconds=settings.TIPCC_LEASE_SECONDS)


def run(pk: int) -> bool:
    """Claim the job and do it; True when this call finished it, well or badly."""
    job = claim(pk)
    if job is None:
        return False
    if job.attempts > MAX_ATTEMPTS:
        _fail(job, str(Refused("The job was given up after it was interrupted five times.")))
        return True
    work: Callable[[Job, Lease], None] = import_string(settings.TIPCC_JOBS[job.kind])
    try:
        with audit.source("job"):
            work(job, Lease(job))
    except LeaseLost:
        log.info("job %s was taken over", pk)
        return False
    except Refused as refusal:
        _fail(job, str(refusal))
    except Exception:
        log.exception("job %s failed", pk)
        _fail(job, "")
    return True


def _fail(job: Job, words: str) -> None:
    """`words` is what the owner can mend; empty means ours to mend: the page says one general sentence."""
    Job.objects.filter(pk=job.pk, lease_token=job.lease_token, state=JobState.RUNNING).update(
        state=JobState.FAILED, error=words, ended_at=timezone.now()
    )


def sweep() -> int:
    """Wake every job that waits, and those whose worker is gone; how many. Called by the tick."""
    now = timezone.now()
    lost = Q(state=JobState.RUNNING, lease_until__lt=now)
    waiting = Q(state=JobState.QUEUED, asked_at__lt=now - timedelta(seconds=5))
    pks = list(Job.objects.filter(lost | waiting).order_by("pk").values_list("pk", flat=True)[:500])
    for pk in pks:
        wake(pk)
    return len(pks)
