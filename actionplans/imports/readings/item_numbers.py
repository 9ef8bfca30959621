"""The number of a plan item that a text names: «п. 1.2», «1.2-тармак», «1.2. Беседы в школах». Pure."""

import re
import unicodedata

from django.utils.translation import gettext as _

from councils.dates import month_named
from councils.numbers import RAISED

from .misread import Misread, shortened

LONGEST_TEXT = 2000  # letters of a number with the title of its item
_WORD = r"(?:согласно|по|подпункт[ауе]?|пункт[ауе]?|пп|п|плана?|пландын|тармак|item|no|n)(?![^\W\d_])"
_BEFORE = re.compile(rf"(?:(?:{_WORD}|№)[\s.:]*)*[(«\"]?")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_NOTHING_ELSE = re.compile(rf"[\s.):»\"–—-]*(?:{_WORD}[\s.)]*)*")
_ANOTHER = re.compile(
    rf"[\s.)]*(?:[,;/&+–—-]|\b(?:и|жана|and|до|по)\b)?\s*(?:(?:{_WORD}|№)[\s.]*)*\d|.*\d[.,]\d", re.DOTALL
)
_TITLE = re.compile(r"(?P<mark>[\s.):]*[–—-]?)\s*[«“\"(]?[^\W\d_].*", re.DOTALL)
_LONG_WORD = re.compile(r"[^\W\d_]{3}")
# «01.фев», «1-Feb», «фев.19», «01.02.2019»: what a spreadsheet makes of 1.2 where it takes it for a day.
_MADE_A_DAY = re.compile(
    r"\d{1,2}[\s.-]+([^\W\d_]+)\.?(?:[\s.-]+\d{2,4})?|([^\W\d_]+)[\s.-]+\d{2,4}|\d{1,2}[./-]\d{1,2}[./-](?:19|20)\d\d"
    r"|(?:19|20)\d\d-\d\d?-\d\d?"
)


def item_in(text: str) -> str:
    """The one item that the text names, its parts joined by points. Raises Misread "unknown_item"."""
    line = unicodedata.normalize("NFKC", text.replace("№", "\0")).replace("\0", "№").casefold().strip()
    if len(line) > LONGEST_TEXT or RAISED.search(text):
        raise _no_item(text)
    if is_day(line):
        raise made_a_day(text)
    before = _BEFORE.match(line)
    number = _NUMBER.match(line, before.end() if before else 0)
    if number is None:
        raise _no_item(text)
    rest = line[number.end() :]
    if not _NOTHING_ELSE.fullmatch(rest):
        _check_title(number[0], rest, text)
    return number[0].replace(",", ".")


def is_day(line: str) -> bool:
    match = _MADE_A_DAY.fullmatch(line)
    word = match and (match[1] or match[2])
    return bool(match and (not word or month_named(word)))


def made_a_day(shown: str) -> Misread:
    said = _("Excel turned the item's number into the date %(day)s. Format the column as text.")
    return Misread("unknown_item", said % {"day": shortened(shown)})


def _check_title(number: str, rest: str, text: str) -> None:
    """Refuse what stands behind the number unless it is the item's title.

    «1.2, 1.3» names two items and an event counts for one (rule 6); «5 лекций» is no item, «5. Лекции» is; «1.2а» is
    not 1.2.
    """
    if _ANOTHER.match(rest):
        said = _("“%(text)s” names more than one plan item, and an event counts for one. Write that one.")
        raise Misread("unknown_item", said % {"text": shortened(text)})
    title = _TITLE.fullmatch(rest)
    is_apart = bool(title) and not rest[0].isalpha() and bool(_LONG_WORD.search(rest))
    if title is None or not is_apart or not (title["mark"].strip() or "." in number):
        raise _no_item(text)


def _no_item(text: str) -> Misread:
    said = _("“%(text)s” is not the number of a plan item.")
    return Misread("unknown_item", said % {"text": shortened(text)})
