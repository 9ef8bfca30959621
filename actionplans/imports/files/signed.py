"""Columns that the system itself wrote into a file, a result or a check: they are taken out before it is read."""

from dataclasses import replace

from .cells import Row, Sheet

SIGN = "(tipcc)"  # with it their headings end, in every language
DEEPEST = 60  # rows that hold something among which such a heading stands


def signed(words: str) -> str:
    """The heading of such a column."""
    return f"{words} {SIGN}"


def without_signed_columns(sheet: Sheet) -> Sheet:
    """The sheet as the office wrote it: else our words would stand beside its titles, months and totals."""
    ours = {
        column
        for row in sheet.rows[:DEEPEST]
        for column, cell in enumerate(row.cells)
        if isinstance(cell, str) and cell.endswith(SIGN)
    }
    if not ours:
        return sheet
    rows = [_without(row, ours) for row in sheet.rows]
    return replace(sheet, rows=[row for row in rows if row.cells or len(row.odd) > 1])


def _without(row: Row, ours: set[int]) -> Row:
    cells = [None if column in ours else cell for column, cell in enumerate(row.cells)]
    while cells and cells[-1] is None:
        cells.pop()
    odd = {column: kind for column, kind in row.odd.items() if column not in ours}
    return replace(row, cells=tuple(cells), joined=row.joined - ours, odd=odd)
