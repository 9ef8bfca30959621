"""Councils against their Charter, by year: a workbook of its own.

It is no sheet of the yearly workbook, which is the sum of sealed editions: these figures are live, and sealed nowhere.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from councils.dates import day_short
from councils.states import OrganisationKind
from reports.compliance import Line

from .base import PAGE, PAGES, Book, Cell, Column, printed


def render(lines: list[Line], year: int, now: datetime) -> bytes:
    """The .xlsx in the active language."""
    title = _("Councils against their Charter, %(year)s") % {"year": year}
    page = _("page %(page)s of %(pages)s") % {"page": PAGE, "pages": PAGES}
    words = _("NOT SEALED: figures of %(day)s, they may still change") % {"day": day_short(now.date())}
    book = Book(created=now, title=title, header=printed(left=words), footer=printed(right=page))
    sheet = book.sheet(pgettext("sheet", "Compliance"))
    sheet.widths(columns())
    sheet.line(title, "title", across=8)
    sheet.line(words)
    sheet.line()
    sheet.table(columns(), _rows(lines), total={1: _("TOTAL")}, fixed=2)
    sheet.line()
    for name, meaning in definitions():
        sheet.line(f"{name}: {meaning}", "note", across=8)
    return book.close()


def columns() -> list[Column]:
    counted = [
        _("Meetings asked for"), _("Meetings held"), _("Meetings with a quorum"), _("Decisions due"),
        _("carried out in time"),
    ]  # fmt: skip
    for kind in OrganisationKind:
        counted += [_("Seats: %(kind)s") % {"kind": kind.label}, _("of which filled")]
    counted += [
        _("Plan items"), _("with two or more kinds of organisation"), _("Events"),
        _("with two or more kinds of organisation"),
    ]  # fmt: skip
    return [
        Column(_("No."), 6), Column(_("Council"), 28), Column(_("From"), 11), Column(_("Until"), 11),
        *(Column(name, 12, counted=True, summed=True) for name in counted),
    ]  # fmt: skip


def _rows(lines: Iterable[Line]) -> Iterator[tuple[Cell, ...]]:
    for at, line in enumerate(lines, 1):
        kinds = [cell for _kind, share in line.kinds for cell in (share.whole, share.part)]
        yield (
            at, line.council.region.name, line.first, line.last, line.meetings.whole, line.meetings.part,
            line.quorum.part, line.decisions.whole, line.decisions.part, *kinds, line.items.whole, line.items.part,
            line.events.whole, line.events.part,
        )  # fmt: skip


def definitions() -> list[tuple[str, str]]:
    """Each figure and what it means: the page and the workbook say the same."""
    return [
        (
            _("Meetings asked for"),
            _(
                "of the meetings that the Charter in force asks for in a year, the share of the whole calendar months"
                " since the year began or the council was founded, rounded down"
            ),
        ),
        (_("Meetings held"), _("meetings of the year that are recorded as held")),
        (_("Quorum kept"), _("meetings held for which as many took part with a vote as the Charter needs that day")),
        (
            _("Decisions in time"),
            _(
                "of the decisions whose due day fell in the year and is over, those carried out by that day; what was"
                " withdrawn is left out, and a due day that was changed with a reason counts as it was changed"
            ),
        ),
        (_("Seats filled"), _("seats of the Charter that somebody held on the last day that counts, by kind")),
        (
            _("Plan items, two or more kinds"),
            _(
                "items that were in an endorsed plan in the year, and of these the ones for which organisations of"
                " two or more kinds answer"
            ),
        ),
        (
            _("Events, two or more kinds"),
            _(
                "events that ended in the year and count in its totals, and of these the ones that organisations of"
                " two or more kinds held or were partners of"
            ),
        ),
    ]
