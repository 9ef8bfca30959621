"""Sheet 2, the summary on one page: each measure for the quarter, against last year and against the year's target."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from actionplans.states import Source
from reports.states import ItemStatus

from .base import Book, Cell, Column, Sheet
from .content import NOT_APPLICABLE, Content, like_words, whole_per_cent


def write(book: Book, content: Content) -> None:
    sheet = book.sheet(pgettext("sheet", "Summary"), "portrait")
    columns = _columns()
    heading(sheet, content, pgettext("sheet", "Summary"), columns)
    rows = [_measure(content, measure) for measure in _measures()]
    sheet.table(columns, [*rows, *_items(content)], fixed=1)
    sheet.line(_("Participants, audience and materials are three different measures and are never added up."))
    counted, quarter = content.statement.get("year_quarters"), content.statement["period"]["quarter"]
    if counted and len(counted) < quarter:
        words = _("Since the start of the year: of quarters %(quarters)s only; the others have no national edition.")
        sheet.line(words % {"quarters": ", ".join(map(str, counted))})
    sheet.line()
    _signatures(sheet, content)


def heading(sheet: Sheet, content: Content, name: str, columns: Sequence[Column]) -> None:
    """The lines over every table: what, which quarter, sealed or not; and the columns' widths."""
    sheet.widths(columns)
    across = min(len(columns), 8)
    sheet.line(f"{name}. {content.period}", "title", across=across)
    words = content.sealed_words()
    if content.demonstration:
        words = f"{_('DEMONSTRATION: invented data')} · {words}"
    sheet.line(words, "line" if content.seal and not content.demonstration else "warning", across=across)


def _columns() -> list[Column]:
    return [
        Column(_("Figure"), 28), Column(_("Unit of measure"), 13), Column(_("In the quarter"), 11, counted=True),
        Column(_("Same quarter last year"), 11, counted=True), Column(_("Change, +/−"), 12, counted=True),
        Column(_("Change, %"), 12, counted=True), Column(_("Since the start of the year"), 11, counted=True),
        Column(_("Target of the year"), 11, counted=True), Column(_("Fulfilment, %"), 13, counted=True),
        Column(_("Coverage (councils)"), 12, counted=True), Column(_("Remark"), 26),
    ]  # fmt: skip


@dataclass(frozen=True)
class _Measure:
    figure: str
    name: str
    unit: str
    source: Source | None = None


def _measures() -> list[_Measure]:
    times = _("participations")  # a person may come again
    return [
        _Measure("events", _("Events"), _("event"), Source.EVENTS),
        _Measure("participants", _("Participants (persons may repeat)"), times, Source.PARTICIPANTS),
        _Measure("women", _("of whom women"), times),
        _Measure("men", _("of whom men"), times),
        _Measure("sex_not_recorded", _("sex not recorded"), times),
        _Measure("youth", _("of whom young people"), times),
        _Measure("under_18", _("of whom under 18"), times),
        _Measure("audience", _("Media audience (estimate)"), _("person")),
        _Measure("materials", _("Materials handed out"), _("copy"), Source.MATERIALS),
    ]


def _measure(content: Content, measure: _Measure) -> tuple[Cell, ...]:
    told, name = content.statement, measure.figure
    now, before = told["figures"][name], told["year_before"]
    notes = []
    last: tuple[Cell, ...] = (_("no data"), NOT_APPLICABLE, NOT_APPLICABLE)
    if before:
        was, like = before["figures"][name], before["like"][name]
        known = like is not None and was is not None  # of whom under 18: perhaps not recorded
        last = (was, like - was, whole_per_cent(like - was, was)) if known else (was, *last[1:])
        if known and like != now:
            notes.append(like_words(before, like))
    target, fact = _targets(content, measure.source)
    if target:
        notes.append(_("items with a target: %(fact)s of %(target)s") % {"fact": fact, "target": target})
    covered = sum(1 for council in content.councils if council["figures"][name])
    return (
        measure.name, measure.unit, now, *last, told["year_to_date"][name],
        target or NOT_APPLICABLE, whole_per_cent(fact, target) if target else NOT_APPLICABLE,
        covered, "; ".join(notes),
    )  # fmt: skip


def _targets(content: Content, source: Source | None) -> tuple[int, int]:
    """(sum of the year's targets, sum of the facts to date) of the indicators that this measure fulfils."""
    if source is None:
        return 0, 0
    measured = [
        indicator
        for _council, item in content.items()
        for indicator in item["indicators"]
        if indicator["source"] == source and indicator["per_cent"] is not None
    ]
    return sum(i["target"] for i in measured), sum(i["year_to_date"] for i in measured)


def _items(content: Content) -> Iterator[tuple[Cell, ...]]:
    """How many plan items stand in which state: what is not fulfilled is looked at first."""
    states = [item["status"] for _council, item in content.items()]
    rest = (NOT_APPLICABLE,) * 6
    unit = _("item")
    yield (_("Plan items"), unit, len(states), *rest, _covered(content, None), "")
    for status in ItemStatus:
        name = _("of which %(state)s") % {"state": status.label}
        yield (name, unit, states.count(status), *rest, _covered(content, status), "")
    if open_ones := states.count(None):
        yield (_("of which not confirmed yet"), unit, open_ones, *rest, NOT_APPLICABLE, "")


def _covered(content: Content, status: ItemStatus | None) -> int:
    def fits(item: dict[str, object]) -> bool:
        return status is None or item["status"] == status

    return sum(1 for council in content.councils if any(map(fits, council["items"])))


def _signatures(sheet: Sheet, content: Content) -> None:
    blank = "_" * 22
    if content.is_national:
        sheet.line(_("Director %(blank)s  (name)     L.S.     date %(blank)s") % {"blank": blank})
        sheet.line()
        sheet.line(_("Agreed: %(blank)s") % {"blank": blank})
    else:
        sheet.line(_("Chair of the council %(blank)s  (name)     date %(blank)s") % {"blank": blank})
        sheet.line()
        sheet.line(_("Secretary %(blank)s  (name)") % {"blank": blank})
    sheet.line()
    sheet.line(_("Prepared by: %(blank)s, tel. %(blank)s") % {"blank": blank})
