"""Forms of a meeting: planning with its agenda, the notice, cancelling (rule 4)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..fields import DayField, DayInput
from ..models import Meeting
from ..services import AgendaLine
from ..states import MeetingForm
from .base import VerbForm, say_nothing_of_need

MORE = 5  # empty lines of the agenda that are offered
MOST = 40


class PlanMeetingForm(VerbForm):
    """Day, hour, place and the agenda line by line; an empty line is none. `rows` is how many lines are shown."""

    blamed = "held_on"

    held_on = DayField(label=_("Day of the meeting"), widget=DayInput(ahead=True))
    starts_at = forms.TimeField(
        label=_("Begins at"), input_formats=["%H:%M", "%H.%M", "%H"], help_text=_("Such as 10:00"),
        widget=forms.TimeInput(attrs={"class": "w-num", "autocomplete": "off"}, format="%H:%M"),
        error_messages={"invalid": _("Begins at: write hours and minutes, such as 10:00.")},
    )  # fmt: skip
    form = forms.ChoiceField(label=_("How it is held"), choices=MeetingForm)
    place = forms.CharField(
        label=_("Place"), max_length=200, required=False, help_text=_("Town, street, house, room; not needed online.")
    )
    link = forms.CharField(label=_("Address of the online meeting"), max_length=300, required=False)
    guests = forms.CharField(
        label=_("Invited, without a vote"), required=False, max_length=2000,
        widget=forms.Textarea({"rows": 3}), help_text=_("Who comes besides the members, one to a line."),
    )  # fmt: skip
    late_is_known = forms.BooleanField(
        label=_("The notice of the new day goes out, also when it is later than the Charter asks"), required=False
    )

    def __init__(self, *args: Any, rows: int = 0, meeting: Meeting | None = None, **kwargs: Any) -> None:
        items = list(meeting.agenda.all()) if meeting else []
        kwargs["initial"] = _initial(meeting) | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        if not (meeting and meeting.notified_on):
            del self.fields["late_is_known"]
        self.rows = min(max(rows, len(items) + 2, MORE), MOST)
        self.known = {item.pk for item in items}
        for number in range(self.rows):
            item = items[number] if number < len(items) else None
            label = {"number": number + 1}
            self.fields[f"item_{number}"] = forms.IntegerField(
                required=False, widget=forms.HiddenInput, initial=item and item.pk
            )
            self.fields[f"text_{number}"] = forms.CharField(
                label=_("Question %(number)s") % label, max_length=500, required=False, initial=item and item.text,
                widget=forms.Textarea({"rows": 2}),
            )  # fmt: skip
            self.fields[f"presenter_{number}"] = forms.CharField(
                label=_("Who reports on %(number)s") % label, max_length=200, required=False,
                initial=item and item.presenter,
            )  # fmt: skip
            say_nothing_of_need(self, f"text_{number}", f"presenter_{number}")

    @property
    def main_fields(self) -> list[Any]:
        return [self[name] for name in self.fields if not name.startswith(("item_", "text_", "presenter_"))]

    @property
    def lines(self) -> list[Any]:
        return [(self[f"item_{n}"], self[f"text_{n}"], self[f"presenter_{n}"]) for n in range(self.rows)]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for number in range(self.rows):
            if data.get(f"presenter_{number}") and not data.get(f"text_{number}"):
                words = _("Question %(number)s: write it, or take out who reports.") % {"number": number + 1}
                self.add_error(f"text_{number}", words)
        return data

    @property
    def values(self) -> dict[str, Any]:
        data = self.cleaned_data
        told = {name: value for name, value in data.items() if name in _COLUMNS or name == "late_is_known"}
        told["agenda"] = [
            AgendaLine(text, data[f"presenter_{n}"], pk if (pk := data[f"item_{n}"]) in self.known else None)
            for n in range(self.rows) if (text := " ".join(data[f"text_{n}"].split()))
        ]  # fmt: skip
        return told


_COLUMNS = ("held_on", "starts_at", "form", "place", "link", "guests")


def _initial(meeting: Meeting | None) -> dict[str, Any]:
    return {name: getattr(meeting, name) for name in _COLUMNS} if meeting else {}


class NoticeForm(VerbForm):
    """The notice; that it is late is asked about where it is."""

    late_is_known = forms.BooleanField(label=_("Yes, the notice goes out later than the Charter asks"), required=False)

    def __init__(self, *args: Any, late: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not late:
            del self.fields["late_is_known"]
            return
        say_nothing_of_need(self, "late_is_known")
        self.blamed = "late_is_known"


class CancelMeetingForm(VerbForm):
    blamed = "reason"

    reason = forms.CharField(
        label=_("Reason"), max_length=200, help_text=_("Whoever had the notice reads it in the e-mail.")
    )
