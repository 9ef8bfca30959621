"""Reads what the demonstration is made of (data/README.md); knows no database."""

import csv
import gzip
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).resolve().parent / "data"
YEARS = (2018, 2019)
COUNTS = (
    "participants", "women", "men", "age_under_14", "age_14_28", "age_29_35", "age_36_59", "age_60_over",
    "materials", "audience",
)  # fmt: skip


@dataclass(frozen=True)
class EventRow:
    """One event as the register of its council has it; None means not recorded."""

    council: str
    starts_on: date
    ends_on: date
    district: str
    place: str
    title: str
    item: str
    form: str
    counts: dict[str, int | None]
    partners: tuple[str, ...]
    campaign: bool

    @property
    def month(self) -> date:
        """The first day of the month in which it ends."""
        return self.ends_on.replace(day=1)


def rows_of(name: str) -> list[dict[str, str]]:
    """A table of the folder, by its headings; .gz is unpacked."""
    content = (FOLDER / name).read_bytes()
    text = (gzip.decompress(content) if name.endswith(".gz") else content).decode("utf-8")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def events(year: int) -> Iterator[EventRow]:
    """All events of a year: by council, then in the order of their first days."""
    titles, partners = _words("title"), _words("partner")
    for row in rows_of(f"events-{year}.csv.gz"):
        first = date.fromisoformat(f"{year}-{row['first']}")
        yield EventRow(
            row["council"], first, first + timedelta(days=int(row["days"]) - 1), row["district"], row["place"],
            titles[row["title"]], row["item"], row["form"],
            {name: int(row[name]) if row[name] else None for name in COUNTS},
            tuple(partners[letter] for letter in row["partners"]), bool(row["campaign"]),
        )  # fmt: skip


@cache
def _words(kind: str) -> dict[str, str]:
    return {row["key"]: row["text"] for row in rows_of("words.csv") if row["kind"] == kind}


def organisations() -> list[dict[str, str]]:
    """Organisations that events and plans name: `text` is the name."""
    return [row for row in rows_of("words.csv") if row["kind"] in ("partner", "responsible")]


@cache
def progress() -> dict[tuple[str, str], list[str]]:
    """(item number, language) -> what a secretary could write of it."""
    told: dict[tuple[str, str], list[str]] = {}
    for row in rows_of("progress.csv"):
        told.setdefault((row["item"], row["language"]), []).append(row["text"])
    return told


def plan_table(council: str) -> list[list[str]]:
    """A council's plan 2018–2019 as its spreadsheet has it: the heading, then a row for each indicator."""
    rows = [row for row in rows_of("plans.csv") if row["council"] == council]
    heading = [name for name in rows[0] if name != "council"]
    return [heading, *([row[name] for name in heading] for row in rows)]


def as_csv(table: list[list[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows(table)
    return text.getvalue().encode()


def optional_day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
