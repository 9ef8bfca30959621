"""What a later edition changed of an earlier one: figures, and the events behind them (rule 12). Pure functions."""

from typing import Any

from .statement import Statement


def changes(old: Statement, new: Statement, *, reason: str, asked_by: str) -> Statement:
    """Old and new of each figure that differs, and the codes of events that came, went or changed."""
    before, after = old["figures"], new["figures"]
    figures = {name: [before[name], value] for name, value in after.items() if before.get(name) != value}
    was, now = _by_code(old), _by_code(new)
    return {
        "edition": old["edition"], "sha256": old["sha256"], "reason": reason, "asked_by": asked_by,
        "figures": figures,
        "events_added": sorted(now.keys() - was.keys()),
        "events_gone": sorted(was.keys() - now.keys()),
        "events_changed": sorted(code for code in now.keys() & was.keys() if now[code] != was[code]),
    }  # fmt: skip


def national_events_changed(old: Statement, new: Statement) -> list[str]:
    """Codes of national events that came, went or changed; none where the older edition did not tell them yet."""
    if "national_events" not in old:
        return []
    was, now = _by_code(old["national_events"]), _by_code(new["national_events"])
    return sorted(code for code in was.keys() | now.keys() if was.get(code) != now.get(code))


def _by_code(statement: Statement) -> dict[str, dict[str, Any]]:
    return {event["code"]: event for event in statement.get("events", ())}
