"""Forms of accounts, rights by grant and a person's own data."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from .. import clock
from ..fields import DayField
from ..models import Person
from ..states import GrantRole
from .base import VerbForm, order_field, say_nothing_of_need


class UserForm(VerbForm):
    blamed = "username"

    username = forms.CharField(label=_("Sign-in name"), max_length=150, help_text=_("Latin letters, digits and . - _"))
    person = forms.ModelChoiceField(
        label=_("Person"), queryset=Person.objects.filter(user__isnull=True), required=False,
        empty_label=_("nobody chosen"), help_text=_("Somebody who holds a seat; for others write a name below."),
    )  # fmt: skip
    new_person = forms.CharField(label=_("Or the full name of somebody new"), max_length=200, required=False)
    language = forms.ChoiceField(label=_("Language"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        languages = [("ru", "Русский"), ("ky", "Кыргызча"), ("en", "English")]
        self.fields["language"].choices = [("", _("as the browser asks")), *languages]
        say_nothing_of_need(self, "person", "new_person")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if "person" not in self.errors and bool(data.get("person")) == bool(data.get("new_person")):
            self.add_error("person", _("Choose a person, or write the name of somebody new."))
        return data

    @property
    def values(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "username": data["username"], "language": data["language"], "person": data["person"] or data["new_person"]
        }  # fmt: skip


class GrantForm(VerbForm):
    blamed = "starts_on"

    role = forms.ChoiceField(label=_("Right"), choices=GrantRole)
    starts_on = DayField(label=_("First day"), initial=clock.today)
    ends_on = DayField(
        label=_("Last day"), required=False, help_text=_("Empty: until it is ended. An observer's right needs one.")
    )
    order_number = order_field()


class EndGrantForm(VerbForm):
    blamed = "ends_on"

    ends_on = DayField(label=_("Last day"), initial=clock.today)
    reason = forms.CharField(label=_("Reason"), max_length=200, required=False)


class PersonForm(VerbForm):
    full_name = forms.CharField(label=_("Full name"), max_length=200)
    phone = forms.CharField(label=_("Telephone"), max_length=40, required=False)
    email = forms.EmailField(label=_("E-mail"), required=False)
