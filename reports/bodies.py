"""What the bodies are called that reports come from and go to, on a day: data with dates (reference/bodies.csv)."""

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

FILE = Path(__file__).resolve().parent / "reference" / "bodies.csv"
LANGUAGES = ("en", "ru", "ky")


@dataclass(frozen=True)
class Body:
    """Names by language: of the body, as a letter is addressed to it, and of its head's post."""

    key: str
    first: date | None
    last: date | None
    name: dict[str, str]
    addressed: dict[str, str]
    head: dict[str, str]

    def stands_on(self, day: date) -> bool:
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


@cache
def bodies() -> tuple[Body, ...]:
    with FILE.open(encoding="utf-8", newline="") as file:
        return tuple(_body(row) for row in csv.DictReader(file))


def _body(row: dict[str, str]) -> Body:
    first, last = (date.fromisoformat(row[end]) if row[end] else None for end in ("from", "to"))
    told = ({code: row[f"{what}_{code}"] for code in LANGUAGES} for what in ("name", "addressed", "head"))
    return Body(row["body"], first, last, *told)


def body_on(key: str, day: date) -> Body:
    """The body ("sms" or "ga") as it was called on a day. Raises LookupError where the data have a gap."""
    for body in bodies():
        if body.key == key and body.stands_on(day):
            return body
    raise LookupError(f"reference/bodies.csv does not say what {key} was called on {day}")
