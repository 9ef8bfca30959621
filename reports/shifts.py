"""What differs from the year before beside the six figures: the size of an event, what was not recorded."""

from dataclasses import dataclass
from decimal import Decimal

from councils.numbers import figure_words, per_cent, percent_words

from .statement import Statement


@dataclass(frozen=True)
class Shift:
    """One thing that differs from the year before, in words: average size, share not recorded."""

    name: str
    was: str
    now: str


def shifts_of(statement: Statement) -> list[Shift]:
    """Average size of an event and the share without a recorded sex, Σ/Σ on like months."""
    if not statement["year_before"]:
        return []
    was, now = statement["year_before"]["figures"], statement["year_before"]["like"]
    shifts = []
    if was["events"] and now["events"]:
        sizes = (figure_words(Decimal(year["participants"]) / year["events"], 1) for year in (was, now))
        shifts.append(Shift("size", *sizes))
    shares = [per_cent(year["sex_not_recorded"], year["participants"]) for year in (was, now)]
    if None not in shares:
        shifts.append(Shift("not_recorded", *(percent_words(share or 0) for share in shares)))
    return shifts
