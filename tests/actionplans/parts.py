"""Workbooks changed part by part, for what no writer of workbooks writes."""

import zipfile
from io import BytesIO

from tests.actionplans.sheets import workbook

NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def repacked(content: bytes, **members: bytes) -> bytes:
    """The same archive with members added or replaced; `__` stands for `/`, `_xml` for `.xml`."""
    stream = BytesIO()
    named = {name.replace("__", "/").replace("_xml", ".xml"): text for name, text in members.items()}
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.namelist():
            if member not in named:
                new.writestr(member, old.read(member))
        for name, text in named.items():
            new.writestr(name, text)
    return stream.getvalue()


def sheet_xml(cells: str, after: str = "") -> bytes:
    text = f'<?xml version="1.0"?><worksheet xmlns="{NAMESPACE}"><sheetData>{cells}</sheetData>{after}</worksheet>'
    return text.encode()


def with_sheet(cells: str, after: str = "", **members: bytes) -> bytes:
    """A workbook whose one sheet is written as told."""
    return repacked(workbook(("x",)), xl__worksheets__sheet1_xml=sheet_xml(cells, after), **members)


def strings_xml(*texts: str) -> bytes:
    written = "".join(f"<si>{text}</si>" for text in texts)
    return f'<?xml version="1.0"?><sst xmlns="{NAMESPACE}">{written}</sst>'.encode()


def with_strings_named(content: bytes) -> bytes:
    """The workbook with its shared texts named among the parts that belong to it."""
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
    with zipfile.ZipFile(BytesIO(content)) as archive:
        listed = archive.read("xl/_rels/workbook.xml.rels")
    told = f'<Relationship Id="rTexts" Type="{kind}" Target="sharedStrings.xml"/></Relationships>'.encode()
    return repacked(content, **{"xl___rels__workbook_xml.rels": listed.replace(b"</Relationships>", told)})


def large(rows: int, columns: int) -> bytes:
    """A workbook of rows of numbers, each unlike the next, written in no time."""
    return with_sheet("".join(f'<row r="{row}">{_cells(row, columns)}</row>' for row in range(1, rows + 1)))


def _cells(row: int, columns: int) -> str:
    return "".join(f'<c r="{chr(65 + column)}{row}"><v>{row * 37 + column}</v></c>' for column in range(columns))
