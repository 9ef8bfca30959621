"""Forms of proposals: the organisation's short one, and the secretary's of many rows."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from actionplans.checks import EventDraft, Surroundings
from actionplans.models import PlanItem, Proposal
from actionplans.proposals import draft_of, faults_when_sent, items_for, looks_when_accepted
from actionplans.remarks import Warning
from actionplans.states import TargetGroup
from councils.forms.base import VerbForm
from councils.letters import in_alphabet
from councils.models import Council, District

from .fields import RowField
from .held import HeldForm

LONGEST_LABEL = 90


class ProposalForm(HeldForm):
    """One event on one short page, by the rules of every event; which plan item it carries out is a wish."""

    field_order = (
        "title", "form", "starts_on", "ends_on", "district", "place", "participants", "women", "men", "materials",
        "audience", "target_groups", "campaign", "item", "note",
    )  # fmt: skip
    district = RowField(
        label=_("District or city"), required=False, empty=_("Choose the district or city"),
        unknown=_("District or city: choose one of the council's region."),
    )  # fmt: skip
    target_groups = forms.MultipleChoiceField(
        label=_("Who it was meant for"), required=False, choices=TargetGroup.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("Who it was meant for: choose from the list.")},
    )  # fmt: skip
    item = RowField(
        label=_("Which item of the council's plan it carries out"), required=False,
        empty=_("I do not know: the secretary chooses"),
        unknown=_("Plan item: this item belongs to another council's plan."),
    )  # fmt: skip

    def __init__(self, *args: Any, council: Council, **options: Any) -> None:
        super().__init__(*args, **options)
        del self.fields["version"]
        self.around = Surroundings.of(council)
        self.draft = EventDraft()
        today = self.around.today
        in_plans = [item for item in self.around.items if not item.sensitive and item.plan.ends_on >= today]
        self.fields["item"].offer(items_now(in_plans), words=lambda item: Truncator(str(item)).chars(LONGEST_LABEL))
        districts = District.objects.filter(region=council.region_id)
        self.fields["district"].offer(sorted(districts, key=lambda row: in_alphabet(row.name)))
        self.fields["district"].when_needed = _("not for broadcasts and online events")

    def clean(self) -> dict[str, Any]:
        typed = super().clean()
        self.draft = EventDraft(**typed)
        self.put(faults_when_sent(self.draft, self.around))
        return typed


def items_now(items: Iterable[PlanItem]) -> list[PlanItem]:
    """Of plans that are endorsed; drafts are the council's own."""
    return [item for item in items if item.plan.status == "endorsed"]


@dataclass
class Waiting:
    """One proposal that waits, as a row: what it would be as an event, where it fits, what is wrong or doubtful."""

    proposal: Proposal
    items: Sequence[PlanItem]
    draft: EventDraft
    said: list[str] = field(default_factory=list)
    warnings: list[Warning] = field(default_factory=list)

    @property
    def kinds(self) -> str:
        """The kinds of what is shown as worth a look: the value of the tick «accept it as it is»."""
        return " ".join(sorted({str(warning.kind) for warning in self.warnings}))


@dataclass(frozen=True)
class Row:
    waiting: Waiting
    take: BoundField
    item: BoundField | None
    seen: BoundField

    @property
    def errors(self) -> list[str]:
        return [*self.take.errors, *(self.item.errors if self.item else ())]


class AcceptForm(forms.Form):
    """A tick and a plan item for each proposal that waits; rows that are good are accepted, the others say why not."""

    def __init__(self, *args: Any, proposals: Iterable[Proposal], around: Surroundings, **options: Any) -> None:
        super().__init__(*args, **options)
        self.around = around
        self.waiting = {proposal.pk: self._row(proposal) for proposal in proposals}
        self.look({row.proposal.pk: row.draft for row in self.waiting.values()})

    def _row(self, proposal: Proposal) -> Waiting:
        draft = draft_of(proposal)
        items = items_for(draft, self.around)
        wished = proposal.item if proposal.item in items else None
        draft.item = wished or (items[0] if len(items) == 1 else None)
        self._offer(proposal, items, draft.item)
        return Waiting(proposal, items, draft, [fault.words for fault in faults_when_sent(draft, self.around)])

    def _offer(self, proposal: Proposal, items: Sequence[PlanItem], first: PlanItem | None) -> None:
        pk, named = proposal.pk, {"reference": proposal.reference}
        self.fields[f"take_{pk}"] = forms.BooleanField(label=_("Accept %(reference)s") % named, required=False)
        self.fields[f"seen_{pk}"] = forms.CharField(required=False, max_length=200)
        if items:
            item: Any = RowField(
                label=_("Plan item for %(reference)s") % named, required=False, empty=_("Choose the item"),
                unknown=_("Plan item: choose one of the list."), initial=first,
            )  # fmt: skip
            item.offer(items, words=lambda each: Truncator(str(each)).chars(LONGEST_LABEL))
            item.when_needed = ""
            self.fields[f"item_{pk}"] = item

    def look(self, drafts: dict[int, EventDraft]) -> None:
        """What deserves a look in these rows, by what is chosen now. Two queries at most."""
        numbers = {self.waiting[pk].proposal.number: pk for pk in drafts}
        found = looks_when_accepted({number: drafts[pk] for number, pk in numbers.items()}, self.around)
        for number, warnings in found.items():
            self.waiting[numbers[number]].warnings = warnings

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or self.cleaned_data
        if not any(typed.get(f"take_{pk}") for pk in self.waiting):
            self.add_error(None, _("Tick at least one proposal."))
        return typed

    def chosen(self) -> Iterator[Waiting]:
        """The rows that are ticked, with the item that was chosen."""
        ticked = [row for pk, row in self.waiting.items() if self.cleaned_data.get(f"take_{pk}")]
        for row in ticked:
            row.draft.item = self.cleaned_data.get(f"item_{row.proposal.pk}")
        self.look({row.proposal.pk: row.draft for row in ticked})
        yield from ticked

    def is_looked_at(self, row: Waiting) -> bool:
        """Whether each warning of the row was shown before and ticked."""
        ticked = self.cleaned_data.get(f"seen_{row.proposal.pk}", "").split()
        return {str(warning.kind) for warning in row.warnings} <= set(ticked)

    def refuse(self, row: Waiting, words: str) -> None:
        """The row stays, with what was said; what was said of it before it was tried stands no more beside it."""
        pk = row.proposal.pk
        row.said = []
        self.add_error(f"item_{pk}" if f"item_{pk}" in self.fields else f"take_{pk}", words)

    def accepted(self, row: Waiting) -> None:
        pk = row.proposal.pk
        del self.waiting[pk]
        for name in ("take", "seen", "item"):
            self.fields.pop(f"{name}_{pk}", None)

    @property
    def rows(self) -> list[Row]:
        return [
            Row(
                row,
                self[f"take_{pk}"],
                self[f"item_{pk}"] if f"item_{pk}" in self.fields else None,
                self[f"seen_{pk}"],
            )
            for pk, row in self.waiting.items()
        ]


class DeclineForm(VerbForm):
    blamed = "reason"

    reason = forms.CharField(
        label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The organisation reads it. For example: the school has recorded this event already"),
        error_messages={"required": _("Reason: write why it is declined; the organisation reads it.")},
    )  # fmt: skip
