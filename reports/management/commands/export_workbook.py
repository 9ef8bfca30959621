"""Write a quarter's workbook to a file: of the sealed edition, else of the figures as they stand."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.db import transaction
from django.utils import translation

from actionplans.quarters import Span
from councils.management.acting import ActingCommand, council_of
from councils.models import Council, User
from reports.documents import keeping
from reports.documents.kinds import LANGUAGES, MADE, draft_kinds, kinds_for, made, name_of, workbook_among
from reports.documents.own_forms import form_of
from reports.kept_files import blacked_out, file_of
from reports.management.asking import quarter
from reports.models import Edition
from reports.states import SEALED, FileKind
from reports.workbooks import content_of, must_read_working, working_content


class Command(ActingCommand):
    help = (
        "Write the workbook of a quarter's latest national edition (or, with --council, of that council's edition in"
        " force) to a file. Without one it is a working workbook of live figures, and says so."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("quarter", type=quarter, metavar="QUARTER", help="such as 2019-Q4")
        parser.add_argument("--lang", required=True, choices=LANGUAGES)
        parser.add_argument("--out", required=True, type=Path, metavar="FILE")
        parser.add_argument("--kind", choices=[*MADE], help="another file of the edition than its workbook")
        parser.add_argument("--council", metavar="CODE", help="a council's own instead of the national one")

    def act(self, actor: User, **options: Any) -> None:
        asked, language, out = options["quarter"], options["lang"], options["out"]
        council = council_of(options["council"]) if options["council"] else None
        edition = in_force(asked, council, actor)
        if edition:
            data = sealed(edition, options["kind"], language, actor)
            words = f"edition {edition.number}, {edition.short_code}"
        else:
            data = working(asked, council, options["kind"], language, actor)
            words = "NOT SEALED: live figures"
        try:
            out.write_bytes(data)
        except OSError as error:
            raise CommandError(f"{out} cannot be written: {error.strerror}.") from error
        self.stdout.write(f"{out}: {words}")


def in_force(asked: Span, council: Council | None, actor: User) -> Edition | None:
    """The edition that a page would serve to this user; a report that was returned or reopened has none in force."""
    visible, year, number = Edition.objects.visible_to(actor), asked.year, asked.quarter
    if council is None:
        nationals = visible.latest_of_nationals()
        return nationals.filter(national__period__year=year, national__period__quarter=number).first()
    own = visible.latest_of_reports().filter(report__council=council, report__status__in=SEALED)
    return own.filter(report__period__year=year, report__period__quarter=number).first()


def sealed(edition: Edition, asked: str | None, language: str, actor: User) -> bytes:
    """The edition's kept file, made and kept if this is the first time; one entry for handing it out."""
    kinds = kinds_for(actor, edition)
    kind = FileKind(asked or workbook_among(kinds))
    if kind not in kinds:
        raise CommandError(f"Of this edition there is for {actor}: {', '.join(kinds)}.")
    form = form_of(edition, kind)
    kept = file_of(edition, kind, language, form)
    if kept is None:
        turn = blacked_out(edition)
        with translation.override(language):
            data = made(kind, content_of(edition, language), form)
        with transaction.atomic():
            kept = keeping.keep(edition, kind, language, data, turn=turn, actor=actor, form=form)
    data = keeping.bytes_of(kept)
    keeping.downloaded(kept, actor=actor)
    return data


def working(quarter: Span, council: Council | None, asked: str | None, language: str, actor: User) -> bytes:
    must_read_working(actor, council)
    kinds = draft_kinds(council)
    kind = FileKind(asked or workbook_among(kinds))
    if kind not in kinds:
        raise CommandError(f"Of a quarter that is not sealed there is: {', '.join(kinds)}.")
    with translation.override(language):
        data = MADE[kind].make(working_content(quarter, council, language))
    name = name_of(quarter, council, None, kind, language)
    keeping.exported(data, quarter, council, name, None, actor=actor)
    return data
