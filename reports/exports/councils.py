"""Sheet 3: a row for each council, and the sums. Counts in the order that the events sheet repeats."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from actionplans.states import EventForm, NationalOwner
from reports.statement import Statement

from .base import Book, Cell, Column, Sheet
from .content import NOT_APPLICABLE, Content, day_of, label, like_words, on_behalf_words, whole_per_cent
from .summary import heading

COUNTED = (
    "participants", "women", "men", "sex_not_recorded", "age_under_14", "age_14_28", "age_29_35", "age_36_59",
    "age_60_over", "age_not_recorded", "under_18", "youth", "audience", "materials",
)  # fmt: skip


def write(book: Book, content: Content) -> None:
    sheet = book.sheet(pgettext("sheet", "By council"))
    before = content.statement["year_before"]
    quarter, other = _("Participants, same quarter last year"), _("Participants, same months last year")
    last_year = quarter if content.is_quarter else other
    columns = [
        Column(_("No."), 5), Column(_("Council"), 24), Column(_("Events"), 13, counted=True, summed=True),
        *counted_columns(),
        Column(last_year, 13, counted=True, summed=bool(before)),
        Column(_("Change, %"), 12, counted=True),
    ]  # fmt: skip
    heading(sheet, content, pgettext("sheet", "By council"), columns)
    rows = [
        (at, content.region(council), council["figures"]["events"], *_counts(council), *_compared(council))
        for at, council in enumerate(content.councils, 1)
    ]
    told = dict(zip((len(columns) - 2, len(columns) - 1), _compared(content.statement), strict=True))
    sheet.table(columns, rows, total={1: _("TOTAL")} | told, fixed=2)
    for who, reason in content.absent if content.seal or content.is_sum else ():  # of working figures all have a row
        words = _("Not in: %(council)s (%(reason)s)")
        sheet.line(words % {"council": who, "reason": reason})
    for council in content.councils:
        for words in on_behalf_words(council):
            told_line = _("Entered by SMS on the council's behalf: %(council)s, %(words)s")
            sheet.line(told_line % {"council": content.region(council), "words": words})
    if before and before["like"]["participants"] != content.statement["figures"]["participants"]:
        sheet.line(_("Change: %(like)s.") % {"like": like_words(before, before["like"]["participants"])})
    _national_events(sheet, content)


def counted_columns(*, summed: bool = True) -> list[Column]:
    """The counts of participants, audience and materials: the same columns here and at each event."""
    names = (
        _("participants (persons may repeat)"), _("women"), _("men"), _("sex not recorded"), _("under 14"),
        _("14–28"), _("29–35"), _("36–59"), _("60+"), _("age not recorded"), _("of whom under 18"),
        _("young people"), _("media audience (estimate)"), _("materials, copies"),
    )  # fmt: skip
    return [Column(name, 12, counted=True, summed=summed) for name in names]


def _national_events(sheet: Sheet, content: Content) -> None:
    """Below the councils, a table of its own with sums of its own; editions of format 1 do not tell them."""
    told = content.statement.get("national_events")
    if not told or not told["events"]:
        return
    sheet.line()
    sheet.line(_("National events, not in the councils' totals"), "label", across=8)
    counted = (
        _("participants (persons may repeat)"), _("women"), _("men"), _("sex not recorded"),
        _("media audience (estimate)"), _("materials, copies"),
    )  # fmt: skip
    if content.for_ga:  # sums alone: no event and no place is in that copy
        names = ("events", "participants", "women", "men", "sex_not_recorded", "audience", "materials")
        columns = [
            Column(_("No."), 5), Column(_("Council"), 24),
            *(Column(name, 12, counted=True) for name in (_("Events"), *counted)),
        ]  # fmt: skip
        sheet.table(columns, [(1, _("none of them"), *(told["figures"][name] for name in names))], fixed=0)
        return
    columns = [
        Column(_("No."), 5), Column(_("Topic"), 24), Column(_("Code"), 13), Column(_("Held by"), 12),
        Column(_("Date of start"), 12), Column(_("Date of end"), 12), Column(_("Form of the event"), 12),
        Column(_("Place"), 12),
        *(Column(name, 12, counted=True, summed=True) for name in counted),
    ]  # fmt: skip
    rows = [(at, *_national_event(event)) for at, event in enumerate(told["events"], 1)]
    total = _("TOTAL of national events: %(count)s") % {"count": told["figures"]["events"]}
    sheet.table(columns, rows, total={1: total}, fixed=0)


def _national_event(event: Statement) -> tuple[Cell, ...]:
    heads = event["participants"]
    rest = None if heads is None else heads - (event["women"] or 0) - (event["men"] or 0)
    return (
        event["title"], event["code"], event["partner"] or label(NationalOwner.choices, event["owner"]),
        day_of(event["starts_on"]), day_of(event["ends_on"]), label(EventForm.choices, event["form"]), event["place"],
        heads, event["women"], event["men"], rest, event["audience"], event["materials"],
    )  # fmt: skip


def _counts(council: Statement) -> tuple[int, ...]:
    return tuple(council["figures"][name] for name in COUNTED)


def _compared(told: Statement) -> tuple[Cell, Cell]:
    """Participants of the same quarter last year, and the change over like months; "no data" without a council."""
    before = told["year_before"]
    if not before:
        return _("no data"), NOT_APPLICABLE
    was, like = before["figures"]["participants"], before["like"]["participants"]
    return was, whole_per_cent(like - was, was)
