"""Look at a workbook before anything parses it: a small file can unpack to gigabytes or claim a million columns.

Everything here reads bytes with a cap and a pattern; no XML parser is started on a file that does not pass.
"""

import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

from django.utils.translation import gettext as _

from councils.states import Refused

MIB = 1024 * 1024
MAX_FILE = 5 * MIB
MAX_UNPACKED = 50 * MIB
MAX_MEMBERS = 300
MAX_RATIO = 100
MAX_ROWS = 20_000  # rows that hold something
LAST_ROW = 100_000  # how far down a cell may stand
LAST_COLUMN = 256
MAX_CELLS = 1_000_000
MAX_STRINGS = 500_000

# All that a damaged archive makes the library raise: a broken list, a broken stream, a size or place beyond the file.
_DAMAGED = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError, RuntimeError, ValueError,
)  # fmt: skip
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Each pattern stops at the next angle bracket, so that no text makes it run long.
# A cell that holds something: empty ones (a row formatted to its end) say nothing of the table's extent.
_CELL = re.compile(rb"<(?:\w+:)?c\s(?:[^<>]*?\s)?r\s*=\s*[\"']([A-Za-z]+)(\d+)[\"'][^<>]*(?<!/)>(?!\s*</)")
_NAMED = re.compile(rb"<(?:\w+:)?c\s(?:[^<>]*?\s)?r\s*=")
_CELLS = re.compile(rb"<(?:\w+:)?c[\s/>]")
_ROWS = re.compile(rb"<(?:\w+:)?row[\s/>]")
_STRINGS = re.compile(rb"<(?:\w+:)?si[\s/>]")
_ENTITY = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)


class FileRefused(Refused):
    """The file as a whole cannot be read; the text says why and what to do."""


@dataclass
class Extent:
    """How far the cells of a workbook reach, counted from 1, and how many there are."""

    row: int = 1
    column: int = 1
    cells: int = 0
    strings: int = 0


def kind_of(content: bytes) -> str:
    """ "xlsx" or "csv", by content and not by name. Raises FileRefused with the name of what it is instead."""
    if not content.strip():
        raise FileRefused(_("The file is empty."))
    if len(content) > MAX_FILE:
        raise FileRefused(_("The file is larger than %(size)s MiB. Send it in parts.") % {"size": MAX_FILE // MIB})
    if content.startswith(_OLE):
        raise FileRefused(_ole(content))
    if content.startswith(b"PK\x03\x04"):
        return "xlsx"
    if content.startswith(b"%PDF"):
        raise FileRefused(_("This is a PDF. Send the table itself, as an Excel workbook (.xlsx) or as CSV."))
    if b"\x00" in content and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise FileRefused(_("This is neither an Excel workbook (.xlsx) nor a table as text (CSV)."))
    return "csv"


def _ole(content: bytes) -> str:
    if "EncryptedPackage".encode("utf-16-le") in content:
        return _("The workbook is locked with a password. Save it without one and send it again.")
    return _("This is an old Excel file (.xls). Open it, choose “Save as… Excel workbook (.xlsx)” and send that.")


def look_at(content: bytes) -> Extent:
    """How far an .xlsx reaches, after every member was unpacked under a cap. Raises FileRefused."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            members = archive.infolist()
            _name_others([member.filename for member in members])
            return _extent(archive, members)
    except _DAMAGED as error:
        raise FileRefused(_("The file is damaged: Excel would not open it either.")) from error


def _name_others(names: list[str]) -> None:
    lower = {name.lower() for name in names}
    if len(names) > MAX_MEMBERS or len(lower) != len(names):
        raise FileRefused(_("The workbook has too many parts inside. Copy the table into a new one and send that."))
    if any(name.endswith("vbaproject.bin") for name in lower):
        raise FileRefused(_("The workbook holds macros. Save it as “Excel workbook (.xlsx)” without them."))
    if "xl/workbook.bin" in lower:
        raise FileRefused(_("This is a binary workbook (.xlsb). Save it as “Excel workbook (.xlsx)”."))
    if "mimetype" in lower and "content.xml" in lower:
        raise FileRefused(_("This is an OpenDocument file (.ods). Save it as “Excel workbook (.xlsx)”."))
    if "word/document.xml" in lower:
        raise FileRefused(_("This is a Word document. Send the table as an Excel workbook (.xlsx)."))
    if "[content_types].xml" not in lower or not any(name.startswith("xl/") for name in lower):
        raise FileRefused(_("This is an archive, not an Excel workbook (.xlsx)."))


def _extent(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> Extent:
    extent, unpacked = Extent(), 0
    for member in members:
        text = bytearray()
        for block in _blocks(archive, member):
            unpacked += len(block)
            text += block
            heavy = len(text) > MIB and len(text) > MAX_RATIO * max(member.compress_size, 1)
            if unpacked > MAX_UNPACKED or heavy:
                raise FileRefused(
                    _("The workbook unpacks to far more than it seems. Copy the table into a new one and send that.")
                )
        if member.filename.lower().endswith((".xml", ".rels")):
            _measure(bytes(text), extent)
    return extent


def _blocks(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    with archive.open(member) as stream:
        while block := stream.read(64 * 1024):
            yield block


def _measure(text: bytes, extent: Extent) -> None:
    """Add one member to the extent. Raises FileRefused for what lies too far out or is no plain XML."""
    if not text.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") or _ENTITY.search(text):
        raise FileRefused(_("The workbook holds parts that Excel does not write, so it is not read."))
    cells, rows = len(_CELLS.findall(text)), len(_ROWS.findall(text))
    extent.cells += cells + rows
    extent.strings += len(_STRINGS.findall(text))
    for letters, row in _CELL.findall(text):
        _reach(extent, _column(letters), row)
    if cells > len(_NAMED.findall(text)):
        # Some writers leave the references out: such cells follow one another, row by row.
        extent.row, extent.column = max(extent.row, min(rows, LAST_ROW)), LAST_COLUMN
    if extent.cells > MAX_CELLS or extent.strings > MAX_STRINGS:
        raise FileRefused(_("The workbook holds more cells than a register has. Send it in parts."))


def _reach(extent: Extent, column: int, row: bytes) -> None:
    number = int(row) if len(row) < 9 else LAST_ROW + 1
    if number > LAST_ROW or column > LAST_COLUMN:
        said = _("A cell stands far outside the table (row %(row)s, column %(column)s). Delete what lies outside it.")
        raise FileRefused(said % {"row": number, "column": column})
    extent.row, extent.column = max(extent.row, number), max(extent.column, column)


def _column(letters: bytes) -> int:
    if len(letters) > 3:
        return LAST_COLUMN + 1
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number
