"""What the Government Administration looks at first in a national report: what is not done and who answers, what needs
a decision, which earlier quarters were restated, how the measures stand; from sealed statements alone (rule 13)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse

from .narrative import states_of
from .national import Coverage, coverage_of
from .pages import LABELS, Change, changed_rows, day_of, said
from .statement import Statement
from .states import InstructionStatus, ItemStatus
from .told.narrative import place_of

UNDONE = (ItemStatus.OVERDUE, ItemStatus.NOT_FULFILLED)
FIGURES = ("events", "participants", "women", "men", "sex_not_recorded", "youth", "audience", "materials")


@dataclass(frozen=True)
class Undone:
    """A plan item that is overdue or not fulfilled, and who answers for it; `about` is how an instruction names it."""

    region: str
    number: str
    title: str
    status: str
    responsible: str
    due: str
    about: str

    @property
    def status_label(self) -> Any:
        return ItemStatus(self.status).label


@dataclass(frozen=True)
class Raised:
    """A problem with what its council proposes, and to whom."""

    region: str
    item: str | None
    problem: str
    proposal: str
    addressee: str


@dataclass(frozen=True)
class MeasureStates:
    """How the items of one measure stand over all councils."""

    code: str
    name: str
    councils: int
    items: int
    states: list[tuple[str, Any, int]]


@dataclass(frozen=True)
class RestatedQuarter:
    """One edition of a council that changed what an earlier quarter said; figures as (label, was, now)."""

    period: str
    region: str
    edition: int
    url: str
    reason: str
    asked_by: str
    figures: list[tuple[Any, int | None, int | None]]


@dataclass(frozen=True)
class InstructionLine:
    """An instruction as it stood when the edition was sealed."""

    number: str
    url: str
    text: str
    addressee: str
    region: str
    item: str | None
    due_on: date | None
    state: str
    overdue: bool
    outcome: str

    @property
    def state_label(self) -> Any:
        return InstructionStatus(self.state).label


@dataclass(frozen=True)
class CountryFigure:
    """A figure of all councils: in the quarter, in the year to date, its change on the like months, its coverage."""

    label: Any
    value: int | None
    year: int | None
    change: Change | None
    coverage: Coverage


@dataclass(frozen=True)
class Narrative:
    """What is said of one measure: SMS's text, who wrote it, and the councils' own."""

    code: str
    name: str
    text: str
    by: str
    councils: list[tuple[str, list[Statement]]]


@dataclass(frozen=True)
class Attention:
    undone: list[Undone]
    problems: list[Raised]
    measures: list[MeasureStates]
    restated: list[RestatedQuarter]
    instructions: list[InstructionLine]
    figures: list[CountryFigure]
    narrative: list[Narrative]


def attention_of(statement: Statement, councils: Iterable[Statement], pks: Mapping[str, int]) -> Attention:
    """`councils` are the statements that the national one consolidated, `pks` editions by their hashes. No query."""
    told = list(councils)
    regions = {each["council"]["code"]: said(each["council"]["region"]) for each in told}
    return Attention(
        undone=[_undone(each, item) for each in told for item in each["items"] if item["status"] in UNDONE],
        problems=[
            Raised(said(each["council"]["region"]), one["item"], one["problem"], one["proposal"], one["addressee"])
            for each in told
            for one in each.get("problems", ())
            if one["proposal"]
        ],
        measures=measures_of(told),
        restated=[_restated(one, pks) for one in statement.get("restated", ())],
        instructions=[_instruction(one, regions) for one in statement.get("instructions", ())],
        figures=[_figure(statement, name) for name in FIGURES],
        narrative=[_narrative(one) for one in statement.get("narrative", ())],
    )


def restated_hashes(statement: Statement) -> list[str]:
    return [one["sha256"] for one in statement.get("restated", ())]


def _undone(statement: Statement, item: Statement) -> Undone:
    return Undone(
        region=said(statement["council"]["region"]), number=item["number"], title=said(item["title"]),
        status=item["status"], responsible=item["responsible"], due=item["due"],
        about=f"{statement['council']['code']}/{item['id']}",
    )  # fmt: skip


def measures_of(councils: list[Statement]) -> list[MeasureStates]:
    """How the items stand by measure of the Programme, from the councils' statements alone."""
    names: dict[str, str] = {}
    items: dict[str, list[tuple[str, str | None]]] = {}
    for told in councils:
        for item in told["items"]:
            if item["measure"]:
                names.setdefault(item["measure"]["code"], said(item["measure"]["names"]))
                items.setdefault(item["measure"]["code"], []).append((told["council"]["code"], item["status"]))
    return [
        MeasureStates(
            code, names[code], len({council for council, _status in items[code]}), len(items[code]),
            states_of(status for _council, status in items[code]),
        )
        for code in sorted(names, key=place_of)
    ]  # fmt: skip


def _restated(one: Statement, pks: Mapping[str, int]) -> RestatedQuarter:
    pk = pks.get(one["sha256"])
    return RestatedQuarter(
        period=one["period"], region=said(one["region"]), edition=one["edition"],
        url=reverse("reports:edition-detail", args=[pk]) if pk else "", reason=one["reason"],
        asked_by=one["asked_by"],
        figures=changed_rows(one),
    )  # fmt: skip


def _instruction(one: Statement, regions: Mapping[str, str]) -> InstructionLine:
    code = one["council"]
    return InstructionLine(
        number=one["number"], url=reverse("reports:instruction-detail", args=one["number"].split("/")),
        text=one["text"], addressee=one["addressee"], region=regions.get(code, code or ""), item=one["item"],
        due_on=day_of(one["due_on"]), state=one["state"], overdue=one["overdue"], outcome=one["outcome"],
    )  # fmt: skip


def _figure(statement: Statement, name: str) -> CountryFigure:
    before = statement["year_before"]
    change = Change(before["figures"][name], before["like"][name]) if before else None
    figures, year = statement["figures"], statement["year_to_date"]
    return CountryFigure(LABELS[name], figures[name], year[name], change, coverage_of(statement, name))


def _narrative(one: Statement) -> Narrative:
    councils = [(said(council["region"]), council["texts"]) for council in one["councils"]]
    measure = one["measure"]
    return Narrative(measure["code"], said(measure["names"]), one["text"], ", ".join(one["by"]), councils)
