"""Sheet 7: meetings and decisions of the councils, their seats; the Government Administration's instructions."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from councils.states import DecisionState, MeetingForm
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
    _notes(sheet, content)
    _meetings(sheet, content)
    _decisions(sheet, content)
    _instructions(sheet, content)


COUNTED = ("held", "with_quorum", "decisions", "done", "overdue")


def _rows(content: Content) -> Iterator[tuple[Cell, ...]]:
    """Seats as they were held on the period's last day, which editions before format 4 do not tell; meetings and
    decisions since format 5."""
    for at, council in enumerate(content.councils, 1):
        told, meetings = council.get("seats") or {}, council.get("meetings") or {}
        seats = (told.get(name) for name in ("seats", "vacant", "civil_society", "youth"))
        asked = meetings.get("asked_a_year") or told.get("meetings_a_year")
        yield at, content.region(council), asked, *(meetings.get(name) for name in COUNTED), *seats


def _notes(sheet: Sheet, content: Content) -> None:
    """What the figures mean, and which editions are too old to tell them."""
    words = _(
        "Decisions: adopted in the period with a quorum. Carried out: in the period, whenever taken. Overdue: of all"
        " that were still to be carried out when the period's last day ended; while it runs, as of the day of making."
    )
    sheet.line(words, "note", across=8)
    old = [content.region(council) for council in content.councils if not council.get("meetings")]
    if old:
        words = _("Their editions do not tell meetings and decisions: not recorded, which is not 0: %(councils)s.")
        sheet.line(words % {"councils": ", ".join(old)}, "note", across=8)
    told = [council for council in content.councils if council.get("meetings")]
    if never := [content.region(council) for council in told if council["meetings"]["held"] is None]:
        words = _("No meeting was recorded so far: not recorded, which is not 0, and in no total: %(councils)s.")
        sheet.line(words % {"councils": ", ".join(never)}, "note", across=8)


def _meetings(sheet: Sheet, content: Content) -> None:
    rows = [
        (
            one["number"], content.region(council), day_of(one["held_on"]), label(MeetingForm.choices, one["form"]),
            one["filled"], one["needed"], one["present"], _("yes") if one["quorum"] else _("no"),
        )
        for council in content.councils
        for one in (council.get("meetings") or {}).get("list", ())
    ]  # fmt: skip
    if not rows:
        return
    sheet.line()
    sheet.line(pgettext("heading of a list", "Meetings held"), "label", across=4)
    columns = [
        Column(_("No.")), Column(_("Council")), Column(_("Day")), Column(_("Form of the meeting")),
        Column(_("Filled voting seats"), counted=True), Column(_("Needed for the quorum"), counted=True),
        Column(_("Took part with a vote"), counted=True), Column(_("Quorum")),
    ]  # fmt: skip
    sheet.table(columns, rows, fixed=0)


def _decisions(sheet: Sheet, content: Content) -> None:
    """With what became of them; the texts stand in the councils' own editions."""
    rows = [
        _decision(content.region(council), one) for council in content.councils for one in council.get("decisions", ())
    ]
    if not rows:
        return
    sheet.line()
    sheet.line(_("Decisions"), "label", across=4)
    columns = [
        Column(_("No.")), Column(_("Council")), Column(_("Day of the meeting")), Column(_("Decided")),
        Column(_("Responsible")), Column(_("Due")), Column(_("State")), Column(_("Carried out on")),
        Column(_("Outcome")),
    ]  # fmt: skip
    sheet.table(columns, rows, fixed=0)


def _decision(region: str, told: Statement) -> tuple[Cell, ...]:
    state = label(DecisionState.choices, told["state"])
    if told["overdue"]:
        state = "; ".join((state, _("overdue")))
    if told["advice"] or not told["adopted"]:
        state = "; ".join((_("advice only") if told["advice"] else _("not adopted"), state))
    return (
        told["number"], region, day_of(told["held_on"]), told["text"], told["responsible"] or NOT_APPLICABLE,
        day_of(told["due_on"]), state, day_of(told["done_on"]), told["outcome"],
    )  # fmt: skip


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
