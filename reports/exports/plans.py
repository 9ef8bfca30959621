"""Sheet 5: how far each plan item is, one row for each of its indicators."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from actionplans.states import Source, Unit
from reports.statement import Statement
from reports.states import ItemStatus

from .base import Book, Cell, Column
from .content import NOT_APPLICABLE, Content, label
from .summary import as_of_latest, heading


def write(book: Book, content: Content) -> None:
    sheet = book.sheet(pgettext("sheet", "Plan fulfilment"))
    fact = _("Fact in the quarter") if content.is_quarter else _("Fact in the period")
    columns = [
        Column(_("Council"), 20), Column(_("Item No."), 7), Column(_("Activity"), 40), Column(_("Due"), 16),
        Column(_("Responsible"), 24), Column(_("Indicator"), 26), Column(_("Unit of measure"), 12),
        Column(_("Baseline"), 10, counted=True), Column(_("Target"), 10, counted=True),
        Column(fact, 10, counted=True), Column(_("Since the start of the year"), 10, counted=True),
        Column("%", 8, counted=True),
        Column(_("Status"), 16), Column(_("Progress"), 44), Column(_("Source of data"), 18), Column(_("Funding"), 18),
        Column(_("Remark"), 20),
    ]  # fmt: skip
    heading(sheet, content, pgettext("sheet", "Plan fulfilment"), columns)
    sheet.table(columns, _rows(content), fixed=3)
    as_of_latest(sheet, content)


def _rows(content: Content) -> Iterator[tuple[Cell, ...]]:
    for council, item in content.items():
        first = True
        for indicator in item["indicators"] or [None]:
            yield (
                content.region(council), item["number"], content.name(item["title"]), item["due"], item["responsible"],
                *(_measured(content, indicator) if indicator else ("",) * 7),
                _state(item) if first else "", _progress(item) if first else "",
                _source(indicator) if indicator else "",
                item["funding"], _remark(item) if first else "",
            )  # fmt: skip
            first = False


def _measured(content: Content, indicator: Statement) -> tuple[Cell, ...]:
    """Indicator, unit, baseline, target, quarter, year to date, per cent; a dash where the system computes none."""
    unit = indicator["unit_text"] or label(Unit.choices, indicator["unit"])
    computed = (indicator[name] for name in ("quarter", "year_to_date", "per_cent"))
    return (
        content.name(indicator["name"]), unit, indicator["baseline"], indicator["target"],
        *(NOT_APPLICABLE if value is None else value for value in computed),
    )  # fmt: skip


def _source(indicator: Statement) -> str:
    """Where the figure comes from; one that was typed in names its document."""
    words, document = label(Source.choices, indicator["source"]), indicator.get("document", "")
    return f"{words}: {document}" if document else words


def _state(item: Statement) -> str:
    """The state that a person confirmed; before that, what the rule proposes, and that it is a proposal."""
    if item["status"]:
        return label(ItemStatus.choices, item["status"])
    if item["proposed"]:
        return _("not confirmed; proposed: %(state)s") % {"state": label(ItemStatus.choices, item["proposed"])}
    return _("not confirmed yet")


def _progress(item: Statement) -> str:
    """What was done, and what comes next; editions before format 4 tell no next steps."""
    next_steps = item.get("next_steps")
    return "\n".join(filter(None, (item["text"], _("Next: %(steps)s") % {"steps": next_steps} if next_steps else "")))


def _remark(item: Statement) -> str:
    told, adjustment = [_("about victims: state only")] if item["sensitive"] else [], item.get("adjustment")
    if adjustment:
        words = _("counted twice: %(count)s participants (%(reason)s)")
        told.append(words % {"count": adjustment["participants"], "reason": adjustment["reason"]})
    return "; ".join(told)
