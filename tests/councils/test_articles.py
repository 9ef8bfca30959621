"""councils/articles.py and services/articles.py: a version article by article (rule 1), and its migration."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.test import Client
from django.urls import reverse

from councils import articles, services
from councils.articles import Part
from councils.models import Article, AuditEntry, Charter
from councils.states import IllegalMove, NotAllowed, Unfit
from tests.factories import make_charter_with_seats

WHOLE = "ОБРАЗЕЦ.\n\n1. Задачи\nСовет:\n1. согласует;\n3. следит.\n2. Совет собирается.\n3. Кворум\nБольше половины."


@pytest.fixture
def client():
    """A browser that asks for English."""
    return Client(headers={"accept-language": "en"})


@pytest.fixture
def version(council):
    """Nobody adopted it; articles А, Б and В."""
    made = make_charter_with_seats()
    for number, letter in enumerate("АБВ", 1):
        Article.objects.create(charter=made, number=number, text_ru=letter, text_ky=letter)
    return made


def told(version):
    return [(article.number, article.text_ru) for article in version.articles.all()]


def test_a_whole_text_is_read_into_its_articles():
    preamble, found = articles.read(WHOLE)

    assert preamble == "ОБРАЗЕЦ."
    assert found == [
        Part(1, "Задачи", "Совет:\n1. согласует;\n3. следит."), Part(2, "", "Совет собирается."),
        Part(3, "Кворум", "Больше половины."),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Без номеров.\nСовсем.", ("Без номеров.\nСовсем.", [])),
        ("Статья 1. Задачи\nСовет.", ("", [Part(1, "Задачи", "Совет.")])),
        ("1-берене. Милдеттер\nКеңеш.", ("", [Part(1, "Милдеттер", "Кеңеш.")])),
        ("1. Совет\r\n2019. Год.", ("", [Part(1, "Совет", "2019. Год.")])),
        ("1. Первое предложение.\nВторое.", ("", [Part(1, "", "Первое предложение.\nВторое.")])),
        ("", ("", [])),
    ],
)
def test_what_begins_an_article_and_what_is_its_heading(text, found):
    assert articles.read(text) == found


def test_what_one_language_lacks_is_empty():
    assert articles.both([Part(1, "", "а"), Part(2, "Т", "б")], [Part(1, "", "к")]) == [
        {"number": 1, "title_ru": "", "text_ru": "а", "title_ky": "", "text_ky": "к"},
        {"number": 2, "title_ru": "Т", "text_ru": "б", "title_ky": "", "text_ky": ""},
    ]


@pytest.mark.parametrize(
    ("number", "found"),
    [(1, "ГАБВ"), (2, "АГБВ"), (4, "АБВГ"), (None, "АБВГ"), (9, "АБВГ")],
)
def test_an_article_is_added_in_its_place(version, admin, number, found):
    services.add_article(version, number=number, text_ru="Г", text_ky="Г", actor=admin)

    assert told(version) == list(enumerate(found, 1))


@pytest.mark.parametrize(("which", "number", "found"), [(1, 3, "БВА"), (3, 1, "ВАБ"), (2, 2, "АБВ"), (1, 99, "БВА")])
def test_an_article_is_moved_by_its_number(version, admin, which, number, found):
    services.edit_article(version.articles.get(number=which), number=number, actor=admin)

    assert told(version) == list(enumerate(found, 1))


def test_an_article_taken_out_leaves_no_gap(version, admin):
    services.remove_article(version.articles.get(number=1), actor=admin)

    assert told(version) == [(1, "Б"), (2, "В")]


def test_each_step_is_one_entry_that_knows_texts_by_digest(version, admin):
    made = services.add_article(version, title_ru="Слово", text_ru="Тайна", text_ky="Сыр", actor=admin)
    services.edit_article(made, text_ru="Другая", actor=admin)
    services.remove_article(made, actor=admin)

    entries = AuditEntry.objects.order_by("number")
    assert [(e.chain, e.action, e.subject) for e in entries] == [
        ("system", f"article.{step}", f"charter:{version.pk}") for step in ("add", "edit", "remove")
    ]
    assert not any(word in entry.text for entry in entries for word in ("Тайна", "Слово", "Другая"))


def test_an_empty_article_is_refused(version, admin):
    with pytest.raises(Unfit, match="An article has a text"):
        services.add_article(version, text_ru=" ", text_ky="", actor=admin)
    with pytest.raises(Unfit, match="An article has a text"):
        services.edit_article(version.articles.first(), text_ru="", text_ky="", actor=admin)
    assert told(version) == list(enumerate("АБВ", 1))


def test_all_articles_are_written_from_a_whole_text_and_known_again(version, admin):
    line = version.articles.get(number=2).line
    made = services.write_articles(version, text_ru="Имя.\n1. Новая.\n2. Б", text_ky="1. Жаңы.\n2. Б", actor=admin)

    assert told(version) == [(1, "Новая."), (2, "Б")]
    assert (made[1].line, Charter.objects.get(pk=version.pk).preamble_ru) == (line, "Имя.")
    with pytest.raises(Unfit, match="No article was found"):
        services.write_articles(version, text_ru="Ничего.", text_ky="Эч нерсе.", actor=admin)


def test_articles_are_the_administrators(version, sms):
    article = version.articles.first()
    for refused in (
        lambda: services.add_article(version, text_ru="Г", actor=sms),
        lambda: services.edit_article(article, text_ru="Г", actor=sms),
        lambda: services.remove_article(article, actor=sms),
        lambda: services.write_articles(version, text_ru="1. Г.", text_ky="", actor=sms),
    ):
        with pytest.raises(NotAllowed):
            refused()


def test_a_new_version_takes_the_articles_with_their_lines(version, admin):
    copy = services.create_charter_version(actor=admin, copy_of=version)

    assert told(copy) == told(version)
    assert [a.line for a in copy.articles.all()] == [a.line for a in version.articles.all()]


def test_articles_of_an_adopted_version_do_not_change(council, admin):
    adopted = Charter.objects.get()
    loose = make_charter_with_seats()
    Article.objects.create(charter=loose, number=1, text_ru="А", text_ky="А")
    services.adopt_charter(council, loose, adopted_on=council.founded_on.replace(year=2019), order_number="2",
                           actor=admin)  # fmt: skip
    article = loose.articles.get()
    for refused in (
        lambda: services.add_article(loose, text_ru="Б", actor=admin),
        lambda: services.edit_article(article, text_ru="Б", actor=admin),
        lambda: services.remove_article(article, actor=admin),
        lambda: services.write_articles(loose, text_ru="1. Б.", text_ky="", actor=admin),
    ):
        with pytest.raises(IllegalMove, match="write the next version"):
            refused()
    open_one = make_charter_with_seats()
    free = Article.objects.create(charter=open_one, number=5, text_ru="Г", text_ky="Г")
    seat = adopted.seats.first()
    for sql, guard in (
        (f"UPDATE councils_article SET text_ky = 'Б' WHERE id = {article.pk}", "article"),
        (f"UPDATE councils_article SET charter_id = {loose.pk} WHERE id = {free.pk}", "article"),
        (f"UPDATE councils_article SET charter_id = {open_one.pk} WHERE id = {article.pk}", "article"),
        (f"DELETE FROM councils_article WHERE id = {article.pk}", "article"),
        (f"UPDATE councils_seat SET voting = NOT voting WHERE id = {seat.pk}", "seat"),
        (f"DELETE FROM councils_seat WHERE id = {seat.pk}", "seat"),
    ):
        with pytest.raises(IntegrityError, match=f"{guard}_of_adopted_charter_is_kept"), transaction.atomic():
            connection.cursor().execute(sql)
    for insert in (
        lambda: Article.objects.create(charter=loose, number=2, text_ru="Б"),
        lambda: adopted.seats.create(code="x", position=9, organisation_kind="media", role="member"),
    ):
        with pytest.raises(IntegrityError, match="of_adopted_charter_is_kept_insert"), transaction.atomic():
            insert()
    assert told(loose) == [(1, "А")]


def test_an_article_in_one_language_is_not_adopted(version, council, admin):
    services.edit_article(version.articles.get(number=2), text_ky="", actor=admin)

    with pytest.raises(Unfit, match="Article 2 is not written in both languages"):
        services.adopt_charter(
            council, version, adopted_on=council.founded_on.replace(year=2019), order_number="2", actor=admin
        )


def test_articles_are_written_moved_and_taken_out_on_their_pages(client, version, admin):
    client.force_login(admin)
    page = reverse("councils:charter-detail", args=[2])

    answer = client.post(reverse("councils:article-add", args=[2]), {"number": "2", "text_ru": "Г", "text_ky": "Г"})
    assert answer.url == f"{page}#a-2"
    edit = reverse("councils:article-edit", args=[2, 2])
    assert client.get(edit).context["form"]["text_ru"].value() == "Г"
    client.post(edit, {"number": "4", "title_ru": "Итог", "title_ky": "", "text_ru": "Д", "text_ky": "Г"})
    client.post(reverse("councils:article-remove", args=[2, 1]))
    assert told(version) == [(1, "Б"), (2, "В"), (3, "Д")]
    assert "3. Итог" in client.get(page).content.decode()
    empty = client.post(edit, {"number": "1", "text_ru": "", "text_ky": ""})
    assert "An article has a text" in str(empty.context["form"].errors)
    long = client.post(edit, {"number": "1", "text_ru": "я" * 10_001, "text_ky": ""})
    assert "text_ru" in long.context["form"].errors
    client.post(reverse("councils:article-write", args=[2]), {"text_ru": "1. Раз.", "text_ky": "1. Бир."})
    assert told(version) == [(1, "Раз.")]


@pytest.mark.parametrize("count", [1, 30])
def test_a_version_of_any_length_costs_the_same(client, admin, count, django_assert_max_num_queries):
    made = make_charter_with_seats()
    for number in range(1, count + 1):
        Article.objects.create(charter=made, number=number, text_ru="А", text_ky="А")
    client.force_login(admin)
    with django_assert_max_num_queries(14):
        client.get(reverse("councils:charter-detail", args=[1]))


@pytest.mark.django_db(transaction=True)
def test_the_migration_splits_texts_and_puts_them_together_again():
    before, after = [("councils", "0009_guards_of_alternates")], [("councils", "0010_articles")]
    latest = [node for node in MigrationExecutor(connection).loader.graph.leaf_nodes() if node[0] != "x"]
    MigrationExecutor(connection).migrate(before)
    try:
        old = MigrationExecutor(connection).loader.project_state(before).apps.get_model("councils", "Charter")
        old.objects.create(number=1, text_ru="ОБРАЗЕЦ.\n\n1. Задачи\nСовет.\n2. Кворум.", text_ky="ҮЛГҮ.\n\n1. Кеңеш.")
        old.objects.create(number=2, text_ru="Без статей.")
        MigrationExecutor(connection).migrate(after)
        new = MigrationExecutor(connection).loader.project_state(after).apps.get_model("councils", "Charter")
        first = new.objects.get(number=1)
        rows = first.articles.order_by("number").values_list("number", "title_ru", "text_ru", "title_ky", "text_ky")
        assert list(rows) == [(1, "Задачи", "Совет.", "", "Кеңеш."), (2, "", "Кворум.", "", "")]
        assert (first.preamble_ru, first.preamble_ky) == ("ОБРАЗЕЦ.", "ҮЛГҮ.")
        assert new.objects.get(number=2).preamble_ru == "Без статей."
        MigrationExecutor(connection).migrate(before)
        texts = dict(old.objects.values_list("number", "text_ru"))
        assert texts == {1: "ОБРАЗЕЦ.\n\n1. Задачи\nСовет.\n2. Кворум.", 2: "Без статей."}
    finally:
        MigrationExecutor(connection).migrate(latest)
