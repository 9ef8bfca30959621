"""A training of council members as the page asks for it, with the event that it was."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from actionplans.models import Event
from actionplans.states import EventForm, EventStatus
from councils.dates import day_short
from councils.forms.trainings import TrainingForm
from councils.models import Council

AT = (EventForm.TRAINING, EventForm.SEMINAR, EventForm.ROUND_TABLE)
OFFERED = 100  # the latest ones: a training is recorded soon after it was held


class EventChoice(forms.ModelChoiceField):
    def label_from_instance(self, event: Event) -> str:
        return f"{day_short(event.ends_on)} · {event.title} ({event.code})"


class TrainingAtForm(TrainingForm):
    event = EventChoice(
        label=_("At the event"), queryset=Event.objects.none(), required=False, empty_label=_("at none of them"),
        help_text=_("Trainings, seminars and round tables that the council recorded."),
    )  # fmt: skip

    def __init__(self, *args: Any, council: Council, **kwargs: Any) -> None:
        super().__init__(*args, council=council, **kwargs)
        held = Event.objects.filter(council=council, status=EventStatus.RECORDED, form__in=AT)
        field = self.fields["event"]
        field.queryset = held
        latest = held.order_by("-ends_on", "-pk")[:OFFERED]
        field.choices = [("", field.empty_label), *((e.pk, field.label_from_instance(e)) for e in latest)]

    @property
    def values(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "people"}
