"""Which field each column of one arrangement claims: by its words, by its cells, by what was remembered or chosen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import permutations

from actionplans.imports.tables import IGNORED, PERSONAL, UNREAD
from actionplans.models.events import COUNTS

from .contents import ENOUGH, HALF, MOSTLY, Contents
from .titles import EXACT, PARTLY, PARTS, UNSURE, Meaning

DOUBTED = 0.5  # the cells cannot be what the heading says
WRONG = 0.45  # neither the words nor the cells say it surely
RIVALLED = 0.4  # two columns claim the field with equal right
SPECIAL = ("starts_on", "item", "form", "district")  # fields that cells show by themselves
BY_CELLS = "cells"
BY_PEOPLE = ("", "remembered", "chosen")  # the later the stronger


@dataclass(frozen=True)
class Claim:
    """The field that a column is taken for, how surely, and by what: words, cells, remembered, chosen."""

    field: str = ""
    confidence: float = 0.0
    basis: str = ""

    @property
    def is_settled(self) -> bool:
        """Whether a person said so."""
        return self.basis in BY_PEOPLE[1:]


def claims(
    told: Sequence[Meaning], held: Sequence[Contents], settled: Mapping[int, Claim], *, titled: bool, knows: bool
) -> list[Claim]:
    """A claim for each column: `told` is what its heading means by its own words, `held` what its cells hold,
    `settled` what a person said. `titled`: there is a heading; `knows`: districts were recognised by their names."""
    made = [
        _said(settled[column], meaning, contents) if column in settled else _claim(meaning, contents, knows)
        for column, (meaning, contents) in enumerate(zip(told, held, strict=True))
    ]
    _take_special(made, held, knows)
    lost = _settle_rivals(made, held)
    unknown = [n for n, claim in enumerate(made) if not (claim.field or told[n].field or claim.is_settled)]
    _find_special(made, held, [*unknown, *lost], titled, knows)
    _find_rest(made, held, [column for column in unknown if not made[column].field], titled)
    _doubt_totals(made, told)
    return made


def _doubt_totals(made: list[Claim], told: Sequence[Meaning]) -> None:
    """«Листовки | Всего»: a bare total beside copies or an audience may be theirs; women or ages after it say that it
    is of the participants."""
    for column, claim in enumerate(made):
        if column and told[column].is_bare_total and claim.field == "participants" and not claim.is_settled:
            before, after = made[column - 1].field, made[column + 1].field if column + 1 < len(made) else ""
            if before in ("materials", "audience") and after not in PARTS:
                made[column] = replace(claim, confidence=min(claim.confidence, UNSURE))


def _said(claim: Claim, told: Meaning, held: Contents) -> Claim:
    """What a person said, unless persons are named there: no choice for this or an earlier file lets them be read
    (rule 9). Only where the heading's own words say the same, names in the cells are of streets and schools."""
    personal = _personal(told, held)
    if not personal and claim.field not in ("", IGNORED, told.field) and _names_persons(held):
        personal = Claim(PERSONAL, PARTLY, BY_CELLS)
    return personal or claim


def _personal(told: Meaning, held: Contents) -> Claim | None:
    if told.field == PERSONAL:
        return Claim(PERSONAL, max(told.confidence, PARTLY), "words")
    named_by_people = told.field in ("", "organisers", "partners", "participants")
    if named_by_people and _names_persons(held):
        return Claim(PERSONAL, max(told.confidence, PARTLY), BY_CELLS)
    return None


def _names_persons(held: Contents) -> bool:
    return held.filled >= ENOUGH and held.personal >= HALF


def _claim(told: Meaning, held: Contents, knows: bool) -> Claim:
    """By the words of the heading; where they leave several fields open or cannot be true, the cells have a say."""
    if personal := _personal(told, held):
        return personal
    if not told.is_read:
        return Claim(told.field, told.confidence, "words" if told.field else "")
    if told.others:
        shown = [field for field in told.others if _shows(held, field, knows)]
        return Claim(shown[0], PARTLY, BY_CELLS) if len(shown) == 1 else Claim(told.field, UNSURE, "words")
    doubted = held.doubts(told.field) and (told.field != "district" or knows)
    if told.field == "place" and told.confidence >= EXACT:
        doubted = False  # «Место»: schools and houses have numbers
    if doubted:
        return Claim(told.field, DOUBTED if told.confidence > UNSURE else WRONG, "words")
    return Claim(told.field, told.confidence, "words")


def _shows(held: Contents, field: str, knows: bool = True) -> bool:
    """Whether the cells show this field without any words; districts only where their names are known."""
    if held.filled < 1:
        return False
    if field in COUNTS:
        return held.counts >= MOSTLY and not held.runs
    share = {"starts_on": held.days, "item": held.items, "form": held.forms, "district": held.districts * knows}
    return share.get(field, 0.0) >= MOSTLY


def _is_free(made: Sequence[Claim], field: str) -> bool:
    return not any(
        claim.field == field and (claim.confidence >= UNSURE or claim.confidence == RIVALLED) for claim in made
    )


def _take_special(made: list[Claim], held: Sequence[Contents], knows: bool) -> None:
    """«Мероприятие» that holds only words of forms is the form, «Место» that holds only districts is the district,
    where no other column is."""
    for field in ("form", "district"):
        for column, claim in enumerate(made):
            is_text = claim.field in ("title", "place") and not claim.is_settled
            if (
                is_text
                and held[column].filled >= ENOUGH
                and _shows(held[column], field, knows)
                and _is_free(made, field)
            ):
                made[column] = Claim(field, PARTLY, BY_CELLS)


def _find_special(made: list[Claim], held: Sequence[Contents], free: list[int], titled: bool, knows: bool) -> None:
    """Fields that no heading names, from columns of which the heading says nothing, or what another says better."""
    for column in free:
        if held[column].runs:
            made[column] = Claim(IGNORED, PARTLY, BY_CELLS)
    for field in SPECIAL:
        open_ones = [column for column in free if not made[column].field]
        shown = [column for column in open_ones if _shows(held[column], field, knows or field != "district")]
        if shown and _is_free(made, field):
            sure = len(shown) == 1 and (field != "district" or knows) and held[shown[0]].filled >= ENOUGH
            made[shown[0]] = Claim(field, PARTLY if sure else UNSURE, BY_CELLS)
            if field == "starts_on" and not titled and len(shown) == 2:
                made[shown[1]] = Claim("ends_on", UNSURE, BY_CELLS)


def _find_rest(made: list[Claim], held: Sequence[Contents], free: list[int], titled: bool) -> None:
    """The longest texts are the topic, the next ones of a table without a heading the place, a column of counts the
    participants: all of them are asked about."""
    texts = sorted((n for n in free if held[n].texts >= MOSTLY), key=lambda column: -held[column].letters)
    for field, column in zip(("title",) if titled else ("title", "place"), texts, strict=False):
        if _is_free(made, field):
            made[column] = Claim(field, UNSURE, BY_CELLS)
    counts = [column for column in free if not made[column].field and _shows(held[column], "participants")]
    if counts and not any(claim.field in COUNTS for claim in made):
        made[_whole(counts, held)] = Claim("participants", UNSURE, BY_CELLS)


def _whole(counts: Sequence[int], held: Sequence[Contents]) -> int:
    """Of columns of counts the one that is never less than two others together and often as much: the participants.
    Which of the two are the women no cell tells. Without such a column the first."""
    for whole, one, other in permutations(counts, 3):
        rows = zip(held[whole].numbers, held[one].numbers, held[other].numbers, strict=True)
        rests = [a - b - c for a, b, c in rows if a is not None and b is not None and c is not None]
        if rests and min(rests) >= 0 and rests.count(0) * 2 >= len(rests):
            return whole
    return counts[0]


def _is_open(first: Claim, others: Sequence[Claim]) -> bool:
    """Whether another column is surely of the field as well: «Сроки проведения» beside «Фактическая дата»."""
    return not first.is_settled and any(other.confidence > PARTLY for other in others)


def _settle_rivals(made: list[Claim], held: Sequence[Contents]) -> list[int]:
    """Of several columns with one field the surer one has it; of equals the first, and it is asked about. A column
    that a person named stands above others, one that holds nothing below them. Gives the columns that lost."""
    rivals: dict[str, list[int]] = {}
    for column, claim in enumerate(made):
        if claim.field not in ("", IGNORED, UNREAD, PERSONAL):
            rivals.setdefault(claim.field, []).append(column)

    def rank(column: int) -> tuple[int, bool, float]:
        claim = made[column]
        return BY_PEOPLE.index(claim.basis) if claim.is_settled else 0, held[column].filled > 0, claim.confidence

    lost = []
    for columns in rivals.values():
        best = max(map(rank, columns))
        first, *others = sorted(columns, key=lambda column: (rank(column) != best, column))
        if others and (rank(others[0]) == best or _is_open(made[first], [made[n] for n in others if held[n].filled])):
            made[first] = replace(made[first], confidence=RIVALLED)
        for column in others:
            made[column] = Claim()
        lost += others
    return lost
