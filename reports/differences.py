"""What differs between two statements of one report: by figure, by item, by event (rule 12). Pure functions.

Either may be sealed or live. A blacked-out text is no difference. An event differs when its version does: the name of
an organisation may change, and no event with it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from actionplans.states import Source

from .editions import REDACTED
from .sealed_events import FIGURES, figures_of
from .statement import Statement
from .told.meetings import FIGURES as OF_MEETINGS

Rows = dict[Any, Statement]
How = Callable[[Statement, Statement], list["Pair"] | None]
ADDED, GONE, CHANGED = "added", "gone", "changed"
_NOT_TOLD = ("version", "evidence", "item_id", "measure", "code", "youth")  # of an event: what nobody reads as a field
_ITEM_WORDS = ("status", "text", "next_steps")
_MEETING_WORDS = ("held_on", "form", "filled", "present", "needed", "quorum")
_DECISION_WORDS = ("text", "due_on", "state", "overdue", "done_on", "outcome")  # who answers stays: a name may change


@dataclass(frozen=True)
class Pair:
    """One thing by its name, as it was and as it is; None where it was not told."""

    name: str
    was: Any
    now: Any

    @property
    def moved(self) -> int | None:
        """By how much a number moved; None for what is no number, such as yes and no."""
        both = [self.was or 0, self.now or 0]
        if isinstance(self.was, bool) or isinstance(self.now, bool):
            return None
        return both[1] - both[0] if all(isinstance(value, int | float) for value in both) else None


@dataclass(frozen=True)
class Difference:
    """An item, an event, a meeting, a decision, a council or a measure that came, went or changed; `key` is its number
    or code."""

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
    meetings: list[Difference]
    decisions: list[Difference]

    @property
    def is_empty(self) -> bool:
        parts = (self.items, self.events, self.councils, self.texts, self.meetings, self.decisions)
        return not (self.figures or any(parts))

    def moved(self, figure: str) -> int:
        """By how much all listed events together move one figure: live − sealed is nothing else."""
        return sum(_worth(event.now, figure) - _worth(event.was, figure) for event in self.events)


def _worth(event: Statement | None, figure: str) -> int:
    return (getattr(figures_of(event), figure) or 0) if event else 0


def between(old: Statement, new: Statement) -> Differences:
    """From the earlier to the later; a format that did not tell something yet gives no difference of it."""
    return Differences(
        figures=figures_between(old, new),
        items=_compared(_by(old.get("items"), "id"), _by(new.get("items"), "id"), "number", _of_items),
        events=_compared(_events(old), _events(new), "code", _of_events),
        councils=_compared(
            _by(old.get("councils"), "code"), _by(new.get("councils"), "code"), "code", _of_councils, "region"
        ),
        texts=_compared(_measures(old), _measures(new), "number", _of_measures, "names"),
        meetings=_compared(*_both(_meetings, old, new), "number", partial(_of_words, _MEETING_WORDS), "held_on"),
        decisions=_compared(*_both(_decisions, old, new), "number", partial(_of_words, _DECISION_WORDS), "text"),
    )


def figures_between(old: Statement, new: Statement) -> list[Pair]:
    """The totals of the events, and what is counted of meetings, where they differ."""
    return [*pairs_of(old["figures"], new["figures"], FIGURES), *of_meetings(old, new)]


def of_meetings(old: Statement, new: Statement) -> list[Pair]:
    """What is counted of a council's meetings of the quarter and of its decisions."""
    return pairs_of(old.get("meetings") or {}, new.get("meetings") or {}, OF_MEETINGS)


def _both(rows: Callable[[Statement], Rows | None], old: Statement, new: Statement) -> tuple[Rows, Rows]:
    was, now = rows(old), rows(new)
    return ({}, {}) if was is None or now is None else (was, now)


def _meetings(statement: Statement) -> Rows | None:
    told = statement.get("meetings")
    return _by(told["list"], "number") if told else None


def _decisions(statement: Statement) -> Rows | None:
    return _by(statement["decisions"], "id") if "decisions" in statement else None


def _of_words(names: Iterable[str], was: Statement, now: Statement) -> list[Pair] | None:
    return pairs_of(was, now, names) or None


def pairs_of(old: Mapping[str, Any], new: Mapping[str, Any], names: Iterable[str]) -> list[Pair]:
    """Of these names those that both tell, and differently."""
    found = [Pair(name, old[name], new[name]) for name in names if name in old and name in new]
    return [pair for pair in found if pair.was != pair.now and REDACTED not in (pair.was, pair.now)]


def _by(rows: Iterable[Statement] | None, name: str) -> Rows:
    return {row[name]: row for row in rows or ()}


def _events(statement: Statement) -> Rows:
    """A council's own, or the national ones of a national report."""
    told = statement.get("events") or statement.get("national_events", {}).get("events", ())
    return _by(told, "code")


def _measures(statement: Statement) -> Rows:
    rows = statement.get("narrative", ())
    return {
        row["measure"]["code"]: row | {"number": row["measure"]["code"], "names": row["measure"]["names"]}
        for row in rows
    }


def _compared(was: Rows, now: Rows, name: str, how: How, title: str = "title") -> list[Difference]:
    """In the order of the later one, what went at the end; `name` and `title` say where a row has its own."""
    found = []
    for key in [*now, *(key for key in was if key not in now)]:
        before, after = was.get(key), now.get(key)
        kind = CHANGED if before and after else ADDED if after else GONE
        pairs = how(before, after) if before and after else ()
        if pairs is not None:
            row = after or before or {}
            barred = REDACTED in [(side or {}).get(title) for side in (before, after)]
            words = REDACTED if barred else row[title]  # the other side may still have the words
            found.append(Difference(kind, row[name], words, tuple(pairs), before, after))
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
    figures = [*pairs_of(was["figures"], now["figures"], FIGURES), *of_meetings(was, now)]
    return [Pair("edition", was["edition"], now["edition"]), *figures]


def _of_measures(was: Statement, now: Statement) -> list[Pair] | None:
    return pairs_of(was, now, ["text"]) or None
