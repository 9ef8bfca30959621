"""The office's own file back with its faults marked: what is added, and that nothing else changes."""

import zipfile
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from io import BytesIO
from itertools import pairwise
from typing import Any

import openpyxl
import pytest
from django.conf import settings as django_settings
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from actionplans.imports import files, marking, words
from actionplans.imports.files import bounded
from actionplans.imports.files.cells import FileRefused
from actionplans.imports.marking import AUTHOR, DOUBTFUL, FAULTY
from actionplans.imports.tables import Fault

from .sheets import HEADING, event_row, register, saved, workbook

FORMULA_LIKE = ("=1+1", "+7 (312) 1", "-5 человек", "@SUM(A1)", "=cmd|' /C calc'!A0", "=")


def fault(row: int | None, index: int | None, said: str = "wrong", sheet: str = "Реестр") -> Fault:
    return Fault(sheet, row, "", "code", said, index)


def marked(
    content: bytes,
    faults: Sequence[Fault] = (),
    warnings: Sequence[Fault] = (),
    results: Mapping[tuple[str, int], str] | None = None,
    headings: Mapping[str, int] | None = None,
) -> bytes:
    """As `marking.marked` does it, but in this process: the same two steps."""
    told = {"Реестр": 1} if headings is None else headings
    return marking.task(marking.payload_of(content, faults, warnings, results or {}, told))


def opened(content: bytes, sheet: str = "Реестр") -> Any:
    return openpyxl.load_workbook(BytesIO(content))[sheet]


def colour(cell: Any) -> Any:
    return cell.fill.fgColor.rgb if cell.fill.fill_type else None


RESULT = len(HEADING) + 1  # where the column comes to stand in the tidy layout


def test_a_faulty_cell_is_coloured_and_says_what_is_wrong() -> None:
    sheet = opened(marked(register(event_row(participants="много")), [fault(2, 8, "Write digits.")]))
    cell = sheet.cell(2, 9)
    assert (cell.value, colour(cell)) == (15, FAULTY)
    assert (cell.comment.text, cell.comment.author) == ("Write digits.", AUTHOR)
    assert (sheet.cell(2, 8).value, colour(sheet.cell(2, 8)), sheet.cell(2, 8).comment) == ("много", None, None)


def test_a_warning_has_another_colour_and_a_fault_of_the_same_cell_wins() -> None:
    warnings = [fault(2, 4, "Strange."), fault(3, 4, "Odd.")]
    sheet = opened(marked(register(event_row(), event_row()), [fault(2, 4, "No topic.")], warnings))
    assert [colour(sheet.cell(row, 5)) for row in (2, 3)] == [FAULTY, DOUBTFUL]
    assert [sheet.cell(row, 5).comment.text for row in (2, 3)] == ["No topic.\nStrange.", "Odd."]


def test_the_last_column_tells_the_result_of_every_row() -> None:
    content = workbook(["Реестр за год"], HEADING, event_row(), event_row(), event_row(), ["ИТОГО", 75])
    results = {
        ("Реестр", 1): "left out: above the heading", ("Реестр", 3): "new", ("Реестр", 4): "No date.",
        ("Реестр", 6): "left out: a total",
    }  # fmt: skip
    faults, warnings = [fault(4, 0, "No date.")], [fault(5, None, "Twice.")]
    sheet = opened(marked(content, faults, warnings, results, {"Реестр": 2}))
    column = [sheet.cell(row, RESULT).value for row in range(1, 7)]
    assert column == [
        "left out: above the heading", "Result (tipcc)", "new", "No date.", "Twice.", "left out: a total",
    ]  # fmt: skip
    assert [colour(sheet.cell(row, RESULT)) for row in (3, 4, 5)] == [None, FAULTY, DOUBTFUL]
    assert sheet.cell(2, RESULT).font.bold
    assert sheet.column_dimensions[sheet.cell(2, RESULT).column_letter].width == marking.WIDTH
    assert sheet.auto_filter.ref == "A2:T6"


def test_a_fault_without_a_cell_colours_the_result_alone() -> None:
    sheet = opened(marked(register(event_row()), [fault(2, None, "The quarter is sealed.")]))
    assert (sheet.cell(2, RESULT).value, colour(sheet.cell(2, RESULT))) == ("The quarter is sealed.", FAULTY)
    assert [colour(sheet.cell(2, column)) for column in range(1, RESULT)] == [None] * len(HEADING)


def test_faults_without_a_row_or_on_other_sheets_are_passed_over() -> None:
    content = register(event_row())
    sheet = opened(marked(content, [fault(None, 3), fault(2, 3, sheet="gone")], [], {("gone", 2): "new"}))
    assert all(cell.comment is None for row in sheet.iter_rows(min_row=2) for cell in row)


def test_sheets_are_known_by_the_names_that_the_reader_gives_them() -> None:
    content = workbook(HEADING, event_row(), name=" Март  2019 ")
    (read,) = files.read_sheets(content)
    out = marked(content, [fault(2, 0, sheet=read.name)], [], {(read.name, 2): "new"}, {read.name: 1})
    sheet = opened(out, " Март  2019 ")
    assert (sheet.cell(2, RESULT).value, colour(sheet.cell(2, 1))) == ("new", FAULTY)


# ---- nothing else changes


def rich_book() -> bytes:
    """One sheet with most of what an office does to a table, and another that is left alone."""
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.title = "Реестр"
    for row in (HEADING, event_row(), event_row(participants=None), event_row(starts_on="12–14 марта 2019 г.")):
        sheet.append(list(row))
    sheet["H3"] = "=I3+J3"
    sheet["E2"].font, sheet["E2"].fill = Font(italic=True), PatternFill("solid", fgColor="FF00FF00")
    sheet["E2"].comment = Comment("Спросить в школе", "Айгүл")
    sheet.merge_cells("C2:C4")
    sheet.freeze_panes = "B2"
    sheet.column_dimensions["A"].width = 33
    sheet.row_dimensions[3].hidden = True
    checked = DataValidation(type="whole", operator="between", formula1="0", formula2="500")
    checked.add("H2:H4")
    sheet.add_data_validation(checked)
    for at, text in enumerate(FORMULA_LIKE, 1):
        cell = sheet.cell(5, at)
        cell.value = text
        cell.data_type = "s"
    other = book.create_sheet("Другое")
    other["B2"] = "=1+1"
    other.sheet_state = "hidden"
    return saved(book)


def told(cell: Any) -> tuple[Any, ...]:
    comment = cell.comment and (cell.comment.text, cell.comment.author)
    return cell.coordinate, cell.value, cell.data_type, cell.number_format, colour(cell), cell.font.i, comment


def test_every_other_cell_is_as_it_was() -> None:
    content = rich_book()
    out = marked(content, [fault(2, 7), fault(4, 0)], [], {("Реестр", 2): "wrong", ("Реестр", 5): "wrong"})
    before, after = opened(content), opened(out)
    touched = {"H2", "A4"}
    for row in before.iter_rows():
        for cell in row:
            if cell.coordinate not in touched:
                assert told(after[cell.coordinate]) == told(cell)
    assert after["H3"].value == "=I3+J3"
    assert (after.freeze_panes, after.column_dimensions["A"].width, after.row_dimensions[3].hidden) == ("B2", 33, True)
    assert [str(area) for area in after.merged_cells.ranges] == ["C2:C4"]
    assert after.data_validations.dataValidation[0].sqref == before.data_validations.dataValidation[0].sqref
    other = opened(out, "Другое")
    assert (other["B2"].value, other.sheet_state, other.max_column) == ("=1+1", "hidden", 2)


def test_no_text_becomes_a_formula() -> None:
    out = marked(rich_book(), [], [], {("Реестр", row): "=1+1" for row in range(2, 6)})
    sheet = opened(out)
    assert [(sheet.cell(5, at).value, sheet.cell(5, at).data_type) for at in range(1, 7)] == [
        (text, "s") for text in FORMULA_LIKE
    ]
    assert [(sheet.cell(row, RESULT).value, sheet.cell(row, RESULT).data_type) for row in (2, 5)] == [
        ("=1+1", "s")
    ] * 2
    with zipfile.ZipFile(BytesIO(out)) as archive:
        sheets = b"".join(archive.read(name) for name in archive.namelist() if "worksheets/sheet" in name)
    assert sheets.count(b"<f>") == 2  # H3 and B2 of the other sheet, as before


def test_a_register_that_was_marked_is_read_as_before() -> None:
    rows = [event_row(), ["МАРТ 2019"], event_row(item="9.9"), ["ИТОГО", 1]]
    content = workbook(["Реестр за 2019 год"], HEADING, *rows)
    results = {("Реестр", row): "said" for row in range(1, 7)}
    out = marked(content, [fault(5, 5)], [], results, {"Реестр": 2})
    assert files.read_sheets(out) == files.read_sheets(content)


@pytest.mark.parametrize("language", ["ky", "ru", "en"])
def test_a_signed_column_is_taken_out_wherever_it_stands(language: str) -> None:
    with translation.override(language):
        ours = marking.heading()
    rows: list[list[Any]] = [["Реестр", None, "left out"], ["Дата", ours, "Тема"], [None, "said"]]
    rows.append(["1.3.2019", "new", "Тема"])
    (read,) = files.read_sheets(workbook(*rows))
    assert [(row.number, row.cells) for row in read.rows] == [
        (1, ("Реестр", None, "left out")), (2, ("Дата", None, "Тема")), (4, ("1.3.2019", None, "Тема")),
    ]  # fmt: skip


def test_a_column_that_the_office_calls_a_result_is_read() -> None:
    content = workbook(["Дата", "Результат"], ["1.3.2019", "знают больше"])
    assert [row.cells for row in files.read_sheets(content)[0].rows][1] == ("1.3.2019", "знают больше")


def test_somebody_elses_comment_stays_above_ours() -> None:
    once = marked(rich_book(), [fault(2, 4, "Too long.")])
    assert opened(once)["E2"].comment.text == "Спросить в школе\n\n[tipcc] Too long."
    assert opened(marked(once))["E2"].comment.text == "Спросить в школе"


# ---- merged cells, spans of columns


def test_the_mark_of_a_merged_cell_stands_on_its_first_cell() -> None:
    sheet = opened(marked(rich_book(), [fault(3, 2, "Not known."), fault(4, 2, "Not known, again.")]))
    assert (sheet["C2"].comment.text, colour(sheet["C2"])) == ("Not known.\nNot known, again.", FAULTY)


def test_a_title_merged_beyond_the_table_pushes_the_result_aside() -> None:
    book = openpyxl.load_workbook(BytesIO(workbook(["Реестр"], HEADING, event_row())))
    book["Реестр"].merge_cells("A1:W1")
    results = {("Реестр", 1): "left out", ("Реестр", 3): "new"}
    sheet = opened(marked(saved(book), [], [], results, {"Реестр": 2}))
    assert [sheet.cell(row, 24).value for row in (1, 2, 3)] == ["left out", "Result (tipcc)", "new"]
    assert sheet["A1"].value == "Реестр"


@pytest.mark.parametrize("span", [(15, 40), (20, 40), (10, 20), (19, 21)])
def test_columns_kept_as_one_span_do_not_overlap(span: tuple[int, int]) -> None:
    """Hidden columns to the right of the table are one span in the file; two that overlap damage it for Excel."""
    book = openpyxl.load_workbook(BytesIO(register(event_row())))
    size = book["Реестр"].column_dimensions[get_column_letter(span[0])]
    size.hidden, size.min, size.max = True, *span
    out = marked(saved(book), [], [], {("Реестр", 2): "new"})
    sizes = sorted(opened(out).column_dimensions.values(), key=lambda each: each.min)
    assert all(one.max < other.min for one, other in pairwise(sizes))
    covered = {at: each.hidden for each in sizes for at in range(each.min, each.max + 1)}
    hidden = {at for at, is_hidden in covered.items() if is_hidden}
    assert hidden == set(range(span[0], span[1] + 1)) - {RESULT}


def test_a_sheet_formatted_to_its_end_gets_the_result_beside_the_table() -> None:
    book = openpyxl.load_workbook(BytesIO(register(event_row())))
    book["Реестр"].cell(2, 300).fill = PatternFill("solid", fgColor="FF00FF00")
    sheet = opened(marked(saved(book), [], [], {("Реестр", 2): "new"}))
    assert sheet.cell(2, RESULT).value == "new"


def test_an_offices_own_filter_stays() -> None:
    book = openpyxl.load_workbook(BytesIO(register(event_row())))
    book["Реестр"].auto_filter.ref = "A1:C2"
    assert opened(marked(saved(book))).auto_filter.ref == "A1:C2"


# ---- marking again


def test_marking_twice_does_not_pile_up() -> None:
    content = register(event_row(), event_row(), event_row())
    results = {("Реестр", row): "said" for row in (2, 3, 4)}
    with translation.override("ru"):
        once = marked(content, [fault(2, 4, "First."), fault(3, 0)], [fault(4, 5)], results)
    twice = marked(once, [fault(3, 0, "Second.")], [], {("Реестр", 3): "Second.", ("Реестр", 4): "new"})
    sheet = opened(twice)
    assert sheet.max_column == RESULT
    assert [sheet.cell(row, RESULT).value for row in range(1, 5)] == ["Result (tipcc)", None, "Second.", "new"]
    assert [colour(sheet.cell(row, RESULT)) for row in (2, 3, 4)] == [None, FAULTY, None]
    comments = {
        cell.coordinate: cell.comment.text for row in sheet.iter_rows(min_row=2) for cell in row if cell.comment
    }
    assert comments == {"A3": "Second."}
    assert [colour(cell) for cell in (sheet["E2"], sheet["A3"], sheet["F4"])] == [None, FAULTY, None]


def test_an_offices_own_column_of_results_is_not_written_over() -> None:
    content = workbook([*HEADING, "Результат"], [*event_row(), "знают больше"])
    sheet = opened(marked(content, [], [], {("Реестр", 2): "new"}))
    assert [sheet.cell(2, column).value for column in (RESULT, RESULT + 1)] == ["знают больше", "new"]


def test_the_heading_is_known_as_not_read_in_every_language() -> None:
    vocabulary = words.headings("register")
    for language, _name in django_settings.LANGUAGES:
        with translation.override(language):
            assert vocabulary[words.fold(marking.heading())] == "ignored"


# ---- CSV


def test_a_csv_becomes_a_workbook_of_the_same_texts() -> None:
    lines = ["Дата;Тема;Пункт плана;Всего", "01.03.2019;Адам сатуу: өң, үн, көз;1.10;025", "", "=1+1;-5;+7;@x"]
    content = "\r\n".join(lines).encode("utf-8-sig")
    out = marked(content, [fault(4, 3, sheet="")], [], {("", 2): "new"}, {"": 1})
    book = openpyxl.load_workbook(BytesIO(out))
    (sheet,) = book.worksheets
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        ["Дата", "Тема", "Пункт плана", "Всего", "Result (tipcc)"],
        ["01.03.2019", "Адам сатуу: өң, үн, көз", "1.10", "025", "new"],
        [None] * 5,
        ["=1+1", "-5", "+7", "@x", "wrong"],
    ]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value} == {"s"}
    assert all(sheet.cell(4, column).quotePrefix for column in range(1, 5))
    assert colour(sheet.cell(4, 4)) == FAULTY


def test_a_csv_in_an_old_encoding_is_read_as_the_reader_does() -> None:
    content = "Дата;Мероприятие;Пункт\n01.03.2019;Безопасная миграция;1.2\n".encode("windows-1251")
    sheet = openpyxl.load_workbook(BytesIO(marked(content, headings={"": 1}))).worksheets[0]
    assert sheet["B2"].value == "Безопасная миграция"


TEXTS = st.text(st.characters(codec="utf-8", exclude_characters='";\r\n\x00'), min_size=1, max_size=8)


@settings(max_examples=25, deadline=None)
@given(beginning=st.sampled_from(["", *"=+-@|", "=SUM(", "\t="]), text=TEXTS)
def test_no_text_of_a_csv_becomes_a_formula_or_a_number(beginning: str, text: str) -> None:
    content = f"Дата;Тема\n01.03.2019;{beginning}{text}\n".encode()
    (read,) = files.read_sheets(content)
    cell = openpyxl.load_workbook(BytesIO(marked(content, headings={"": 1}))).worksheets[0].cell(2, 2)
    assert (cell.value, cell.data_type if cell.value else "s") == (read.rows[1][1], "s")


# ---- limits


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_what_is_too_large_is_refused_in_words(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(marking, "MOST_CELLS", 20)
    content = register(event_row()) if kind == "xlsx" else b"a;b;c\n" * 9
    with pytest.raises(FileRefused, match="too large to be marked"):
        marked(content)


def test_a_workbook_that_the_writer_does_not_understand_is_refused_in_words() -> None:
    kept = BytesIO()
    with zipfile.ZipFile(BytesIO(register(event_row()))) as old, zipfile.ZipFile(kept, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            new.writestr(name, text.replace(b"</styleSheet>", b"") if name == "xl/styles.xml" else text)
    with pytest.raises(FileRefused, match="cannot be marked"):
        marked(kept.getvalue())


def test_signs_that_no_workbook_can_hold_are_left_out() -> None:
    sheet = opened(marked(register(event_row()), [fault(2, 0, "a\x00b")], [], {("Реестр", 2): "c\x0bd"}))
    assert (sheet["A2"].comment.text, sheet.cell(2, RESULT).value) == ("ab", "cd")


def test_days_and_numbers_keep_their_kind() -> None:
    sheet = opened(marked(register(event_row(starts_on=date(2019, 3, 1), participants=25))))
    assert (sheet["A2"].value, sheet["A2"].is_date, sheet["H2"].value) == (datetime(2019, 3, 1), True, 25)


def test_it_is_done_in_a_process_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    run = bounded.run

    def listened(task: str, payload: bytes, waiting: bounded.Waiting | None = None) -> bytes:
        asked.append(task)
        return run(task, payload, waiting)

    monkeypatch.setattr(bounded, "run", listened)
    out = marking.marked(register(event_row()), [fault(2, 0, "No date.")], [], {("Реестр", 2): "new"}, {"Реестр": 1})
    assert asked == ["mark"]
    assert (opened(out)["A2"].comment.text, opened(out).cell(2, RESULT).value) == ("No date.", "new")
