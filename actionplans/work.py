"""What the jobs and the scheduler's tick do for plans and events; councils/jobs.py says how jobs run.

Each function computes first and ends in one short transaction that finishes the job: done, or nothing happened.
"""

from django.db import transaction

from councils import audit, clock, files, jobs
from councils.models import Council, Job

from . import pictures
from .evidence import SIDES, over
from .models import Evidence
from .services import evidence as services
from .states import EvidenceKind


def reduce_photo(job: Job, lease: jobs.Lease) -> None:
    """Make a picture small and bare, with a thumbnail if it is a photo, and erase the original (rule 9).

    Run twice it changes nothing: a piece that is ready, removed or erased is left as it is.
    """
    evidence = Evidence.objects.select_related("stored", "event__council").get(pk=job.params["evidence"])
    picture = thumbnail = None
    if evidence.stored and evidence.stored.file and not evidence.ready:
        content = evidence.stored.file.read()
        try:
            picture = pictures.reduced(content, evidence.stored.kind, SIDES[EvidenceKind(evidence.kind)])
            thumbnail = pictures.thumbnail(picture) if evidence.kind == EvidenceKind.PHOTO else None
        except pictures.NotDecoded:
            picture = None
        lease.renew()
    with files.undone_together(), transaction.atomic():
        services.put_picture(evidence, picture, thumbnail)
        lease.finish()


def erase_evidence() -> None:
    """For the tick: erase what is past its last day, council by council. Asked again, it finds nothing to do."""
    codes = over(clock.today()).order_by().values("event__council").distinct()
    with audit.source("job"):
        for council in Council.objects.filter(pk__in=codes):
            services.erase_over(council)
