"""Which rows of a file a total of it covers: what its words tell, and all that they leave open."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from councils.dates import month_named

from . import words
from .registers import EventRow, Register, TotalRow

NESTED = 12  # totals above, after each of which the rows of a larger one may begin: a year's months

_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_QUARTER = re.compile(
    r"\b(iv|iii|ii|i|[1-4])\s*(?:й|ый|ой|чи|чу|st|nd|rd|th)?\s*(?:квартал|кв\b|чейрек|quarter)|\bq([1-4])\b"
    r"|\bquarter (iv|iii|ii|i|[1-4])\b"
)
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}


def _folded(*beginnings: str) -> tuple[str, ...]:
    return tuple(words.fold(each) for each in beginnings)


# Beginnings of words.
_RUNNING = _folded("с начала", "нарастающ", "жыл башынан", "жылдын башынан", "year to date", "ytd", "running")
_MONTHLY = _folded("месяц", "айына", "айда", "айлык", "ай үчүн", "month")
_WHOLE = _folded("год", "за весь", "за все", "общий итог", "жыл", "grand", "year", "overall")
_ALL = _folded("всего", "бардыгы", "баары", "жалпы")


@dataclass(frozen=True, eq=False)
class Reach:
    """Stretches of the file's rows, each from a place up to another, which is not in it."""

    stretches: tuple[tuple[int, int], ...]

    @classmethod
    def of(cls, first: int, last: int) -> "Reach":
        return cls(((first, last),))


class Places:
    """The file's rows by their places, from 0: where each sheet's begin and end, and in which month each was."""

    def __init__(self, rows: Sequence[EventRow]) -> None:
        self.sheets: dict[str, tuple[int, int]] = {}
        for at, row in enumerate(rows):
            first, _last = self.sheets.get(row.sheet, (at, at))
            self.sheets[row.sheet] = first, at + 1
        self.all = (0, len(rows))
        self._numbers = [row.row for row in rows]
        days = (row.draft.ends_on or row.draft.starts_on for row in rows)
        self._months = [(day.year, day.month) if day else None for day in days]
        self._within: dict[tuple[frozenset[int], int | None, tuple[int, int]], Reach] = {}

    def below(self, sheet: tuple[int, int], row: int) -> int:
        """The place of the first row of the sheet that stands below this row."""
        return bisect_right(self._numbers, row, *sheet)

    def in_months(self, months: frozenset[int], year: int | None, among: tuple[int, int]) -> Reach:
        key = (months, year, among)
        if key not in self._within:
            joined: list[tuple[int, int]] = []
            for at in range(*among):
                month = self._months[at]
                if month is None or month[1] not in months or year not in (None, month[0]):
                    continue
                if joined and joined[-1][1] == at:
                    joined[-1] = joined[-1][0], at + 1
                else:
                    joined.append((at, at + 1))
            self._within[key] = Reach(tuple(joined))
        return self._within[key]


@dataclass(frozen=True)
class Placed:
    """A total among the rows: `at` is the place of the first row below it, `starts` the places after the totals above
    it, nearest first, and then the top of its sheet."""

    row: TotalRow
    at: int
    starts: tuple[int, ...]
    is_last: bool


def placed(register: Register, places: Places, at_most: int) -> Iterator[Placed]:
    """The file's totals in their order; a sheet that has no events stands after those of the sheets before it."""
    totals = register.totals[:at_most]
    last = {total.sheet: number for number, total in enumerate(totals)}
    above: dict[str, list[int]] = {}
    at = 0
    for number, total in enumerate(totals):
        sheet = places.sheets.get(total.sheet)
        at = places.below(sheet, total.row) if sheet else at
        before = above.setdefault(total.sheet, [])
        starts = dict.fromkeys([*before[: -NESTED - 1 : -1], sheet[0] if sheet else at])
        yield Placed(total, at, tuple(starts), last[total.sheet] == number)
        before.append(at)


def reaches(total: Placed, places: Places) -> list[Reach]:
    """The rows that a total may cover, from the narrowest to the widest, as far as its words leave it open."""
    told = words.fold(total.row.label)
    section, *earlier = [Reach.of(start, total.at) for start in total.starts]
    top = earlier[-1:] or [section]
    sheet = places.sheets.get(total.row.sheet)
    whole = [*top, *([Reach.of(*sheet)] if sheet else []), Reach.of(0, total.at), Reach.of(*places.all)]
    if _says(told, _RUNNING):
        return whole
    if months := _months(told):
        year = _YEAR.search(told)
        among = [*([sheet] if sheet else []), places.all]
        of_months = [places.in_months(months, int(year[0]) if year else None, each) for each in among]
        return [section, *(earlier if len(months) > 1 else []), *of_months]
    if _says(told, _MONTHLY):
        return [section]
    if _says(told, _WHOLE) or _YEAR.search(told) or (_says(told, _ALL) and total.is_last):
        return whole
    return [section, *earlier, *whole]


def _says(told: str, beginnings: Sequence[str]) -> bool:
    return any(f" {beginning}" in f" {told}" for beginning in beginnings)


def _months(told: str) -> frozenset[int]:
    """The months that the words name; several are a span: «январь–март», «I квартал»."""
    if quarter := _QUARTER.search(told):
        name = next(group for group in quarter.groups() if group)
        last = 3 * (_ROMAN.get(name) or int(name))
        return frozenset(range(last - 2, last + 1))
    named = [month for month in map(month_named, told.split()) if month]
    return frozenset(range(min(named), max(named) + 1)) if named else frozenset()
