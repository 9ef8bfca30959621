"""Sheet 6: what councils cannot solve alone and propose, to whom; answers to the form's questions; opinions."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from reports.statement import Statement
from reports.states import QuestionKind

from .base import Book, Cell, Column, Sheet
from .content import NOT_APPLICABLE, Content
from .summary import heading


def write(book: Book, content: Content) -> None:
    name = pgettext("sheet", "Problems and proposals")
    sheet = book.sheet(name)
    columns = [
        Column(_("Council"), 22), Column(_("Item No."), 10), Column(_("Problem"), 44, counted=True),
        Column(_("Proposal"), 44, counted=True), Column(_("Addressed to"), 26, counted=True),
    ]  # fmt: skip
    heading(sheet, content, name, columns)
    sheet.table(columns, _problems(content), fixed=1)
    _answers(sheet, content)
    _opinions(sheet, content)


def _problems(content: Content) -> Iterator[tuple[Cell, ...]]:
    """A row for each problem; a council that names none, or whose edition is older than problems, has a row too."""
    for council in content.reports:
        region, told = content.reporter(council), council.get("problems")
        if not told:
            yield (region, "", *((None,) * 3 if told is None else (_("none named"), "", "")))
            continue
        for row in told:
            yield region, row["item"] or NOT_APPLICABLE, row["problem"], row["proposal"], row["addressee"]


def _answers(sheet: Sheet, content: Content) -> None:
    rows = [
        (content.reporter(council), at, content.name(row["question"]), _answer(row))
        for council in content.reports
        for at, row in enumerate(council.get("answers") or (), 1)
    ]
    if rows:
        sheet.line()
        sheet.line(_("Answers to the questions of the report form"), "label", across=4)
        columns = [
            Column(_("Council"), 22), Column(_("No."), 10), Column(_("Question"), 44),
            Column(_("Answer"), 44, counted=True),
        ]  # fmt: skip
        sheet.table(columns, rows, fixed=0)


def _answer(row: Statement) -> str | None:
    if row["kind"] == QuestionKind.YES_NO:
        return {"yes": _("yes"), "no": _("no")}.get(row["text"], row["text"]) or None
    return row["text"] or None


def _opinions(sheet: Sheet, content: Content) -> None:
    rows = [
        (
            content.reporter(council),
            at,
            f"{row['name']}, {content.name(row['seat'])} ({row['organisation']})",
            row["text"],
        )
        for council in content.reports
        for at, row in enumerate(council.get("opinions") or (), 1)
    ]
    if rows:
        sheet.line()
        sheet.line(_("Separate opinions of members"), "label", across=4)
        columns = [Column(_("Council"), 22), Column(_("No."), 10), Column(_("Member"), 44), Column(_("Opinion"), 44)]
        sheet.table(columns, rows, fixed=0)
