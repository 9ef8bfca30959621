"""Where the heading of a register stands: one row, two or three, merged or not, below whatever titles."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from actionplans.imports.files import Cell, Row, Sheet
from actionplans.imports.readings import plain
from actionplans.imports.tables import DEEPEST
from actionplans.imports.words import fold
from actionplans.models.events import COUNTS

from . import contents
from .titles import EXACT, LONGEST, UNSURE, Meaning, divides, is_of_heading, title_of

MOST_ROWS = 3
FEWEST_FIELDS = 2  # that a row must name to be taken for a heading
ENOUGH = 1.6  # two fields, one of them by a line of the vocabulary
_BETWEEN_PARTS = ": "

Named = Callable[[tuple[str, ...]], Meaning]


@dataclass
class Headed:
    """The heading of one sheet: its rows, and for each column the texts that stand there below one another."""

    rows: list[Row]
    parts: list[tuple[str, ...]]
    _lines: list[dict[int, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._lines = [_folded_cells(row) for row in self.rows]

    @property
    def place(self) -> tuple[int, int]:
        return (self.rows[0].number, self.rows[-1].number) if self.rows else (0, 0)

    @property
    def titles(self) -> list[str]:
        return [_BETWEEN_PARTS.join(parts) for parts in self.parts]

    @property
    def folded(self) -> tuple[str, ...]:
        """What tells this arrangement of columns from another."""
        told = [fold(title) for title in self.titles]
        while told and not told[-1]:
            told.pop()
        return tuple(told)

    def is_repeated_by(self, row: Row) -> bool:
        """Whether the row says again what a row of the heading says: all of it, and at least half as much."""
        return any(_repeats(row, line) for line in self._lines)


def _repeats(row: Row, line: Mapping[int, str]) -> bool:
    held = 0
    for column, cell in enumerate(row.cells):
        if cell is None:
            continue
        if not isinstance(cell, str) or line.get(column) != fold(title_of(cell)):
            return False
        held += 1
    return held >= max(2, len(line) / 2)


def _title(cell: Cell) -> str:
    return title_of(plain(cell))


def _folded_cells(row: Row) -> dict[int, str]:
    return {column: fold(_title(cell)) for column, cell in enumerate(row.cells) if cell is not None}


def heading_of(sheet: Sheet, named: Named) -> Headed | None:
    """The heading: the row near the top that names most fields, with the rows above and below that divide its cells;
    else, where a table begins with a row of texts that nobody knows, that row. None for a sheet without one."""
    near = sheet.rows[:DEEPEST]
    scores = [_score(row, named) for row in near]
    best = max(scores, default=0.0)
    if best >= ENOUGH:
        first = last = scores.index(best)
        while last - first + 1 < MOST_ROWS and first and _leads(near[first - 1], near[first], named):
            first -= 1
        while last - first + 1 < MOST_ROWS and last + 1 < len(near) and _divides(near[first : last + 2], named):
            last += 1
        rows = near[first : last + 1]
    else:
        rows = _by_shape(near)
    return Headed(rows, _parts(rows)) if rows else None


def _score(row: Row, named: Named) -> float:
    """How many fields a row names; none for a row that holds data, unless it names far more."""
    found: dict[str, float] = {}
    for cell in row.cells:
        if isinstance(cell, str) and _names_a_field(told := named((title_of(cell),))):
            weight = 1.0 if told.confidence >= EXACT else 0.6
            found[told.field] = max(found.get(told.field, 0), weight if told.is_read else weight / 2)
    data = sum(map(contents.is_data, row.cells))
    enough = len(found) >= FEWEST_FIELDS and (not data or len(found) > 4 * data)
    return sum(found.values()) if enough else 0.0


def _names_a_field(told: Meaning) -> bool:
    """Whether the words of one field stand there, though others beside them may make it another thing."""
    return bool(told.field) and told.confidence >= UNSURE and not told.others


def _leads(row: Row, below: Row, named: Named) -> bool:
    """Whether a row right above a heading belongs to it: it names fields, or stands over columns that divide it."""
    if row.number + 1 != below.number or any(map(contents.is_data, row.cells)):
        return False
    texts = {column: _title(cell) for column, cell in enumerate(row.cells) if cell is not None}
    if _score(row, named) >= ENOUGH:
        return True
    short = all(len(text) <= LONGEST / 3 for text in texts.values())
    return short and min(texts, default=0) > 0 and all(divides(fold(text)) for text in texts.values())


def _divides(rows: Sequence[Row], named: Named) -> bool:
    """Whether the last of these rows belongs to the heading above it: cells merged down say the same again, the
    others divide a cell («всего», «жен.» under «Участники») or stand where nothing stands above."""
    *above, row = rows
    over, parts = above[-1], _parts(above)
    if over.number + 1 != row.number:
        return False
    same = known = unknown = 0
    for column, text in _folded_cells(row).items():
        told = parts[column] if column < len(parts) else ()
        open_above = over[column] is None or over[column + 1] in (None, over[column])
        if text in map(fold, told):
            same += 1
        elif contents.is_data(row[column]) or len(text) > LONGEST:
            return False
        elif is_of_heading(text) or (open_above and _names_a_field(named((_title(row[column]),)))):
            known += 1
        elif open_above:
            unknown += 1
        else:
            return False
    counted = known == 1 and not unknown and any(named(one).field in COUNTS for one in _over(row, parts))
    return known >= unknown and (known >= 2 or (known == 1 and same >= 2) or counted)


def _over(row: Row, parts: Sequence[tuple[str, ...]]) -> list[tuple[str, ...]]:
    return [parts[column] for column, cell in enumerate(row.cells) if cell is not None and column < len(parts)]


def _by_shape(near: Sequence[Row]) -> list[Row]:
    """The row of texts right above the first rows that hold data, if it fills as many columns as they do."""
    for row, *below in zip(near, near[1:], near[2:], strict=False):
        texts = [cell for cell in row.cells if isinstance(cell, str)]
        if len(texts) < 3 or any(map(contents.is_data, row.cells)):
            continue
        widest = max(sum(cell is not None for cell in other.cells) for other in below)
        if all(any(map(contents.is_data, other.cells)) for other in below) and len(texts) * 2 > widest:
            return [row]
    return []


def _parts(rows: Sequence[Row]) -> list[tuple[str, ...]]:
    """For each column the texts of the heading from top to bottom. A cell that stands over several columns belongs
    to each of them, up to the next one beside it and within the cell above."""
    width = max((len(row.cells) for row in rows), default=0)
    grid = [[_title(row[column]) for column in range(width)] for row in rows]
    for depth, line in enumerate(grid[:-1]):
        group = -1  # the column of the nearest cell to the left under the same cell above
        for column in range(width):
            if line[column] or (depth and column and grid[depth - 1][column] != grid[depth - 1][column - 1]):
                group = column
            below = [other[column] for other in grid[depth + 1 :]]
            if group >= 0 and not line[column] and any(below) and line[group] and _is_divided(grid, depth, group):
                line[column] = line[group]
    return [_distinct([line[column] for line in grid]) for column in range(width)]


def _is_divided(grid: Sequence[Sequence[str]], depth: int, group: int) -> bool:
    return any(line[group] not in ("", grid[depth][group]) for line in grid[depth + 1 :])


def _distinct(texts: Sequence[str]) -> tuple[str, ...]:
    told: list[str] = []
    for text in texts:
        if text and fold(text) not in map(fold, told[-1:]):
            told.append(text)
    return tuple(told)
