"""The form of a series: what all its events share, and a row of cells for each of them."""

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from actionplans.checks import EventDraft, Fault, faults_of, label
from actionplans.imports import readings
from actionplans.imports.lookups import Gazetteer
from actionplans.imports.pasted import AS_ABOVE, COLUMNS, COUNTED, as_above
from actionplans.models import Event
from actionplans.models.events import AGES
from actionplans.remarks import Warning
from actionplans.series import LAST_ROW, OPEN_ROWS, next_numbers
from councils.models import Council, District

from .events import EventForm

SHARED = ("item", "title", "form", "campaign", "organisers", "partners", "target_groups", "basis")
# By its length first: Python refuses to read a number of some thousand digits.
_ROW_NUMBER = re.compile(rf"[0-9]{{1,{len(str(LAST_ROW))}}}")
HEADINGS = {
    "starts_on": gettext_lazy("Date"),
    "district": gettext_lazy("District or city"),
    "place": gettext_lazy("Place"),
    "materials": gettext_lazy("Materials"),
}


class SharedForm(EventForm):
    """What all events of a series have in common: the event's own form less what a row says."""

    paste = forms.CharField(
        label=gettext_lazy("Rows copied from a spreadsheet"), required=False, strip=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.districts = list(self.fields["district"].rows.values())
        for name in [name for name in self.fields if name not in (*SHARED, "paste")]:
            del self.fields[name]

    def clean(self) -> dict[str, Any]:
        typed = self.cleaned_data
        self.draft = EventDraft(**{name: typed[name] for name in SHARED if name in typed})
        return typed

    @property
    def tells_more(self) -> bool:
        return bool(self["target_groups"].value() or self["target_groups"].errors)


class CellField(forms.CharField):
    """A cell as somebody typed or pasted it, read as a register's cell is; empty is None."""

    def __init__(self, read: Callable[[str], Any], **options: Any) -> None:
        super().__init__(required=False, **options)
        self.read = read

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            return self.read(text)
        except readings.Misread as misread:
            raise ValidationError(f"{self.label}: {misread}", code=misread.code) from misread


def days(text: str) -> tuple[date, date]:
    """First and last day: «13.11.2019» is one day, «12–14.03.2019» is three."""
    found = readings.span(text)
    if found is None:
        day = readings.day(text)
        assert day is not None
        found = day, day
    return found


class RowForm(forms.Form):
    """One row; `draft` is its event as far as it could be read, `warnings` what deserves a look before it is saved."""

    def __init__(
        self, data: QueryDict | None = None, *, number: int | str, districts: Gazetteer, **options: Any
    ) -> None:
        super().__init__(data, prefix=f"r{number}", **options)
        self.number = number
        self.draft = EventDraft()
        self.warnings: list[Warning] = []
        readers: dict[str, Callable[[str], Any]] = {
            "starts_on": days, "district": partial(_district, districts), "place": readings.text(200),
        }  # fmt: skip
        for name in COLUMNS:
            said = _("Row %(number)s, %(column)s") % {"number": number, "column": _column(name)}
            self.fields[name] = CellField(readers.get(name, readings.count), label=said, widget=_cell(name, said))

    @property
    def texts(self) -> dict[str, str]:
        return {name: str(self[name].value() or "").strip() for name in COLUMNS}

    @property
    def is_blank(self) -> bool:
        return not any(self.texts.values())

    def check(self, shared: SharedForm) -> bool:
        """Read the row, and hold it against the rules that every event passes; whether nothing is wrong."""
        self.full_clean()
        typed = self.cleaned_data
        first, last = typed.get("starts_on") or (None, None)
        rest: dict[str, Any] = {name: typed.get(name) for name in ("district", *COUNTED)}
        self.draft = replace(
            shared.draft, starts_on=first, ends_on=last, place=typed.get("place") or "", **rest
        )  # fmt: skip
        unread = {_group(name) for name in self.errors} | set(shared.errors)
        self.put(faults_of(self.draft, shared.around), unread)
        return not self.errors

    def put(self, faults: Iterable[Fault], unread: Iterable[str] = ()) -> None:
        """Each broken rule onto its cell; what follows from a cell that could not be read is not told too."""
        for fault in faults:
            follows = _group(fault.field) in unread or (fault.field == "item" and "days" in unread)
            if not follows:
                self.refuse(fault.words, fault.field, fault.code)

    def refuse(self, words: str, field: str = "starts_on", code: str = "") -> None:
        """An error on a cell, in words that begin with the row; what is no cell's goes to the day."""
        field = field if field in self.fields else "starts_on"
        head, _colon, rest = words.partition(": ")
        names = (label(field), heading_of(field), str(EventForm.base_fields[field].label))
        said = rest if rest and head.casefold() in (name.casefold() for name in names) else words
        self.add_error(field, ValidationError(f"{self.fields[field].label}: {said}", code=code))

    @property
    def kinds(self) -> str:
        """The kinds of what the page shows as worth a look: the value of the tick «record it as it is»."""
        return " ".join(sorted({str(warning.kind) for warning in self.warnings}))

    @property
    def is_looked_at(self) -> bool:
        """Whether each warning was shown before and ticked."""
        ticked = self.data.get(self.add_prefix("seen"), "").split()
        return {str(warning.kind) for warning in self.warnings} <= set(ticked)

    @property
    def cells(self) -> list[tuple[str, str, Any]]:
        return [(name, heading_of(name), self[name]) for name in COLUMNS]


def heading_of(name: str) -> str:
    """What stands above a column."""
    return str(HEADINGS.get(name) or label(name))


def _column(name: str) -> str:
    """What a column is called in running words, without the heading over it: «aged 14–28»."""
    if name in AGES:
        return _("aged %(band)s") % {"band": label(name).lower()}
    heading = heading_of(name)
    return heading[:1].lower() + heading[1:]


def _cell(name: str, said: str) -> forms.TextInput:
    attrs = {"aria-label": capfirst(said), "autocomplete": "off", "data-cell": name}
    if name in COUNTED:
        attrs |= {"class": "num", "inputmode": "numeric"}
    elif name == "starts_on":
        attrs |= {"inputmode": "numeric"}
    elif name == "district":
        attrs |= {"list": "districts"}
    return forms.TextInput(attrs)


def _district(districts: Gazetteer, text: str) -> Any:
    return readings.district(text, districts)


def _group(name: str) -> str:
    return "days" if name in ("starts_on", "ends_on") else "counts" if name in COUNTED else name


class Grid:
    """The rows that stand open: those that the page sent, else ten, with the numbers that follow the recorded ones.

    `bound`: the rows are read and may be wrong; else they only show what a draft holds.
    """

    def __init__(
        self, data: QueryDict | None, council: Council, districts: Iterable[District], recorded: dict[int, Event],
        *, bound: bool = True,
    ) -> None:  # fmt: skip
        self.recorded, self.bound = recorded, bound and data is not None
        self.gazetteer = Gazetteer(districts, council.region_id)
        texts = data.getlist("row") if data is not None else []
        sent = dict.fromkeys(int(text) for text in texts if _ROW_NUMBER.fullmatch(text) and 0 < int(text) <= LAST_ROW)
        self.numbers = list(sent)[:OPEN_ROWS] or next_numbers(self.recorded)
        self.data = _replaced(QueryDict(mutable=True) if data is None else data, self.numbers)
        self.rows = [self.row(number) for number in self.numbers]
        self.filled = [row for row in self.rows if not row.is_blank]

    def row(self, number: int, *, bound: bool | None = None) -> RowForm:
        if self.bound if bound is None else bound:
            return RowForm(self.data, number=number, districts=self.gazetteer)
        texts = {name: self.data.get(f"r{number}-{name}", "") for name in COLUMNS}
        return RowForm(number=number, districts=self.gazetteer, initial=texts)

    @property
    def template(self) -> RowForm:
        """A row without a number, for the script that adds rows."""
        return RowForm(number="__n__", districts=self.gazetteer)

    @property
    def next_number(self) -> int:
        return max({*self.numbers, *self.recorded}, default=0) + 1

    def without(self, numbers: Iterable[int]) -> QueryDict:
        """What was sent, less these rows: what is left to save."""
        gone, left = set(numbers), self.data.copy()
        for number in gone:
            for name in (*COLUMNS, "seen"):
                left.pop(f"r{number}-{name}", None)
        left.setlist("row", [str(number) for number in self.numbers if number not in gone])
        return left

    def leave(self, numbers: Iterable[int]) -> None:
        """Show these rows no more: they are recorded."""
        gone = set(numbers)
        self.rows = [row for row in self.rows if row.number not in gone]
        self.filled = [row for row in self.filled if row.number not in gone]

    def with_rows(self, count: int) -> QueryDict:
        """What was sent, and so many rows more, as far as they may stand open at once."""
        more = next_numbers({*self.numbers, *self.recorded}, min(count, OPEN_ROWS - len(self.numbers)))
        data = self.data.copy()
        data.setlist("row", [str(number) for number in (*self.numbers, *more)])
        return data

    def _free_number(self) -> int | None:
        """The next number; past the last one, the first that neither stands open nor is recorded."""
        used = {*self.numbers, *self.recorded}
        return next((n for n in (self.next_number, *range(1, LAST_ROW)) if n <= LAST_ROW and n not in used), None)

    def renumber(self, row: RowForm) -> RowForm | None:
        """The same typing as another row: for a row that is recorded already, with other content.

        None where the series has no number left; the row stays as it is.
        """
        new, old = self._free_number(), f"r{row.number}"
        if new is None:
            return None
        for name in COLUMNS:
            self.data[f"r{new}-{name}"] = self.data.get(f"{old}-{name}", "")
            self.data.pop(f"{old}-{name}", None)
        again = self.row(new)
        self.numbers[self.numbers.index(int(row.number))] = new
        self.rows[self.rows.index(row)] = again
        self.filled[self.filled.index(row)] = again
        return again

    def sums(self) -> dict[str, int | None]:
        """The counts of the open rows added up, as far as they can be read; None where there is none."""
        return {name: total(_count(row.texts[name]) for row in self.filled) for name in COUNTED}


def total(counts: Iterable[int | None]) -> int | None:
    """The sum of what is known; None where nothing is, which is not 0 (rule 7)."""
    known = [count for count in counts if count is not None]
    return sum(known) if known else None


def _count(text: str) -> int | None:
    try:
        return readings.count(text or None)
    except readings.Misread:
        return None


def _replaced(data: QueryDict, numbers: list[int]) -> QueryDict:
    """The same data, with what stands above in the cells that say «as above»."""
    said = [{name: data.get(f"r{number}-{name}", "") for name in AS_ABOVE} for number in numbers]
    as_above(said)
    copied = data.copy()
    for number, cells in zip(numbers, said, strict=True):
        for name, text in cells.items():
            copied[f"r{number}-{name}"] = text
    return copied
