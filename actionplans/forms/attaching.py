"""The form that attaches awaiting events, a row each: an item, and a reason where the quarter is sealed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from actionplans.attaching import Waiting
from actionplans.models import PlanItem
from councils.states import Refused

from .fields import RowField, too_long

LONGEST_LABEL = 90


@dataclass(frozen=True)
class Row:
    waiting: Waiting
    item: BoundField | None
    version: BoundField | None
    reason: BoundField | None


class AttachForm(forms.Form):
    """One field set per event that an item covers; the others are shown without a choice."""

    def __init__(self, *args: Any, waiting: Iterable[Waiting], **options: Any) -> None:
        super().__init__(*args, **options)
        self.waiting = {each.event.pk: each for each in waiting}
        for each in self.waiting.values():
            if each.may_be_attached:
                self._offer(each)

    def _offer(self, waiting: Waiting) -> None:
        pk, code = waiting.event.pk, {"code": waiting.event.code}
        item: Any = RowField(
            label=_("Plan item for %(code)s") % code, required=False, empty=_("Leave it waiting"),
            unknown=_("Plan item: choose one of the list."),
        )  # fmt: skip
        item.rows = {str(each.pk): each for each in waiting.items}
        item.choices = [("", item.empty), *_groups(waiting)]
        item.when_needed = ""
        self.fields[f"item_{pk}"] = item
        self.fields[f"version_{pk}"] = forms.IntegerField(
            widget=forms.HiddenInput, initial=waiting.event.version, required=False
        )
        if waiting.sealed:
            reason: Any = forms.CharField(
                label=_("Why %(code)s is corrected") % code, required=False, max_length=500,
                error_messages=too_long(_("Reason: at most %(limit_value)d characters, not %(show_value)d.")),
            )  # fmt: skip
            reason.when_needed = _("the quarter's report is sealed")
            self.fields[f"reason_{pk}"] = reason

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or self.cleaned_data
        if not self.errors and not any(typed.get(name) for name in self.fields if name.startswith("item_")):
            self.add_error(None, _("Choose a plan item in at least one row."))
        return typed

    def chosen(self) -> Iterator[tuple[Waiting, PlanItem, int, str]]:
        """(event, item, version, reason) of each row where an item was chosen."""
        for pk, waiting in list(self.waiting.items()):
            item = self.cleaned_data.get(f"item_{pk}")
            if item:
                version = self.cleaned_data.get(f"version_{pk}") or 0
                yield waiting, item, version, self.cleaned_data.get(f"reason_{pk}", "")

    def refuse(self, waiting: Waiting, refusal: Refused) -> None:
        """The row stays, with what the service said."""
        asks_why = any(fault.field == "reason" for fault in getattr(refusal, "faults", ()))
        self.add_error(f"{'reason' if asks_why else 'item'}_{waiting.event.pk}", str(refusal))

    def attached(self, waiting: Waiting) -> None:
        """The row goes: it waits no more."""
        pk = waiting.event.pk
        del self.waiting[pk]
        for name in (f"item_{pk}", f"version_{pk}", f"reason_{pk}"):
            self.fields.pop(name, None)

    @property
    def rows(self) -> list[Row]:
        return [Row(each, *(self._bound(name, pk) for name in ("item", "version", "reason")))
                for pk, each in self.waiting.items()]  # fmt: skip

    def _bound(self, name: str, pk: int) -> BoundField | None:
        field = f"{name}_{pk}"
        return self[field] if field in self.fields else None


def _groups(waiting: Waiting) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    if waiting.close:
        yield str(_("Close by its words")), [_option(item) for item in waiting.close]
    plans: dict[str, list[tuple[str, str]]] = {}
    for item in waiting.others:
        plans.setdefault(str(_("Plan for %(years)s") % {"years": item.plan.years}), []).append(_option(item))
    yield from plans.items()


def _option(item: PlanItem) -> tuple[str, str]:
    return str(item.pk), Truncator(str(item)).chars(LONGEST_LABEL)
