"""Put back the database's guards (triggers) where a check finds one missing."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection, transaction

from councils import guards


class Command(BaseCommand):
    help = __doc__ or ""

    def handle(self, *args: Any, **options: Any) -> None:
        with transaction.atomic():
            guards.install(connection, guards.all_guards())
        self.stdout.write(f"{len(guards.names_expected(connection.vendor))} guards stand.")
