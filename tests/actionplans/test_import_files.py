"""The first stage: what is let in, and cells as typed values."""

import contextlib
import zipfile
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest

from actionplans.imports.files import FileRefused, guard, read_sheets
from tests import bad_files
from tests.actionplans.parts import repacked, sheet_xml, strings_xml, with_sheet, with_strings_named
from tests.actionplans.sheets import saved, workbook


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
        (bad_files.HTML, "web page"),
        (b'\xef\xbb\xbf<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>', "web page"),
        (b"MIME-Version: 1.0\r\nX-Document-Type: Workbook", "web page"),
        (b"{\\rtf1 a table}", "web page"),
        (bad_files.EXE, "neither"),
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


def test_a_bomb_of_the_usual_make_is_refused_though_it_is_small() -> None:
    assert "too many parts" in refusal(bad_files.zip_bomb())  # one body under many names


def test_a_million_blank_formatted_rows_are_refused_with_what_to_do() -> None:
    rows = "".join(f'<row r="{row}" spans="1:3" s="1" customFormat="1"/>' for row in range(1, 1_000_002))
    words = refusal(with_sheet(rows))
    assert "more cells than a register" in words or "unpacks to far more" in words
    assert "Copy the table" in words


def test_blank_formatted_rows_and_cells_below_the_table_do_no_harm() -> None:
    blank = "".join(
        f'<row r="{row}" s="1"><c r="A{row}" s="1"/><c r="B{row}" s="1"/></row>' for row in range(2, 30_000)
    )
    (sheet,) = read_sheets(with_sheet(f'<row r="1"><c r="A1"><v>1</v></c></row>{blank}'))
    assert [row.number for row in sheet.rows] == [1]


def test_a_text_shown_by_many_cells_is_counted_as_often_as_it_is_shown() -> None:
    text = "".join(f"{number:08}" for number in range(4_000))
    cells = "".join(f'<row r="{row}"><c r="A{row}" t="s"><v>0</v></c></row>' for row in range(1, 2_001))
    sound = with_sheet(cells[: cells.index('<row r="101"')], xl__sharedStrings_xml=strings_xml(f"<t>{text}</t>"))
    bomb = with_sheet(cells, xl__sharedStrings_xml=strings_xml(f"<t>{text}</t>"))
    assert len(read_sheets(with_strings_named(sound))[0].rows) == 100
    assert "more cells than a register" in refusal(with_strings_named(bomb))


def test_more_shared_texts_than_any_register_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    content = repacked(workbook(("x",)), xl__sharedStrings_xml=strings_xml(*["<t>a</t>"] * 200))
    monkeypatch.setattr(guard, "MAX_STRINGS", 100)
    assert "more cells than a register" in refusal(content)


def test_a_text_longer_than_any_cell_takes_is_refused() -> None:
    long = "".join(f"{number:09}" for number in range(20_000))
    assert "cannot be read" in refusal(with_sheet(f'<row r="1"><c r="A1" t="str"><v>{long}</v></c></row>'))


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
    silent = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "a">]><x/>'.encode("utf-16-le")
    assert "Excel does not write" in refusal(repacked(workbook(("x",)), xl__theme__theme2_xml=silent))
    utf_16 = '<?xml version="1.0" encoding="utf-16"?><x/>'.encode("utf-16")
    assert "Excel does not write" in refusal(repacked(workbook(("x",)), xl__theme__theme2_xml=utf_16))


def test_a_workbook_broken_inside_is_a_sentence_not_a_traceback() -> None:
    assert "cannot be read" in refusal(repacked(workbook(("x",)), xl__workbook_xml=b"<workbook"))
    broken = sheet_xml('<row r="1"><c r="A1" t="s"><v>77</v></c></row>')
    assert "cannot be read" in refusal(repacked(workbook(("x",)), xl__worksheets__sheet1_xml=broken))


@pytest.mark.parametrize(
    "cells",
    [
        '<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1"><c r="A1"><v>2</v></c></row>',
        '<row r="1"><c r="A2"><v>1</v></c></row>',
        '<row r="0"><c><v>1</v></c></row>',
        '<row r="1"><c r="1"><v>1</v></c></row>',
        '<c r="A1"><v>1</v></c>',
        '<row r="1"><c r="A1" t="s"><v>-1</v></c></row>',
    ],
)
def test_a_cell_that_stands_twice_or_nowhere_makes_the_file_unreadable(cells: str) -> None:
    assert "cannot be read" in refusal(with_sheet(cells))


def test_rows_and_cells_out_of_their_order_are_put_in_it() -> None:
    cells = (
        '<row r="3"><c r="C3"><v>33</v></c><c r="A3"><v>31</v></c></row>'
        '<row r="1"><c r="B1"><v>12</v></c></row><row r="3"><c r="B3"><v>32</v></c></row>'
    )
    (sheet,) = read_sheets(with_sheet(cells))
    assert [(row.number, row.cells) for row in sheet.rows] == [(1, (None, 12)), (3, (31, 32, 33))]


def test_more_rows_than_a_register_has_are_refused() -> None:
    assert "more than 20000 rows" in refusal(b"a;b\n" * (guard.MAX_ROWS + 1))
    (sheet,) = read_sheets(b"a;b\n" * guard.MAX_ROWS)
    assert len(sheet.rows) == guard.MAX_ROWS


def test_the_rows_of_all_sheets_together_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("actionplans.imports.files.sheet_xml.MAX_ROWS", 3)
    assert read_sheets(workbook((1,), (2,), name="one", more=[("two", [(3,)])]))
    assert "rows. Send it in parts" in refusal(workbook((1,), (2,), name="one", more=[("two", [(3,), (4,)])]))
