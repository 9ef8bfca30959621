"""The events of a sealed edition, as they stood in it, and what they add up to (rules 12 and 14). Pure functions."""

from collections.abc import Iterable
from dataclasses import fields

from actionplans.models.events import AGES, SEXES

from .rollup import Figures, total
from .statement import Statement

_RESTS = {"sex_not_recorded": SEXES, "age_not_recorded": AGES}
FIGURES = tuple(field.name for field in fields(Figures))


def figures_of(event: Statement) -> Figures:
    """What one sealed event adds to each figure; an under_18 that nobody wrote down stays None."""
    heads = event["participants"] or 0
    rests = {name: heads - sum(event[part] or 0 for part in parts) for name, parts in _RESTS.items()}
    told = {name: event[name] or 0 for name in FIGURES if name not in ("events", "under_18", *_RESTS)}
    return Figures(events=1, under_18=event["under_18"], **told, **rests)


def by_item(events: Iterable[Statement]) -> dict[int, Figures]:
    """Sums of sealed events by the number of their plan item in the database."""
    found: dict[int, Figures] = {}
    for event in events:
        item = event["item_id"]
        found[item] = found.get(item, Figures()) + figures_of(event)
    return found


def sums_of(events: Iterable[Statement]) -> Figures:
    return total(figures_of(event) for event in events)


def adds_to(event: Statement, figure: str) -> bool:
    """Whether the event stands behind this figure; every event stands behind the number of events."""
    return bool(getattr(figures_of(event), figure))


def chosen(
    events: Iterable[Statement], *, item: int | None = None, figure: str = "", district: str = "", behalf: bool = False
) -> list[Statement]:
    """Rows of an item, that add to a figure, of a district by its Russian name, entered by SMS on a letter."""
    return [
        event
        for event in events
        if (item is None or event["item_id"] == item)
        and (not figure or adds_to(event, figure))
        and (not district or (event["district"] or {}).get("ru") == district)
        and (not behalf or event.get("letter"))
    ]


def recorded(event: Statement, figure: str) -> int | None:
    """One figure of one event as a cell shows it; None where it was not recorded, which is not 0 (rule 7)."""
    source = "participants" if figure in _RESTS else figure
    return None if event[source] is None else getattr(figures_of(event), figure)
