"""What the columns of a register mean, and which of its rows are events: layouts of offices, invented here."""

import csv
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from actionplans.exports import rows as exported
from actionplans.imports import words
from actionplans.imports.columns import CONFIDENT, FIELDS, Layout, propose, titles
from actionplans.imports.files import Cell, FileRefused, Row, Sheet
from actionplans.imports.registers import READERS, Register, read_register
from tests.actionplans.dry import LOOKUPS, sheet

D1, D2, D3 = date(2019, 3, 12), date(2019, 3, 14), date(2019, 4, 2)


def proposed(*sheets: Sheet, **options: Any) -> list[Layout]:
    return propose(sheets, is_district=LOOKUPS.is_district, **options)


def fields(layout: Layout) -> list[str]:
    """The field of each column, by its place; "" where nothing is read."""
    by_place = {column.index: column.field for column in layout.columns}
    return [by_place.get(place, "") for place in range(max(by_place) + 1)]


def read(*sheets: Sheet, **options: Any) -> Register:
    return read_register(sheets, LOOKUPS, proposed(*sheets, **options))


def brief(register: Register, *names: str) -> list[tuple[Any, ...]]:
    """What was read of each event; a day as day and month, an item and a district by number and name."""
    return [tuple(_short(getattr(row.draft, name)) for name in names) for row in register.rows]


def _short(value: Any) -> Any:
    if isinstance(value, date):
        return f"{value:%d.%m.%Y}"
    return getattr(value, "number", None) or getattr(value, "name_ru", None) or value


def left(register: Register) -> list[tuple[int | None, str]]:
    return [(one.row, one.words) for one in register.left_out]


def warned(register: Register) -> list[tuple[str, int | None, str]]:
    return [(one.column, one.row, one.code) for one in register.warnings]


# ---- layouts that are read without a question


@dataclass
class Kept:
    """A register as an office keeps it, the field of each of its columns, and what is to be read of its events."""

    sheets: Sequence[Sheet]
    fields: str
    shown: str = "starts_on title item participants"
    events: list[tuple[Any, ...]] = field(default_factory=list)
    headings: dict[str, tuple[int, int]] | None = None


LAYOUTS = {
    "three rows of heading, spans of days, ages, numbered columns, a total": Kept(
        [sheet(
            ("Журнал мероприятий за 2019 год",),
            ("№", "Сроки", None, "Наименование мероприятия", "Пункт плана", "Форма", "Район", "Количество участников",
             None, None, None, None, None, None, None, "Партнеры"),
            (None, "Дата начала", "Дата окончания", None, None, None, None, "всего", "Из них", None, "возраст"),
            (None, None, None, None, None, None, None, None, "Женщины", "Мужчины", "до 14", "14-28", "29-35", "36-59",
             "60+"),
            (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16),
            (1, D1, D2, "Тема", "1.2", "лекция", "Лейлек", 25, 15, 10, 0, 10, 5, 5, 5, "ГСМ"),
            (2, D2, None, "Другая", "1.10", "семинар", "Баткенский р-н", 20, 15, 5, 1, 2, 3, 4, 0, None),
            (None, "ИТОГО", None, None, None, None, None, 45, 30, 15),
        )],
        "ignored starts_on ends_on title item form district participants women men age_under_14 age_14_28 age_29_35"
        " age_36_59 age_60_over partners",
        "starts_on ends_on title item district participants women men age_under_14 age_60_over",
        [("12.03.2019", "14.03.2019", "Тема", "1.2", "Лейлекский район", 25, 15, 10, 0, 5),
         ("14.03.2019", "14.03.2019", "Другая", "1.10", "Баткенский район", 20, 15, 5, 1, 0)],
        {"Лист1": (2, 4)},
    ),
    "merged cells filled on every row of the heading": Kept(
        [sheet(
            ("№", "Сроки", "Сроки", "Мероприятие", "Пункт плана", *["Количество участников"] * 3),
            ("№", "начало", "окончание", "Мероприятие", "Пункт плана", "всего", "из них женщин", "мужчин"),
            (1, D1, D2, "Тема", "1.2", 25, 15, 10),
        )],
        "ignored starts_on ends_on title item participants women men",
        "starts_on ends_on participants women men",
        [("12.03.2019", "14.03.2019", 25, 15, 10)],
        {"Лист1": (1, 2)},
    ),
    "a sheet for each district, the district only in its name": Kept(
        [sheet(("Дата", "Тема", "Пункт", "Кол-во участников, чел."), (D1, "Тема", "1.2", 25), name="Лейлекский район"),
         sheet(("Дата", "Тема", "Пункт", "Кол-во участников, чел."), (D1, "Тема", "1.2", 25), name="Кадамжай")],
        "starts_on title item participants",
        "district participants",
        [("Лейлекский район", 25), ("Кадамжайский район", 25)],
    ),
    "districts as lines between the events": Kept(
        [sheet(
            ("Дата и время проведения", "Тема мероприятия", "№ пункта", "Всего"), ("Лейлекский район",),
            (D1, "Тема", "1.2", 25), ("Баткенский р-н",), (D2, "Тема", "1.2", 5), (D3, "Тема", "1.2", 6),
        )],
        "starts_on title item participants",
        "district participants",
        [("Лейлекский район", 25), ("Баткенский район", 5), ("Баткенский район", 6)],
    ),
    "a donor's project": Kept(
        [sheet(
            ("Project: Prevention",),
            ("#", "Event date", "Activity title", "Plan item", "Type of activity", "Region", "District", "Venue",
             "Total # of participants", "Female", "Male", "Youth (14-28)", "IEC materials distributed",
             "Organised by"),
            (1, "2019-03-12", "Safe migration", "1.2", "lecture", "Batken", "Leylek district", "School 5", 25, 15, 10,
             5, 30, "NGO"),
            ("Total", None, None, None, None, None, None, None, 25, 15, 10),
        )],
        "ignored starts_on title item form ignored district place participants women men youth_reported materials"
        " organisers",
        "starts_on title item district participants women men youth_reported materials",
        [("12.03.2019", "Safe migration", "1.2", "Лейлекский район", 25, 15, 10, 5, 30)],
        {"Лист1": (2, 2)},
    ),
    "ages under a group of their own, in English": Kept(
        [sheet(
            ("S. No", "Date (dd/mm/yyyy)", "Name of the activity", "Item of the plan", "Format", "District/City",
             "Location", "Number of participants", None, None, None, "Age groups", None, None, None, None,
             "Number of materials distributed", "Comments"),
            (None, None, None, None, None, None, None, "Total", "Women", "Men", "PwD", "<14", "14-28", "29-35",
             "36-59", "60+"),
            (1, "12/03/2019", "Talk", "1.2", "lecture", "Leylek", "School", 25, 15, 9, 1, 0, 2, 3, 4, 5, 6, "x"),
            (2, "14/03/2019", "Talk", "1.2", "lecture", "Leylek", "School", 25, 15, 9, 1, 0, 2, 3, 4, 5, 6, "x"),
            (3, "02/04/2019", "Talk", "1.2", "lecture", "Leylek", "School", 25, 15, 9, 1, 0, 2, 3, 4, 5, 6, "x"),
        )],
        "ignored starts_on title item form district place participants women men with_disability age_under_14"
        " age_14_28 age_29_35 age_36_59 age_60_over materials note",
        "starts_on participants with_disability age_60_over materials",
        [("12.03.2019", 25, 1, 5, 6), ("14.03.2019", 25, 1, 5, 6), ("02.04.2019", 25, 1, 5, 6)],
    ),
    "Kyrgyz": Kept(
        [sheet(
            ("№", "Иш-чара өткөрүлгөн күн", "Иш-чара өткөрүлгөн жер", "Өткөрүлгөн иш-чаранын аталышы",
             "Иш-чаранын формасы", "Иш-план боюнча пункт", "Катышкан адамдардын саны", None, None,
             "Таратылган маалымат материалдарынын саны", "Жооптуу аткаруучулар"),
            (None, None, None, None, None, None, "бардыгы", "аял", "эркек"),
            (1, D1, "мектеп", "Тема", "лекция", "1.2", 25, 15, 10, 3, "ГСМ"),
        )],
        "ignored starts_on place title form item participants women men materials organisers",
        "starts_on place participants women men materials",
        [("12.03.2019", "мектеп", 25, 15, 10, 3)],
    ),
    "Kyrgyz without its letters": Kept(
        [sheet(
            ("Т/б №", "Откорулгон куну", "Району", "Иш-чаранын темасы", "Пландын пункту", "Катышкандардын саны"),
            (1, D1, "Лейлек району", "Тема", "1.2", 25),
        )],
        "ignored starts_on district title item participants",
        events=[("12.03.2019", "Тема", "1.2", 25)],
    ),
    "two languages in each heading": Kept(
        [sheet(
            ("№", "Күнү / Дата", "Району / Район", "Жери / Место проведения",
             "Иш-чаранын аталышы / Название мероприятия", "Түрү / Форма", "Пландын пункту / Пункт плана",
             "Бардыгы / Всего", "Аялдар / Женщины", "Эркектер / Мужчины", "Жаштар / Молодежь",
             "Эскертүү / Примечание"),
            (1, D1, "Лейлек", "СШ 5", "Тема", "лекция", "1.2", 25, 15, 10, 3, "x"),
        )],
        "ignored starts_on district place title form item participants women men youth_reported note",
        "starts_on district title item participants women men youth_reported",
        [("12.03.2019", "Лейлекский район", "Тема", "1.2", 25, 15, 10, 3)],
    ),
    "line breaks and parted words in the headings": Kept(
        [sheet(
            ("Дата\nпроведения", "Тема\nмероприятия ", "Пункт\nплана", "Кол-\nво участ-\nников"),
            ("12.03.2019", "Тема", "п.1.2", "25 чел."),
        )],
        "starts_on title item participants",
        events=[("12.03.2019", "Тема", "1.2", 25)],
    ),
    "the total after its parts, empty columns between": Kept(
        [sheet(
            ("Дата", None, "Тема", None, "Пункт", None, "Ж", "М", "Всего", None, "Примечание"),
            (D1, None, "Тема", None, "1.2", None, 15, 10, 25),
        )],
        "starts_on  title  item  women men participants  note",
        "starts_on women men participants",
        [("12.03.2019", 15, 10, 25)],
    ),
    "what was planned beside what was done": Kept(
        [sheet(
            ("Дата", "Тема", "Пункт", "Участники", None, "Материалы", None),
            (None, None, None, "план", "факт", "план", "факт"), (D1, "Тема", "1.2", 30, 25, 10, 9),
        )],
        "starts_on title item  participants  materials",
        "participants materials",
        [(25, 9)],
    ),
    "one heading for counts of different things": Kept(
        [sheet(
            ("№", "Дата", "Тема", "Пункт", "Количество", None, None),
            (None, None, None, None, "участников", "в т.ч. женщин", "материалов"), (1, D1, "Тема", "1.2", 25, 3, 4),
        )],
        "ignored starts_on title item participants women materials",
        "participants women materials",
        [(25, 3, 4)],
    ),
    "a heading on the first sheet alone": Kept(
        [sheet(("Дата", "Тема", "Пункт", "Всего"), (D1, "Тема", "1.2", 25), name="1"),
         sheet((D2, "Тема", "1.10", 5), (D3, "Тема", "1.2", 6), name="2"),
         sheet(("Пояснение",), ("Текст",), name="3")],
        "starts_on title item participants",
        events=[("12.03.2019", "Тема", "1.2", 25), ("14.03.2019", "Тема", "1.10", 5),
                ("02.04.2019", "Тема", "1.2", 6)],
        headings={"1": (1, 1), "2": (0, 0)},
    ),
    "the form under «Мероприятие», the topic beside it": Kept(
        [sheet(
            ("Дата", "Мероприятие", "Тема", "Пункт", "Участники"), (D1, "лекция", "О рисках", "1.2", 5),
            (D2, "семинар", "О праве", "1.2", 6), (D3, "лекция", "О рисках", "1.2", 7),
        )],
        "starts_on form title item participants",
        "form title",
        [("lecture", "О рисках"), ("seminar", "О праве"), ("lecture", "О рисках")],
    ),
    "words that explain in brackets": Kept(
        [sheet(
            ("№ п/п", "Дата проведения мероприятия", "Наименование проведенного мероприятия",
             "Место проведения (район, село, школа)", "Пункт плана действий", "Охват участников (чел.)",
             "в том числе молодежи (14-28 лет)", "Количество распространенных материалов"),
            (1, D1, "Тема", "СШ 1", "1.2", 25, 3, 5),
        )],
        "ignored starts_on title place item participants youth_reported materials",
        "place participants youth_reported materials",
        [("СШ 1", 25, 3, 5)],
    ),
    "days without their year, which the title names": Kept(
        [sheet(
            ("Реестр за 2019 год",), ("Дата", "Тема", "Пункт", "Участники"), ("МАРТ",),
            ("12 марта", "Тема", "1.2", 5), ("14.03", "Тема", "1.2", 6), ("15-16 марта", "Тема", "1.2", 7),
        )],
        "starts_on title item participants",
        "starts_on ends_on",
        [("12.03.2019", "12.03.2019"), ("14.03.2019", "14.03.2019"), ("15.03.2019", "16.03.2019")],
    ),
    "a year of its own over each part": Kept(
        [sheet(
            ("Дата", "Тема", "Пункт", "Участники"), ("МАРТ", 2018), ("12 марта", "Тема", "1.2", 5),
            ("Апрель 2019",), ("2 апреля", "Тема", "1.2", 6),
        )],
        "starts_on title item participants",
        "starts_on",
        [("12.03.2018",), ("02.04.2019",)],
    ),
    "both days in columns, or in one cell": Kept(
        [sheet(
            ("Дата начала", "Дата окончания", "Тема", "Пункт", "Участники"), (D1, D2, "Тема", "1.2", 5),
            ("12-14.03.2019", None, "Тема", "1.2", 6), (D3, None, "Тема", "1.2", 7),
        )],
        "starts_on ends_on title item participants",
        "starts_on ends_on",
        [("12.03.2019", "14.03.2019")] * 2 + [("02.04.2019", "02.04.2019")],
    ),
}  # fmt: skip


@pytest.mark.parametrize("kept", LAYOUTS.values(), ids=LAYOUTS)
def test_a_register_is_read_as_the_office_keeps_it(kept: Kept) -> None:
    (layout,) = proposed(*kept.sheets)
    assert fields(layout) == kept.fields.split(" ")
    assert not layout.asks, layout.columns
    assert kept.headings is None or layout.headings == kept.headings
    register = read(*kept.sheets)
    assert brief(register, *kept.shown.split()) == kept.events
    assert [row.misread for row in register.rows] == [{}] * len(kept.events)


@pytest.mark.parametrize("language", ["ru", "ky", "en"])
def test_our_own_list_of_events_comes_back(language: str) -> None:
    with translation.override(language):
        headings = [column.heading for column in exported.columns()]
    (layout,) = proposed(
        sheet(headings, ("KG-B-2019-0001", D1, D1, "Лейлекский район", "СШ", "лекция", "Тема", "1.2"))
    )
    told = [name for name in fields(layout) if name not in ("", "ignored")]
    assert told == [
        "starts_on", "ends_on", "district", "place", "form", "title", "item", "campaign", "participants", "women",
        "men", "age_under_14", "age_14_28", "age_29_35", "age_36_59", "age_60_over", "under_18", "youth_reported",
        "audience", "materials", "partners",
    ]  # fmt: skip


# ---- what one heading means

HEADINGS = [
    ("starts_on", ["Дата проведения мероприятия", "ДАТА  проведения:", "Сроки проведения", "Дата начала и окончания"]),
    ("starts_on", ["Өткөрүлгөн күнү жана убактысы", "Date and time", "Күнү / Дата"]),
    ("ends_on", ["Дата завершения мероприятия", "Аяктаган күнү", "End date of event"]),
    ("district", ["Наименование района", "Район проведения", "Name of district", "Райондун аталышы"]),
    ("place", ["Место проведения мероприятия", "Населённый пункт, школа", "Где проведено мероприятие"]),
    ("title", ["Наименование темы мероприятия", "Иш-чаранын темасы", "Title of the event", "Проведённое мероприятие"]),
    ("item", ["Пункт плана мероприятий", "№ пункта ЛПД", "Item of the action plan", "Пландын пункту №"]),
    ("form", ["Формы проведения", "Вид проведённого мероприятия", "Type of the activity", "Иш-чаранын түрү"]),
    ("participants", ["Кол-во участников, чел.", "Катышкандардын саны", "Total # of participants"]),
    ("participants", ["Всего охвачено чел.", "Всего, человек", "ВСЕГО", "Общее кол-во чел."]),
    ("women", ["из них женщин", "Количество участников женщин", "Кол-во женщин", "анын ичинде аялдар", "# of women"]),
    ("men", ["в т. ч. мужчин", "эркектердин саны"]),
    ("age_under_14", ["дети до 14 лет", "< 14", "14 жашка чейинкилер"]),
    ("age_14_28", ["от 14 до 28 лет", "14 - 28", "14-28 жаштагылар", "14 жаштан 28 жашка"]),
    ("age_60_over", ["старше 60 лет", "60 жана андан жогору", "60 +"]),
    ("youth_reported", ["в том числе молодежи (14-28 лет)", "молодёжь от 14 до 28 лет", "Жаштардын саны"]),
    ("under_18", ["дети до 18 лет", "из них несовершеннолетних"]),
    ("with_disability", ["из них лиц с инвалидностью", "Persons with disabilities (total)"]),
    ("materials", ["Роздано листовок (шт.)", "Таратылган материалдардын саны", "Number of leaflets distributed"]),
    ("audience", ["Охват аудитории СМИ", "Аудитория (слушатели)", "Estimated audience"]),
    ("organisers", ["Ответственные исполнители", "Кто проводил мероприятие", "Организатор мероприятия"]),
    ("partners", ["Партнёры мероприятия", "Привлечённые организации", "Partner organizations involved"]),
    ("personal", ["ФИО участника", "Ф.И.О.", "Контактный телефон", "ПИН участника", "Аты-жөнү", "Contact person"]),
    ("personal", ["Дата рождения"]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "texts"), HEADINGS, ids=[name for name, _texts in HEADINGS])
def test_a_heading_is_understood_by_its_words(name: str, texts: list[str]) -> None:
    told = {text: titles.meaning([text]) for text in texts}
    assert {text: one.field for text, one in told.items()} == dict.fromkeys(texts, name)
    assert min(one.confidence for one in told.values()) >= CONFIDENT


@pytest.mark.parametrize(
    "parts",
    [
        ["Погода"], ["Целевая аудитория"], ["Категория участников"], ["Количество мероприятий"],
        ["Участники 18-35 лет"], ["Участников по плану", "план"], ["Женщины", "14-28"], ["14-28", "женщин"],
        ["Мероприятия", "всего"], ["Женщины 14-28 лет"], ["а" * 200], ["Планируемое кол-во участников", "план"],
    ],
)  # fmt: skip
def test_what_no_field_holds_is_read_into_none(parts: list[str]) -> None:
    """A part of the women by age, a plan, a group that our bands cut: no such number may land in a field."""
    assert not titles.meaning(parts).is_read


@pytest.mark.parametrize("text", ["Дата, место проведения", "Организаторы и партнёры", "Молодежь 14-35", "Количество"])
def test_words_of_several_fields_are_asked_about(text: str) -> None:
    told = titles.meaning([text])
    assert told.is_read and told.confidence < CONFIDENT


@pytest.mark.parametrize(
    "text",
    [
        "Наименование организации", "Мектептин аталышы", "Название газеты", "Дата отчёта", "Дата письма",
        "Дата подписания приказа", "Date of report", "Количество участников по плану",
        "Ожидаемое количество участников", "Пункт приказа", "Пункт Госпрограммы", "Аялдар кеңеши", "Балдар бакчасы",
        "Роздано подарков детям", "Таратылган суу", "Number of women trainers", "Кол-во школьников",
        "Locations visited", "Лекции для 14-28", "Количество школ",
    ],
)  # fmt: skip
def test_a_word_of_a_field_beside_words_that_nobody_knows_is_not_taken_unasked(text: str) -> None:
    told = titles.meaning([text])
    assert not told.is_read or told.confidence < CONFIDENT


@pytest.mark.parametrize(
    ("one", "other"), [("Сроки проведения", "Фактическая дата"), ("Сроки", "Дата фактического проведения")]
)
def test_the_days_of_the_plan_beside_those_of_the_event_are_asked_about(one: str, other: str) -> None:
    for headings in ((one, other), (other, one)):
        kept = sheet((*headings, "Тема", "Пункт", "Всего"), *[(day, D3, "Тема", "1.2", 5) for day in (D1, D2, D1)])
        (layout,) = proposed(kept)
        assert layout.asks and layout.fields["starts_on"].confidence < CONFIDENT


def test_numbers_are_no_places() -> None:
    kept = sheet(
        ("Дата", "Тема", "Пункт", "Всего", "Places held"), *[(day, "Тема", "1.2", 5, 7) for day in (D1, D2, D3)]
    )
    (layout,) = proposed(kept)
    assert layout.asks and "place" not in layout.sure_only().fields


@pytest.mark.parametrize("below", ["всего", "факт", "муж", "жен", "из них женщин", "14-28", "участников"])
@pytest.mark.parametrize(
    "above",
    [
        ["Финансирование, тыс. сом"], ["Выявлено жертв"], ["Лекторы"], ["Рейды"], ["Бюджет"], ["Budget"],
        ["Сотрудники"], ["Организаторы"], ["Партнёры"], ["Участники", "из них мигранты"], ["Лекторы", "из них"],
        ["Листовки"],
    ],
)  # fmt: skip
def test_a_count_below_other_words_than_those_of_the_participants_is_not_taken_unasked(
    above: list[str], below: str
) -> None:
    told = titles.meaning([*above, below])
    of_copies = above == ["Листовки"] and told.field == "materials"
    assert not told.is_read or told.confidence < CONFIDENT or of_copies
    if above[0] in ("Организаторы", "Партнёры"):
        assert not told.is_read


@pytest.mark.parametrize(
    "above", [["Количество, чел."], ["Участники", "Из них"], ["Охват"], ["По полу, чел."], ["Пол / Жынысы"]]
)
def test_a_count_below_words_that_only_divide_is_what_it_says(above: list[str]) -> None:
    told = titles.meaning([*above, "женщин"])
    assert told.field == "women" and told.confidence >= CONFIDENT


def test_the_victims_beside_the_participants_are_asked_about() -> None:
    (layout,) = proposed(sheet(
        ("Дата", "Тема", "Пункт", "Участники", "Выявлено жертв", None),
        (None, None, None, None, "муж", "жен"),
        (D1, "Тема", "1.2", 25, 1, 2), (D2, "Тема", "1.2", 26, 0, 1), (D3, "Тема", "1.2", 27, 0, 0),
    ))  # fmt: skip
    assert layout.asks and layout.headings == {"Лист1": (1, 2)}
    assert "women" not in layout.sure_only().fields and "participants" in layout.sure_only().fields


def test_every_line_of_the_vocabulary_is_surely_its_field() -> None:
    path = Path(words.FOLDER / "headings.csv")
    with path.open(encoding="utf-8", newline="") as file:
        lines = [row for row in csv.DictReader(file) if row["layout"] == "register"]
    whole = [row for row in lines if "*" not in row["words"]]
    assert {row["words"] for row in whole if titles.meaning([row["words"]]).field != row["field"]} == set()
    assert {row["field"] for row in lines} - {"unread", "personal"} == set(FIELDS)
    assert set(READERS) | {"starts_on", "ends_on", "item", "district", "campaign", "ignored"} == set(FIELDS)
    assert {row["language"] for row in lines} == {"ru", "ky", "en"}


# ---- what is asked about, chosen, remembered

TIED = sheet(
    ("Дата", "Мероприятие", "Тема", "Пункт", "Участники"), (D1, "День открытых дверей", "О рисках", "1.2", 5),
    (D2, "Неделя права", "О праве", "1.2", 6), (D3, "Месячник", "О рисках", "1.2", 7),
)  # fmt: skip


def test_a_bare_total_beside_copies_is_of_the_participants_only_where_their_parts_follow() -> None:
    heads, days = ("Дата", "Тема", "Пункт", "Листовки", "Всего"), (D1, D2, D3)
    (alone,) = proposed(sheet(heads, *[(day, "Тема", "1.2", 20, 25) for day in days]))
    assert alone.asks and "participants" not in alone.sure_only().fields
    (divided,) = proposed(sheet((*heads, "Жен", "Муж"), *[(day, "Тема", "1.2", 20, 25, 15, 10) for day in days]))
    assert not divided.asks and divided.fields["participants"].index == 4


def test_two_columns_with_one_meaning_are_asked_about() -> None:
    (layout,) = proposed(TIED)
    assert layout.asks and fields(layout) == ["starts_on", "title", "", "item", "participants"]
    assert layout.columns[1].confidence < CONFIDENT


def test_the_better_of_two_columns_has_the_field_and_the_other_is_told() -> None:
    one = sheet(("Дата", "Дата внесения", "Тема", "Пункт", "Всего"), (D1, D3, "Тема", "1.2", 5))
    (layout,) = proposed(one)
    assert not layout.asks and fields(layout) == ["starts_on", "", "title", "item", "participants"]
    assert warned(read(one)) == [("Дата внесения", 1, "unknown_column")]


def test_what_a_person_chose_wins_and_is_asked_no_more() -> None:
    key = proposed(TIED)[0].key
    (layout,) = proposed(TIED, chosen={key: {"1": "", "2": "title"}})
    assert not layout.asks and fields(layout) == ["starts_on", "", "title", "item", "participants"]
    assert [layout.columns[place].basis for place in (1, 2)] == ["chosen", "chosen"]
    register = read(TIED, chosen={key: {"1": "note", "2": "title"}})
    assert brief(register, "title", "note")[0] == ("О рисках", "День открытых дверей")


def test_a_field_chosen_twice_is_asked_about_again() -> None:
    key = proposed(TIED)[0].key
    assert proposed(TIED, chosen={key: {"1": "title", "2": "title"}})[0].asks


def test_a_field_that_there_is_not_is_refused() -> None:
    with pytest.raises(ValueError, match="weather"):
        proposed(TIED, chosen={"key": {"1": "weather"}})


def test_what_was_remembered_is_known_again_on_any_sheet_and_with_other_columns() -> None:
    first = proposed(TIED)[0]
    meant = {first.words_of(first.columns[1]): "", first.words_of(first.columns[2]): "title"}
    assert meant == {"мероприятие": "", "тема": "title"}
    later = sheet(("№", "ТЕМА", "Мероприятие", "Дата", "Пункт", "Всего"), (1, "О рисках", "Неделя", D1, "1.2", 5))
    (layout,) = proposed(later, remembered=meant)
    assert not layout.asks and fields(layout) == ["ignored", "title", "", "starts_on", "item", "participants"]
    assert [column.basis for column in layout.columns] == ["words", "remembered", "remembered", *["words"] * 3]
    assert fields(proposed(later, remembered=meant | {"тема": "a field of another version"})[0]) == fields(layout)


def test_headings_of_nobody_elses_are_found_by_shape_and_remembered() -> None:
    odd = sheet(
        ("Отчёт",), ("Куп", "Во что", "Ссыль", "Сколько", "Прочее"), (D1, "Как не стать жертвой", "1.2", 25, "a"),
        (D2, "Тема", "1.10", 5, "b"), (D3, "Тема", "1.2", 5, "c"),
    )  # fmt: skip
    (layout,) = proposed(odd)
    assert layout.asks and layout.headings == {"Лист1": (2, 2)}
    assert fields(layout)[:4] == ["starts_on", "title", "item", "participants"]
    assert {column.basis for column in layout.columns[:4]} == {"cells"}
    chosen = dict(zip(map(layout.words_of, layout.columns), [*fields(layout)[:4], ""], strict=True))
    again = proposed(odd, remembered=chosen)[0]
    assert not again.asks and again.key == layout.key
    assert brief(read(odd, remembered=chosen), "item", "participants") == [("1.2", 25), ("1.10", 5), ("1.2", 5)]


def test_a_table_without_any_heading_is_proposed_by_its_cells_and_asked_about() -> None:
    bare = sheet(
        (1, D1, "Лейлекский район", "СШ 5", "О рисках торговли людьми", "лекция", "1.2", 300, 25, 15, 10),
        (2, D1, "Баткенский район", "СШ 6", "О рисках торговли людьми", "лекция", "1.10", 100, 20, 15, 5),
        (3, D2, "Баткенский район", "СШ 6", "О рисках для мигрантов", "семинар", "1.1", 50, 21, 15, 6),
    )  # fmt: skip
    (layout,) = proposed(bare)
    expected = ["ignored", "starts_on", "district", "place", "title", "form", "item", "", "participants", "", ""]
    assert layout.asks and fields(layout) == expected
    assert layout.words_of(layout.columns[8]) == "#9/11"
    meant = {layout.words_of(column): name for column, name in zip(layout.columns, expected, strict=True)}
    meant |= {"#8/11": "materials", "#10/11": "women", "#11/11": "men"}
    register = read(bare, remembered=meant)
    assert brief(register, "participants", "women", "men", "materials")[0] == (25, 15, 10, 300)
    (again,) = proposed(bare, remembered=meant)
    assert again.asks and {column.basis for column in again.columns} == {"remembered"}


def test_what_a_place_of_a_column_meant_says_nothing_of_a_table_with_a_heading() -> None:
    titled = sheet(("Дата", "Тема", "Пункт", None, "Всего"), *[(day, "Тема", "1.2", 7, 5) for day in (D1, D2, D3)])
    (layout,) = proposed(titled, remembered={"#4/5": "women"})
    assert fields(layout) == ["starts_on", "title", "item", "", "participants"]


def test_cells_that_cannot_be_what_the_heading_says_are_asked_about() -> None:
    months = sheet(
        ("Дата", "Тема", "Пункт", "Всего"), *[(month, "Тема", "1.2", 5) for month in ("март", "май", "июнь")]
    )
    (layout,) = proposed(months)
    assert layout.asks and layout.columns[0].confidence < CONFIDENT
    assert fields(layout.sure_only())[0] == "starts_on"  # for a command: each cell is told at its place
    register = read_register([months], LOOKUPS, [layout.sure_only()])
    assert [row.misread["starts_on"].code for row in register.rows] == ["no_date"] * 3


def test_a_needed_field_without_a_column_is_asked_about_and_read_by_nobody() -> None:
    short = sheet(("Дата", "Тема", "Участники"), (D1, "Тема", 5), (D2, "Тема", 6))
    (layout,) = proposed(short)
    assert layout.asks
    with pytest.raises(FileRefused, match="heading row of a register"):
        read(short)


def test_where_nobody_can_be_asked_what_is_not_sure_is_not_read() -> None:
    (layout,) = proposed(TIED)
    assert fields(layout.sure_only()) == ["starts_on", "", "", "item", "participants"]
    unsure = sheet(("Дата", "Тема", "Пункт", "Организаторы и партнёры", "Всего"), (D1, "Тема", "1.2", "ГСМ", 5))
    register = read_register([unsure], LOOKUPS, [proposed(unsure)[0].sure_only()])
    assert brief(register, "organisers", "participants") == [([], 5)]
    assert warned(register) == [("Организаторы и партнёры", 1, "unsure_column")]


def test_the_page_shows_the_first_events_whole() -> None:
    (layout,) = proposed(LAYOUTS["three rows of heading, spans of days, ages, numbered columns, a total"].sheets[0])
    assert layout.sample[-1][:6] == ["2", "14.03.2019", "", "Другая", "1.10", "семинар"]
    assert {len(row) for row in layout.sample} == {16}


# ---- names and telephones are never read (rule 9)


def test_columns_of_names_and_telephones_are_not_read_and_told() -> None:
    kept = sheet(
        ("Дата", "Тема", "Пункт", "Всего", "Ответственный", "Список", "Моб."),
        *[(day, "Тема", "1.2", 5, "Асанова А. Б.", "Иванов Иван Иванович", "0555 123 456") for day in (D1, D2, D3)],
    )  # fmt: skip
    register = read(kept)
    assert warned(register) == [(title, 1, "personal_column") for title in ("Ответственный", "Список", "Моб.")]
    assert all("Delete it" in one.words for one in register.warnings)
    assert brief(register, "organisers", "note") == [([], "")] * 3
    assert all("Асанова" not in str(row.cells) for row in register.rows)


@pytest.mark.parametrize("title", ["Ответственный", "Лектор", "Список", "ФИО"])
@pytest.mark.parametrize("name", ["organisers", "note", "title", "place", ""])
def test_no_choice_lets_names_of_persons_be_read(title: str, name: str) -> None:
    kept = sheet(
        ("Дата", "Тема", "Пункт", "Всего", title), *[(day, "Т", "1.2", 5, "Асанова А. Б.") for day in (D1, D2, D3)]
    )
    key = proposed(kept)[0].key
    for said in ({"remembered": {words.fold(title): name}}, {"chosen": {key: {"4": name}}}):
        (layout,) = proposed(kept, **said)  # type: ignore[arg-type]
        assert layout.columns[4].personal and not layout.columns[4].is_read
        assert warned(read(kept, **said)) == [(title, 1, "personal_column")]


def test_schools_named_after_persons_stay_places_that_a_person_chose() -> None:
    kept = sheet(
        ("Дата", "Тема", "Пункт", "Всего", "Место"), *[(day, "Т", "1.2", 5, "СШ Асанова А.") for day in (D1, D2, D3)]
    )
    assert fields(proposed(kept, remembered={"место": "place"})[0])[4] == "place"


def test_organisations_that_answer_are_no_persons() -> None:
    kept = sheet(
        ("Дата", "Тема", "Пункт", "Всего", "Ответственный"), *[(day, "Т", "1.2", 5, "УВД") for day in (D1, D2, D3)]
    )
    assert brief(read(kept), "organisers") == [(["УВД"],)] * 3


# ---- sheets


def test_months_with_one_heading_are_one_layout_and_what_is_no_register_is_left_out() -> None:
    heading = ("Дата", "Тема", "Пункт", "Всего", "Погода")
    months = [sheet(heading, (D1, "Тема", "1.2", 5, "дождь"), name=name) for name in ("Март", "Апрель")]
    summary = sheet(("Район", "Мероприятий", "Участников"), ("Лейлек", 5, 100), ("Итого", 5, 100), name="Свод")
    plan = sheet(("№", "Мероприятие", "Срок", "Ответственные"), (1, "Лекции", "весь год", "ГСМ"), name="План")
    (layout,) = proposed(summary, *months, plan)
    assert list(layout.headings) == ["Март", "Апрель"] and not layout.asks
    register = read(summary, *months, plan)
    assert [(one.sheet, one.row) for one in register.left_out] == [("Свод", None), ("План", None)]
    assert warned(register) == [("Погода", 1, "unknown_column")]


def test_sheets_that_a_person_put_aside_and_sheets_that_were_not_read_are_left_out_with_why() -> None:
    other = sheet(("День", "Тема", "Пункт", "Всего"), (D1, "Тема", "1.2", 5), name="Другие")
    hidden = replace(sheet(("Дата",), name="Скрытый"), left_out="A hidden sheet.")
    key = proposed(other)[0].key
    register = read(TIED, other, hidden, chosen={
        key: dict.fromkeys("0123", ""), proposed(TIED)[0].key: {"1": "", "2": "title"},
    })  # fmt: skip
    assert [(one.sheet, one.row, one.words) for one in register.left_out] == [
        ("Другие", None, "None of its columns is to be read, so the sheet is left out."),
        ("Скрытый", None, "A hidden sheet."),
    ]
    assert len(register.rows) == 3


def test_a_plan_is_no_register() -> None:
    plan = sheet(
        ("№ п/п", "Мероприятие", "Срок исполнения", "Ответственные исполнители", "Индикатор", "Цель 2019"),
        (1, "Провести лекции", "весь год", "ГСМ", "Количество", 12), (2, "Сходы", "весь год", "ГСМ", "Количество", 9),
    )  # fmt: skip
    assert proposed(plan) == []


def test_sheets_of_one_name_for_each_district_are_different_events() -> None:
    """Equal in every column, they would be taken for one event that stands in the file twice."""
    rows = read(*LAYOUTS["a sheet for each district, the district only in its name"].sheets).rows
    assert all("district" in row.fields and "district" not in row.heading.columns for row in rows)


# ---- rows


HEADING = ("№", "Дата", "Тема", "Пункт", "Район", "Всего", "Ж", "М")


def test_each_row_is_an_event_or_named() -> None:
    register = read(sheet(
        ("Утверждаю", None, "Председатель", None, "Б. Токтогулов"), HEADING, (1, 2, 3, 4, 5, 6, 7, 8),
        ("ЯНВАРЬ 2019",), (1, D1, "Тема", "1.2", "Лейлек", 10, 5, 5), (2, D2, "Тема", "1.2", "Лейлек", 20, 15, 5),
        ("Итого за январь", None, None, None, None, 30, 20, 10), HEADING, ("Февраль",),
        ("Мероприятия не проводились",), ("I квартал, всего", None, None, None, None, 30, 20, 10),
        ("Лейлекский район",), (3, D3, "Тема", "1.2", "Лейлек", 7, None, None), (4,),
        (5, None, None, None, None, 0, 0, 0), (6, D3, "Тема", "1.2", "Лейлек", 8), (None, None, None, None, None, 15),
        ("Раздел второй",), (7, D3, "Тема", "1.2", "Лейлек", 9),
        ("Секретарь совета", None, "________", None, "А. Асанова"),
        ("Исп. А. Асанова",),
    ))  # fmt: skip
    assert [row.row for row in register.rows] == [5, 6, 13, 16, 19]
    assert left(register) == [
        (1, "above the heading"), (3, "the numbers of the columns"), (4, "the name of a period"), (7, "a total"),
        (8, "the heading again"), (9, "the name of a period"), (10, "says that there were no events"), (11, "a total"),
        (12, "the name of a district"), (14, "a number alone"), (15, "nothing in the columns of an event"),
        (17, "a total by its figures"), (18, "a line between the events"), (20, "texts below the last event"),
        (21, "texts below the last event"),
    ]  # fmt: skip
    totals = [(total.row, total.label, total.cells["participants"]) for total in register.totals]
    assert totals == [(7, "Итого за январь", 30), (11, "I квартал, всего", 30), (17, "", 15)]


@pytest.mark.parametrize(
    "gap",
    [
        (9, None, "Тема", None, "Лейлек"), (9, None, "Тема", None, None, 5), (None, D2), (9, "в марте", "Тема", "1.2"),
        (9, None, None, "9.9"), (None, None, "Всего один шаг", "1.2", "Лейлек", 5), (None, "32.13.2019", "Тема"),
        (9, None, "Тема", None, "Лейлек", "много"), (9, D2, "Мероприятия не проводились", "1.2", None, 5),
    ],
)  # fmt: skip
def test_a_row_that_may_be_an_event_is_never_left_out(gap: tuple[Any, ...]) -> None:
    event = (1, D1, "Тема", "1.2", "Лейлек", 10, 5, 5)
    register = read(sheet(HEADING, event, event, event, gap, event))
    assert [row.row for row in register.rows] == [2, 3, 4, 5, 6]


def test_a_topic_that_begins_like_a_total_is_an_event() -> None:
    register = read(
        sheet(("Тема", "Дата", "Пункт", "Участники"), ("Всего один звонок", D1, "1.2", 5), ("Всего", "", "", 5))
    )
    assert brief(register, "title") == [("Всего один звонок",)] and len(register.totals) == 1


def test_rows_under_another_heading_are_faulty_not_misread() -> None:
    register = read(sheet(
        ("Дата", "Тема", "Пункт", "Всего", "Ж", "М"), (D1, "Тема", "1.2", 5, 4, 1),
        ("Дата", "Тема", "Пункт", "Всего", "М", "Ж"), (D2, "Тема", "1.2", 5, 4, 1),
        ("Дата", "Тема", "Пункт", "Всего", "Ж", "М"), (D3, "Тема", "1.2", 5, 4, 1),
    ))  # fmt: skip
    assert [(row.row, [one.code for one in row.misread.values()]) for row in register.rows] == [
        (2, []), (4, ["other_heading"]), (6, []),
    ]  # fmt: skip
    assert left(register) == [(3, "another heading"), (5, "the heading again")]


def joined(number: int, cells: tuple[Cell, ...], columns: Sequence[int], **options: Any) -> Row:
    return Row(number, cells, joined=frozenset(columns), **options)


def test_counts_in_cells_merged_over_several_events_are_told_on_each_row() -> None:
    whole = (D1, "Тема", "1.2", 25)
    register = read(Sheet("s", [
        Row(1, ("Дата", "Тема", "Пункт", "Всего")), joined(2, whole, range(4)), joined(3, whole, range(4)),
        joined(4, (D2, "Тема а", "1.2", 9), [0, 3]), joined(5, (D2, "Тема б", "1.2", 9), [0, 3]),
        Row(6, (D3, "Тема в", "1.2", None), odd={3: "no_value"}), Row(7, (D3, None, "1.2", 5), odd={1: "error"}),
        Row(8, ("Итого", None, None, None), odd={3: "no_value"}), Row(9, (), odd={3: "no_value"}),
    ]))  # fmt: skip
    assert [(row.row, {name: one.code for name, one in row.misread.items()}) for row in register.rows] == [
        (2, {}), (4, {"participants": "merged_cells"}), (5, {"participants": "merged_cells"}),
        (6, {"participants": "no_value"}), (7, {"title": "formula_error"}),
    ]  # fmt: skip
    assert brief(register, "starts_on", "participants")[:3] == [("12.03.2019", 25), *[("14.03.2019", None)] * 2]
    assert left(register) == [
        (3, "only cells merged with those above"), (8, "a total"), (9, "formulas that give no value"),
    ]  # fmt: skip


def test_hidden_rows_are_read_and_told_once() -> None:
    event = (D1, "Тема", "1.2", 25)
    rows = [Row(number, event, hidden=number > 2) for number in range(2, 20)]
    register = read(Sheet("s", [Row(1, ("Дата", "Тема", "Пункт", "Всего")), *rows]))
    assert len(register.rows) == 18
    (told,) = register.warnings
    assert told.code == "hidden_rows" and told.words.startswith("17 hidden rows") and told.words.count(",") == 9


CELLS = st.one_of(
    st.none(), st.none(),
    st.sampled_from([D1, D2, "12.03.2019", "Тема", "1.2", "Лейлек", "лекция", 5, 0, "25 чел.", "-"]),
    st.sampled_from([*HEADING, "Итого", "Всего за март", "МАРТ 2019", "нет", "Мероприятия не проводились", "ФИО", 1]),
    st.text(max_size=6), st.integers(-3, 50),
)  # fmt: skip


@settings(max_examples=150, deadline=None, derandomize=True)
@given(
    rows=st.lists(st.lists(CELLS, max_size=9), max_size=12), place=st.integers(0, 6), joins=st.sets(st.integers(0, 8))
)
def test_every_row_that_holds_something_ends_in_one_place(rows: list[list[Any]], place: int, joins: set[int]) -> None:
    cells = [*rows[:place], HEADING, *rows[place:]]
    kept = sheet(*cells)
    kept.rows = [replace(row, joined=frozenset(joins), hidden=row.number % 3 == 0) for row in kept.rows]
    layouts = proposed(kept)
    try:
        register = read_register([kept], LOOKUPS, layouts)
    except FileRefused:
        return
    first, last = layouts[0].headings["Лист1"]
    placed = [row.row for row in register.rows] + [one.row for one in register.left_out]
    assert sorted(placed) == [row.number for row in kept.rows if not first <= row.number <= last]
    assert all(one.words for one in register.left_out)
    assert {total.row for total in register.totals} <= {one.row for one in register.left_out}


# ---- how long it takes


def test_five_thousand_rows_are_proposed_and_read_at_once() -> None:
    """Processor seconds; the bound is thrice what it takes here, for a busy machine."""
    heading = (*HEADING, "Форма", "Место", "Партнёры", "Материалы", "до 14", "14-28", "29-35", "36-59", "60+")
    rows = [
        (n, f"{n % 28 + 1:02}.{n % 12 + 1:02}.2019", f"Тема {n}", "1.2", "Лейлекский район", f"{n % 40} чел.", n % 20,
         n % 20, "лекция", f"СШ {n}", "ГСМ, УВД", 20, 1, 2, 3, 4, 5)
        for n in range(5000)
    ]  # fmt: skip
    kept = sheet(heading, *rows)
    begun = time.process_time()
    register = read(kept)
    assert time.process_time() - begun < 4
    assert len(register.rows) == 5000 and not any(row.misread for row in register.rows)
