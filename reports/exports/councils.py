"""Sheet 3: a row for each council, and the sums. Counts in the order that the events sheet repeats."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from reports.statement import Statement

from .base import Book, Cell, Column
from .content import NOT_APPLICABLE, Content, like_words, whole_per_cent
from .summary import heading

COUNTED = (
    "participants", "women", "men", "sex_not_recorded", "age_under_14", "age_14_28", "age_29_35", "age_36_59",
    "age_60_over", "age_not_recorded", "under_18", "youth", "audience", "materials",
)  # fmt: skip


def write(book: Book, content: Content) -> None:
    sheet = book.sheet(pgettext("sheet", "By council"))
    before = content.statement["year_before"]
    columns = [
        Column(_("No."), 5), Column(_("Council"), 24), Column(_("Events"), 13, counted=True, summed=True),
        *counted_columns(),
        Column(_("Participants, same quarter last year"), 13, counted=True, summed=bool(before)),
        Column(_("Change, %"), 12, counted=True),
    ]  # fmt: skip
    heading(sheet, content, pgettext("sheet", "By council"), columns)
    rows = [
        (at, content.region(council), council["figures"]["events"], *_counts(council), *_compared(council))
        for at, council in enumerate(content.councils, 1)
    ]
    told = dict(zip((len(columns) - 2, len(columns) - 1), _compared(content.statement), strict=True))
    sheet.table(columns, rows, total={1: _("TOTAL")} | told, fixed=2)
    for gap in content.statement.get("missing", ()) if content.seal else ():  # without a seal all have a row
        words = _("Not in: %(council)s (%(reason)s)")
        sheet.line(words % {"council": content.name(gap["names"]), "reason": gap["reason"]})
    if before and before["like"]["participants"] != content.statement["figures"]["participants"]:
        sheet.line(_("Change: %(like)s.") % {"like": like_words(before, before["like"]["participants"])})


def counted_columns(*, summed: bool = True) -> list[Column]:
    """The counts of participants, audience and materials: the same columns here and at each event."""
    names = (
        _("participants (persons may repeat)"), _("women"), _("men"), _("sex not recorded"), _("under 14"),
        _("14–28"), _("29–35"), _("36–59"), _("60+"), _("age not recorded"), _("of whom under 18"),
        _("young people"), _("media audience (estimate)"), _("materials, copies"),
    )  # fmt: skip
    return [Column(name, 12, counted=True, summed=summed) for name in names]


def _counts(council: Statement) -> tuple[int, ...]:
    return tuple(council["figures"][name] for name in COUNTED)


def _compared(told: Statement) -> tuple[Cell, Cell]:
    """Participants of the same quarter last year, and the change over like months; "no data" without a council."""
    before = told["year_before"]
    if not before:
        return _("no data"), NOT_APPLICABLE
    was, like = before["figures"]["participants"], before["like"]["participants"]
    return was, whole_per_cent(like - was, was)
