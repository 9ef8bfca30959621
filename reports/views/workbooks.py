"""Workbooks: asked for by a button, made by a job, downloaded from what was kept."""

import logging

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_POST

from councils import job_files
from councils.models import Council, User
from councils.permissions import job_for
from reports import workbooks
from reports.permissions import (
    edition_file_for,
    edition_for,
    national_reader,
    period_for,
    report_for,
    visible_editions,
    visible_nationals,
)
from reports.services import reading
from reports.states import SEALED

log = logging.getLogger(__name__)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_POST
def edition_workbook(request: HttpRequest, pk: int) -> HttpResponse:
    edition = edition_for(request.user, pk)
    reading.opened_edition(edition, actor=_reader(request))
    return redirect(workbooks.ask_for_edition(edition, _language(request), actor=_reader(request)))


@require_POST
def report_workbook(request: HttpRequest, code: str, label: str) -> HttpResponse:
    """A council's own: of the edition in force, else of the figures as they stand."""
    report = report_for(request.user, code, label)
    edition = visible_editions(request.user, report).first() if report.status in SEALED else None
    if edition:
        reading.opened_edition(edition, actor=_reader(request))
        return redirect(workbooks.ask_for_edition(edition, _language(request), actor=_reader(request)))
    return _working(request, label, report.council)


@require_POST
def national_workbook(request: HttpRequest, label: str) -> HttpResponse:
    """The consolidated one: of the latest national edition, else of the figures as they stand."""
    period = period_for(label)
    national_reader(request.user)
    national = visible_nationals(request.user).filter(period=period).first()
    if national:
        edition = visible_editions(request.user, national)[0]
        return redirect(workbooks.ask_for_edition(edition, _language(request), actor=_reader(request)))
    return _working(request, label, None)


def _working(request: HttpRequest, label: str, council: Council | None) -> HttpResponse:
    if not workbooks.may_read_working(request.user, council):
        raise PermissionDenied
    quarter = period_for(label).as_quarter
    return redirect(workbooks.ask_for_working(quarter, council, _language(request), actor=_reader(request)))


@require_GET
def edition_file(request: HttpRequest, pk: int) -> HttpResponse:
    """An edition's file, verbatim."""
    kept = edition_file_for(request.user, pk)
    try:
        data = workbooks.bytes_of(kept)
    except workbooks.FileChanged as refusal:
        log.error("the kept file %s of edition %s cannot be served: %s", kept.pk, kept.edition_id, refusal)
        messages.error(request, str(refusal))
        return redirect("reports:edition-detail", kept.edition_id)
    reading.opened_edition(kept.edition, actor=_reader(request))
    workbooks.downloaded(kept, actor=_reader(request))
    return _attached(data, kept.name)


@require_GET
def working_file(request: HttpRequest, pk: int) -> HttpResponse:
    """A working workbook, for whoever asked for it; it is kept for a day."""
    job = job_for(request.user, pk)
    if job.owner != request.user or job.kind != workbooks.KIND:
        raise Http404
    if not workbooks.may_read_working(request.user, workbooks.council_of(job)):  # the seat may have ended since
        raise PermissionDenied
    data = job_files.made(job)
    if data is None:
        raise Http404
    return _attached(data, job.result["name"])


def _reader(request: HttpRequest) -> User:
    """Who is signed in: LoginRequiredMiddleware lets nobody else come this far."""
    assert isinstance(request.user, User)
    return request.user


def _language(request: HttpRequest) -> str:
    """The language asked for, else the page's."""
    asked = request.POST.get("language", "")
    return asked if asked in workbooks.LANGUAGES else (get_language() or settings.LANGUAGE_CODE)[:2]


def _attached(data: bytes, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
