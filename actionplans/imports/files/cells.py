"""What a reader of files hands on: sheets of rows of typed cells, or a refusal. Knows no kind of file, no heading."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from councils.states import Refused

Cell = str | int | Decimal | date | None
NO_VALUE = "no_value"  # a formula of which the file keeps no result
ERROR = "error"  # #REF!, #DIV/0! and their like, or a day that no calendar has


class FileRefused(Refused):
    """The file as a whole cannot be read; the text says why and what to do."""


@dataclass(frozen=True)
class Row:
    """One row that holds at least one value, or two odd cells; `number` as Excel shows it, from 1.

    `joined` are the columns whose cell is merged over several rows: each of these rows holds the value of the first.
    `odd` says of a column why its cell is None though something stands there: NO_VALUE or ERROR.
    """

    number: int
    cells: tuple[Cell, ...]
    hidden: bool = False
    joined: frozenset[int] = frozenset()
    odd: Mapping[int, str] = field(default_factory=dict)

    def __getitem__(self, column: int) -> Cell:
        return self.cells[column] if column < len(self.cells) else None


@dataclass
class Sheet:
    """A sheet with its blank rows left out; the sheet of a CSV has no name.

    `left_out` says in words why none of its rows was read; empty for a sheet that was.
    """

    name: str
    rows: list[Row] = field(default_factory=list)
    left_out: str = ""


def cleaned(value: str) -> str | None:
    """Text without control characters (no database keeps a NUL) and with single spaces; empty is None."""
    if not value.isprintable():
        value = "".join(map(_printable, value))
    return "\n".join(filter(None, (" ".join(line.split()) for line in value.split("\n")))) or None


def _printable(letter: str) -> str:
    kind = unicodedata.category(letter)
    if letter == "\n" or kind[0] not in "CZ":
        return letter
    return "" if kind == "Cf" else " "
