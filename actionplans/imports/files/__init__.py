"""A file as sheets of typed cells: .xlsx, or CSV in the usual encodings and separators. Knows no heading.

What comes from people is read through `bounded.read_sheets`, which runs this in a child process.
"""

import logging
import zipfile
from io import BytesIO

from django.utils.translation import gettext as _

from . import wire
from .cells import Cell, FileRefused, Row, Sheet
from .delimited import read_csv
from .guard import kind_of, look_at
from .sheet_xml import Counted, read_sheet
from .signed import without_signed_columns
from .workbook import open_workbook

__all__ = ["Cell", "FileRefused", "Row", "Sheet", "read_sheets"]

log = logging.getLogger(__name__)
OURS = "tipcc-lists"  # the hidden sheet of our own template, which its cells choose from: no office's register


def read_sheets(content: bytes) -> list[Sheet]:
    """All sheets of a file. Raises FileRefused with words for a file that is none, is too large or is a trap."""
    sheets = _workbook(content) if kind_of(content) == "xlsx" else read_csv(content)
    return [without_signed_columns(sheet) for sheet in sheets]


def task(content: bytes) -> bytes:
    """What the child process does: the sheets as bytes (`wire`). Raises FileRefused."""
    return wire.packed(read_sheets(content))


def _workbook(content: bytes) -> list[Sheet]:
    look_at(content)
    counted, sheets = Counted(), list[Sheet]()
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            book = open_workbook(archive)
            for part in book.parts:
                if part.hidden and part.name == OURS:
                    continue
                rows = [] if part.hidden else read_sheet(book, part.path, counted)
                sheets.append(Sheet(part.name, rows, _hidden() if part.hidden else ""))
    except (FileRefused, MemoryError):
        raise
    except Exception as error:
        # A file that passed the guard can still be broken in any way, and the parser then raises anything.
        log.info("a workbook could not be read: %r", error)
        raise FileRefused(_("The workbook cannot be read. Open it in Excel, save it again and send that.")) from error
    return sheets


def _hidden() -> str:
    return _("The sheet is hidden, so it was not read. If it holds events, show it, save and send the file again.")
