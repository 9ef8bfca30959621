"""Sheet 9: who reported when, signed by whom, how often it went back; those who did not report, with the reason."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from councils.dates import day_short
from reports.statement import Statement
from reports.states import Manner

from .base import Book, Cell, Column
from .content import NOT_APPLICABLE, Content, day_of, label, on_behalf_words, signatory, whole_per_cent
from .summary import heading


def write(book: Book, content: Content) -> None:
    name = pgettext("sheet", "Reporting discipline")
    sheet = book.sheet(name)
    columns = [
        Column(_("No."), 5), Column(_("Council"), 24), Column(_("Due"), 12, counted=True),
        Column(_("Extended until (reason)"), 26), Column(_("Submitted on"), 15), Column(_("Outgoing number"), 14),
        Column(_("Signed by"), 28), Column(_("How"), 14), Column(_("Times returned"), 12, counted=True),
        Column(_("Accepted"), 14), Column(_("Days late"), 12, counted=True), Column(_("Remark"), 34),
    ]  # fmt: skip
    heading(sheet, content, name, columns)
    sheet.table(columns, _rows(content), fixed=2)
    if content.is_national:
        sheet.line(_in_and_in_time(content))


def _rows(content: Content) -> Iterator[tuple[Cell, ...]]:
    rows = (row for part in content.parts for row in _of(content, part))
    yield from ((at, *row) for at, row in enumerate(rows, 1))


def _of(content: Content, part: Content) -> Iterator[tuple[Cell, ...]]:
    """Without their numbers, the rows of one quarter."""
    reasons, inside = part.how_far, {council["council"]["code"] for council in part.councils}
    for council in part.councils:
        yield _row(content, council, reasons.get(council["council"]["code"]))
    for gap in part.statement.get("missing", ()):
        if gap["code"] not in inside:
            rest: tuple[Cell, ...] = (NOT_APPLICABLE, "", _("not submitted"), *(NOT_APPLICABLE,) * 6)
            yield content.who(gap["names"], part.statement["period"]), *rest, gap["reason"]


def _row(content: Content, council: Statement, open_as: str | None) -> tuple[Cell, ...]:
    """`open_as`: how far a report is that is not accepted yet."""
    told: dict[str, Any] = council.get("signature") or {}
    first = day_of(council.get("first_submitted_on"))
    return (
        content.reporter(council), day_of(council.get("due_on")), _extension(council),
        first or _("not submitted"), told.get("outgoing_number") or NOT_APPLICABLE,
        signatory(content, told) if told else "", label(Manner.choices, told.get("manner")),
        council.get("returns", NOT_APPLICABLE), _accepted(content, open_as),
        council["days_late"] if first and "days_late" in council else NOT_APPLICABLE,
        _remark(content, council, open_as),
    )  # fmt: skip


def _extension(council: Statement) -> str:
    told = council.get("extension")
    return f"{day_short(date.fromisoformat(told['until']))} ({told['reason']})" if told else ""


def _accepted(content: Content, open_as: str | None) -> str:
    """A national report holds accepted editions alone; what a council sealed is accepted later, if it is."""
    if not content.is_national:
        return NOT_APPLICABLE
    return _("no") if open_as else _("yes")


def _remark(content: Content, council: Statement, open_as: str | None) -> str:
    told, behalf = [open_as] if open_as else [], council.get("behalf")
    if behalf:
        told.append(_("entered by SMS by letter %(letter)s") % {"letter": behalf["letter"]})
    told += [_("events entered by SMS, %(words)s") % {"words": words} for words in on_behalf_words(council)]
    return "; ".join(told)


def _in_and_in_time(content: Content) -> str:
    """Completeness and timeliness (rule 16), of the reports that were due."""
    counts = [(part.statement["due"], part.came_in, part.reported) for part in content.parts]
    due, came, accepted = map(sum, zip(*counts, strict=True))
    in_time = sum(1 for one in content.reports if one.get("first_submitted_on") and not one.get("days_late"))
    words = _(
        "Submitted: %(came)s of %(due)s (%(share)s %%), accepted: %(count)s. Submitted in time: %(in_time)s of %(due)s"
        " (%(timely)s %%)."
    )
    return words % {
        "came": came, "due": due, "share": whole_per_cent(came, due), "count": accepted, "in_time": in_time,
        "timely": whole_per_cent(in_time, due),
    }  # fmt: skip
