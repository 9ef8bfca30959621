"""Asking for a file: the address that a button leads to. The caller has checked the right."""

from django.urls import reverse

from actionplans.quarters import Span
from councils import jobs
from councils.models import Council, User
from reports.kept_files import file_of
from reports.models import Edition

KIND = "render_workbook"  # of jobs; older rows have it


def ask_for_edition(edition: Edition, kind: str, language: str, *, actor: User) -> str:
    """The address of the edition's file, or of the job that makes it first."""
    kept = file_of(edition, kind, language)
    if kept:
        return reverse("reports:edition-file", args=[kept.pk])
    key = f"edition/{edition.pk}/{kind}/{language}/{actor.pk}"
    job = jobs.ask(KIND, key, owner=actor, edition=edition.pk, what=kind, language=language)
    return reverse("councils:job-detail", args=[job.pk])


def ask_for_working(quarter: Span, council: Council | None, kind: str, language: str, *, actor: User) -> str:
    """The address of the job that makes a file of a quarter that is not sealed, of all councils or of one."""
    code = council.code if council else ""
    key = f"working/{quarter.label}/{code or 'all'}/{kind}/{language}/{actor.pk}"
    job = jobs.ask(KIND, key, owner=actor, quarter=quarter.label, council=code, what=kind, language=language)
    return reverse("councils:job-detail", args=[job.pk])
