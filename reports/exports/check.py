"""Sheet 12: the workbook proves itself. Each council's figures against the sums of its events, as formulas."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from xlsxwriter.utility import xl_rowcol_to_cell

from reports.statement import Statement

from .base import Block, Book, Cell, Column
from .content import Content
from .councils import COUNTED
from .events import COUNCIL, FIRST_COUNT, count_of
from .method import figure_name
from .rows import Formula
from .summary import heading

WHO, REPORTED, SUMMED, DIFFERENCE, VERDICT = range(1, 6)  # columns


def write(book: Book, content: Content) -> None:
    name = pgettext("sheet", "Check")
    sheet = book.sheet(name)
    columns = [
        Column(_("Figure"), 34), Column(_("Council"), 26), Column(_("In the report"), 16, counted=True),
        Column(_("By events"), 16, counted=True), Column(pgettext("figures", "Difference"), 14, counted=True),
        Column(pgettext("check", "Result"), 20),
    ]  # fmt: skip
    heading(sheet, content, name, columns)
    words = _("Each figure of the report beside the sum of the events sheet: a formula that anybody can follow.")
    sheet.line(words, "note", across=len(columns))
    first = sheet.row + 1
    lines = list(_lines(content, book.blocks["events"]))
    rows = [_row(first + at, *line) for at, line in enumerate(lines)]
    block = sheet.table(columns, rows, fixed=2)
    agree = sum(1 for _figure, _who, reported, _formula, value in lines if (reported or 0) == value)
    cells = f"{xl_rowcol_to_cell(block.first, VERDICT)}:{xl_rowcol_to_cell(block.last, VERDICT)}"
    words = _("Figures that agree, of %(all)s") % {"all": len(rows)}
    sheet.result(words, VERDICT, f'COUNTIF({cells},"{_agrees()}")', agree)


def _agrees() -> str:
    return pgettext("check", "agrees")


def _lines(content: Content, events: Block) -> Iterator[tuple[str, str, int | None, str, int]]:
    """Figure, council, as reported, the formula («{who}» is the council's cell), its value."""
    councils = events.column(COUNCIL)
    for at, name in enumerate(("events", *COUNTED)):
        counts = events.column(FIRST_COUNT + at - 1) if at else councils
        one = f"SUMIFS({counts},{councils},{{who}})" if at else f"COUNTIFS({councils},{{who}})"
        sums = {council["council"]["code"]: _sum(council, name) for council in content.councils}
        for council in content.councils:
            value = council["figures"][name]
            yield figure_name(name), content.region(council), value, one, sums[council["council"]["code"]]
        if content.is_national:
            every = f"SUM({counts})" if at else f"COUNTA({counts})"
            yield figure_name(name), _("All councils"), content.statement["figures"][name], every, sum(sums.values())


def _sum(council: Statement, name: str) -> int:
    if name == "events":
        return len(council["events"])
    return sum(count_of(event, name) or 0 for event in council["events"])


def _row(at: int, figure: str, who: str, reported: int | None, formula: str, value: int) -> tuple[Cell, ...]:
    """Not recorded counts as 0 here: no event told it, and their sum is 0."""
    cells = [xl_rowcol_to_cell(at, column) for column in range(6)]
    difference = (reported or 0) - value
    agrees, not_so = _agrees(), pgettext("check", "differs")
    return (
        figure, who, reported, Formula(formula.format(who=cells[WHO]), value),
        Formula(f"N({cells[REPORTED]})-{cells[SUMMED]}", difference),
        Formula(f'IF({cells[DIFFERENCE]}=0,"{agrees}","{not_so}")', not_so if difference else agrees),
    )  # fmt: skip
