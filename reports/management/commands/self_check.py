"""Count again what pages show and compare it, now."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reports.self_checking import check
from reports.states import CheckKind


class Command(BaseCommand):
    help = (
        "Count the figures of open reports again in three ways, and prove the editions sealed since the last nightly"
        " check. Prints what was compared; keeps nothing and writes to nobody: that does the check of the night."
        " Exit code: 0 all agrees, 1 something does not."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--all", action="store_true", help="all reports, editions, files and audit chains")

    def handle(self, *args: Any, **options: Any) -> None:
        found = check(CheckKind.WEEKLY if options["all"] else CheckKind.NIGHTLY)
        for fault in found.faults:
            self.stdout.write(f"{fault.where}: {fault.code}: {fault.detail}")
        compared = (
            f"{found.reports} reports, {found.events} events, {found.editions} editions, {found.files} kept files,"
            f" {found.entries} audit entries"
        )
        if found.faults:
            raise CommandError(f"{len(found.faults)} faults; compared: {compared}.")
        self.stdout.write(f"All agrees: {compared}.")
