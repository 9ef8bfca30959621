"""Bring in a council's endorsed plan from a spreadsheet."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from actionplans.imports.files.guard import FileRefused
from actionplans.imports.plans import PlanFileRefused, import_plan
from actionplans.models import Indicator
from councils.management.acting import ActingCommand, council_of, day
from councils.models import User


class Command(ActingCommand):
    help = (
        "Draft a council's plan from a spreadsheet and endorse it by its order, all or nothing. The dates of cover"
        " are the years in the title row unless --from and --to say otherwise. A council that has a plan for these"
        " days keeps it: the same file again is refused and changes nothing."
        " Exit code: 0 done, 1 refused by a rule, 2 the file cannot be read as a plan."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        file_argument(parser)
        parser.add_argument("--authority", required=True, metavar="TEXT", help="who endorsed the plan")
        parser.add_argument("--order", required=True, metavar="TEXT", help="the order's number")
        parser.add_argument("--on", required=True, type=day, metavar="DATE", help="the order's day")
        parser.add_argument("--from", dest="starts_on", type=day, metavar="DATE", help="covers from")
        parser.add_argument("--to", dest="ends_on", type=day, metavar="DATE", help="covers until")

    def act(self, actor: User, **options: Any) -> None:
        council = council_of(options["council"])
        try:
            plan = import_plan(
                council, content_of(options["file"]), authority=options["authority"], order_number=options["order"],
                endorsed_on=options["on"], starts_on=options["starts_on"], ends_on=options["ends_on"], actor=actor,
            )  # fmt: skip
        except (FileRefused, PlanFileRefused) as refusal:
            raise CommandError(str(refusal), returncode=2) from refusal
        items, indicators = plan.items.count(), Indicator.objects.filter(item__plan=plan).count()
        self.stdout.write(
            f"{plan}: {plan.starts_on} – {plan.ends_on}, {items} items, {indicators} indicators,"
            f" endorsed by {plan.authority}, {plan.order_number}, {plan.endorsed_on}"
        )


def file_argument(parser: CommandParser) -> None:
    """FILE and --council: what both imports ask for."""
    parser.add_argument("file", type=Path, metavar="FILE", help="a workbook (.xlsx) or CSV")
    parser.add_argument("--council", required=True, metavar="CODE", help="the council's ISO code, such as KG-B")


def content_of(path: Path) -> bytes:
    """The file's bytes, or a sentence that names it."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise CommandError(f"{path} cannot be opened: {error.strerror}.", returncode=2) from error
