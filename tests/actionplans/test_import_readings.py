"""One cell as one value, and the sentence where it cannot be."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from actionplans.imports import readings, words
from actionplans.imports.files import Row, Sheet
from actionplans.imports.lookups import Campaigns, Gazetteer
from actionplans.imports.readings import Misread
from actionplans.imports.tables import find_heading
from actionplans.models import Campaign
from actionplans.states import EventForm, Source, Unit
from councils.models import District


def code_of(read: Any, *cells: Any) -> str:
    with pytest.raises(Misread) as misread:
        read(*cells)
    assert misread.value.words
    return misread.value.code


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (date(2019, 3, 12), date(2019, 3, 12)),
        ("12.03.2019", date(2019, 3, 12)),
        ("12.03.2019 г.", date(2019, 3, 12)),
        ("05.05.59", date(2059, 5, 5)),
        ("2019-03-12", date(2019, 3, 12)),
        (None, None),
    ],
)
def test_days(cell: Any, value: date | None) -> None:
    assert readings.day(cell) == value


@pytest.mark.parametrize("cell", ["в марте", "31.02.2019", 4353, Decimal("1.2"), "12-14.03.2019"])
def test_what_is_no_day(cell: Any) -> None:
    assert code_of(readings.day, cell) == "no_date"


@pytest.mark.parametrize(
    ("cell", "first", "last"),
    [
        ("12–14.03.2019 г.", date(2019, 3, 12), date(2019, 3, 14)),
        ("5-06.01.2019", date(2019, 1, 5), date(2019, 1, 6)),
        ("30.09 - 01.10.2019", date(2019, 9, 30), date(2019, 10, 1)),
        ("30.12.2018 - 02.01.2019", date(2018, 12, 30), date(2019, 1, 2)),
    ],
)
def test_several_days_in_one_cell(cell: str, first: date, last: date) -> None:
    assert readings.span(cell) == (first, last)


def test_a_single_day_is_no_span_and_a_span_has_real_days() -> None:
    assert readings.span("12.03.2019") is None
    assert code_of(readings.span, "31-02.02.2019") == code_of(readings.span, "30.02 - 01.03.2019") == "no_date"


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (25, 25), (0, 0), ("25", 25), ("25 чел.", 25), ("25чел", 25), ("1 250 экз.", 1250), ("12 киши", 12),
        (Decimal("25.0"), 25), (Decimal("1E+2"), 100), (None, None), ("-", None), ("—", None),
    ],
)  # fmt: skip
def test_counts(cell: Any, value: int | None) -> None:
    assert readings.count(cell) == value


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("много", "text_in_number"), ("около 30", "text_in_number"), (Decimal("2.5"), "text_in_number"),
        (date(2019, 1, 5), "text_in_number"), (-5, "negative"), ("-5 чел.", "negative"), ("−5", "negative"),
        (10**12, "too_large"),
    ],
)  # fmt: skip
def test_what_is_no_count(cell: Any, code: str) -> None:
    assert code_of(readings.count, cell) == code


@pytest.mark.parametrize("cell", ["1.2", "1.2.", "п. 1.2", "п.1.2.", "Пункт 1.2", "№ 1.2", "1,2", Decimal("1.2")])
def test_numbers_of_items(cell: Any) -> None:
    assert readings.item_number(cell) == "1.2"


def test_item_ten_is_not_item_one() -> None:
    assert readings.item_number(Decimal("1.10")) == "1.10"
    assert readings.item_number("1.10.") == "1.10"


@pytest.mark.parametrize("cell", ["лекция", "1.2 и 1.3", date(2019, 2, 1)])
def test_what_is_no_number_of_an_item(cell: Any) -> None:
    assert code_of(readings.item_number, cell) == "unknown_item"


def test_organisations_in_one_cell() -> None:
    assert readings.names("РОО; ГСМ;РОО; ") == ["РОО", "ГСМ"]
    assert readings.names("РОО\nОФ «Мир, труд»") == ["РОО", "ОФ «Мир, труд»"]
    assert readings.names("РОО, ОФ «Мир, труд», УВД") == ["РОО", "ОФ «Мир, труд»", "УВД"]
    assert readings.names(None) == readings.names("-") == []
    assert code_of(readings.names, "о" * 201) == "too_long"


def test_text_fits_its_column() -> None:
    assert readings.text(5)("a\n b") == "a b"
    assert readings.text(5)(45) == "45"
    assert code_of(readings.text(5), "abcdef") == "too_long"


@pytest.mark.parametrize("form", [form for form in EventForm if form != EventForm.OTHER])
def test_every_form_is_known_in_three_languages(form: str) -> None:
    known = [row for row in words._rows("forms.csv") if row["form"] == form]
    assert {row["language"] for row in known} == {"ru", "ky", "en"}
    assert {readings.form(row["words"].upper()) for row in known} == {form}


def test_what_is_no_form() -> None:
    assert readings.form(None) == ""
    assert code_of(readings.form, "пикник") == "unknown_form"


def district(pk: int, region: int, ru: str, ky: str, en: str) -> District:
    return District(pk=pk, region_id=region, name_ru=ru, name_ky=ky, name_en=en)


BATKEN = district(1, 1, "Баткенский район", "Баткен району", "Batken district")
BATKEN_CITY = district(2, 1, "город Баткен", "Баткен шаары", "Batken city")
ALAI = district(3, 2, "Алайский район", "Алай району", "Alai district")
SOVET = district(4, 1, "Посёлок Советский", "Советский айылы", "Sovetskiy village")
PLACES = Gazetteer([ALAI, BATKEN, BATKEN_CITY, SOVET], region_id=1)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Баткенский район", BATKEN), ("БАТКЕНСКИЙ Р-Н", BATKEN), ("баткен району", BATKEN),
        ("Batken District", BATKEN), ("Баткенский", BATKEN), ("г. Баткен", BATKEN_CITY), ("г.Баткен", BATKEN_CITY),
        ("Баткен ш.", BATKEN_CITY), ("Баткен шаары", BATKEN_CITY), ("поселок Советский", SOVET),
        ("Алайский район", ALAI),
    ],
)  # fmt: skip
def test_districts_by_any_of_their_names(text: str, found: District) -> None:
    assert readings.district(text, PLACES) is found


def test_a_name_that_fits_two_districts_or_none_is_asked_back() -> None:
    with pytest.raises(Misread, match=r"город Баткен|Batken city"):
        readings.district("Баткен", PLACES)
    assert code_of(readings.district, "Неизвестный район", PLACES) == "unknown_district"
    assert code_of(readings.district, "Алайский", PLACES) == "unknown_district"  # bare names: the own region's only
    assert readings.district(None, PLACES) is None


def campaign(year: int) -> Campaign:
    names = {"name_ru": f"100 дней против торговли людьми, {year}", "name_ky": f"100 күн, {year}"}
    return Campaign(starts_on=date(year, 9, 10), ends_on=date(year, 12, 10), name_en=f"100 days, {year}", **names)


def test_campaigns_by_name_and_day() -> None:
    known = Campaigns([campaign(2018), campaign(2019)])
    for text in ("100 дней против торговли людьми", "100 ДНЕЙ ПРОТИВ ТОРГОВЛИ ЛЮДЬМИ", "100 days", "100 күн"):
        found = readings.campaign(text, known, date(2018, 9, 10))
        assert found is not None and found.starts_on.year == 2018
    found = readings.campaign("100 days, 2019", known, date(2019, 12, 20))
    assert found is not None and found.starts_on.year == 2019
    assert code_of(readings.campaign, "100 days", known, date(2019, 3, 1)) == "unknown_campaign"
    assert code_of(readings.campaign, "100 days, 2018", known, date(2019, 10, 1)) == "unknown_campaign"
    assert code_of(readings.campaign, "другая", known, date(2019, 10, 1)) == "unknown_campaign"
    assert readings.campaign(None, known, date(2019, 10, 1)) is readings.campaign("-", known, None) is None


# ---- headings and the vocabulary


def sheet(*rows: tuple[Any, ...]) -> Sheet:
    return Sheet("s", [Row(number, row) for number, row in enumerate(rows, 1)])


@pytest.mark.parametrize(
    "titles",
    [
        ("Дата начала", "МЕРОПРИЯТИЕ ", "Пункт\nплана", "Участников всего", "14-28 лет", "Организации-партнеры"),
        ("Өткөрүлгөн күнү", "Иш-чаранын аталышы", "Пландын пункту", "Катышуучулар", "14–28 жаш", "Өнөктөштөр"),
        ("First day", "Topic", "Plan item", "Participants", "14–28", "Partners"),
    ],
)
def test_headings_in_three_languages_below_a_title(titles: tuple[str, ...]) -> None:
    heading = find_heading(sheet(("Реестр",), titles), words.headings("register"), ("starts_on", "title", "item"))
    assert heading is not None
    assert heading.row == heading.last_row == 2
    assert heading.columns == {
        name: column
        for column, name in enumerate(("starts_on", "title", "item", "participants", "age_14_28", "partners"))
    }
    assert heading.titles["item"] == titles[2]


def test_a_second_row_divides_the_cells_above_it() -> None:
    first = ("Дата", "Тема", "Пункт плана", "Количество участников", None, None, "Партнёры", "Погода")
    second = (None, None, None, "всего", "жен.", "муж.")
    heading = find_heading(sheet(first, second), words.headings("register"), ("starts_on",))
    assert heading is not None
    assert (heading.row, heading.last_row, heading.unknown) == (1, 2, ["Погода"])
    assert heading.columns["participants"] == 3 and heading.columns["women"] == 4 and heading.columns["men"] == 5
    assert heading.titles["participants"] == "всего"


def test_every_word_of_the_vocabulary_points_somewhere() -> None:
    """A word with two meanings in one layout would silently take the later one."""
    for layout in ("register", "plan"):
        rows = [row for row in words._rows("headings.csv") if row["layout"] == layout]
        assert all(words.headings(layout)[words.fold(row["words"])] == row["field"] for row in rows)
    assert all(words.forms()[words.fold(row["words"])] == row["form"] for row in words._rows("forms.csv"))
    assert set(words.forms().values()) == set(EventForm.values)
    assert all(words.units()[words.fold(row["words"])] == row["unit"] for row in words._rows("units.csv"))
    assert set(words.units().values()) == set(Unit.values) - {Unit.OTHER}
    assert set(words.sources().values()) == set(Source.values) - {Source.TYPED_IN}
