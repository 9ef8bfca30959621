"""Pages of registers that are handed in as files: bring one in, say what its columns mean, look, record."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from actionplans.exports import template
from actionplans.forms.registers import ColumnsForm, RegisterForm, cells_of
from actionplans.models import ActionPlan, RegisterUpload
from actionplans.permissions import (
    bringing_council_for,
    keeps_brought_in,
    kept_register_for,
    register_council_for,
    register_for,
)
from actionplans.registers import MARK, job_of
from actionplans.services import registers as services
from actionplans.states import PlanStatus, RegisterRowState, UploadState
from councils import drafts, files, job_files
from councils.context import LANGUAGES
from councils.drafts import form_for
from councils.models import Council, Job
from councils.permissions import job_for
from councils.rights import rights_of
from councils.states import JobState, Refused
from councils.views.steps import attempt

from . import SignedInRequest

GET_OR_POST = ["GET", "HEAD", "POST"]
UPLOADS = 25
ROWS = 50
AT_WORK = (UploadState.READING, UploadState.RECORDING)
Told = Mapping[str, Any]


def _language() -> str:
    return (get_language() or "ru")[:2]


# ---- bringing a file in


@require_http_methods(GET_OR_POST)
def register_list(request: SignedInRequest, code: str) -> HttpResponse:
    """Hand a file in; the templates; what became of earlier ones."""
    council = register_council_for(request.user, code)
    rights = rights_of(request.user)
    form = None
    if request.method == "POST":
        bringing_council_for(request.user, code)
    if rights.may_bring_in(council.pk):
        form = form_for(request, RegisterForm, on_behalf=not rights.may_record(council.pk))
        if form.is_bound and form.is_valid() and (upload := _taken(request, council, form)):
            return redirect(upload)
    page = Paginator(_uploads(request, council), UPLOADS).get_page(request.GET.get("page"))
    rows = [(upload, _may_undo(request, upload)) for upload in page.object_list]
    context = {
        "council": council, "form": form, "page": page, "rows": rows, "years": template_years(council),
        "template_languages": LANGUAGES, "on_behalf": form is not None and "letter" in form.fields,
    }  # fmt: skip
    return render(request, "actionplans/register_list.html", context)


def _uploads(request: SignedInRequest, council: Council) -> QuerySet[RegisterUpload]:
    """The council's, the latest first, each with `left` rows; without what was told of them, which is long."""
    left = Count("rows", filter=Q(rows__state=RegisterRowState.OPEN))
    uploads = RegisterUpload.objects.visible_to(request.user).filter(council=council).with_names()
    return uploads.annotate(left=left).defer("told", "columns").order_by("-pk")


def _may_undo(request: SignedInRequest, upload: RegisterUpload) -> bool:
    batch = upload.batch
    return bool(batch and not batch.undone_at and keeps_brought_in(request.user, batch))


def _taken(request: SignedInRequest, council: Council, form: RegisterForm) -> RegisterUpload | None:
    try:
        upload = services.take_register(
            council, *form.register, actor=request.user, language=_language(),
            letter_number=form.cleaned_data.get("letter_number", ""), letter=form.cleaned_data.get("letter"),
        )  # fmt: skip
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return None
    drafts.drop(request)
    if upload.state != UploadState.READING:
        messages.info(request, _("This very file is here already and waits for you."))
    return upload


def template_years(council: Council) -> list[int]:
    """The years of the council's endorsed plans, the latest first: for each there is a template."""
    plans = ActionPlan.objects.filter(council=council, status=PlanStatus.ENDORSED)
    spans = plans.values_list("starts_on__year", "ends_on__year")
    return sorted({year for first, last in spans for year in range(first, last + 1)}, reverse=True)


@require_safe
def register_template(request: SignedInRequest, code: str) -> HttpResponse:
    """?year=2019&lang=ky: the workbook to fill, with the items, districts and forms to choose from."""
    council = register_council_for(request.user, code)
    year, language = request.GET.get("year", ""), request.GET.get("lang", _language())
    offered = {str(one): one for one in template_years(council)}
    if year not in offered or language not in dict(LANGUAGES):
        raise Http404
    content = template.template(council, offered[year], language)
    return files.attached(content, template.name_of(council, offered[year], language))


# ---- one register


@require_safe
def register_detail(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    upload = register_for(request.user, code, pk)
    keeps = keeps_brought_in(request.user, upload)
    if upload.state == UploadState.ASKS and keeps:
        return redirect("actionplans:register-columns", code, pk)
    context = {"council": upload.council, "upload": upload, "told": upload.told, "keeps": keeps}
    context |= {"records": rights_of(request.user).may_record(upload.council_id)}
    if upload.state in AT_WORK:
        context |= _at_work(request, upload)
    elif upload.state == UploadState.CHECKED:
        context |= checked_context(upload.told) | {"other_language": upload.language != _language()}
    elif upload.state == UploadState.RECORDED:
        context |= checked_context(upload.told) | _recorded_context(request, upload)
    return render(request, "actionplans/register_detail.html", context)


def _at_work(request: SignedInRequest, upload: RegisterUpload) -> dict[str, Any]:
    """How far the job is; a job that failed says so, and its owner can have it run again."""
    job = job_of(upload)
    failed = bool(job and job.state == JobState.FAILED)
    return {"job": job, "failed": failed, "owns_job": bool(job and job.owner_id == request.user.pk)}


@dataclass(frozen=True)
class FaultyRow:
    """A row of the file with all that is wrong or unusual in it."""

    sheet: str
    row: int | None
    said: list[Told]


def by_row(faults: list[Told]) -> list[FaultyRow]:
    """Faults of one row together, in the order of the file."""
    rows: dict[tuple[str, int | None], FaultyRow] = {}
    for fault in faults:
        place = (fault["sheet"], fault["row"])
        rows.setdefault(place, FaultyRow(*place, [])).said.append(fault)
    return list(rows.values())


def checked_context(told: Told) -> dict[str, Any]:
    """What the last reading found, as the page shows it: totals that differ apart from those that agree."""
    counts, totals = told.get("counts", {}), told.get("totals", [])
    faults, warnings = told.get("faults", []), told.get("warnings", [])
    return {
        "counts": counts, "sums": told.get("events", {}), "preview": told.get("preview", {}),
        "faulty": by_row(faults), "unusual": by_row(warnings), "left_out": told.get("left_out", []),
        "more_faults": max(counts.get("faults", 0) - len(faults), 0),
        "more_warnings": max(counts.get("warnings", 0) - len(warnings), 0),
        "differing": [total for total in totals if total["difference"]],
        "agreeing": [total for total in totals if not total["difference"]],
    }  # fmt: skip


def _recorded_context(request: SignedInRequest, upload: RegisterUpload) -> dict[str, Any]:
    """The rows that are left, a page of them, and what became of the others."""
    states = upload.rows.aggregate(
        **{state.value: Count("pk", filter=Q(state=state.value)) for state in RegisterRowState}
    )
    left = Paginator(upload.rows.filter(state=RegisterRowState.OPEN), ROWS)
    left.count = states[RegisterRowState.OPEN]  # known already: no query of its own
    dismissed = upload.rows.filter(state=RegisterRowState.DISMISSED).select_related("settled_by__person")
    page = left.get_page(request.GET.get("page"))
    return {
        "batch": upload.batch, "may_undo": _may_undo(request, upload), "states": states,
        "page": page, "left": [(row, cells_of(row)) for row in page.object_list],
        "dismissed": dismissed[:ROWS],
    }  # fmt: skip


@require_http_methods(GET_OR_POST)
def register_columns(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    """What the columns mean; the choice is kept for the council's later files."""
    upload = kept_register_for(request.user, code, pk)
    layouts = upload.told.get("layouts", [])
    if upload.state not in (UploadState.ASKS, UploadState.CHECKED) or not layouts:
        return redirect(upload)
    form = form_for(request, ColumnsForm, layouts=layouts)
    if form.is_bound and form.is_valid():
        try:
            services.choose_columns(upload, form.chosen(), actor=request.user, language=_language())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            drafts.drop(request)
            return redirect(upload)
    context = {
        "council": upload.council, "upload": upload, "form": form, "shown": list(form.shown()),
        "asks": upload.state == UploadState.ASKS,
    }  # fmt: skip
    return render(request, "actionplans/register_columns.html", context)


@require_POST
def register_record(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    upload = kept_register_for(request.user, code, pk)
    try:
        services.record_register(upload, actor=request.user, version=_version(request))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(upload)


def _version(request: SignedInRequest) -> int:
    """Of the reading that was seen; 0 is none."""
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


@require_POST
def register_read_again(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    upload = kept_register_for(request.user, code, pk)
    try:
        services.read_again(upload, actor=request.user, language=_language())
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(upload)


@require_POST
def register_put_aside(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    upload = kept_register_for(request.user, code, pk)
    attempt(request, _("The file is put aside: nothing of it is recorded."), services.put_aside, upload)
    return redirect("actionplans:register-list", code)


@require_POST
def register_marked(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    """Ask for the file with its cells marked: a job makes it."""
    upload = kept_register_for(request.user, code, pk)
    try:
        job = services.ask_marked(upload, actor=request.user, language=_language())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(upload)
    return redirect("councils:job-detail", job.pk)


@require_safe
def register_marked_file(request: SignedInRequest, code: str, pk: int, job_pk: int) -> HttpResponse:
    """The marked file that a job made, for whoever asked for it; it is kept for a day."""
    upload = register_for(request.user, code, pk)  # the seat may have ended since
    job: Job = job_for(request.user, job_pk)
    if job.owner != request.user or job.kind != MARK or job.params.get("upload") != upload.pk:
        raise Http404
    content = job_files.made(job)
    if content is None:
        raise Http404
    return files.attached(content, job.result["name"])


@require_safe
def register_letter(request: SignedInRequest, code: str, pk: int) -> FileResponse:
    """The scan of the letter by which SMS brought the register in."""
    upload = register_for(request.user, code, pk)
    if upload.letter is None or not upload.letter.file:
        raise Http404
    return files.answer(upload.letter)
