"""What SMS entered for a council by its letter: counted for a statement, and read back from one (rule 3)."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count
from django.utils import timezone

from actionplans.models import Event
from actionplans.quarters import Span
from councils.models import Council, User
from councils.rights import rights_of

from .models import BehalfEntry, CouncilReport


def entered_on_behalf(council: Council, quarter: Span) -> list[dict[str, Any]]:
    """Of the events that the quarter counts, those that SMS entered: by which letter, on which day, how many (rule 3).

    One query; statements before format 3 do not tell it.
    """
    events = Event.objects.counted().in_span(quarter).filter(council=council, batch__letter__isnull=False)
    told = events.order_by().values_list("batch__imported_at", "batch__letter_number").annotate(events=Count("*"))
    sums: Counter[tuple[str, str]] = Counter()
    for moment, letter, count in told:
        sums[timezone.localtime(moment).date().isoformat(), letter] += count
    return [{"letter": letter, "events": count, "on": day} for (day, letter), count in sorted(sums.items())]


@dataclass(frozen=True)
class OnBehalf:
    """Events that SMS entered for the council: how many, by which letter, on which day (rule 3)."""

    letter: str
    events: int
    on: date


def on_behalf_of(statement: Mapping[str, Any]) -> list[OnBehalf]:
    """Of a council's statement, or of its part in a national one; editions before format 3 do not tell it."""
    return [
        OnBehalf(told["letter"], told["events"], date.fromisoformat(told["on"]))
        for told in statement.get("on_behalf", ())
    ]


def running_entry(report: CouncilReport) -> BehalfEntry | None:
    """By which letter SMS enters this report for the council at present; None while the council does."""
    return report.behalf_entries.filter(taken_over_at=None).select_related("letter", "opened_by__person").first()


def letter_of(report: CouncilReport, actor: User) -> str:
    """The letter by which this user writes in the report on the council's behalf; "" for everybody else."""
    entry = running_entry(report) if rights_of(actor).is_sms and not rights_of(actor).operator else None
    return entry.letter_number if entry else ""
