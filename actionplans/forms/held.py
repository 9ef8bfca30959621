"""What every event is asked, a council's or a national one: topic, days, place, the three measures, a note."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from actionplans.checks import Fault
from actionplans.models import Campaign
from actionplans.states import EventForm as HeldAs
from councils.fields import CountField, DayField, DayInput

from .fields import RowField, TellingSelect, too_long


class HeldForm(forms.Form):
    """The fields that both forms have, and how what checks.py says comes onto them."""

    title = forms.CharField(
        label=_("Topic"), max_length=300,
        error_messages={
            "required": _("Topic: write what the event was about."),
            **too_long(_("Topic: at most %(limit_value)d characters, not %(show_value)d.")),
        },
    )  # fmt: skip
    form = forms.ChoiceField(
        label=_("Form of the event"),
        choices=[("", _("Choose the form")), *HeldAs.choices],
        error_messages={
            "required": _("Form: choose how the event was held."),
            "invalid_choice": _("Form: choose how the event was held."),
        },
    )
    campaign = RowField(
        label=_("Campaign"), required=False, widget=TellingSelect, empty=_("Outside campaigns"),
        unknown=_("Campaign: choose one of the list."),
    )  # fmt: skip
    starts_on = DayField(label=_("First day"), help_text=_("For example, 13.11.2019 or 13 November 2019"))
    ends_on = DayField(
        label=_("Last day"), required=False, widget=DayInput(buttons=False),
        help_text=_("Only if it went on for several days"),
    )  # fmt: skip
    place = forms.CharField(
        label=_("Place"), required=False, max_length=200,
        error_messages=too_long(_("Place: at most %(limit_value)d characters, not %(show_value)d.")),
    )  # fmt: skip
    participants = CountField(
        label=_("Participants in all"), required=False,
        help_text=_("Everybody who came. Empty means not known, which is not 0"),
    )  # fmt: skip
    women = CountField(label=_("Women"), required=False)
    men = CountField(label=_("Men"), required=False)
    materials = CountField(label=_("Materials handed out, copies"), required=False)
    audience = CountField(
        label=_("Media audience, estimate"), required=False,
        help_text=_("Listeners, viewers, readers; they are never added to participants"),
    )  # fmt: skip
    note = forms.CharField(
        label=_("Note"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("No personal data of victims and no circumstances of cases"),
        error_messages=too_long(_("Note: at most %(limit_value)d characters, not %(show_value)d.")),
    )  # fmt: skip
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        campaigns = list(Campaign.objects.all())
        self.fields["campaign"].offer(campaigns)
        self.fields["campaign"].widget.told = {
            str(row.pk): {"data-from": row.starts_on.isoformat(), "data-to": row.ends_on.isoformat()}
            for row in campaigns
        }
        self.fields["participants"].when_needed = ""  # asked for, unless an audience or materials are given

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or self.cleaned_data
        if "ends_on" in typed and not typed["ends_on"]:
            typed["ends_on"] = typed.get("starts_on")
        return typed

    def put(self, faults: Iterable[Fault]) -> None:
        """Each broken rule onto its field, unless the field says already why it cannot be read."""
        unread = {name for name, errors in self.errors.items() if errors}
        for fault in faults:
            field = fault.field if fault.field in self.fields else None
            unsure = {field} | ({"starts_on", "ends_on"} if field in ("item", "starts_on", "ends_on") else set())
            if field is None or not unsure & unread:
                self.add_error(field, ValidationError(fault.words, code=fault.code))

    def typed_again(self, **hidden: str) -> Any:
        """The same typing with other hidden values: for a page that asks which of two versions to keep."""
        data = self.data.copy()
        for name, value in hidden.items():
            data[name] = value
        return data
