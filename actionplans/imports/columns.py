"""Which column of a register means what: by its heading, by what its cells hold, by what the office chose before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from .files import Sheet

CONFIDENT = 0.8  # below it a proposal is asked about, not taken


@dataclass(frozen=True)
class Column:
    """One column (`index` from 0) and the field that it is taken for; "" where nothing fits, "ignored" where the
    column is known and says nothing of an event. `basis` is what the proposal rests on: "words" (the heading),
    "cells" (what they hold), "remembered" (chosen for an earlier file of the council), "chosen" (on the page)."""

    index: int
    title: str
    field: str = ""
    confidence: float = 0.0
    basis: str = ""


@dataclass
class Layout:
    """One arrangement of columns, and the sheets that have it: twelve months with one heading are one layout.

    `headings` tells for each sheet the first and last row of its heading; (0, 0) where it has none. `sample` are the
    first rows under it, as text.
    """

    key: str
    columns: list[Column]
    headings: dict[str, tuple[int, int]] = field(default_factory=dict)
    sample: list[list[str]] = field(default_factory=list)

    @property
    def asks(self) -> bool:
        """Whether a person must say what a column means before anything is read."""
        raise NotImplementedError


def propose(
    sheets: Sequence[Sheet],
    remembered: Mapping[str, str] | None = None,
    chosen: Mapping[str, Mapping[str, str]] | None = None,
) -> list[Layout]:
    """The layouts of a file. `remembered`: folded heading -> field (RegisterHeading); `chosen`: layout key -> column
    index as text -> field ("" is: do not read it), which wins over everything. No sheet that looks like a register
    gives an empty list."""
    raise NotImplementedError
