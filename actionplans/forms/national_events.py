"""The form of one national event."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from actionplans.national_events import NationalDraft, faults_of_national
from actionplans.states import NationalOwner
from councils import clock

from .fields import too_long
from .held import HeldForm

_HIDDEN = ("client_key", "version")


class NationalEventForm(HeldForm):
    """One national event on one page; `draft` is what was typed. What it must fulfil is in national_events.py."""

    field_order = ("owner", "partner")
    owner = forms.ChoiceField(
        label=_("Held by"), choices=[("", _("Choose who held it")), *NationalOwner.choices],
        error_messages={
            "required": _("Held by: choose who held the event."),
            "invalid_choice": _("Held by: choose who held the event."),
        },
    )  # fmt: skip
    partner = forms.CharField(
        label=_("Which partner"), required=False, max_length=200,
        error_messages=too_long(_("Which partner: at most %(limit_value)d characters, not %(show_value)d.")),
    )  # fmt: skip
    client_key = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.draft = NationalDraft()
        self.fields["partner"].when_needed = _("only where a partner held it")

    def clean_client_key(self) -> str:
        """The key the page was first shown with; a page that lost it gets a new one, and is a new event."""
        try:
            return str(uuid.UUID(self.cleaned_data["client_key"]))
        except ValueError:
            return str(uuid.uuid4())

    def clean(self) -> dict[str, Any]:
        typed = super().clean()
        self.draft = NationalDraft(**{name: typed[name] for name in typed if name not in _HIDDEN})
        self.put(faults_of_national(self.draft, clock.today()))
        return typed

    def once_more(self, **hidden: str) -> "NationalEventForm":
        return NationalEventForm(self.typed_again(**hidden))


def blank() -> dict[str, Any]:
    """What a new form begins with: a key of its own, so that the same form sent twice makes one event."""
    return {"client_key": str(uuid.uuid4()), "owner": NationalOwner.SMS}


def shown(draft: NationalDraft) -> dict[str, Any]:
    """A draft as the form shows it; the last day only where it differs from the first."""
    values = {name: getattr(draft, name) for name in NationalEventForm.base_fields if name not in _HIDDEN}
    if values["ends_on"] == values["starts_on"]:
        values["ends_on"] = None
    return values
