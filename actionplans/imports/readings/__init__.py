"""One cell as one value: a day, a count, a number of an item, a district. Pure; says what it cannot read."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from typing import TypeVar

from django.utils.translation import gettext as _

from actionplans.imports import words
from actionplans.imports.files import Cell
from actionplans.imports.lookups import Campaigns, Gazetteer
from actionplans.models import Campaign
from actionplans.states import EventForm
from councils.dates import FIRST_YEAR, LAST_YEAR, day_short
from councils.models import District
from councils.numbers import LARGEST, NumberNotRead, parse_amount

from .counts import count_in, count_of, is_dash, is_not_recorded
from .days import day_of_serial, days_in
from .item_numbers import item_in, made_a_day
from .misread import (
    Misread,
    formula_error,
    is_formula_error,
    joined_count,
    no_value,
    plain,
    shortened,
    too_narrow,
)

__all__ = [
    "Misread", "amount", "campaign", "count", "day", "days", "district", "form", "formula_error", "guarded",
    "item_number", "joined_count", "names", "no_value", "plain", "shortened", "span", "text",
]  # fmt: skip

Value = TypeVar("Value")
ALIKE = 0.75  # how much of a word must agree before it is offered as what may have been meant
LONGEST_FORM = 100  # letters; a longer text is not looked up
_QUOTED = re.compile(r"[«“\"][^»”\"]*[»”\"]")
_BESIDE = re.compile(r"[/,;+&–—-]|\b(?:и|же|жана|or|and)\b")


def guarded(cell: Cell, reader: Callable[[Cell], Value]) -> Value:
    """What the reader makes of the cell, unless the cell shows that a formula is broken or that it was cut off."""
    if is_formula_error(cell):
        raise formula_error(cell)
    if isinstance(cell, str) and len(cell) > 2 and not cell.strip("#"):
        raise too_narrow()
    return reader(cell)


def day(cell: Cell, *, year: int | None = None) -> date | None:
    """One day; `year` is that of the sheet, for a day that names none. A dash is an empty cell."""
    found = days(cell, year=year)
    if found is None or found[0] == found[1]:
        return found and found[0]
    raise Misread("no_date", _("“%(text)s” is more than one day. Write one.") % {"text": shortened(cell)})


def span(cell: Cell, *, year: int | None = None) -> tuple[date, date] | None:
    """First and last day out of one cell: «12–14.03.2019 г.», «30.09.2019 - 01.10.2019»; None for a single day."""
    found = days(cell, year=year) if isinstance(cell, str) else None
    return None if found is None or found[0] == found[1] else found


def days(cell: Cell, *, year: int | None = None) -> tuple[date, date] | None:
    """First and last day of whatever the cell names, the same twice for one day; None when it is empty.

    Raises Misread: "no_date", or "bad_date" for a year before 1990 or after 2099. A number is taken for a day that
    lost its format where Excel counts one of 1990 to 2079 by it.
    """
    if cell is None or (isinstance(cell, str) and is_dash(cell)):
        return None
    if isinstance(cell, str):
        return days_in(cell, year)
    if isinstance(cell, date):
        if FIRST_YEAR <= cell.year <= LAST_YEAR:
            return cell, cell
        said = _("%(day)s: check the year. Perhaps a number is shown as a date.")
        raise Misread("bad_date", said % {"day": day_short(cell)})
    if found := day_of_serial(int(cell)):
        return found, found
    if isinstance(cell, Decimal) and cell.as_tuple().exponent == -2:
        return days_in(str(cell), year)  # 12.03 that the spreadsheet took for a number; 12.1 may be January or October
    raise Misread("no_date", _("“%(text)s” is not a date.") % {"text": cell})


def count(cell: Cell) -> int | None:
    """A whole number; empty, a dash and «нет данных» are None, which is not 0. «25 чел.» is 25."""
    if cell is None or (isinstance(cell, int) and 0 <= cell <= LARGEST):
        return cell
    if isinstance(cell, date):
        said = _("The cell holds the date %(day)s, not a number. Format the column as a number and write it again.")
        raise Misread("text_in_number", said % {"day": day_short(cell)})
    if isinstance(cell, Decimal):
        return count_of(cell)
    return count_in(str(cell))


def amount(cell: Cell) -> Decimal | None:
    """A number that may have a part: a target of a plan; not negative."""
    try:
        value = parse_amount("" if cell is None or (isinstance(cell, str) and is_dash(cell)) else str(cell))
    except NumberNotRead as refusal:
        raise Misread("text_in_number", f"{refusal}.") from refusal
    if value is not None and not 0 <= value <= LARGEST:
        raise Misread("negative", _("“%(text)s” is below zero.") % {"text": cell})
    return value


def item_number(cell: Cell) -> str | None:
    """ "1.2" out of 1.2, «1.2.», «п. 1.2», «1.2-тармак», «1.2. Беседы в школах»; None when empty or a dash."""
    if cell is None or (isinstance(cell, str) and is_dash(cell)):
        return None
    if isinstance(cell, date):
        raise made_a_day(day_short(cell))
    return item_in(str(cell))


def text(limit: int) -> Callable[[Cell], str]:
    """A reader of one line of text of at most so many letters."""

    def read(cell: Cell) -> str:
        line = " ".join(plain(cell).split())
        if len(line) > limit:
            said = _("The text has %(length)s letters; at most %(limit)s fit.")
            raise Misread("too_long", said % {"length": len(line), "limit": limit})
        return line

    return read


def names(cell: Cell) -> list[str]:
    """Organisations in one cell, apart by semicolon or line, else by comma outside quotation marks."""
    whole = plain(cell)
    if not re.search(r"[;\n]", whole):
        whole = _QUOTED.sub(lambda quoted: quoted[0].replace(",", "\0"), whole).replace(",", ";").replace("\0", ",")
    read = text(200)
    parts = [part.strip() for part in re.split(r"[;\n]", whole)]
    return list(dict.fromkeys(read(part) for part in parts if part and not is_not_recorded(part)))


def form(cell: Cell) -> str:
    """The form of event that a word in any language names; "" when empty or a dash."""
    if cell is None or (isinstance(cell, str) and is_dash(cell)):
        return ""
    said = plain(cell)
    if len(said) > LONGEST_FORM:
        raise _no_form(said, [])
    found = words.look_up(words.forms(), said)
    return _form_of_parts(said) if found is None else found


def _form_of_parts(said: str) -> str:
    """«Лекции / беседы» is one form, «семинар-тренинг» two: which of them it was, only the office knows."""
    parts = [words.fold(part) for part in _BESIDE.split(said.casefold())]
    known = [words.forms().get(part, "") for part in parts if part]
    meant = list(dict.fromkeys(known))
    if len(meant) == 1 and meant[0]:
        return meant[0]
    if len(meant) > 1 and all(meant):
        several = ", ".join(str(EventForm(one).label) for one in meant)
        refused = _("“%(text)s” names several forms of event: %(names)s. Write one.")
        raise Misread("unknown_form", refused % {"text": shortened(said), "names": several})
    folded = words.fold(said)
    known_words = [word for word in words.forms() if word[:1] == folded[:1]]
    near = get_close_matches(folded, known_words, n=1, cutoff=ALIKE)
    raise _no_form(said, [str(EventForm(words.forms()[word]).label) for word in near])


def _no_form(said: str, near: list[str]) -> Misread:
    refused = _("“%(text)s” is not a known form of event.") % {"text": shortened(said)}
    return Misread("unknown_form", _asked(refused, near))


def district(cell: Cell, districts: Gazetteer) -> District | None:
    """The district that a name means; None when empty, a dash or «нет». Only a sure one: others are asked back."""
    if cell is None or (isinstance(cell, str) and is_not_recorded(cell)):
        return None
    found = districts.find(plain(cell))
    if not found:
        refused = _("“%(text)s” is not a known district or city.") % {"text": shortened(cell)}
        near = [one.name for one in districts.nearest(plain(cell), ALIKE)]
        raise Misread("unknown_district", _asked(refused, near))
    if len(found) > 1:
        said = _("“%(text)s” may be %(names)s: write which.")
        several = ", ".join(one.name for one in found)
        raise Misread("unknown_district", said % {"text": shortened(cell), "names": several})
    return found[0]


def _asked(refused: str, near: list[str]) -> str:
    """The refusal, and what may have been meant."""
    meant = _("Did you mean: %(names)s?") % {"names": ", ".join(near)}
    return f"{refused} {meant}" if near else refused


def campaign(cell: Cell, campaigns: Campaigns, first: date | None) -> Campaign | None:
    if cell is None or first is None or (isinstance(cell, str) and is_not_recorded(cell)):
        return None
    found = campaigns.find(plain(cell), first)
    if found is None:
        said = _("“%(text)s” is not a known campaign of that time.")
        raise Misread("unknown_campaign", said % {"text": shortened(cell)})
    return found
