"""The totals that an office keeps in its file beside what was read there: where they part, and by which rows."""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from actionplans.models.events import COUNTS

from .files import Cell
from .outcomes import COUNTED, Outcome
from .reaches import Places, Reach, placed, reaches
from .readings import Misread, count, plain
from .registers import EventRow, Register, TotalRow

EVENTS = "events"  # the field of a total that counts rows, not heads
LISTED = 200  # rows that a total names; a file in which more stand apart is wrong in another way
COMPARED = 500  # rows of totals: a year by months and districts has fewer

_MINUS = " -−–"
_NUMBER = r"(\d{1,3}(?: \d{3})+|\d{1,6})(?![.,]?\d)"
_NUMBER_OF_EVENTS = re.compile(
    rf"\b(?:мероприятий|иш\W?чара\w*|events?)\W{{0,3}}{_NUMBER}|(?<![.,\d]){_NUMBER} (?:мероприят|иш\W?чара|event)"
)


@dataclass(frozen=True)
class Apart:
    """A row within a total's reach that the council's totals will not hold.

    `value` is the number that stands in the total's column, 1 for the total of events, None where it cannot be read.
    """

    sheet: str
    row: int
    value: int | None
    outcome: Outcome


@dataclass(frozen=True)
class TotalFound:
    """A total of the file (`theirs`) beside the sum of the rows that are, or will be, in the council's (`ours`).

    `field` is a count of an event, or EVENTS. `rows` make the difference: a faulty one, one that stands in the file
    twice or awaits a plan is in the file's total and not in the council's (rule 6). Where they are very many, `more`
    are not listed, and `rest` is their sum.
    """

    sheet: str
    row: int
    label: str
    column: str
    field: str
    theirs: int
    ours: int
    rows: list[Apart]
    more: int = 0
    rest: int = 0

    @property
    def difference(self) -> int:
        return self.theirs - self.ours

    @property
    def unexplained(self) -> int:
        """What the rows that stand apart do not make: the file adds up wrongly, or adds other rows."""
        return self.difference - sum(row.value or 0 for row in self.rows) - self.rest


def compare(register: Register, outcomes: Mapping[tuple[str, int], Outcome]) -> list[TotalFound]:
    """Every total of the file that is a number, one for each of its columns, also where both agree.

    Which rows a total covers is told by its words: «за март», «за I квартал», «за месяц», «за год», «с начала года».
    What they leave open (since the total before it, since an earlier one, its sheet, all sheets) is taken so that
    least is left unexplained in its columns together, and of equals the narrower.
    """
    places, columns = Places(register.rows), _Columns(register.rows, outcomes)
    found = []
    for total in placed(register, places, COMPARED):
        theirs = dict(_numbers(total.row))
        if theirs:
            reach = min(reaches(total, places), key=lambda reach: columns.misfit(reach, theirs))
            found += [columns.found(reach, total.row, field, number) for field, number in theirs.items()]
    return found


def _numbers(total: TotalRow) -> Iterator[tuple[str, int]]:
    for name, cell in total.cells.items():
        if name in COUNTS and (number := _number(cell)) is not None:
            yield name, number
    events = _number_of_events(total)
    if events is not None:
        yield EVENTS, events


def _number_of_events(total: TotalRow) -> int | None:
    """«Итого мероприятий: 43», or 43 in the column of topics."""
    title = total.cells.get("title")
    if isinstance(title, int):
        return title
    for text in (total.label, plain(title)):
        if told := _NUMBER_OF_EVENTS.search(" ".join(text.casefold().split())):
            return int((told[1] or told[2]).replace(" ", ""))
    return None


def _number(cell: Cell) -> int | None:
    """As the file adds it up, also below zero, which no event may have; None where there is no number."""
    try:
        return count(cell)
    except Misread as misread:
        if misread.code != "negative":
            return None
    try:
        return -(count(unicodedata.normalize("NFKC", plain(cell)).lstrip(_MINUS)) or 0)
    except Misread:
        return None


class _Column:
    """One count of all the file's rows: the sums of any stretch of them, and the rows that stand apart."""

    def __init__(self, rows: Sequence[EventRow], outcomes: Sequence[Outcome], field: str) -> None:
        ours, apart = [], []
        self._places: list[int] = []
        self._apart: list[Apart] = []
        for at, (row, outcome) in enumerate(zip(rows, outcomes, strict=True)):
            value, says = _value(row, field)
            counted = outcome in COUNTED
            ours.append(value or 0 if counted else 0)
            apart.append(0 if counted else value or 0)
            if says and not counted:
                self._places.append(at)
                self._apart.append(Apart(row.sheet, row.row, value, outcome))
        self._sums = [list(accumulate(each, initial=0)) for each in (ours, apart)]
        self._known: dict[Reach, tuple[int, int]] = {}

    def sums(self, reach: Reach) -> tuple[int, int]:
        """Of the rows that the council's totals will hold, and of those that they will not."""
        if reach not in self._known:
            ours, apart = (sum(each[last] - each[first] for first, last in reach.stretches) for each in self._sums)
            self._known[reach] = ours, apart
        return self._known[reach]

    def rows_apart(self, reach: Reach) -> tuple[list[Apart], int]:
        """The first of them, and how many more there are."""
        listed: list[Apart] = []
        several = 0
        for first, last in reach.stretches:
            begin, end = bisect_left(self._places, first), bisect_left(self._places, last)
            several += end - begin
            listed += self._apart[begin : min(end, begin + LISTED - len(listed))]
        return listed, several - len(listed)


def _value(row: EventRow, field: str) -> tuple[int | None, bool]:
    """The number in a row's column, and whether the column says anything there."""
    if field == EVENTS:
        return 1, True
    if field in row.misread:
        return _number(row.cells.get(field)), True
    value = getattr(row.draft, field)
    return value, value is not None


class _Columns:
    """The columns of counts, each made when a total asks for it first."""

    def __init__(self, rows: Sequence[EventRow], outcomes: Mapping[tuple[str, int], Outcome]) -> None:
        self._rows, self._columns = rows, dict[str, _Column]()
        self._outcomes = [outcomes.get(row.place, Outcome.LEFT_OUT) for row in rows]

    def _column(self, field: str) -> _Column:
        if field not in self._columns:
            self._columns[field] = _Column(self._rows, self._outcomes, field)
        return self._columns[field]

    def misfit(self, reach: Reach, theirs: Mapping[str, int]) -> int:
        """How far all rows of a reach are from what the office added up."""
        return sum(abs(number - sum(self._column(field).sums(reach))) for field, number in theirs.items())

    def found(self, reach: Reach, total: TotalRow, field: str, theirs: int) -> TotalFound:
        column = self._column(field)
        ours, apart = column.sums(reach)
        listed, more = column.rows_apart(reach)
        rest = apart - sum(row.value or 0 for row in listed) if more else 0
        named = "title" if field == EVENTS and total.cells.get("title") is not None else field
        title = total.heading.titles.get(named, "")
        return TotalFound(total.sheet, total.row, total.label, title, field, theirs, ours, listed, more, rest)
