"""Form fields for days, counts and amounts: one text input each, read by no locale, with errors in words."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from . import clock, files
from .dates import DayNotRead, day_short, parse_day
from .numbers import NumberNotRead, figure_words, parse_amount, parse_count
from .states import Refused


def _named(field: forms.Field, error: ValueError, code: str) -> ValidationError:
    """The reader's words with the field's name in front: they must also be clear at the top of the page."""
    return ValidationError(f"{capfirst(str(field.label))}: {error}" if field.label else str(error), code=code)


class DayInput(forms.TextInput):
    """A text input with Today and Yesterday beside it; the days are the business clock's, not the browser's.

    `ahead`: of a day that is usually still to come; Tomorrow stands instead of Yesterday.
    """

    template_name = "tipcc/widgets/day.html"

    def __init__(self, attrs: dict[str, Any] | None = None, buttons: bool = True, ahead: bool = False) -> None:
        self.buttons, self.ahead = buttons, ahead
        super().__init__({"inputmode": "numeric", "autocomplete": "off", "class": "w-date"} | (attrs or {}))

    def format_value(self, value: Any) -> str | None:
        return day_short(value) if isinstance(value, date) else super().format_value(value)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        today, one = clock.today(), timedelta(days=1)
        other = (today + one, _("Tomorrow")) if self.ahead else (today - one, _("Yesterday"))
        days = ((today, _("Today")), other) if self.buttons else ()
        context["widget"]["buttons"] = [(day_short(day), word) for day, word in days]
        return context


class DayField(forms.Field):
    """A day; accepts what `dates.parse_day` reads, shows dd.mm.yyyy. Empty is None."""

    widget = DayInput
    default_error_messages = {"required": _("Write the date, such as 27.3.2019")}

    def to_python(self, value: Any) -> date | None:
        if value in self.empty_values:
            return None
        if isinstance(value, date):
            return value
        try:
            return parse_day(str(value))
        except DayNotRead as error:
            raise _named(self, error, error.reason)

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(self.to_python(initial) != self.to_python(data))
        except ValidationError:
            return True


class NumberInput(forms.TextInput):
    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"inputmode": "numeric", "autocomplete": "off", "class": "num w-num"} | (attrs or {}))

    def format_value(self, value: Any) -> str | None:
        if isinstance(value, int | Decimal) and not isinstance(value, bool):
            return figure_words(value)
        return super().format_value(value)


class _NumberField(forms.Field):
    widget = NumberInput
    default_error_messages = {"required": _("Write a number; 0 if there were none")}

    def read(self, text: str) -> int | Decimal | None:
        raise NotImplementedError

    def to_python(self, value: Any) -> int | Decimal | None:
        if value in self.empty_values:
            return None
        try:
            return self.read(figure_words(value) if isinstance(value, int | Decimal) else str(value))
        except NumberNotRead as error:
            raise _named(self, error, error.reason)

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return self.to_python(initial) != self.to_python(data)
        except ValidationError:
            return True


class CountField(_NumberField):
    """A whole number from 0. Empty stays None and is never 0 (rule 7)."""

    def read(self, text: str) -> int | None:
        return parse_count(text)


class AmountField(_NumberField):
    """A decimal number with either mark; below zero only when `negative` is said."""

    def __init__(self, *, negative: bool = False, **kwargs: Any) -> None:
        self.negative = negative
        kwargs.setdefault("widget", NumberInput({"inputmode": "decimal"}))
        super().__init__(**kwargs)

    def read(self, text: str) -> Decimal | None:
        amount = parse_amount(text)
        if amount is not None and amount < 0 and not self.negative:
            raise NumberNotRead("negative", text)
        return amount


class ScanField(forms.FileField):
    """A scan; cleaned it is a files.Handed, or None. What is wrong with the file is said with the field's name."""

    widget: Any = forms.FileInput({"accept": ".pdf,.jpg,.jpeg,.png"})
    kinds: tuple[str, ...] = files.SCANS
    taken: Any = _("PDF, JPEG or PNG, at most 5 MiB")

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", self.taken)
        super().__init__(allow_empty_file=True, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> files.Handed | None:
        upload = super().clean(data, initial)
        if not upload:
            return None
        try:
            content, kind = files.read(upload, self.kinds)
        except Refused as refusal:
            raise ValidationError(f"{self.label}: {refusal}") from refusal
        return content, kind, upload.name or ""


class PaperField(ScanField):
    """A scan, or a document as it was written."""

    widget = forms.FileInput
    kinds = files.PAPERS
    taken = _("PDF, JPEG, PNG, Word (.docx) or Excel (.xlsx), at most 5 MiB")
