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

from .cells import FileRefused
from .encodings import is_wide

__all__ = ["Extent", "FileRefused", "far_outside", "kind_of", "look_at", "too_many_cells", "too_many_rows"]
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
MAX_TEXT = 30_000_000  # letters in all cells together
XML = (".xml", ".rels")

# All that a damaged archive makes the library raise: a broken list, a broken stream, a size or place beyond the file.
_DAMAGED = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError, RuntimeError, ValueError,
)  # fmt: skip
# What other programs save under the name of an Excel file: HTML, XML of 2003, a page with its pictures, RTF.
_MARKUP = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<(?:!doctype|html|head|meta|table|\?xml)|MIME-Version:|\{\\rtf)", re.IGNORECASE
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# How the names of cells and rows begin, and of shared texts, with and without the prefix that a writer may give them.
_CELLS = (b"<c", b":c", b"<row", b":row")
_STRINGS = (b"<si", b":si")
# Declarations, by which alone an entity can be made. Comments and plain passages begin alike.
_DECLARED = re.compile(rb"<!(?!--|\[CDATA\[)")


@dataclass
class Extent:
    """How much a workbook holds at most: cells and rows, empty ones too, and texts."""

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
    if _MARKUP.match(content):
        said = _(
            "This is a web page or a document under the name of a table. Open it in Excel, choose “Save as… Excel "
            "workbook (.xlsx)” and send that."
        )
        raise FileRefused(said)
    if b"\x00" in content and not is_wide(content):
        raise FileRefused(_("This is neither an Excel workbook (.xlsx) nor a table as text (CSV)."))
    return "csv"


def _ole(content: bytes) -> str:
    if "EncryptedPackage".encode("utf-16-le") in content:
        return _("The workbook is locked with a password. Save it without one and send it again.")
    return _("This is an old Excel file (.xls). Open it, choose “Save as… Excel workbook (.xlsx)” and send that.")


def look_at(content: bytes) -> Extent:
    """How much an .xlsx holds, after every member was unpacked under a cap. Raises FileRefused."""
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
        if member.filename.lower().endswith(XML):
            _measure(bytes(text), extent)
    return extent


def _blocks(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    with archive.open(member) as stream:
        while block := stream.read(64 * 1024):
            yield block


def _measure(text: bytes, extent: Extent) -> None:
    """Add one member to the extent. Raises FileRefused for what is no plain XML."""
    # A NUL means UTF-16, in which a pattern of bytes would miss a declaration.
    if not text.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") or b"\x00" in text or _DECLARED.search(text):
        raise FileRefused(_("The workbook holds parts that Excel does not write, so it is not read."))
    # Rather too many than too few, and quick: a parser counts exactly, later and in bounds.
    extent.cells += sum(map(text.count, _CELLS))
    extent.strings += sum(map(text.count, _STRINGS))
    if extent.cells > MAX_CELLS or extent.strings > MAX_STRINGS:
        raise too_many_cells()


def too_many_cells() -> FileRefused:
    return FileRefused(
        _(
            "The workbook holds far more cells than a register, perhaps empty ones that are only formatted. Copy the "
            "table alone into a new workbook and send that."
        )
    )


def too_many_rows() -> FileRefused:
    return FileRefused(_("The file has more than %(rows)s rows. Send it in parts.") % {"rows": MAX_ROWS})


def far_outside(row: int, column: int) -> FileRefused:
    said = _("A cell stands far outside the table (row %(row)s, column %(column)s). Delete what lies outside it.")
    return FileRefused(said % {"row": row, "column": column})
