"""Forms of registers: the file that is handed in, what its columns mean, why rows or a whole batch are given up."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.forms.boundfield import BoundField
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from openpyxl.utils import get_column_letter

from actionplans.imports import columns
from actionplans.imports.files import guard
from actionplans.imports.tables import IGNORED
from actionplans.models import RegisterRow
from councils.fields import ScanField
from councils.files import Handed
from councils.states import Refused

from .fields import too_long

REASON_TOO_LONG = too_long(gettext_lazy("Reason: at most %(limit_value)d characters, not %(show_value)d."))
BASES = {
    "words": gettext_lazy("by its heading"),
    "cells": gettext_lazy("by what its cells hold"),
    "remembered": gettext_lazy("as your office chose before"),
    "chosen": gettext_lazy("as chosen on this page"),
}


class RegisterForm(forms.Form):
    """The file; who does not record for the council adds the number and the scan of its letter (rule 3)."""

    file = forms.FileField(
        label=gettext_lazy("File of the register"), allow_empty_file=True,
        widget=forms.FileInput({"accept": ".xlsx,.csv,.tsv,.txt"}),
        help_text=gettext_lazy("Excel workbook (.xlsx) or CSV, at most 5 MiB. It may be as your office keeps it."),
        error_messages={"required": gettext_lazy("File of the register: choose a file.")},
    )  # fmt: skip
    letter_number = forms.CharField(
        label=gettext_lazy("Number of the council's letter"), max_length=60,
        error_messages={
            "required": gettext_lazy("Number of the council's letter: write it, such as № 01-12/345."),
            **too_long(
                gettext_lazy(
                    "Number of the council's letter: at most %(limit_value)d characters, not %(show_value)d."
                )
            ),
        },
    )  # fmt: skip
    letter = ScanField(
        label=gettext_lazy("Scan of the letter"),
        error_messages={"required": gettext_lazy("Scan of the letter: choose a file.")},
    )

    def __init__(self, *args: Any, on_behalf: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        self.register: Handed = (b"", "", "")
        if not on_behalf:
            del self.fields["letter_number"]
            del self.fields["letter"]

    def clean_file(self) -> UploadedFile:
        upload: UploadedFile = self.cleaned_data["file"]
        content = upload.read(guard.MAX_FILE + 1)  # one more than is taken: what is longer is refused in words
        self.register = content, _kind(content), upload.name or ""
        return upload


def _kind(content: bytes) -> str:
    try:
        return guard.kind_of(content)
    except Refused as refusal:
        raise ValidationError(_("File of the register: %(words)s") % {"words": refusal}) from refusal


@dataclass(frozen=True)
class AskedColumn:
    """One column of the file on the page: what stands there, and the select that says what it means."""

    letters: str
    title: str
    examples: list[str]
    why: str
    doubtful: bool
    chosen: BoundField | None  # None: it holds names or telephones, so nobody can have it read (rule 9)


@dataclass(frozen=True)
class AskedLayout:
    """Sheets with one arrangement of columns."""

    sheets: list[str]
    columns: list[AskedColumn]
    missing: list[str]

    @property
    def doubtful(self) -> list[AskedColumn]:
        return [column for column in self.columns if column.doubtful and column.chosen]


class ColumnsForm(forms.Form):
    """What each column of each layout means; `layouts` as the last reading told them (imports/told.py)."""

    def __init__(self, *args: Any, layouts: Sequence[Mapping[str, Any]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.layouts = layouts
        self.meanings = {name: str(words) for name, words in dict(columns.FIELDS).items() if name != IGNORED}
        choices = [("", _("Do not read this column")), *self.meanings.items()]
        for place, layout in enumerate(layouts):
            for column in _offered(layout):
                field: Any = forms.ChoiceField(
                    label=self._label(column), required=False, choices=choices,
                    initial=column["field"] if column["field"] in self.meanings else "",
                    error_messages={"invalid_choice": _("Choose what the column means from the list.")},
                )  # fmt: skip
                field.when_needed = ""
                self.fields[_name(place, column)] = field

    @staticmethod
    def _label(column: Mapping[str, Any]) -> str:
        told = {"letters": get_column_letter(column["index"] + 1), "title": column["title"]}
        return _("Column %(letters)s “%(title)s”") % told if column["title"] else _("Column %(letters)s") % told

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or self.cleaned_data
        for place, layout in enumerate(self.layouts):
            self._check(place, layout, typed)
        return typed

    def _check(self, place: int, layout: Mapping[str, Any], typed: Mapping[str, Any]) -> None:
        """No meaning twice, and all that an event cannot be without; a layout of which nothing is read is left out."""
        first: dict[str, str] = {}
        for column in _offered(layout):
            name = _name(place, column)
            meaning = typed.get(name, "")
            if meaning and meaning in first:
                said = _("%(column)s: “%(meaning)s” is chosen for %(other)s already. Each meaning has one column.")
                told = {"column": self.fields[name].label, "meaning": self.meanings[meaning], "other": first[meaning]}
                self.add_error(name, said % told)
            elif meaning:
                first[meaning] = str(self.fields[name].label)
        missing = [self.meanings[name] for name in columns.NEEDED if name not in first]
        if missing and (first or len(self.layouts) == 1) and _offered(layout):
            said = _("Say which column holds: %(missing)s. Without it no event can be recorded (sheets: %(sheets)s).")
            told = {"missing": ", ".join(missing), "sheets": ", ".join(layout["sheets"]) or "1"}
            self.add_error(_name(place, _offered(layout)[0]), said % told)

    def chosen(self) -> dict[str, dict[str, str]]:
        """{layout key: {column from 0: field}}, as the service keeps it."""
        return {
            layout["key"]: {
                str(column["index"]): self.cleaned_data[_name(place, column)] for column in _offered(layout)
            }
            for place, layout in enumerate(self.layouts)
        }

    def shown(self) -> Iterator[AskedLayout]:
        for place, layout in enumerate(self.layouts):
            rows = [self._column(place, layout, column) for column in layout["columns"]]
            found = {column["field"] for column in layout["columns"]}
            missing = [self.meanings[name] for name in columns.NEEDED if name not in found]
            yield AskedLayout(list(layout["sheets"]), rows, missing)

    def _column(self, place: int, layout: Mapping[str, Any], column: Mapping[str, Any]) -> AskedColumn:
        at = column["index"]
        examples = [row[at] for row in layout["sample"] if at < len(row) and row[at]]
        sure = column["basis"] in ("chosen", "remembered") or column["confidence"] >= columns.CONFIDENT
        return AskedColumn(
            get_column_letter(at + 1), column["title"], examples[:3],
            str(BASES.get(column["basis"], "")) if column["field"] else "",
            doubtful=bool(column["field"]) and not sure,
            chosen=self[_name(place, column)] if column in _offered(layout) else None,
        )  # fmt: skip


def _offered(layout: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The columns about which a person decides: not those with names or telephones."""
    return [column for column in layout["columns"] if not column.get("personal")]


def _name(place: int, column: Mapping[str, Any]) -> str:
    return f"layout{place}-column{column['index']}"


class DismissForm(forms.Form):
    """Why rows are not recorded; it stays after what stood in them is forgotten."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=500, widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("Such as: not an event; stands in another register. No names."),
        error_messages={
            "required": gettext_lazy("Reason: write why it is not recorded."), **REASON_TOO_LONG,
        },
    )  # fmt: skip


class DismissSeveralForm(DismissForm):
    """Rows that are left, chosen by ticks, or all of them at once."""

    field_order = ("everything", "rows", "reason")
    everything = forms.BooleanField(required=False)
    rows = forms.MultipleChoiceField(
        label=gettext_lazy("Rows"), required=False, widget=forms.CheckboxSelectMultiple,
        error_messages={
            "invalid_choice": gettext_lazy("Rows: one of those chosen was settled meanwhile. Choose again.")
        },
    )  # fmt: skip

    def __init__(self, *args: Any, rows: Iterable[RegisterRow], left: int, **options: Any) -> None:
        super().__init__(*args, **options)
        self.offered = {str(row.pk): row for row in rows}
        self.fields["rows"].choices = [(pk, _gist(row)) for pk, row in self.offered.items()]
        self.fields["rows"].when_needed = ""
        self.fields["everything"].label = _("All rows that are left (%(n)s)") % {"n": left}

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or self.cleaned_data
        if not typed.get("everything") and not typed.get("rows") and "rows" not in self.errors:
            self.add_error("rows", _("Rows: choose at least one."))
        return typed

    @property
    def chosen(self) -> list[RegisterRow]:
        return [self.offered[pk] for pk in self.cleaned_data["rows"]]


def words_of(row: RegisterRow) -> str:
    """«Март, row 12»: where a row stands in its file."""
    place = _("row %(row)s") % {"row": row.row}
    return f"{row.sheet}, {place}" if row.sheet else place


def cells_of(row: RegisterRow) -> list[tuple[str, str]]:
    """What stands in a row that is left: (what the column means, text), in the order of a form whatever the
    database keeps."""
    return [(str(words), row.cells[name]) for name, words in columns.FIELDS.items() if row.cells.get(name)]


def _gist(row: RegisterRow) -> str:
    topic = Truncator(str(row.text("title"))).chars(60)
    return f"{words_of(row)}: {topic}" if topic else words_of(row)


class UndoForm(forms.Form):
    """Why all events of a file are voided together."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=500, widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("Such as: it was the register of another year."),
        error_messages={
            "required": gettext_lazy("Reason: write why the events are voided."), **REASON_TOO_LONG,
        },
    )  # fmt: skip
