"""Days are read as people write them and never by the active locale; words follow the grammar of each language."""

from datetime import date, timedelta

import pytest
from django import forms
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from councils import clock
from councils.dates import DayNotRead, day_short, day_words, parse_day, quarter_words
from councils.fields import DayField

MARCH = date(2019, 3, 27)


@pytest.mark.parametrize(
    "text",
    [
        "27.3.2019", "27.03.2019", "27/03/2019", "27.3.19", "27-3-2019", "2019-03-27", "2019.03.27",
        "2019-03-27 00:00:00", "27. 3. 2019", " 27.03.2019 г. ", "27.03.2019г", "27.3.2019-ж.", "27 марта 2019",
        "27 марта 2019 г.", "27 Марта 2019 года", "27 март 2019", "27-март 2019-ж.", "27-март, 2019-жыл",
        "2019-жылдын 27-марты", "2019-жылы 27-мартта", "2019-ж. 27-март", "27 March 2019", "27th March 2019",
        "March 27, 2019", "27 мар. 2019", "27\u00a0марта\u202f2019\u00a0г.",
    ],
)  # fmt: skip
@pytest.mark.parametrize("language", ["ky", "ru", "en"])
def test_reads_what_people_write_in_any_language(text, language):
    with translation.override(language):
        assert parse_day(text) == MARCH


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "unreadable"), ("вчера", "unreadable"), ("27", "unreadable"), ("27.3", "unreadable"),
        ("27 марша 2019", "unreadable"), ("27.3.2019 10:30", "unreadable"), ("27.3.201", "unreadable"),
        ("270319", "unreadable"), ("03/27/2019", "no_such_day"), ("31.4.2019", "no_such_day"),
        ("29 февраля 2019", "no_such_day"), ("0.3.2019", "no_such_day"), ("27.3.0219", "far_year"),
        ("27.3.0019", "far_year"), ("27.3.2119", "far_year"), ("1.1.1900", "far_year"),
    ],
)  # fmt: skip
def test_refuses_what_is_no_day_and_says_why(text, reason):
    with pytest.raises(DayNotRead) as refused:
        parse_day(text)
    assert refused.value.reason == reason
    assert isinstance(refused.value, ValueError)
    assert text in str(refused.value)


@given(st.dates(date(1990, 1, 1), date(2099, 12, 31)), st.sampled_from(["ky", "ru", "en"]))
def test_reads_back_what_it_writes(day, language):
    assert parse_day(day_words(day, language)) == day
    assert parse_day(day_short(day)) == day
    assert parse_day(day.isoformat()) == day


@pytest.mark.parametrize(
    ("month", "kyrgyz"),
    [(1, "январы"), (4, "апрели"), (5, "майы"), (6, "июну"), (7, "июлу"), (8, "августу"), (10, "октябры")],
)
def test_kyrgyz_months_follow_vowel_harmony(month, kyrgyz):
    assert day_words(date(2019, month, 3), "ky") == f"2019-жылдын 3-{kyrgyz}"


def test_words_for_days_and_quarters():
    assert [day_words(MARCH, code) for code in ("ky", "ru", "en")] == [
        "2019-жылдын 27-марты",
        "27 марта 2019",
        "27 March 2019",
    ]
    assert [quarter_words(2019, 4, code) for code in ("ky", "ru", "en")] == [
        "2019-жылдын IV чейреги",
        "IV квартал 2019 года",
        "Quarter IV 2019",
    ]


class _Form(forms.Form):
    first = DayField(label="first day")
    last = DayField(label="last day", required=False)


def test_field_gives_a_date_and_shows_it_short():
    form = _Form({"first": "27 марта 2019 г.", "last": ""})
    assert form.is_valid()
    assert form.cleaned_data == {"first": MARCH, "last": None}
    assert 'value="27.03.2019"' in str(_Form(initial={"first": MARCH})["first"])


def test_field_keeps_what_was_typed_and_names_itself_in_the_error():
    form = _Form({"first": "32.3.2019"})
    (error,) = form.errors["first"]
    assert error.startswith("First day: ")
    assert 'value="32.3.2019"' in str(form["first"])


def test_buttons_offer_the_days_of_the_business_clock():
    with clock.at(date(2020, 1, 7)):
        shown = str(_Form()["first"])
    assert 'data-day="07.01.2020"' in shown
    assert 'data-day="06.01.2020"' in shown


def test_an_unchanged_day_is_no_change():
    unchanged = _Form({"first": "27/3/19"}, initial={"first": MARCH})
    changed = _Form({"first": day_short(MARCH + timedelta(days=1))}, initial={"first": MARCH})
    assert unchanged.changed_data == []
    assert changed.changed_data == ["first"]
