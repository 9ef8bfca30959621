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
    sheet = book.sheet(pgettext("sheet", "Summary"), "portrait", tall=1)
    columns = _columns(content)
    heading(sheet, content, pgettext("sheet", "Summary"), columns)
    block = sheet.table(columns, [*_figures(content), *_items(content)], fixed=1)
    words = _("Participants, audience and materials are three different measures and are never added up.")
    sheet.line(words, "note", across=len(columns))
    _quarters(sheet, content, len(columns))
    as_of_latest(sheet, content)
    sheet.line()
    _chart(sheet, content, block.last)
    signatures(sheet, content)


def _quarters(sheet: Sheet, content: Content, across: int) -> None:
    """Whether quarters are lacking in what is said of the year, or of the half of it."""
    told, period = content.statement, content.statement["period"]
    counted = told.get("year_quarters")
    due = told.get("year_due") or (period["quarter"] or 4) * 3 // period.get("months", 3)
    if counted and len(counted) < due:
        words = _("Since the start of the year: of quarters %(quarters)s only; the others have no national edition.")
        sheet.line(words % {"quarters": ", ".join(map(str, counted))}, "note", across=across)


def as_of_latest(sheet: Sheet, content: Content) -> None:
    """Under what cannot be summed over quarters."""
    if content.is_sum:
        words = _(
            "States, texts and remarks of items, their facts since the start of the year and seats stand as the latest"
            " of these editions of each council tells them."
        )
        sheet.line(words, "note", across=8)


def _chart(sheet: Sheet, content: Content, last: int) -> None:
    """The states of the plan items, whose rows end the table in row `last`, under what GA looks at first."""
    states = _states(content)
    count = sum(states.values())
    if not count:
        return
    done, late, undone = (
        states[_of_which(status)] for status in (ItemStatus.FULFILLED, ItemStatus.OVERDUE, ItemStatus.NOT_FULFILLED)
    )
    caption = _("Of %(count)s plan items %(done)s are fulfilled, %(late)s are overdue or not fulfilled.") % {
        "count": count, "done": done, "late": late + undone,
    }  # fmt: skip
    sheet.bars(caption, (last - len(states) + 1, last), list(states), list(states.values()), at=2)


def heading(sheet: Sheet, content: Content, name: str, columns: Sequence[Column]) -> None:
    """The lines over every table: what, which quarter, sealed or not; and the columns' widths."""
    sheet.widths(columns)
    across = min(len(columns), 8)
    sheet.line(f"{name}. {content.period}", "title", across=across)
    words = content.sealed_words()
    if content.demonstration:
        words = " · ".join((_("DEMONSTRATION: invented data"), words))
    sheet.line(words, "line" if content.seal and not content.demonstration else "warning", across=across)
    if content.lacking:
        sheet.line(_("Not in: %(quarters)s") % {"quarters": "; ".join(content.lacking)}, "warning", across=across)


def _columns(content: Content) -> list[Column]:
    return [
        Column(_("Figure"), 28), Column(_("Unit of measure"), 13), Column(content.in_period, 11, counted=True),
        Column(content.last_year, 14, counted=True), Column(_("Change, +/−"), 12, counted=True),
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


def _figures(content: Content) -> list[tuple[Cell, ...]]:
    """A row for each measure; after the participants, how many residents they were."""
    rows = [(measure, _measure(content, measure)) for measure in _measures()]
    at = 1 + next(at for at, (measure, _row) in enumerate(rows) if measure.figure == "under_18")
    told = [row for _measure_told, row in rows]
    return [*told[:at], _reached(content), *told[at:]]


def _reached(content: Content) -> tuple[Cell, ...]:
    """Participants less who came again and who was counted twice (rule 7); older editions do not tell it."""
    told, rest = content.statement.get("reached"), (NOT_APPLICABLE,) * 6
    if told is None:
        return _("Residents reached"), _("person"), None, *rest, NOT_APPLICABLE, _("not told in this edition")
    words = _("participants %(participants)s − at an event before %(again)s − counted twice %(twice)s")
    remark = words % {
        "participants": told["participants"], "again": told["same_group"], "twice": told["adjusted"]
    }  # fmt: skip
    parts = [(council.get("reached") or {}).get("reached") for council in content.councils]
    return _("Residents reached"), _("person"), told["reached"], *rest, sum(1 for part in parts if part), remark


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
    states = _states(content)
    rest = (NOT_APPLICABLE,) * 6
    unit = _("item")
    yield (_("Plan items"), unit, sum(states.values()), *rest, _covered(content, None), "")
    known = {_of_which(status): status for status in ItemStatus}
    for name, count in states.items():
        covered = _covered(content, known[name]) if name in known else NOT_APPLICABLE
        yield (name, unit, count, *rest, covered, "")


def _states(content: Content) -> dict[str, int]:
    """How many items are in each state, by its name; last those of which nobody confirmed it."""
    found = [item["status"] for _council, item in content.items()]
    states = {_of_which(status): found.count(status) for status in ItemStatus}
    if open_ones := found.count(None):
        states[_("of which not confirmed yet")] = open_ones
    return states


def _of_which(status: ItemStatus) -> str:
    return _("of which %(state)s") % {"state": status.label}


def _covered(content: Content, status: ItemStatus | None) -> int:
    def fits(item: dict[str, object]) -> bool:
        return status is None or item["status"] == status

    return sum(1 for council in content.councils if any(map(fits, council["items"])))


def signatures(sheet: Sheet, content: Content) -> None:
    """Who signs, below the summary and the last sheet that goes upward."""
    sheet.line()
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
