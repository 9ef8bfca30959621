"""What the number format of a cell makes of its number: a day, a number with so many places, a plain number."""

import re
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from math import isfinite

from .cells import Cell

DAY = -1  # a format that shows a day or a time; any other is the count of places that it shows, or None
_BUILT_IN = {2: 2, **dict.fromkeys((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)), DAY)}
_PLACES = re.compile(r"0\.(0+)")
_UNSHOWN = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
_DAY = re.compile(r"[dmyhs]", re.IGNORECASE)
_LAST = 2_958_465  # 31.12.9999
_FIRST_DAYS = {False: date(1899, 12, 30), True: date(1904, 1, 1)}
_MILLISECOND = 1 / 86_400_000


def meaning(number: int, code: str | None) -> int | None:
    """What a format makes of a number: DAY, a count of places, or None; `code` where the workbook defines it."""
    if code is None:
        return _BUILT_IN.get(number)
    places = _PLACES.fullmatch(code)
    if places:
        return len(places[1])
    return DAY if _DAY.search(_UNSHOWN.sub("", code.partition(";")[0])) else None


@lru_cache(maxsize=20_000)
def number(text: str, shown_as: int | None, from_1904: bool) -> Cell:
    """The value of a numeric cell. Raises ValueError for a day that no calendar has, and for what is no number."""
    value = float(text)
    if not isfinite(value):
        raise ValueError(text)
    if shown_as == DAY:
        return _day(value, from_1904)
    if shown_as is not None:  # item 1.10 typed as a number is 1.1 with the format 0.00
        return Decimal(f"{value:.{shown_as}f}")
    return int(value) if value.is_integer() else Decimal(repr(value))


def _day(value: float, from_1904: bool) -> Cell:
    value += _MILLISECOND / 2  # midnight that arithmetic left a hair short
    if 0 <= value < 1 and not from_1904:
        minutes = int(value * 1440)
        return f"{minutes // 60:02}:{minutes % 60:02}"  # a time of no day
    if not 0 <= value < _LAST + 1:
        raise ValueError(value)
    days = int(value)
    if days < 60 and not from_1904:
        days += 1  # Excel counts a 29 February 1900 that never was
    return _FIRST_DAYS[from_1904] + timedelta(days)
