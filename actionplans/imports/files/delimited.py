"""A table as text (CSV): which sign divides its columns, and its rows by the numbers under which Excel shows them."""

import csv
import re
from collections import Counter
from collections.abc import Iterator
from io import StringIO
from itertools import islice

from django.utils.translation import gettext as _

from .cells import Cell, FileRefused, Row, Sheet, cleaned
from .encodings import decoded
from .guard import LAST_COLUMN, MAX_ROWS, far_outside, too_many_rows

SEPARATORS = (";", "\t", ",", "|")
_SAID = re.compile(r'"?sep=([^\w"\r\n])"?(?:\r\n|\r|\n|\Z)', re.IGNORECASE)
_END = "\x00"  # no text that is read holds a NUL


def read_csv(content: bytes) -> list[Sheet]:
    """The one sheet of a CSV. Raises FileRefused."""
    text = decoded(content)
    if not text.strip():
        raise FileRefused(_("The file is empty."))
    said = _SAID.match(text)  # Excel takes such a line for itself and does not count it
    text = text[said.end() :] if said else text
    return [Sheet("", list(_rows(text, said[1] if said else _separator(text))))]


def _rows(text: str, separator: str) -> Iterator[Row]:
    held = 0
    for number, record in _records(text, separator):
        cells: list[Cell] = [cleaned(value) for value in record]
        while cells and cells[-1] is None:
            cells.pop()
        if len(cells) > LAST_COLUMN:
            raise far_outside(number, len(cells))
        if cells:
            held += 1
            if held > MAX_ROWS:
                raise too_many_rows()
            yield Row(number, tuple(cells))


def _records(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Records by number. A quotation mark that is never closed would take the rest of the file into one cell."""
    records = csv.reader(StringIO(f"{text}\n{_END}\n", newline=""), delimiter=separator)
    number, record = 0, [""]
    try:
        for number, record in enumerate(records, 1):
            if record != [_END]:
                if record and _END in record[-1]:
                    raise _unclosed(number)
                yield number, record
    except csv.Error as error:
        raise _unclosed(number + 1) from error


def _unclosed(number: int) -> FileRefused:
    said = _("A quotation mark in row %(row)s opens a cell that never ends. Close it or delete it.")
    return FileRefused(said % {"row": number})


def _separator(text: str) -> str:
    """The sign under which the most cells stand in rows of one width: not the comma of a title or of a text."""
    return max(SEPARATORS, key=lambda sign: _cells_in_step(text, sign))


def _cells_in_step(text: str, separator: str) -> float:
    records = csv.reader(StringIO(text, newline=""), delimiter=separator)
    try:
        seen = list(islice((record for record in records if any(record)), 60))
    except csv.Error:
        return 0
    widths = Counter(len(record) for record in seen)
    cells = max((width * rows for width, rows in widths.items() if width > 1), default=0)
    after = [cell for record in seen for cell in record[1:]]
    spaced = sum(cell.startswith(" ") for cell in after)  # a comma and a space are writing, not a table
    return cells * (1 - 0.9 * spaced / len(after)) if after else 0
