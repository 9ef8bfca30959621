"""What the panel of files shows: per kind the languages, and what of it is kept already."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from councils.models import Council
from reports.kept_files import offered_files_of
from reports.models import Edition, EditionFile
from reports.states import EditionKind, FileKind

from .kinds import MADE, draft_kinds, kinds_for


@dataclass(frozen=True)
class Choice:
    """A language that a file is given in; `kept` once it was made."""

    code: str
    words: str
    kept: EditionFile | None


@dataclass(frozen=True)
class Offer:
    """A kind of file, in words, and its languages."""

    kind: str
    words: str
    about: str
    extension: str
    choices: list[Choice]

    @property
    def kept(self) -> list[Choice]:
        return [choice for choice in self.choices if choice.kept]


def offers_of_edition(user: Any, edition: Edition) -> list[Offer]:
    kinds = kinds_for(user, edition)
    kept = {(file.kind, file.language): file for file in offered_files_of(edition)}
    return [_offer(kind, edition.kind == EditionKind.NATIONAL, kept) for kind in kinds]


def offers_of_draft(council: Council | None) -> list[Offer]:
    return [_offer(kind, council is None, {}) for kind in draft_kinds(council)]


def _offer(kind: FileKind, national: bool, kept: dict[tuple[str, str], EditionFile]) -> Offer:
    choices = [Choice(code, str(words), kept.get((kind, code))) for code, words in settings.LANGUAGES]
    return Offer(kind, _words(kind), _about(kind, national), MADE[kind].extension, choices)


def _words(kind: FileKind) -> str:
    return {
        FileKind.GA: _("Workbook for the Government Administration"),
        FileKind.WORKING: _("Working workbook"),
        FileKind.COUNCIL: _("Workbook of the council"),
        FileKind.NOTE: _("Briefing note"),
        FileKind.LETTER: _("Covering letter"),
        FileKind.REPORT: _("Report for signature"),
        FileKind.FORM: _("Our own form, filled in"),
    }[kind]


def _about(kind: FileKind, national: bool) -> str:
    return {
        FileKind.GA: _("What goes upward: without the rows of events."),
        FileKind.WORKING: _("All sheets, the rows of events too."),
        FileKind.COUNCIL: _("All sheets, for this council."),
        FileKind.NOTE: _("Two or three pages by measure, to be edited."),
        FileKind.LETTER: _("To the Government Administration, for signature.") if national
        else _("To the State Migration Service, for signature."),
        FileKind.REPORT: _("To print, to sign and to seal."),
        FileKind.FORM: _("The form that SMS handed in, with this edition's figures and texts."),
    }[kind]  # fmt: skip
