"""Which rows of a register's sheet are events, and what each of the others is. No row that could be an event is
left out: a row without day, item and counts is one when it stands among events, and its gaps are then told."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise
from typing import TypeGuard

from django.utils.translation import gettext as _

from actionplans.models.events import COUNTS

from . import words
from .columns import contents
from .columns.contents import IsDistrict
from .columns.headed import Headed
from .columns.titles import EXACT, meaning, title_of
from .files import Cell, Row, Sheet
from .readings import plain
from .readings.counts import is_dash, is_not_recorded
from .tables import Heading

LONGEST_LABEL = 200
LONGEST_WORDS = 40  # letters of a total that does not stand first in its row
FEWEST_TITLES = 3  # known ones by which a row among events is a heading
_DAY_LIKE = re.compile(r"\d{1,2}\s*[./-]\s*\d{1,2}\b|\b\d{4}-\d\d?-\d")
_LONE_LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True)
class Line:
    """One row that holds something: `said` tells what it is if it is no event and no part of the heading.

    `year` and `district` are what a row between the events says of those below it; `label` is a total's.
    """

    row: Row
    said: str = ""
    is_heading: bool = False
    is_again: bool = False
    is_total: bool = False
    is_open: bool = False  # nothing but texts: an event with gaps, or a line beside the table
    is_alone: bool = False  # one text: a line, wherever it stands
    label: str = ""
    under: int = 0  # the row of another heading, under which it stands
    year: int | None = None
    district: str = ""

    @property
    def is_event(self) -> bool:
        return not (self.said or self.is_heading or self.is_open)


def lines_of(sheet: Sheet, heading: Heading, headed: Headed | None, is_district: IsDistrict) -> list[Line]:
    """Every row of the sheet, in order, each as one thing."""
    reader = _Reader(heading, headed, is_district)
    lines = [reader.line(row, above) for above, row in zip([None, *sheet.rows], sheet.rows, strict=False)]
    events = [place for place, line in enumerate(lines) if line.is_event]
    first, last = (events[0], events[-1]) if events else (len(lines), -1)
    return [_settled(line, place, first, last) for place, line in enumerate(lines)]


def _settled(line: Line, place: int, first: int, last: int) -> Line:
    if not line.is_open:
        return line
    if first < place < last:
        return replace(line, is_open=False, said=_("a line between the events") if line.is_alone else "")
    said = _("texts below the last event") if place > last >= 0 else _("texts above the first event")
    return replace(line, is_open=False, said=said)


@dataclass
class _Sums:
    """What the counts of the events above add up to: since the last total, and in the whole sheet."""

    rows: int = 0
    since: dict[str, int] = field(default_factory=dict)
    whole: dict[str, int] = field(default_factory=dict)

    def add(self, counts: Mapping[str, int]) -> None:
        self.rows += 1
        for name, number in counts.items():
            self.since[name] = self.since.get(name, 0) + number
            self.whole[name] = self.whole.get(name, 0) + number

    def begin(self) -> None:
        self.rows, self.since = 0, {}

    def are(self, counts: Mapping[str, int]) -> bool:
        """Whether these counts, not all of them 0, are the sums."""
        several = self.rows > 1 and any(counts.values())
        return several and any(
            all(sums.get(name) == number for name, number in counts.items()) for sums in (self.since, self.whole)
        )


class _Reader:
    def __init__(self, heading: Heading, headed: Headed | None, is_district: IsDistrict) -> None:
        self.heading = heading
        self.headed = headed
        self.is_district = is_district
        self.columns = heading.columns
        self.counted = {name: column for name, column in heading.columns.items() if name in COUNTS}
        self.read = frozenset(heading.columns.values())
        self.sums = _Sums()
        self.under = 0
        self.may_number = True  # right below a heading its columns may be numbered

    def line(self, row: Row, above: Row | None) -> Line:
        line = self._line(row, above)
        if line.is_total:
            self.sums.begin()
        elif line.is_event:
            self.sums.add(self._numbers(row))
        self.may_number = line.is_heading or line.is_again
        if line.is_again:
            self.under = line.under
        return replace(line, under=self.under) if line.is_event or line.is_open else line

    def _line(self, row: Row, above: Row | None) -> Line:
        if self.heading.row <= row.number <= self.heading.last_row:
            return Line(row, is_heading=True)
        if row.number < self.heading.row:
            return Line(row, _("above the heading"))
        if self.may_number and numbers_columns(row):
            return Line(row, _("the numbers of the columns"))
        dated, numbered = self._is_dated(row), self._has_digits(row, "item")
        held = {column: cell for column, cell in enumerate(row.cells) if cell is not None}
        if above and held and _continues(row, above, held):
            return Line(row, _("only cells merged with those above"))
        if (dated or numbered) and len(held) > 1:
            label = self._label_of_days(row, held)
            return Line(row, _("a total"), is_total=True, label=label) if label else Line(row)
        if not held:
            return Line(row) if dated or numbered else Line(row, _("formulas that give no value"))
        if self.headed and self.headed.is_repeated_by(row):
            return Line(row, _("the heading again"), is_again=True)
        if _names_columns(row):
            return Line(row, _("another heading"), is_again=True, under=row.number)
        if not dated and not numbered and (label := self._label(row, held)):
            return Line(row, _("a total"), is_total=True, label=label)
        if len(set(map(plain, held.values()))) == 1:
            return self._single(row, *next(iter(held.items())), dated=dated)
        return self._several(row, held)

    def _single(self, row: Row, column: int, cell: Cell, *, dated: bool) -> Line:
        """A row with one cell: the name of a month, of a district, a line; a day or a count alone is an event's."""
        text = plain(cell)
        if words.is_period(text) and not (dated and isinstance(cell, date)):
            return _period(row, [cell])
        if words.says_no_events(text):
            return Line(row, _("says that there were no events"))
        if isinstance(cell, str) and self.is_district(text):
            return Line(row, _("the name of a district"), district=text)
        if dated:
            return Line(row)
        if column in self.counted.values() and contents.is_count(cell):
            return self._by_figures(row) or Line(row)
        return Line(row, _("a number alone")) if contents.is_data(cell) else Line(row, is_open=True, is_alone=True)

    def _several(self, row: Row, held: Mapping[int, Cell]) -> Line:
        """A row without day and item: an event with gaps, unless it says what else it is."""
        numbers = self._numbers(row)
        if not any(numbers.values()):
            if any(words.says_no_events(plain(cell)) for cell in held.values()):
                return Line(row, _("says that there were no events"))
            if words.is_period(" ".join(map(plain, held.values()))):
                return _period(row, held.values())
            told = [cell for column, cell in held.items() if column in self.read and cell not in (0, "0")]
            if not told and not row.odd:
                return Line(row, _("nothing in the columns of an event"))
            if not any(self._has_digits(row, name) for name in self.counted):
                return Line(row, is_open=not self._tells_an_event(row))
        return self._by_figures(row) or Line(row)

    def _by_figures(self, row: Row) -> Line | None:
        """A total that no word names: no day, item, form and district, and every count is the sum of those above."""
        numbers = self._numbers(row)
        if not numbers or self._fills(row, "form", "district") or not self.sums.are(numbers):
            return None
        texts = [cell for column, cell in enumerate(row.cells) if cell and column not in self.counted.values()]
        label = " ".join(text for text in map(plain, texts) if text)[:LONGEST_LABEL]
        return Line(row, _("a total by its figures"), is_total=True, label=label)

    def _label(self, row: Row, held: Mapping[int, Cell]) -> str:
        """The words of a total; empty if the row is none. It begins with them, or a short cell further on does.

        In the column of topics they may begin one, where a form or a district stands beside it.
        """
        of_topic = self.columns.get("title") if self._fills(row, "form", "district") else None
        texts = [
            (column, cell) for column, cell in held.items() if isinstance(cell, str) and not contents.is_data(cell)
        ]
        said = [
            text
            for place, (column, text) in enumerate(texts)
            if words.is_total(text)
            and (not place or len(text) < LONGEST_WORDS)
            and (column != of_topic or words.is_bare_total(text))
        ]
        return self._beside(held) or said[0] if said else ""

    def _label_of_days(self, row: Row, held: Mapping[int, Cell]) -> str:
        """The words of a total beside a day or a number in the item's column: the report's day, the number of events.

        Empty if the row may be an event: it tells a form, a district or a topic.
        """
        if self._fills(row, "form", "district") or not any(map(words.is_total, filter(_is_text, held.values()))):
            return ""
        texts = (cell for cell in held.values() if isinstance(cell, str) and not contents.is_data(cell))
        first = next((text for text in texts if not is_dash(text)), "")
        if not words.is_total(first):
            return ""
        title = row[self.columns["title"]] if self._fills(row, "title") else None
        return self._beside(held) or first if title is None or words.is_bare_total(plain(title)) else ""

    def _beside(self, held: Mapping[int, Cell]) -> str:
        texts = [plain(cell) for column, cell in held.items() if column not in self.counted.values()]
        return " ".join(texts)[:LONGEST_LABEL]

    def _fills(self, row: Row, *names: str) -> bool:
        """Whether a text stands in one of these columns that says something of an event."""
        cells = [row[self.columns[name]] for name in names if name in self.columns]
        return any(
            isinstance(cell, str) and not is_not_recorded(cell) and not (words.is_total(cell) and "title" not in names)
            for cell in cells
        )

    def _tells_an_event(self, row: Row) -> bool:
        """Whether a row without day, item and counts names a topic, and a known form or district: an event with gaps.

        Below and above the events stand names and titles too, in whatever columns.
        """
        if not self._fills(row, "title"):
            return False
        said = {name: plain(row[column]) for name, column in self.columns.items() if name in ("form", "district")}
        return bool(words.look_up(words.forms(), said.get("form", ""))) or self.is_district(said.get("district", ""))

    def _is_dated(self, row: Row) -> bool:
        columns = [self.columns[name] for name in ("starts_on", "ends_on") if name in self.columns]
        return any(column in row.odd for column in columns) or any(
            contents.may_be_day(cell) or isinstance(cell, date) or bool(_DAY_LIKE.search(plain(cell)))
            for cell in (row[column] for column in columns)
            if cell is not None and not is_dash(plain(cell))
        )

    def _has_digits(self, row: Row, name: str) -> bool:
        column = self.columns.get(name)
        return column is not None and (column in row.odd or any(map(str.isdigit, plain(row[column]))))

    def _numbers(self, row: Row) -> dict[str, int]:
        return dict(_counts(row, self.counted))


def _is_text(cell: Cell) -> TypeGuard[str]:
    return isinstance(cell, str)


def _names_columns(row: Row) -> bool:
    """Whether the row is a heading itself: texts alone, most of them lines of the vocabulary, of three fields."""
    texts = [title_of(cell) for cell in row.cells if isinstance(cell, str)]
    if len(texts) < FEWEST_TITLES or any(contents.is_data(cell) for cell in row.cells):
        return False
    told = [meaning([text]) for text in texts]
    known = [one for one in told if one.confidence >= EXACT]
    return len({one.field for one in known if one.is_read}) >= FEWEST_TITLES and len(known) * 2 > len(texts)


def _period(row: Row, cells: Iterable[Cell]) -> Line:
    years = words.years_in(" ".join(map(plain, cells)))
    return Line(row, _("the name of a period"), year=min(years) if len(years) == 1 else None)


def _continues(row: Row, above: Row, held: Mapping[int, Cell]) -> bool:
    """Whether a row holds nothing of its own: each cell is merged with the one above."""
    return row.number == above.number + 1 and all(
        column in row.joined and column in above.joined and above[column] == cell for column, cell in held.items()
    )


def _counts(row: Row, counted: Mapping[str, int]) -> Iterator[tuple[str, int]]:
    for name, column in counted.items():
        cell = row[column]
        number = contents.number_in(cell) if isinstance(cell, str) else cell if isinstance(cell, int) else None
        if number is not None:
            yield name, number


def numbers_columns(row: Row) -> bool:
    """«1 2 3 4 …», «А Б 1 2 …»: the numbers by which a form names its columns."""
    cells = [plain(cell).strip(". ") for cell in row.cells if cell is not None]
    numbers = [int(cell) for cell in cells if cell.isdecimal() and len(cell) < 4]
    others = [cell for cell in cells if not cell.isdecimal()]
    rising = all(after == before + 1 for before, after in pairwise(numbers))
    return len(numbers) > 2 and numbers[0] in (1, 2) and rising and all(map(_LONE_LETTER.fullmatch, others))
