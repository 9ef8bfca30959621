"""One cell as one value: a day, a count, a number of an item, a district. Pure; says what it cannot read."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from actionplans.models import Campaign
from councils.dates import DayNotRead, parse_day
from councils.models import District
from councils.numbers import LARGEST, NumberNotRead, parse_amount, parse_count

from . import words
from .files import Cell
from .lookups import Campaigns, Gazetteer

_ITEM = re.compile(r"(?:(?:пункту?|п|item|no|№)[\s.]*)*(\d+(?:[.,]\d+)*)\.?")
_UNIT_WORD = re.compile(r"(?<=\d)\s*(?:чел|человек|киши|адам|экз|экземпляров|даана|шт|people|persons|copies)\.?$")
_SPAN = re.compile(r"(?P<first>\d{1,2}(?:\.\d{1,2})?(?:\.\d{4})?\.?)\s*[-–—]\s*(?P<last>\d{1,2}[. ].*\d.*)")
_NOTHING = frozenset("-–—−")
_QUOTED = re.compile(r"[«“\"][^»”\"]*[»”\"]")


class Misread(ValueError):
    """A cell that cannot be read as what its column holds; `code` as the import's answer names it."""

    def __init__(self, code: str, words: str) -> None:
        super().__init__(words)
        self.code = code
        self.words = words


def day(cell: Cell) -> date | None:
    if cell is None or isinstance(cell, date):
        return cell
    if isinstance(cell, str):
        try:
            return parse_day(cell)
        except DayNotRead as refusal:
            raise Misread("no_date", f"{refusal}.") from refusal
    raise Misread("no_date", _("“%(text)s” is not a date.") % {"text": cell})


def span(cell: Cell) -> tuple[date, date] | None:
    """First and last day out of one cell: «12–14.03.2019 г.», «30.09.2019 - 01.10.2019»; None for a single day."""
    match = _SPAN.fullmatch(cell.strip()) if isinstance(cell, str) else None
    if match is None:
        return None
    last = day(match["last"])
    assert last is not None
    first = match["first"].rstrip(".")
    given = [int(part) for part in first.split(".")]
    if len(given) == 3:
        whole = day(first)
        assert whole is not None
        return whole, last
    try:
        return date(last.year, given[1] if len(given) > 1 else last.month, given[0]), last
    except ValueError as error:
        raise Misread("no_date", _("“%(text)s” is not a date.") % {"text": cell}) from error


def count(cell: Cell) -> int | None:
    """A whole number; empty and a dash are None, which is not 0. «25 чел.» is 25."""
    if cell is None or (isinstance(cell, str) and cell in _NOTHING):
        return None
    text = f"{cell.normalize():f}" if isinstance(cell, Decimal) else str(cell)
    if isinstance(cell, str):
        text = _UNIT_WORD.sub("", text.casefold())
    try:
        return parse_count(text)
    except NumberNotRead as refusal:
        code = refusal.reason if refusal.reason in {"negative", "too_large"} else "text_in_number"
        raise Misread(code, f"{refusal}.") from refusal


def amount(cell: Cell) -> Decimal | None:
    """A number that may have a part: a target of a plan; not negative."""
    try:
        value = parse_amount("" if cell is None or (isinstance(cell, str) and cell in _NOTHING) else str(cell))
    except NumberNotRead as refusal:
        raise Misread("text_in_number", f"{refusal}.") from refusal
    if value is not None and not 0 <= value <= LARGEST:
        raise Misread("negative", _("“%(text)s” is below zero.") % {"text": cell})
    return value


def item_number(cell: Cell) -> str | None:
    """ "1.2" out of 1.2, «1.2.», «п. 1.2»; None when empty."""
    if cell is None:
        return None
    if isinstance(cell, date):
        said = _("Excel turned the item's number into the date %(day)s. Format the column as text.")
        raise Misread("unknown_item", said % {"day": f"{cell:%d.%m.%Y}"})
    match = _ITEM.fullmatch(unicodedata.normalize("NFKC", str(cell).replace("№", " ")).casefold().strip())
    if not match:
        raise Misread("unknown_item", _("“%(text)s” is not the number of a plan item.") % {"text": shortened(cell)})
    return match[1].replace(",", ".")


def text(limit: int) -> Callable[[Cell], str]:
    """A reader of one line of text of at most so many letters."""

    def read(cell: Cell) -> str:
        line = " ".join(plain(cell).split())
        if len(line) > limit:
            said = _("The text has %(length)s letters; at most %(limit)s fit.")
            raise Misread("too_long", said % {"length": len(line), "limit": limit})
        return line

    return read


def plain(cell: Cell) -> str:
    if isinstance(cell, date):
        return f"{cell:%d.%m.%Y}"
    return "" if cell is None else str(cell)


def names(cell: Cell) -> list[str]:
    """Organisations in one cell, apart by semicolon or line, else by comma outside quotation marks."""
    whole = plain(cell)
    if not re.search(r"[;\n]", whole):
        whole = _QUOTED.sub(lambda quoted: quoted[0].replace(",", "\0"), whole).replace(",", ";").replace("\0", ",")
    read = text(200)
    return list(dict.fromkeys(read(part.strip()) for part in re.split(r"[;\n]", whole) if part.strip(" -–—")))


def form(cell: Cell) -> str:
    if cell is None:
        return ""
    found = words.forms().get(words.fold(plain(cell)))
    if found is None:
        raise Misread("unknown_form", _("“%(text)s” is not a known form of event.") % {"text": shortened(cell)})
    return found


def district(cell: Cell, districts: Gazetteer) -> District | None:
    if cell is None:
        return None
    found = districts.find(plain(cell))
    if not found:
        raise Misread("unknown_district", _("“%(text)s” is not a known district or city.") % {"text": shortened(cell)})
    if len(found) > 1:
        said = _("“%(text)s” may be %(names)s: write which.")
        several = ", ".join(one.name for one in found)
        raise Misread("unknown_district", said % {"text": shortened(cell), "names": several})
    return found[0]


def campaign(cell: Cell, campaigns: Campaigns, first: date | None) -> Campaign | None:
    if cell is None or first is None or cell in _NOTHING:
        return None
    found = campaigns.find(plain(cell), first)
    if found is None:
        said = _("“%(text)s” is not a known campaign of that time.")
        raise Misread("unknown_campaign", said % {"text": shortened(cell)})
    return found


def shortened(cell: Cell) -> str:
    line = plain(cell)
    return line if len(line) <= 40 else f"{line[:39]}…"
