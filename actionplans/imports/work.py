"""The jobs of a register that was handed in: read it, record it, give it back with its cells marked."""

from collections.abc import Mapping
from pathlib import PurePath

from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from actionplans.models import RegisterRow, RegisterUpload
from actionplans.permissions import sees_sheets
from actionplans.registers import left_rows as open_rows
from actionplans.registers import over
from actionplans.services import registers as services
from actionplans.states import RegisterRowState, UploadState
from councils import audit, clock, job_files, jobs
from councils.locks import lock_council
from councils.models import Job, User
from councils.states import NotAllowed, Refused

from .batch import Reading, examine, record
from .files.bounded import read_sheets
from .files.guard import FileRefused
from .left_rows import found_again, left_rows
from .results import marked_copy
from .told import columns_of, tell, tell_recorded


def check_register(job: Job, lease: jobs.Lease) -> None:
    """Read the file and tell what recording it would do. Asked again for the same reading it changes nothing."""
    upload, version = _upload(job), job.params["version"]
    told: Mapping[str, object]
    with translation.override(job.params["language"]):
        try:
            sheets = read_sheets(_content(upload), lease.renew)
            lease.renew()
            reading = examine(upload.council, sheets, upload.columns)
        except FileRefused as refusal:
            told, asks, refused = {}, False, str(refusal)
        else:
            told, asks, refused = tell(reading), reading.asks, ""
    with transaction.atomic():
        if refused:
            services.put_refusal(upload, version, refused)
        else:
            services.put_reading(upload, version, told, asks=asks)
        lease.finish(url=upload.get_absolute_url())


def record_register(job: Job, lease: jobs.Lease) -> None:
    """Record the good rows as one batch. Read once more under the council's lock: what was recorded meanwhile, by a
    form or by another file, is there already and is not created twice."""
    upload, version, actor = _upload(job), job.params["version"], _owner(job)
    with translation.override(job.params["language"]):
        sheets = read_sheets(_content(upload), lease.renew)
        lease.renew()
        with transaction.atomic():
            council = lock_council(upload.council)
            upload = _upload(job)
            if upload.state == UploadState.RECORDING and upload.version == version:
                upload.council = council
                _record(upload, examine(council, sheets, columns_of(upload.told)), actor)
            lease.finish(url=upload.get_absolute_url())


def _record(upload: RegisterUpload, reading: Reading, actor: User) -> None:
    if reading.asks:
        raise Refused(_("The file is not understood as it was before. Read it again and look at its columns."))
    rows = open_rows(upload.council).select_related("upload__council")
    if upload.letter_number:  # SMS settles nothing of what the secretary brought in
        rows = rows.exclude(upload__letter_number="")
    earlier = list(rows)  # before those of this file are added
    batch = record(
        reading, upload.council, actor=actor, file_name=upload.stored.name, file_digest=upload.stored.sha256,
        letter_number=upload.letter_number, letter=upload.letter,
    )  # fmt: skip
    upload.columns = columns_of(upload.told)
    services.put_recorded(upload, batch, tell_recorded(reading), left_rows(reading))
    mended, faulty = found_again(earlier, reading)
    _settle(mended, actor, RegisterRowState.MENDED)
    _settle(faulty, actor, RegisterRowState.PASSED_ON, _("It stands in the later file %(file)s too.") % {
        "file": upload.stored.name
    })  # fmt: skip


def _settle(rows: list[RegisterRow], actor: User, state: RegisterRowState, reason: str = "") -> None:
    for upload in {row.upload_id: row.upload for row in rows}.values():
        own = [row for row in rows if row.upload_id == upload.pk]
        services.settle(upload, own, actor=actor, state=state, reason=reason)


def mark_register(job: Job, lease: jobs.Lease) -> None:
    """The file with its cells marked, as recording it now would judge them; kept for a day for whoever asked."""
    upload, actor = _upload(job), _owner(job)
    if not sees_sheets(actor, upload.council_id):
        raise NotAllowed(_("You may no longer read this council's registers."))
    with translation.override(job.params["language"]):
        content = _content(upload)
        lease.renew()
        sheets, columns = read_sheets(content, lease.renew), columns_of(upload.told) or upload.columns
        reading = examine(upload.council, sheets, columns, ask=False)
        lease.renew()
        marked = marked_copy(content, reading.result, lease.renew)
    lease.renew()
    file = job_files.keep(job, marked, "xlsx")
    with transaction.atomic():
        url = reverse("actionplans:register-marked-file", args=[upload.council.code, upload.pk, job.pk])
        lease.finish(url=url, file=file, name=f"{PurePath(upload.stored.name).stem}-tipcc.xlsx", kind="xlsx")


def erase_registers() -> None:
    """For the tick: files past their days. Asked again, it finds nothing to do."""
    with audit.source("job"):
        for upload in over(clock.today()):
            services.erase_over(upload)


def _upload(job: Job) -> RegisterUpload:
    return RegisterUpload.objects.select_related("council__region", "stored", "letter").get(pk=job.params["upload"])


def _owner(job: Job) -> User:
    if job.owner is None:
        raise Refused(_("Nobody asked for this."))
    return job.owner


def _content(upload: RegisterUpload) -> bytes:
    """The bytes that were handed in. Raises FileRefused once they are erased."""
    if not upload.stored.file:
        raise FileRefused(_("The file was erased; only its name and digest are kept."))
    with upload.stored.file.open("rb") as file:
        content: bytes = file.read()
    return content
