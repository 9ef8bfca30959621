"""Sheets as bytes between the child process and us. JSON, which can make nothing but values out of what it is sent."""

import json
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from .cells import Cell, Row, Sheet


def packed(sheets: Sequence[Sheet]) -> bytes:
    whole = [[sheet.name, sheet.left_out, [_row(row) for row in sheet.rows]] for sheet in sheets]
    return json.dumps(whole, default=_marked, ensure_ascii=False, separators=(",", ":")).encode()


def unpacked(content: bytes) -> list[Sheet]:
    """The same sheets again. Raises ValueError, KeyError or TypeError for what `packed` did not write."""
    return [Sheet(name, [_read(row) for row in rows], left_out) for name, left_out, rows in json.loads(content)]


def _row(row: Row) -> list[Any]:
    beside = [row.hidden, sorted(row.joined), list(row.odd.items())]
    return [row.number, row.cells, *(beside if any(beside) else ())]


def _read(said: list[Any]) -> Row:
    number, cells, *beside = said
    typed = tuple([_value(cell) if cell.__class__ is dict else cell for cell in cells])
    if not beside:
        return Row(number, typed)
    hidden, joined, odd = beside
    return Row(number, typed, hidden, frozenset(joined), dict(odd))


def _marked(value: object) -> dict[str, int | str]:
    if isinstance(value, date):
        return {"day": value.toordinal()}
    if isinstance(value, Decimal):
        return {"number": str(value)}
    raise TypeError(value)


def _value(marked: dict[str, Any]) -> Cell:
    return date.fromordinal(marked["day"]) if "day" in marked else Decimal(marked["number"])
