"""Patterns among one council's events of a quarter. Each bound is set so that registers without faults give hardly
an alarm (56 quarters of councils, 8,607 events: one of the four patterns); a pattern is a question, never a proof.
"""

import re
from collections.abc import Iterator, Sequence
from math import comb, exp, lgamma, log
from typing import Any

from django.utils.translation import gettext as _

from actionplans.models import Event
from actionplans.models.events import AGES, SEXES
from actionplans.quarters import Quarter
from actionplans.states import RemarkKind
from councils.numbers import figure_words, percent_words

from .alike import alike, folded, numbers_in
from .findings import Finding, found, grouped, joined
from .single import is_double

CHANCE = 0.001  # a share that chance alone gives less often than this is no chance

SAME_COUNTS, SAME_IN_A_ROW, TELLING = 4, 5, 10
ROUND_FROM, ROUND_EVENTS, ROUND_SHARE, ROUND_USUAL = 10, 20, 0.4, 0.2
PARTS, SMALL = 4, 30
LAST, LAST_EVENTS, LAST_TIMES = 5, 10, 3
COMPARED = 60  # different places and topics of one day, district and item that are compared with one another

_NUMBER_OR_LETTER = re.compile(r"\d+|\b[^\W\d]\b")


def patterns(rows: Sequence[Event], quarter: Quarter) -> Iterator[Finding]:
    """All patterns among the events of one council, doubles included; no queries."""
    splits = list(split(rows))
    inside = {row.pk: at for at, finding in enumerate(splits) for row in finding.events}
    for finding in doubles(rows):
        at = {inside.get(row.pk) for row in finding.events}
        if None in at or len(at) > 1:  # else the split says it already
            yield finding
    yield from splits
    yield from copied(rows)
    yield from heaped(rows)
    yield from last_days(rows, quarter)


def doubles(rows: Sequence[Event]) -> Iterator[Finding]:
    """Events of the same first or last day, district and item whose place or topic is alike (as at saving)."""
    seen: set[tuple[int, ...]] = set()
    for day in ("starts_on", "ends_on"):
        for group in grouped(rows, lambda row: (getattr(row, day), row.district_id, row.item_id)).values():  # noqa: B023
            if len(group) < 2:
                continue
            for events in _alike_in(group):
                key = tuple(sorted(row.pk for row in events))
                if key in seen:
                    continue
                seen.add(key)
                words = _("The same day, district and plan item, and place or topic alike.")
                yield found(RemarkKind.DUPLICATE, words, events, _day_and_size)


def _alike_in(group: list[Event]) -> list[list[Event]]:
    """Equal texts are found first, so that a day with thousands of events stays cheap."""
    same = list(grouped(group, lambda row: (folded(row.place), folded(row.title))).values())
    if len(same) > COMPARED:
        return [events for events in same if len(events) > 1]
    merged = joined(same, lambda one, other: is_double(one[0], other[0]))
    taken = {id(events) for cluster in merged for events in cluster}
    alone = [events for events in same if id(events) not in taken and len(events) > 1]
    return [[row for events in cluster for row in events] for cluster in merged] + alone


def _day_and_size(row: Event) -> Any:
    return row.starts_on, row.ends_on, row.participants


def split(rows: Sequence[Event]) -> Iterator[Finding]:
    """Four events and more of one day, district, item and form, each of at most 30 people, at places that run on
    (class 9-А, 9-Б; house 3, 4, 5) or, at places not told apart by numbers, on one topic."""
    few = [row for row in rows if row.participants is not None and row.participants <= SMALL]
    key = ("starts_on", "ends_on", "district_id", "item_id", "form")
    for group in grouped(few, lambda row: tuple(getattr(row, name) for name in key)).values():
        if len(group) < PARTS:
            continue
        for events in _parts_in(group):
            words = _("Perhaps one event: %(n)s small ones of one day, district, plan item and form, together "
                      "%(size)s participants.")  # fmt: skip
            told = {"n": len(events), "size": figure_words(sum(row.participants or 0 for row in events))}
            yield found(RemarkKind.SPLIT, words % told, events, _day_and_size)


def _parts_in(group: list[Event]) -> Iterator[list[Event]]:
    left: list[Event] = []
    for events in grouped(group, lambda row: _stem(row.place)).values():
        if len(events) >= PARTS and _runs_on([row.place for row in events]):
            yield events
        else:
            left += events
    by_topic = list(grouped(left, lambda row: folded(row.title)).values())[:COMPARED]
    clusters = joined(by_topic, lambda one, other: alike(one[0].title, other[0].title))
    taken = {id(events) for cluster in clusters for events in cluster}
    merged = [[row for part in cluster for row in part] for cluster in clusters]
    for events in [*merged, *(events for events in by_topic if id(events) not in taken)]:
        places = {numbers_in(row.place) for row in events}
        if len(events) >= PARTS and len(places) == 1:
            yield events


def _stem(place: str) -> str:
    """A place without its numbers and single letters: «СШ №5, 9-А» and «СШ №5, 9-Б» have one stem."""
    return folded(_NUMBER_OR_LETTER.sub(" ", place))


def _runs_on(places: list[str]) -> bool:
    """Whether places of one stem are the same, or differ in one mark alone that runs on: 3, 4, 5 or а, б, в."""
    marks = {tuple(_NUMBER_OR_LETTER.findall(place.casefold())) for place in places}
    if len(marks) == 1:
        return True
    if len({len(each) for each in marks}) > 1:
        return False
    varying = [column for column in zip(*marks, strict=True) if len(set(column)) > 1]
    if len(varying) != 1:
        return False
    steps = sorted({int(mark) if mark.isdecimal() else ord(mark[0]) for mark in varying[0]})
    return steps[-1] - steps[0] < 2 * len(steps)  # a few may be missing in between


def copied(rows: Sequence[Event]) -> Iterator[Finding]:
    """The same counts again and again: participants of ten and more with a breakdown, four times (and one in a
    hundred) in the quarter; anything else five times in a row as it was recorded."""
    seen: set[int] = set()
    often = max(SAME_COUNTS, -(-len(rows) // 100))
    telling = [row for row in rows if (row.participants or 0) >= TELLING and any(_counts(row)[1:])]
    for events in grouped(telling, _counts).values():
        if len(events) >= often:
            seen.update(row.pk for row in events)
            yield _copied(events)
    for run in _runs(sorted(rows, key=lambda row: row.pk)):
        if not seen.issuperset(row.pk for row in run):
            yield _copied(run)


def _counts(row: Event) -> tuple[int | None, ...]:
    return tuple(getattr(row, name) for name in ("participants", *SEXES, *AGES))


def _runs(rows: list[Event]) -> Iterator[list[Event]]:
    run: list[Event] = []
    for row in [*rows, None]:
        if row is not None and run and _counts(run[-1]) == _counts(row):
            run.append(row)
            continue
        if len(run) >= SAME_IN_A_ROW and (run[0].participants or 0) > 1:
            yield run
        run = [row] if row is not None else []


def _copied(events: list[Event]) -> Finding:
    words = _("%(n)s events have the same counts: %(size)s participants, and the same breakdown.")
    told = {"n": len(events), "size": figure_words(events[0].participants or 0)}
    return found(RemarkKind.COPIED_COUNTS, words % told, events, _counts)


def heaped(rows: Sequence[Event]) -> Iterator[Finding]:
    """Of at least 20 sizes from ten up, 40 % and more end in 0 or 5 where 20 % would, and chance alone (binomial)
    gives that less than once in a thousand."""
    sizes = [row for row in rows if (row.participants or 0) >= ROUND_FROM]
    round_ones = [row for row in sizes if row.participants % 5 == 0]  # type: ignore[operator]
    if len(sizes) < ROUND_EVENTS or len(round_ones) < ROUND_SHARE * len(sizes):
        return
    if at_least(len(round_ones), len(sizes), ROUND_USUAL) < CHANCE:
        words = _("%(part)s of %(all)s numbers of participants end in 0 or 5 (%(share)s; usual is 20 %%). "
                  "Were people counted, or estimated?")  # fmt: skip
        yield found(RemarkKind.HEAPED, words % _share(round_ones, sizes), round_ones, lambda row: row.participants)


def last_days(rows: Sequence[Event], quarter: Quarter) -> Iterator[Finding]:
    """Of the quarter's events, three times as many end in its last five days as their share of days, at least
    ten, and chance alone (binomial) gives that less than once in a thousand."""
    days = (quarter.ends_on - quarter.starts_on).days + 1
    late = [row for row in rows if (quarter.ends_on - row.ends_on).days < LAST]
    if len(late) < LAST_EVENTS or len(late) * days < LAST_TIMES * LAST * len(rows):
        return
    if at_least(len(late), len(rows), LAST / days) < CHANCE:
        words = _("%(part)s of %(all)s events of the quarter (%(share)s) ended in its last five days.")
        yield found(RemarkKind.LAST_DAYS, words % _share(late, rows), late, lambda row: row.ends_on)


def _share(part: Sequence[Any], whole: Sequence[Any]) -> dict[str, str]:
    share = percent_words(100 * len(part) / len(whole))
    return {"part": figure_words(len(part)), "all": figure_words(len(whole)), "share": share}


def at_least(hits: int, trials: int, chance: float) -> float:
    """The probability of so many hits or more: the upper tail of the binomial distribution, exact but for rounding."""
    if hits <= 0:
        return 1.0
    if trials <= 100:
        terms = (comb(trials, n) * chance**n * (1 - chance) ** (trials - n) for n in range(hits, trials + 1))
        return min(1.0, sum(terms))
    return min(1.0, sum(exp(_log_term(n, trials, chance)) for n in range(hits, trials + 1)))


def _log_term(hits: int, trials: int, chance: float) -> float:
    ways = lgamma(trials + 1) - lgamma(hits + 1) - lgamma(trials - hits + 1)
    return ways + hits * log(chance) + (trials - hits) * log(1 - chance)
