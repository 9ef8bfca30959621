"""Jobs for a worker that a test starts; the effect of each is one audit entry."""

import time

from django.db import transaction

from councils import audit
from councils.jobs import Lease
from councils.models import Job
from councils.states import Refused


def note(job: Job, lease: Lease) -> None:
    with transaction.atomic():
        audit.record("note.add", job.key, actor=None)
        lease.finish(url="/somewhere/")


def slow(job: Job, lease: Lease) -> None:
    """At the first attempt it stands still with its effect written and not yet committed."""
    lease.renew(done=1, total=2)
    with transaction.atomic():
        audit.record("note.add", job.key, actor=None)
        time.sleep(600 if job.attempts == 1 else 0)
        lease.finish()


def fails_once(job: Job, lease: Lease) -> None:
    if not Job.objects.filter(kind=job.kind, key=job.key, state="failed").exists():
        raise Refused("The plan has no items; add one.")
    note(job, lease)
