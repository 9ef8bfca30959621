"""A finding of the second look: what it is about, which events, and the key by which an answer to it is kept."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from actionplans.models import Event
from actionplans.states import RemarkKind
from councils import audit


@dataclass(frozen=True)
class Finding:
    """`events` are what was found, in the order of their days. `key` is a digest of the kind, the events and the
    figures that made it a finding: when one of them changes, an answer given before no longer fits."""

    kind: RemarkKind
    council_id: int
    words: str
    events: tuple[Event, ...]
    key: str

    @property
    def anchor(self) -> str:
        return f"{self.kind}-{self.key[:12]}"


def found(kind: RemarkKind, words: str, events: Iterable[Event], figures: Callable[[Event], Any]) -> Finding:
    """A finding among events of one council; `figures` names what of each event it rests on."""
    rows = tuple(sorted(events, key=lambda row: (row.ends_on, row.pk)))
    told = sorted((row.code, figures(row)) for row in rows)
    return Finding(kind, rows[0].council_id, words, rows, audit.digest(audit.canonical([str(kind), told])))


def grouped(rows: Sequence[Any], key: Callable[[Any], Any]) -> dict[Any, list[Any]]:
    """Rows by key, both in the order in which they came."""
    groups: dict[Any, list[Any]] = {}
    for row in rows:
        groups.setdefault(key(row), []).append(row)
    return groups


def joined(rows: Sequence[Any], same: Callable[[Any, Any], bool]) -> list[list[Any]]:
    """Groups of two and more in which each row is the same as some other of its group."""
    group_of = list(range(len(rows)))
    for at in range(len(rows)):
        for before in range(at):
            if group_of[before] != group_of[at] and same(rows[before], rows[at]):
                old, new = group_of[at], group_of[before]
                group_of = [new if number == old else number for number in group_of]
    groups = grouped(list(zip(group_of, rows, strict=True)), lambda pair: pair[0])
    return [[row for _group, row in members] for members in groups.values() if len(members) > 1]
