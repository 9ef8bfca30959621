"""Files of reports: asked for by a button, made by a job, downloaded from what was kept."""

import logging

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from councils import files, job_files
from councils.models import Council, User
from councils.permissions import job_for
from reports.documents import keeping
from reports.documents.asking import ask_for_edition, ask_for_sum, ask_for_working
from reports.documents.kinds import LANGUAGES, draft_kinds, kinds_for, workbook_among
from reports.documents.work import council_of
from reports.kept_files import KIND, is_given_out
from reports.models import Edition
from reports.permissions import (
    edition_file_for,
    edition_for,
    national_reader,
    period_for,
    report_for,
    visible_editions,
    visible_nationals,
    year_span_for,
)
from reports.services import reading
from reports.states import SEALED, FileKind
from reports.workbooks import may_read_working

log = logging.getLogger(__name__)


@require_POST
def edition_workbook(request: HttpRequest, pk: int) -> HttpResponse:
    """Any file of a sealed edition."""
    return _sealed(request, edition_for(request.user, pk))


@require_POST
def report_workbook(request: HttpRequest, code: str, label: str) -> HttpResponse:
    """A council's own: of the edition in force, else of the figures as they stand."""
    report = report_for(request.user, code, label)
    edition = visible_editions(request.user, report).first() if report.status in SEALED else None
    return _sealed(request, edition) if edition else _working(request, label, report.council)


@require_POST
def national_workbook(request: HttpRequest, label: str) -> HttpResponse:
    """The consolidated one: of the latest national edition, else of the figures as they stand."""
    period = period_for(label)
    national_reader(request.user)
    national = visible_nationals(request.user).filter(period=period).first()
    return (
        _sealed(request, visible_editions(request.user, national)[0]) if national else _working(request, label, None)
    )


@require_POST
def national_year_workbook(request: HttpRequest, span: str) -> HttpResponse:
    """The sum of a half-year's or a year's sealed editions; with events, so for SMS and administrators alone."""
    if not may_read_working(request.user, None):
        raise PermissionDenied
    return redirect(ask_for_sum(year_span_for(span), _language(request), actor=_reader(request)))


def _sealed(request: HttpRequest, edition: Edition) -> HttpResponse:
    kind = _kind(request, kinds_for(request.user, edition))
    reading.opened_edition(edition, actor=_reader(request))
    return redirect(ask_for_edition(edition, kind, _language(request), actor=_reader(request)))


def _working(request: HttpRequest, label: str, council: Council | None) -> HttpResponse:
    if not may_read_working(request.user, council):
        raise PermissionDenied
    quarter, kind = period_for(label).as_quarter, _kind(request, draft_kinds(council))
    return redirect(ask_for_working(quarter, council, kind, _language(request), actor=_reader(request)))


@require_GET
def edition_file(request: HttpRequest, pk: int) -> HttpResponse:
    """An edition's file, verbatim; not any more once a text in it was blacked out."""
    kept = edition_file_for(request.user, pk)
    if kept.kind not in kinds_for(request.user, kept.edition):
        raise PermissionDenied
    if not is_given_out(kept):
        messages.error(request, _("A text in this file was blacked out since. Ask for the file again."))
        return redirect("reports:edition-detail", kept.edition_id)
    try:
        data = keeping.bytes_of(kept)
    except keeping.FileChanged as refusal:
        log.error("the kept file %s of edition %s cannot be served: %s", kept.pk, kept.edition_id, refusal)
        messages.error(request, str(refusal))
        return redirect("reports:edition-detail", kept.edition_id)
    reading.opened_edition(kept.edition, actor=_reader(request))
    keeping.downloaded(kept, actor=_reader(request))
    return files.attached(data, kept.name)


@require_GET
def working_file(request: HttpRequest, pk: int) -> HttpResponse:
    """A file of a quarter that is not sealed, or of a year, for whoever asked for it; it is kept for a day."""
    job = job_for(request.user, pk)
    if job.owner != request.user or job.kind != KIND:
        raise Http404
    council = council_of(job)
    if not may_read_working(request.user, council):  # the seat may have ended since
        raise PermissionDenied
    data = job_files.made(job)
    if data is None:
        messages.error(request, _("The file was kept for a day and is gone. Ask for the file again."))
        if "sum" in job.params:
            return redirect("reports:national-year", job.params["sum"])
        if council is None:
            return redirect("reports:national-list")
        return redirect("reports:report-detail", council.code, job.params["quarter"])
    return files.attached(data, job.result["name"])


def _reader(request: HttpRequest) -> User:
    """Who is signed in: LoginRequiredMiddleware lets nobody else come this far."""
    assert isinstance(request.user, User)
    return request.user


def _language(request: HttpRequest) -> str:
    """The language asked for, else the page's."""
    asked = request.POST.get("language", "")
    return asked if asked in LANGUAGES else (get_language() or settings.LANGUAGE_CODE)[:2]


def _kind(request: HttpRequest, kinds: tuple[FileKind, ...]) -> FileKind:
    """The kind asked for, the workbook where none is named; 403 for one that this reader does not get."""
    asked = request.POST.get("kind") or workbook_among(kinds)
    if asked not in kinds:
        raise PermissionDenied
    return FileKind(asked)
