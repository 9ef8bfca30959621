"""Numbers as people write and read them: parsing by no locale, one way of printing in every language. A leaf."""

import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from django.utils.translation import gettext_lazy as _

THIN = "\u202f"  # narrow no-break space, between thousands
MINUS = "\u2212"
NBSP = "\u00a0"
LARGEST = 999_999_999  # fits the database's integer; no count here comes near it

_WHOLE = re.compile(r"\d+|\d{1,3}(?: \d{3})+", re.ASCII)
_AMOUNT = re.compile(r"(?P<whole>\d+|\d{1,3}(?: \d{3})+)(?:[.,](?P<part>\d+))?", re.ASCII)


# «25¹» is 25 with a note, and 251 to whoever takes its digits alike.
RAISED = re.compile("[⁰¹²³⁴-⁹₀-₉]")


class NumberNotRead(ValueError):
    """The text is no number of the kind asked for; the message can stand after a field's name."""

    MESSAGES = {
        "unreadable": _("“%(text)s” is not a number. Write digits only, such as 25"),
        "fraction": _("“%(text)s” is not a whole number"),
        "negative": _("“%(text)s” is below zero"),
        "too_large": _("“%(text)s” is too large"),
    }

    def __init__(self, reason: str, text: str) -> None:
        self.reason = reason
        self.text = text[:40]
        super().__init__(str(self.MESSAGES[reason] % {"text": self.text}))


def _plain(text: str) -> tuple[str, bool]:
    """The text without its sign, with one kind of space, and whether a minus stood before it.

    Digits raised or lowered are the mark of a note, not digits of the number: Raises NumberNotRead "unreadable".
    """
    if RAISED.search(text):
        raise NumberNotRead("unreadable", text.strip())
    plain = " ".join(unicodedata.normalize("NFKC", text).replace(MINUS, "-").replace("–", "-").split())
    return plain.removeprefix("-").lstrip(), plain.startswith("-")


def parse_count(text: str) -> int | None:
    """A count of heads, copies or events: a whole number from 0; empty is None, which is not 0 (rule 7).

    Spaces of any width between thousands are accepted. Raises NumberNotRead (a ValueError): `reason` is
    "unreadable" (25 чел.), "fraction" (2,5), "negative" or "too_large".
    """
    plain, negative = _plain(text)
    if not plain and not negative:
        return None
    if not _AMOUNT.fullmatch(plain):
        raise NumberNotRead("unreadable", text.strip())
    if negative:
        raise NumberNotRead("negative", text.strip())
    if not _WHOLE.fullmatch(plain):
        raise NumberNotRead("fraction", text.strip())
    count = int(plain.replace(" ", ""))
    if count > LARGEST:
        raise NumberNotRead("too_large", text.strip())
    return count


def parse_amount(text: str) -> Decimal | None:
    """A number that may have a part, with either decimal mark: 12,5 and 12.5 and 12 345,6; empty is None.

    A mark is always the decimal mark, never one of thousands. Negative amounts are read. Raises NumberNotRead.
    """
    plain, negative = _plain(text)
    if not plain and not negative:
        return None
    match = _AMOUNT.fullmatch(plain)
    if not match:
        raise NumberNotRead("unreadable", text.strip())
    amount = Decimal(f"{match['whole'].replace(' ', '')}.{match['part'] or 0}")
    if amount > LARGEST:
        raise NumberNotRead("too_large", text.strip())
    amount = amount if match["part"] else Decimal(int(amount))
    return -amount if negative else amount


def figure_words(value: int | Decimal | float, digits: int | None = None) -> str:
    """12 345,6 with a narrow no-break space, a decimal comma and a true minus, in every language.

    `digits` rounds half up to so many decimals; without it a part is shown as it is.
    """
    number = Decimal(str(value))
    if digits is not None:
        number = number.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    text = f"{abs(number):,f}"
    whole, _point, part = text.partition(".")
    part = part if digits is not None else part.rstrip("0")
    sign = MINUS if number < 0 else ""
    return sign + whole.replace(",", THIN) + (f",{part}" if part else "")


def signed_words(value: int | Decimal) -> str:
    """+66, −13, 0: a change."""
    return f"+{figure_words(value)}" if value > 0 else figure_words(value)


def per_cent(part: int | Decimal, whole: int | Decimal) -> Fraction | None:
    """Part of whole in per cent, exact; None where there is no whole to be a part of."""
    return Fraction(part) * 100 / Fraction(whole) if whole else None


def percent_words(value: int | Decimal | Fraction | float, digits: int = 0) -> str:
    """54 % of a value already in per cent, rounded half up."""
    exact = Fraction(str(value)) if isinstance(value, float) else Fraction(value)
    scaled = exact * 10**digits
    rounded = int(abs(scaled) + Fraction(1, 2))  # half up, away from zero on both sides
    number = Decimal(rounded).scaleb(-digits)
    return f"{figure_words(-number if exact < 0 else number, digits)}{NBSP}%"
