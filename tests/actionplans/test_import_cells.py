"""Cells as offices write them, in Russian, Kyrgyz and English: each is read for what it says or refused in words.

The writings here are invented after the usual ones; the districts are those of the reference data.
"""

import csv
import re
import time
from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actionplans.imports import readings, words
from actionplans.imports.columns import contents
from actionplans.imports.lookups import Gazetteer
from actionplans.imports.readings import Misread
from actionplans.imports.readings.days import day_of_serial, days_in
from actionplans.states import EventForm
from councils import dates
from councils.models import District

DAY = date(2019, 3, 12)


def refused(read: Any, *cells: Any, **options: Any) -> Misread:
    with pytest.raises(Misread) as misread:
        read(*cells, **options)
    assert misread.value.words.endswith((".", "?"))
    return misread.value


# ---- days


@pytest.mark.parametrize(
    "text",
    [
        "12.03.2019", "12.3.2019", "12.03.19", "12/03/2019", "12-03-2019", "2019-03-12", "12.03.2019г.",
        "12.03.2019 г.", "12.03.2019 года", "12.03.2019 ж.", "12.03.2019.", "12,03,2019", "12.03,2019", "12 03 2019",
        "12 марта 2019 г.", "12 Марта, 2019 года", "12 марта 19 г.", "12 мар. 2019", "12-го марта 2019",
        "12 числа марта 2019 г.", "2019 г., 12 марта", "12 мaрта 2019",  # with a Latin a
        "12-март 2019-ж.", "12-март, 2019-жыл", "2019-жылдын 12-марты", "2019-ж. 12-март", "2019-жылы 12-мартта",
        "2019-жылдын 12-март күнү", "2019-жылдын март айынын 12си", "12 March 2019", "12th of March 2019",
        "March 12, 2019", "12-Mar-19", "12.03.2019 10:00", "12.03.2019 10:00:00", "2019-03-12T10:00:00",
        "2019-03-12 00:00:00", "12.03.2019 г. в 10:00", "12.03.2019, 10:00-12:00", "12.03.2019 с 10:00 до 12:00",
        "12.03.2019 в 14.00 ч.", "12.03.2019 саат 10:00дө", "10:00 12.03.2019", "вторник, 12.03.2019",
        "12.03.2019 (вторник)", "12.03.2019 (вт.)", "во вторник, 12 марта 2019 г.", "шейшемби, 12-март 2019-ж.",
        "12.03.2019 шейшемби күнү", "Tue, 12 Mar 2019", "Tuesday, March 12, 2019", "43536", "43536,5",
        "12.03.2019 - 12.03.2019",
    ],
)  # fmt: skip
def test_one_day_in_many_writings(text: str) -> None:
    assert readings.day(text) == DAY
    assert readings.span(text) is None
    assert readings.days(text) == (DAY, DAY)


@pytest.mark.parametrize("number", [43536, Decimal("43536.4166")])
def test_a_number_that_lost_its_format_is_the_day_that_excel_counts(number: Any) -> None:
    assert readings.day(number) == DAY


@given(st.dates(date(1990, 1, 1), date(2079, 12, 31)))
def test_every_day_of_excel_from_1990_to_2079(day: date) -> None:
    number = (day - date(1899, 12, 30)).days
    assert readings.day(number) == readings.day(str(number)) == day


@pytest.mark.parametrize("number", [0, 12, 2019, 32873, 65746, 20190312, -43536, Decimal("12.1"), "32873", "99999"])
def test_other_numbers_are_no_days(number: Any) -> None:
    assert refused(readings.day, number, year=2019).code == "no_date"
    assert day_of_serial(32873) is day_of_serial(65746) is None


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("12–14.03.2019 г.", "03-12", "03-14"), ("12-14.03.19", "03-12", "03-14"),
        ("12 - 14.3.2019", "03-12", "03-14"),
        ("12-14 марта 2019", "03-12", "03-14"), ("12 – 14 марта 2019 года", "03-12", "03-14"),
        ("с 12 по 14 марта 2019 г.", "03-12", "03-14"), ("с 12-го по 14-е марта 2019", "03-12", "03-14"),
        ("c 12 по 14.03.2019", "03-12", "03-14"),  # with a Latin c
        ("12.03.2019 по 14.03.2019", "03-12", "03-14"), ("12.03.2019 до 14.03.2019", "03-12", "03-14"),
        ("с 12.03.2019\nпо 14.03.2019", "03-12", "03-14"), ("12.03.2019-\n14.03.2019", "03-12", "03-14"),
        ("12.03.2019г.-14.03.2019г.", "03-12", "03-14"), ("12.03.-14.03.2019 г.г.", "03-12", "03-14"),
        ("12-03-2019 - 14-03-2019", "03-12", "03-14"), ("2019-03-12 - 2019-03-14", "03-12", "03-14"),
        ("2019-03-12/2019-03-14", "03-12", "03-14"), ("12.03.2019 10:00 - 14.03.2019 16:00", "03-12", "03-14"),
        ("вт-чт, 12-14.03.2019", "03-12", "03-14"), ("12 марта 2019 - 14 марта", "03-12", "03-14"),
        ("30.09–01.10.2019", "09-30", "10-01"), ("30.09.2019 - 01.10.2019", "09-30", "10-01"),
        ("30 сентября – 1 октября 2019 г.", "09-30", "10-01"), ("10-11.12.2019", "12-10", "12-11"),
        ("12,13,14.03.2019", "03-12", "03-14"), ("12, 13 и 14 марта 2019", "03-12", "03-14"),
        ("14, 13, 12.03.2019", "03-12", "03-14"), ("12 и 13.03.2019", "03-12", "03-13"),
        ("12.03.2019\n13.03.2019", "03-12", "03-13"), ("12.03.2019; 13.03.2019", "03-12", "03-13"),
        ("28-29.12.2019, 30.12.2019", "12-28", "12-30"), ("12, 13-март 2019-ж.", "03-12", "03-13"),
        ("12-14-март 2019-ж.", "03-12", "03-14"), ("2019-жылдын 12-14-марты", "03-12", "03-14"),
        ("2019-жылдын 12-мартынан 14-мартына чейин", "03-12", "03-14"),
        ("12-марттан 14-мартка чейин 2019-ж.", "03-12", "03-14"),
        ("12.03.2019дан 14.03.2019га чейин", "03-12", "03-14"), ("12 жана 13-март 2019-ж.", "03-12", "03-13"),
        ("March 12-14, 2019", "03-12", "03-14"), ("12 to 14 March 2019", "03-12", "03-14"),
        ("from 12 to 14 March 2019", "03-12", "03-14"), ("March 30 - April 2, 2019", "03-30", "04-02"),
        ("12 and 13 March 2019", "03-12", "03-13"),
    ],
)  # fmt: skip
def test_several_days_in_many_writings(text: str, first: str, last: str) -> None:
    wanted = date.fromisoformat(f"2019-{first}"), date.fromisoformat(f"2019-{last}")
    assert readings.span(text) == readings.days(text) == wanted
    assert refused(readings.day, text).code == "no_date"


@pytest.mark.parametrize("text", ["28.12.2018–03.01.2019", "28.12–03.01.2019", "28 декабря - 3 января 2019 г."])
def test_a_span_over_the_new_year_begins_in_the_year_before(text: str) -> None:
    assert readings.span(text) == (date(2018, 12, 28), date(2019, 1, 3))


def test_a_span_that_runs_backwards_is_left_to_the_rules_of_an_event() -> None:
    assert readings.span("14–12.03.2019") == (date(2019, 3, 14), DAY)
    assert readings.span("01.11–30.09.2019") == (date(2019, 11, 1), date(2019, 9, 30))


@pytest.mark.parametrize(
    "text", ["12 и 14 марта 2019", "12, 15.03.2019", "12.03.2019\n15.03.2019", "1, 2, 5 мая 2019"]
)
def test_days_apart_are_events_of_their_own(text: str) -> None:
    misread = refused(readings.span, text)
    assert misread.code == "no_date" and "event of its own" in misread.words


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("12.03", 12, 12), ("12.3.", 12, 12), ("12/03", 12, 12), ("12 марта", 12, 12), ("12-март", 12, 12),
        ("Mar 12", 12, 12), ("12 March", 12, 12), (Decimal("12.03"), 12, 12), ("12-14 марта", 12, 14),
        ("12.03-14.03", 12, 14), ("12-14.03", 12, 14), ("12, 13.03", 12, 13), ("10-11.03", 10, 11),
    ],
)  # fmt: skip
def test_a_day_without_a_year_needs_the_year_of_its_sheet(text: Any, first: int, last: int) -> None:
    assert readings.days(text, year=2019) == (date(2019, 3, first), date(2019, 3, last))
    misread = refused(readings.days, text)
    assert misread.code == "no_date" and "which year" in misread.words


def test_the_year_of_the_sheet_changes_no_day_that_names_its_own() -> None:
    assert readings.day("12.03.2018", year=2019) == date(2018, 3, 12)
    assert readings.day(date(2018, 3, 12), year=2019) == date(2018, 3, 12)
    assert "which year" in refused(readings.span, "28.12-03.01", year=2019).words  # of 2018 or of 2019?
    assert refused(readings.day, "31.02", year=2019).code == "no_date"
    assert readings.day("29.02", year=2020) == date(2020, 2, 29)


@pytest.mark.parametrize(
    "text", ["март 2019", "март", "03.2019", "2019", "2019 год", "I квартал 2019", "март-май 2019"]
)
def test_a_period_names_no_day(text: str) -> None:
    misread = refused(readings.day, text)
    assert misread.code == "no_date" and "names no day" in misread.words


@pytest.mark.parametrize(
    "text",
    [
        "в течение года", "вчера", "31.02.2019", "29.02.2019", "32.03.2019", "0.03.2019", "12.13.2019", "03/27/2019",
        "12-31.02.2019", "30.02 - 01.03.2019", "12.03.201", "12.032019", "12/13.03.2019", "12-03",
        "12.03.2019 14.03.2019", "12.03.2019, СШ №5", "с 12.03.2019", "по 14.03.2019", "1-2-3.03.2019", "9.10-11.12",
        "?", "#", "12", "1, 2", "ср, 12.03.2019", "12.03.2019 (понедельник)", "x" * 5000,
    ],
)  # fmt: skip
def test_what_is_no_day_is_refused_in_words(text: str) -> None:
    assert refused(readings.days, text).code == "no_date"


def test_a_day_of_the_week_must_fit_the_date() -> None:
    assert "day of the week" in refused(readings.day, "среда, 12.03.2019").words


def test_day_before_month_whatever_the_separator() -> None:
    assert readings.day("03/04/2019") == readings.day("3-4-2019") == readings.day("3.4.19") == date(2019, 4, 3)


def test_two_digits_and_a_dash_are_a_span_and_no_year() -> None:
    """«10-11.12» once was 10 November 2012; it is two days of December."""
    assert refused(readings.day, "10-11.12").code == "no_date"
    assert readings.span("10-11.12", year=2019) == (date(2019, 12, 10), date(2019, 12, 11))


@pytest.mark.parametrize("cell", [date(1900, 1, 12), date(1919, 3, 12), "12.03.1919", "27.3.0219", "1-2.03.1989"])
def test_a_year_far_off_is_told_as_such(cell: Any) -> None:
    misread = refused(readings.days, cell)
    assert misread.code == "bad_date" and "year" in misread.words


def test_what_is_still_to_come_is_read_and_left_to_the_rules() -> None:
    assert readings.day("05.05.2059") == readings.day("05.05.59") == date(2059, 5, 5)


@pytest.mark.parametrize("cell", [None, "-", "–", "—", "--"])
def test_no_day(cell: Any) -> None:
    assert readings.day(cell) is readings.span(cell) is readings.days(cell) is None


_days = st.dates(date(1990, 1, 1), date(2099, 12, 31))
_dashes = st.sampled_from(["-", "–", "—", " - ", " – ", " по "])


@given(_days, st.integers(0, 60), _dashes, st.sampled_from([*range(4)]))
def test_a_span_is_read_back(first: date, more: int, dash: str, writing: int) -> None:
    last = min(first + timedelta(more), date(2099, 12, 31))
    if writing == 1 and first.year == last.year:
        text = f"{first:%d.%m}{dash}{last:%d.%m.%Y}"
    elif writing == 2 and (first.year, first.month) == (last.year, last.month):
        text = f"{first.day}{dash}{last.day} {dates.RUSSIAN[last.month - 1]} {last.year} г."
    elif writing == 3 and (first.year, first.month) == (last.year, last.month):
        text = f"{last.year}-жылдын {first.day}-{last.day}-{dates.KYRGYZ[last.month - 1]}"
    else:
        text = f"{first:%d.%m.%Y}{dash}{last:%d.%m.%Y}"
    assert readings.days(text) == (first, last)


@given(_days, st.integers(1, 5), st.sampled_from([", ", ",", "; ", "\n", " и "]))
def test_days_that_follow_one_another_are_a_span(first: date, more: int, between: str) -> None:
    listed = [first + timedelta(n) for n in range(more + 1) if (first + timedelta(n)).year == first.year]
    assert readings.days(between.join(f"{day:%d.%m.%Y}" for day in listed)) == (listed[0], listed[-1])


@given(st.text(st.sampled_from("0123456789.,-–/ \nгжспомартай:"), max_size=30), st.sampled_from([None, 2019]))
def test_whatever_is_typed_is_days_or_a_sentence(text: str, year: int | None) -> None:
    try:
        found = days_in(text, year)
    except Misread as misread:
        assert misread.code in {"no_date", "bad_date"} and misread.words
    else:
        told = {int(number) for number in re.findall(r"\d+", text)}
        assert found[0].day in told or found[1].day in told or re.fullmatch(r"\s*\d{5}([.,]\d+)?\s*", text)


# ---- counts


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("25 чел.", 25), ("25чел", 25), ("25 человек", 25), ("25 участников", 25), ("25 киши", 25), ("25 адам", 25),
        ("25 people", 25), ("1 250 экз.", 1250), ("25 листовок", 25), ("25 шт", 25), ("25 pcs", 25), ("25.", 25),
        ("0 чел.", 0), ("25 (двадцать пять)", 25), ("25 (двадцать пять) чел.", 25), ("25 (двадцать пять человек)", 25),
        ("25 (чел.)", 25), ("240 (эки жүз кырк)", 240), ("1 234 (одна тысяча двести тридцать четыре)", 1234),
        ("25 (twenty five)", 25), ("1 200", 1200), ("1\u00a0200", 1200), ("1\u202f200 чел.", 1200), ("25,0", 25),
        ("25.00", 25), (Decimal("25.0"), 25), ("1 200,00", 1200),
    ],
)  # fmt: skip
def test_counts_with_what_was_counted(cell: Any, value: int) -> None:
    assert readings.count(cell) == value


@pytest.mark.parametrize(
    "cell",
    [
        "-", "–", "—", "--", "…", "...", "нет данных", "Нет данных", "нет сведений", "н/д", "Н/Д", "не вёлся",
        "не велся", "учёт не вёлся", "не указано", "маалымат жок", "эсеп жүргүзүлгөн эмес", "no data", "n/a",
        "not recorded",
    ],
)  # fmt: skip
def test_not_recorded_is_no_number(cell: str) -> None:
    assert readings.count(cell) is None


@pytest.mark.parametrize("cell", ["нет", "жок", "none"])
def test_no_and_none_are_not_recorded_rather_than_a_zero_that_nobody_wrote(cell: str) -> None:
    assert readings.count(cell) is None


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        *((cell, "estimate") for cell in (
            "около 25", "~25", "≈ 25", "более 20", "до 30 чел.", "25+", ">25", "не менее 20", "ок. 30", "25ке жакын",
            "болжол менен 25", "about 25", "up to 30",
        )),
        *((cell, "two numbers") for cell in ("20-25", "20–25 чел.", "15/10", "10, 15", "10 и 15", "10 жана 15")),
        *((cell, "a sum") for cell in ("15+10", "15 + 10", "15+10=25", "=15+10")),
        *((cell, "thousands") for cell in ("1.200", "1,200", "12.345.678", "1.200 чел.")),
        ("26 (двадцать пять)", "do not fit"), ("25,5", "whole"), (Decimal("2.5"), "whole"), ("1234,000", "whole"),
        (date(2019, 1, 5), "05.01.2019"), ("x" * 5000, "not a number"),
        *((cell, "not a number") for cell in (
            "двадцать", "25 (женщин)", "25 женщин", "25*", "?", "25 листовок, 10 буклетов", "1.200,00", "2e3", "٣",
            ".5", ".0",
        )),
    ],
)  # fmt: skip
def test_what_is_no_count_says_why(cell: Any, told: str) -> None:
    misread = refused(readings.count, cell)
    assert misread.code == "text_in_number" and told in misread.words


@pytest.mark.parametrize(("cell", "code"), [("-5", "negative"), ("− 5 чел.", "negative"), ("9" * 12, "too_large")])
def test_counts_that_cannot_be(cell: str, code: str) -> None:
    assert refused(readings.count, cell).code == code


_units = st.sampled_from(["", " чел.", "чел", " (чел.)", ",0", " экз.", " киши", " people"])


@given(st.integers(0, 999_999_999), _units, st.sampled_from(["", " ", "\u00a0", "\u202f"]))
def test_a_count_is_read_back_as_it_is(count: int, unit: str, between: str) -> None:
    assert readings.count(f"{count:,}".replace(",", between) + unit) == count


@given(st.text(st.sampled_from("0123456789.,-–+~() челокдвадцпять"), max_size=20))
def test_a_count_is_never_made_up(text: str) -> None:
    try:
        found = readings.count(text or None)
    except Misread as misread:
        assert misread.code in {"text_in_number", "negative", "too_large"}
    else:
        digits = re.sub(r"\D", "", re.sub(r"[.,]0{0,2}(?=\D*$)", "", text))
        assert found is None if not digits else found == int(digits)


# ---- numbers of items


@pytest.mark.parametrize(
    "cell",
    [
        "1.2", "1.2.", "1.2)", "(1.2)", "1.2:", "п. 1.2", "п.1.2", "п1.2", "пп. 1.2", "пункт 1.2", "Пункт 1.2.",
        "№1.2", "№ 1.2", "по п. 1.2", "п. 1.2 плана", "пункт плана 1.2", "1.2 п.", "1.2-пункт", "1.2-тармак",
        "1.2-пункту", "1.2 – Проведение лекций", "1.2. Беседы в школах", "1.2 Проведение 5 лекций",
        "1.2 — «Адам сатууга каршы»",
        "Пункт 1.2 Плана мероприятий", "item 1.2", "No. 1.2", "1,2", Decimal("1.2"),
    ],
)  # fmt: skip
def test_numbers_of_items_as_they_are_written(cell: Any) -> None:
    assert readings.item_number(cell) == "1.2"


def test_whole_numbers_and_deeper_ones() -> None:
    assert readings.item_number(5) == readings.item_number("5. Лекции") == readings.item_number("5 – Лекции") == "5"
    assert readings.item_number("п. 1.2.13") == "1.2.13"
    assert readings.item_number("-") is readings.item_number(None) is None


@pytest.mark.parametrize(
    "cell",
    ["1.2, 1.3", "1.2 и 1.4", "1.2; 1.4", "1.2/1.3", "1.2-1.4", "1.2–1.3", "п. 1.2, п. 1.3", "1.2 жана 1.3",
     "1.2\n1.3",     "1, 2", "1.2 1.3", "1.2 Лекции, п. 1.3", "п. 1.2 и п. 3"],
)  # fmt: skip
def test_two_items_in_a_cell_are_refused_because_an_event_counts_for_one(cell: str) -> None:
    misread = refused(readings.item_number, cell)
    assert misread.code == "unknown_item" and "more than one plan item" in misread.words


@pytest.mark.parametrize("cell", [date(2019, 2, 1), "01.фев", "1-Feb", "фев.19", "01.02.2019", "2019-02-01"])
def test_an_item_that_became_a_date(cell: Any) -> None:
    misread = refused(readings.item_number, cell)
    assert misread.code == "unknown_item" and "into the date" in misread.words


@pytest.mark.parametrize(
    "cell", ["лекция", "5 лекций", "1.2а", "1.2лекция", "1.2 а)", "I.2", "?", "1.2*", "1." + "я" * 5000]
)
def test_what_is_no_item(cell: str) -> None:
    assert refused(readings.item_number, cell).code == "unknown_item"


# ---- forms


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("Лекции", "lecture"), ("лекция-беседа", "lecture"), ("лекция, беседа", "lecture"), ("кл. час", "class_hour"),
        ("Классные часы", "class_hour"), ("Класс сааты", "class_hour"), ("круглого стола", "round_table"),
        ("эл менен жолугушуу", "residents_meeting"), ("сход жителей", "village_assembly"),
        ("подворовой обход", "door_to_door"), ("Тренингдер", "training"), ("прямой эфир", "broadcast"),
        ("Теле же радио бер??", "broadcast"), ("Теле же радио беруу", "broadcast"), ("брифинг", "press_conference"),
        ("форум театр", "forum_theatre"), ("конкурс рисунков", "contest"), ("соревнования, турнир", None),
        ("спортивные соревнования", "sports"), ("флеш-моб", "street_action"), ("Акция/флешмоб", "street_action"),
        ("вебинар", "online"), ("TV programme", "broadcast"), ("flash mob", "street_action"), ("-", ""),
    ],
)  # fmt: skip
def test_forms_by_their_usual_words(text: str, form: str | None) -> None:
    if form is None:
        assert refused(readings.form, text).code == "unknown_form"
    else:
        assert readings.form(text) == form


def test_a_cell_with_two_forms_is_asked_back_and_a_near_word_proposed() -> None:
    two = refused(readings.form, "семинар-тренинг")
    assert two.code == "unknown_form"
    assert str(EventForm.SEMINAR.label) in two.words and str(EventForm.TRAINING.label) in two.words
    near = refused(readings.form, "лекцыя")
    assert near.code == "unknown_form" and str(EventForm.LECTURE.label) in near.words.split(".")[1]
    assert "mean" not in refused(readings.form, "пикник").words


# ---- districts


def all_districts() -> dict[str, list[District]]:
    """The districts of the reference data, by region, not saved."""
    folder = Path(dates.__file__).parent / "reference"
    with (folder / "districts.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    regions = list(dict.fromkeys(row["region_code"] for row in rows))
    found = defaultdict[str, list[District]](list)
    for pk, row in enumerate(rows, 1):
        names = {name: row[name] for name in ("name_ru", "name_ky", "name_en")}
        found[row["region_code"]].append(District(pk=pk, region_id=regions.index(row["region_code"]), **names))
    return found


ALL = all_districts()
PLACES = {
    code: Gazetteer([one for some in ALL.values() for one in some], own[0].region_id) for code, own in ALL.items()
}


@pytest.mark.parametrize("code", ALL)
def test_every_district_is_found_by_each_name_on_any_keyboard(code: str) -> None:
    for own in ALL[code]:
        for name in own.names.values():
            for text in (name, name.upper(), name.replace("-", " "), name.replace("-", ""), f" {name}. "):
                assert readings.district(text, PLACES[code]) is own
            kyrgyz = name.translate(str.maketrans("өүңӨҮҢ", "оунОУН"))
            lost = re.sub("[өүңӨҮҢ]", "?", name)
            assert readings.district(kyrgyz, PLACES[code]) is own
            assert readings.district(lost, PLACES[code]) is own


def test_no_two_districts_of_a_region_have_names_that_read_alike() -> None:
    for code, own in ALL.items():
        for index in (PLACES[code]._exact, PLACES[code]._typed, PLACES[code]._latin):
            for name, found in index.items():
                assert len([one for one in found if one in own]) <= 1, name


@pytest.mark.parametrize(
    ("code", "texts", "name"),
    [
        ("KG-B", "Лейлекский р-н|Лейлек р-ну|Лейлек|Лейлекский|в Лейлекском районе|Лейлекского района|Leylek|Leilek|"
                 "Leylek rayonu|Лeйлек|Баткенская обл., Лейлекский р-н|Лейлекский район (Баткенская область)|"
                 "Лейлек районунда", "Лейлекский район"),
        ("KG-B", "г. Баткен|г.Баткен|Баткен ш.|Баткен шаары|Баткен шаарында|город Баткен|города Баткена|в г. Баткене|"
                 "Batken city|Batken shaary", "город Баткен"),
        ("KG-B", "Сүлүктү|Сулукту|С?л?кт?|Сулюкта|г. Сулюкты|Sülüktü", "город Сулюкта"),
        ("KG-B", "Кызыл-Кыя|Кызыл Кия|в Кызыл-Кие|Kyzyl-Kyya", "город Кызыл-Кия"),
        ("KG-O", "Узген|Өзгөн|Озгон р-ну|?зг?н району|Uzgen|Özgön", "Узгенский район"),
        ("KG-O", "Чоң-Алай|Чон Алай|Chon-Alai|Chong Alay", "Чон-Алайский район"),
        ("KG-GO", "Ош|г. Ош|Ош ш.|в Оше|Osh|Ош шаары|города Ош", "город Ош"),
        ("KG-Y", "Иссык-Куль|Ысык-Көл|Ысык-Кол р-ну|Issyk Kul|Ysyk-Köl", "Иссык-Кульский район"),
        ("KG-Y", "Тюп|Түп|Туп|Tup", "Тюпский район"),
        ("KG-Y", "Каракол|г. Каракол", "город Каракол"),
        ("KG-J", "Кара-Көл|Кара-Кол ш.|Кара-Куль|г. Кара-Куле", "город Кара-Куль"),
        ("KG-J", "Жалалабад|Джалалабад|Dzhalal-Abad|Jalalabad", "город Джалал-Абад"),
        ("KG-N", "Нарынский|Нарын р-ну|Naryn raion", "Нарынский район"),
        ("KG-N", "Zhumgal|Жумгал|Jumgal", "Жумгальский район"),
        ("KG-C", "Чуй|Чүй|Chuy|Chüy", "Чуйский район"),
    ],
)  # fmt: skip
def test_districts_as_they_are_written(code: str, texts: str, name: str) -> None:
    for text in texts.split("|"):
        found = readings.district(text, PLACES[code])
        assert found is not None and found.name_ru == name, text


def test_a_name_of_two_regions_is_taken_for_the_one_that_is_spelled() -> None:
    """Каракол is in Issyk-Kul, Кара-Көл in Jalal-Abad; without ө and the space they are one word."""
    elsewhere = readings.district("Каракол шаары", PLACES["KG-J"])
    assert elsewhere is not None and elsewhere.name_ru == "город Каракол"
    assert refused(readings.district, "Кара Кол ш.", PLACES["KG-N"]).code == "unknown_district"  # may be both


@pytest.mark.parametrize(
    ("code", "text", "proposed"),
    [
        ("KG-B", "Лейлеский район", "Лейлек"), ("KG-C", "Токмак", "Токмок"), ("KG-Y", "Балыкчи", "Балыкчы"),
        ("KG-Y", "Жети-Огуск р-ну", "Жети-Огуз"), ("KG-B", "Сулюкта району", "Сулюкта"), ("KG-B", "Leylec", "Лейлек"),
        ("KG-O", "Карасуйский район", "Кара-Сууский"),
        ("KG-B", "Неизвестный район", None), ("KG-B", "Баткенская область", None), ("KG-B", "район", None),
        ("KG-B", "Лейлекский район, с. Кулунду", None), ("KG-B", "?", None), ("KG-B", "а" * 5000, None),
        ("KG-O", "Ош", None),
    ],
)  # fmt: skip
def test_an_unknown_district_is_never_guessed_but_the_nearest_may_be_named(
    code: str, text: str, proposed: str | None
) -> None:
    misread = refused(readings.district, text, PLACES[code])
    assert misread.code == "unknown_district"
    named = [one.name for one in ALL[code] if one.name in misread.words]
    assert len(named) == (1 if proposed else 0)
    assert not proposed or ALL[code][[one.name for one in ALL[code]].index(named[0])].name_ru.find(proposed) >= 0


@pytest.mark.parametrize("cell", ["-", "—", "нет", "жок", "n/a"])
def test_a_dash_is_no_district_and_no_campaign(cell: str) -> None:
    assert readings.district(cell, PLACES["KG-B"]) is None
    assert readings.names(cell) == []


# ---- broken formulas


@pytest.mark.parametrize("cell", ["#REF!", "#N/A", "#Н/Д", "#ССЫЛКА!", "#ЗНАЧ!", "#div/0!"])
def test_a_broken_formula_is_told_in_any_column(cell: str) -> None:
    for reader in (readings.count, readings.day, readings.text(300), readings.plain, readings.names):
        misread = refused(readings.guarded, cell, reader)
        assert misread.code == "formula_error" and cell in misread.words


def test_what_only_begins_with_the_sign_is_read() -> None:
    assert readings.guarded("#1", readings.plain) == "#1"
    assert readings.guarded("# REF", readings.plain) == "# REF"
    assert readings.guarded(None, readings.count) is None
    assert refused(readings.guarded, "#####", readings.count).code == "no_value"


def test_the_refusals_of_the_file_have_words() -> None:
    told = [
        readings.no_value(),
        readings.formula_error(None),
        readings.formula_error("#REF!"),
        readings.joined_count(),
    ]
    assert [misread.code for misread in told] == ["no_value", "formula_error", "formula_error", "merged_cells"]
    assert all(misread.words.endswith(".") for misread in told)


# ---- words of rows


@pytest.mark.parametrize(
    "text",
    ["ИТОГО", "Итого:", "ИТОГО 8371", "Итого за январь", "Всего", "ВСЕГО по району", "I квартал, всего",
     "Январь итого", "Общий итог", "Итог", "Итог за 2019 год", "Бардыгы:", "Жалпы", "Жалпы: 250", "Жалпы саны",
     "Жыйынтыгы", "Жалпысынан", "1-чейрек боюнча жыйынтык", "Баары", "Total", "Grand total", "Sub-total:",
     "TOTAL 2019", "Сумма"],
)  # fmt: skip
def test_rows_of_totals(text: str) -> None:
    assert words.is_total(text)


@pytest.mark.parametrize(
    "text",
    ["Итоговое занятие", "Итоговый семинар", "Жалпы чогулуш", "Суммарно", "Тоталь", "Лекция", "12.03.2019", "Январь",
     "1", "", "Totally new", "Итоги конкурса рисунков", "Жыйынтык чогулуш"],
)  # fmt: skip
def test_rows_that_only_begin_like_totals(text: str) -> None:
    assert not words.is_total(text)


@pytest.mark.parametrize(
    ("text", "month", "year"),
    [
        ("ЯНВАРЬ 2019", 1, 2019), ("Январь", 1, None), ("январь месяц", 1, None), ("за январь 2019 года", 1, 2019),
        ("В марте", 3, None), ("март 2019г.", 3, 2019), ("янв.2019", 1, 2019), ("01.2019", 1, 2019),
        ("2019-01", 1, 2019), ("март айы", 3, None), ("2019-жылдын март айы", 3, 2019), ("Март айында", 3, None),
        ("March 2019", 3, 2019), ("May", 5, None), ("I квартал 2019", None, 2019), ("1-чейрек", None, None),
        ("1-й квартал 2019 г.", None, 2019), ("Төртүнчү чейрек", None, None), ("Q1 2019", None, 2019),
        ("Первое полугодие", None, None), ("биринчи жарым жылдык", None, None), ("2019", None, 2019),
        ("2019 год", None, 2019), ("2019-жыл", None, 2019), ("март-апрель 2019", None, 2019),
        ("декабрь 2018 - январь 2019", None, None),
    ],
)  # fmt: skip
def test_rows_that_name_a_period(text: str, month: int | None, year: int | None) -> None:
    assert words.is_period(text)
    assert words.month_of(text) == (month, year)
    assert not words.is_total(text)


@pytest.mark.parametrize(
    "text",
    ["Январь 19", "19 января", "12.03.2019", "12", "I", "1.1", "", "Октябрьский район", "Отчёт за 2019 год", "13.2019",
     "Мероприятия", "Майлуу-Суу", "Мартынов", "за", "год"],
)  # fmt: skip
def test_what_names_more_or_less_than_a_period(text: str) -> None:
    assert not words.is_period(text)
    assert words.month_of(text) == (None, None)


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("ЖУРНАЛ учёта мероприятий за 2019 год", {2019}), ("2018–2019", {2018, 2019}), ("2019-ж. иш-чаралар", {2019}),
        ("с 01.01.2019 по 31.12.2019", {2019}), ("Register 2019", {2019}), ("Реестр", set()), ("№ 2019", set()),
        ("тел. 0312 201955", set()), ("1918", set()), ("12019", set()),
        ("Утверждено приказом № 5 от 20.12.2018 г.", set()), ("с 2018", set()), ("от 2018 г.", set()),
        ("приказ Комитета 2018 года", set()), ("Order 2018", set()), ("since 2018", set()), ("№ 12-2018", set()),
        ("от 20 декабря 2018 года", set()), ("2018-12-20", set()),
        ("Приказ № 5 от 20.12.2018 г. Отчёт за 2019 год", {2019}),
        ("по приказу Комитета на 2019 год", {2019}), ("с 2018 по 2019 год", {2018, 2019}),
        ("01.01.2019–31.12.2019", {2019}), ("с 1 января по 31 декабря 2019 года", {2019}), ("I квартал 2019", {2019}),
        ("1 квартал 2019", {2019}), ("01.01.2018 г. - 31.12.2019 г.", {2018, 2019}), ("январь – март 2019", {2019}),
    ],
)  # fmt: skip
def test_years_of_a_title(text: str, years: set[int]) -> None:
    assert words.years_in(text) == years


@pytest.mark.parametrize(
    "text", ["Мероприятия не проводились", "Мероприятий не было.", "Иш-чаралар өткөрүлгөн жок", "No events were held"]
)
def test_lines_that_say_that_there_were_no_events(text: str) -> None:
    assert words.says_no_events(text)
    assert not words.says_no_events("Мероприятие проведено")


@pytest.mark.parametrize("layout", ["register", "plan"])
def test_headings_read_the_same_without_kyrgyz_letters(layout: str) -> None:
    known = [row for row in words._rows("headings.csv") if row["layout"] == layout]
    vocabulary = words.headings(layout)
    meant = defaultdict[str, set[str]](set)
    for row in known:
        meant[words.fold(row["words"])].add(row["field"])
        plain = row["words"].translate(str.maketrans("өүңӨҮҢё", "оунОУНе"))
        assert vocabulary[words.fold(plain)] == row["field"]
    assert all(len(fields) == 1 for fields in meant.values())


def test_letters_that_an_old_encoding_lost_are_made_good_where_one_meaning_fits() -> None:
    assert words.look_up(words.headings("register"), "?тк?р?лг?н к?н?") == "starts_on"
    assert words.look_up({"тон": 1, "тоо": 2}, "то?") is None
    assert words.look_up({"тон": 1}, "То?") == 1
    assert words.look_up({"тон": 1}, "???") is None


def test_latin_letters_within_a_russian_word_do_not_matter() -> None:
    assert words.fold("Дaтa") == words.fold("Дата")  # both a of the first are Latin
    assert words.fold("TV-передача") == "tv передача" and words.fold("Date") == "date"


# ---- cost


def test_long_cells_cost_no_time() -> None:
    readers: list[Any] = [
        readings.days, readings.count, readings.item_number, readings.form, words.is_total, words.month_of,
        words.says_no_events, lambda cell: readings.district(cell, PLACES["KG-J"]),
        contents.is_personal, words.years_in,
    ]  # fmt: skip
    cells = ("1" * 32_000, "1," * 16_000, "12 - " * 8_000, "(" * 32_000, "а?" * 16_000, "п." * 16_000, "1-" * 99,
             "А" * 32_000, "Ааа " * 8_000,
             "- " * 90 + "1", "12 до " * 33, "пн " * 66, "1.2 " + ". " * 900)  # fmt: skip
    started = time.process_time()
    for reader in readers:
        for cell in cells:
            try:
                reader(cell)
            except Misread as misread:
                assert len(misread.words) < 200
    assert time.process_time() - started < 5


@pytest.mark.parametrize("cell", ["25¹", "12²", "25 чел.¹", "25₁", "¹25", "2⁵"])
def test_the_mark_of_a_note_is_no_digit_of_a_count(cell: str) -> None:
    assert refused(readings.count, cell).code == "text_in_number"
    assert refused(readings.amount, cell).code == "text_in_number"


def test_the_mark_of_a_note_is_no_digit_of_an_item_or_a_day() -> None:
    assert refused(readings.item_number, "1.1¹").code == "unknown_item"
    assert refused(readings.day, "1¹.03.2019").code == "no_date"
