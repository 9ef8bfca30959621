"""Whether two texts say the same place or topic, however they were typed. Plain functions."""

import re
from difflib import SequenceMatcher
from functools import lru_cache

from councils.letters import ON_ANY_KEYBOARD

_OTHER_SIGNS = re.compile(r"[\W_]+")
_NUMBERS = re.compile(r"\d+")
ALIKE = 0.85  # «СШ им. Токтогула» and «СШ им Токтогула» 0.97, «Дом культуры» and «Дом молодёжи» 0.67


@lru_cache(maxsize=4096)
def folded(text: str) -> str:
    """A text without case, quotes, dots, the sign №, and what a Russian keyboard lacks: «СШ №5» is «сш 5»."""
    words = _OTHER_SIGNS.sub(" ", text.casefold().translate(ON_ANY_KEYBOARD))
    return " ".join(re.sub(r"(?<=[^\W\d])(?=\d)", " ", words).split())


@lru_cache(maxsize=4096)
def numbers_in(text: str) -> tuple[str, ...]:
    """«СШ № 12, зал 3» -> ("12", "3")."""
    return tuple(_NUMBERS.findall(text))


def alike(one: str, other: str) -> bool:
    """Folded equal, or nearly so by letters, or of the same words; never where both bear different numbers."""
    first, second = folded(one), folded(other)
    if not first or not second:
        return False
    if first == second:
        return True
    if numbers_in(first) != numbers_in(second):
        return False
    if sorted(first.split()) == sorted(second.split()):
        return True
    matcher = SequenceMatcher(None, first, second)
    return matcher.real_quick_ratio() >= ALIKE and matcher.quick_ratio() >= ALIKE and matcher.ratio() >= ALIKE


def told_apart(one: str, other: str) -> bool:
    """Two places that bear different numbers are two places: № 5 and № 6 are two schools."""
    first, second = numbers_in(one), numbers_in(other)
    return bool(first and second) and first != second
