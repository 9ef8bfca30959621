"""Print the demonstration's sign-ins as a table."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from reports.demonstration import sign_ins
from reports.demonstration.load import is_loaded


class Command(BaseCommand):
    help = (
        "Print whom a visitor of the demonstration can sign in as: role, user name, password; then the links of"
        " organisations, which open without an account."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        if not (settings.DEMONSTRATION and is_loaded()):
            raise CommandError("The demonstration is not loaded here: TIPCC_MODE=demonstration manage.py load_demo")
        with translation.override("en"):
            table = [("Role", "User name", "Password")]
            rows = sign_ins.rows()
            table += [(row.role, row.username, row.password) for row in rows if not row.address]
            links = [(row.role, f"{settings.SITE_URL}{row.address}") for row in rows if row.address]
        widths = [max(len(line[column]) for line in table) for column in range(3)]
        for line in table:
            self.stdout.write("  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip())
        self.stdout.write("\nLinks of organisations, opened while nobody is signed in:")
        for role, address in links:
            self.stdout.write(f"{role}\n  {address}")
