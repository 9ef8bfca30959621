"""Registers handed in as files: taken, read by a job, confirmed, recorded; the rows that are left are settled.

What a file says is worked out by `imports/`; here its row moves on, one audit entry for each step. Nothing of what a
cell holds goes into the audit chain (rule 9).
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from actionplans.models import Event, ImportBatch, RegisterHeading, RegisterRow, RegisterUpload
from actionplans.registers import CHECK, MARK, RECORD, UNFINISHED, forgotten, job_of, over
from actionplans.states import RegisterRowState, UploadState
from councils import audit, clock, files, jobs
from councils.files import Handed
from councils.locks import lock_council
from councils.models import Council, Job, StoredFile, User
from councils.rights import rights_of
from councils.states import IllegalMove, NotAllowed, Refused, Unfit


class ReadMeanwhile(Refused):
    """The file was read again since the page was shown: what would be recorded may be something else."""

    def __init__(self) -> None:
        super().__init__(_("The file was read again meanwhile. Look at what would be recorded now, then record it."))


@files.undone_together()
@transaction.atomic
def take_register(
    council: Council, content: bytes, kind: str, name: str, *, actor: User, language: str,
    letter_number: str = "", letter: Handed | None = None,
) -> RegisterUpload:  # fmt: skip
    """Keep the file and have it read. The same file again, while it is unfinished, is the same upload.

    Who does not record for the council hands in on its behalf, with the letter's number and scan (rule 3).
    Raises NotAllowed, Unfit.
    """
    council = lock_council(council)
    rights, number = rights_of(actor), letter_number.strip()
    if not rights.may_bring_in(council.pk):
        raise NotAllowed(_("Only the council's secretary, or SMS on its behalf, brings in its registers."))
    if bool(number) != bool(letter) or not (number or rights.may_record(council.pk)) or (number and not rights.is_sms):
        raise Unfit(_("On behalf of a council: write the number of its letter and add the scan of the letter."))
    digest = hashlib.sha256(content).hexdigest()
    unfinished = RegisterUpload.objects.filter(council=council, stored__sha256=digest, state__in=UNFINISHED)
    if same := unfinished.filter(letter_number=number).first():
        return same
    upload = RegisterUpload.objects.create(
        council=council, stored=files.keep(content, kind, name, council=council, actor=actor), language=language,
        letter_number=number, letter=files.keep(*letter, council=council, actor=actor) if letter else None,
        uploaded_by=actor, uploaded_at=clock.now(), changed_on=clock.today(),
    )  # fmt: skip
    after = {"sha256": digest, "bytes": len(content), **told_of_letter(number, upload.letter)}
    _entry("register.uploaded", upload, actor, after)
    _have_read(upload, actor, language)
    return upload


def told_of_letter(number: str, letter: StoredFile | None) -> dict[str, str]:
    """The letter for the audit chain; nothing where the council brings in its own."""
    return {"letter": number, "letter_sha256": letter.sha256} if letter else {}


@transaction.atomic
def choose_columns(
    upload: RegisterUpload, chosen: Mapping[str, Mapping[str, str]], *, actor: User, language: str
) -> RegisterUpload:
    """What its columns mean, by layout and column; kept for the council's later files too, and read again by it.

    Raises NotAllowed, IllegalMove.
    """
    upload = _open_for(upload, actor, *UNFINISHED, UploadState.REFUSED)
    upload.columns = {key: dict(fields) for key, fields in chosen.items()}
    _remember(upload.council, dict(_meant(upload)), actor)
    _entry("register.columns_chosen", upload, actor, {"columns": upload.columns})
    _have_read(upload, actor, language)
    return upload


def _meant(upload: RegisterUpload) -> Iterator[tuple[str, str]]:
    """(folded heading, field) of what a person decided: where the proposal was not sure, or not right. A sheet that is
    put aside as a whole says nothing of what its headings mean elsewhere."""
    for layout in upload.told.get("layouts", ()):
        fields = upload.columns.get(layout["key"], {})
        if any(fields.values()):
            for column in layout["columns"]:
                field = fields.get(str(column["index"]))
                decided = field is not None and (field != column["field"] or (field and not column["sure"]))
                if decided and column["words"]:
                    yield column["words"], field


def _remember(council: Council, meant: Mapping[str, str], actor: User) -> None:
    for words, field in meant.items():
        RegisterHeading.objects.update_or_create(
            council=council, words=words[:200],
            defaults={"field": field, "chosen_by": actor, "chosen_on": clock.today()},
        )  # fmt: skip


@transaction.atomic
def read_again(upload: RegisterUpload, *, actor: User, language: str) -> RegisterUpload:
    """Read the file once more: plans, quarters or events may have changed since, or the job failed.

    Raises NotAllowed, IllegalMove.
    """
    upload = _open_for(upload, actor, *UNFINISHED, UploadState.REFUSED, UploadState.RECORDING)
    job = job_of(upload)
    if not (job and job.at_work):
        _have_read(upload, actor, language)
    return upload


@transaction.atomic
def record_register(upload: RegisterUpload, *, actor: User, version: int) -> RegisterUpload:
    """Have the good rows recorded by a job; `version` is the reading that was seen. Asked twice it is asked once.

    Raises NotAllowed, IllegalMove, ReadMeanwhile.
    """
    upload = _open_for(upload, actor, UploadState.CHECKED, UploadState.RECORDING, UploadState.RECORDED)
    if upload.version != version:
        raise ReadMeanwhile
    if upload.state == UploadState.CHECKED:
        _move(upload, UploadState.RECORDING)
        jobs.ask(RECORD, _key(upload), owner=actor, upload=upload.pk, version=version, language=upload.language)
    return upload


@transaction.atomic
def put_aside(upload: RegisterUpload, *, actor: User) -> RegisterUpload:
    """Nothing of this file is recorded; its content is erased. Raises NotAllowed, IllegalMove."""
    upload = _open_for(upload, actor, UploadState.ASKS, UploadState.CHECKED, UploadState.REFUSED, UploadState.READING)
    _drop(upload, actor)
    return upload


def _drop(upload: RegisterUpload, actor: User | None) -> None:
    upload.told = {}
    _move(upload, UploadState.DROPPED, "told")
    for stored in (upload.stored, upload.letter):
        if stored and not stored.erased_on:
            files.erase(stored)
    _entry("register.dropped", upload, actor, {"sha256": upload.stored.sha256})


def ask_marked(upload: RegisterUpload, *, actor: User, language: str) -> Job:
    """The job that makes the file with its cells marked. Raises NotAllowed, IllegalMove."""
    if not upload.stored.file:
        raise IllegalMove(_("The file was erased; only its name and digest are kept."))
    _must_keep(upload, actor)
    told = {"upload": upload.pk, "language": language}
    return jobs.ask(MARK, f"{_key(upload)}/{language}/{actor.pk}", owner=actor, **told)


@transaction.atomic
def put_reading(upload: RegisterUpload, version: int, told: Mapping[str, Any], *, asks: bool) -> None:
    """For the job: what the reading found; nothing where the file was put aside or is read again by now."""
    upload = RegisterUpload.objects.select_for_update(of=("self",)).get(pk=upload.pk)
    if upload.state == UploadState.READING and upload.version == version:
        upload.told, upload.refusal = dict(told), ""
        _move(upload, UploadState.ASKS if asks else UploadState.CHECKED, "told", "refusal")


@transaction.atomic
def put_refusal(upload: RegisterUpload, version: int, words: str) -> None:
    """For the job: the file as a whole cannot be read."""
    upload = RegisterUpload.objects.select_for_update(of=("self",)).get(pk=upload.pk)
    if upload.state in {UploadState.READING, UploadState.RECORDING} and upload.version == version:
        upload.refusal, upload.told = words, {}
        _move(upload, UploadState.REFUSED, "refusal", "told")


@dataclass(frozen=True)
class LeftRow:
    """A faulty row as it is kept until somebody settles it."""

    sheet: str
    row: int
    cells: Mapping[str, str]
    cells_sha256: str
    faults: Sequence[Mapping[str, str]]


def put_recorded(
    upload: RegisterUpload, batch: ImportBatch | None, told: Mapping[str, Any], left: Iterable[LeftRow]
) -> list[RegisterRow]:
    """For the job, inside its transaction and under the council's lock: recorded, and which rows are left."""
    upload.told, upload.batch = dict(told), batch
    _move(upload, UploadState.RECORDED, "told", "batch", "columns")
    rows = [
        RegisterRow(
            upload=upload, sheet=one.sheet, row=one.row, cells=dict(one.cells), cells_sha256=one.cells_sha256,
            faults=list(one.faults),
        )
        for one in left
    ]  # fmt: skip
    return RegisterRow.objects.bulk_create(rows, batch_size=500)


@transaction.atomic
def dismiss_rows(upload: RegisterUpload, rows: Iterable[RegisterRow], *, actor: User, reason: str) -> None:
    """These rows are not recorded, because: asked twice it changes nothing. Raises NotAllowed, Unfit."""
    upload = _open_for(upload, actor, UploadState.RECORDED)
    if not reason.strip():
        raise Unfit(_("Reason: write why these rows are not recorded."))
    settle(upload, rows, actor=actor, state=RegisterRowState.DISMISSED, reason=reason.strip())


@transaction.atomic
def mend_row(row: RegisterRow, event: Event, *, actor: User) -> None:
    """The row was entered by hand as this event. Raises NotAllowed."""
    upload = _open_for(row.upload, actor, UploadState.RECORDED)
    if event.council_id == upload.council_id:
        settle(upload, [row], actor=actor, state=RegisterRowState.MENDED, event=event)


def settle(
    upload: RegisterUpload, rows: Iterable[RegisterRow], *, actor: User, state: RegisterRowState,
    reason: str = "", event: Event | None = None,
) -> None:  # fmt: skip
    """Those of the rows that are still open; what stood in them is forgotten. Under the council's lock."""
    wanted = [row.pk for row in rows]
    still = list(upload.rows.filter(pk__in=wanted, state=RegisterRowState.OPEN))
    if not still:
        return
    for row in still:
        row.state, row.reason, row.event, row.cells = state, reason[:500], event, {}
        row.faults = forgotten(row.faults)
        row.settled_by, row.settled_on = actor, clock.today()
    written = ("state", "reason", "event", "cells", "faults", "settled_by", "settled_on")
    RegisterRow.objects.bulk_update(still, written, batch_size=500)
    after = {"rows": [[row.sheet, row.row] for row in still], "state": state, "event": event.code if event else ""}
    _entry("register.rows_settled", upload, actor, after, reason=reason)


def erase_over(upload: RegisterUpload) -> None:
    """For the tick: the content of a file past its days goes; one that nobody recorded is put aside (rule 9)."""
    with transaction.atomic():
        council = lock_council(upload.council)
        upload = RegisterUpload.objects.select_for_update(of=("self",)).select_related("stored").get(pk=upload.pk)
        upload.council = council
        if not over(clock.today()).filter(pk=upload.pk).exists():
            return
        if upload.state != UploadState.RECORDED:
            _drop(upload, None)
            return
        files.erase(upload.stored)
        _entry("register.erased", upload, None, {"sha256": upload.stored.sha256})


def _have_read(upload: RegisterUpload, actor: User, language: str) -> None:
    upload.version += 1
    upload.language, upload.refusal = language, ""
    _move(upload, UploadState.READING, "version", "language", "columns", "refusal")
    jobs.ask(CHECK, _key(upload), owner=actor, upload=upload.pk, version=upload.version, language=language)


def _key(upload: RegisterUpload) -> str:
    return f"{upload.council.code}/{upload.pk}/{upload.version}"


def _move(upload: RegisterUpload, state: UploadState, *also: str) -> None:
    upload.state, upload.changed_on = state, clock.today()
    upload.save(update_fields=["state", "changed_on", *also])


def _open_for(upload: RegisterUpload, actor: User, *states: UploadState) -> RegisterUpload:
    """The upload as it is now, under the council's lock. Raises NotAllowed, IllegalMove."""
    council = lock_council(upload.council)
    upload = RegisterUpload.objects.select_for_update(of=("self",)).select_related("stored").get(pk=upload.pk)
    upload.council = council
    _must_keep(upload, actor)
    if upload.state not in states:
        words = _("This register is in the state “%(state)s”: the step does not fit any more.")
        raise IllegalMove(words % {"state": upload.get_state_display()})
    return upload


def _must_keep(upload: RegisterUpload, actor: User) -> None:
    if not rights_of(actor).goes_on_with(upload.council_id, upload.letter_number):
        raise NotAllowed(_("Only the council's secretary, or SMS on its behalf, brings in its registers."))


def _entry(
    action: str, upload: RegisterUpload, actor: User | None, after: Mapping[str, Any], reason: str = ""
) -> None:
    audit.record(
        action, f"register:{upload.pk}", actor=actor, council=upload.council, after=dict(after), reason=reason
    )
