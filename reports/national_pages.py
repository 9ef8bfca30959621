"""What a national report's page shows, built from its statement alone (rules 13 and 14)."""

from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from django.urls import reverse

from actionplans.states import EventForm, NationalOwner
from councils.rights import Rights

from .attention import Attention, attention_of, restated_hashes
from .editions import open_editions
from .links import EventLinks, sealed_links
from .models import Edition
from .national import council_editions_of
from .on_behalf import OnBehalf, on_behalf_of
from .pages import (
    LABELS,
    Change,
    Compared,
    Restated,
    Tile,
    compared_of,
    day_of,
    restated_of,
    said,
    tiles_of,
)
from .statement import Statement
from .states import ItemStatus

COLUMNS = ("events", "participants", "women", "men", "sex_not_recorded", "youth", "audience", "materials")
NATIONAL_COLUMNS = ("participants", "women", "men", "sex_not_recorded", "audience", "materials")


@dataclass(frozen=True)
class Cell:
    name: str
    value: int
    url: str = ""


@dataclass(frozen=True)
class CouncilLine:
    """One council in the national report: what its accepted edition said."""

    code: str
    name: str
    edition: int
    edition_url: str
    cells: list[Cell]
    change: Change | None
    overdue: int
    items: int
    submitted_on: date | None
    days_late: int
    returns: int
    signed_by: str
    paper: str
    on_behalf: list[OnBehalf]


@dataclass(frozen=True)
class NationalEventLine:
    """One event that no council held, as the edition tells it."""

    code: str
    title: str
    held_by: str
    form: str
    place: str
    first: date | None
    last: date | None
    counts: list[int | None]
    url: str


@dataclass(frozen=True)
class NationalEvents:
    """National events and their own sums, apart from everything that the councils did."""

    columns: list[Any]
    lines: list[NationalEventLine]
    totals: list[int]


@dataclass(frozen=True)
class NationalPage:
    statement: Statement
    tiles: list[Tile]
    compared: Compared | None
    columns: list[Any]
    lines: list[CouncilLine]
    totals: list[Cell]
    missing: list[tuple[str, str]]
    restated: Restated | None
    restated_councils: list[tuple[str, list[tuple[Any, int | None, int]]]]
    national_events: NationalEvents | None
    restated_events: list[str]
    restated_texts: list[str]
    first: Attention

    @property
    def states(self) -> list[tuple[str, Any, int]]:
        """(state, words, items) over all councils, in the order of the states."""
        counted: dict[str, int] = {}
        for council in self.statement["councils"]:
            for status, items in council["statuses"].items():
                counted[status] = counted.get(status, 0) + items
        return [(status.value, status.label, counted[status]) for status in ItemStatus if counted.get(status)]

    @property
    def items(self) -> int:
        return sum(council["items"] for council in self.statement["councils"])

    @property
    def overdue(self) -> int:
        return sum(line.overdue for line in self.lines)

    @property
    def in_time(self) -> int:
        return sum(1 for line in self.lines if not line.days_late)


def national_page(statement: Statement, rights: Rights) -> NationalPage:
    """Three queries, whatever the number of councils."""
    hashes = [statement.get("sha256", ""), *(told["sha256"] for told in statement["councils"])]
    named = Edition.objects.filter(sha256__in=[*hashes, *restated_hashes(statement)])
    pks: dict[str, int] = dict(named.values_list("sha256", "pk"))
    label = statement["period"]["label"]
    own, *links = [sealed_links(pks[sha256], label) if sha256 in pks else EventLinks() for sha256 in hashes]
    councils = zip(statement["councils"], links, strict=True)
    return NationalPage(
        statement=statement,
        tiles=tiles_of(statement, partial(own.to, label)),
        compared=compared_of(statement),
        columns=[(name, LABELS[name]) for name in COLUMNS],
        lines=[_line(told, links, label, pks.get(told["sha256"])) for told, links in councils],
        totals=_cells(statement, own, label),
        missing=[(said(gap["names"]), gap["reason"]) for gap in statement["missing"]],
        restated=restated_of(statement),
        restated_councils=_restated_councils(statement),
        national_events=_national_events(statement, rights),
        restated_events=(statement.get("changes") or {}).get("national_events", []),
        restated_texts=(statement.get("changes") or {}).get("narrative", []),
        first=attention_of(statement, open_editions(council_editions_of(statement)), pks),
    )


def _national_events(statement: Statement, rights: Rights) -> NationalEvents | None:
    """None where there were none, or the edition is older than their telling."""
    told = statement.get("national_events")
    if not told or not told["events"]:
        return None
    linked = rights.is_sms or rights.is_administrator  # GA would not find one that was voided since
    lines = [_national_event(event, linked) for event in told["events"]]
    totals = [told["figures"][name] for name in NATIONAL_COLUMNS]
    return NationalEvents([(name, LABELS[name]) for name in NATIONAL_COLUMNS], lines, totals)


def _national_event(event: Statement, linked: bool) -> NationalEventLine:
    heads = event["participants"]
    rest = None if heads is None else heads - (event["women"] or 0) - (event["men"] or 0)
    counts = event | {"sex_not_recorded": rest}
    return NationalEventLine(
        code=event["code"],
        title=event["title"],
        held_by=event["partner"] or _word(NationalOwner.choices, event["owner"]),
        form=_word(EventForm.choices, event["form"]),
        place=event["place"],
        first=day_of(event["starts_on"]),
        last=day_of(event["ends_on"]),
        counts=[counts[name] for name in NATIONAL_COLUMNS],
        url=reverse("actionplans:national-event-detail", args=[event["code"]]) if linked else "",
    )


def _word(choices: Any, value: str) -> str:
    """A choice in the reader's language; what is not on the list any more stands as it was sealed."""
    return str(dict(choices).get(value, value))


def _cells(told: Statement, links: EventLinks, label: str) -> list[Cell]:
    return [Cell(name, told["figures"][name], links.to(label, figure=name)) for name in COLUMNS]


def _line(told: Statement, links: EventLinks, label: str, pk: int | None) -> CouncilLine:
    before, signature = told["year_before"], told["signature"]
    change = Change(before["figures"]["participants"], before["like"]["participants"]) if before else None
    return CouncilLine(
        code=told["code"],
        name=said(told["region"]),
        edition=told["edition"],
        edition_url=reverse("reports:edition-detail", args=[pk]) if pk else "",
        cells=_cells(told, links, label),
        change=change,
        overdue=told["statuses"].get(ItemStatus.OVERDUE, 0),
        items=told["items"],
        submitted_on=day_of(told["first_submitted_on"]),
        days_late=told["days_late"],
        returns=told["returns"],
        signed_by=signature["name"],
        paper=signature["outgoing_number"],
        on_behalf=on_behalf_of(told),
    )


def _restated_councils(statement: Statement) -> list[tuple[str, list[tuple[Any, int | None, int]]]]:
    """For each council whose edition is another than before: (label, was, now) of what differs."""
    names = {told["code"]: said(told["region"]) for told in statement["councils"]}
    found = []
    for told in (statement.get("changes") or {}).get("councils", ()):
        before, after = told["before"], told["after"]
        rows = [
            (LABELS[name], before[name] if before else None, after[name])
            for name in LABELS
            if not before or before[name] != after[name]
        ]
        found.append((names[told["code"]], rows))
    return found
