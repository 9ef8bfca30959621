"""Words of events that are blacked out in an edition, where the audit chain still tells them by value (rule 12)."""

from collections.abc import Iterable
from typing import Any

from .editions import REDACTED, salted
from .models import EditionText, Redaction

_SUBJECTS = {"events": "event", "national_events": "national_event"}  # as keys of texts and as entries call them
_Emptied = dict[tuple[str, str], list[EditionText]]


def barred(told: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Audit entries with a bar in the place of such titles and places, for a page; the chain itself is kept. One
    query, which costs as much as was ever blacked out."""
    emptied: _Emptied = {}
    for redaction in Redaction.objects.carried_out().select_related("text"):
        kind, *rest = redaction.text.key.split("/")
        if kind in _SUBJECTS:
            emptied.setdefault((f"{_SUBJECTS[kind]}:{rest[0]}", rest[-1]), []).append(redaction.text)
    return [
        entry | {side: _words(entry["subject"], entry[side], emptied) for side in ("before", "after")}
        for entry in told
    ]


def _words(subject: str, values: Any, emptied: _Emptied) -> Any:
    if not isinstance(values, dict):
        return values
    return {
        name: REDACTED if _is_emptied(value, emptied.get((subject, name), ())) else value
        for name, value in values.items()
    }


def _is_emptied(value: Any, texts: Iterable[EditionText]) -> bool:
    return any(salted(text.salt, str(value)) == text.digest for text in texts)
