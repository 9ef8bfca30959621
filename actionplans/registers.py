"""Registers handed in as files: which are unfinished, which job is at work, what is kept how long. Reads only."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from django.db.models import Count, Q, QuerySet

from actionplans.models import RegisterHeading, RegisterRow, RegisterUpload
from actionplans.states import RegisterRowState, UploadState
from councils.models import Council, Job

CHECK, RECORD, MARK = "check_register", "record_register", "mark_register"
UNFINISHED = (UploadState.READING, UploadState.ASKS, UploadState.CHECKED)
KEPT = timedelta(days=60)  # after the last step: longer than a quarter's deadline, shorter than anybody needs names


def job_of(upload: RegisterUpload) -> Job | None:
    """The newest job that reads or records this file."""
    key = f"{upload.council.code}/{upload.pk}/"
    return Job.objects.filter(kind__in=(CHECK, RECORD), key__startswith=key).order_by("-pk").first()


def remembered(council: Council) -> dict[str, str]:
    """Folded heading -> field, as the council's office chose on a page before."""
    return dict(RegisterHeading.objects.filter(council=council).values_list("words", "field"))


def left_rows(council: Council) -> QuerySet[RegisterRow]:
    """Rows of recorded files that nobody mended or dismissed yet."""
    return RegisterRow.objects.filter(upload__council=council, state=RegisterRowState.OPEN)


def waiting_in(councils: Sequence[int]) -> QuerySet[RegisterUpload]:
    """Files on which somebody of these councils' offices must go on, each with `left` rows; the latest first.

    Without what was told of them, which is long.
    """
    left = Count("rows", filter=Q(rows__state=RegisterRowState.OPEN))
    uploads = RegisterUpload.objects.filter(council__in=councils).select_related("council", "stored")
    waits = Q(state__in=(UploadState.ASKS, UploadState.CHECKED)) | Q(left__gt=0)
    return uploads.annotate(left=left).filter(waits).defer("told", "columns").order_by("-pk")


def dismissed_rows(council: Council) -> set[str]:
    """Digests of rows that somebody dismissed: the same row in a later file needs no second answer."""
    rows = RegisterRow.objects.filter(upload__council=council, state=RegisterRowState.DISMISSED)
    return set(rows.values_list("cells_sha256", flat=True))


def over(today: date) -> QuerySet[RegisterUpload]:
    """Files whose content is past its days. A row that is left stays listed without the file."""
    there = Q(changed_on__lt=today - KEPT) & ~Q(stored__file="")
    return RegisterUpload.objects.filter(there).select_related("council", "stored")


def forgotten(faults: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
    """The faults of a settled row without their words, which may repeat what the cell held (rule 9)."""
    return [{"field": fault["field"], "column": fault["column"], "code": fault["code"]} for fault in faults]
