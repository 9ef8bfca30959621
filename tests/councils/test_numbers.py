"""Counts and amounts are read with either mark and any space, never by locale; empty and 0 differ (rule 7)."""

from decimal import Decimal
from fractions import Fraction

import pytest
from django import forms
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from councils.fields import AmountField, CountField
from councils.numbers import (
    LARGEST,
    NumberNotRead,
    figure_words,
    parse_amount,
    parse_count,
    per_cent,
    percent_words,
    signed_words,
)


@pytest.mark.parametrize("language", ["ky", "ru", "en"])
@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", None), ("   ", None), ("0", 0), ("25", 25), (" 25 ", 25), ("007", 7), ("12 345", 12345),
        ("12\u202f345", 12345), ("12\u00a0345", 12345), ("12\u2009345", 12345), ("1 234 567", 1234567),
    ],
)  # fmt: skip
def test_count_is_read_the_same_in_every_language(text, count, language):
    with translation.override(language):
        assert parse_count(text) == count


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("2,5", "fraction"), ("2.5", "fraction"), ("25,0", "fraction"), ("1,234", "fraction"),
        ("25 чел.", "unreadable"),
        ("около 30", "unreadable"), ("1 2 3", "unreadable"), ("-", "unreadable"), ("٣", "unreadable"),
        ("1e3", "unreadable"), ("-5", "negative"), ("\u22125", "negative"), ("- 5", "negative"), ("-2,5", "negative"),
        (str(LARGEST + 1), "too_large"),
    ],
)  # fmt: skip
def test_count_refuses_and_says_why(text, reason):
    with pytest.raises(NumberNotRead) as refused:
        parse_count(text)
    assert refused.value.reason == reason
    assert text in str(refused.value)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("", None), ("12", "12"), ("12,5", "12.5"), ("12.5", "12.5"), ("12\u202f345,6", "12345.6"),
        ("12 345.60", "12345.60"), ("-3,25", "-3.25"), ("1,234", "1.234"),
    ],
)  # fmt: skip
def test_amount_takes_both_marks(text, amount):
    assert parse_amount(text) == (None if amount is None else Decimal(amount))


@pytest.mark.parametrize("text", ["1,2,3", "1.234,5", "12,", ",5", "десять"])
def test_amount_refuses(text):
    with pytest.raises(NumberNotRead):
        parse_amount(text)


@given(st.integers(0, LARGEST))
def test_reads_back_what_it_prints(count):
    assert parse_count(figure_words(count)) == count
    assert parse_amount(figure_words(-count)) == -count


def test_printing():
    assert figure_words(80431) == "80\u202f431"
    assert figure_words(-4) == "\u22124"
    assert figure_words(Decimal("12345.60")) == "12\u202f345,6"
    assert figure_words(Decimal("0.05"), 1) == "0,1"
    assert figure_words(Decimal("-0.04"), 1) == "0,0"
    assert [signed_words(n) for n in (66, -13, 0)] == ["+66", "\u221213", "0"]


def test_per_cents_are_exact_and_round_half_up():
    assert per_cent(1, 0) is None
    assert per_cent(2860, 3264) == Fraction(2860 * 100, 3264)
    assert percent_words(Fraction(125, 2)) == "63\u00a0%"
    assert percent_words(Fraction(-125, 2)) == "\u221263\u00a0%"
    assert percent_words(87.64, 1) == "87,6\u00a0%"


class _Form(forms.Form):
    women = CountField(label="women", required=False)
    money = AmountField(label="funding", required=False)


def test_field_keeps_empty_apart_from_zero():
    form = _Form({"women": "0", "money": ""})
    assert form.is_valid()
    assert form.cleaned_data == {"women": 0, "money": None}


@pytest.mark.parametrize("text", ["2,5", "25 чел.", "-5"])
def test_field_names_itself_and_keeps_what_was_typed(text):
    form = _Form({"women": text})
    (error,) = form.errors["women"]
    assert error.startswith("Women: ")
    assert f'value="{text}"' in str(form["women"])


def test_field_shows_thousands_and_takes_them_back():
    form = _Form({"women": "12\u202f345"}, initial={"women": 12345})
    assert form.changed_data == []
    assert 'value="12\u202f345"' in str(_Form(initial={"women": 12345})["women"])


def test_amount_below_zero_is_refused_unless_asked_for():
    assert "money" in _Form({"money": "-1"}).errors
    assert AmountField(negative=True, label="change").clean("-1") == -1
