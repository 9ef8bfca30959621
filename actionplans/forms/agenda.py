"""Which plan items each question of a meeting's agenda is about, typed by their numbers."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from actionplans.discussed import items_of_day
from actionplans.models import PlanItem
from councils.dates import day_words
from councils.forms.base import VerbForm
from councils.models import AgendaItem, Meeting


class ItemNumbersField(forms.CharField):
    """Numbers of plan items, separated by commas, semicolons or spaces; cleans to the items, each once.

    `by_number` is filled by the form; two plans in force on one day may both have a number, and then both are meant.
    """

    def __init__(self, *, by_number: dict[str, list[PlanItem]], day: str, **options: Any) -> None:
        super().__init__(required=False, max_length=200, **options)
        self.by_number, self.day = by_number, day

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(dict.fromkeys(item.number for item in value)) if isinstance(value, (list, tuple)) else value

    def clean(self, value: Any) -> list[PlanItem]:  # type: ignore[override]
        numbers = super().clean(value).replace(",", " ").replace(";", " ").split()
        found: dict[int, PlanItem] = {}
        for number in numbers:
            # "1.2." is how a sentence ends
            items = self.by_number.get(number) or self.by_number.get(number.rstrip("."))
            if not items:
                raise ValidationError(
                    _("%(label)s: no plan in force on %(day)s has an item %(number)s."),
                    code="unknown", params={"label": self.label, "day": self.day, "number": number},
                )  # fmt: skip
            found |= {item.pk: item for item in items}
        return list(found.values())


class AgendaItemsForm(VerbForm):
    """One line for each question of the agenda, filled with the items that it has."""

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.items = list(items_of_day(meeting))
        by_number: dict[str, list[PlanItem]] = {}
        for item in self.items:
            by_number.setdefault("".join(item.number.split()), []).append(item)
        self.questions: dict[str, AgendaItem] = {}
        for question in meeting.agenda.prefetch_related("plan_links__item"):
            name = f"items_{question.pk}"
            self.questions[name] = question
            self.fields[name] = ItemNumbersField(
                label=_("Question %(number)s") % {"number": question.position}, help_text=question.text,
                initial=[link.item for link in question.plan_links.all()], by_number=by_number,
                day=day_words(meeting.held_on),
            )  # fmt: skip

    @property
    def chosen(self) -> dict[AgendaItem, list[PlanItem]]:
        return {question: self.cleaned_data[name] for name, question in self.questions.items()}
