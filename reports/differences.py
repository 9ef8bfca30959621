"""What differs between two statements of one report: by figure, by item, by event (rule 12). Pure functions.

Either may be sealed or live. A blacked-out text is no difference. An event differs when its version does: the name of
an organisation may change, and no event with it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from actionplans.states import Source

from .editions import REDACTED
from .sealed_events import FIGURES, figures_of
from .statement import Statement

ADDED, GONE, CHANGED = "added", "gone", "changed"
_NOT_TOLD = ("version", "evidence", "item_id", "measure", "code", "youth")  # of an event: what nobody reads as a field
_ITEM_WORDS = ("status", "text", "next_steps")


@dataclass(frozen=True)
class Pair:
    """One thing by its name, as it was and as it is; None where it was not told."""

    name: str
    was: Any
    now: Any

    @property
    def moved(self) -> int | None:
        """By how much a number moved."""
        both = [self.was or 0, self.now or 0]
        return both[1] - both[0] if all(isinstance(value, int | float) for value in both) else None


@dataclass(frozen=True)
class Difference:
    """An item, an event, a council or a measure that came, went or changed; `key` is its number or code."""

    kind: str
    key: str
    title: Any
    pairs: tuple[Pair, ...]
    was: Statement | None
    now: Statement | None


@dataclass(frozen=True)
class Differences:
    figures: list[Pair]
    items: list[Difference]
    events: list[Difference]
    councils: list[Difference]
    texts: list[Difference]

    @property
    def is_empty(self) -> bool:
        return not (self.figures or self.items or self.events or self.councils or self.texts)

    def moved(self, figure: str) -> int:
        """By how much all listed events together move one figure: live − sealed is nothing else."""
        return sum(_worth(event.now, figure) - _worth(event.was, figure) for event in self.events)


def _worth(event: Statement | None, figure: str) -> int:
    return (getattr(figures_of(event), figure) or 0) if event else 0


def between(old: Statement, new: Statement) -> Differences:
    """From the earlier to the later; a format that did not tell something yet gives no difference of it."""
    return Differences(
        figures=pairs_of(old["figures"], new["figures"], FIGURES),
        items=_compared(_by(old.get("items"), "id"), _by(new.get("items"), "id"), "number", _of_items),
        events=_compared(_events(old), _events(new), "code", _of_events),
        councils=_compared(_by(old.get("councils"), "code"), _by(new.get("councils"), "code"), "code", _of_councils),
        texts=_compared(_measures(old), _measures(new), "number", _of_measures),
    )


def pairs_of(old: Mapping[str, Any], new: Mapping[str, Any], names: Iterable[str]) -> list[Pair]:
    """Of these names those that both tell, and differently."""
    found = [Pair(name, old[name], new[name]) for name in names if name in old and name in new]
    return [pair for pair in found if pair.was != pair.now and REDACTED not in (pair.was, pair.now)]


def _by(rows: Iterable[Statement] | None, name: str) -> dict[Any, Statement]:
    return {row[name]: row for row in rows or ()}


def _events(statement: Statement) -> dict[Any, Statement]:
    """A council's own, or the national ones of a national report."""
    told = statement.get("events") or statement.get("national_events", {}).get("events", ())
    return _by(told, "code")


def _measures(statement: Statement) -> dict[Any, Statement]:
    rows = statement.get("narrative", ())
    return {row["measure"]["code"]: row | {"number": row["measure"]["code"]} for row in rows}


def _compared(was: dict[Any, Statement], now: dict[Any, Statement], name: str, how: Any) -> list[Difference]:
    """In the order of the later one, what went at the end."""
    found = []
    for key in [*now, *(key for key in was if key not in now)]:
        before, after = was.get(key), now.get(key)
        kind = CHANGED if before and after else ADDED if after else GONE
        pairs = how(before, after) if before and after else ()
        if pairs is not None:
            row = after or before or {}
            title = row.get("title") or row.get("region") or row.get("measure", {}).get("names", "")
            if REDACTED in [(side or {}).get("title") for side in (before, after)]:
                title = REDACTED  # the other side may still have the words
            found.append(Difference(kind, row[name], title, tuple(pairs), before, after))
    return found


def _of_items(was: Statement, now: Statement) -> list[Pair] | None:
    figures = pairs_of(was["figures"], now["figures"], FIGURES)
    words = pairs_of(was, now, _ITEM_WORDS)
    twice = pairs_of({"adjustment": _twice(was)}, {"adjustment": _twice(now)}, ["adjustment"])
    typed, typed_now = _typed(was), _typed(now)
    inputs = [Pair(name, typed.get(name), typed_now.get(name)) for name in typed | typed_now]
    return [*words, *figures, *twice, *(pair for pair in inputs if pair.was != pair.now)] or None


def _twice(item: Statement) -> int:
    return item["adjustment"]["participants"] if item.get("adjustment") else 0


def _typed(item: Statement) -> dict[str, Any]:
    return {one["name"]["ru"]: one["quarter"] for one in item["indicators"] if one["source"] == Source.TYPED_IN}


def _of_events(was: Statement, now: Statement) -> list[Pair] | None:
    """Every exported field; an empty list where only what no edition tells was changed, such as the note."""
    if was["version"] == now["version"]:
        return None
    return pairs_of(was, now, [name for name in now if name not in _NOT_TOLD])


def _of_councils(was: Statement, now: Statement) -> list[Pair] | None:
    if was["sha256"] == now["sha256"]:
        return None
    return [Pair("edition", was["edition"], now["edition"]), *pairs_of(was["figures"], now["figures"], FIGURES)]


def _of_measures(was: Statement, now: Statement) -> list[Pair] | None:
    return pairs_of(was, now, ["text"]) or None
