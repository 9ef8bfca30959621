"""Accept a submitted council report for SMS."""

from typing import Any

from django.core.management.base import CommandParser

from councils.management.acting import ActingCommand
from councils.models import User
from reports.management.asking import quarter, report_of
from reports.services import council_reports


class Command(ActingCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("quarter", type=quarter, metavar="QUARTER", help="such as 2019-Q4")
        parser.add_argument("--council", required=True, metavar="CODE")

    def act(self, actor: User, **options: Any) -> None:
        report = council_reports.accept(report_of(options["council"], options["quarter"], actor), actor=actor)
        self.stdout.write(f"{report.council.code} {report.period.label}: accepted")
