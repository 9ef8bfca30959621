"""Sheet 13: how well the events are recorded; only in working copies and a council's own."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from reports.statement import Statement

from .base import Book, Cell, Column
from .content import Content, whole_per_cent
from .summary import heading


def write(book: Book, content: Content) -> None:
    name = pgettext("sheet", "Data quality")
    sheet = book.sheet(name)
    counted = (
        (_("Events"), True), (_("Participants"), True),
        (_("Sex not recorded"), True), (_("Sex not recorded, %"), False),
        (_("Age not recorded"), True), (_("Age not recorded, %"), False), (_("Alike events, beyond the first"), True),
        (_("Without evidence, events"), True), (_("Without evidence, %"), False),
    )  # fmt: skip
    columns = [
        Column(_("No."), 5), Column(_("Council"), 26),
        *(Column(one, 14, counted=True, summed=summed, whole=True) for one, summed in counted),
    ]  # fmt: skip
    heading(sheet, content, name, columns)
    shares = _row(content.statement["figures"], _sum(content))
    total = {1: _("TOTAL"), **{2 + at: _("n/r") if shares[at] is None else shares[at] for at in (3, 5, 8)}}
    sheet.table(columns, _rows(content), total=total, fixed=2)
    words = _(
        "Shares are of participants, for evidence of events. Alike: equal in day, place, item, form and counts; such "
        "events are counted until somebody voids one of them. What deserves a second look is more than these."
    )
    sheet.line(words, "note", across=len(columns))


def _rows(content: Content) -> Iterator[tuple[Cell, ...]]:
    for at, council in enumerate(content.councils, 1):
        yield at, content.region(council), *_row(council["figures"], council.get("quality"))


def _row(figures: Statement, told: Statement | None) -> tuple[Cell, ...]:
    """`told` is None where an edition is older than this telling."""
    heads, events = figures["participants"], figures["events"]
    proven: tuple[Cell, ...] = (None,) * 3
    if told:
        bare = told["without_evidence"]
        proven = (told["perhaps_twice"], bare, whole_per_cent(bare, events))
    return (
        events, heads, figures["sex_not_recorded"], whole_per_cent(figures["sex_not_recorded"], heads),
        figures["age_not_recorded"], whole_per_cent(figures["age_not_recorded"], heads), *proven,
    )  # fmt: skip


def _sum(content: Content) -> Statement | None:
    """None as soon as one council's edition does not tell it: a part is no sum."""
    told = [council.get("quality") for council in content.councils]
    if not told or any(one is None for one in told):
        return None
    return {name: sum(one[name] for one in told if one) for name in ("perhaps_twice", "without_evidence")}
