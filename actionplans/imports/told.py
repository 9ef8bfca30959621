"""A reading as the upload's page shows it: plain values, words in the language in force, long lists cut."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

from django.utils.translation import gettext_lazy as _

from actionplans.checks import EventDraft
from actionplans.states import EventForm
from councils.dates import day_short

from .batch import Reading
from .columns import CONFIDENT, FIELDS, Layout
from .outcomes import Outcome
from .readings import plain
from .registers import EventRow, LeftOut
from .totals import TotalFound

MOST_FAULTS, MOST_WARNINGS, MOST_PREVIEWED = 500, 200, 20
SHORT = {"starts_on": _("First day")}  # above a column, where the longer words would take its room
SUMMED = ("participants", "women", "men", "materials")


def tell(reading: Reading) -> dict[str, Any]:
    """What RegisterUpload.told holds; how many rows there are of each kind, and the first of them."""
    result, outcomes = reading.result, list(reading.result.outcomes.values())
    return {
        "asks": reading.asks,
        "layouts": [_layout(layout) for layout in reading.layouts],
        "counts": {
            "created": result.created, "existing": result.existing, "duplicates": result.duplicates,
            "faulty_rows": outcomes.count(Outcome.FAULTY), "faults": len(result.faults),
            "warnings": len(result.warnings), "left_out": len(result.left_out),
            "awaiting": sum(row.draft.item is None for row in reading.new),
        },
        "events": {name: sum(getattr(row.draft, name) or 0 for row in reading.new) for name in SUMMED},
        "faults": [fault.to_json() for fault in result.faults[:MOST_FAULTS]],
        "warnings": [fault.to_json() for fault in result.warnings[:MOST_WARNINGS]],
        "left_out": list(_left_out(result.left_out)),
        "totals": [_total(total) for total in result.totals],
        "preview": _preview(reading),
    }  # fmt: skip


def tell_recorded(reading: Reading) -> dict[str, Any]:
    """What stays of a reading once it is recorded: figures, and nothing of what stood in a cell (rule 9). The faulty
    rows are kept beside it, until somebody settles them."""
    kept = ("counts", "events", "warnings", "left_out", "totals")
    told = {name: value for name, value in tell(reading).items() if name in kept}
    told["totals"] = [total | {"label": ""} for total in told["totals"]]
    return told


def columns_of(told: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """How a reading took each column, to record by just that: what was chosen for another file meanwhile changes
    nothing of what a person has looked at."""
    return {
        layout["key"]: {str(column["index"]): column["field"] for column in layout["columns"]}
        for layout in told.get("layouts", ())
    }


def _layout(layout: Layout) -> dict[str, Any]:
    columns = [
        {
            "index": column.index, "title": column.title, "words": column.words, "field": column.field,
            "confidence": column.confidence, "sure": column.confidence >= CONFIDENT, "basis": column.basis,
            "personal": column.personal,
        }
        for column in layout.columns
    ]  # fmt: skip
    personal = {column.index for column in layout.columns if column.personal}
    sample = [["" if at in personal else text for at, text in enumerate(row)] for row in layout.sample]
    return {"key": layout.key, "sheets": list(layout.headings), "columns": columns, "sample": sample}


def _left_out(left_out: Iterable[LeftOut]) -> Iterable[dict[str, Any]]:
    """Neighbours that are left out for the same reason are one line: "1–4"."""
    for (sheet, words), group in groupby(left_out, key=lambda one: (one.sheet, one.words)):
        rows = [one.row for one in group if one.row is not None]
        shown = f"{rows[0]}–{rows[-1]}" if _neighbours(rows) else ", ".join(map(str, rows))
        yield {"sheet": sheet, "rows": shown, "words": words}


def _neighbours(rows: Sequence[int]) -> bool:
    return len(rows) > 1 and rows[-1] - rows[0] == len(rows) - 1


def _total(total: TotalFound) -> dict[str, Any]:
    rows = [
        {"sheet": one.sheet, "row": one.row, "value": one.value, "words": str(one.outcome.label)} for one in total.rows
    ]
    return {
        "sheet": total.sheet, "row": total.row, "label": total.label, "column": total.column, "theirs": total.theirs,
        "ours": total.ours, "difference": total.difference, "unexplained": total.unexplained, "rows": rows,
    }  # fmt: skip


def _preview(reading: Reading) -> dict[str, Any]:
    """The first rows as they were read, only the columns that the file has."""
    rows = reading.register.rows[:MOST_PREVIEWED]
    has = {name for row in rows for name in row.fields}
    names = [name for name in FIELDS if name in has]
    outcomes = reading.result.outcomes
    return {
        "columns": [{"field": name, "label": str(SHORT.get(name, FIELDS[name]))} for name in names],
        "rows": [_row(row, names, outcomes[row.place]) for row in rows],
    }


def _row(row: EventRow, names: Sequence[str], outcome: Outcome) -> dict[str, Any]:
    cells = [plain(row.cells.get(name)) if name in row.misread else shown(row.draft, name) for name in names]
    return {"sheet": row.sheet, "row": row.row, "cells": cells, "outcome": outcome, "words": str(outcome.label)}


def shown(draft: EventDraft, name: str) -> str:
    """One value of a draft as people read it."""
    value = getattr(draft, name)
    if value is None:
        return ""
    if name in ("starts_on", "ends_on"):
        return day_short(value)
    if name == "form":
        return str(EventForm(value).label) if value else ""
    if isinstance(value, list):
        return "; ".join(map(str, value))
    return str(getattr(value, "number" if name == "item" else "name", value))
