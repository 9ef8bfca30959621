"""Where the heading of a table stands and which column means what; the vocabulary is data (reference/headings.csv)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from . import words
from .files import Cell, Row, Sheet
from .readings import plain

IGNORED = "ignored"  # known, and nothing of an event: a running number
UNREAD = "unread"  # known, and nothing that an event holds: told as not read
PERSONAL = "personal"  # names, telephones: never read, and told (rule 9)
DEEPEST = 30  # rows that hold something above which a heading is looked for


@dataclass(frozen=True)
class Fault:
    """One thing wrong in a file, at its place: `row` as Excel shows it, `column` by its heading, `index` from 0."""

    sheet: str
    row: int | None
    column: str
    code: str
    words: str
    index: int | None = None

    def to_json(self) -> dict[str, object]:
        return {"sheet": self.sheet, "row": self.row, "column": self.column, "code": self.code, "words": self.words}

    def __str__(self) -> str:
        place = ", ".join(part for part in (self.sheet, str(self.row or ""), self.column) if part)
        return f"{place}: {self.words}" if place else self.words


@dataclass
class Heading:
    """The heading of a sheet, one row or two: which column (from 0) holds which field, and how the file words it."""

    row: int
    last_row: int
    columns: dict[str, int] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)

    def cells(self, row: Row) -> dict[str, Cell]:
        return {name: row[column] for name, column in self.columns.items()}

    def is_repeated_by(self, row: Row) -> bool:
        return all(plain(row[column]) == self.titles[name] for name, column in self.columns.items())


def find_heading(sheet: Sheet, vocabulary: Mapping[str, str], needed: Iterable[str]) -> Heading | None:
    """The first row that names every needed field; None when no row near the top does."""
    for place, row in enumerate(sheet.rows[:DEEPEST]):
        heading = Heading(row.number, row.number)
        _name_columns(heading, row, vocabulary)
        if all(name in heading.columns for name in needed):
            _second_row(heading, sheet.rows[place + 1 : place + 2], vocabulary)
            return heading
    return None


def _name_columns(heading: Heading, row: Row, vocabulary: Mapping[str, str]) -> None:
    for column, cell in enumerate(row.cells):
        title = plain(cell)
        name = vocabulary.get(words.fold(title)) or _yearly(title, vocabulary)
        if not title or name == IGNORED:
            continue
        if name in (None, UNREAD, PERSONAL) or name in heading.columns:
            heading.unknown.append(title)
        elif name:
            heading.columns[name], heading.titles[name] = column, title


def _second_row(heading: Heading, below: list[Row], vocabulary: Mapping[str, str]) -> None:
    """A row right below whose every cell is a known heading («всего», «жен.», «муж.») divides the cells above it."""
    for row in below:
        named = [(column, plain(cell)) for column, cell in enumerate(row.cells) if cell is not None]
        if len(named) < 2 or not all(words.fold(title) in vocabulary for _column, title in named):
            return
        heading.last_row = row.number
        under = {column for column, _title in named}
        for name in [name for name, column in heading.columns.items() if column in under]:
            del heading.columns[name], heading.titles[name]
        _name_columns(heading, row, vocabulary)


def _yearly(title: str, vocabulary: Mapping[str, str]) -> str | None:
    """«Цель 2019» -> "target 2019": the one field that has a column for each year."""
    name, _space, year = words.fold(title).rpartition(" ")
    return f"target {year}" if vocabulary.get(name) == "target" and year.isdecimal() and len(year) == 4 else None
