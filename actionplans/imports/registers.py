"""A register of events: its rows as drafts, what could not be read in them, and what is no event at all."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any

from django.utils.translation import gettext as _

from actionplans.checks import EventDraft
from actionplans.models.events import COUNTS

from . import readings, words
from .files import Cell, FileRefused, Row, Sheet
from .lookups import Lookups
from .readings import Misread
from .tables import Fault, Heading, find_heading

NEEDED = ("starts_on", "title", "item")
READERS: dict[str, Callable[[Cell], Any]] = {
    "starts_on": readings.day,
    "ends_on": readings.day,
    "place": readings.text(200),
    "title": readings.text(300),
    "form": readings.form,
    "partners": readings.names,
    "organisers": readings.names,
    "note": readings.plain,
    **dict.fromkeys(COUNTS, readings.count),
}


@dataclass
class EventRow:
    """One row of a register: the draft as far as it could be read, and the cells that could not."""

    sheet: str
    row: int
    heading: Heading
    draft: EventDraft
    cells: dict[str, Cell] = field(default_factory=dict)
    misread: dict[str, Misread] = field(default_factory=dict)

    def fault(self, name: str, code: str, said: str) -> Fault:
        title, index = self.heading.titles.get(name, ""), self.heading.columns.get(name)
        return Fault(self.sheet, self.row, title, code, said, index)

    @property
    def place(self) -> tuple[str, int]:
        return self.sheet, self.row


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
    """A row of totals that the file keeps itself; `cells` by field as they stand there."""

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


def read_register(sheets: list[Sheet], lookups: Lookups) -> Register:
    """All events of all sheets, in their order. Raises FileRefused where no sheet has a heading."""
    register, vocabulary, headed = Register(), words.headings("register"), False
    for sheet in sheets:
        heading = find_heading(sheet, vocabulary, NEEDED)
        if heading is None:
            if sheet.rows:
                said = _("No row here names the columns of a register, so the sheet is left out.")
                register.left_out.append(LeftOut(sheet.name, None, said))
            continue
        headed = True
        register.warnings += _unknown_columns(sheet, heading)
        _read_sheet(sheet, heading, lookups, register)
    if not headed:
        raise FileRefused(
            _("No sheet has a heading row of a register: at least the day, the topic and the plan item must be named.")
        )
    return register


def _unknown_columns(sheet: Sheet, heading: Heading) -> Iterator[Fault]:
    for title in heading.unknown:
        said = _("This column is not known and was not read.")
        yield Fault(sheet.name, heading.row, title, "unknown_column", said)


def _read_sheet(sheet: Sheet, heading: Heading, lookups: Lookups, register: Register) -> None:
    for row in sheet.rows:
        if heading.row <= row.number <= heading.last_row:
            continue
        no_event = _("above the heading") if row.number < heading.row else _no_event(row, heading)
        if no_event:
            register.left_out.append(LeftOut(sheet.name, row.number, no_event))
        else:
            register.rows.append(read_row(sheet.name, row, heading, lookups))


def _no_event(row: Row, heading: Heading) -> str:
    """What a row is if it is no event; empty for an event."""
    first = next(cell for cell in row.cells if cell is not None)
    if isinstance(first, str) and words.fold(first).startswith(words.totals()):
        return _("a total")
    if heading.is_repeated_by(row):
        return _("the heading again")
    held = [name for name, cell in heading.cells(row).items() if cell is not None]
    return "" if len(held) > 1 else _("a line between the events")


def read_row(sheet: str, row: Row, heading: Heading, lookups: Lookups) -> EventRow:
    """One row as a draft. A cell that cannot be read leaves its field empty and is told in `misread`."""
    cells = heading.cells(row)
    read = EventRow(sheet, row.number, heading, EventDraft(), cells)
    for name, reader in READERS.items():
        if name in cells:
            _put(read, name, partial(reader, cells[name]))
    draft = read.draft
    if "starts_on" in read.misread and "ends_on" not in cells:
        _put(read, "starts_on", lambda: _days(cells["starts_on"], draft))
    if draft.ends_on is None and "ends_on" not in read.misread:
        draft.ends_on = draft.starts_on
    _put(read, "district", lambda: readings.district(cells.get("district"), lookups.districts))
    _put(read, "campaign", lambda: readings.campaign(cells.get("campaign"), lookups.campaigns, draft.starts_on))
    _put(read, "item", lambda: _item(cells.get("item"), draft, lookups))
    return read


def _days(cell: Cell, draft: EventDraft) -> date | None:
    """The first day out of a span in one cell; its last day goes to the draft too."""
    span = readings.span(cell)
    if span is None:
        return readings.day(cell)
    draft.ends_on = span[1]
    return span[0]


def _put(read: EventRow, name: str, value: Callable[[], Any]) -> None:
    read.misread.pop(name, None)
    try:
        setattr(read.draft, name, value())
    except Misread as misread:
        read.misread[name] = misread


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
