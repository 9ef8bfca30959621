"""The days that a text names, in the writings of registers: one day, a span, days that follow one another. Pure."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache, lru_cache
from itertools import islice, product

from django.utils.translation import gettext as _

from actionplans.imports import words
from councils.dates import FIRST_YEAR, LAST_YEAR, DayNotRead, is_from_month, month_named, parse_day
from councils.letters import ON_ANY_KEYBOARD
from councils.numbers import RAISED

from .misread import Misread, shortened

SERIAL_ZERO = date(1899, 12, 30)  # the day from which Excel counts
SERIAL_FIRST, SERIAL_LAST = date(1990, 1, 1), date(2079, 12, 31)
LONGEST_LIST = 366
LONGEST_TEXT = 200  # letters; a cell with more holds no date that we would find, and is not searched for one

_SERIAL = re.compile(r"(\d{5})(?:[.,]\d+)?")
_DASHES = re.compile(r"[‐‑‒–—―−]")
_CLOCK = (
    r"\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d{1,6})?)?(?:\s*(?:z|[ap]\.?m)\b\.?)?(?:-?(?:да|де|до|дон|ден|дан|га|ге|го)\b)?"
)
_TIME = re.compile(
    rf"[,;(]?\s*(?:(?<=\d)t|\b(?:в|во|с|от|саат|at|from|начало в|начало)\b\s*)?(?<!\d){_CLOCK}"
    rf"(?:\s*(?:-|\bдо\b|\bпо\b|\bto\b|\s)\s*{_CLOCK})?\s*(?:\b(?:час|часов|часа|ч|саат)\b\.?)?\)?"
)
_HOURS = re.compile(r"[,;(]?\s*(?:\bв\b\s*)?(?<![\d.])\d{1,2}[.-]\d{2}\s*(?:час|часов|часа|ч)\b\.?\)?")
# «12-го», «12-е», «12си», «12th»; then «12ден»: from the 12th.
_ORDINAL = re.compile(r"(?<=\d)-?(?:го|ого|е|ое|й|му|си|сы|сында|синде|на|не|сына|сине|га|ге|ка|ке|st|nd|rd|th)\b")
_FROM = re.compile(r"(?<=\d)-?(?:дан|ден|дон|тан|тен|тон|сынан|синен|нан|нен)\b\s*-?")
_BESIDE = re.compile(r"\b(?:числа|число|куну|кундору|of|чейин)\b")
_YEAR_FIRST = re.compile(r"(\d{4})\s*-?\s*(?:жылдын|жылы|жыл|года|год|г|ж)\b\.?,?\s*((?!.*\d{4}).*\d.*)")
_MONTH_FIRST = re.compile(r"([^\W\d_]+) айынын (\d{1,2}\b(?:\s*-\s*\d{1,2}\b)?)")
_ENGLISH = re.compile(r"([a-z]+)\.?\s+(\d{1,2}(?:\s*(?:-|,|and|&|to)\s*\d{1,2})+),?\s+(\d{4})")
_COMMA_YEAR = re.compile(r",\s*(?=\d{4}(?!\d|\s*[-./]\s*\d))")
_MARK = r"(?:\s?\.+\s?|,| )"
_OTHER_MARKS = re.compile(rf"(\d{{1,2}}){_MARK}(\d{{1,2}}){_MARK}(\d{{4}})(?!\d)")
_YEARS = re.compile(r"\bг\.?\s?г\b")
_LETTERS = re.compile(r"[^\W\d_]+")
_OPENED = re.compile(r"(?:с|со|c|from|между|between)\b\.?\s*(?=\d)")
_CONNECTED = re.compile(r"\s*(?:-|\.{2,}|\b(?:по|до|to|till|until|through)\b)\s*")
_INTERVAL = re.compile(r"(\d{4}-\d\d-\d\d)/(\d{4}-\d\d-\d\d)")
_LISTED = re.compile(r"\s*(?:[,;&\n]|\b(?:и|жана|and)\b)\s*")
_AROUND_LINE = re.compile(r"\s*\n\s*(?=по\b|до\b|-|to\b|и\b|жана\b)|(?<=-)\s*\n\s*")
# With a year of two digits «10-11.12» is a span in December as well as a day of 2012.
_MIXED = re.compile(r"\d{1,2}\s*([-./])\s*\d{1,2}\s*(?!\1)[-./]\s*\d{1,2}")
_PARTS = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?P<d>\d{1,2})",
        r"(?P<d>\d{1,2})\s*[./]\s*(?P<m>\d{1,2})",
        r"(?P<d>\d{1,2})[\s.-]*(?P<word>[^\W\d_]+)",
        r"(?P<word>[a-z]+)\.?\s*(?P<d>\d{1,2})",
    )
)


@dataclass(frozen=True)
class Part:
    """A day as far as the text names it: «12», «12.03», «12 марта 2019»."""

    day: int
    month: int | None = None
    year: int | None = None


Pair = tuple[Part, Part]  # first and last; the same part twice for a single day


def day_of_serial(number: int) -> date | None:
    """The day that Excel stores as this number; None beyond 1990 to 2079, where a number is hardly a day."""
    if not (SERIAL_FIRST - SERIAL_ZERO).days <= number <= (SERIAL_LAST - SERIAL_ZERO).days:
        return None
    return SERIAL_ZERO + timedelta(days=number)


@lru_cache(maxsize=4096)
def days_in(text: str, year: int | None = None) -> tuple[date, date]:
    """First and last day of «12.03.2019», «12–14 марта 2019 г.», «12, 13 и 14.03.2019», «2019-жылдын 12-14-марты»;
    the same day twice for one. The day stands before the month but in 2019-03-12.

    `year` is the one year of the sheet, for days that name none. A span that runs backwards is given as it stands.
    Raises Misread: "no_date", or "bad_date" where the year lies before 1990 or after 2099.
    """
    if (serial := _SERIAL.fullmatch(text.strip())) and (day := day_of_serial(int(serial[1]))):
        return day, day
    if len(text) > LONGEST_TEXT or RAISED.search(text):
        raise _refused(text, [], several=False)
    line, weekdays = _without_weekdays(_normal(text))
    line, opened = _opened(_in_order(line))
    spans, refusals = set[tuple[date, date]](), list[Misread]()
    for pairs in islice(_ways(line, refusals, text), 20):
        if opened and len(pairs) == 1 and pairs[0][0] is pairs[0][1]:
            continue  # «с 12.03.2019» names no last day
        try:
            spans.add(_resolved(pairs, year, text))
        except Misread as misread:
            refusals.append(misread)
    spans = {span for span in spans if span[0] <= span[1]} or spans
    if len(spans) != 1:
        raise _refused(text, refusals, several=bool(spans))
    first, last = spans.pop()
    if first == last and len(weekdays) == 1 and first.isoweekday() not in weekdays:
        said = _("“%(text)s”: the day of the week and the date do not fit. Write which is right.")
        raise Misread("no_date", said % {"text": shortened(text)})
    return first, last


def _refused(text: str, refusals: Sequence[Misread], *, several: bool) -> Misread:
    if refusals and not several:
        return refusals[0]
    if words.is_period(text):
        said = _("“%(text)s” names no day. Write the day, such as 27.3.2019.")
        return Misread("no_date", said % {"text": shortened(text)})
    return Misread("no_date", f"{DayNotRead('unreadable', shortened(text))}.")


# ---- the text in one plain writing


def _normal(text: str) -> str:
    line = _DASHES.sub("-", unicodedata.normalize("NFKC", text)).lower()
    lines = (" ".join(part.split()) for part in line.split("\n"))
    return words.one_alphabet("\n".join(filter(None, lines)).translate(ON_ANY_KEYBOARD))


@cache
def _weekday() -> re.Pattern[str]:
    names = "|".join(sorted(map(re.escape, words.calendar("weekday")), key=len, reverse=True))
    return re.compile(rf"[(,]?\s*(?:\b(?:в|во|on)\s+)?\b({names})\b\.?\s*[),]?")


def _without_weekdays(line: str) -> tuple[str, set[int]]:
    """The line without days of the week, and which they are (1 is Monday)."""
    found = {words.calendar("weekday")[name] for name in _weekday().findall(line)}
    return (_weekday().sub(" ", line) if found else line), found


def _in_order(line: str) -> str:
    """Without times and words that say nothing, the year behind the day and month."""
    line = _HOURS.sub(" ", _TIME.sub(" ", line))
    line = _INTERVAL.sub(r"\1 - \2", _AROUND_LINE.sub(" ", line))
    line = _ORDINAL.sub("", _FROM.sub(" - ", line))
    line = _LETTERS.sub(lambda word: f"{word[0]} - " if is_from_month(word[0]) else word[0], line)
    line = _BESIDE.sub(" ", line).strip(" .,;()[]\n")
    if match := _YEAR_FIRST.fullmatch(line):
        line = f"{match[2].strip(' .')} {match[1]}"
    if match := _ENGLISH.fullmatch(line):
        line = f"{match[2]} {match[1]} {match[3]}"
    line = _MONTH_FIRST.sub(r"\2 \1", _OTHER_MARKS.sub(r"\1.\2.\3", _YEARS.sub("г", line)))
    line = _COMMA_YEAR.sub(" ", line)
    return "\n".join(" ".join(part.split()) for part in line.split("\n")).strip(" -")


def _opened(line: str) -> tuple[str, bool]:
    match = _OPENED.match(line)
    return (line[match.end() :], True) if match else (line, False)


# ---- its parts


def _ways(line: str, refusals: list[Misread], text: str) -> Iterator[list[Pair]]:
    """Every way to take the line as days and spans; the line as one day comes first, and alone where it is one."""
    if whole := _part(line, refusals, text):
        yield [(whole, whole)]
        return
    pieces = [piece for piece in _LISTED.split(line) if piece]
    if 0 < len(pieces) <= LONGEST_LIST:
        yield from map(list, product(*(_pairs(piece, refusals, text) for piece in pieces)))


def _pairs(piece: str, refusals: list[Misread], text: str) -> list[Pair]:
    if one := _part(piece, refusals, text):
        return [(one, one)]
    found = []
    for mark in _CONNECTED.finditer(piece):
        first, last = _part(piece[: mark.start()], refusals, text), _part(piece[mark.end() :], refusals, text)
        if first and last:
            found.append((first, last))
    return found


def _part(piece: str, refusals: list[Misread], text: str) -> Part | None:
    piece = piece.strip(" .")
    for pattern in _PARTS:
        if match := pattern.fullmatch(piece):
            return _named(match.groupdict())
    if _MIXED.fullmatch(piece):
        return None
    try:
        day = parse_day(piece)
    except DayNotRead as refusal:
        if refusal.reason != "unreadable":
            refusals.append(_misread(refusal.reason, text))
        return None
    return Part(day.day, day.month, day.year)


def _named(told: dict[str, str | None]) -> Part | None:
    if word := told.get("word"):
        month = month_named(word)
        return Part(int(told["d"] or 0), month) if month else None
    return Part(int(told["d"] or 0), int(told.get("m") or 0) or None)


# ---- parts as days


def _resolved(pairs: Sequence[Pair], year: int | None, text: str) -> tuple[date, date]:
    parts = _filled([part for pair in pairs for part in pair], year, text)
    days = [_day(part, text) for part in parts]
    if len(pairs) == 1:
        return days[0], days[1]
    spans = list(zip(days[::2], days[1::2], strict=True))
    held = {first + timedelta(n) for first, last in spans for n in range(min((last - first).days, LONGEST_LIST) + 1)}
    if not held or (max(held) - min(held)).days + 1 != len(held):
        said = _("“%(text)s” names days that do not follow one another. Record each as an event of its own.")
        raise Misread("no_date", said % {"text": shortened(text)})
    return min(held), max(held)


def _filled(parts: list[Part], year: int | None, text: str) -> list[Part]:
    """Each part with its month and year: those of the part behind it, or of the year that another part names."""
    told = {part.year for part in parts if part.year}
    if parts[-1].year is None and len(told) == 1:
        parts = [*parts[:-1], replace(parts[-1], year=_after(parts, told.pop()))]
    behind, filled = Part(0, None, parts[-1].year or year), list[Part]()
    for part in reversed(parts):
        month = part.month or behind.month
        turns = (month, behind.month) == (12, 1) and part.year is None
        if month is None:
            raise Misread("no_date", f"{DayNotRead('unreadable', shortened(text))}.")
        if behind.year is None or (turns and not parts[-1].year):
            said = _("“%(text)s” does not say which year. Write the day with its year, such as 27.3.2019.")
            raise Misread("no_date", said % {"text": shortened(text)})
        # «28.12–03.01.2019» can only begin in the year before.
        behind = Part(part.day, month, part.year or behind.year - turns)
        filled.append(behind)
    return filled[::-1]


def _after(parts: Sequence[Part], year: int) -> int:
    """The year of a last part that names none, behind parts of `year`: the next one past the turn of the year."""
    months = [part.month for part in parts if part.month]
    return year + (months[-1] == 1 and months[0] == 12)


def _day(part: Part, text: str) -> date:
    try:
        day = date(part.year or 0, part.month or 0, part.day)
    except ValueError:
        raise _misread("no_such_day", text) from None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise _misread("far_year", text)
    return day


def _misread(reason: str, text: str) -> Misread:
    return Misread("bad_date" if reason == "far_year" else "no_date", f"{DayNotRead(reason, shortened(text))}.")
