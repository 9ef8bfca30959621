"""A charter's text as articles: read from a whole text, and written as one (rule 1)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

_NUMBERED = re.compile(r"^\s*(?:Статья\s+)?(\d{1,3})(?:\.|-берене\.?)\s+(.*)$")
_SENTENCE_ENDS = (".", ";", ":", ",", "!", "?", "…")
LONGEST_HEADING = 200


@dataclass(frozen=True)
class Part:
    """One article in one language."""

    number: int
    title: str
    text: str


def read(text: str) -> tuple[str, list[Part]]:
    """The preamble and the articles of a whole text: lines that begin with "1.", "2." … in this order begin articles.

    The rest of such a line is the heading if it does not end as a sentence does and more lines follow; other numbers
    (a list inside an article) stay in the text.
    """
    preamble: list[str] = []
    parts: list[list[str]] = []
    for line in text.replace("\r\n", "\n").split("\n"):
        numbered = _NUMBERED.match(line)
        if numbered and int(numbered[1]) == len(parts) + 1:
            parts.append([numbered[2]])
        else:
            (parts[-1] if parts else preamble).append(line)
    return "\n".join(preamble).strip(), [_part(number, lines) for number, lines in enumerate(parts, 1)]


def _part(number: int, lines: list[str]) -> Part:
    first, rest = lines[0].strip(), "\n".join(lines[1:]).strip()
    if rest and len(first) <= LONGEST_HEADING and not first.endswith(_SENTENCE_ENDS):
        return Part(number, first, rest)
    return Part(number, "", f"{first}\n{rest}".strip())


def both(russian: Iterable[Part], kyrgyz: Iterable[Part]) -> list[dict[str, Any]]:
    """The articles of two languages by number, as columns of Article; what one language lacks is empty."""
    known = {"ru": {part.number: part for part in russian}, "ky": {part.number: part for part in kyrgyz}}
    found: list[dict[str, Any]] = []
    for number in sorted({*known["ru"], *known["ky"]}):
        columns: dict[str, Any] = {"number": number}
        for language, parts in known.items():
            part = parts.get(number, Part(number, "", ""))
            columns |= {f"title_{language}": part.title, f"text_{language}": part.text}
        found.append(columns)
    return found
