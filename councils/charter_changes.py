"""What changed from one charter version to another: arrangements, seats, and articles word by word (rule 1).

Articles are compared with what they were, whatever their number is now: by their line, which a copied version keeps,
else by heading or by likeness, for texts that were written anew.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import product

from django.utils.translation import gettext as _

from .charter import arrangement_label, arrangement_words, label_of
from .models import Article, Charter, Seat
from .models.charters import ARRANGEMENTS

LANGUAGES = ("ru", "ky")
ALIKE = 0.5  # share of common words from which two texts are taken for one article


@dataclass(frozen=True)
class Piece:
    """A run of words: "same", "del" (only before) or "ins" (only now)."""

    kind: str
    text: str


@dataclass(frozen=True)
class Told:
    """One thing that was something else before; both in the reader's words, empty where there was none."""

    label: str
    was: str
    now: str


@dataclass(frozen=True)
class ArticleChange:
    """An article of two versions: "added", "removed", "changed", "moved" (only its number) or "same"."""

    state: str
    old: Article | None
    new: Article | None

    @property
    def number(self) -> int:
        return (self.new or self.old).number  # type: ignore[union-attr]

    @property
    def moved_from(self) -> int | None:
        """The number before, where it was another one."""
        return self.old.number if self.old and self.new and self.old.number != self.new.number else None

    def columns(self) -> list[tuple[str, list[Piece], list[Piece]]]:
        """For each language: its code, the heading and the text, in pieces."""
        return [
            (language, self._marked(f"title_{language}"), self._marked(f"text_{language}")) for language in LANGUAGES
        ]

    def _marked(self, name: str) -> list[Piece]:
        return marked(_word(self.old, name), _word(self.new, name))


@dataclass(frozen=True)
class SeatChange:
    """A seat that came, went, or says something else; seats are known by their code."""

    state: str
    seat: Seat
    told: tuple[Told, ...]


@dataclass(frozen=True)
class Changes:
    old: Charter
    new: Charter
    arrangements: list[Told]
    seats: list[SeatChange]
    preamble: list[tuple[str, list[Piece]]]
    articles: list[ArticleChange]

    def of(self, *states: str) -> list[ArticleChange]:
        return [change for change in self.articles if change.state in states]

    @property
    def worded(self) -> list[ArticleChange]:
        """Articles of which words changed; the others have at most another number."""
        return self.of("added", "removed", "changed")

    @property
    def any(self) -> bool:
        return bool(self.arrangements or self.seats or self.preamble or self.of("moved") or self.worded)


def between(old: Charter, new: Charter) -> Changes:
    preamble = [
        (language, marked(getattr(old, f"preamble_{language}"), getattr(new, f"preamble_{language}")))
        for language in LANGUAGES
    ]
    return Changes(
        old, new, _arrangements(old, new), _seats(old, new),
        preamble if any(piece.kind != "same" for _language, pieces in preamble for piece in pieces) else [],
        articles_between(old.articles.all(), new.articles.all()),
    )  # fmt: skip


def articles_between(old: Iterable[Article], new: Iterable[Article]) -> list[ArticleChange]:
    """By number, a removed article before the one that has its number now."""
    before, after = list(old), list(new)
    was = {now.pk: then for then, now in pairs(before, after)}
    kept = {then.pk for then in was.values()}
    found = [ArticleChange(_state(was.get(now.pk), now), was.get(now.pk), now) for now in after]
    found += [ArticleChange("removed", then, None) for then in before if then.pk not in kept]
    return sorted(found, key=lambda change: (change.number, change.new is not None))


def pairs(old: Sequence[Article], new: Sequence[Article]) -> list[tuple[Article, Article]]:
    """Which article of the earlier version each one of the later version was; each is taken once."""
    lines = {article.line: article for article in old}
    found = [(lines[article.line], article) for article in new if article.line in lines]
    taken = {article.line for _then, article in found}
    candidates = [
        (likeness(then, now), -abs(then.number - now.number), then, now)
        for then, now in product(
            [a for a in old if a.line not in taken], [a for a in new if a.line not in taken]
        )
    ]  # fmt: skip
    used: set[int] = set()
    for alike, _distance, then, now in sorted(candidates, key=lambda found: found[:2], reverse=True):
        if alike >= ALIKE and not used & {id(then), id(now)}:
            found.append((then, now))
            used |= {id(then), id(now)}
    return found


def likeness(old: Article, new: Article) -> float:
    """The share of words that two articles have in common, and one more where a heading is the same."""
    titles = any(_word(old, f"title_{one}") and _word(old, f"title_{one}") == _word(new, f"title_{one}")
                 for one in LANGUAGES)  # fmt: skip
    one, other = (Counter(f"{article.text_ru} {article.text_ky}".lower().split()) for article in (old, new))
    total = one.total() + other.total()
    return titles + (2 * (one & other).total() / total if total else 0)


def marked(old: str, new: str) -> list[Piece]:
    """A text with what went and what came, word by word; runs of words, a blank between them."""
    before, after = old.split(), new.split()
    found = []
    steps = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    for step, i1, i2, j1, j2 in steps:
        if step == "equal":
            found.append(Piece("same", " ".join(after[j1:j2])))
            continue
        for kind, words in (("del", before[i1:i2]), ("ins", after[j1:j2])):
            found += [Piece(kind, " ".join(words))] if words else []
    return found


def _word(article: Article | None, name: str) -> str:
    return str(getattr(article, name)) if article else ""


def _state(old: Article | None, new: Article) -> str:
    if old is None:
        return "added"
    names = [f"{part}_{language}" for part in ("title", "text") for language in LANGUAGES]
    if any(_word(old, name).split() != _word(new, name).split() for name in names):
        return "changed"
    return "same" if old.number == new.number else "moved"


def _arrangements(old: Charter, new: Charter) -> list[Told]:
    return [
        Told(arrangement_label(name), *(arrangement_words(name, getattr(version, name)) for version in (old, new)))
        for name in ARRANGEMENTS
        if getattr(old, name) != getattr(new, name)
    ]


def _seats(old: Charter, new: Charter) -> list[SeatChange]:
    before, after = ({seat.code: seat for seat in version.seats.order_by("position")} for version in (old, new))
    found = [SeatChange("removed", seat, ()) for code, seat in before.items() if code not in after]
    for code, seat in after.items():
        if code not in before:
            found.append(SeatChange("added", seat, ()))
        elif told := _seat_told(before[code], seat):
            found.append(SeatChange("changed", seat, told))
    return found


def _seat_told(old: Seat, new: Seat) -> tuple[Told, ...]:
    names = ("name_ru", "name_ky", "name_en", "organisation_kind", "role", "voting")
    return tuple(
        Told(label_of(Seat, name), _seat_word(old, name), _seat_word(new, name))
        for name in names
        if getattr(old, name) != getattr(new, name)
    )


def _seat_word(seat: Seat, name: str) -> str:
    if name == "voting":
        return _("yes") if seat.voting else _("no")
    shown = getattr(seat, f"get_{name}_display", None)
    return str(shown() if shown else getattr(seat, name))
