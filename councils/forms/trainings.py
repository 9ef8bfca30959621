"""Forms of the training record: who was trained in what, and why a record is voided."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from .. import trainings
from ..fields import DayField
from ..models import Council, Person
from ..states import TrainingTopic
from .base import VerbForm


class TrainingForm(VerbForm):
    """One training of several people who hold or held a seat of the council."""

    blamed = "people"

    people = forms.ModelMultipleChoiceField(
        label=_("Who was trained"), queryset=Person.objects.none(), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose who was trained.")},
    )  # fmt: skip
    topic = forms.ChoiceField(label=_("Topic"), choices=[("", _("Choose a topic")), *TrainingTopic.choices])
    title = forms.CharField(label=_("Title of the training"), max_length=200)
    provider = forms.CharField(
        label=_("Who trained"), max_length=200, help_text=_("The organisation or the trainer that held it.")
    )
    starts_on = DayField(label=_("First day"))
    ends_on = DayField(label=_("Last day"), help_text=_("It counts on that day."))

    def __init__(self, *args: Any, council: Council, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"].queryset = trainings.people_of(council)


class VoidTrainingForm(VerbForm):
    blamed = "reason"

    reason = forms.CharField(label=_("Reason"), max_length=200)
