"""Statements as older versions of the system told them: what a format brought is taken out again."""

from typing import Any

from reports.statement import Statement

# What came with each format: of a statement, of its items, of its events.
SINCE: dict[int, tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]] = {
    3: (("on_behalf",), (), ("letter",)),
    4: (
        ("form", "answers", "problems", "opinions", "behalf", "reached", "campaigns", "seats", "quality"),
        ("next_steps", "adjustment", "same_group"),
        ("evidence",),
    ),
    5: (("meetings", "decisions"), (), ()),
}


def as_in_format(number: int, statement: Statement) -> Statement:
    """The same statement of a council in an older format."""
    old = {**statement, "format": number}
    for since, (own, of_items, of_events) in SINCE.items():
        if since > number:
            old = _without(old, own)
            for rows, names in (("items", of_items), ("events", of_events)):
                if rows in old:
                    old[rows] = [_without(row, names) for row in old[rows]]
    return old


def _without(told: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: value for name, value in told.items() if name not in names}
