"""A CSV: its letters, its separator, its rows by the numbers under which Excel shows them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actionplans.imports.files import encodings, read_sheets
from actionplans.imports.files.cells import FileRefused, Row
from actionplans.imports.files.encodings import decoded

REGISTER = (
    ("Дата", "Район", "Тема", "Пункт", "Участники"),
    ("01.02.19", "Лейлекский район", "Безопасная миграция и торговля людьми", "1.1", "25"),
    ("02.02.19", "г. Сулюкта", "Куда обратиться за помощью: горячая линия", "1.2", "40"),
    ("05.02.19", "Баткенский район", "Я знаю свои права. Встреча с молодёжью, СШ № 3", "1.2", "31"),
)
KYRGYZ = (
    ("Күнү", "Шаар", "Иш-чаранын аталышы", "Пункт", "Катышуучулар"),
    ("01.02.19", "Баткен шаары", "Адам сатууга каршы кыз-келиндер менен жолугушуу", "1.1", "25"),
    ("02.02.19", "Сулюкта шаары", "Жаштар арасында мыйзамсыз миграциянын коркунучу", "1.2", "40"),
)
WITHOUT = str.maketrans("ңөүҢӨҮ№", "ноуНОУN")  # the letters that the old encodings lack
OLD = ("windows-1251", "cp866", "koi8-r", "mac-cyrillic")


def table(rows: tuple[tuple[str, ...], ...] = REGISTER, separator: str = ";") -> str:
    return "\r\n".join(separator.join(row) for row in rows)


def rows_of(content: bytes) -> list[Row]:
    (sheet,) = read_sheets(content)
    return sheet.rows


def refusal(content: bytes) -> str:
    with pytest.raises(FileRefused) as refused:
        read_sheets(content)
    return str(refused.value)


# ---- letters


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


@pytest.mark.parametrize("encoding", [*OLD, "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("change", [str, str.upper, str.lower])
def test_the_letters_of_a_register_are_told_in_every_encoding(encoding: str, change: type[str]) -> None:
    for rows in (REGISTER, KYRGYZ):
        text = change(table(rows))
        if encoding in OLD:
            text = text.translate(WITHOUT)
        assert decoded(text.encode(encoding)) == text


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from([*REGISTER[1:], *KYRGYZ[1:]]), min_size=1, max_size=6), st.sampled_from(OLD))
def test_old_letters_are_read_right_or_refused_but_never_garbled(rows: list[tuple[str, ...]], encoding: str) -> None:
    text = table(tuple(rows)).translate(WITHOUT)
    try:
        assert decoded(text.encode(encoding)) == text
    except FileRefused:
        assert len(rows) < 3  # a line or two may leave it open


@pytest.mark.parametrize(
    "content",
    [
        "Naïve café;Ærøskøbing;Übung für Größe".encode("windows-1252"),
        "Δοκιμή;Ελληνικά γράμματα".encode("iso8859-7"),
        "日本語;表の試験".encode("shift-jis"),
        bytes(range(128, 256)) * 3,
        table().encode() + b"\xd0",  # cut in the middle of a letter
        "是日本語;表の試験;漢字".encode("utf-16-le"),
        b"\xff\xfe" + b"\x00\xd8" * 10,
    ],
)
def test_what_gives_no_plausible_words_is_refused_and_not_garbled(content: bytes) -> None:
    assert "letters cannot be read" in refusal(content) or "neither" in refusal(content)


@pytest.mark.parametrize(("word", "encoding"), [("Да", "cp866"), ("—да", "mac-cyrillic"), ("яя", "koi8-r")])
def test_letters_too_few_to_tell_are_not_guessed(word: str, encoding: str) -> None:
    assert "letters cannot be read" in refusal(f"{word};1".encode(encoding))


def test_a_sign_alone_tells_windows_from_the_others() -> None:
    assert rows_of("№;Name\r\n1;A".encode("windows-1251"))[0].cells == ("№", "Name")


def test_plausibility_is_nothing_for_ascii_and_grows_with_russian() -> None:
    assert encodings.plausibility("a;b;1,5") == 0
    assert encodings.plausibility(table()) > 50
    assert encodings.plausibility(table(REGISTER[:3]).encode("koi8-r").decode("windows-1251")) < 0


# ---- separators


@pytest.mark.parametrize("separator", [";", "\t", ",", "|"])
def test_the_separator_is_the_one_that_makes_columns(separator: str) -> None:
    rows = tuple(tuple(cell.replace(",", "") for cell in row) for row in REGISTER)
    title = "Реестр мероприятий, 2019 год; Баткенская область" if separator in "\t|" else "Реестр мероприятий"
    read = rows_of(f"{title}\r\n\r\n{table(rows, separator)}".encode())
    assert [(row.number, row.cells) for row in read[1:]] == list(enumerate(rows, 3))


def test_commas_in_texts_and_numbers_do_not_divide_columns() -> None:
    lines = ["Тема;Часы", *(f"Права, риски, помощь {number};1,5" for number in range(30))]
    assert {len(row.cells) for row in rows_of("\n".join(lines).encode())} == {2}


@pytest.mark.parametrize("line", ["sep=|", "SEP=|", '"sep=|"'])
def test_a_line_that_names_the_separator_is_obeyed_and_not_counted(line: str) -> None:
    assert [(row.number, row.cells) for row in rows_of(f"{line}\r\na;1|b;2\r\nc;3|d".encode())] == [
        (1, ("a;1", "b;2")),
        (2, ("c;3", "d")),
    ]


# ---- rows


def test_rows_are_numbered_as_excel_shows_them_though_cells_hold_lines() -> None:
    content = b'a;b\r\n"one\r\ntwo\r\n\r\nthree";2\r\n\r\n;\r\nc;3\r\n'
    assert [(row.number, row.cells) for row in rows_of(content)] == [
        (1, ("a", "b")),
        (2, ("one\ntwo\nthree", "2")),
        (5, ("c", "3")),
    ]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_end_of_line_ends_a_row(end: str) -> None:
    assert [row.number for row in rows_of(f"a;b{end}{end}c;d{end}".encode())] == [1, 3]


def test_a_quotation_mark_inside_a_text_is_a_letter() -> None:
    assert rows_of('ОФ "Айгуль";2\nb;3\n'.encode())[0].cells == ('ОФ "Айгуль"', "2")


@pytest.mark.parametrize("after", ["", ";3\nd;4\n", ";3\nd;4\n" * 30_000])
def test_a_quotation_mark_that_is_not_closed_is_told_with_its_row(after: str) -> None:
    """It would take all rows below into one cell, and nobody would miss them."""
    assert "row 3" in refusal(f'a;b\n\n"c{after}'.encode())


def test_a_cell_far_to_the_right_is_refused_and_empty_ones_are_not() -> None:
    assert "far outside" in refusal((";" * 300 + "x").encode())
    assert rows_of(("x" + ";" * 300).encode())[0].cells == ("x",)


def test_nothing_but_blanks_is_empty() -> None:
    assert "empty" in refusal("\ufeff \r\n".encode())
