"""What became of a decision as of a day, and who takes its next step (rule 4). Reads only."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from . import clock
from .models import Decision, DecisionStep
from .rights import rights_of
from .states import DecisionState

WITHDRAWABLE = (DecisionState.OPEN, DecisionState.NOTED)


@dataclass(frozen=True)
class Followed:
    """A decision as it stood when `day` ended, or as it stands now if that is today; `done_on` and `outcome` only
    where it was carried out by then."""

    decision: Decision
    day: date
    state: str
    due_on: date | None
    done_on: date | None
    outcome: DecisionStep | None

    @property
    def overdue(self) -> bool:
        """To be carried out still, and its day is over: the last day itself, too, once it has ended."""
        last = self.day if self.day < clock.today() else self.day - timedelta(days=1)
        return self.state == DecisionState.OPEN and self.due_on is not None and self.due_on <= last

    @property
    def in_time(self) -> bool:
        """Carried out by the day on which it was due then."""
        return self.done_on is not None and self.due_on is not None and self.done_on <= self.due_on

    @property
    def state_label(self) -> Any:
        return DecisionState(self.state).label


def as_of(decision: Decision, day: date) -> Followed:
    """By the steps that count on that day or before; those days never fall back from step to step. Asks the database
    only where the steps are not at hand."""
    steps = sorted(decision.steps.all(), key=lambda step: step.number)
    known = [step for step in steps if step.counts_on <= day]
    state: str = known[-1].state if known else _first_state(decision, steps)
    due_on = next((s.due_before for s in steps if s.due_before and s.counts_on > day), decision.due_on)
    done = known[-1] if known and state == DecisionState.DONE else None
    return Followed(decision, day, state, due_on, done.counts_on if done else None, done)


def _first_state(decision: Decision, steps: list[DecisionStep]) -> str:
    """As it was taken: to be carried out where it was adopted with a day, else only noted."""
    if not steps:
        return decision.state
    return DecisionState.OPEN if decision.is_adopted and decision.due_on else DecisionState.NOTED


def followed(decisions: Iterable[Decision], day: date) -> list[Followed]:
    return [as_of(decision, day) for decision in decisions]


# ---- who takes the next step


def may_report(user: Any, decision: Decision) -> bool:
    """Whoever answers for it, the secretary, the chair and the deputy say what came of it."""
    return may_see_to(user, decision) or Decision.objects.of(user).filter(pk=decision.pk).exists()


def may_see_to(user: Any, decision: Decision) -> bool:
    """The secretary, the chair and the deputy take it up again, withdraw it and change its day."""
    rights, council = rights_of(user), decision.meeting.council_id
    return rights.may_record(council) or rights.may_sign(council)
