"""Forms of accounts, rights by grant and a person's own data."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from .. import clock
from ..fields import DayField, DayInput
from ..models import Council, Person, User
from ..states import GrantRole, InvitationKind, SeatRole
from .base import VerbForm, order_field, say_nothing_of_need
from .people import KnownPersonField, WhoForm


class UserForm(WhoForm):
    """An account for somebody who has none: whoever holds a seat, or a new name."""

    blamed = "username"

    username = forms.CharField(label=_("Sign-in name"), max_length=150, help_text=_("Latin letters, digits and . - _"))
    person = KnownPersonField(
        Person.objects.filter(user__isnull=True),
        help_text=_("Somebody who holds a seat; for others write a name below."),
    )
    language = forms.ChoiceField(label=_("Language"), required=False)

    field_order = ("username", "person", "new_person", "is_another", "language")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        languages = [("ru", "Русский"), ("ky", "Кыргызча"), ("en", "English")]
        self.fields["language"].choices = [("", _("as the browser asks")), *languages]


class InviteForm(VerbForm):
    """How the person is let in to set a password."""

    blamed = "email"

    kind = forms.ChoiceField(label=_("By"), choices=InvitationKind, widget=forms.RadioSelect)
    email = forms.EmailField(label=_("E-mail"), required=False, help_text=_("For a link; it is kept with the person."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say_nothing_of_need(self, "email")


class PasswordForm(VerbForm):
    """A password of one's own, typed twice."""

    blamed: str | None = None

    password1 = forms.CharField(
        label=_("New password"), strip=False,
        help_text=_("At least 12 characters; three or four words are easy to remember."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip
    password2 = forms.CharField(
        label=_("New password, again"), strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip

    def __init__(self, *args: Any, sign_in_name: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sign_in_name = sign_in_name

    def clean_password1(self) -> str:
        password: str = self.cleaned_data["password1"]
        name = self.sign_in_name or self.cleaned_data.get("username", "")
        validate_password(password, User(username=name))
        return password

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if "password1" in data and "password2" in data and data["password1"] != data["password2"]:
            self.add_error("password2", _("The two passwords are not the same."))
        return data


class CodeForm(PasswordForm):
    """The same for whoever has a printed code."""

    blamed = "code"

    username = forms.CharField(
        label=_("User name"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "username"})
    )
    code = forms.CharField(
        label=_("One-time code"), max_length=60, help_text=_("As printed; hyphens and capital letters do not matter."),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "spellcheck": "false"}),
    )  # fmt: skip
    field_order = ("username", "code", "password1", "password2")


class GrantForm(VerbForm):
    blamed = "starts_on"

    role = forms.ChoiceField(label=_("Right"), choices=GrantRole)
    starts_on = DayField(label=_("First day"), initial=clock.today)
    ends_on = DayField(
        label=_("Last day"), required=False, help_text=_("Empty: until it is ended. An observer's right needs one.")
    )
    order_number = order_field()


class RightsForm(forms.Form):
    """Whose rights to show, which, and as of which day."""

    on = DayField(label=_("Day"), required=False, widget=DayInput(buttons=False))
    council = forms.ChoiceField(label=_("Council"), required=False)
    right = forms.ChoiceField(label=_("Right"), required=False)

    def __init__(self, *args: Any, councils: list[Council], grants: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["council"].choices = [("", _("all")), *((each.code, each.region.name) for each in councils)]
        roles = [*SeatRole.choices, *(GrantRole.choices if grants else [])]
        self.fields["right"].choices = [("", _("all")), *roles]
        say_nothing_of_need(self, "on", "council", "right")


class EndGrantForm(VerbForm):
    blamed = "ends_on"

    ends_on = DayField(label=_("Last day"), initial=clock.today)
    reason = forms.CharField(label=_("Reason"), max_length=200, required=False)


class PersonForm(VerbForm):
    full_name = forms.CharField(label=_("Full name"), max_length=200)
    phone = forms.CharField(label=_("Telephone"), max_length=40, required=False)
    email = forms.EmailField(label=_("E-mail"), required=False)
