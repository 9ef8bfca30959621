"""Sheet 7: meetings and decisions of the councils, their seats; the Government Administration's instructions."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from reports.statement import Statement
from reports.states import InstructionStatus

from .base import Book, Cell, Column, Sheet
from .content import NOT_APPLICABLE, Content, day_of, label
from .summary import as_of_latest, heading


def write(book: Book, content: Content) -> None:
    name = pgettext("sheet", "Meetings and decisions")
    sheet = book.sheet(name)
    counted = (
        _("Meetings a year by the Charter"), _("held"), _("with a quorum"), _("Decisions"), _("carried out"),
        _("overdue"), _("Seats"), _("of which vacant"), _("held for NGOs"), _("held for youth organisations"),
    )  # fmt: skip
    columns = [
        Column(_("No."), 8),
        Column(_("Council"), 34),
        *(Column(one, 14, counted=True, summed=True, whole=True) for one in counted),
    ]
    heading(sheet, content, name, columns)
    sheet.table(columns, _rows(content), total={1: _("TOTAL")}, fixed=2)
    as_of_latest(sheet, content)
    sheet.line(_("Meetings and decisions are not kept in the system yet: not recorded, which is not 0."))
    _instructions(sheet, content)


def _rows(content: Content) -> Iterator[tuple[Cell, ...]]:
    """Seats as they were held on the period's last day; editions before format 4 do not tell them."""
    for at, council in enumerate(content.councils, 1):
        told = council.get("seats") or {}
        seats = (told.get(name) for name in ("seats", "vacant", "civil_society", "youth"))
        yield at, content.region(council), told.get("meetings_a_year"), *(None,) * 5, *seats


def _instructions(sheet: Sheet, content: Content) -> None:
    latest = {row["number"]: row for part in content.parts for row in part.statement.get("instructions") or ()}
    told = list(latest.values())
    if not told:
        return
    sheet.line()
    sheet.line(_("Instructions of the Government Administration"), "label", across=4)
    columns = [
        Column(_("No.")), Column(_("Instruction")), Column(_("Addressed to")), Column(_("Council")),
        Column(_("Item No.")), Column(_("Due")), Column(_("State")), Column(_("Outcome")),
    ]  # fmt: skip
    sheet.table(columns, [_instruction(content, row) for row in told], fixed=0)


def _instruction(content: Content, row: Statement) -> tuple[Cell, ...]:
    regions = {council["council"]["code"]: content.region(council) for council in content.councils}
    state = label(InstructionStatus.choices, row["state"])
    return (
        row["number"], row["text"], row["addressee"], regions.get(row["council"], row["council"]) or NOT_APPLICABLE,
        row["item"] or NOT_APPLICABLE, day_of(row["due_on"]),
        "; ".join((state, _("overdue"))) if row.get("overdue") else state, row["outcome"],
    )  # fmt: skip
