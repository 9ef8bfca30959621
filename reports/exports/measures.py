"""Sheet 4: the Programme's measures, each with the plan items that serve it, their states, figures and the text."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from actionplans.states import Pillar, Source, Unit
from reports.statement import Statement
from reports.states import ItemStatus

from .base import Book, Cell, Column
from .content import NOT_APPLICABLE, Content, label, whole_per_cent
from .summary import as_of_latest, heading

STATES = (
    ItemStatus.FULFILLED, ItemStatus.IN_PROGRESS, ItemStatus.PARTLY, ItemStatus.NOT_FULFILLED, ItemStatus.OVERDUE,
    ItemStatus.NOT_DUE, ItemStatus.ONGOING, None,
)  # fmt: skip


@dataclass
class _Measure:
    """A measure with the items that serve it, of all councils; `told` is None for items beyond the Programme."""

    told: Statement | None
    items: list[tuple[Statement, Statement]] = field(default_factory=list)

    @property
    def place(self) -> tuple[int, ...]:
        """1.2 stands before 1.10, and what serves no measure last."""
        parts = self.told["code"].split(".") if self.told else ["999"]
        return tuple(int(part) if part.isdecimal() else 0 for part in parts)


def write(book: Book, content: Content) -> None:
    name = pgettext("sheet", "Programme measures")
    sheet = book.sheet(name)
    states = [state for state in STATES if state or any(not item["status"] for _council, item in content.items())]
    columns = [
        Column(_("Measure No."), 8), Column(_("Measure"), 30), Column(_("Direction"), 12),
        Column(_("Councils"), 9), Column(_("Items"), 9, summed=True),
        *(Column(_state_name(state), 12, summed=True) for state in states),
        Column(_("Indicator"), 16), Column(_("Unit of measure"), 11), Column(_("Target"), 10),
        Column(_("Fact since the start of the year"), 10), Column("%", 6),
        Column(_("Progress, summed up"), 38, counted=True),
    ]  # fmt: skip
    heading(sheet, content, name, columns)
    rows = [row for measure in _measures(content) for row in _rows(content, measure, states)]
    sheet.table(columns, rows, total={1: _("TOTAL")}, fixed=2)
    as_of_latest(sheet, content)


def _state_name(state: ItemStatus | None) -> str:
    return str(state.label) if state else _("not confirmed yet")


def _measures(content: Content) -> list[_Measure]:
    found: dict[str, _Measure] = {}
    for council, item in content.items():
        told = item["measure"]
        found.setdefault(told["code"] if told else "", _Measure(told)).items.append((council, item))
    return sorted(found.values(), key=lambda measure: measure.place)


def _rows(content: Content, measure: _Measure, columns: list[ItemStatus | None]) -> Iterator[tuple[Cell, ...]]:
    """The measure's row, and a further one for each further kind of figure."""
    states = [item["status"] for _council, item in measure.items]
    told = measure.told
    first: tuple[Cell, ...] = (
        told["code"] if told else NOT_APPLICABLE,
        content.name(told["names"]) if told else _("Items of the plans that serve no measure"),
        label(Pillar.choices, told["pillar"]) if told else "",
        len({council["council"]["code"] for council, _item in measure.items}), len(states),
        *(states.count(state) for state in columns),
    )  # fmt: skip
    text = _text(content, measure)
    for figures in _figures(measure) or [(NOT_APPLICABLE,) * 5]:
        yield (*first, *figures, text)
        first, text = ("",) * len(first), ""


def _figures(measure: _Measure) -> list[tuple[Cell, ...]]:
    """By source and unit: sums of targets and of facts, where the system computes a per cent."""
    sums: dict[tuple[str, str], list[int]] = {}
    for _council, item in measure.items:
        for indicator in item["indicators"]:
            if indicator["per_cent"] is not None:
                pair = sums.setdefault((indicator["source"], indicator["unit"]), [0, 0])
                pair[0] += indicator["target"]
                pair[1] += indicator["year_to_date"]
    return [
        (label(Source.choices, source), label(Unit.choices, unit), target, fact, whole_per_cent(fact, target))
        for (source, unit), (target, fact) in sorted(sums.items())
    ]


def _text(content: Content, measure: _Measure) -> str | None:
    """SMS's text on the measure; in a council's own workbook what it wrote itself. None where an edition is older
    than such texts."""
    if not content.is_national:
        return "\n".join(f"{item['number']}: {item['text']}" for _council, item in measure.items if item["text"])
    code = measure.told["code"] if measure.told else None
    texts = [(part, told) for part in content.parts if (told := part.statement.get("narrative")) is not None]
    said = [(part.period, one["text"]) for part, told in texts for one in told if one["measure"]["code"] == code]
    if not texts:
        return None
    return "\n".join(f"{period}: {text}" if content.is_sum else text for period, text in said)
