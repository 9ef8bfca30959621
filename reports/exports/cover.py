"""Sheet 1, the cover: which report this is, which edition, who is in it and who is not."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from councils.dates import day_short
from councils.rights import OPERATOR
from reports.statement import Statement
from reports.states import Manner

from .base import Book, Cell, Column, Sheet
from .content import NOT_APPLICABLE, Content, day_of, label, on_behalf_words, signatory


def write(book: Book, content: Content) -> None:
    sheet = book.sheet(pgettext("sheet", "Cover"), "portrait")
    columns = _columns()
    sheet.widths(columns)
    if content.demonstration:
        sheet.line(_("DEMONSTRATION: invented data"), "warning", across=len(columns))
    if content.seal is None:
        sheet.line(content.sealed_words(), "warning", across=len(columns))
    sheet.line(title(content), "title", across=len(columns))
    sheet.line()
    sheet.pairs(_what(content))
    if content.is_national:
        _editions(sheet, content)


def title(content: Content) -> str:
    if content.is_national:
        return _("Consolidated report of the coordination councils on their local action plans")
    return _("Report on the local action plan: %(council)s") % {
        "council": content.name(content.statement["council"]["names"])
    }


def _what(content: Content) -> Iterator[tuple[str, Cell]]:
    told = content.statement
    yield _("Period"), content.period
    yield from _form(content)
    if content.is_sum:
        sealed = (f"{part.period}: {part.sealed_words()}" for part in content.quarters)
        yield _("Sum of the sealed editions"), "\n".join(sealed)
        yield _("Quarters that are not in"), "\n".join(content.lacking) or _("none")
    yield _("Edition"), content.seal.number if content.seal else _("not sealed")
    yield _("Check code"), content.seal.code if content.seal else NOT_APPLICABLE
    yield _("As of"), content.as_of
    if content.is_national:
        reported, others = _("Councils that reported"), _("Did not report (reason)")
        if content.seal is None and not content.is_sum:
            reported, others = _("Accepted reports"), _("Not accepted (how far)")
        yield reported, _("%(count)s of %(due)s") % {"count": content.reported, "due": told["due"]}
        gaps = [f"{who}: {reason}" for who, reason in content.absent]
        yield others, "\n".join(gaps) or _("none")
        yield _("Entered by SMS for the council"), "\n".join(_on_behalf(content)) or _("none")
    else:
        yield from _signed(content)
        behalf = told.get("behalf")
        lines = [_("report entered by letter %(letter)s") % {"letter": behalf["letter"]}] if behalf else []
        yield _("Entered by SMS for the council"), "\n".join([*lines, *on_behalf_words(told)]) or _("none")
    yield "SHA-256", content.seal.sha256 if content.seal else NOT_APPLICABLE


def _form(content: Content) -> Iterator[tuple[str, Cell]]:
    """Which version of the report form it is given in."""
    for told in content.forms:
        words = _("version %(number)s, order %(order)s of %(day)s: %(name)s")
        yield _("Report form"), words % {
            "number": told["number"], "order": told["order_number"], "name": content.name(told["names"]),
            "day": day_short(date.fromisoformat(told["ordered_on"])),
        }  # fmt: skip


def _on_behalf(content: Content) -> list[str]:
    """Councils whose signed paper was entered by the system account, which acts for SMS; events by their letters."""
    papers = [
        f"{content.reporter(council)} ({council['signature']['outgoing_number']})"
        for council in content.reports
        if council.get("signature") and council["signature"]["entered_by"] == OPERATOR
    ]
    by_letter = _("report entered by letter %(letter)s")
    papers += [
        f"{content.reporter(council)}: {by_letter % {'letter': council['behalf']['letter']}}"
        for council in content.reports
        if council.get("behalf")
    ]
    return papers + [
        f"{content.reporter(told)}: {words}" for told in content.reports for words in on_behalf_words(told)
    ]


def _signed(content: Content) -> Iterator[tuple[str, Cell]]:
    told = content.statement
    signature = told.get("signature")
    if not signature:
        yield _("Signed by"), _("not signed yet")
        return
    yield _("Signed by"), signatory(content, signature)
    yield _("How"), label(Manner.choices, signature["manner"])
    yield _("Outgoing number"), signature["outgoing_number"] or NOT_APPLICABLE
    yield _("Submitted on"), day_of(told["submitted_on"])
    yield _("Days late"), told["days_late"]


def _columns() -> list[Column]:
    return [
        Column(_("Council"), 28), Column(_("State"), 26), Column(_("Submitted on"), 14),
        Column(_("Edition"), 11, counted=True), Column(_("Signed by"), 30),
    ]  # fmt: skip


def _editions(sheet: Sheet, content: Content) -> None:
    """The councils' editions that were consolidated, or as far as their reports are."""
    sheet.line()
    rows = [
        (
            content.reporter(council),
            content.how_far.get(council["council"]["code"]) or _state(council),
            day_of(council.get("submitted_on")),
            council.get("edition", NOT_APPLICABLE),
            signatory(content, council["signature"]) if council.get("signature") else "",
        )
        for council in content.reports
    ]
    sheet.table(_columns(), rows, fixed=0)


def _state(council: Statement) -> str:
    if council.get("days_late"):
        return _("submitted, days late: %(days)s") % {"days": council["days_late"]}
    return _("submitted") if council.get("submitted_on") else _("not submitted")
