"""Fields of this app's forms: a choice among rows, a plan item, names of organisations."""

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from actionplans.models import Event
from councils.models import Council

AWAITING = "awaiting"
LONGEST_NAME = 200  # of an organisation


class RowField(forms.ChoiceField):
    """A choice among rows that are in hand already, by primary key; anything else is refused in the field's words."""

    beside: tuple[tuple[str, Any], ...] = ()

    def __init__(self, *, unknown: Any, empty: Any, **options: Any) -> None:
        super().__init__(**options)
        self.rows: dict[str, Any] = {}
        self.unknown, self.empty = unknown, empty

    def offer(
        self, rows: Iterable[Any], known: Iterable[Any] = (), group: Callable[[Any], str] | None = None,
        words: Callable[[Any], str] = str,
    ) -> None:  # fmt: skip
        """`rows` are shown, grouped if told so; `known` are understood too, for a rule to say why they do not fit."""
        shown = list(rows)
        self.rows = {str(row.pk): row for row in (*known, *shown)}
        groups: dict[str, list[tuple[str, str]]] = {}
        for row in shown:
            groups.setdefault(group(row) if group else "", []).append((str(row.pk), words(row)))
        options = list(groups.items()) if group else groups.get("", [])
        self.choices = [("", self.empty), *options, *self.beside]

    def prepare_value(self, value: Any) -> Any:
        return getattr(value, "pk", value)

    def clean(self, value: Any) -> Any:
        chosen = super().to_python(value)
        if not chosen:
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required")
            return None
        if chosen not in self.rows:
            raise ValidationError(self.unknown, code="unknown")
        return self.rows[chosen]


class TellingSelect(forms.Select):
    """A select whose options carry attributes (`told`: value -> attributes): what a script shows or searches."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.told: dict[str, dict[str, str]] = {}

    def create_option(self, name: str, value: Any, *args: Any, **options: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **options)
        option["attrs"] |= self.told.get(str(value), {})
        return option


class ItemField(RowField):
    """A plan item, or «awaiting a plan»: kept, but outside totals until a plan covers it (rule 6)."""

    widget = TellingSelect
    beside = ((AWAITING, _("No plan is in force for it yet: keep it as awaiting a plan")),)

    def clean(self, value: Any) -> Any:
        return None if value == AWAITING else super().clean(value)


class NamesField(forms.CharField):
    """Names of organisations in one line, separated by semicolons; cleans to a list without repeats."""

    def prepare_value(self, value: Any) -> Any:
        return "; ".join(value) if isinstance(value, (list, tuple)) else value

    def clean(self, value: Any) -> list[str]:  # type: ignore[override]
        names = list(dict.fromkeys(" ".join(part.split()) for part in super().clean(value).split(";") if part.strip()))
        long = next((name for name in names if len(name) > LONGEST_NAME), None)
        if long:
            raise ValidationError(
                _("%(label)s: a name is at most %(limit)s characters long (“%(start)s…”). Separate names by “;”."),
                params={"label": self.label, "limit": LONGEST_NAME, "start": long[:30]},
            )
        return names


def too_long(words: Any) -> dict[str, Any]:
    return {"max_length": words}


class EventNumberField(forms.CharField):
    """The number of one of the council's events, such as KG-B-2019-0012."""

    council: Council | None = None

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=20, **options)

    def prepare_value(self, value: Any) -> Any:
        return value.code if isinstance(value, Event) else value

    def clean(self, value: Any) -> Event | None:  # type: ignore[override]
        code = super().clean(value).strip().upper()
        if not code:
            return None
        found = Event.objects.filter(council=self.council, code=code).first()
        if found is None:
            raise ValidationError(
                _("%(label)s: this council has no event with the number %(code)s."),
                code="unknown", params={"label": self.label, "code": code},
            )  # fmt: skip
        return found
