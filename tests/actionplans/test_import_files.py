"""The first stage: what is let in, and cells as typed values."""

import contextlib
import zipfile
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest

from actionplans.imports import guard
from actionplans.imports.files import FileRefused, read_sheets
from tests.actionplans.sheets import saved, workbook


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


def sheet_xml(cells: str) -> bytes:
    namespace = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    text = f'<?xml version="1.0"?><worksheet xmlns="{namespace}"><sheetData>{cells}</sheetData></worksheet>'
    return text.encode()


def refusal(content: bytes) -> str:
    with pytest.raises(FileRefused) as refused:
        read_sheets(content)
    return str(refused.value)


# ---- cells


def test_cells_are_typed_and_blank_rows_left_out_with_the_numbers_kept() -> None:
    content = workbook(("a", " b \u00a0c\u200b ", None), (), (datetime(2019, 3, 12, 9, 30), 7, 2.5, 3.0, True, None))
    (sheet,) = read_sheets(content)
    assert [(row.number, row.cells) for row in sheet.rows] == [
        (1, ("a", "b c")),
        (3, (date(2019, 3, 12), 7, Decimal("2.5"), 3, "True")),
    ]


def test_a_number_keeps_the_places_in_which_excel_shows_it() -> None:
    book = openpyxl.Workbook()
    book.active.append([1.1, 1.1])
    book.active["B1"].number_format = "0.00"
    (sheet,) = read_sheets(saved(book))
    assert sheet.rows[0].cells == (Decimal("1.1"), Decimal("1.10"))


def test_all_sheets_come_with_their_names() -> None:
    content = workbook(("x",), name="Январь", more=[("Февраль", [("y",)])])
    assert [(sheet.name, len(sheet.rows)) for sheet in read_sheets(content)] == [("Январь", 1), ("Февраль", 1)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "windows-1251", "utf-16"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_csv_in_the_usual_encodings_and_separators(encoding: str, separator: str) -> None:
    lines = [("Дата", "Тема", "Пункт"), ("01.02.19", "Миграция", "1.1"), ("", "", ""), ("02.02.19", "Кыз", "1.2")]
    content = "\r\n".join(separator.join(line) for line in lines).encode(encoding)
    (sheet,) = read_sheets(content)
    assert sheet.name == ""
    assert [row.number for row in sheet.rows] == [1, 2, 4]
    assert sheet.rows[1].cells == ("01.02.19", "Миграция", "1.1")


def test_a_quoted_field_of_a_csv_keeps_its_separators_and_control_characters_go() -> None:
    (sheet,) = read_sheets(b'a;b\n"1;2";"x\x07y\nz"\n')
    assert sheet.rows[1].cells == ("1;2", "x y\nz")


# ---- what is refused, each in a sentence of its own


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), "old Excel file (.xls)"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "password"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"\x00\x01\x02 no table", "neither"),
        (b"PK\x03\x04 cut off", "damaged"),
        (b"a;b\n" * (guard.MAX_FILE // 4 + 1), "larger than 5 MiB"),
    ],
)
def test_what_is_no_table_is_named(content: bytes, words: str) -> None:
    assert words in refusal(content)


@pytest.mark.parametrize("packing", [zipfile.ZIP_DEFLATED, zipfile.ZIP_LZMA])
def test_an_archive_damaged_anywhere_is_refused_in_words(packing: int) -> None:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", packing) as archive:
        archive.writestr("[Content_Types].xml", b"<Types/>" * 40)
        archive.writestr("xl/workbook.xml", b"<workbook/>" * 40)
    sound = out.getvalue()
    guard.look_at(sound)

    for at in range(4, len(sound)):
        with contextlib.suppress(guard.FileRefused):
            guard.look_at(sound[:at] + bytes([sound[at] ^ 0xFF]) + sound[at + 1 :])


@pytest.mark.parametrize(
    ("member", "words"),
    [
        ("xl__vbaProject.bin", "macros"),
        ("xl__workbook.bin", ".xlsb"),
        ("word__document_xml", "Word"),
    ],
)
def test_other_kinds_of_office_files_are_named(member: str, words: str) -> None:
    assert words in refusal(repacked(workbook(("x",)), **{member: b"<x/>"}))


def test_an_open_document_and_any_other_archive_are_named() -> None:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("content.xml", "<x/>")
    assert "archive" in refusal(stream.getvalue())
    assert ".ods" in refusal(repacked(stream.getvalue(), mimetype=b"application/vnd.oasis.opendocument.spreadsheet"))


def test_a_small_file_that_unpacks_to_much_is_refused_before_it_is_parsed() -> None:
    bomb = repacked(workbook(("x",)), xl__media__image_xml=b"<a>" + b" " * (3 * guard.MIB))
    assert len(bomb) < 20_000
    assert "unpacks to far more" in refusal(bomb)


def test_unpacked_size_is_capped_over_all_members_together(monkeypatch: pytest.MonkeyPatch) -> None:
    content = workbook(*[(n, "text") for n in range(200)])
    monkeypatch.setattr(guard, "MAX_UNPACKED", 10_000)
    assert "unpacks to far more" in refusal(content)


def test_many_parts_are_refused() -> None:
    content = repacked(workbook(("x",)), **{f"xl__part{n}_xml": b"<x/>" for n in range(guard.MAX_MEMBERS)})
    assert "too many parts" in refusal(content)


@pytest.mark.parametrize("reference", ["XFD1", "A1048576", "XFD1048576", "ZZZZZZ1", "A99999999999999999999"])
def test_a_cell_far_outside_is_refused_with_its_place(reference: str) -> None:
    cells = f'<row r="1"><c r="A1"><v>1</v></c><c s="1" r="{reference}"><v>1</v></c></row>'
    assert "far outside" in refusal(repacked(workbook(("x",)), xl__worksheets__sheet1_xml=sheet_xml(cells)))


def test_formatting_without_content_far_outside_and_false_dimensions_do_no_harm() -> None:
    cells = (
        '<row r="1"><c r="A1"><v>1</v></c><c r="XFD1" s="1"/></row>'
        '<row r="3"><c r="B3"><v>2</v></c></row><row r="1048576" ht="12"></row>'
    )
    xml = sheet_xml(cells).replace(b"<sheetData>", b'<dimension ref="A1:XFD1048576"/><sheetData>')
    (sheet,) = read_sheets(repacked(workbook(("x",)), xl__worksheets__sheet1_xml=xml))
    assert [(row.number, row.cells) for row in sheet.rows] == [(1, (1,)), (3, (None, 2))]


def test_cells_without_references_are_read_in_their_order() -> None:
    xml = sheet_xml("<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>")
    (sheet,) = read_sheets(repacked(workbook(("x",)), xl__worksheets__sheet1_xml=xml))
    assert [row.cells for row in sheet.rows] == [(1, 2), (3,)]


def test_entities_are_refused_before_any_parser_sees_them() -> None:
    xml = sheet_xml("").replace(b"<worksheet", b'<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet')
    assert "Excel does not write" in refusal(repacked(workbook(("x",)), xl__worksheets__sheet1_xml=xml))
    utf_16 = '<?xml version="1.0" encoding="utf-16"?><x/>'.encode("utf-16")
    assert "Excel does not write" in refusal(repacked(workbook(("x",)), xl__theme__theme2_xml=utf_16))


def test_a_workbook_broken_inside_is_a_sentence_not_a_traceback() -> None:
    assert "cannot be read" in refusal(repacked(workbook(("x",)), xl__workbook_xml=b"<workbook"))
    broken = sheet_xml('<row r="1"><c r="A1" t="s"><v>77</v></c></row>')
    assert "cannot be read" in refusal(repacked(workbook(("x",)), xl__worksheets__sheet1_xml=broken))


def test_more_rows_than_a_register_has_are_refused() -> None:
    assert "more than 20000 rows" in refusal(b"a;b\n" * (guard.MAX_ROWS + 1))
    (sheet,) = read_sheets(b"a;b\n" * guard.MAX_ROWS)
    assert len(sheet.rows) == guard.MAX_ROWS
