"""Forms of the lowest app: the shape of what an administrator or an SMS officer types; rules are the services'."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from . import charter, clock
from .fields import DayField, DayInput
from .letters import in_alphabet
from .models import Charter, Council, Organisation, Person, Seat
from .models.charters import ARRANGEMENTS
from .states import GrantRole, OrganisationKind, Refused


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


def _order(required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=_("Order number"),
        max_length=60,
        required=required,
        help_text=_("With its date, such as № 12 of 14.05.2018"),
    )


def _say_nothing_of_need(form: forms.Form, *names: str) -> None:
    """No "(optional)" beside these: a filter, or one of two fields of which one is needed."""
    for name in names:
        form.fields[name].when_needed = ""  # type: ignore[attr-defined]


class OnDayForm(forms.Form):
    on = DayField(label=_("Day"), required=False, widget=DayInput(buttons=False))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say_nothing_of_need(self, "on")


class CouncilForm(VerbForm):
    blamed = "founded_on"

    name_ru = forms.CharField(label=_("Name in Russian"), max_length=200)
    name_ky = forms.CharField(label=_("Name in Kyrgyz"), max_length=200)
    name_en = forms.CharField(label=_("Name in English"), max_length=200)
    founded_on = DayField(
        label=_("Founded on"), help_text=_("Quarters before that day are history: no report is due.")
    )

    @property
    def values(self) -> dict[str, Any]:
        data = self.cleaned_data
        names = {language: data[f"name_{language}"] for language in ("en", "ru", "ky")}
        return {"names": names, "founded_on": data["founded_on"]}


class HolderForm(VerbForm):
    """Who takes a seat: somebody known or a new name, from an organisation that is known or new."""

    blamed = "starts_on"

    person = forms.ModelChoiceField(
        label=_("Person"), queryset=Person.objects.all(), required=False, empty_label=_("nobody chosen")
    )
    new_person = forms.CharField(label=_("Or the full name of somebody new"), max_length=200, required=False)
    organisation = forms.ModelChoiceField(
        label=_("Organisation"), queryset=Organisation.objects.none(), required=False, empty_label=_("none chosen")
    )
    new_organisation = forms.CharField(label=_("Or the name of a new organisation"), max_length=200, required=False)
    starts_on = DayField(label=_("First day"))
    order_number = _order()

    field_order = ("person", "new_person", "organisation", "new_organisation", "starts_on", "ends_on", "order_number")

    def __init__(self, *args: Any, seat: Seat, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = Organisation.objects.filter(kind=seat.organisation_kind)
        self.fields["organisation"].help_text = OrganisationKind(seat.organisation_kind).label
        _say_nothing_of_need(self, "person", "new_person", "organisation", "new_organisation")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for known, new, words in (
            ("person", "new_person", _("Choose a person, or write the name of somebody new.")),
            ("organisation", "new_organisation", _("Choose an organisation, or write the name of a new one.")),
        ):
            if known not in self.errors and bool(data.get(known)) == bool(data.get(new)):
                self.add_error(known, words)
        return data

    @property
    def values(self) -> dict[str, Any]:
        data = dict(self.cleaned_data)
        data["person"] = data["person"] or data.pop("new_person")
        data["organisation"] = data["organisation"] or data.pop("new_organisation")
        return {name: value for name, value in data.items() if not name.startswith("new_")}


class AppointForm(HolderForm):
    ends_on = DayField(label=_("Last day"), required=False, help_text=_("Empty: the charter's term."))


class ActingForm(HolderForm):
    ends_on = DayField(label=_("Last day"), help_text=_("At most 60 days, the first and the last included."))


class ExtendForm(VerbForm):
    blamed = "ends_on"

    ends_on = DayField(label=_("New last day"))
    order_number = _order()


class EndForm(VerbForm):
    blamed = "ends_on"

    ends_on = DayField(label=_("Last day"), help_text=_("Rights end with that day."))
    order_number = _order()
    reason = forms.CharField(label=_("Reason"), max_length=200, required=False)


class AdoptForm(VerbForm):
    blamed = "adopted_on"

    version = forms.ModelChoiceField(label=_("Version"), queryset=Charter.objects.all(), empty_label=None)
    adopted_on = DayField(label=_("Adopted on"))
    order_number = _order()


class DeviationForm(VerbForm):
    blamed = "value"

    field = forms.ChoiceField(label=_("Working arrangement"))
    value = forms.CharField(
        label=_("Value in this council"), max_length=30,
        help_text=_("A number; for the tie “yes” or “no”; for rules at_least, more_than, present or seats."),
    )  # fmt: skip
    approved_on = DayField(label=_("Approved on"))
    order_number = _order()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["field"].choices = [(name, charter.arrangement_label(name)) for name in ARRANGEMENTS]


class CharterForm(Verb, forms.ModelForm):
    blamed = "quorum_numerator"

    class Meta:
        model = Charter
        fields = ("is_sample", *ARRANGEMENTS, "text_ru", "text_ky")
        widgets = {name: forms.Textarea({"rows": 20}) for name in ("text_ru", "text_ky")}


class NewCharterForm(VerbForm):
    copy_of = forms.ModelChoiceField(
        label=_("Begin from"), queryset=Charter.objects.order_by("-number"), required=False,
        empty_label=_("an empty version"), help_text=_("Texts, arrangements and seats are copied; then change them."),
    )  # fmt: skip


class SeatForm(Verb, forms.ModelForm):
    blamed = "code"

    class Meta:
        model = Seat
        fields = ("code", "position", "name_ru", "name_ky", "name_en", "organisation_kind", "role", "voting")
        help_texts = {"code": _("Latin letters; a seat of the same code in the next version continues this one.")}


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
        _say_nothing_of_need(self, "person", "new_person")

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
    ends_on = DayField(label=_("Last day"), required=False, help_text=_("Empty: until it is ended."))
    order_number = _order()


class EndGrantForm(VerbForm):
    blamed = "ends_on"

    ends_on = DayField(label=_("Last day"), initial=clock.today)
    reason = forms.CharField(label=_("Reason"), max_length=200, required=False)


class PersonForm(VerbForm):
    full_name = forms.CharField(label=_("Full name"), max_length=200)
    phone = forms.CharField(label=_("Telephone"), max_length=40, required=False)
    email = forms.EmailField(label=_("E-mail"), required=False)


class ChainForm(forms.Form):
    """Which audit chain to show; the codes of councils stand for their chains."""

    chain = forms.ChoiceField(label=_("Chain"), required=False)

    def __init__(self, *args: Any, councils: list[Council], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chains = [("", _("all")), ("system", _("the system")), *((c.code, c.name) for c in councils)]
        self.fields["chain"].choices = chains
        _say_nothing_of_need(self, "chain")


class OrganisationSearchForm(forms.Form):
    q = forms.CharField(label=_("Name"), max_length=100, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say_nothing_of_need(self, "q")


class OrganisationForm(VerbForm):
    """The right name and the kind of an organisation that a council proposed, or that is known."""

    blamed = "name"

    name = forms.CharField(
        label=_("Name"),
        max_length=200,
        help_text=_("The old name stays as another spelling, for registers that use it."),
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=OrganisationKind)


class UniteForm(VerbForm):
    """Which organisation another spelling means."""

    blamed = "other"

    other = forms.ModelChoiceField(
        label=_("The same as"), queryset=Organisation.objects.none(), empty_label=_("Choose an organisation"),
        help_text=_("What was recorded stays; from now on only this one is offered."),
    )  # fmt: skip

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = Organisation.objects.filter(proposed=False, same_as__isnull=True).exclude(pk=organisation.pk)
        other = self.fields["other"]
        other.queryset = known
        rows = sorted(known, key=lambda row: in_alphabet(row.name))
        other.choices = [("", other.empty_label), *((row.pk, row.name) for row in rows)]
