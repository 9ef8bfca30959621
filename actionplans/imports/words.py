"""The words by which a spreadsheet is understood, data in actionplans/reference/, and how words are compared."""

import csv
import re
import unicodedata
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "reference"
_APART = re.compile(r"[^\w%№<>+]+|_")


def fold(text: str) -> str:
    """Text as it is compared: without case, ё, punctuation and the width of its spaces."""
    plain = unicodedata.normalize("NFKC", text.replace("№", "#")).casefold().replace("ё", "е").replace("#", "№")
    return " ".join(_APART.sub(" ", plain).split())


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
    """Words with which a row of totals begins."""
    return tuple(fold(row["words"]) for row in _rows("totals.csv"))
