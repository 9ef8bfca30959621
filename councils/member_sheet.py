"""The workbook in which members of a council are handed in: its headings in three languages, and the template."""

from collections.abc import Iterable
from datetime import date
from io import BytesIO
from typing import Any

import xlsxwriter
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .charter import Composition

COLUMNS = {
    "seat": _("Code of the seat"), "title": _("Seat"), "person": _("Full name"), "organisation": _("Organisation"),
    "first": _("First day"), "last": _("Last day"), "order": _("Order number"), "phone": _("Telephone"),
    "email": _("E-mail"),
}  # fmt: skip
WIDTHS = {"seat": 18, "title": 34, "person": 30, "organisation": 34, "order": 22, "email": 26}
SHEET = pgettext_lazy("name of a sheet", "Members")


def columns_named(cells: Iterable[Any]) -> dict[str, int]:
    """Which column (from 0) bears which heading, whatever of our languages it is in."""
    known = dict[str, str]()
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            known |= {str(words).lower(): name for name, words in COLUMNS.items()}
    found = dict[str, int]()
    for at, cell in enumerate(cells):
        name = known.get(str(cell or "").strip().lower())
        if name:
            found.setdefault(name, at)
    return found


def template(composition: Composition) -> bytes:
    """One row for each seat in force that day, with its holder where there is one; no text is a formula."""
    kept = BytesIO()
    book = xlsxwriter.Workbook(kept, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    bold, day = book.add_format({"bold": True, "bottom": 1}), book.add_format({"num_format": "dd.mm.yyyy"})
    page = book.add_worksheet(str(SHEET))
    for at, (name, words) in enumerate(COLUMNS.items()):
        page.set_column(at, at, WIDTHS.get(name, 16))
        page.write_string(0, at, str(words), bold)
    for number, place in enumerate(composition.places, 1):
        held = place.membership
        told: dict[str, Any] = {"seat": place.seat.code, "title": place.seat.name}
        if held:
            told |= {
                "person": held.person.full_name, "organisation": held.organisation.name, "first": held.starts_on,
                "last": held.ends_on, "order": held.order_number, "phone": held.person.phone,
                "email": held.person.email,
            }  # fmt: skip
        for at, name in enumerate(COLUMNS):
            value = told.get(name)
            if isinstance(value, date):
                page.write_datetime(number, at, value, day)
            elif value:
                page.write_string(number, at, value)
    page.freeze_panes(1, 1)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    book.close()
    return kept.getvalue()
