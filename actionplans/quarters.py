"""Quarters as numbers: 20194 is the fourth quarter of 2019; half-years and years made of them.

A leaf of plain functions. Each span knows `label`, `starts_on`, `ends_on`, `months` and the `quarters` in it.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple


class Quarter(NamedTuple):
    """A calendar quarter; an event counts in the quarter in which it ends (rule 8)."""

    year: int
    quarter: int

    @property
    def months(self) -> int:
        return 3

    @property
    def quarters(self) -> list["Quarter"]:
        return [self]

    @property
    def number(self) -> int:
        return self.year * 10 + self.quarter

    @property
    def starts_on(self) -> date:
        return date(self.year, self.quarter * 3 - 2, 1)

    @property
    def ends_on(self) -> date:
        return self.next().starts_on - timedelta(days=1)

    @property
    def label(self) -> str:
        """«2019-Q4»: in addresses, commands and files."""
        return f"{self.year}-Q{self.quarter}"

    def next(self) -> "Quarter":
        return Quarter(self.year + 1, 1) if self.quarter == 4 else Quarter(self.year, self.quarter + 1)

    def year_before(self) -> "Quarter":
        return Quarter(self.year - 1, self.quarter)

    def year_to_date(self) -> list["Quarter"]:
        return [Quarter(self.year, n) for n in range(1, self.quarter + 1)]


@dataclass(frozen=True)
class Half:
    """A half of a calendar year: two quarters. No tuple: it would equal the quarter of its number."""

    year: int
    half: int

    @property
    def months(self) -> int:
        return 6

    @property
    def quarter(self) -> int:
        """The quarter with which it ends: 2 or 4."""
        return self.half * 2

    @property
    def number(self) -> int:
        """Of the quarter with which it ends: for the order of spans. Events are found by `quarters`."""
        return self.quarters[-1].number

    @property
    def quarters(self) -> list[Quarter]:
        return [Quarter(self.year, self.quarter - 1), Quarter(self.year, self.quarter)]

    @property
    def starts_on(self) -> date:
        return self.quarters[0].starts_on

    @property
    def ends_on(self) -> date:
        return self.quarters[-1].ends_on

    @property
    def label(self) -> str:
        """«2019-H1»: in addresses, commands and files."""
        return f"{self.year}-H{self.half}"

    def next(self) -> "Half":
        return Half(self.year + 1, 1) if self.half == 2 else Half(self.year, 2)

    def year_before(self) -> "Half":
        return Half(self.year - 1, self.half)

    def year_to_date(self) -> list[Quarter]:
        return self.quarters[-1].year_to_date()


@dataclass(frozen=True)
class Year:
    """A calendar year: four quarters."""

    year: int

    @property
    def months(self) -> int:
        return 12

    @property
    def quarter(self) -> None:
        return None

    @property
    def quarters(self) -> list[Quarter]:
        return [Quarter(self.year, n) for n in (1, 2, 3, 4)]

    @property
    def starts_on(self) -> date:
        return date(self.year, 1, 1)

    @property
    def ends_on(self) -> date:
        return date(self.year, 12, 31)

    @property
    def label(self) -> str:
        """«2019»."""
        return str(self.year)


# What a report is on: a quarter, or a half-year where reports are given by halves.
Span = Quarter | Half


def quarter_of(day: date) -> Quarter:
    return Quarter(day.year, (day.month + 2) // 3)


def parse_quarter(label: str) -> Quarter:
    """«2019-Q4» -> Quarter(2019, 4). Raises ValueError with the form expected."""
    year, _dash, rest = label.strip().upper().partition("-Q")
    if not (
        year.isdecimal() and year.isascii() and year >= "1990" and len(year) == 4 and rest in {"1", "2", "3", "4"}
    ):
        raise ValueError(f"“{label}” is not a quarter; write it as 2019-Q4.")
    return Quarter(int(year), int(rest))


def parse_year_span(label: str) -> Half | Year:
    """«2019» -> Year(2019), «2019-H1» -> Half(2019, 1). Raises ValueError with the forms expected."""
    year, dash, half = label.strip().upper().partition("-H")
    if not (year.isdecimal() and year.isascii() and year >= "1990" and len(year) == 4) or (
        dash and half not in {"1", "2"}
    ):
        raise ValueError(f"“{label}” is not a year or a half of one; write it as 2019 or 2019-H1.")
    return Half(int(year), int(half)) if dash else Year(int(year))


def parse_span(label: str) -> Span:
    """«2019-Q4» or «2019-H2». Raises ValueError with the forms expected."""
    if "-H" not in label.upper():
        return parse_quarter(label)
    span = parse_year_span(label)
    assert isinstance(span, Half)
    return span
