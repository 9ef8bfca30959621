"""Load what every installation begins with; running it again adds only what is missing."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from actionplans.reference_data import load_programme
from councils import audit
from councils.mode import ensure_mode
from councils.models import User
from councils.reference_data import load_reference_data
from councils.rights import OPERATOR


class Command(BaseCommand):
    help = (
        "Load regions, districts, the eight councils, a sample charter, the programme's measures and the campaigns."
        " What is there already stays as it is; what was added is printed. DATABASE_URL says where."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        ensure_mode()
        with audit.source("command"), transaction.atomic():
            added = load_reference_data()
            added |= load_programme(User.objects.get(username=OPERATOR))
        new = ", ".join(f"{name} {number}" for name, number in added.items() if number)
        self.stdout.write(f"Added: {new}." if new else "Nothing to add.")
