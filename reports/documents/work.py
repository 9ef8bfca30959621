"""The job that makes a file: compute first, say how far, then write briefly (docs/architecture.md)."""

from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from actionplans.quarters import Span, Year, parse_span, parse_year_span
from councils import job_files, jobs
from councils.models import Council, Job, User
from councils.states import NotAllowed, Refused
from reports.kept_files import blacked_out, carried_out
from reports.models import Edition
from reports.states import FileKind
from reports.workbooks import content_of, content_of_sum, must_read_working, rendered, working_content

from . import keeping
from .kinds import MADE, draft_kinds, kinds_for, made, name_of, name_of_sum
from .own_forms import form_of


def render_workbook(job: Job, lease: jobs.Lease) -> None:
    """Make what was asked for, if its owner may still have it."""
    if job.owner is None:
        raise Refused(_("Nobody asked for this file."))
    make = _of_edition if "edition" in job.params else _of_sum if "sum" in job.params else _working
    make(job, lease, job.owner)


def _of_edition(job: Job, lease: jobs.Lease, actor: User) -> None:
    edition = Edition.objects.visible_to(actor).filter(pk=job.params["edition"]).first()
    if edition is None:
        raise NotAllowed(_("You may no longer read this report."))
    kind, language = FileKind(job.params["what"]), job.params["language"]
    if kind not in kinds_for(actor, edition):
        raise NotAllowed(_("You may not have this file of the report."))
    turn, form = blacked_out(edition), form_of(edition, kind)
    content = content_of(edition, language, step=lease.renew)
    with translation.override(language):
        data = made(kind, content, form)
    lease.renew()
    with transaction.atomic():
        kept = keeping.keep(edition, kind, language, data, turn=turn, actor=actor, form=form)
        lease.finish(url=reverse("reports:edition-file", args=[kept.pk]))


def _working(job: Job, lease: jobs.Lease, actor: User) -> None:
    quarter, language, kind = parse_span(job.params["quarter"]), job.params["language"], job.params["what"]
    council = council_of(job)
    must_read_working(actor, council)
    if kind not in draft_kinds(council):
        raise NotAllowed(_("This file is made of a sealed report alone."))
    until = carried_out()
    content = working_content(quarter, council, language)
    lease.renew()
    with translation.override(language):
        data = MADE[kind].make(content)
    name = name_of(quarter, council, content.seal.number if content.seal else None, kind, language)
    edition = Edition.objects.filter(sha256=content.seal.sha256).first() if content.seal else None
    _give(job, lease, data, name, until, (quarter, council, edition), actor)


def _of_sum(job: Job, lease: jobs.Lease, actor: User) -> None:
    span, language = parse_year_span(job.params["sum"]), job.params["language"]
    must_read_working(actor, None)
    until = carried_out()
    content = content_of_sum(span, actor, language, step=lease.renew)
    data = rendered(content)
    _give(job, lease, data, name_of_sum(span, language), until, (span, None, None), actor)


def _give(
    job: Job, lease: jobs.Lease, data: bytes, name: str, until: str,
    about: tuple[Span | Year, Council | None, Edition | None], actor: User,
) -> None:  # fmt: skip
    """A file for whoever asked, unless a text was blacked out since `until`."""
    if carried_out() != until:
        raise Refused(_("A text was blacked out while the file was made. Ask for the file again."))
    file = job_files.keep(job, data, name.rpartition(".")[2])
    with transaction.atomic():
        keeping.exported(data, *about[:2], name, about[2], actor=actor)
        url = reverse("reports:working-file", args=[job.pk])
        lease.finish(url=url, file=file, name=name, sha256=keeping.digest_of(data))


def council_of(job: Job) -> Council | None:
    """The council whose working file was asked for; None for all of them."""
    code = job.params.get("council")
    return Council.objects.get(code=code) if code else None
