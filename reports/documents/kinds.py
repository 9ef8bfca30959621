"""What is made of an edition: which kinds there are, who gets which, how a file is called (rules 3 and 12)."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings

from actionplans.quarters import Span, Year
from councils.files import TYPES
from councils.models import Council
from councils.rights import rights_of
from reports.exports.content import Content
from reports.exports.papers import letter, note, report
from reports.models import Edition, OwnForm
from reports.states import EditionKind, FileKind
from reports.workbooks import rendered

from . import own_forms

LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)


@dataclass(frozen=True)
class Made:
    """How a kind of file is made: the content in its language to bytes (SMS's own form also asks which version of
    it), and which file it then is.

    `drafted` may also be made of a report that is not sealed yet; it says so on every page.
    """

    extension: str
    make: Callable[..., bytes]
    drafted: bool = False

    @property
    def content_type(self) -> str:
        return TYPES[self.extension]


def _for_ga(content: Content) -> bytes:
    return rendered(replace(content, for_ga=True))


MADE: dict[str, Made] = {
    FileKind.WORKING: Made("xlsx", rendered, drafted=True),
    FileKind.GA: Made("xlsx", _for_ga),
    FileKind.COUNCIL: Made("xlsx", rendered, drafted=True),
    FileKind.NOTE: Made("docx", note.render),
    FileKind.LETTER: Made("pdf", letter.render, drafted=True),
    FileKind.REPORT: Made("pdf", report.render, drafted=True),
    FileKind.FORM: Made("xlsx", own_forms.filled),
}
OF_NATIONAL = (FileKind.GA, FileKind.WORKING, FileKind.NOTE, FileKind.LETTER, FileKind.REPORT, FileKind.FORM)
OF_COUNCIL = (FileKind.COUNCIL, FileKind.LETTER, FileKind.REPORT, FileKind.FORM)
FOR_SMS_ALONE = (FileKind.WORKING, FileKind.FORM)
# The name of a file says which of an edition's it is; the workbook that is the edition's own needs no word for it.
NAMED: dict[str, str] = {FileKind.WORKING: "", FileKind.COUNCIL: ""}


def made(kind: str, content: Content, form: OwnForm | None) -> bytes:
    """The file; `form` is the version of SMS's own form under which it is kept, None for every other kind."""
    return MADE[kind].make(content, form) if form else MADE[kind].make(content)


def kinds_of(kind: str) -> tuple[FileKind, ...]:
    """What is made of a council's edition or of a national one; SMS's own form where there is one."""
    every = OF_NATIONAL if kind == EditionKind.NATIONAL else OF_COUNCIL
    has_form = OwnForm.objects.filter(scope=kind).exists()
    return tuple(each for each in every if each != FileKind.FORM or has_form)


def kinds_for(user: Any, edition: Edition) -> tuple[FileKind, ...]:
    """Which kinds this user may ask for, of an edition that they may read: the working workbook SMS alone, which
    administrators read too."""
    rights = rights_of(user)
    every = kinds_of(edition.kind)
    return every if rights.is_sms or rights.is_administrator else tuple(k for k in every if k not in FOR_SMS_ALONE)


def workbook_among(kinds: tuple[FileKind, ...]) -> FileKind:
    """The workbook with the most sheets: what is meant where no kind is named."""
    return FileKind.WORKING if FileKind.WORKING in kinds else kinds[0]


def draft_kinds(council: Council | None) -> tuple[FileKind, ...]:
    """What is made of a quarter that is not sealed: of all councils the working workbook, of one also its papers."""
    every = kinds_of(EditionKind.COUNCIL) if council else (FileKind.WORKING,)
    return tuple(each for each in every if MADE[each].drafted)


def name_of(quarter: Span, council: Council | None, number: int | None, kind: str, language: str) -> str:
    """tipcc-2019-Q4-national-edition-1-ga-ru.xlsx: how a file is called; without an edition's number a working one.

    `kind` of SMS's own form has its version after a hyphen.
    """
    which, extension = f"edition-{number}" if number else "working", MADE[kind.partition("-")[0]].extension
    parts = ("tipcc", quarter.label, council.code if council else "national", which, NAMED.get(kind, kind), language)
    return "-".join(part for part in parts if part) + f".{extension}"


def name_of_sum(span: Span | Year, language: str) -> str:
    """tipcc-2019-national-sum-ru.xlsx"""
    return f"tipcc-{span.label}-national-sum-{language}.xlsx"


def owner_of(edition: Edition) -> tuple[Span, Council | None]:
    """The quarter an edition tells of, and its council; None for the national report."""
    if edition.report:
        return edition.report.period.as_quarter, edition.report.council
    assert edition.national is not None
    return edition.national.period.as_quarter, None
