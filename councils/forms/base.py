"""What the forms of all apps share: verbs of services, the order's number, one day."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..fields import DayField, DayInput
from ..states import Refused


class Verb:
    """What a service verb refuses becomes an error at the `blamed` field of the form whose values it took."""

    blamed: str | None = None

    def carry_out(self, verb: Callable[..., Any], *args: Any, **values: Any) -> Any:
        """The verb's answer, or None after a refusal, which the form then shows."""
        try:
            return verb(*args, **values)
        except Refused as refusal:
            self.add_error(self.blamed, str(refusal))  # type: ignore[attr-defined]
            return None


class VerbForm(Verb, forms.Form):
    pass


def order_field(required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=_("Order number"),
        max_length=60,
        required=required,
        help_text=_("With its date, such as № 12 of 14.05.2018"),
    )


LONGEST_REASON = 1000
LONGEST_OUTCOME = 3000


def reason_field(label: Any = None, **options: Any) -> forms.CharField:
    """Why a step is taken."""
    return forms.CharField(
        label=label or _("Reason"), max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "required": _("Reason: write why."),
            "max_length": _("Reason: at most %(limit_value)d characters, not %(show_value)d."),
        },
        **options,
    )  # fmt: skip


def outcome_field() -> forms.CharField:
    """What came of an instruction or a decision."""
    return forms.CharField(
        label=_("Outcome"), max_length=LONGEST_OUTCOME, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("What was done, when, by whom. Never names of victims."),
        error_messages={
            "required": _("Outcome: write what was done."),
            "max_length": _("Outcome: at most %(limit_value)d characters, not %(show_value)d."),
        },
    )  # fmt: skip


def need_one_of(form: forms.BaseForm, known: str, new: str, words: Any) -> None:
    """Of a choice among what is known and a name of something new exactly one is given."""
    data = form.cleaned_data
    if known not in form.errors and bool(data.get(known)) == bool(data.get(new)):
        form.add_error(known, words)


def say_nothing_of_need(form: forms.BaseForm, *names: str) -> None:
    """No "(optional)" beside these: a filter, or one of two fields of which one is needed."""
    for name in names:
        form.fields[name].when_needed = ""  # type: ignore[attr-defined]


class OnDayForm(forms.Form):
    on = DayField(label=_("Day"), required=False, widget=DayInput(buttons=False))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say_nothing_of_need(self, "on")
