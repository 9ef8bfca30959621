"""Sheet 11, the events that every figure comes from; only in working copies and a council's own."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from actionplans.models.events import AGES, SEXES
from actionplans.states import CountingBasis, EventForm
from reports.statement import Statement

from .base import Book, Cell, Column
from .content import Content, day_of, label
from .councils import COUNTED, counted_columns
from .summary import heading

COUNCIL, FIRST_COUNT = 1, 11  # columns of the sheet that the check adds up
PARTS = {"sex_not_recorded": SEXES, "age_not_recorded": AGES}


def write(book: Book, content: Content) -> None:
    sheet = book.sheet(pgettext("sheet", "Events"))
    columns = [
        Column(_("Code"), 17), Column(_("Council"), 20), Column(_("Date of start"), 11), Column(_("Date of end"), 11),
        Column(_("District"), 20), Column(_("Place"), 22), Column(_("Form of the event"), 18), Column(_("Topic"), 40),
        Column(_("Plan item"), 7), Column(_("Programme measure"), 10), Column(_("Campaign"), 20),
        *counted_columns(summed=False),
        Column(_("Basis of the count"), 16, counted=True), Column(_("Partners"), 30),
        Column(_("Evidence (yes/no)"), 12, counted=True), Column(_("Corrected"), 11),
        Column(_("Entered by SMS on the council's behalf, letter"), 16),
    ]  # fmt: skip
    heading(sheet, content, pgettext("sheet", "Events"), columns)
    book.blocks["events"] = sheet.table(columns, _rows(content), fixed=1, filtered=True)


def _rows(content: Content) -> Iterator[tuple[Cell, ...]]:
    # Each label is looked up once, not at 5,000 events.
    forms = {value: label(EventForm.choices, value) for value in EventForm.values}
    bases = {value: label(CountingBasis.choices, value) for value in CountingBasis.values}
    yes, no = _("yes"), _("no")
    proven = {True: yes, False: no}
    for council in content.councils:
        region = content.region(council)
        for event in council["events"]:
            yield (
                event["code"], region, day_of(event["starts_on"]), day_of(event["ends_on"]),
                content.name(event["district"]), event["place"], forms.get(event["form"], event["form"]),
                event["title"], event["item"], event["measure"], content.name(event["campaign"]),
                *(count_of(event, name) for name in COUNTED),
                bases.get(event["basis"], event["basis"]) or None, "; ".join(event["partners"]),
                proven.get(event.get("evidence")),  # editions before format 4 do not tell it: not recorded
                yes if event["version"] > 1 else no,
                event.get("letter", ""),  # editions before format 3 do not tell it
            )  # fmt: skip


def count_of(event: Statement, name: str) -> int | None:
    """A count as it was recorded, None where nobody did; the rests are computed, as in the sums (rule 7)."""
    parts = PARTS.get(name)
    if parts is None or event["participants"] is None:
        return event.get(name)
    return int(event["participants"] - sum(event[part] or 0 for part in parts))
