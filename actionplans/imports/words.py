"""The words by which a spreadsheet is understood, data in actionplans/reference/, and how words are compared."""

import csv
import re
import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache
from itertools import dropwhile
from pathlib import Path
from typing import TypeVar

from councils.dates import FIRST_YEAR, LAST_YEAR, month_named
from councils.letters import ON_ANY_KEYBOARD

FOLDER = Path(__file__).resolve().parent.parent / "reference"
_APART = re.compile(r"[^\w%№<>+]+|_")
_WORD = re.compile(r"\w+")
# Latin letters that look like Cyrillic ones: a hand that switches keyboards leaves them inside Cyrillic words.
_LOOKS_LIKE = str.maketrans("aceopxykmthb", "асеорхукмтнв")
_LATIN, _CYRILLIC = re.compile(r"[a-z]"), re.compile(r"[\u0400-\u052f]")
# What an office's old encoding leaves of ң, ө and ү is a question mark; folded they are н, о and у.
_LOST, _MAY_BE = "ꙮ", "[ноу]"
_YEAR = re.compile(r"(?<!\d)(?<![№#])(?<![№#] )(?:19|20)\d\d(?!\d)")
_MONTH_IN_DIGITS = re.compile(r"(?:(?P<m>\d{1,2})[./-](?P<y>\d{4})|(?P<y2>\d{4})[./-](?P<m2>\d{1,2}))\.?")
_GLUED = re.compile(r"(\d{4})([^\W\d_]+)")
_A_YEAR = r"(?:19|20)\d\d"
_FULL_DATE = re.compile(
    rf"\d{{1,2}}\s?[./-]\s?\d{{1,2}}\s?[./-]\s?{_A_YEAR}(?!\d)|(?<!\d){_A_YEAR}-\d\d?-\d\d?(?!\d)"
    rf"|\d{{1,2}}[\s-]*(?P<month>[^\W\d_]+)[\s,]*{_A_YEAR}(?!\d)"
)
# What joins the first and the last day of a span, whose year is that of the register.
_UP_TO = re.compile(r"\s*(?:г\w*|ж)?\.?\s*(?:\b(?:по|до|to|till|until)\b|[-–—])\s*\d")
_SINCE_DAY = re.compile(r"\d[^.;\n]{0,20}(?:\b(?:по|до|to|till|until)\b|[-–—])\s*$|\d\s?(?:г\w*|ж)?\.?\s*[-–—]\s*$")
# «с 2018», «№ 12-2018», «приказ Комитета 2018 года»: since when, or by what paper, is not of which year.
_SINCE = re.compile(
    rf"\b(?:с|со|c|от|since|from)\s+{_A_YEAR}(?!\d)(?!\s*(?:г\w*)?\.?\s*(?:по|до|to|till|[-–—])\s*\d)", re.I
)
_ORDER = re.compile(
    rf"\b(?:приказ|распоряжени|постановлени|буйру[кг]|токтом|order\b)\w*(?:(?!\b(?:за|на|for)\b)[^.;\n\d]){{0,60}}{_A_YEAR}(?!\d)",
    re.I,
)
_NUMBERED = re.compile(r"#\s*[\w/-]+")
LONGEST = 200  # letters of a text in which a total, a period or a lost letter is looked for
Value = TypeVar("Value")


def fold(text: str) -> str:
    """Text as it is compared: without case, punctuation and the width of its spaces, as any keyboard types it (е for
    ё, о, у, н for ө, ү, ң), and without Latin letters that stand for Cyrillic ones."""
    return one_alphabet(fold_exactly(text)).translate(ON_ANY_KEYBOARD)


def fold_exactly(text: str) -> str:
    """As `fold`, but ө, ү and ң stay apart from о, у and н: Каракол is not Кара-Көл."""
    plain = unicodedata.normalize("NFKC", text.replace("№", "#")).casefold().replace("ё", "е").replace("#", "№")
    return " ".join(_APART.sub(" ", plain).split())


def one_alphabet(text: str) -> str:
    """Small letters, each Cyrillic word free of Latin letters that look the same: «мaрт» with a Latin a is март."""
    if not (_LATIN.search(text) and _CYRILLIC.search(text)):
        return text
    return _WORD.sub(_one_word, text)


def _one_word(match: re.Match[str]) -> str:
    word = match[0]
    if not _CYRILLIC.search(word):
        return word
    changed = word.translate(_LOOKS_LIKE)
    return word if _LATIN.search(changed) else changed


def look_up(vocabulary: Mapping[str, Value], text: str) -> Value | None:
    """What a vocabulary of folded words says of a text. Letters that an encoding lost («К?н?») are made good where
    only one meaning fits."""
    found = vocabulary.get(fold(text))
    if found is not None or "?" not in text or len(text) > LONGEST:
        return found
    lost = lost_letters(text)
    meant = {value for word, value in vocabulary.items() if lost.fullmatch(word)} if lost else set()
    return meant.pop() if len(meant) == 1 else None


def lost_letters(text: str) -> re.Pattern[str] | None:
    """A pattern for folded words in which a question mark may be a Kyrgyz letter; None where it marks no letter."""
    folded = fold(text.replace("?", _LOST))
    if not _CYRILLIC.search(folded) or folded.startswith(_LOST * 2):
        return None
    return re.compile(re.escape(folded).replace(re.escape(_LOST), _MAY_BE))


def _rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def headings(layout: str) -> dict[str, str]:
    """Which column a heading names, in a "register" or a "plan"."""
    return {fold(row["words"]): row["field"] for row in _rows("headings.csv") if row["layout"] == layout}


@cache
def forms() -> dict[str, str]:
    return {fold(row["words"]): row["form"] for row in _rows("forms.csv")}


@cache
def units() -> dict[str, str]:
    return {fold(row["words"]): row["unit"] for row in _rows("units.csv")}


@cache
def sources() -> dict[tuple[str, str], str]:
    """The source of an indicator by its name and unit; what is not named here is typed in."""
    return {(fold(row["words"]), row["unit"]): row["source"] for row in _rows("indicators.csv")}


@cache
def totals() -> tuple[str, ...]:
    """Words with which a row of totals begins, whatever follows them."""
    return tuple(fold(row["words"]) for row in _rows("totals.csv") if row["alone"] != "yes")


@cache
def _totals_alone() -> frozenset[str]:
    """Words that mean a total only when no more than a number or a period follows: «Жалпы», not «Жалпы чогулуш»."""
    return frozenset(fold(row["words"]) for row in _rows("totals.csv") if row["alone"] == "yes")


@cache
def counted(meaning: str) -> dict[str, int]:
    """Words in a cell of counts: "not_recorded", "unit", "about" (an estimate), "number" (spelled out, with value)."""
    return {fold(row["words"]): int(row["value"] or 0) for row in _rows("counts.csv") if row["meaning"] == meaning}


@cache
def calendar(kind: str) -> dict[str, int]:
    """Words of the calendar: "weekday" (1 is Monday), "period", "year", "ordinal", and those that stand "beside"."""
    return {fold(row["words"]): int(row["value"] or 0) for row in _rows("calendar.csv") if row["kind"] == kind}


@cache
def _no_events() -> tuple[str, ...]:
    return tuple(fold(row["words"]) for row in _rows("no_events.csv"))


# ---- rows that hold no event


def is_bare_total(text: str) -> bool:
    """Whether nothing but a number or a period stands beside the words of a total: no topic is called that."""
    line = fold(text[:LONGEST])
    return is_total(text) and any(
        line == word or (line.startswith(f"{word} ") and all(map(_may_follow, line.removeprefix(word).split())))
        for word in (*totals(), *_totals_alone())
    )


@lru_cache(maxsize=4096)
def is_total(text: str) -> bool:
    """Whether a row that begins with this text is a total: «ИТОГО:», «Итого за январь», «I квартал, всего», «Жалпы».

    «Итоговое занятие» is none. «Всего» is a usual heading too: ask this of rows below the heading only.
    """
    tokens = fold(text[:LONGEST]).split()
    line = " ".join(dropwhile(lambda token: _is_of_a_period(token) or _is_period_word(token), tokens))
    if any(line == word or line.startswith(f"{word} ") for word in totals()):
        return True
    return any(
        line == word or (line.startswith(f"{word} ") and all(map(_may_follow, line.removeprefix(word).split())))
        for word in _totals_alone()
    )


def _may_follow(token: str) -> bool:
    return token.isdecimal() or _is_of_a_period(token) or _is_period_word(token) or token in counted("unit")


def says_no_events(text: str) -> bool:
    """«Мероприятия не проводились», «Иш-чаралар өткөрүлгөн жок»: a line in place of the events of a period."""
    line = fold(text[:LONGEST])
    return any(line == words or f" {words} " in f" {line} " for words in _no_events())


def is_period(text: str) -> bool:
    """Whether the text names a part of a year or a year and nothing else: a month row, the title of a section."""
    if len(text) > LONGEST:
        return False
    if _month_in_digits(text):
        return True
    tokens = _tokens(text)
    if any(map(_is_short_number, tokens)) and not any(token in calendar("period") for token in tokens):
        return False  # «19 января» and «12.03.2019» are days; «Январь 19» may be one
    return any(map(_is_period_word, tokens)) and all(
        _is_period_word(token) or _is_of_a_period(token) for token in tokens
    )


def month_of(text: str) -> tuple[int | None, int | None]:
    """Month and year of a month row or of the name of a sheet: «ЯНВАРЬ 2019», «март айы», «01.2019».

    Of a quarter or a year only the year; neither where the text names more than a period: it is a title then, and
    `years_in` asks it for the year. Of two months or two years, neither.
    """
    if digits := _month_in_digits(text):
        return digits
    if not is_period(text):
        return None, None
    tokens = _tokens(text)
    months = {month for month in map(month_named, tokens) if month}
    years = years_in(text)
    return (months.pop() if len(months) == 1 else None), (years.pop() if len(years) == 1 else None)


def years_in(text: str) -> set[int]:
    """The years that a title or the name of a sheet names: «за 2018–2019 годы» are two.

    The year of a single date, of an order or since when something is so is none: «приказ № 5 от 20.12.2018». That of
    a span is: «с 01.01.2019 по 31.12.2019».
    """
    line = unicodedata.normalize("NFKC", text.replace("№", "#"))
    line = _FULL_DATE.sub(_without_date, _NUMBERED.sub(" ", line))
    found = {int(year) for year in _YEAR.findall(_ORDER.sub(" ", _SINCE.sub(" ", line)))}
    return {year for year in found if FIRST_YEAR <= year <= LAST_YEAR}


def _without_date(match: re.Match[str]) -> str:
    """A date that stands alone goes; one of a span stays, and so does «I квартал 2019»."""
    if match["month"] and not month_named(match["month"]):
        return match[0]
    before, line = match.string[: match.start()], match.string
    return match[0] if _UP_TO.match(line, match.end()) or _SINCE_DAY.search(before[-40:]) else ";"


def _month_in_digits(text: str) -> tuple[int, int] | None:
    match = _MONTH_IN_DIGITS.fullmatch(text.strip())
    if match is None:
        return None
    month, year = int(match["m"] or match["m2"]), int(match["y"] or match["y2"])
    return (month, year) if 1 <= month <= 12 and FIRST_YEAR <= year <= LAST_YEAR else None


def _tokens(text: str) -> list[str]:
    return _GLUED.sub(r"\1 \2", fold(text)).split()


def _is_year(token: str) -> bool:
    return token.isdecimal() and len(token) == 4 and FIRST_YEAR <= int(token) <= LAST_YEAR


def _is_period_word(token: str) -> bool:
    """A word that alone makes a text a period: a month, a quarter, a year."""
    return bool(month_named(token)) or token in calendar("period") or _is_year(token)


def _is_of_a_period(token: str) -> bool:
    """A word that may stand beside it: «I», «1», «за», «года», «айы»."""
    return _is_short_number(token) or any(token in calendar(kind) for kind in ("ordinal", "beside", "year"))


def _is_short_number(token: str) -> bool:
    return token.isdecimal() and len(token) <= 2
