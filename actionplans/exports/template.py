"""An empty register for a council and a year: lists to choose from, sums checked in the sheet, read back unasked.

Its headings are the vocabulary's own first words for each field (reference/headings.csv), so that a filled template
needs no mapping.
"""

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from io import BytesIO
from typing import Any

import xlsxwriter
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from xlsxwriter.utility import xl_col_to_name

from actionplans.checks import LARGEST
from actionplans.imports import words
from actionplans.imports.files import OURS as LISTS
from actionplans.imports.files.signed import signed
from actionplans.imports.readings import Misread, item_number
from actionplans.models import Campaign, PlanItem
from actionplans.models.events import AGES, SEXES
from actionplans.states import WITHOUT_DISTRICT, EventForm
from councils.models import Council, District

from .files import OPTIONS
from .rows import sheet_name

PREPARED = 500  # rows under the heading
LONGEST_ITEM = 110  # letters of an item's title in its list: what a cell shows in three lines
A4 = 9

_COUNTED = (*SEXES, *AGES, "under_18", "with_disability")
_PARTS = (SEXES, AGES, ("under_18",), ("with_disability",))
_COUNTS = ("participants", *_COUNTED, "materials", "audience")
_WIDTHS = {
    "starts_on": 10.5, "ends_on": 10.5, "district": 16, "place": 18, "title": 32, "item": 28, "form": 18,
    **dict.fromkeys(_COUNTS, 9.5), "participants": 14, "with_disability": 12, "materials": 14, "audience": 11,
    "organisers": 18, "partners": 18, "campaign": 18, "note": 16,
}  # fmt: skip
_KINDS = {"starts_on": "day", "ends_on": "day", **dict.fromkeys(_COUNTS, "whole")}
CHECK_WIDTH = 32
_ROW = "\0"  # stands for the row's number while a formula is put together


@dataclass(frozen=True)
class Choices:
    """What a cell of the template may be chosen from, in the language in force."""

    items: list[str]
    districts: list[str]
    forms: list[str]
    campaigns: list[str]
    needs_item: bool  # a plan is in force on every day of the year, so that every event names an item (rule 6)

    @classmethod
    def of(cls, council: Council, year: int) -> "Choices":
        first, last = date(year, 1, 1), date(year, 12, 31)
        items = _items(council, first, last)
        campaigns = Campaign.objects.filter(starts_on__lte=last, ends_on__gte=first).order_by("starts_on")
        return cls(
            list(dict.fromkeys(_item_words(item) for item in items)),
            [district.name for district in District.objects.filter(region=council.region_id)],
            [str(label) for label in EventForm.labels],
            list(dict.fromkeys(campaign.name for campaign in campaigns)),
            any(item.plan.starts_on <= first and item.plan.ends_on >= last for item in items),
        )

    def of_field(self, name: str) -> list[str]:
        lists = {
            "item": self.items, "district": self.districts, "form": self.forms, "campaign": self.campaigns,
        }  # fmt: skip
        return lists.get(name, [])


def _items(council: Council, first: date, last: date) -> list[PlanItem]:
    """Items of endorsed plans that take events on some day of the span; those about victims take none (rule 9)."""
    found = PlanItem.objects.in_plans_during([council], first, last).filter(
        Q(starts_on__isnull=True) | Q(starts_on__lte=last), Q(ends_on__isnull=True) | Q(ends_on__gte=first),
        sensitive=False,
    )  # fmt: skip
    return list(found.select_related("plan").order_by("plan__starts_on", "position"))


def _item_words(item: PlanItem) -> str:
    """ "1.2 – Class hours in schools", as far as it is read back as this item and no other: a title that begins with
    a number or names another item is cut before it."""
    title = "".join(filter(str.isprintable, " ".join(item.title.split())))
    short = title if len(title) <= LONGEST_ITEM else f"{title[: LONGEST_ITEM - 1]}…"
    up_to_a_number = re.split(r"[\s(№]*\d", title, maxsplit=1)[0]
    for told in (short, f"{up_to_a_number[: LONGEST_ITEM - 1]}…" if up_to_a_number else ""):
        label = f"{item.number} – {told}"
        if told and _is_read_as(label, item.number):
            return label
    return item.number


def _is_read_as(label: str, number: str) -> bool:
    try:
        return item_number(label) == number
    except Misread:
        return False


def name_of(council: Council, year: int, language: str) -> str:
    """tipcc-register-KG-B-2019-ky.xlsx"""
    return f"tipcc-register-{council.code}-{year}-{language}.xlsx"


def template(council: Council, year: int, language: str) -> bytes:
    """The workbook: its words, lists and checks in this language ("ky", "ru" or "en"); the same bytes each time."""
    with translation.override(language):
        kept = BytesIO()
        book = xlsxwriter.Workbook(kept, OPTIONS)
        book.set_properties({"title": _title(council, year), "created": datetime(year, 1, 1)})  # noqa: DTZ001
        _Sheet(book, council, year, language).write()
        book.close()
        return kept.getvalue()


def heading_of_check() -> str:
    """What the column of checks is called: signed, so that the reader takes it out before it reads anything."""
    return signed(pgettext("column of the register template", "Check"))


@cache
def headings(language: str) -> Mapping[str, str]:
    """Field -> the first words that the vocabulary has for it in a language."""
    found: dict[str, str] = {}
    with (words.FOLDER / "headings.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["layout"] == "register" and row["language"] == language:
                found.setdefault(row["field"], row["words"][0].upper() + row["words"][1:])
    return found


def _title(council: Council, year: int) -> str:
    return _("%(council)s: register of awareness events, %(year)s") % {"council": council.name, "year": year}


def _instructions(year: int) -> list[str]:
    return [
        _("1. One row for one event, from the first empty row below the headings. Leave the headings as they are."),
        _("2. Choose district, plan item, form and campaign from the lists. Write days like 27.03.%(year)s.")
        % {"year": year},
        _("3. 0 means that there were none: leave empty what nobody counted, and the item while no plan is endorsed."),
        _("4. Write no names, phone numbers or personal numbers of victims or participants."),
        _("5. The column “%(check)s” is empty where a row is in order. Save the file and hand it in on the page.")
        % {"check": heading_of_check()},
    ]  # fmt: skip


class _Sheet:
    """The sheet to fill in, and the hidden one with the lists."""

    def __init__(self, book: Any, council: Council, year: int, language: str) -> None:
        self._book, self._council, self._year = book, council, year
        self._names = [name for name in _WIDTHS if name in headings(language)]
        self._titles = headings(language)
        self._page = book.add_worksheet(sheet_name())
        self._lists = book.add_worksheet(LISTS)
        self._choices = Choices.of(council, year)

    def write(self) -> None:
        said = [_title(self._council, self._year), *_instructions(self._year)]
        title, plain = self._look(bold=True, font_size=14, align="left"), self._look(align="left")
        for at, line in enumerate(said):
            self._page.write_string(at, 0, line, title if at == 0 else plain)
        self._top = len(said)  # the heading's row, from 0
        self._write_columns()
        self._write_checks()
        self._lists.hide()
        self._page.activate()
        self._page.freeze_panes(self._top + 1, 1)
        self._page.set_landscape()
        self._page.set_paper(A4)
        self._page.print_across()
        self._page.fit_to_pages(2, 0)  # on one page nobody could read it
        self._page.repeat_rows(self._top)
        self._page.repeat_columns(0)
        self._page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        self._page.set_footer("&R&P / &N")

    def _look(self, **values: Any) -> Any:
        return self._book.add_format(values)

    @property
    def _rows(self) -> tuple[int, int]:
        """First and last prepared row, from 0."""
        return self._top + 1, self._top + PREPARED

    def _write_columns(self) -> None:
        heading = self._look(
            bold=True, text_wrap=True, align="center", valign="vcenter", border=1, bg_color="#E6E6E6"
        )  # fmt: skip
        looks = {
            "day": self._look(num_format="dd.mm.yyyy", align="center", valign="top"),
            "whole": self._look(num_format="#,##0", valign="top"),
            # Text, so that item 1.10 stays 1.10 and nothing that is typed becomes a formula.
            "text": self._look(num_format="@", text_wrap=True, valign="top"),
            "list": self._look(num_format="@", valign="top"),
        }
        self._page.set_row(self._top, 62)
        for at, name in enumerate(self._names):
            choices = self._choices.of_field(name)
            kind = _KINDS.get(name, "list" if choices else "text")
            self._page.set_column(at, at, _WIDTHS[name], looks[kind])
            self._page.write_string(self._top, at, self._titles[name], heading)
            self._validate(at, name, kind, choices)
        check = len(self._names)
        self._page.set_column(check, check, CHECK_WIDTH)
        self._page.write_string(self._top, check, heading_of_check(), heading)

    def _validate(self, at: int, name: str, kind: str, choices: Sequence[str]) -> None:
        rule: dict[str, Any] = {"error_title": self._titles[name][:32]}
        if kind == "day":
            first, last = date(self._year, 1, 1), date(self._year, 12, 31)
            said = _("Write a day of %(year)s, such as 27.03.%(year)s.") % {"year": self._year}
            # An event counts in the quarter in which it ends (rule 8): it may begin in the year before.
            rule |= {
                "validate": "date", "criteria": "between", "minimum": first, "maximum": last, "error_message": said,
                "error_type": "warning" if name == "starts_on" else "stop",
            }  # fmt: skip
        elif kind == "whole":
            said = _("Write a whole number, 0 or more. Leave the cell empty where nobody counted.")
            rule |= {
                "validate": "integer", "criteria": "between", "minimum": 0, "maximum": LARGEST, "error_message": said,
            }  # fmt: skip
        elif kind == "list":
            rule |= {"validate": "list", "source": self._listed(at, choices)}
            rule["error_message"] = _("Choose one of the list: open it by the arrow beside the cell.")
        else:
            return
        self._page.data_validation(self._rows[0], at, self._rows[1], at, rule)

    def _listed(self, at: int, choices: Sequence[str]) -> str:
        for row, choice in enumerate(choices):
            self._lists.write_string(row, at, choice)
        column = xl_col_to_name(at, col_abs=True)
        return f"='{LISTS}'!{column}$1:{column}${len(choices)}"

    def _write_checks(self) -> None:
        check, (first, last) = len(self._names), self._rows
        look = self._look(text_wrap=True, valign="top", font_color="#9C0006", bold=True)
        formula = self._formula()
        for row in range(first, last + 1):
            # The value is what the formula gives in an empty row: readers that compute nothing see no text here.
            self._page.write_formula(row, check, formula.replace(_ROW, str(row + 1)), look, "")
        red, at = self._look(bg_color="#FFC7CE"), self._cells(f"{first + 1}")
        total, filled = self._names.index("participants"), f"{at['starts_on']}:{at[self._names[-1]]}"
        self._mark(check, check, f'=${xl_col_to_name(check)}{first + 1}<>""', red)
        self._mark(total, total, f"=OR({','.join(_exceeds(at, names) for names in _PARTS)})", red)
        self._mark(0, check, f"=COUNTA({filled})>0", self._look(border=1, border_color="#BFBFBF"))

    def _mark(self, first: int, last: int, formula: str, look: Any) -> None:
        rule = {"type": "formula", "criteria": formula, "format": look}
        self._page.conditional_format(self._rows[0], first, self._rows[1], last, rule)

    def _formula(self) -> str:
        """The first thing that is wrong in a row, in words; nothing where it is in order or blank."""
        at = self._cells(_ROW)
        blank = f"COUNTA({at['starts_on']}:{at[self._names[-1]]})=0"
        parts = f"COUNT({at['women']}:{at['with_disability']})>0"
        without_district = ",".join(f"{at['form']}={_quoted(str(EventForm(form).label))}" for form in WITHOUT_DISTRICT)
        sexes, ages, under_18, disability = (_exceeds(at, names) for names in _PARTS)
        more = _("%(parts)s: more than all participants")
        found = [
            (blank, ""),
            (f'{at["starts_on"]}=""', _("Write the first day")),
            (f'AND({at["ends_on"]}<>"",{at["ends_on"]}<{at["starts_on"]})', _("The last day is before the first day")),
            (f'AND({at["district"]}="",NOT(OR({without_district})))', _("Choose the district")),
            (f'{at["title"]}=""', _("Write the topic")),
            *([(f'{at["item"]}=""', _("Choose the plan item"))] if self._choices.needs_item else []),
            (f'{at["form"]}=""', _("Choose the form")),
            (
                f"COUNT({at['participants']},{at['materials']},{at['audience']})+({parts})=0",
                _("Write how many took part, or the audience, or the materials"),
            ),
            (f'AND({at["participants"]}="",{parts})', _("Write all participants too")),
            (sexes, _("Women and men together: more than all participants")),
            (ages, _("All ages together: more than all participants")),
            (under_18, more % {"parts": self._titles["under_18"]}),
            (disability, more % {"parts": self._titles["with_disability"]}),
        ]
        formula = '""'
        for wrong, said in reversed(found):
            formula = f"IF({wrong},{_quoted(said)},{formula})"
        return f"={formula}"

    def _cells(self, row: str) -> dict[str, str]:
        """Field -> its cell in a row, its column held fast."""
        return {name: f"{xl_col_to_name(at, col_abs=True)}{row}" for at, name in enumerate(self._names)}


def _exceeds(at: Mapping[str, str], names: Sequence[str]) -> str:
    """That parts, which stand side by side, are more than all participants."""
    return f"SUM({at[names[0]]}:{at[names[-1]]})>{at['participants']}"


def _quoted(text: str) -> str:
    return '"' + text[:255].replace('"', '""') + '"'
