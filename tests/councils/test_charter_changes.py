"""councils/charter_changes.py: what changed from one version of the charter to another (rule 1)."""

import time

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from councils import charter_changes, services
from councils.charter_changes import Piece, marked
from councils.models import Article, Charter
from tests.factories import make_charter_with_seats, make_user

WORDS = st.lists(st.sampled_from(["совет", "член", "и", "не", "заседание,", "голос."]), max_size=12).map(" ".join)


@pytest.fixture
def client():
    """A browser that asks for English."""
    return Client(headers={"accept-language": "en"})


@pytest.fixture
def first(council):
    """The adopted version, with four articles beside its seats."""
    made = make_charter_with_seats(preamble_ru="Образец")
    for number, text in enumerate(("Совет создаётся в области.", "Секретарь ведёт протокол.",
                                   "Извещают за десять дней.", "Наблюдатели участвуют без голоса."), 1):  # fmt: skip
        Article.objects.create(charter=made, number=number, text_ru=text, text_ky=f"ky {text}")
    return made


def told(old, new):
    return [(change.state, change.number, change.moved_from) for change in charter_changes.between(old, new).articles]


def test_words_are_marked():
    assert marked("Извещают за десять дней.", "Извещают не позднее чем за пять дней.") == [
        Piece("same", "Извещают"), Piece("ins", "не позднее чем"), Piece("same", "за"), Piece("del", "десять"),
        Piece("ins", "пять"), Piece("same", "дней."),
    ]  # fmt: skip


@settings(max_examples=200, deadline=None, derandomize=True)
@given(WORDS, WORDS)
def test_without_what_came_it_is_the_old_text_and_without_what_went_the_new_one(old, new):
    pieces = marked(old, new)

    assert " ".join(p.text for p in pieces if p.kind != "ins") == old
    assert " ".join(p.text for p in pieces if p.kind != "del") == new


def test_two_long_texts_with_nothing_in_common_are_compared_in_time():
    began = time.perf_counter()
    marked("совет " * 1600, "и кеңеш " * 1200)
    assert time.perf_counter() - began < 3


def test_copied_versions_say_the_same(first, admin):
    changes = charter_changes.between(first, services.create_charter_version(actor=admin, copy_of=first))

    assert (changes.any, {change.state for change in changes.articles}) == (False, {"same"})


def test_articles_are_compared_with_what_they_were_whatever_their_number(first, admin):
    second = services.create_charter_version(actor=admin, copy_of=first, notice_days=5, preamble_ru="Положение")
    services.add_article(second, number=2, text_ru="Совершенно новое правило", text_ky="Жаңы эреже", actor=admin)
    services.remove_article(second.articles.get(number=5), actor=admin)
    services.edit_article(second.articles.get(number=4), text_ru="Предупреждают за пять", actor=admin)
    services.edit_seat(second.seats.get(code="youth"), voting=False, name_en="Young", actor=admin)
    services.remove_seat(second.seats.get(code="observer"), actor=admin)
    services.add_seat(second, code="media", role="member", organisation_kind="media", voting=True,
                      name_en="Media", name_ru="СМИ", name_ky="ЖМК", actor=admin)  # fmt: skip

    changes = charter_changes.between(first, second)

    assert told(first, second) == [
        ("same", 1, None), ("added", 2, None), ("moved", 3, 2), ("removed", 4, None), ("changed", 4, 3),
    ]  # fmt: skip
    assert [(t.label, t.was, t.now) for t in changes.arrangements] == [("days of notice", "10", "5")]
    assert [(c.state, c.seat.code, [(t.label, t.was, t.now) for t in c.told]) for c in changes.seats] == [
        ("removed", "observer", []),
        ("changed", "youth", [("name in English", "Youth", "Young"), ("votes", "yes", "no")]),
        ("added", "media", []),
    ]
    assert changes.preamble[0] == ("ru", [Piece("del", "Образец"), Piece("ins", "Положение")])
    back = [(change.state, change.number) for change in charter_changes.between(second, first).worded]
    assert back == [("removed", 2), ("changed", 3), ("added", 4)]


def test_articles_written_anew_are_known_by_their_words_and_headings(first):
    second = make_charter_with_seats()
    rows = (
        ("", "Секретарь ведёт протокол и учёт."),
        ("", "Совет создаётся в области."),
        ("", "О чём-то другом."),
    )
    for number, (title, text) in enumerate(rows, 1):
        Article.objects.create(charter=second, number=number, title_ru=title, text_ru=text, text_ky=f"ky {text}")

    assert told(first, second) == [
        ("changed", 1, 2), ("moved", 2, 1), ("removed", 3, None), ("added", 3, None), ("removed", 4, None),
    ]  # fmt: skip


def test_a_heading_is_enough_to_know_an_article_again(first):
    first.articles.filter(number=3).update(title_ru="Извещение")
    second = make_charter_with_seats()
    Article.objects.create(charter=second, number=7, title_ru="Извещение", text_ru="Иначе во всём", text_ky="Башка")

    assert ("changed", 7, 3) in told(first, second)


def test_the_page_marks_words_in_both_languages(client, first, admin):
    second = services.create_charter_version(actor=admin, copy_of=first)
    article = second.articles.get(number=3)
    services.edit_article(article, text_ru="Извещают за пять дней.", text_ky="Беш күн мурда.", number=1, actor=admin)
    client.force_login(make_user())

    page = client.get(reverse("councils:charter-changes", args=[second.number])).content.decode()
    assert "<del>десять</del> <ins>пять</ins>" in page
    assert "was article 3" in page and "2 → 3" in page
    assert '<div lang="ky">' in page
    other = client.get(reverse("councils:charter-changes", args=[second.number]), {"since": "1"})
    assert other.context["changes"].old == Charter.objects.get(number=1)
    assert client.get(reverse("councils:charter-changes", args=[2]), {"since": "77"}).status_code == 200


def test_one_version_alone_has_nothing_to_be_compared_with(client, council):
    client.force_login(make_user())

    assert client.get(reverse("councils:charter-changes", args=[1])).status_code == 404
    assert "What changed" not in client.get(reverse("councils:charter-detail", args=[1])).content.decode()


@pytest.mark.parametrize("count", [1, 20])
def test_versions_of_any_length_cost_the_same(client, first, count, django_assert_max_num_queries):
    second = make_charter_with_seats()
    for number in range(1, count + 1):
        Article.objects.create(charter=second, number=number, text_ru=f"А {number}", text_ky="А")
    client.force_login(make_user())
    with django_assert_max_num_queries(17):
        client.get(reverse("councils:charter-changes", args=[second.number]))
