"""The list of events: what a person asked to see, which rows that is, and what they sum up to, in one query each."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, overload

from django.db.models import BooleanField, Exists, ExpressionWrapper, F, Min, OuterRef, Q
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from councils import clock
from councils.dates import span_words, year_words
from councils.letters import TYPED_FOR, in_alphabet
from councils.models import Council

from .models import Event, EventOrganisation
from .quarters import parse_span, quarter_of
from .querysets import EventQuerySet
from .remarks import second_looks
from .states import EventStatus

SORTS = {
    "-date": ("-ends_on", "-pk"),
    "date": ("ends_on", "pk"),
    "-participants": (F("participants").desc(nulls_last=True), "-ends_on", "-pk"),
    "participants": (F("participants").asc(nulls_last=True), "-ends_on", "-pk"),
}
BY_PLACE = ("place", "-place")  # by district, then place: no database knows the Kyrgyz alphabet everywhere
DEFAULT_SORT = "-date"
OPEN = "open"  # the choice of events with something worth a second look that nobody answered yet
BY_SMS, BY_COUNCIL = "sms", "council"  # who entered it: SMS by the council's letter (rule 3), or the council itself
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
    """Raises ValueError where the label is none of the four forms."""
    if label.isdecimal() and len(label) == 4:
        year = int(label)
        return Period(label, date(year, 1, 1), date(year, 12, 31), year_words(year))
    if "Q" in label.upper() or "H" in label.upper():
        span = parse_span(label)
        name = span_words(span.year, span.quarter, span.months)
        return Period(span.label, span.starts_on, span.ends_on, name)
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
    first, last = _span(asked)
    if first:
        events = events.filter(ends_on__gte=first)
    if last:
        events = events.filter(ends_on__lte=last)
    for name in ("item", "district", "form", "campaign", "batch"):
        if asked.get(name):
            events = events.filter(**{name: asked[name]})
    if asked.get("behalf"):
        events = events.filter(batch__letter__isnull=asked["behalf"] != BY_SMS)
    if asked.get("organisation"):
        here = Q(organisation=asked["organisation"]) | Q(organisation__same_as=asked["organisation"])
        events = events.filter(Exists(EventOrganisation.objects.filter(here, event=OuterRef("pk"))))
    for word in (asked.get("q") or "").casefold().split():
        events = events.filter(search_text__regex=spelled(word))
    if asked.get("remarks"):
        events = events.filter(pk__in=_open_in(council, first, last))
    return events


def _span(asked: Mapping[str, Any]) -> tuple[date | None, date | None]:
    """The days between which events must end: the period's and those typed, whichever is narrower."""
    period = asked.get("quarter")
    firsts = [day for day in (period and period.first, asked.get("since")) if day]
    lasts = [day for day in (period and period.last, asked.get("until")) if day]
    return max(firsts, default=None), min(lasts, default=None)


_SPELLINGS = {letter: f"[{pair}]" for pair in TYPED_FOR for letter in pair}


def spelled(word: str) -> str:
    """A pattern that finds a folded word however it was typed: a Russian keyboard has no ө, ү, ң, and many no ё."""
    return "".join(_SPELLINGS.get(letter) or re.escape(letter) for letter in word)


def _open_in(council: Council, first: date | None, last: date | None) -> list[int]:
    """Events with a finding that nobody answered, of the quarters that the days touch."""
    years = years_of(council)
    begin = max(first or date.min, date(years.start, 1, 1))
    quarters = []
    quarter = quarter_of(begin)
    while quarter.starts_on <= min(last or date.max, clock.today()):
        quarters.append(quarter)
        quarter = quarter.next()
    (look,) = second_looks([council], quarters)
    return list({event.pk for finding in look.open for event in finding.events})


class ByPlace(Sequence[Event]):
    """Events by district and place in the order of the alphabet; rows are read as they are asked for."""

    def __init__(self, events: EventQuerySet, *, backwards: bool) -> None:
        self.events = events
        name = f"district__name_{(get_language() or 'ru')[:2]}"
        told = events.order_by("-ends_on", "-pk").values_list("pk", name, "place")
        keys = {pk: (in_alphabet(district or ""), in_alphabet(place)) for pk, district, place in told}
        self.order = sorted(keys, key=keys.__getitem__, reverse=backwards)

    def __len__(self) -> int:
        return len(self.order)

    @overload
    def __getitem__(self, at: int) -> Event: ...
    @overload
    def __getitem__(self, at: slice) -> list[Event]: ...
    def __getitem__(self, at: int | slice) -> Event | list[Event]:
        if isinstance(at, int):
            return self[at : at + 1][0]
        pks = self.order[at]
        found = self.events.in_bulk(pks)
        return [found[pk] for pk in pks]


def ordered(events: EventQuerySet, sort: str) -> EventQuerySet | ByPlace:
    """The events in the order asked for; an order that nobody offers is the usual one."""
    if sort in BY_PLACE:
        return ByPlace(events, backwards=sort.startswith("-"))
    return events.order_by(*SORTS.get(sort, SORTS[DEFAULT_SORT]))


def order_named(sort: str) -> str:
    return sort if sort in SORTS or sort in BY_PLACE else DEFAULT_SORT


def packed(asked: Mapping[str, Any]) -> dict[str, Any]:
    """What was asked as a job can keep it: rows by their keys, days as text, the period by its label."""
    told = {}
    for name, value in asked.items():
        if value:
            value = value.label if isinstance(value, Period) else getattr(value, "pk", value)
            told[name] = value.isoformat() if isinstance(value, date) else value
    return told


def unpacked(told: Mapping[str, Any]) -> dict[str, Any]:
    """What `packed` kept, as `matching` reads it."""
    asked = dict(told)
    if "quarter" in asked:
        asked["quarter"] = period_named(asked["quarter"])
    return asked | {name: date.fromisoformat(asked[name]) for name in ("since", "until") if name in asked}


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
