"""Which letters the bytes of a CSV are: Unicode by its marks, else the old encoding that gives plausible words.

No byte tells windows-1251 from the encodings of DOS, Unix and the Macintosh; only one of them gives letters in the
frequency and case of Russian and Kyrgyz. What none of them makes plausible is refused, never shown garbled.
"""

import codecs
import re
from math import log2

from django.utils.translation import gettext as _

from .cells import FileRefused

OLD = {"windows-1251": 2.0, "cp866": 0.0, "koi8-r": 0.0, "mac-cyrillic": 0.0}  # bits by which one is likelier
SAMPLE = 32 * 1024  # letters by which an encoding is judged
CLEAR = 4.0  # bits by which the best must lead the second: one wrong letter's worth
_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)

# Of a thousand letters of registers, Russian and Kyrgyz together.
_FREQUENCY = {
    "о": 90, "а": 92, "е": 75, "и": 66, "н": 70, "т": 61, "р": 51, "с": 49, "в": 33, "л": 44, "к": 41, "д": 35,
    "м": 31, "п": 25, "у": 33, "ы": 32, "я": 16, "ь": 13, "г": 22, "з": 16, "б": 21, "ч": 15, "й": 16, "х": 8,
    "ж": 13, "ш": 13, "ю": 6, "ц": 5, "щ": 3, "э": 6, "ф": 4, "ъ": 1, "ё": 3, "ө": 9, "ү": 9, "ң": 3,
}  # fmt: skip
_WEIGHT = {letter: log2(share * 32 / 1000) for letter, share in _FREQUENCY.items()}
_WEIGHT |= {letter.upper(): weight for letter, weight in _WEIGHT.items()}
_WEIGHT |= dict.fromkeys("«»№–—“”„‘’…°·•§×\u00a0\u202f\ufeff", 0.3)
_STRANGE = -8.0  # a sign that no register holds
_BROKEN = -6.0  # what no word has: a capital inside or a small letter (пРИВЕТ, МОЛОДрЖЬ), ь first, two scripts (cafй)
_JUDGED = re.compile(r"[^\t\r\n -~]")
_NO_WORD = re.compile(
    r"[а-яё](?=[А-ЯЁ])|[А-ЯЁ]{2}(?=[а-яё])|(?<!\w)[ьъЬЪ]|[A-Za-z](?=[^\W\dA-Za-z_])|[^\W\dA-Za-z_](?=[A-Za-z])"
)


def decoded(content: bytes) -> str:
    """The text of a CSV, without a byte order mark. Raises FileRefused where no encoding gives plausible words."""
    if content.startswith(_MARKS) or b"\x00" in content:
        candidates = [text for text in (_text(content, name) for name in _wide(content)) if text is not None]
        if candidates and plausibility(candidates[0]) >= 0:
            return candidates[0]
        raise _unreadable()
    text = _text(content, "utf-8-sig")
    return _by_plausibility(content) if text is None else text


def is_wide(content: bytes) -> bool:
    """Whether bytes with NULs among them are text in UTF-16, and not something that is no text at all."""
    return any(plausibility(text[:SAMPLE]) >= 0 for name in _wide(content) if (text := _text(content, name)))


def plausibility(text: str) -> float:
    """How much a text looks like Russian or Kyrgyz, in bits over all its letters: from 0 it does; ASCII alone is 0."""
    text = text[:SAMPLE]
    judged = _JUDGED.findall(text)
    score = sum(_WEIGHT.get(letter, _STRANGE) for letter in judged)
    return score + _BROKEN * len(_NO_WORD.findall(text))


def _wide(content: bytes) -> tuple[str, ...]:
    if content.startswith(_MARKS):
        return ("utf-16",)
    # Separators and figures are ASCII: their NUL is the second byte of two, or the first.
    little = content[1::2].count(0) >= content[::2].count(0)
    return ("utf-16-le",) if little else ("utf-16-be",)


def _text(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return None


def _by_plausibility(content: bytes) -> str:
    sample = _telling(content)
    found: dict[str, tuple[float, str]] = {}
    for name, likelier in OLD.items():
        text = _text(sample, name)
        if text is not None and (bits := plausibility(text)) >= 0:
            found.setdefault(text, (bits + likelier, name))  # two that read the same are one
    best, *others = sorted(found.values(), reverse=True) or [(0.0, "")]
    clear = not others or best[0] - others[0][0] >= CLEAR
    whole = _text(content, best[1]) if best[1] and clear else None
    if whole is None:
        raise _unreadable()
    return whole


def _telling(content: bytes) -> bytes:
    """The lines that hold other bytes than ASCII, as many as a sample takes."""
    lines, length = [], 0
    for line in content.splitlines():
        if not line.isascii():
            lines.append(line)
            length += len(line)
            if length > SAMPLE:
                break
    return b"\n".join(lines)[:SAMPLE]


def _unreadable() -> FileRefused:
    return FileRefused(_("The letters cannot be read. Save the table as “CSV UTF-8” and send that."))
