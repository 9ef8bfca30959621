"""What a statement says beside items and figures, as its pages show it; older editions lack some or all of it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from councils.numbers import figure_words
from councils.states import DecisionState

from .editions import REDACTED
from .statement import Statement
from .states import QuestionKind, YesNo


def said(names: dict[str, str]) -> str:
    """The name in the reader's language; Russian where the plan gives no other."""
    return names.get((get_language() or "ru")[:2]) or names["ru"]


@dataclass(frozen=True)
class Problem:
    """Of one plan item, or of the whole plan (`item_id` is None)."""

    id: int
    item_id: int | None
    number: str | None
    problem: str
    proposal: str
    addressee: str


def problems_of(statement: Statement) -> list[Problem]:
    return [
        Problem(
            told["id"], told.get("item_id"), told["item"], told["problem"], told["proposal"], told["addressee"]
        )
        for told in statement.get("problems", ())
    ]  # fmt: skip


@dataclass(frozen=True)
class Answer:
    """A question of the report form with what the council says, "" where it says nothing yet."""

    id: int
    question: str
    required: bool
    words: Any

    @property
    def is_missing(self) -> bool:
        return self.required and not self.words


def answers_of(statement: Statement) -> list[Answer]:
    return [
        Answer(told["id"], said(told["question"]), told["required"], answer_words(told["kind"], told["text"]))
        for told in statement.get("answers", ())
    ]


def answer_words(kind: str, text: str) -> Any:
    """An answer as a reader reads it: yes or no in their language, a number grouped; a redacted one as it is."""
    if kind == QuestionKind.YES_NO and text in YesNo.values:
        return YesNo(text).label
    if kind == QuestionKind.NUMBER and text:
        try:
            return figure_words(Decimal(text))
        except InvalidOperation:
            return text
    return text


@dataclass(frozen=True)
class FormSaid:
    """The version of the report form that a report is given in."""

    number: int
    name: str
    order_number: str
    ordered_on: date


def form_of(statement: Statement) -> FormSaid | None:
    told = statement.get("form")
    if not told:
        return None
    return FormSaid(
        told["number"], said(told["names"]), told["order_number"], date.fromisoformat(told["ordered_on"])
    )  # fmt: skip


@dataclass(frozen=True)
class Opinion:
    """A member's separate opinion."""

    id: int
    name: str
    seat: str
    organisation: str
    text: str
    has_file: bool


def _has_file(told: Statement) -> bool:
    """The scan goes with an opinion that is blacked out."""
    return bool(told["file_sha256"]) and told["text"] != REDACTED


def opinions_of(statement: Statement) -> list[Opinion]:
    return [
        Opinion(
            told["id"], told["name"], said(told["seat"]), told["organisation"], told["text"], _has_file(told)
        )
        for told in statement.get("opinions", ())
    ]  # fmt: skip


@dataclass(frozen=True)
class DecisionSaid:
    """A decision as it stood when the quarter ended; who reads working records opens it by `place`."""

    number: str
    held_on: date
    text: str
    responsible: str
    due_on: date | None
    state: str
    overdue: bool
    done_on: date | None
    outcome: str
    advice: bool
    adopted: bool

    @property
    def state_label(self) -> Any:
        return DecisionState(self.state).label

    @property
    def place(self) -> list[int]:
        """Numbers of the meeting and of the decision in it."""
        return [int(part) for part in self.number.split("/")]


def decisions_of(statement: Statement) -> list[DecisionSaid]:
    return [
        DecisionSaid(
            **{name: told[name] for name in _AS_TOLD}, held_on=date.fromisoformat(told["held_on"]),
            due_on=_day(told["due_on"]), done_on=_day(told["done_on"]),
        )
        for told in statement.get("decisions", ())
    ]  # fmt: skip


_AS_TOLD = ("number", "text", "responsible", "state", "overdue", "outcome", "advice", "adopted")


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


MEETING_LABELS = {
    "held": _("Meetings held"), "with_quorum": _("Meetings with a quorum"), "decisions": _("Decisions taken"),
    "advice": _("Advice, without a quorum"), "done": _("Decisions carried out"),
    "open": _("Decisions to be carried out"), "overdue": _("Decisions overdue"),
}  # fmt: skip


@dataclass(frozen=True)
class MeetingsSaid:
    """What is counted of a council's meetings, by its names in the statement, and each meeting of the quarter."""

    counted: dict[str, Any]

    @property
    def as_of(self) -> date:
        return date.fromisoformat(self.counted["as_of"])

    @property
    def meetings(self) -> list[dict[str, Any]]:
        return [row | {"held_on": date.fromisoformat(row["held_on"])} for row in self.counted["list"]]


@dataclass(frozen=True)
class Beside:
    """All of it for one statement, live or sealed."""

    statement: Statement

    @property
    def form(self) -> FormSaid | None:
        return form_of(self.statement)

    @property
    def answers(self) -> list[Answer]:
        return answers_of(self.statement)

    @property
    def problems(self) -> list[Problem]:
        """Of the whole plan, and of items that the quarter's plan no longer has."""
        shown = {item["id"] for item in self.statement["items"]}
        return [told for told in problems_of(self.statement) if told.item_id not in shown]

    @property
    def opinions(self) -> list[Opinion]:
        return opinions_of(self.statement)

    @property
    def meetings(self) -> MeetingsSaid | None:
        """None in editions before format 5, which do not tell them."""
        told = self.statement.get("meetings")
        return MeetingsSaid(told) if told else None

    @property
    def decisions(self) -> list[DecisionSaid]:
        return decisions_of(self.statement)

    @property
    def reached(self) -> dict[str, int] | None:
        """Residents reached; None in editions that are older than this telling."""
        return self.statement.get("reached")
