"""Asking for a file: the address that a button leads to. The caller has checked the right."""

from django.urls import reverse

from actionplans.quarters import Span
from councils import jobs
from councils.models import Council, User
from reports.kept_files import KIND, file_of
from reports.models import Edition
from reports.years import YearSpan

from .own_forms import form_of


def ask_for_edition(edition: Edition, kind: str, language: str, *, actor: User) -> str:
    """The address of the edition's file, or of the job that makes it first."""
    form = form_of(edition, kind)
    kept = file_of(edition, kind, language, form)
    if kept:
        return reverse("reports:edition-file", args=[kept.pk])
    which = f"{kind}-{form.number}" if form else kind
    key = f"edition/{edition.pk}/{which}/{language}/{actor.pk}"
    job = jobs.ask(KIND, key, owner=actor, edition=edition.pk, what=kind, language=language)
    return reverse("councils:job-detail", args=[job.pk])


def ask_for_working(quarter: Span, council: Council | None, kind: str, language: str, *, actor: User) -> str:
    """The address of the job that makes a file of a quarter that is not sealed, of all councils or of one."""
    code = council.code if council else ""
    key = f"working/{quarter.label}/{code or 'all'}/{kind}/{language}/{actor.pk}"
    job = jobs.ask(KIND, key, owner=actor, quarter=quarter.label, council=code, what=kind, language=language)
    return reverse("councils:job-detail", args=[job.pk])


def ask_for_sum(span: YearSpan, language: str, *, actor: User) -> str:
    """The address of the job that makes the workbook of a half-year or a year."""
    key = f"sum/{span.label}/{language}/{actor.pk}"
    job = jobs.ask(KIND, key, owner=actor, sum=span.label, language=language)
    return reverse("councils:job-detail", args=[job.pk])
