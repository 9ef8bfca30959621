"""Load the demonstration."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from councils.states import Refused
from reports.demonstration.load import load


class Command(BaseCommand):
    help = (
        "Load the demonstration into an empty database: the eight councils with their invented history until"
        " 7 January 2020. What is typed later stays: loaded once, it is never loaded again. Needs"
        " TIPCC_MODE=demonstration; refuses a database that holds anything else (exit code 1)."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--if-empty", action="store_true", help="say nothing when the demonstration is there")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            loaded = load()
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        if loaded:
            self.stdout.write("The demonstration is loaded; manage.py demo_sign_ins prints who can sign in.")
        elif not options["if_empty"]:
            self.stdout.write("The demonstration is there already; what was typed in it stays.")
