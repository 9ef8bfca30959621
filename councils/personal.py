"""Text that looks like personal data of a victim (rule 9): a personal number, a phone, a description of a case.

Tuned to few false alarms: topics such as «Как не стать жертвой торговли людьми», articles of law, numbers of
orders and schools, dates, hotlines and age groups pass. It warns; a person decides.
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

# A Kyrgyz personal number: 0, 1 or 2, the birth date DDMMYYYY, five digits more.
_FOURTEEN = re.compile(r"(?<!\d)[0-2](?:[ \u00a0-]?\d){13}(?!\d)")

_GAP = r"[\s\u00a0-]*"
_PHONE = re.compile(
    rf"(?<![\d.,/])(?:\+?{_GAP}996{_GAP}\(?\d{{3}}\)?|\(?0[\s-]?\(?(?!800)[2-9]\d{{2}}\)?)"
    rf"{_GAP}\d(?:[\s\u00a0-]?\d){{5}}(?![\d.])"
)
_AFTER_WORD = re.compile(
    r"\b(?:тел|телефон\w*|моб|сот|whatsapp|ватсап)\b\.?\s*(?:№|:)?\s*\+?\(?\d(?:[ ()-]?\d){4,}", re.I
)
_AFTER_NUMBER_SIGN = re.compile(r"(?:№|\bN[oо]?\.?)\s*$", re.I)

_CASE = re.compile(
    r"\bуголовн\w+\s+дел\w*\s*(?:№|N|по факту|возбужд|в отношении)|\bкусп\b|\bержп\b|\bерпп\b"
    r"|\bвозбужден\w*\s+уголовн\w+\s+дел"
    r"|\bкылмыш\s+иш\w*\s*(?:№|N|козгол)"
    r"|\bэксплуатаци\w+\s+(?:гр\.|гражданк|граждани|несовершеннолетн\w+\s+[А-ЯЁӨҮҢ]\.)"
    r"|\bвыявлен\w*\s+(?:жертв\w+|пострадавш\w+)\s*[–—:-]",
    re.I,
)
_VICTIM = re.compile(
    r"\b(?:жертв(?:а|ы|е|у|ой|ою)|пострадавш\w+|потерпевш\w+|жабырлануучу\w*|жабыр\s+тарткан\w*)\b", re.I
)
_SURNAME = r"[А-ЯЁӨҮҢ][а-яёөүң]{1,}(?:ов|ев|ёв|ин|ын)(?:а|ой|у|ым|е|ы)?"
_INITIAL = r"[А-ЯЁӨҮҢ]\."
_NAME = re.compile(
    rf"\b{_SURNAME}\s+(?:{_INITIAL}|[А-ЯЁӨҮҢ][а-яёөүң]+)|\b[А-ЯЁӨҮҢ][а-яёөүң]+\s+{_SURNAME}\b"
    rf"|(?<![\w.]){_INITIAL}\s?{_INITIAL}(?![\w.]*\w{{4,}}\s+(?:район|област))"
    r"|\b[А-ЯЁӨҮҢ][а-яёөүң]+\s+(?:кызы|уулу)\b"
)
_CITIZEN = re.compile(rf"\bгр(?:-к[аиеу]|-н[аиу]?|ажданк\w+|ажданин\w*)?\.?\s+{_SURNAME}\b(?:\s+{_INITIAL})?")
_AGE = re.compile(
    r"(?<![\d–—-])(?<!\bдо )(?<!\bот )(?<!\bс )(?<!старше )\b\d{1,2}"
    r"(?:\s*-?\s*летн\w+|\s+лет\b|\s+год[а]?\b|[\s-]*жаш\w*)"
    r"|\b(?:19|20)\d\d\s*(?:г\.?\s?р\b|года рождения)",
    re.I,
)
_NEAR = 40  # characters on either side of the word for a victim

PIN, PHONE, CASE = "pin", "phone", "case"
WORDS = {
    PIN: _("it looks as if it holds a personal number of 14 digits"),
    PHONE: _("it looks as if it holds a phone number"),
    CASE: _("it looks as if it describes a case or a victim"),
}


def looks_like(text: str) -> list[str]:
    """Which of PIN, PHONE and CASE a text looks like, each once."""
    return list(dict.fromkeys(_found(text)))


def words_of(kind: str) -> Any:
    return WORDS[kind]


def _found(text: str) -> Iterator[str]:
    if any(char.isdigit() for char in text):
        numbers = [match for match in _FOURTEEN.finditer(text) if _is_personal_number(match[0])]
        if numbers:
            yield PIN
        if any(_is_phone(text, match) for match in _PHONE.finditer(text)) or _AFTER_WORD.search(text):
            yield PHONE
    if _CASE.search(text) or _CITIZEN.search(text) or any(_tells_who(text, match) for match in _VICTIM.finditer(text)):
        yield CASE


def _is_personal_number(found: str) -> bool:
    """In one piece always; with spaces only where the birth date is one: four numbers in a row are no person."""
    digits = "".join(char for char in found if char.isdigit())
    if digits == found:
        return True
    try:
        born = date(int(digits[5:9]), int(digits[3:5]), int(digits[1:3]))
    except ValueError:
        return False
    return 1900 <= born.year <= 2100


def _is_phone(text: str, match: re.Match[str]) -> bool:
    return not _AFTER_NUMBER_SIGN.search(text[: match.start()])


def _tells_who(text: str, match: re.Match[str]) -> bool:
    """Whether a name or an age stands near: a name where one person is meant, an age on the same terms."""
    near = text[max(0, match.start() - _NEAR) : match.start()] + " " + text[match.end() : match.end() + _NEAR]
    return bool(_NAME.search(near) or _AGE.search(near))
