"""Sheet 8: what was done for each campaign, against the campaign before, with civil society and youth or without."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from councils.dates import day_short
from reports.statement import Statement

from .base import Book, Cell, Column
from .content import NOT_APPLICABLE, Content, whole_per_cent
from .summary import heading


def write(book: Book, content: Content) -> None:
    name = pgettext("sheet", "Campaigns and partners")
    sheet = book.sheet(name)
    columns = [
        Column(_("Campaign"), 34), Column(_("Dates"), 15), Column(_("Council"), 22),
        *(Column(name, 12, counted=True, summed=True, whole=True) for name in (_("Events"), _("Participants"))),
        Column(_("Young people, %"), 12, counted=True),
        Column(_("Campaign before"), 30), Column(_("its events"), 12, counted=True),
        Column(_("its participants"), 12, counted=True),
        Column(_("Events with NGOs"), 12, counted=True, summed=True, whole=True),
        Column(_("Events with youth organisations"), 14, counted=True, summed=True, whole=True),
    ]  # fmt: skip
    heading(sheet, content, name, columns)
    rows = list(_rows(content))
    sheet.table(columns, rows, total={0: _("TOTAL")} if rows else None, fixed=1)
    if not rows:
        sheet.line(_("No events belonged to a campaign."))


def _rows(content: Content) -> Iterator[tuple[Cell, ...]]:
    """A campaign's councils stand together; councils whose edition is older than this telling come last."""
    told = [(council, row) for council in content.councils for row in council.get("campaigns") or ()]
    for council, row in sorted(told, key=lambda pair: (pair[1]["starts_on"], pair[1]["names"]["ru"])):
        yield _row(content, council, row)
    for council in content.councils:
        if council.get("campaigns") is None:
            yield _("not told in this edition"), "", content.region(council), *(None,) * 3, "", *(None,) * 4


def _like(content: Content, before: Statement) -> str:
    """The campaign before, and which days of it are compared where these are not all; older editions compare all."""
    since, until = (before.get(name) for name in ("since", "until"))
    days = [day_short(date.fromisoformat(day)) if day else "…" for day in (since, until)]
    name = content.name(before["names"])
    return f"{name} ({'–'.join(days)})" if since or until else name


def _row(content: Content, council: Statement, row: Statement) -> tuple[Cell, ...]:
    first, last = (day_short(date.fromisoformat(row[name])) for name in ("starts_on", "ends_on"))
    before = row["before"]
    was = (
        (_like(content, before), before["events"], before["participants"])
        if before
        else ("", NOT_APPLICABLE, NOT_APPLICABLE)
    )
    return (
        content.name(row["names"]), f"{first}–{last}", content.region(council), row["events"], row["participants"],
        whole_per_cent(row["youth"], row["participants"]), *was, row["with_civil_society"], row["with_youth"],
    )  # fmt: skip
