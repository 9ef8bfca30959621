"""The empty register that an office fills in: what it offers, what it checks, and that it is read back unasked."""

import subprocess
from collections.abc import Mapping, Sequence
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from openpyxl.utils import get_column_letter

from actionplans.checks import LARGEST, EventDraft, Surroundings
from actionplans.exports.template import LISTS, PREPARED, heading_of_check, headings, name_of, template
from actionplans.imports import words
from actionplans.imports.columns import propose
from actionplans.imports.files import read_sheets
from actionplans.imports.lookups import Lookups
from actionplans.imports.registers import Register, read_register
from actionplans.states import EventForm
from tests.factories import make_campaign, make_district, make_item, make_plan

from .conftest import World
from .sheets import saved

LANGUAGES = ("ky", "ru", "en")
HEADING = 7  # the row: a title and five lines of instructions above it


@pytest.fixture
def world(batken: World) -> World:
    """Batken with more items than one, a campaign, and names in all three languages."""
    batken.item.title_ru, batken.item.title_ky = "Классные часы в школах", "Мектептердеги класстык сааттар"
    batken.item.save()
    make_item(batken.plan, "1.10", title_ru="100 дней против торговли людьми", title_ky="Күрөш өнөктүгүнүн 100 күнү")
    make_item(batken.plan, "4.1", title_ru="Сопровождение пострадавших", sensitive=True)
    district = batken.district
    district.name_en, district.name_ru, district.name_ky = "Leylek district", "Лейлекский район", "Лейлек району"
    district.save()
    make_campaign()
    return batken


def opened(content: bytes) -> Any:
    return openpyxl.load_workbook(BytesIO(content)).worksheets[0]


def columns_of(sheet: Any, language: str) -> dict[str, int]:
    """Field -> its column, from 1."""
    fields = {title: name for name, title in headings(language).items()}
    return {fields[cell.value]: cell.column for cell in sheet[HEADING] if cell.value in fields}


def filled(content: bytes, language: str, *rows: Mapping[str, Any]) -> bytes:
    """The template with these events typed into it, one below the other."""
    book = openpyxl.load_workbook(BytesIO(content))
    sheet = book.worksheets[0]
    at = columns_of(sheet, language)
    for number, row in enumerate(rows, HEADING + 1):
        for name, value in row.items():
            sheet.cell(number, at[name]).value = value
    return saved(book)


def choices(content: bytes, language: str, name: str) -> list[Any]:
    """What the list of a column offers, by the rule that its cells carry."""
    book = openpyxl.load_workbook(BytesIO(content))
    sheet = book.worksheets[0]
    letter = get_column_letter(columns_of(sheet, language)[name])
    for rule in sheet.data_validations.dataValidation:
        if rule.type == "list" and str(rule.sqref).startswith(f"{letter}{HEADING + 1}:"):
            listed, _mark, cells = rule.formula1.rpartition("!")
            assert listed == f"'{LISTS}'"
            return [cell.value for row in book[LISTS][cells.replace("$", "")] for cell in row]
    return []


def rule_of(sheet: Any, language: str, name: str) -> Any:
    letter = get_column_letter(columns_of(sheet, language)[name])
    (rule,) = [r for r in sheet.data_validations.dataValidation if str(r.sqref).startswith(letter + str(HEADING + 1))]
    return rule


def read(content: bytes, world: World) -> Register:
    """As an upload is read: nothing chosen by hand."""
    sheets, lookups = read_sheets(content), Lookups.of(world.council, Surroundings.of(world.council).items)
    layouts = propose(sheets, is_district=lookups.is_district)
    assert [layout.asks for layout in layouts] == [False]
    return read_register(sheets, lookups, layouts)


# ---- a filled template needs no mapping


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_filled_template_is_read_back_with_every_event_right(world: World, language: str) -> None:
    empty = template(world.council, 2019, language)
    with translation.override(language):
        counts = {
            "participants": 40, "women": 20, "men": 15, "age_under_14": 0, "age_14_28": 30, "age_29_35": 4,
            "age_36_59": 1, "age_60_over": 2, "under_18": 9, "with_disability": 1, "materials": 50, "audience": 4000,
        }  # fmt: skip
        whole = {
            "starts_on": date(2019, 10, 1), "ends_on": date(2019, 10, 3), "place": "Көк-Таш айылы, №3 мектеп",
            "title": "Өз укуктарыңды билесиңби?", "note": "Эскертүү: үчүнчү жолу", "organisers": "Кеңеш",
            "partners": "РОО; «Үмүт» ОФ", "district": choices(empty, language, "district")[0],
            "item": choices(empty, language, "item")[0], "form": str(EventForm.CLASS_HOUR.label),
            "campaign": choices(empty, language, "campaign")[0], **counts,
        }  # fmt: skip
        small = {
            "starts_on": date(2019, 3, 12), "title": "Как не стать жертвой",
            "item": choices(empty, language, "item")[1], "form": str(EventForm.BROADCAST.label), "audience": 0,
        }  # fmt: skip
        register = read(filled(empty, language, whole, small), world)
    assert [row.misread for row in register.rows] == [{}, {}]
    assert register.warnings == []
    first, second = [row.draft for row in register.rows]
    assert first == EventDraft(
        starts_on=date(2019, 10, 1), ends_on=date(2019, 10, 3), item=world.item, district=world.district,
        place="Көк-Таш айылы, №3 мектеп", form="class_hour", title="Өз укуктарыңды билесиңби?",
        campaign=first.campaign, organisers=["Кеңеш"], partners=["РОО", "«Үмүт» ОФ"], note="Эскертүү: үчүнчү жолу",
        **counts,  # type: ignore[arg-type]
    )  # fmt: skip
    assert first.campaign is not None
    assert (second.item and second.item.number, second.form, second.audience) == ("1.10", "broadcast", 0)
    assert (second.ends_on, second.participants, second.district) == (date(2019, 3, 12), None, None)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_empty_template_holds_no_event_and_no_sheet_to_be_told_of(world: World, language: str) -> None:
    sheets = read_sheets(template(world.council, 2019, language))
    assert [sheet.left_out for sheet in sheets] == [""]
    assert [row.number for row in sheets[0].rows] == list(range(1, HEADING + 1))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_heading_is_a_word_of_the_vocabulary(world: World, language: str) -> None:
    vocabulary = words.headings("register")
    told = [cell.value for cell in opened(template(world.council, 2019, language))[HEADING]]
    fields = [vocabulary[words.fold(title)] for title in told]
    assert {title for title, field in zip(told, fields, strict=True) if field == "ignored"} == {told[-1]}
    assert len(set(fields)) == len(fields)
    assert {"starts_on", "title", "item", "district", "form", "participants"} <= set(fields)


def test_the_column_of_checks_is_known_as_not_read_in_every_language() -> None:
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            assert words.headings("register")[words.fold(heading_of_check())] == "ignored"


# ---- what it offers


@pytest.mark.parametrize(
    ("language", "item", "district"),
    [
        ("ky", "1.2 – Мектептердеги класстык сааттар", "Лейлек району"),
        ("ru", "1.2 – Классные часы в школах", "Лейлекский район"),
        ("en", "1.2 – Классные часы в школах", "Leylek district"),
    ],
)
def test_lists_are_in_the_language_of_the_template(world: World, language: str, item: str, district: str) -> None:
    content = template(world.council, 2019, language)
    assert choices(content, language, "item")[0] == item
    assert choices(content, language, "district") == [district]
    with translation.override(language):
        assert choices(content, language, "form") == [str(label) for label in EventForm.labels]
    assert choices(content, language, "campaign") == ["100 days, 2019"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_form_offered_is_read_as_that_form(world: World, language: str) -> None:
    offered = choices(template(world.council, 2019, language), language, "form")
    assert [words.forms().get(words.fold(label)) for label in offered] == EventForm.values


def test_a_title_that_would_be_taken_for_another_item_is_cut(world: World) -> None:
    make_item(world.plan, "2.1", title_ru="Работа по пункту 3.4 Программы")
    make_item(world.plan, "2.2", title_ru="Лекции " * 60)
    offered = choices(template(world.council, 2019, "ru"), "ru", "item")
    assert offered[1] == "1.10"
    assert offered[2] == "2.1 – Работа по пункту…"
    assert offered[3].startswith("2.2 – Лекции Лекции")
    assert len(offered[3]) < 120


def test_items_are_those_of_endorsed_plans_of_the_year_that_take_events(world: World) -> None:
    later = make_plan(world.council, date(2020, 1, 1), date(2021, 12, 31), endorsed=False)
    make_item(later, "7.1")
    make_item(world.plan, "5.1", ends_on=date(2018, 12, 31))
    make_item(world.plan, "5.2", withdrawn_from=date(2019, 1, 1))
    make_item(world.plan, "5.3", withdrawn_from=date(2019, 1, 2))
    make_item(world.plan, "5.4", starts_on=date(2020, 1, 1))
    numbers = [label.partition(" ")[0] for label in choices(template(world.council, 2019, "ru"), "ru", "item")]
    assert numbers == ["1.2", "1.10", "5.3"]
    assert choices(template(world.council, 2020, "ru"), "ru", "item") == []


def test_other_regions_and_other_councils_are_not_offered(world: World, osh: World) -> None:
    make_item(osh.plan, "8.8", title_ru="Чужой пункт")
    make_district(osh.council, "Узгенский район")
    content = template(world.council, 2019, "ru")
    assert choices(content, "ru", "district") == ["Лейлекский район"]
    assert not any("8.8" in label for label in choices(content, "ru", "item"))


def test_days_and_counts_are_checked_as_they_are_typed(world: World) -> None:
    sheet = opened(template(world.council, 2019, "ru"))
    days = rule_of(sheet, "ru", "ends_on")
    first, last = (int(text) for text in (days.formula1, days.formula2))
    assert (first, last) == (date(2019, 1, 1).toordinal() - 693594, date(2019, 12, 31).toordinal() - 693594)
    assert (days.type, days.operator, rule_of(sheet, "ru", "starts_on").errorStyle) == ("date", None, "warning")
    for name in ("participants", "age_60_over", "audience", "materials"):
        whole = rule_of(sheet, "ru", name)
        assert (whole.type, whole.formula1, whole.formula2) == ("whole", "0", str(LARGEST))
        assert str(whole.sqref).endswith(str(HEADING + PREPARED))


@pytest.mark.parametrize("language", LANGUAGES)
def test_five_lines_of_instructions_stand_above_the_heading(world: World, language: str) -> None:
    sheet = opened(template(world.council, 2019, language))
    with translation.override(language):
        assert world.council.name in sheet["A1"].value
        assert heading_of_check() in sheet["A6"].value
    assert [str(sheet.cell(row, 1).value)[:2] for row in range(2, HEADING)] == ["1.", "2.", "3.", "4.", "5."]


def test_it_stays_in_view_and_is_set_up_to_print(world: World) -> None:
    sheet = opened(template(world.council, 2019, "ky"))
    assert (sheet.freeze_panes, sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("B8", "landscape", 9)
    assert (sheet.page_setup.fitToHeight, sheet.print_title_rows) == (0, "$7:$7")
    assert PREPARED >= 300


def test_it_is_made_with_few_queries_however_much_there_is(world: World) -> None:
    for number in range(30):
        make_item(world.plan, f"3.{number}")
        make_district(world.council, f"Район {number}")
    with CaptureQueriesContext(
        connection,
    ) as asked:
        template(world.council, 2019, "ky")
    assert len(asked) == 3


def test_the_same_template_is_the_same_bytes(world: World) -> None:
    assert template(world.council, 2019, "ru") == template(world.council, 2019, "ru")
    assert name_of(world.council, 2019, "ky") == "tipcc-register-KG-B-2019-ky.xlsx"


# ---- what its column of checks says

FINE: dict[str, Any] = {
    "starts_on": date(2019, 3, 12), "district": "Лейлекский район", "title": "Безопасная миграция", "item": "1.2",
    "form": "лекция", "participants": 25, "women": 15, "men": 10,
}  # fmt: skip
CASES: list[tuple[dict[str, Any], str]] = [
    ({}, ""),
    ({"participants": None, "women": None, "men": None, "materials": 0}, ""),
    ({"form": "онлайн", "district": None}, ""),
    ({"ends_on": date(2019, 3, 12), "age_14_28": 20, "age_60_over": 5, "under_18": 25, "with_disability": 25}, ""),
    ({"starts_on": None}, "Write the first day"),
    ({"ends_on": date(2019, 3, 11)}, "The last day is before the first day"),
    ({"district": None}, "Choose the district"),
    ({"title": None}, "Write the topic"),
    ({"item": None}, "Choose the plan item"),
    ({"form": None}, "Choose the form"),
    (
        {"participants": None, "women": None, "men": None},
        "Write how many took part, or the audience, or the materials",
    ),
    ({"participants": None, "men": None}, "Write all participants too"),
    ({"participants": 24}, "Women and men together: more than all participants"),
    ({"age_under_14": 20, "age_60_over": 6}, "All ages together: more than all participants"),
    ({"under_18": 26}, "До 18 лет: more than all participants"),
    ({"with_disability": 26}, "С инвалидностью: more than all participants"),
]


def test_the_column_of_checks_is_computed_to_words(world: World, soffice: str, tmp_path: Path) -> None:
    """Each row as LibreOffice computes it; the words are in the template's language where they are translated."""
    with translation.override("ru"):
        expected = [_in_russian(said) for _changes, said in CASES]
    rows = [FINE | changes for changes, _said in CASES]
    told = computed(filled(template(world.council, 2019, "ru"), "ru", *rows), soffice, tmp_path)
    assert told[: len(CASES)] == expected
    assert set(told[len(CASES) :]) == {""}
    assert len(told) == PREPARED


def _in_russian(said: str) -> str:
    what, mark, _rest = said.partition(": more")
    if mark and what in headings("ru").values():
        return translation.gettext("%(parts)s: more than all participants") % {"parts": what}
    return translation.gettext(said) if said else ""


def computed(content: bytes, soffice: str, folder: Path) -> list[str]:
    """The column of checks after LibreOffice opened the file and computed it."""
    (folder / "filled.xlsx").write_bytes(content)
    home = f"-env:UserInstallation=file://{folder / 'home'}"
    command = [
        soffice,
        "--headless",
        home,
        "--convert-to",
        "xlsx:Calc MS Excel 2007 XML",
        "--outdir",
        str(folder / "out"),
    ]
    done = subprocess.run([*command, str(folder / "filled.xlsx")], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    sheet = openpyxl.load_workbook(folder / "out" / "filled.xlsx", data_only=True).worksheets[0]
    column: Sequence[Any] = sheet[get_column_letter(len(opened(content)[HEADING]))]
    return [str(cell.value or "") for cell in column[HEADING : HEADING + PREPARED]]


def test_without_a_plan_for_the_whole_year_no_item_is_asked_for(world: World) -> None:
    content = template(world.council, 2021, "ru")
    assert 'IF($F8=""' not in opened(content).cell(8, len(opened(content)[HEADING])).value
    content = template(world.council, 2019, "ru")
    assert 'IF($F8=""' in opened(content).cell(8, len(opened(content)[HEADING])).value


def test_readers_that_compute_nothing_see_no_text_in_an_empty_row(world: World) -> None:
    sheet = openpyxl.load_workbook(BytesIO(template(world.council, 2019, "ky")), data_only=True).worksheets[0]
    assert {sheet.cell(row, sheet.max_column).value for row in range(8, 8 + PREPARED)} <= {None, ""}
