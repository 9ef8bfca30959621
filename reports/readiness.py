"""What stands between a report and the chair's signature: the one rule for pages, steps and commands (rule 11)."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from actionplans.states import Source

from .statement import Statement


@dataclass(frozen=True)
class Lacking:
    """What is still to be said, each list in the statement's order; false when nothing is.

    `states`: items without a confirmed state. `reasons`: items whose state is not the proposed one and whose progress
    is empty. `too_many`: items of which more was adjusted than their events count. `answers`: questions of the form
    that need an answer. `silent`: no events, and nobody said that there were none.
    """

    states: list[Statement]
    reasons: list[Statement]
    too_many: list[Statement]
    answers: list[Statement]
    silent: bool

    def __bool__(self) -> bool:
        return bool(self.states or self.reasons or self.too_many or self.answers or self.silent)

    def words(self) -> list[str]:
        """A sentence for each kind of what is missing."""
        said = []
        if self.states:
            words = ngettext(
                "%(count)s item has no confirmed state: %(items)s.",
                "%(count)s items have no confirmed state: %(items)s.",
                len(self.states),
            )
            said.append(words % {"count": len(self.states), "items": _numbers(self.states)})
        if self.reasons:
            words = _("The state is not the proposed one and nothing says why: %(items)s.")
            said.append(words % {"items": _numbers(self.reasons)})
        if self.too_many:
            words = _("More participants were counted twice than the events count: %(items)s.")
            said.append(words % {"items": _numbers(self.too_many)})
        if self.answers:
            words = ngettext(
                "%(count)s question of the report form needs an answer.",
                "%(count)s questions of the report form need an answer.",
                len(self.answers),
            )
            said.append(words % {"count": len(self.answers)})
        if self.silent:
            said.append(_("No events were recorded: say that there were none."))
        return said


def lacking(statement: Statement) -> Lacking:
    """What is missing in a statement of format 4, live or about to be sealed."""
    items = statement["items"]
    return Lacking(
        states=[item for item in items if not item["status"]],
        reasons=[item for item in items if needs_a_reason(item, item["status"]) and not item["text"]],
        too_many=[item for item in items if _adjusted(item) > most_adjusted(item)],
        answers=[told for told in statement["answers"] if told["required"] and not told["text"]],
        silent=statement["figures"]["events"] == 0 and not statement["no_events_confirmed"],
    )


def needs_a_reason(item: Statement, status: str | None) -> bool:
    """Whether a person who confirms this state has to say why: the figures propose another one.

    What the report's own coming in counts is left out: its proposal moves in the moment of the signature.
    """
    if any(told["source"] == Source.REPORTS_ON_TIME for told in item["indicators"]):
        return False
    return bool(status and item["proposed"] and status != item["proposed"])


def most_adjusted(item: Statement) -> int:
    """How many of an item's participants can have been counted twice: those not counted as the same group anyway."""
    return int(item["figures"]["participants"]) - int(item["same_group"])


def _adjusted(item: Statement) -> int:
    return int(item["adjustment"]["participants"]) if item["adjustment"] else 0


def _numbers(items: list[Statement]) -> str:
    return ", ".join(item["number"] for item in items)
