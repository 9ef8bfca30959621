"""Consolidate the accepted council reports of a quarter into a national edition; send it to GA if asked."""

from typing import Any

from django.core.management.base import CommandError, CommandParser

from councils.management.acting import ActingCommand, council_of
from councils.models import User
from reports.management.asking import period_of, quarter
from reports.models import NationalReport
from reports.services import national_reports


class Command(ActingCommand):
    help = (
        "Seal a national edition of all accepted council reports of a quarter. Each council whose report is due and"
        " not accepted is named with --missing and SMS's reason."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("quarter", type=quarter, metavar="QUARTER", help="such as 2019-Q4")
        parser.add_argument(
            "--missing",
            action="append",
            default=[],
            metavar='"CODE: reason"',
            help="a council not in, and why",
        )
        parser.add_argument("--submit", action="store_true", help="and send it to the Government Administration")

    def act(self, actor: User, **options: Any) -> None:
        period = period_of(options["quarter"])
        missing = dict(map(gap, options["missing"]))
        edition = national_reports.consolidate(period, missing=missing, actor=actor)
        self.stdout.write(f"{period.label}: national edition {edition.number}, {edition.short_code}")
        if options["submit"]:
            national_reports.submit_to_ga(NationalReport.objects.get(period=period), actor=actor)
            self.stdout.write("Sent to the Government Administration.")


def gap(text: str) -> tuple[str, str]:
    """«KG-T: the secretary fell ill» -> its code and the reason."""
    code, _colon, reason = text.partition(":")
    if not reason.strip():
        raise CommandError(f'“{text}”: write the council\'s code and why, such as --missing "KG-T: no secretary".')
    return council_of(code.strip()).code, reason.strip()
