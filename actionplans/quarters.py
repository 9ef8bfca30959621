"""Quarters as numbers: 20194 is the fourth quarter of 2019. A leaf of plain functions."""

from datetime import date, timedelta
from typing import NamedTuple


class Quarter(NamedTuple):
    """A calendar quarter; an event counts in the quarter in which it ends (rule 8)."""

    year: int
    quarter: int

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
