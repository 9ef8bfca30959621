"""What a workbook is made from: statements, sealed or live, and how names and days in them are read. Pure functions.

Nothing here or in the sheets asks the database: what is not in a statement is not in a workbook (rule 14).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from councils.dates import day_short, span_words
from councils.numbers import per_cent
from reports.statement import Statement
from reports.states import MissingQuarter

NOT_APPLICABLE = "—"
Names = dict[str, str]


@dataclass(frozen=True)
class Seal:
    """Which edition it is; `code` are the sixteen signs that every page carries."""

    number: int
    code: str
    sha256: str


@dataclass(frozen=True)
class Content:
    """A statement (national, or one council's own) and the council statements behind it, each with its events.

    `as_of` is the moment of sealing; without a seal, the moment of asking. `for_ga` leaves out of a national workbook
    the sheets that are for SMS's own work: no event and no place is in it. `to_sign` is the code of the figures while
    a council's report waits for the signature: the paper that is signed bears it (rule 11). `quarters` are the sealed
    national editions of which a half-year or a year is the sum (rule 13).
    """

    statement: Statement
    councils: tuple[Statement, ...]
    language: str
    as_of: datetime
    seal: Seal | None = None
    demonstration: bool = False
    for_ga: bool = False
    to_sign: str = ""
    quarters: tuple["Content", ...] = ()

    @property
    def is_national(self) -> bool:
        return bool(self.statement["kind"] == "national")

    @property
    def period(self) -> str:
        """«IV квартал 2019 года», «I полугодие 2019 года», «2019 год»."""
        return self._span(self.statement["period"])

    def _span(self, told: Statement) -> str:
        return span_words(told["year"], told["quarter"], told.get("months", 3), self.language)

    @property
    def is_sum(self) -> bool:
        """A sum of sealed editions, itself not sealed."""
        return bool(self.quarters)

    @property
    def parts(self) -> tuple["Content", ...]:
        """What tells of reports: the quarters of a sum, each by itself, else this alone."""
        return self.quarters or (self,)

    @property
    def reports(self) -> list[Statement]:
        """The councils' statements, in a sum those of each quarter."""
        return [council for part in self.parts for council in part.councils]

    def who(self, names: Names, period: Statement) -> str:
        """A council; in a sum with the quarter of which something is told of it."""
        return f"{self.name(names)}, {self._span(period)}" if self.is_sum else self.name(names)

    def reporter(self, council: Statement) -> str:
        return self.who(council["council"]["region"], council["period"])

    @property
    def absent(self) -> list[tuple[str, str]]:
        """Councils that are not in, and why."""
        return [
            (self.who(gap["names"], part.statement["period"]), gap["reason"])
            for part in self.parts
            for gap in part.statement.get("missing", ())
        ]

    @property
    def lacking(self) -> list[str]:
        """Quarters that a sum lacks, and why."""
        told = self.statement["quarters"] if self.is_sum else ()
        return [f"{self._span(one)} ({MissingQuarter(one['missing']).label})" for one in told if one["missing"]]

    @property
    def forms(self) -> list[Statement]:
        """Versions of the report form in which it is given; editions before format 4 do not tell it."""
        found = []
        for part in self.parts:
            told = next((one["form"] for one in (part.statement, *part.councils) if one.get("form")), None)
            if told and told not in found:
                found.append(told)
        return found

    @property
    def is_quarter(self) -> bool:
        """Else a half-year or a year: the sum of its quarters."""
        return self.statement["period"].get("months", 3) == 3 and self.statement["period"]["quarter"] is not None

    @property
    def in_period(self) -> str:
        """How the column of the period's own figures is called."""
        return _("In the quarter") if self.is_quarter else _("In the period")

    @property
    def last_year(self) -> str:
        """How the column of the year before is called."""
        return _("Same quarter last year") if self.is_quarter else _("Same months last year")

    @property
    def reported(self) -> int:
        """How many of the councils whose report was due are in."""
        return int(self.statement["due"] - len(self.statement["missing"]))

    @property
    def came_in(self) -> int:
        """How many reports are in, as the board counts them: submitted, or accepted before they were opened again."""
        return sum(1 for one in self.councils if one.get("signature") or one.get("accepted_before"))

    @property
    def how_far(self) -> dict[str, str]:
        """By council's code: how far a report is that is not accepted; why it is missing."""
        return {gap["code"]: gap["reason"] for gap in self.statement.get("missing", ())}

    def name(self, names: Names | None) -> str:
        """A name in the workbook's language; Russian where there is none."""
        return (names.get(self.language) or names["ru"]) if names else ""

    def region(self, council: Statement) -> str:
        """A council by its region, as tables name it."""
        return self.name(council["council"]["region"])

    def items(self) -> Iterator[tuple[Statement, Statement]]:
        """(council, item) in the order of councils and plans."""
        for council in self.councils:
            for item in council["items"]:
                yield council, item

    def sealed_words(self) -> str:
        """What stands under every title: edition and code, or plainly that nothing is sealed, or what was summed."""
        if self.is_sum:
            told = (f"{one['label']} № {one['edition']}" for one in self.statement["quarters"] if one["edition"])
            return _("SUM of sealed editions, itself not sealed: %(editions)s") % {"editions": ", ".join(told)}
        if self.seal:
            return _("Edition %(number)s · %(code)s") % {"number": self.seal.number, "code": self.seal.code}
        if self.to_sign:
            return _("For signature, not sealed yet · code of the figures %(code)s") % {"code": self.to_sign}
        day = day_short(self.as_of.date())
        return _("NOT SEALED: working figures of %(day)s, they may still change") % {"day": day}


def day_of(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def label(choices: Any, value: str | None) -> str:
    """A choice in the reader's language; a value that is not on the list any more stands as it was sealed."""
    return str(dict(choices).get(value, value)) if value else ""


def signatory(content: Content, signature: Statement) -> str:
    """Who signed, and in which seat."""
    return f"{signature['name']}, {content.name(signature['seat'])}"


def on_behalf_words(told: Statement) -> list[str]:
    """What SMS entered for a council, a line for each letter; editions before format 3 do not tell it."""
    words = _("letter %(letter)s of %(day)s: events %(count)s")
    return [
        words % {"letter": one["letter"], "day": day_short(date.fromisoformat(one["on"])), "count": one["events"]}
        for one in told.get("on_behalf", ())
    ]


def whole_per_cent(part: int, whole: int) -> int | str:
    """Whole per cents, rounded half up; a dash where there is nothing to be a part of."""
    exact = per_cent(part, whole)
    return NOT_APPLICABLE if exact is None else half_up(exact)


def half_up(exact: Fraction) -> int:
    rounded = int(abs(exact) + Fraction(1, 2))
    return -rounded if exact < 0 else rounded


def like_words(before: Statement, now: int) -> str:
    """Where the years are compared over fewer months than the quarter has, how many this year had over them."""
    first, last = (day_short(date.fromisoformat(before[name])) for name in ("first", "last"))
    return _("like months only (%(first)s–%(last)s): %(count)s this year") % {
        "first": first, "last": last, "count": now,
    }  # fmt: skip
