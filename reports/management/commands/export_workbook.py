"""Write a quarter's workbook to a file: of the sealed edition, else of the figures as they stand."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.db import transaction

from actionplans.quarters import Quarter
from councils.management.acting import ActingCommand, council_of
from councils.models import Council, User
from reports import workbooks
from reports.management.asking import quarter
from reports.models import Edition
from reports.states import SEALED


class Command(ActingCommand):
    help = (
        "Write the workbook of a quarter's latest national edition (or, with --council, of that council's edition in"
        " force) to a file. Without one it is a working workbook of live figures, and says so."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("quarter", type=quarter, metavar="QUARTER", help="such as 2019-Q4")
        parser.add_argument("--lang", required=True, choices=workbooks.LANGUAGES)
        parser.add_argument("--out", required=True, type=Path, metavar="FILE")
        parser.add_argument("--council", metavar="CODE", help="a council's own instead of the national one")

    def act(self, actor: User, **options: Any) -> None:
        asked, language, out = options["quarter"], options["lang"], options["out"]
        council = council_of(options["council"]) if options["council"] else None
        edition = in_force(asked, council, actor)
        if edition:
            data = sealed(edition, language, actor)
            words = f"edition {edition.number}, {edition.short_code}"
        else:
            data = working(asked, council, language, actor)
            words = "NOT SEALED: live figures"
        try:
            out.write_bytes(data)
        except OSError as error:
            raise CommandError(f"{out} cannot be written: {error.strerror}.") from error
        self.stdout.write(f"{out}: {words}")


def in_force(asked: Quarter, council: Council | None, actor: User) -> Edition | None:
    """The edition that a page would serve to this user; a report that was returned or reopened has none in force."""
    visible, year, number = Edition.objects.visible_to(actor), asked.year, asked.quarter
    if council is None:
        nationals = visible.latest_of_nationals()
        return nationals.filter(national__period__year=year, national__period__quarter=number).first()
    own = visible.latest_of_reports().filter(report__council=council, report__status__in=SEALED)
    return own.filter(report__period__year=year, report__period__quarter=number).first()


def sealed(edition: Edition, language: str, actor: User) -> bytes:
    """The edition's kept file, made and kept if this is the first time; one entry for handing it out."""
    kept = workbooks.file_of(edition, language)
    if kept is None:
        data = workbooks.rendered(workbooks.content_of(edition, language))
        with transaction.atomic():
            kept = workbooks.keep(edition, language, data, actor=actor)
    data = workbooks.bytes_of(kept)
    workbooks.downloaded(kept, actor=actor)
    return data


def working(asked: Quarter, council: Council | None, language: str, actor: User) -> bytes:
    workbooks.must_read_working(actor, council)
    content = workbooks.working_content(asked, council, language)
    data = workbooks.rendered(content)
    workbooks.exported(data, asked, council, content.seal, language, actor=actor)
    return data
