"""The list of events: what a person asked to see, which rows that is, and what they sum up to, in one query each."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, F, Min, Q
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from councils import clock
from councils.dates import quarter_words, year_words
from councils.models import Council

from .models import Event
from .quarters import parse_quarter
from .querysets import EventQuerySet
from .states import EventStatus

SORTS = {
    "-date": ("-ends_on", "-pk"),
    "date": ("ends_on", "pk"),
    "-participants": (F("participants").desc(nulls_last=True), "-ends_on", "-pk"),
    "participants": (F("participants").asc(nulls_last=True), "-ends_on", "-pk"),
}
DEFAULT_SORT = "-date"
RECORDED, AWAITING, VOIDED = "recorded", "awaiting", "voided"
STATES = {RECORDED: _("recorded"), AWAITING: _("awaiting a plan"), VOIDED: _("voided")}


@dataclass(frozen=True)
class Period:
    """A year (2019), a quarter (2019-Q4) or a month (2019-12), by the quarter or month in which events end."""

    label: str
    first: date
    last: date
    name: str


def period_named(label: str) -> Period:
    """Raises ValueError where the label is none of the three forms."""
    if label.isdecimal() and len(label) == 4:
        year = int(label)
        return Period(label, date(year, 1, 1), date(year, 12, 31), year_words(year))
    if "Q" in label.upper():
        quarter = parse_quarter(label)
        return Period(quarter.label, quarter.starts_on, quarter.ends_on, quarter_words(*quarter))
    first = date.fromisoformat(f"{label}-01")
    last = date(first.year + first.month // 12, first.month % 12 + 1, 1) - date.resolution
    return Period(label, first, last, date_format(first, "F Y"))


def periods_of(years: Iterable[int]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Choices grouped by year, the latest first: the year, its quarters, its months."""
    groups = []
    for year in sorted(years, reverse=True):
        labels = [str(year), *(f"{year}-Q{n}" for n in (4, 3, 2, 1)), *(f"{year}-{n:02d}" for n in range(12, 0, -1))]
        groups.append((str(year), [(label, period_named(label).name) for label in labels]))
    return groups


def years_of(council: Council) -> range:
    """The years for which a period can be asked: from the council's first event until today."""
    first = Event.objects.filter(council=council).aggregate(first=Min("ends_on"))["first"]
    today = clock.today()
    return range((first or today).year, today.year + 1)


def matching(council: Council, asked: Mapping[str, Any]) -> EventQuerySet:
    """Events of the council that fit what was asked, whatever their state."""
    events = Event.objects.filter(council=council)
    if asked.get("quarter"):
        events = events.filter(ends_on__range=(asked["quarter"].first, asked["quarter"].last))
    for name in ("item", "district", "form"):
        if asked.get(name):
            events = events.filter(**{name: asked[name]})
    for word in (asked.get("q") or "").casefold().split():
        events = events.filter(search_text__contains=word)
    return events


def in_state(events: EventQuerySet, state: str) -> EventQuerySet:
    """Of the events, those shown: in totals (recorded), beside them (awaiting a plan), or voided."""
    if state == AWAITING:
        return events.awaiting_plan()
    if state == VOIDED:
        return events.filter(status=EventStatus.VOIDED)
    return events.counted()


@dataclass(frozen=True)
class Totals:
    """Sums of what is shown: three measures apart, never added to one another (rule 7)."""

    events: int = 0
    participants: int = 0
    women: int = 0
    men: int = 0
    materials: int = 0
    audience: int = 0

    @property
    def sex_not_recorded(self) -> int:
        return self.participants - self.women - self.men

    @classmethod
    def of_row(cls, row: Mapping[str, Any]) -> "Totals":
        return cls(row["events"], *(row[f"sum_{name}"] for name in cls.__annotations__ if name != "events"))

    @classmethod
    def of_events(cls, events: Iterable[Event]) -> "Totals":
        """Of the rows of one page, which are in hand already."""
        rows = list(events)
        names = [name for name in cls.__annotations__ if name != "events"]
        return cls(len(rows), *(sum(getattr(row, name) or 0 for row in rows) for name in names))


def totals_by_state(events: EventQuerySet) -> dict[str, Totals]:
    """State -> totals, of all three states, in one query."""
    awaiting = ExpressionWrapper(Q(item__isnull=True), output_field=BooleanField())
    totals = dict.fromkeys(STATES, Totals())
    for row in events.annotate(is_awaiting=awaiting).summed_by("status", "is_awaiting"):
        state = VOIDED if row["status"] == EventStatus.VOIDED else AWAITING if row["is_awaiting"] else RECORDED
        totals[state] = _sum(totals[state], Totals.of_row(row))
    return totals


def _sum(one: Totals, other: Totals) -> Totals:
    return Totals(*(getattr(one, name) + getattr(other, name) for name in Totals.__annotations__))
