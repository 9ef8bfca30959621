"""The count that a text holds: «25 чел.», «25 (двадцать пять)», «нет данных»; estimates and sums are refused. Pure."""

import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache

from django.utils.translation import gettext as _

from actionplans.imports import words
from councils.numbers import MINUS, RAISED, NumberNotRead, parse_count

from .misread import Misread, shortened

LONGEST_TEXT = 200  # letters; no count is longer

_NOTHING = re.compile(r"[-–—−_\s]+|…|\.{3}")
_UNIT = re.compile(r"(?P<number>.*\d.*?)\s*(?<!\w)?(?P<unit>[^\W\d_]+)\.?", re.DOTALL)
_SPELLED = re.compile(r"(?P<number>[^()]*\d)\s*\((?P<words>[^()\d]+)\)\s*(?P<unit>[^\W\d_]*)")
_SIGNS = re.compile(r"[~≈±<>≥≤]|(?<=\d)\s*\+$")
_SUM = re.compile(r"\d\s*[+=*]\s*\d")
_TWO = re.compile(r"\d\s*(?:[-/:;–—]|,\s|\b(?:и|жана|and|до|to)\b)\s*\d")
_THOUSAND = re.compile(r"\d{1,3}(?:[.,]\d{3})+")
_ZEROS = re.compile(r"(?P<whole>[^.,]*\d)[.,]0{1,2}")
_WORD = re.compile(r"[^\W\d_]+")


def is_dash(text: str) -> bool:
    return bool(_NOTHING.fullmatch(text))


def is_not_recorded(text: str) -> bool:
    """Whether the cell says that nothing was counted: a dash, «нет данных», «жок».

    «Нет» and «жок» may mean none or not recorded; they are taken for not recorded, because a wrong 0 would be a
    figure and an empty cell is none (rule 7).
    """
    return is_dash(text) or words.fold(text) in words.counted("not_recorded")


@lru_cache(maxsize=4096)
def count_in(text: str) -> int | None:
    """A whole number from 0; None where the text says that it was not recorded.

    Raises Misread: "negative", "too_large" or "text_in_number".
    """
    if is_not_recorded(text):
        return None
    if len(text) > LONGEST_TEXT or RAISED.search(text):
        raise _unreadable("unreadable", text)
    line = unicodedata.normalize("NFKC", text).casefold().strip().rstrip(" .")
    spelled = _SPELLED.fullmatch(line)
    if spelled and _is_spelled(spelled["words"], spelled["unit"]):
        number = _number(spelled["number"], text)
        if _value(spelled["words"]) not in (None, number):
            said = _("“%(text)s”: the digits and the words do not fit. Write which is right.")
            raise Misread("text_in_number", said % {"text": shortened(text)})
        return number
    unit = _UNIT.fullmatch(line)
    if unit and words.fold(unit["unit"]) in words.counted("unit"):
        line = unit["number"]
    return _number(line, text)


def count_of(number: Decimal) -> int | None:
    """A number as a spreadsheet stores it: 25.0 is 25, 2.5 is refused."""
    return _parsed(f"{number.normalize():f}", str(number))


def _number(line: str, text: str) -> int | None:
    line = line.strip().rstrip(" .")
    if said := _no_count(line):
        raise Misread("text_in_number", said % {"text": shortened(text)})
    zeros = _ZEROS.fullmatch(line)
    return _parsed(zeros["whole"] if zeros else line, text)


def _parsed(line: str, text: str) -> int | None:
    try:
        return parse_count(line)
    except NumberNotRead as refusal:
        raise _unreadable(refusal.reason, text) from refusal


def _unreadable(reason: str, text: str) -> Misread:
    code = reason if reason in {"negative", "too_large"} else "text_in_number"
    return Misread(code, f"{NumberNotRead(reason, shortened(text))}.")


def _no_count(line: str) -> str:
    """What a text with a number is if it is no count; empty where it may be one."""
    if not re.search(r"\d", line):
        return ""
    said = f" {words.fold(line)} "
    if _SIGNS.search(line) or any(f" {about} " in said for about in words.counted("about")):
        return _("“%(text)s” is an estimate. Write the number itself.")
    if _SUM.search(line):
        return _("“%(text)s” is a sum that is not worked out. Write its result.")
    if _TWO.search(line.lstrip(f"-–{MINUS} ")):
        return _("“%(text)s” holds two numbers. Write one.")
    if _THOUSAND.fullmatch(line):
        return _("“%(text)s” may be thousands or a part of a whole. Write it without the point or comma.")
    return ""


def _is_spelled(said: str, unit: str) -> bool:
    """Whether words in brackets only repeat the number and what is counted."""
    known = {*words.counted("number"), *words.counted("unit")}
    return all(token in known for token in _tokens(said)) and (not unit or words.fold(unit) in words.counted("unit"))


def _value(said: str) -> int | None:
    """The number that words spell out: «двадцать пять» is 25, «эки жүз» 200; None where no word is one."""
    values = words.counted("number")
    numbers = [values[token] for token in _tokens(said) if token in values]
    return _added(numbers) if numbers else None


def _added(numbers: Iterable[int]) -> int:
    whole = part = 0
    for number in numbers:
        if number == 1000:
            whole, part = whole + max(part, 1) * 1000, 0
        elif number == 100 and 0 < part < 10:
            part *= 100
        else:
            part += number
    return whole + part


def _tokens(said: str) -> list[str]:
    return [words.fold(token) for token in _WORD.findall(said)]
