"""What a sheet says beside the values of its cells, and the values themselves as another reader finds them."""

from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actionplans.imports.files import Sheet, read_sheets
from actionplans.imports.files.cells import ERROR, NO_VALUE, Row
from actionplans.imports.files.workbook import Broken, parse
from tests.actionplans.parts import NAMESPACE, repacked, sheet_xml, strings_xml, with_sheet, with_strings_named
from tests.actionplans.sheets import saved, workbook


def rows_of(content: bytes) -> list[Row]:
    (sheet,) = read_sheets(content)
    return sheet.rows


# ---- merged cells


def test_a_cell_merged_over_rows_gives_its_value_to_each_of_them() -> None:
    book = openpyxl.Workbook()
    for row in (("01.02.2019", "a", 1), (None, "b", 2), (None, "c", 3), ("02.02.2019", "d", 4)):
        book.active.append(row)
    book.active.merge_cells("A1:A3")
    rows = rows_of(saved(book))
    assert [row.cells[0] for row in rows] == ["01.02.2019", "01.02.2019", "01.02.2019", "02.02.2019"]
    assert [row.joined for row in rows] == [frozenset({0})] * 3 + [frozenset()]


def test_of_a_merged_block_the_first_column_alone_is_filled_and_a_merge_in_one_row_changes_nothing() -> None:
    merges = '<mergeCells><mergeCell ref="A1:B2"/><mergeCell ref="A3:C3"/></mergeCells>'
    cells = "".join(
        f'<row r="{row}"><c r="A{row}"><v>{row}</v></c><c r="D{row}"><v>9</v></c></row>' for row in (1, 2, 3)
    )
    rows = rows_of(with_sheet(cells, merges))
    assert [row.cells for row in rows] == [(1, None, None, 9), (1, None, None, 9), (3, None, None, 9)]
    assert [row.joined for row in rows] == [frozenset({0}), frozenset({0}), frozenset()]


def test_rows_of_a_merge_that_hold_nothing_else_stay_blank() -> None:
    merges = '<mergeCells><mergeCell ref="A1:A1000000"/></mergeCells>'
    rows = rows_of(
        with_sheet('<row r="1"><c r="A1"><v>1</v></c></row><row r="4"><c r="B4"><v>2</v></c></row>', merges)
    )
    assert [(row.number, row.cells) for row in rows] == [(1, (1,)), (4, (1, 2))]


def test_of_merges_that_overlap_the_first_is_taken() -> None:
    merges = '<mergeCells><mergeCell ref="A2:A4"/><mergeCell ref="A1:A3"/></mergeCells>'
    cells = "".join(f'<row r="{row}"><c r="A{row}"><v>{row}</v></c></row>' for row in "1234")
    assert [row.cells for row in rows_of(with_sheet(cells, merges))] == [(1,), (1,), (1,), (4,)]


def test_merges_that_overlap_are_not_gone_through_each() -> None:
    merges = "<mergeCells>" + '<mergeCell ref="A1:A9000"/>' * 9000 + "</mergeCells>"
    cells = "".join(f'<row r="{row}"><c r="B{row}"><v>{row}</v></c></row>' for row in range(1, 9001))
    rows = rows_of(with_sheet(cells, merges))  # eighty million steps, were each merge gone through
    assert {row.cells[0] for row in rows} == {None}
    assert {row.joined for row in rows} == {frozenset({0})}


# ---- hidden


def test_hidden_rows_are_read_and_told_apart() -> None:
    said = {1: 'hidden="0"', 2: 'hidden="1"', 3: 'hidden="true"', 4: 'ht="0" customHeight="1"', 5: 'ht="15"'}
    cells = "".join(f'<row r="{row}" {how}><c r="A{row}"><v>1</v></c></row>' for row, how in said.items())
    assert [row.number for row in rows_of(with_sheet(cells)) if row.hidden] == [2, 3, 4]
    assert len(rows_of(with_sheet(cells))) == 5


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_a_hidden_sheet_is_not_read_and_says_why(state: str) -> None:
    book = openpyxl.Workbook()
    book.active.append(["x"])
    other = book.create_sheet("Архив")
    other.append(["y"])
    other.sheet_state = state
    shown, hidden = read_sheets(saved(book))
    assert (shown.left_out, len(shown.rows)) == ("", 1)
    assert hidden.name == "Архив"
    assert hidden.rows == []
    assert "show it" in hidden.left_out


def test_a_sheet_that_is_a_chart_is_no_sheet() -> None:
    book = openpyxl.Workbook()
    book.active.append(["x"])
    book.create_chartsheet("График")
    assert [sheet.name for sheet in read_sheets(saved(book))] == ["Sheet"]


# ---- formulas and errors


def test_a_formula_gives_its_stored_result_and_says_where_there_is_none() -> None:
    cells = (
        '<row r="1"><c r="A1"><f>1+1</f><v>2</v></c><c r="B1"><f>SUM(A:A)</f></c><c r="C1"><f>1</f><v></v></c>'
        '<c r="D1" t="str"><f>"а"</f><v>а</v></c><c r="E1" t="str"><f>""</f><v></v></c><c r="F1"><v>5</v></c></row>'
    )
    (row,) = rows_of(with_sheet(cells))
    assert row.cells == (2, None, None, "а", None, 5)
    assert row.odd == {1: NO_VALUE, 2: NO_VALUE}


def test_an_error_is_told_and_is_no_text() -> None:
    cells = '<row r="1"><c r="A1" t="e"><f>1/0</f><v>#DIV/0!</v></c><c r="B1"><v>1</v></c><c r="C1"><v>x</v></c></row>'
    (row,) = rows_of(with_sheet(cells))
    assert (row.cells, row.odd) == ((None, 1), {0: ERROR, 2: ERROR})


def test_a_row_of_formulas_without_results_is_there_and_one_drawn_down_alone_is_not() -> None:
    cells = (
        '<row r="1"><c r="A1"><f>B1</f></c><c r="B1"><f>C1</f></c></row><row r="2"><c r="A2"><f>ROW()</f></c></row>'
    )
    (row,) = rows_of(with_sheet(cells))
    assert (row.number, row.cells, row.odd) == (1, (), {0: NO_VALUE, 1: NO_VALUE})


def test_what_is_odd_in_a_merged_cell_is_odd_in_all_its_rows() -> None:
    merges = '<mergeCells><mergeCell ref="A1:A2"/></mergeCells>'
    cells = "".join(f'<row r="{row}"><c r="B{row}"><v>1</v></c></row>' for row in (1, 2))
    cells = cells.replace('<c r="B1">', '<c r="A1" t="e"><v>#REF!</v></c><c r="B1">')
    assert [row.odd for row in rows_of(with_sheet(cells, merges))] == [{0: ERROR}, {0: ERROR}]


# ---- values


def styled(*codes: str) -> bytes:
    """Styles 1, 2, … with these number formats."""
    formats = "".join(
        f'<numFmt numFmtId="{164 + at}" formatCode="{code.replace(chr(34), "&quot;")}"/>'
        for at, code in enumerate(codes)
    )
    styles = "".join(f'<xf numFmtId="{164 + at}"/>' for at in range(len(codes)))
    return (
        f'<?xml version="1.0"?><styleSheet xmlns="{NAMESPACE}"><numFmts>{formats}</numFmts>'
        f'<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/>{styles}</cellXfs></styleSheet>'
    ).encode()


@pytest.mark.parametrize(
    ("code", "written", "cell"),
    [
        ("dd.mm.yyyy", "43536", date(2019, 3, 12)),
        ("[$-419]d mmmm yyyy;@", "43536.75", date(2019, 3, 12)),
        ("dd.mm.yyyy", "43535.999999999996", date(2019, 3, 12)),
        ("dd.mm.yyyy", "32000", date(1987, 8, 11)),
        ("dd.mm.yyyy", "1", date(1900, 1, 1)),
        ("dd.mm.yyyy", "61", date(1900, 3, 1)),
        ("h:mm", "0.5625", "13:30"),
        ("dd.mm.yyyy", "-5", None),
        ("dd.mm.yyyy", "99999999", None),
        ('0" чел. (всего дней)"', "25", 25),
        ("[Red]0", "25", 25),
        ("0.00", "1.1", Decimal("1.10")),
        ("0.0", "7", Decimal("7.0")),
        ("General", "1e300", int(1e300)),
        ("General", "NaN", None),
        ("@", "1.5", Decimal("1.5")),
    ],
)
def test_a_number_is_what_its_format_shows(code: str, written: str, cell: Any) -> None:
    cells = f'<row r="1"><c r="A1" s="1"><v>{written}</v></c><c r="B1"><v>1</v></c></row>'
    (row,) = rows_of(with_sheet(cells, xl__styles_xml=styled(code)))
    assert row[0] == cell
    assert row.odd == ({0: ERROR} if cell is None else {})


def test_days_count_from_1904_where_the_workbook_says_so() -> None:
    book = openpyxl.Workbook()
    book.epoch = openpyxl.utils.datetime.MAC_EPOCH
    book.active.append([datetime(2019, 3, 12)])
    assert rows_of(saved(book))[0].cells == (date(2019, 3, 12),)


def test_a_text_in_pieces_is_whole_without_its_pronunciation_and_codes() -> None:
    cells = (
        '<row r="1"><c r="A1" t="inlineStr"><is><r><rPr><b/></rPr><t>Торговля </t></r><r><t>людьми</t></r>'
        '<rPh sb="0" eb="1"><t>звук</t></rPh></is></c><c r="B1" t="str"><v>а_x000D_\nб&amp;в &lt;г&gt;</v></c></row>'
    )
    assert rows_of(with_sheet(cells))[0].cells == ("Торговля людьми", "а\nб&в <г>")


def test_a_shared_text_is_whole_without_its_pronunciation() -> None:
    text = "<r><t>Торговля </t></r><r><t>людьми</t></r><rPh><t>звук</t></rPh>"
    content = with_sheet('<row r="1"><c r="A1" t="s"><v>0</v></c></row>', xl__sharedStrings_xml=strings_xml(text))
    assert rows_of(with_strings_named(content))[0].cells == ("Торговля людьми",)


@pytest.mark.parametrize(
    ("how", "cell"), [("superscript", "25¹ чел."), ("subscript", "25₁ чел."), ("baseline", "251 чел.")]
)
def test_a_digit_off_the_line_is_kept_apart(how: str, cell: str) -> None:
    text = f'<r><t>25</t></r><r><rPr><vertAlign val="{how}"/></rPr><t>1</t></r><r><t> чел.</t></r>'
    shared = with_sheet('<row r="1"><c r="A1" t="s"><v>0</v></c></row>', xl__sharedStrings_xml=strings_xml(text))
    own = with_sheet(f'<row r="1"><c r="A1" t="inlineStr"><is>{text}</is></c></row>')
    assert [rows_of(content)[0].cells for content in (with_strings_named(shared), own)] == [(cell,), (cell,)]


def test_lines_between_the_elements_are_no_values() -> None:
    cells = '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v/></c><c r="C1" t="b"><v>1</v></c></row>'
    cells = cells.replace("><", ">\n  <")
    (row,) = rows_of(with_sheet(cells))
    assert (row.cells, row.odd) == ((1, None, "True"), {})


def test_a_strict_workbook_and_prefixed_names_are_read() -> None:
    strict = sheet_xml('<row r="1"><c r="A1"><v>7</v></c></row>').decode()
    strict = strict.replace(NAMESPACE, "http://purl.oclc.org/ooxml/spreadsheetml/main")
    prefixed = strict.replace("<", "<x:").replace("<x:/", "</x:").replace("<x:?", "<?").replace("xmlns=", "xmlns:x=")
    for xml in (strict, prefixed):
        assert rows_of(repacked(workbook(("x",)), xl__worksheets__sheet1_xml=xml.encode()))[0].cells == (7,)


# ---- another reader finds the same

VALUES = st.one_of(
    st.none(),
    st.integers(-(10**9), 10**9),
    st.floats(-1e6, 1e6, allow_nan=False).map(lambda number: round(number, 3)),
    st.dates(date(1990, 1, 1), date(2030, 1, 1)).map(lambda day: datetime(day.year, day.month, day.day)),
    st.text("абвгдеёжңөү АБВ-.,;№«»123&<>\"'", min_size=1, max_size=12).map(str.strip).filter(bool),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(VALUES, max_size=6), min_size=1, max_size=8))
def test_openpyxl_finds_the_same_values(table: list[list[Any]]) -> None:
    content = workbook(*table)
    book = openpyxl.load_workbook(BytesIO(content))
    expected = [
        Row(number, cells)
        for number, row in enumerate(book.active.iter_rows(values_only=True), 1)
        if (cells := trimmed([as_read(value) for value in row]))
    ]
    assert read_sheets(content) == [Sheet("Реестр", expected)]


def as_read(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, float):
        return int(value) if value.is_integer() else Decimal(repr(value))
    return " ".join(value.split()) if isinstance(value, str) else value


def trimmed(cells: list[Any]) -> tuple[Any, ...]:
    while cells and cells[-1] is None:
        cells.pop()
    return tuple(cells)


def test_the_parser_itself_takes_no_declaration() -> None:
    """Behind the guard, which looks at bytes."""
    for text in (b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>', "<!DOCTYPE x><x/>".encode("utf-16")):
        with pytest.raises(Broken):
            parse(text, lambda *_said: None)
