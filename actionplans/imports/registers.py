"""A register of events: its rows as drafts, what could not be read in them, and what is no event at all."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from actionplans.checks import EventDraft
from actionplans.models.events import COUNTS
from councils import audit

from . import readings, words
from .columns import NEEDED as NEEDED
from .columns import Layout, propose
from .files import Cell, FileRefused, Row, Sheet
from .lines import lines_of
from .lookups import Lookups
from .readings import Misread, day_order
from .tables import Fault, Heading

READERS: dict[str, Callable[[Cell], Any]] = {
    "place": readings.text(200),
    "title": readings.text(300),
    "form": readings.form,
    "partners": readings.names,
    "organisers": readings.names,
    "note": readings.plain,
    **dict.fromkeys(COUNTS, readings.count),
}
Said = dict[tuple[str, Cell], Any]
NAMED_AT_MOST = 10  # hidden rows that are told one by one


@dataclass
class EventRow:
    """One row of a register: the draft as far as it could be read, and the cells that could not.

    `given` are fields that the sheet's name or a line between the events gave, for which it has no column.
    """

    sheet: str
    row: int
    heading: Heading
    draft: EventDraft
    cells: dict[str, Cell] = field(default_factory=dict)
    misread: dict[str, Misread] = field(default_factory=dict)
    given: frozenset[str] = frozenset()

    def fault(self, name: str, code: str, said: str) -> Fault:
        if name == "ends_on" and name not in self.heading.columns:
            name = "starts_on"  # one column holds both days
        title, index = self.heading.titles.get(name, ""), self.heading.columns.get(name)
        return Fault(self.sheet, self.row, title, code, said, index)

    @property
    def place(self) -> tuple[str, int]:
        return self.sheet, self.row

    @property
    def texts(self) -> dict[str, str]:
        """What stands in the row's known columns, by field; other columns are not kept.

        A day is told whole and the district by its name, also where the year or the district stood above the row only.
        """
        draft = self.draft
        texts = {name: readings.plain(cell) for name, cell in self.cells.items() if cell is not None}
        for name in ("starts_on", "ends_on"):
            day = getattr(draft, name)
            if day and name not in self.misread and (name in texts or day != draft.starts_on):
                texts[name] = readings.plain(day)
        if "district" in self.given and draft.district:
            texts["district"] = draft.district.name_ru
        return texts

    @property
    def digest(self) -> str:
        """Of its texts: by it a faulty row that was dismissed is known in a later file."""
        return audit.digest(audit.canonical(self.texts))

    @property
    def fields(self) -> frozenset[str]:
        """What the file says of this event, even if only that it is not known."""
        return frozenset(self.heading.columns) | self.given


@dataclass
class LeftOut:
    """A row or a whole sheet (`row` is None) that holds no event."""

    sheet: str
    row: int | None
    words: str

    def to_json(self) -> dict[str, object]:
        return {"sheet": self.sheet, "row": self.row, "words": self.words}

    def __str__(self) -> str:
        return f"{', '.join(part for part in (self.sheet, str(self.row or '')) if part)}: {self.words}"


@dataclass
class TotalRow:
    """A row of totals that the file keeps itself; `cells` by field as they stand there, `label` its words."""

    sheet: str
    row: int
    heading: Heading
    cells: dict[str, Cell]
    label: str


@dataclass
class Register:
    rows: list[EventRow] = field(default_factory=list)
    totals: list[TotalRow] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)


def read_register(sheets: Sequence[Sheet], lookups: Lookups, layouts: Sequence[Layout] | None = None) -> Register:
    """All events of all sheets, in their order, by these layouts; without them by what is proposed, sure or not.

    Each row that holds something and is no part of a heading is in `rows` or in `left_out`, totals in both `left_out`
    and `totals`. Raises FileRefused where no sheet has columns for all that an event needs.
    """
    if layouts is None:
        layouts = propose(sheets, is_district=lookups.is_district)
    register, found = Register(), False
    by_sheet = {name: layout for layout in layouts for name in layout.headings}
    told: set[str] = set()
    for sheet in sheets:
        layout = by_sheet.get(sheet.name)
        said = sheet.left_out or _unread(sheet, layout)
        if layout and not said:
            found = True
            if layout.key not in told:
                register.warnings += _unread_columns(sheet, layout)
                told.add(layout.key)
            _Reading(sheet, layout, lookups, register).read()
        elif said:
            register.left_out.append(LeftOut(sheet.name, None, said))
    if not found:
        raise FileRefused(
            _("No sheet has a heading row of a register: at least the day, the topic and the plan item must be named.")
        )
    return register


def _unread(sheet: Sheet, layout: Layout | None) -> str:
    """Why no row of a sheet is read; empty for a sheet that is read or holds nothing."""
    if layout is None:
        return _("No row here names the columns of a register, so the sheet is left out.") if sheet.rows else ""
    if layout.is_put_aside:
        return _("None of its columns is to be read, so the sheet is left out.")
    if not all(name in layout.fields for name in NEEDED):
        return _("It is not said which columns hold the day, the topic and the plan item, so the sheet is left out.")
    return ""


def _unread_columns(sheet: Sheet, layout: Layout) -> Iterator[Fault]:
    row = layout.headings[sheet.name][0] or None
    for column in layout.columns:
        if column.personal:
            said = _("This column holds names: it is not read. Delete it from what you send.")
            yield Fault(sheet.name, row, column.title, "personal_column", said, column.index)
        elif not column.field and column.confidence and column.basis in ("words", "cells"):
            said = _("It is not sure what this column means, so it was not read.")
            yield Fault(sheet.name, row, column.title, "unsure_column", said, column.index)
        elif not column.field and column.basis not in ("chosen", "remembered"):
            known = _("This column is not known and was not read.")
            said = known if column.title else _("This column has no heading and was not read.")
            yield Fault(sheet.name, row, column.title, "unknown_column", said, column.index)


class _Reading:
    """One sheet as it is read from top to bottom, with what it says of the rows below a line."""

    def __init__(self, sheet: Sheet, layout: Layout, lookups: Lookups, register: Register) -> None:
        self.sheet, self.layout, self.lookups, self.register = sheet, layout, lookups, register
        first, last = layout.headings[sheet.name]
        fields = layout.fields
        self.heading = Heading(
            first, last, {name: column.index for name, column in fields.items()},
            {name: column.title for name, column in fields.items()},
        )  # fmt: skip
        title = [
            readings.plain(cell) for row in sheet.rows if row.number < first for cell in row.cells if cell is not None
        ]
        self.year = _only_year([sheet.name]) or _only_year(title)
        self.said: Said = {}
        self.events: dict[int, Row] = {}
        self.month_first = False  # of days written with strokes
        self.told: set[str] = set()
        self.district = "" if "district" in fields else self._district_in([sheet.name]) or self._district_in(title)

    def read(self) -> None:
        register, sheet = self.register, self.sheet
        if self.district:
            self._tell_district(self.heading.row or None)
        lines = lines_of(sheet, self.heading, self.layout.headed, self.lookups.is_district)
        self.events = {line.row.number: line.row for line in lines if line.is_event}
        days = [self.heading.columns[name] for name in ("starts_on", "ends_on") if name in self.heading.columns]
        self.month_first = any(day_order.puts_month_first(row[at]) for row in self.events.values() for at in days)
        for line in lines:
            number = line.row.number
            if line.is_total:
                register.totals.append(
                    TotalRow(sheet.name, number, self.heading, self.heading.cells(line.row), line.label)
                )
            if line.said:
                register.left_out.append(LeftOut(sheet.name, number, line.said))
                self._look_at(line.year, line.district, number)
            elif not line.is_heading:
                event = self._row(line.row)
                if line.under:
                    event.misread["starts_on"] = _under_another(line.under)
                register.rows.append(event)
        register.warnings += _hidden(sheet, self.heading)

    def _look_at(self, year: int | None, district: str, number: int) -> None:
        self.year = year or self.year
        if district and "district" not in self.heading.columns:
            self.district = district
            self._tell_district(number)

    def _tell_district(self, number: int | None) -> None:
        """Once for each on a sheet."""
        if self.district not in self.told:
            self.told.add(self.district)
            said = _("No column names the district: the events below are taken to be in %(district)s.")
            told = Fault(self.sheet.name, number, "", "district_from_title", said % {"district": self.district})
            self.register.warnings.append(told)

    def _district_in(self, texts: Sequence[str]) -> str:
        """The one district that these texts name, each as a whole; none where they name several."""
        named = {text for text in texts if self.lookups.is_district(text)}
        return named.pop() if len(named) == 1 else ""

    def _shared(self, row: Row) -> frozenset[int]:
        """The columns whose cell is merged with that of another event."""
        beside = [self.events[number] for number in (row.number - 1, row.number + 1) if number in self.events]
        return frozenset(
            column
            for column in row.joined
            for other in beside
            if column in other.joined and other[column] == row[column]
        )

    def _row(self, row: Row) -> EventRow:
        given = frozenset(["district"]) if self.district else frozenset()
        cells = self.heading.cells(row)
        return _RowReading(
            EventRow(self.sheet.name, row.number, self.heading, EventDraft(), cells, given=given),
            row, self._shared(row), self.lookups, self.year, self.district, self.said, month_first=self.month_first,
        ).read()  # fmt: skip


def _under_another(number: int) -> Misread:
    said = _("Row %(row)s names other columns than the heading above. Put the rows below it on a sheet of their own.")
    return Misread("other_heading", said % {"row": number})


def _only_year(texts: Sequence[str]) -> int | None:
    years = {year for text in texts for year in words.years_in(text)}
    return years.pop() if len(years) == 1 else None


def _hidden(sheet: Sheet, heading: Heading) -> Iterator[Fault]:
    numbers = [row.number for row in sheet.rows if row.hidden and row.number > heading.last_row]
    if numbers:
        named = ", ".join(map(str, numbers[:NAMED_AT_MOST])) + (" …" if len(numbers) > NAMED_AT_MOST else "")
        said = ngettext(
            "%(count)s hidden row is read like the others: %(rows)s.",
            "%(count)s hidden rows are read like the others: %(rows)s.",
            len(numbers),
        )
        yield Fault(sheet.name, None, "", "hidden_rows", said % {"count": len(numbers), "rows": named})


def read_row(sheet: str, row: Row, heading: Heading, lookups: Lookups) -> EventRow:
    """One row by itself, without what the lines above it would say."""
    event = EventRow(sheet, row.number, heading, EventDraft(), heading.cells(row))
    return _RowReading(event, row, frozenset(), lookups, None, "", {}).read()


class _RowReading:
    """One row as a draft. A cell that cannot be read leaves its field empty and is told in `misread`."""

    def __init__(
        self, row: EventRow, cells: Row, shared: frozenset[int], lookups: Lookups,
        year: int | None, district: str, said: Said, *, month_first: bool = False,
    ) -> None:  # fmt: skip
        self.event, self.cells, self.shared = row, cells, shared
        self.lookups, self.year, self.given = lookups, year, district
        self.said, self.month_first = said, month_first

    def read(self) -> EventRow:
        event, draft, found = self.event, self.event.draft, self.lookups
        for name in event.heading.columns:
            if reader := READERS.get(name):
                self._put(name, partial(self._once, name, reader))
        self._put_days()
        self._put("campaign", lambda cell: readings.campaign(cell, found.campaigns, draft.starts_on))
        if "district" in event.heading.columns:
            by_name = partial(readings.district, districts=found.districts)
            self._put("district", partial(self._once, "district", by_name))
        elif self.given:
            draft.district = readings.district(self.given, found.districts)
        self._put("item", lambda cell: _item(cell, draft, found))
        return event

    def _once(self, name: str, reader: Callable[[Cell], Any], cell: Cell) -> Any:
        """What a reader makes of a cell that says no more than its value; a register says the same many times."""
        if not isinstance(cell, str | int):
            return reader(cell)
        if (name, cell) not in self.said:
            try:
                self.said[name, cell] = reader(cell)
            except Misread as misread:
                self.said[name, cell] = misread
        said = self.said[name, cell]
        if isinstance(said, Misread):
            raise said
        return list(said) if isinstance(said, list) else said

    def _put(self, name: str, reader: Callable[[Cell], Any]) -> None:
        column = self.event.heading.columns.get(name)
        if column is None:
            return
        try:
            setattr(self.event.draft, name, self._guarded(name, column, reader))
        except Misread as misread:
            self.event.misread[name] = misread

    def _guarded(self, name: str, column: int, reader: Callable[[Cell], Any]) -> Any:
        """What the cell says, unless it is broken or a number that belongs to several rows."""
        cell, odd = self.cells[column], self.cells.odd.get(column)
        if odd:
            raise readings.no_value() if odd == "no_value" else readings.formula_error(cell)
        if name in COUNTS and column in self.shared and cell is not None:
            raise readings.joined_count()
        return readings.guarded(cell, reader)

    def _put_days(self) -> None:
        """Both days: from two columns, or from the one cell that may hold several."""
        draft, columns = self.event.draft, self.event.heading.columns
        one = self._one_day
        if "ends_on" in columns and self.cells[columns["ends_on"]] is not None:
            self._put("starts_on", one)
            self._put("ends_on", one)
        else:
            self._put("starts_on", self._first_day)
        if draft.ends_on is None and "ends_on" not in self.event.misread:
            draft.ends_on = draft.starts_on

    def _one_day(self, cell: Cell) -> date | None:
        if self.month_first:
            day_order.refuse_either(cell)
        return readings.day(cell, year=self.year)

    def _first_day(self, cell: Cell) -> date | None:
        if self.month_first:
            day_order.refuse_either(cell)
        span = readings.days(cell, year=self.year)
        if span is None:
            return None
        self.event.draft.ends_on = span[1]
        return span[0]


def _item(cell: Cell, draft: EventDraft, lookups: Lookups) -> Any:
    """The plan item; none where no plan covers the days yet and none is named (rule 6: awaiting a plan)."""
    number = readings.item_number(cell)
    if number is None:
        first, last = draft.starts_on, draft.ends_on
        if first and last and not lookups.items.covered(first, last):
            return None
        raise Misread("unknown_item", _("Write the number of the plan item."))
    item = lookups.items.find(number, draft.starts_on)
    if item is None:
        raise Misread("unknown_item", _("The council's plan has no item %(number)s.") % {"number": number})
    return item
