"""Report workbooks: asked for, rendered by a job, kept and served (rules 12 and 17).

An edition's first file in each language is kept with its hash and served for ever. Without an edition there is
a working workbook of the figures as they stand: it says so on its cover and belongs to whoever asked for it.
"""

import hashlib
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from actionplans.quarters import Quarter, parse_quarter
from councils import audit, clock, job_files, jobs
from councils.locks import lock_council, lock_system
from councils.models import Council, Job, User
from councils.rights import rights_of
from councils.states import NotAllowed, Refused, SeatRole

from .editions import in_force, open_edition
from .exports import council as council_workbook
from .exports import national as national_workbook
from .exports.content import Content, Seal
from .models import CouncilReport, Edition, EditionFile, Period
from .national import council_statements, working_statement
from .services.periods import is_due
from .statement import Statement, period_told, statement_of

KIND = "render_workbook"
LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)


class FileChanged(Refused):
    """A kept file is not what its hash says: it is not served, an administrator restores it from a backup."""


# ---- asking: an address to go to


def ask_for_edition(edition: Edition, language: str, *, actor: User) -> str:
    """The address of the edition's file, or of the job that renders it first. The caller checked the right."""
    kept = file_of(edition, language)
    if kept:
        return reverse("reports:edition-file", args=[kept.pk])
    job = jobs.ask(
        KIND, f"edition/{edition.pk}/{language}/{actor.pk}", owner=actor, edition=edition.pk, language=language
    )
    return reverse("councils:job-detail", args=[job.pk])


def ask_for_working(quarter: Quarter, council: Council | None, language: str, *, actor: User) -> str:
    """The address of the job that renders a working workbook, of all councils or of one. The caller checked."""
    code = council.code if council else ""
    key = f"working/{quarter.label}/{code or 'all'}/{language}/{actor.pk}"
    job = jobs.ask(KIND, key, owner=actor, quarter=quarter.label, council=code, language=language)
    return reverse("councils:job-detail", args=[job.pk])


# ---- the job


def render_workbook(job: Job, lease: jobs.Lease) -> None:
    """Render what was asked for, if its owner may still read it; compute first, then write briefly."""
    actor, told = job.owner, job.params
    if actor is None:
        raise Refused(_("Nobody asked for this workbook."))
    if "edition" in told:
        edition = Edition.objects.visible_to(actor).filter(pk=told["edition"]).first()
        if edition is None:
            raise NotAllowed(_("You may no longer read this report."))
        data = rendered(content_of(edition, told["language"]))
        lease.renew()
        with transaction.atomic():
            kept = keep(edition, told["language"], data, actor=actor)
            lease.finish(url=reverse("reports:edition-file", args=[kept.pk]))
        return
    _render_working(job, lease, actor)


def _render_working(job: Job, lease: jobs.Lease, actor: User) -> None:
    quarter, language = parse_quarter(job.params["quarter"]), job.params["language"]
    council = council_of(job)
    must_read_working(actor, council)
    content = working_content(quarter, council, language)
    lease.renew()
    data = rendered(content)
    file = job_files.keep(job, data, "xlsx")
    name = name_of(quarter, council, content.seal, language)
    with transaction.atomic():
        exported(data, quarter, council, content.seal, language, actor=actor)
        url = reverse("reports:working-file", args=[job.pk])
        lease.finish(url=url, file=file, name=name, sha256=_digest(data))


def council_of(job: Job) -> Council | None:
    """The council whose working workbook was asked for; None for all of them."""
    code = job.params.get("council")
    return Council.objects.get(code=code) if code else None


# ---- what is in it


def content_of(edition: Edition, language: str) -> Content:
    """A sealed edition's workbook, from the editions alone."""
    statement = open_edition(edition)
    councils = council_statements(statement) if statement["kind"] == "national" else [statement]
    return _content(statement, councils, language, _seal(edition), clock.now())


def working_content(quarter: Quarter, council: Council | None, language: str) -> Content:
    """A quarter as it stands: each report's edition while that is in force, live figures for the others."""
    councils = [council] if council else [c for c in Council.objects.select_related("region") if is_due(c, quarter)]
    if not councils:
        raise Refused(_("The councils were founded later: there are no figures for this quarter."))
    reports = CouncilReport.objects.with_names().filter(period__year=quarter.year, period__quarter=quarter.quarter)
    found = {report.council_id: report for report in reports.filter(council__in=councils)}
    told = [_standing(each, quarter, found.get(each.pk)) for each in councils]
    statements = [statement for statement, _edition in told]
    if council:
        edition = told[0][1]
        return _content(statements[0], statements, language, _seal(edition) if edition else None, clock.now())
    with translation.override(language):
        open_ones = [each for each, (_told, edition) in zip(councils, told, strict=True) if not edition]
        missing = {each: _how_far(found.get(each.pk)) for each in open_ones}
        period = Period.objects.filter(year=quarter.year, quarter=quarter.quarter).first()
        statement = working_statement(period_told(quarter, period), statements, missing)
    return _content(statement, statements, language, None, clock.now())


def _content(
    statement: Statement, councils: list[Statement], language: str, seal: Seal | None, now: datetime
) -> Content:
    as_of = datetime.fromisoformat(statement["sealed_at"]) if seal else now
    return Content(statement, tuple(councils), language, as_of, seal, settings.DEMONSTRATION)


def _standing(council: Council, quarter: Quarter, report: CouncilReport | None) -> tuple[Statement, Edition | None]:
    if report is None:
        return statement_of(council, quarter, None, with_events=True), None
    return in_force(report, with_events=True)


def _how_far(report: CouncilReport | None) -> str:
    return str(report.get_status_display()) if report else _("the report is not opened yet")


def _seal(edition: Edition) -> Seal:
    return Seal(edition.number, edition.short_code, edition.sha256)


def rendered(content: Content) -> bytes:
    """The .xlsx in the content's language."""
    with translation.override(content.language):
        return national_workbook.render(content) if content.is_national else council_workbook.render(content)


# ---- who may read a quarter that is not sealed


def may_read_working(user: Any, council: Council | None) -> bool:
    """SMS and administrators read all councils' open quarters, whoever holds a seat its own council's."""
    rights = rights_of(user)
    if rights.is_sms or rights.is_administrator:
        return True
    return council is not None and rights.holds(council.pk, *SeatRole.values)


def must_read_working(user: Any, council: Council | None) -> None:
    if not may_read_working(user, council):
        raise NotAllowed(_("You may not read these figures before they are sealed."))


# ---- keeping and serving


def name_of(quarter: Quarter, council: Council | None, seal: Seal | None, language: str) -> str:
    """tipcc-2019-Q4-KG-B-edition-1-ru.xlsx: how a downloaded workbook is called."""
    which = f"edition-{seal.number}" if seal else "working"
    return f"tipcc-{quarter.label}-{council.code if council else 'national'}-{which}-{language}.xlsx"


def file_of(edition: Edition, language: str) -> EditionFile | None:
    return EditionFile.objects.filter(edition=edition, language=language).first()


def keep(edition: Edition, language: str, data: bytes, *, actor: User) -> EditionFile:
    """The edition's file in this language: this one, or the one that was there first. In a transaction."""
    quarter, council = owner_of(edition)
    lock_council(council) if council else lock_system()
    kept = file_of(edition, language)
    if kept:
        return kept
    digest = _digest(data)
    # Named by its content: a file that a crash left behind is written over by the same bytes, or never named.
    place = f"editions/{digest}.xlsx"
    job_files.write(Path(settings.MEDIA_ROOT) / place, data)
    name = name_of(quarter, council, _seal(edition), language)
    kept = EditionFile.objects.create(edition=edition, language=language, sha256=digest, file=place, name=name)
    audit.record(
        "workbook.kept", f"edition:{edition.pk}", actor=actor, council=council,
        after={"language": language, "sha256": digest, "edition": edition.sha256},
    )  # fmt: skip
    return kept


def bytes_of(kept: EditionFile) -> bytes:
    """The kept file, verbatim. Raises FileChanged when it is gone or is not what its hash says."""
    try:
        data = Path(kept.file.path).read_bytes()
    except OSError as error:
        raise FileChanged(_not_served(kept)) from error
    if _digest(data) != kept.sha256:
        raise FileChanged(_not_served(kept))
    return data


def _not_served(kept: EditionFile) -> str:
    words = _("The file %(name)s is not as it was kept, so it is not given out. Tell the administrator.")
    return words % {"name": kept.name}


@transaction.atomic
def downloaded(kept: EditionFile, *, actor: User) -> None:
    """One audit entry for each download of an edition's file."""
    _quarter, council = owner_of(kept.edition)
    after = {"file": kept.name, "sha256": kept.sha256}
    audit.record("workbook.downloaded", f"edition:{kept.edition_id}", actor=actor, council=council, after=after)


@transaction.atomic
def exported(
    data: bytes, quarter: Quarter, council: Council | None, seal: Seal | None, language: str, *, actor: User
) -> None:
    """One audit entry for each workbook that is handed out without being kept as an edition's file."""
    after = {
        "file": name_of(quarter, council, seal, language), "sha256": _digest(data),
        "edition": seal.sha256 if seal else None,
    }  # fmt: skip
    subject = f"quarter:{quarter.label}/{council.code if council else 'national'}"
    audit.record("workbook.exported", subject, actor=actor, council=council, after=after)


def owner_of(edition: Edition) -> tuple[Quarter, Council | None]:
    """The quarter an edition tells of, and its council; None for the national report."""
    if edition.report:
        return edition.report.period.as_quarter, edition.report.council
    assert edition.national is not None
    return edition.national.period.as_quarter, None


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
