"""A local action plan from a spreadsheet: the years from its title, one row for each indicator of an item."""

import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from difflib import SequenceMatcher

from django.db import transaction
from django.utils.translation import gettext as _

from actionplans.models import ActionPlan, Measure, Programme
from actionplans.services.plans import draft_plan, endorse_plan
from actionplans.states import Source, Unit
from actionplans.wording import IndicatorDraft, ItemDraft
from councils.models import Council, User
from councils.states import Refused

from . import readings, words
from .files import Cell, FileRefused, Row, Sheet, read_sheets
from .files.guard import kind_of, look_at
from .readings import Misread
from .tables import Fault, Heading, find_heading

NEEDED = ("number", "title", "indicator", "unit")
ALIKE = 0.8  # how like an item's title must be to its measure's, of 1
_SPAN = re.compile(r"\b(20\d\d)\s*[-–—]\s*(20\d\d)\b")
_YEAR = re.compile(r"\b(20\d\d)\b")
_BETWEEN = re.compile(r"[;,\n]")
_NO_NAME = re.compile(r"[\d()]|[.!?:]\s")
_OFFICE = re.compile(r"(?:секретар|председател|ответсекретар|катчы|төрага)", re.IGNORECASE)
LONGEST_NAME_IN_A_LIST = 60
LARGEST_FILE = 1024 * 1024
LARGEST_PLAN = 5_000  # cells and rows: some 450 rows of ten; the largest plan of 2019 has 36


class PlanFileRefused(Refused):
    """The plan in the file cannot be taken as it is: nothing of it is written; `faults` names each place."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = faults


@dataclass
class PlanTable:
    """What a plan's file says: its items in their order, and the dates of cover if the title names years."""

    items: list[ItemDraft] = field(default_factory=list)
    starts_on: date | None = None
    ends_on: date | None = None
    faults: list[Fault] = field(default_factory=list)


@transaction.atomic
def import_plan(
    council: Council, content: bytes, *, authority: str, order_number: str, endorsed_on: date, actor: User,
    starts_on: date | None = None, ends_on: date | None = None,
) -> ActionPlan:  # fmt: skip
    """Draft the plan of a file and endorse it by the order; all of it or nothing.

    Raises FileRefused, PlanFileRefused, PlanRefused (also when the council has a plan for these days: the same
    file again changes nothing), NotAllowed.
    """
    table = read_plan(read_sheets(content))
    first, last = starts_on or table.starts_on, ends_on or table.ends_on
    if first is None or last is None:
        table.faults.append(_no_years())
    if table.faults or first is None or last is None:
        raise PlanFileRefused(table.faults)
    serve_measures(table.items, first)
    plan = draft_plan(council, starts_on=first, ends_on=last, items=table.items, actor=actor)
    return endorse_plan(plan, authority=authority, order_number=order_number, endorsed_on=endorsed_on, actor=actor)


def draft_from_file(content: bytes, *, starts_on: date | None = None, ends_on: date | None = None) -> PlanTable:
    """What a file says, ready to draft: its items with their measures, and the dates of cover unless told.

    Quick enough for a page to wait for: a file is refused before it is parsed if it is larger than any plan.
    Raises FileRefused, PlanFileRefused (each place with a fault is named; targets of years outside too).
    """
    if kind_of(content) == "xlsx":
        extent = look_at(content)
        too_large = max(extent.cells, extent.strings) > LARGEST_PLAN
    else:
        too_large = content.count(b"\n") > LARGEST_PLAN // 10
    if too_large:
        raise FileRefused(_("The file is far larger than a plan. Copy the plan's table into a new workbook."))
    table = read_plan(read_sheets(content))
    table.starts_on, table.ends_on = starts_on or table.starts_on, ends_on or table.ends_on
    if table.starts_on is None or table.ends_on is None:
        table.faults.append(_no_years())
    else:
        table.faults += _outside(table, table.starts_on.year, table.ends_on.year)
        serve_measures(table.items, table.starts_on)
    if table.faults:
        raise PlanFileRefused(table.faults)
    return table


def _no_years() -> Fault:
    return Fault("", None, "", "no_years", _("The title names no years: say the dates of cover."))


def _outside(table: PlanTable, first: int, last: int) -> list[Fault]:
    told = {year for item in table.items for one in item.indicators for year in one.targets}
    words = _("The table has targets of %(year)s, which the plan does not cover.")
    return [
        Fault("", None, "", "year_outside", words % {"year": year})
        for year in sorted(told)
        if not first <= year <= last
    ]


def read_plan(sheets: list[Sheet]) -> PlanTable:
    """The plan on the first sheet that has a plan's heading; what is wrong in it stands in `faults`."""
    table, vocabulary = PlanTable(), words.headings("plan")
    for sheet in sheets:
        heading = find_heading(sheet, vocabulary, NEEDED)
        if heading is None:
            continue
        table.starts_on, table.ends_on = _cover([row for row in sheet.rows if row.number < heading.row])
        for row in sheet.rows:
            if row.number > heading.last_row:
                _PlanRow(sheet.name, row, heading, table).read()
        return table
    said = _("No sheet has the heading of a plan: number, activity, indicator and unit must be named.")
    table.faults.append(Fault("", None, "", "no_heading", said))
    return table


def _cover(above: list[Row]) -> tuple[date | None, date | None]:
    """1 January of the first to 31 December of the last year that the title names."""
    for line in (readings.plain(cell) for row in above for cell in row.cells):
        if match := _SPAN.search(line) or _YEAR.search(line):
            return date(int(match[1]), 1, 1), date(int(match[match.lastindex or 1]), 12, 31)
    return None, None


class _PlanRow:
    """One row: it begins an item, or continues the one above with a further indicator."""

    def __init__(self, sheet: str, row: Row, heading: Heading, table: PlanTable) -> None:
        self.sheet, self.row, self.heading, self.table = sheet, row, heading, table
        self.cells = heading.cells(row)
        self.at = ""  # the column that is being read, for a fault in it

    def read(self) -> None:
        begins = self.cells["number"] is not None or self.cells["title"] is not None
        try:
            if begins:
                self.table.items.append(self.item())
            elif not self.table.items:
                raise Misread("no_item", _("This row continues an item, but none stands above it."))
            if self.cells["indicator"] is not None:
                self.table.items[-1].indicators.append(self.indicator())
            elif begins:
                self.at = "indicator"
                raise Misread("no_indicator", _("Each item has at least one indicator."))
        except Misread as misread:
            column = self.heading.titles.get(self.at, "")
            self.table.faults.append(Fault(self.sheet, self.row.number, column, misread.code, misread.words))

    def cell(self, name: str) -> Cell:
        self.at = name
        return self.cells.get(name)

    def text(self, name: str, limit: int) -> str:
        return readings.text(limit)(self.cell(name))

    def item(self) -> ItemDraft:
        number = readings.item_number(self.cell("number"))
        if number is None or len(number) > 10:
            raise Misread("unknown_item", _("This item has no number."))
        if any(item.number == number for item in self.table.items):
            raise Misread("doubled_item", _("The number %(number)s stands above already.") % {"number": number})
        title = self.text("title", 2000)
        if not title:
            raise Misread("no_title", _("The item says nothing of what is to be done."))
        responsible = self.text("responsible", 300)
        return ItemDraft(
            number, title, responsible=responsible, organisations=organisations_in(responsible),
            due=self.text("due", 200), funding=self.text("funding", 200),
        )  # fmt: skip

    def indicator(self) -> IndicatorDraft:
        name, unit_text = self.text("indicator", 300), self.text("unit", 60)
        unit, source = unit_and_source(name, unit_text)
        targets = self.targets()
        return IndicatorDraft(name, unit, unit_text, source, targets, readings.amount(self.cell("baseline")))

    def targets(self) -> dict[int, Decimal]:
        yearly = [name for name in self.cells if name.startswith("target ")]
        read = {int(name.removeprefix("target ")): readings.amount(self.cell(name)) for name in yearly}
        return {year: value for year, value in read.items() if value is not None}


def organisations_in(responsible: str) -> list[str]:
    """The organisations in the plan's words «ОблУВД; УО, РОО»: none unless all of it reads as a list of names.

    A sentence, a number or somebody's office (Секретарь КС) is no organisation; the plan's words stay beside.
    """
    parts = [" ".join(part.split()) for part in _BETWEEN.split(responsible)]
    names = [part for part in parts if part and not _OFFICE.match(part)]
    if any(len(name) > LONGEST_NAME_IN_A_LIST or _NO_NAME.search(name) for name in parts):
        return []
    return list(dict.fromkeys(names))


def unit_and_source(indicator: str, unit_text: str) -> tuple[str, str]:
    """What an indicator counts and where its figure comes from, by its words; typed in unless they are known."""
    unit = words.units().get(words.fold(unit_text), Unit.OTHER)
    return unit, words.sources().get((words.fold(indicator), unit), Source.TYPED_IN)


def serve_measures(items: list[ItemDraft], day: date) -> None:
    """Give each item the measure of the Programme in force that day which has its number and a like title."""
    programme = Programme.objects.filter(starts_on__lte=day, ends_on__gte=day).first()
    measures = {measure.code: measure for measure in programme.measures.all()} if programme else {}
    for item in items:
        measure = measures.get(item.number)
        if measure and _alike(item.title_ru, measure):
            item.measure, item.sensitive = measure, measure.sensitive


def _alike(title: str, measure: Measure) -> bool:
    said = words.fold(title)
    known = [words.fold(name) for name in measure.names.values() if name]
    return any(said == name or SequenceMatcher(None, said, name).ratio() >= ALIKE for name in known)
