"""Days and quarters as people write and read them: parsing by no locale, words in ky, ru and en. A leaf."""

import re
import unicodedata
from datetime import date

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

FIRST_YEAR, LAST_YEAR = 1990, 2099


def _twelve(words: str) -> list[str]:
    return words.split()


RUSSIAN = _twelve("января февраля марта апреля мая июня июля августа сентября октября ноября декабря")
# The possessive follows the last vowel of the month's name: апрель-и, июнь-у, but октябрь-ы.
KYRGYZ = _twelve("январы февралы марты апрели майы июну июлу августу сентябры октябры ноябры декабры")
ENGLISH = _twelve("January February March April May June July August September October November December")

_RUSSIAN_PLAIN = _twelve("январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь")
_KYRGYZ_ON = _twelve("январда февралда мартта апрелде майда июнда июлда августта сентябрда октябрда ноябрда декабрда")
_KYRGYZ_ON_ITS = _twelve(
    "январында февралында мартында апрелинде майында июнунда июлунда августунда сентябрында октябрында ноябрында "
    "декабрында"
)
# What follows the plain name and the possessive in Kyrgyz: to, from, of (мартка, марттан, марттын; мартына, мартынан).
_KYRGYZ_TO = _twelve("январга февралга мартка апрелге майга июнга июлга августка сентябрга октябрга ноябрга декабрга")
_KYRGYZ_FROM = _twelve(
    "январдан февралдан марттан апрелден майдан июндан июлдан августтан сентябрдан октябрдан ноябрдан декабрдан"
)
_KYRGYZ_OF = _twelve(
    "январдын февралдын марттын апрелдин майдын июндун июлдун августтун сентябрдын октябрдын ноябрдын декабрдын"
)
_KYRGYZ_ITS = [[word + ending for word in KYRGYZ] for ending in ("на", "нан", "нын", "не", "нен", "нин", "нун")]
_RUSSIAN_IN = _twelve("январе феврале марте апреле мае июне июле августе сентябре октябре ноябре декабре")
_SHORT = {
    1: "янв jan", 2: "фев февр feb", 3: "мар mar", 4: "апр apr", 5: "may", 6: "июн jun", 7: "июл jul",
    8: "авг aug", 9: "сен сент sep sept", 10: "окт oct", 11: "ноя нояб nov", 12: "дек dec",
}  # fmt: skip
_MONTHS: dict[str, int] = {
    word.lower(): number
    for names in (
        RUSSIAN, _RUSSIAN_PLAIN, _RUSSIAN_IN, KYRGYZ, _KYRGYZ_ON, _KYRGYZ_ON_ITS, _KYRGYZ_TO, _KYRGYZ_FROM, _KYRGYZ_OF,
        *_KYRGYZ_ITS, ENGLISH,
    )
    for number, word in enumerate(names, 1)
} | {word: number for number, words in _SHORT.items() for word in words.split()}  # fmt: skip

_YEAR_WORD = r"(?:\s*-?\s*(?:года|год|г|жылдын|жылы|жыл|ж)\.?)?"
_PATTERNS = [
    re.compile(pattern)
    for pattern in (
        r"(?P<y>\d{4})\s*[-./]\s*(?P<m>\d{1,2})\s*[-./]\s*(?P<d>\d{1,2})(?:[t ]00:00(?::00)?)?",
        r"(?P<d>\d{1,2})\s*[-./]\s*(?P<m>\d{1,2})\s*[-./]\s*(?P<y>\d{4}|\d{2})" + _YEAR_WORD,
        r"(?P<d>\d{1,2})(?:st|nd|rd|th)?[\s.-]*(?P<word>[^\W\d_]+)[\s.,-]*(?P<y>\d{4}|\d{2})" + _YEAR_WORD,
        r"(?P<y>\d{4})\s*-?\s*(?:жылдын|жылы|ж\.?)\s*(?P<d>\d{1,2})[\s-]*(?P<word>[^\W\d_]+)",
        r"(?P<word>[a-z]+)\.?\s*(?P<d>\d{1,2})(?:st|nd|rd|th)?\s*,?\s*(?P<y>\d{4})",
    )
]


class DayNotRead(ValueError):
    """The text is no day; `reason` is "unreadable", "no_such_day" or "far_year" (no event of ours is so far off);
    the message can stand after a field's name."""

    MESSAGES = {
        "unreadable": _("“%(text)s” is not a date. Write it like 27.3.2019 or 27 March 2019"),
        "no_such_day": _("“%(text)s”: there is no such day in the calendar"),
        "far_year": _("“%(text)s”: check the year"),
    }

    def __init__(self, reason: str, text: str) -> None:
        self.reason = reason
        self.text = text[:40]
        super().__init__(str(self.MESSAGES[reason] % {"text": self.text}))


def parse_day(text: str) -> date:
    """The day that a person wrote: 27.3.2019, 27/03/2019, 27.3.19, 2019-03-27, 27 марта 2019 г., 27-март 2019-ж.,
    2019-жылдын 27-марты, 27 March 2019. The day always stands before the month; two digits of a year are 20xx.

    Raises DayNotRead (a ValueError) with words for the person.
    """
    plain = " ".join(unicodedata.normalize("NFKC", text).replace("–", "-").lower().split()).rstrip(" .,;")
    for pattern in _PATTERNS:
        if match := pattern.fullmatch(plain):
            return _day_of(match.groupdict(), text.strip())
    raise DayNotRead("unreadable", text.strip())


def month_named(word: str) -> int | None:
    """1 to 12 for the name of a month in any form in which it stands in a date: март, марта, мартынан, March, mar."""
    return _MONTHS.get(word.lower())


def is_from_month(word: str) -> bool:
    """Whether a Kyrgyz name of a month begins a span: «12-марттан 14-мартка чейин»."""
    return word.lower() in _MONTHS and word.lower().endswith(("дан", "ден", "тан", "нан", "нен"))


def _day_of(parts: dict[str, str | None], text: str) -> date:
    word = parts.get("word")
    month = month_named(word) if word else int(parts.get("m") or 0)
    if month is None:
        raise DayNotRead("unreadable", text)
    year = int(parts["y"] or 0)
    year += 2000 if len(parts["y"] or "") == 2 else 0
    try:
        day = date(year, month, int(parts["d"] or 0))
    except ValueError:
        raise DayNotRead("no_such_day", text) from None
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise DayNotRead("far_year", text)
    return day


def day_short(day: date) -> str:
    """27.03.2019, in every language: for tables and inputs."""
    return f"{day:%d.%m.%Y}"


def day_words(day: date, language: str | None = None) -> str:
    """27 марта 2019 · 2019-жылдын 27-марты · 27 March 2019: for running text."""
    match _two_letters(language):
        case "ky":
            return f"{day.year}-жылдын {day.day}-{KYRGYZ[day.month - 1]}"
        case "en":
            return f"{day.day} {ENGLISH[day.month - 1]} {day.year}"
    return f"{day.day} {RUSSIAN[day.month - 1]} {day.year}"


def quarter_words(year: int, quarter: int, language: str | None = None) -> str:
    """IV квартал 2019 года · 2019-жылдын IV чейреги · Quarter IV 2019."""
    roman = ("I", "II", "III", "IV")[quarter - 1]
    match _two_letters(language):
        case "ky":
            return f"{year}-жылдын {roman} чейреги"
        case "en":
            return f"Quarter {roman} {year}"
    return f"{roman} квартал {year} года"


def half_words(year: int, half: int, language: str | None = None) -> str:
    """I полугодие 2019 года · 2019-жылдын I жарым жылдыгы · First half of 2019."""
    match _two_letters(language):
        case "ky":
            return f"{year}-жылдын {'I' * half} жарым жылдыгы"
        case "en":
            return f"{('First', 'Second')[half - 1]} half of {year}"
    return f"{'I' * half} полугодие {year} года"


def span_words(year: int, quarter: int | None, months: int, language: str | None = None) -> str:
    """The words for a span that ends with a quarter: of 3 months, of 6, or the whole year of 12."""
    if quarter is None or months == 12:
        return year_words(year, language)
    return half_words(year, quarter // 2, language) if months == 6 else quarter_words(year, quarter, language)


def year_words(year: int, language: str | None = None) -> str:
    """2019 год · 2019-жыл · 2019."""
    return {"ky": f"{year}-жыл", "en": str(year)}.get(_two_letters(language), f"{year} год")


def _two_letters(language: str | None) -> str:
    return (language or get_language() or "ru")[:2]
