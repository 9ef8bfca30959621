"""Articles of a charter version that no council has adopted yet: written, moved, taken out (rule 1)."""

from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from councils import articles, audit
from councils.charter_changes import pairs
from councils.models import Article, Charter, User
from councils.states import Unfit

from .allowed import need_administrator
from .charters import ARTICLE_FIELDS, open_version, told

WORDS = ARTICLE_FIELDS[1:]
MOST_ARTICLES = 200
_ASIDE = 1000  # where numbers wait while they are exchanged: no number is taken twice at any moment


@transaction.atomic
def add_article(version: Charter, *, number: int | None = None, actor: User, **words: str) -> Article:
    """One more article, last or as `number`; those behind it move on. Raises IllegalMove, Unfit."""
    need_administrator(actor)
    fresh = open_version(version)
    kept = list(fresh.articles.all())
    if len(kept) >= MOST_ARTICLES:
        raise Unfit(_("A version has at most %(most)s articles.") % {"most": MOST_ARTICLES})
    made = Article(charter=fresh, number=len(kept) + 1, **words)
    _check(made)
    made.save()
    made.number = _move(kept, made, number or made.number)
    audit.record("article.add", audit.subject_of(fresh), actor=actor, after=_told(made))
    return made


@transaction.atomic
def edit_article(article: Article, *, number: int | None = None, actor: User, **words: str) -> Article:
    """Other words, or another place: the articles between move up or down by one. Raises IllegalMove, Unfit."""
    need_administrator(actor)
    version = open_version(article.charter)
    kept = list(version.articles.all())
    fresh = version.articles.get(pk=article.pk)
    before = _told(fresh)
    for name in WORDS:
        setattr(fresh, name, words.get(name, getattr(fresh, name)))
    _check(fresh)
    fresh.save()
    fresh.number = _move([row for row in kept if row.pk != fresh.pk], fresh, number or fresh.number)
    audit.record("article.edit", audit.subject_of(version), actor=actor, before=before, after=_told(fresh))
    return fresh


@transaction.atomic
def remove_article(article: Article, *, actor: User) -> None:
    """Take an article out; those behind it move up. Raises IllegalMove."""
    need_administrator(actor)
    version = open_version(article.charter)
    fresh = version.articles.get(pk=article.pk)
    before = _told(fresh)
    fresh.delete()
    _number(list(version.articles.all()))
    audit.record("article.remove", audit.subject_of(version), actor=actor, before=before)


@transaction.atomic
def write_articles(version: Charter, *, text_ru: str, text_ky: str, actor: User) -> list[Article]:
    """All articles at once from the whole text in both languages, instead of those there were.

    An article like one that there was continues it, so that versions can still be compared. Raises IllegalMove,
    Unfit.
    """
    need_administrator(actor)
    fresh = open_version(version)
    (fresh.preamble_ru, russian), (fresh.preamble_ky, kyrgyz) = articles.read(text_ru), articles.read(text_ky)
    columns = articles.both(russian, kyrgyz)
    if not columns:
        raise Unfit(_("No article was found: each begins on a line of its own with its number, such as “1.”."))
    if len(columns) > MOST_ARTICLES:
        raise Unfit(_("A version has at most %(most)s articles.") % {"most": MOST_ARTICLES})
    before = told(fresh)
    made = [Article(charter=fresh, **row) for row in columns]
    for old, new in pairs(list(fresh.articles.all()), made):
        new.line = old.line
    fresh.articles.all().delete()
    fresh.save(update_fields=["preamble_ru", "preamble_ky"])
    Article.objects.bulk_create(made)
    audit.record("article.write", audit.subject_of(fresh), actor=actor, before=before, after=told(fresh))
    return made


def _check(article: Article) -> None:
    if not (article.text_ru.strip() or article.text_ky.strip()):
        raise Unfit(_("An article has a text, in Russian or in Kyrgyz at least."))


def _move(others: list[Article], article: Article, number: int) -> int:
    """Put the article in its place among the others, the nearest there is; its number then."""
    place = min(max(number, 1), len(others) + 1)
    _number([*others[: place - 1], article, *others[place - 1 :]])
    return place


def _number(rows: list[Article]) -> None:
    """Give the articles the numbers 1, 2, 3 … in this order."""
    Article.objects.filter(pk__in=[row.pk for row in rows]).update(number=F("number") + _ASIDE)
    for number, row in enumerate(rows, 1):
        row.number = number
    Article.objects.bulk_update(rows, ["number"])


def _told(article: Article) -> dict[str, Any]:
    """What the audit chain keeps: the number, and the words by digest."""
    return {"number": article.number, **{name: audit.digest(getattr(article, name)) for name in WORDS}}
