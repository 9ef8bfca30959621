"""What a later edition changed of an earlier one: figures, and the events behind them (rule 12). Pure functions."""

from typing import Any

from actionplans.states import Source

from .differences import of_meetings
from .editions import REDACTED
from .statement import Statement


def changes(old: Statement, new: Statement, *, reason: str, asked_by: str) -> Statement:
    """Old and new of each figure that differs, also typed in or counted of meetings, and the codes of events that
    came, went or changed."""
    before, after = old["figures"], new["figures"]
    figures = {name: [before[name], value] for name, value in after.items() if before.get(name) != value}
    was, now = _by_code(old), _by_code(new)
    return {
        "edition": old["edition"], "sha256": old["sha256"], "reason": reason, "asked_by": asked_by,
        "figures": figures, "typed": typed_changed(old, new),
        "meetings": {pair.name: [pair.was, pair.now] for pair in of_meetings(old, new)},
        "events_added": sorted(now.keys() - was.keys()),
        "events_gone": sorted(was.keys() - now.keys()),
        # By their versions: the name of an organisation or a campaign may change, and no event with it.
        "events_changed": sorted(c for c in now.keys() & was.keys() if now[c]["version"] != was[c]["version"]),
    }  # fmt: skip


def figures_told(told: Statement) -> dict[str, list[Any]]:
    """Old and new of each figure that differs, by its name, of what `changes` or a restated quarter told; editions
    that were sealed before meetings were told have none of them."""
    return {**told["figures"], **told.get("meetings", {})}


def typed_changed(old: Statement, new: Statement) -> list[Statement]:
    """Each typed-in figure of the quarter that differs: no event stands behind it that could tell. `was` or `now` is
    None where there was or is none."""
    was, now = _typed(old), _typed(new)
    pairs = {key: (was.get(key, {}).get("quarter"), now.get(key, {}).get("quarter")) for key in was | now}
    return [
        {"item": key[1], "name": (was | now)[key]["name"], "was": before, "now": after}
        for key, (before, after) in pairs.items()
        if before != after
    ]


def _typed(statement: Statement) -> dict[tuple[int, str, str], Statement]:
    """Typed-in indicators by plan, number of the item and name; a national statement has none of its own."""
    return {
        (item["plan"], item["number"], indicator["name"]["ru"]): indicator
        for item in statement.get("items", ())
        for indicator in item["indicators"]
        if indicator["source"] == Source.TYPED_IN
    }


def national_events_changed(old: Statement, new: Statement) -> list[str]:
    """Codes of national events that came, went or changed; none where the older edition did not tell them yet."""
    if "national_events" not in old:
        return []
    was, now = _by_code(old["national_events"]), _by_code(new["national_events"])
    versions, later = ({code: event["version"] for code, event in each.items()} for each in (was, now))
    return sorted(code for code in was.keys() | now.keys() if versions.get(code) != later.get(code))


def narrative_changed(old: Statement, new: Statement) -> list[str]:
    """Codes of measures on which SMS's text is another; none where the older edition told no texts yet, or where the
    text is blacked out by now."""
    if "narrative" not in old:
        return []
    was, now = ({told["measure"]["code"]: told["text"] for told in each["narrative"]} for each in (old, new))
    pairs = {code: (was.get(code, ""), now.get(code, "")) for code in {**now, **was}}
    return [code for code, pair in pairs.items() if pair[0] != pair[1] and REDACTED not in pair]


def _by_code(statement: Statement) -> dict[str, dict[str, Any]]:
    return {event["code"]: event for event in statement.get("events", ())}
