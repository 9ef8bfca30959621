"""Organisations as lists show them and searches find them. Reads only."""

import re
from collections import Counter
from collections.abc import Collection
from typing import Any

from django.db.models import Count, Q

from .letters import ON_ANY_KEYBOARD, in_alphabet
from .models import Council, Organisation

MOST_OFFERED = 10

_QUOTES = re.compile(r"[«»“”„\"'`.,]+")


def folded(name: str) -> str:
    """A name without what people type differently: case, quotes, full stops, spaces, ё."""
    return " ".join(_QUOTES.sub(" ", name.casefold().replace("ё", "е")).split())


def words_of(text: str) -> list[str]:
    """The words of a name as a search compares them."""
    return re.findall(r"\w+", folded(text).translate(ON_ANY_KEYBOARD))


def fits(name: str, words: Collection[str]) -> bool:
    """Whether each word searched for begins a word of the name. By Python: SQLite knows no Cyrillic case."""
    own = words_of(name)
    return all(any(each.startswith(word) for each in own) for word in words)


def offered(council: Council, text: str) -> list[str]:
    """Names to complete what this council types, at most ten: accepted ones, and those that it proposed itself.

    Never another council's proposal, nor a spelling that was found to mean another organisation. One query.
    """
    words = words_of(text)
    if not words:
        return []
    rows = Organisation.objects.filter(Q(proposed=False) | Q(proposed_by=council), same_as__isnull=True)
    found = [name for name in rows.values_list("name", flat=True) if fits(name, words)]
    start = " ".join(words)
    found.sort(key=lambda name: (not " ".join(words_of(name)).startswith(start), in_alphabet(name)))
    return found[:MOST_OFFERED]


def listed(text: str) -> list[Organisation]:
    """All organisations that fit a search: those proposed first, each part in the order of the alphabet. One query."""
    words = words_of(text)
    rows = Organisation.objects.select_related("same_as", "proposed_by__region")
    return sorted(
        (row for row in rows if fits(row.name, words)), key=lambda row: (not row.proposed, in_alphabet(row.name))
    )


def uses_of(organisations: Collection[Organisation]) -> dict[int, int]:
    """How many rows of any app name each organisation; other spellings count for themselves.

    One query for each kind of row that names organisations, for any number of them.
    """
    found: Counter[int] = Counter()
    relations: Any = Organisation._meta.get_fields(include_hidden=True)
    for relation in relations:
        if not relation.one_to_many or relation.related_model is Organisation:
            continue
        key = relation.field.name
        rows = relation.related_model._base_manager.filter(**{f"{key}__in": organisations})
        found.update(dict(rows.order_by().values_list(key).annotate(Count("pk"))))
    return {row.pk: found[row.pk] for row in organisations}
