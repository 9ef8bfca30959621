"""Events that await a plan, each with the items that cover it by now (rule 6). Reads only."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import translation

from councils.models import Council

from .checks import Surroundings, closed, in_force
from .models import Event, PlanItem

SUGGESTED = 3
TELLING = 5  # a word that stands in more items than that tells none of them from the others
_WORD = re.compile(r"\w{4,}")
_STEM = 5  # letters: Russian and Kyrgyz words change at their ends


@dataclass(frozen=True)
class Waiting:
    """One event: the items that cover all its days, those close by their words first; nothing is chosen for anybody.

    `shut` says in words why it cannot be attached although a plan covers it; `sealed`: attaching is a correction.
    """

    event: Event
    close: tuple[PlanItem, ...]
    others: tuple[PlanItem, ...]
    sealed: bool
    shut: str

    @property
    def items(self) -> tuple[PlanItem, ...]:
        return self.close + self.others

    @property
    def may_be_attached(self) -> bool:
        return bool(self.items) and not self.shut


def waiting_of(council: Council, events: Iterable[Event]) -> list[Waiting]:
    """Each of these events with its items. Two queries, whatever their number."""
    around = Surroundings.of(council)
    return [_waiting(event, around) for event in events]


def _waiting(event: Event, around: Surroundings) -> Waiting:
    items = [
        item for item in around.items if not item.sensitive and in_force(item, event.starts_on, event.ends_on)
    ]  # fmt: skip
    close = _close(event, items)
    locked = closed(around.guard_of(event.ends_on), event.ends_on, around.today, corrects=True)
    return Waiting(
        event, tuple(close), tuple(item for item in items if item not in close), around.is_sealed(event.ends_on),
        next((fault.words for fault in locked), ""),
    )  # fmt: skip


def _close(event: Event, items: list[PlanItem]) -> list[PlanItem]:
    """Items that share rare words with the event's topic and form, the closest first."""
    with translation.override("ru"):
        said = _stems(f"{event.title} {event.get_form_display()}")
    stems = {item.pk: _stems(f"{item.title_ru} {item.title_ky}") for item in items}
    spread = Counter(stem for found in stems.values() for stem in found)
    rare = {stem for stem in said if spread[stem] <= TELLING}
    scores = {pk: sum(1 / spread[stem] for stem in found & rare) for pk, found in stems.items()}
    near = [item for item in items if scores[item.pk]]
    return sorted(near, key=lambda item: (-scores[item.pk], item.position))[:SUGGESTED]


def _stems(text: str) -> set[str]:
    return {word[:_STEM] for word in _WORD.findall(text.casefold())}
