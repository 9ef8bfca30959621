"""The form of typed-in figures: one small form for each indicator, saved row by row."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from actionplans.figures import FigureRow
from actionplans.models import TypedFigure
from actionplans.quarters import Quarter
from councils.fields import AmountField
from councils.numbers import figure_words

from .fields import too_long


class FigureForm(forms.Form):
    """One indicator's figure of one quarter. `version` and `seen` are the figure as the page showed it.

    `asks`: somebody else typed meanwhile, and the person has to choose.
    """

    asks = False

    value = AmountField(required=False)
    document = forms.CharField(
        max_length=200, required=False, widget=forms.TextInput({"autocomplete": "off"}),
        error_messages=too_long(
            _("The name of a document has at most %(limit_value)d characters, not %(show_value)d.")
        ),
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    seen = forms.CharField(widget=forms.HiddenInput, required=False, strip=False)

    def __init__(self, data: Any = None, *, row: FigureRow, quarter: Quarter) -> None:
        # The quarter is in the names of the fields: what was typed for one never shows in another.
        super().__init__(data, prefix=f"{quarter.label}-{row.indicator.pk}", initial=_shown(row.figure))
        self.row, self.quarter = row, quarter
        # One summary names the errors of all rows: the label says which row it is.
        words = {"item": row.item.number, "indicator": row.indicator.name}
        self.fields["value"].label = _("Figure, %(item)s %(indicator)s") % words
        self.fields["document"].label = _("Document, %(item)s %(indicator)s") % words

    @property
    def is_touched(self) -> bool:
        """Whether somebody typed another figure or document than the page showed; empty rows are not."""
        return _as_text(self["value"].value(), self["document"].value()) != _as_text("", self["seen"].value())

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or self.cleaned_data
        if not self.is_touched or "value" in self.errors:
            return typed
        if typed.get("value") is None and self.row.figure:
            self.add_error("value", _("A figure is changed, never taken out; write 0 if there were none."))
        elif typed.get("value") is None:
            self.add_error("value", _("Write the figure that the document proves."))
        elif "document" in typed and not typed["document"]:
            self.add_error("document", _("Name the document that proves the figure."))
        return typed

    def once_more(self, figure: TypedFigure) -> "FigureForm":
        """The same typing over the figure as it stands now: for the person who has to choose."""
        data = {self.add_prefix(name): self[name].value() for name in self.fields}
        data[self.add_prefix("version")] = figure.version
        form = FigureForm(data, row=self.row, quarter=self.quarter)
        form.is_valid()
        return form


def _shown(figure: TypedFigure | None) -> dict[str, Any]:
    if figure is None:
        return {"version": 0, "seen": _as_text("", "")}
    value = figure_words(figure.value)
    return {"value": value, "document": figure.document, "version": figure.version,
            "seen": _as_text(value, figure.document)}  # fmt: skip


def _as_text(value: str | None, document: str | None) -> str:
    """A row's typing in one line, to tell whether it changed; empty for an empty row."""
    return " ".join(f"{value or ''} {document or ''}".split())
