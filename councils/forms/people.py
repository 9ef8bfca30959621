"""Who takes a seat, stands in or gets an account: somebody who is known, or a new name (rule 2)."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from ..models import Person
from .base import VerbForm, need_one_of, say_nothing_of_need


class KnownPersonField(forms.ModelChoiceField):
    """Somebody known; beside the name stands the latest seat, so that two of one name are told apart."""

    def __init__(self, queryset: QuerySet[Person], **options: Any) -> None:
        rows = queryset.select_related("user").prefetch_related("memberships__seat", "memberships__council__region")
        super().__init__(rows, label=_("Person"), required=False, empty_label=_("nobody chosen"), **options)

    def label_from_instance(self, person: Any) -> str:
        seats = sorted(person.memberships.all(), key=lambda member: member.starts_on)
        if seats:
            return f"{person.full_name}, {seats[-1].seat.name}, {seats[-1].council.region.name}"
        return f"{person.full_name}, {person.user.username}" if person.user else person.full_name


class WhoForm(VerbForm):
    """A new name that somebody known bears already is taken only once it is said to be somebody else."""

    person = KnownPersonField(Person.objects.all())
    new_person = forms.CharField(label=_("Or the full name of somebody new"), max_length=200, required=False)
    is_another = forms.BooleanField(label=_("It is somebody else of the same name"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say_nothing_of_need(self, "person", "new_person", "is_another")
        name = " ".join(str(self.data.get(self.add_prefix("new_person"), "")).split())
        self.is_known = bool(name) and Person.objects.filter(full_name__iexact=name).exists()
        if not self.is_known:
            del self.fields["is_another"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        words = _("Choose a person, or write the name of somebody new.")
        need_one_of(self, "person", "new_person", words)
        if self.is_known and not data.get("is_another") and not data.get("person"):
            self.add_error(
                "is_another",
                _("Somebody of this name is known already: choose them in the list, or say that it is somebody else."),
            )
        return data

    @property
    def values(self) -> dict[str, Any]:
        """What the verb takes: a person or a new name."""
        told = {name: value for name, value in self.cleaned_data.items() if name not in ("new_person", "is_another")}
        return told | {"person": self.cleaned_data["person"] or self.cleaned_data["new_person"]}
