"""What the commands of reports share: quarters and reports by the names that people type."""

from argparse import ArgumentTypeError

from django.core.management.base import CommandError

from actionplans.quarters import Span, parse_span
from councils.management.acting import council_of
from councils.models import User
from reports.models import CouncilReport, Period


def quarter(text: str) -> Span:
    """For `type=`: 2019-Q4, or 2021-H1 where reports are by half-years."""
    try:
        return parse_span(text)
    except ValueError as wrong:
        raise ArgumentTypeError(str(wrong)) from wrong


def period_of(asked: Span) -> Period:
    """The quarter's period, or a sentence that says what opens it."""
    period = Period.objects.filter(year=asked.year, quarter=asked.quarter).first()
    if period is None:
        raise CommandError(f"{asked.label} is not open for reporting; manage.py roll_up {asked.label} opens it.")
    return period


def report_of(code: str, asked: Span, actor: User) -> CouncilReport:
    """A council's report that the acting user may see, or a sentence."""
    council = council_of(code)
    reports = CouncilReport.objects.visible_to(actor).with_names()
    report = reports.filter(council=council, period=period_of(asked)).first()
    if report is None:
        raise CommandError(
            f"There is no report {council.code} {asked.label} for {actor.username};"
            f" manage.py roll_up {asked.label} opens the reports that are due."
        )
    return report
