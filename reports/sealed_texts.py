"""Where a statement holds texts that a person typed: what is sealed by digest, and may be redacted (rule 12)."""

from collections.abc import Callable, Iterable
from typing import Any

from .statement import Statement

Change = Callable[[str, Any], Any]
# Lists of rows with an `id` and typed texts in them, by the list's name; since format 4, decisions since 5.
ROWS = {
    "answers": ("text",), "problems": ("problem", "proposal", "addressee"), "opinions": ("text",),
    "decisions": ("text", "responsible", "outcome"),
}  # fmt: skip


def each_text(statement: Statement, change: Change) -> None:
    """Put `change(key, text)` in the place of every text that a person typed; the key stays whatever the format.

    Texts of items, documents, problems, answers, opinions, titles and places of events, reasons.
    """
    for item in statement.get("items", ()):
        _of_item(item, change)
    for kind, names in ROWS.items():
        for row in statement.get(kind, ()):
            for name in names:
                row[name] = change(f"{kind}/{row['id']}/{name}", row[name])
    _of_events("events", statement.get("events", ()), change)
    _of_events("national_events", statement.get("national_events", {}).get("events", ()), change)
    _of_reasons(statement, change)
    _of_national(statement, change)


def _of_national(statement: Statement, change: Change) -> None:
    """What only a national statement holds, since format 4: texts on measures, instructions, restated quarters."""
    for told in statement.get("narrative", ()):
        base = f"narrative/{told['measure']['code']}"
        told["text"] = change(f"{base}/text", told["text"])
        for council in told["councils"]:
            for at, one in enumerate(council["texts"], 1):
                one["text"] = change(f"{base}/{council['code']}/{at}", one["text"])
    for told in statement.get("instructions", ()):
        for name in ("text", "addressee", "outcome"):
            told[name] = change(f"instructions/{told['number']}/{name}", told[name])
    for told in statement.get("restated", ()):
        key = f"restated/{told['period']}/{told['code']}/{told['edition']}"
        told["reason"] = change(key, told["reason"])


def _of_item(item: Statement, change: Change) -> None:
    base = f"items/{item['plan']}/{item['number']}"
    item["text"] = change(f"{base}/text", item["text"])
    if "next_steps" in item:  # since format 4
        item["next_steps"] = change(f"{base}/next_steps", item["next_steps"])
    if item.get("adjustment"):
        item["adjustment"]["reason"] = change(f"{base}/adjustment", item["adjustment"]["reason"])
    for at, indicator in enumerate(item["indicators"], 1):
        if "document" in indicator:  # editions of format 1 name no documents
            indicator["document"] = change(f"{base}/{at}/document", indicator["document"])


def _of_events(key: str, events: Iterable[Statement], change: Change) -> None:
    for event in events:
        for name in ("title", "place"):
            event[name] = change(f"{key}/{event['code']}/{name}", event[name])


def _of_reasons(statement: Statement, change: Change) -> None:
    for gap in statement.get("missing", ()):
        gap["reason"] = change(f"missing/{gap['code']}/reason", gap["reason"])
    for place, told in (("extension", statement.get("extension")), ("changes", statement.get("changes"))):
        if told:
            told["reason"] = change(f"{place}/reason", told["reason"])
    for council in statement.get("councils", ()):
        if council["extension"]:
            key = f"councils/{council['code']}/extension/reason"
            council["extension"]["reason"] = change(key, council["extension"]["reason"])
