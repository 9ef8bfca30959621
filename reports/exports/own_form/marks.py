"""How a mark is written: {{path}}, {{each.list.path}} in a row that is repeated. Knows no models. Pure functions."""

import re
from collections.abc import Callable

MARK = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
EACH = "each."
LISTS = ("councils", "items", "problems", "decisions")


def marks_in(text: str) -> list[str]:
    """The paths that a cell's text names."""
    return MARK.findall(text)


def list_of(path: str) -> str:
    """The list whose row this mark repeats; "" for any other mark."""
    return path.split(".")[1] if path.startswith(EACH) and path.count(".") >= 2 else ""


def lone(text: str) -> str:
    """The path where a cell holds one mark and nothing else: its value keeps its type; "" otherwise."""
    found = MARK.fullmatch(text.strip())
    return found[1] if found else ""


def replaced(text: str, words: Callable[[str], str]) -> str:
    return MARK.sub(lambda found: words(found[1]), text)
