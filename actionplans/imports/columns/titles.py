"""What the words of one heading mean; the vocabulary is data (reference/headings.csv), the rules are here."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from actionplans.imports import words
from actionplans.imports.tables import IGNORED, PERSONAL, UNREAD
from actionplans.models.events import AGES, COUNTS, SEXES

EXACT = 1.0  # the heading is a line of the vocabulary
WITHIN = 0.9  # the words of one field stand within it, and no other words than those that change no meaning
PARTLY = 0.85  # only words of counting, or what cells hold under words that are not known
UNSURE = 0.6  # words of several fields, or words that may mean it

PARTS = (*SEXES, *AGES, "under_18", "with_disability", "youth_reported")  # of the participants
LONGEST = 120  # letters of a heading; more is a sentence


def _words(*lines: str) -> frozenset[str]:
    return frozenset(word.strip() for line in lines for word in line.split(","))


_COUNTING = _words(
    "всего,итого,общее,общий,общая,кол,во,количество,число,чел,человек,человека,людей,лиц,факт,фактически,из,них,в,том",
    "числе,т,ч,шт,саны,сан,бардыгы,баары,жалпы,киши,адам,анын,ичинде,total,number,of,no,people,persons,all,actual,including",
)
_HEADS = _words("всего,итого,чел,человек,людей,бардыгы,баары,жалпы,киши,адам,total,people,persons")
_TOTALS = _words("всего,итого,бардыгы,баары,жалпы,total,all")
_PLANNED = _words(
    "план,плану,планируемое,запланировано,плановое,ожидаемое,ожидаемый,ожидается,planned,expected,пландалган,күтүлгөн",
)
_NUMBER_OF = re.compile(r"\b(?:кол во|количеств\w*|число|саны|number of|no of|count of)\b|№ of\b")
_AGE_WORD = re.compile(r"[<>]?\d{1,2}\+?\w{0,3}|[<>+]|№")
_ALL_EVENTS = _words("мероприятия,мероприятий,иш чаранын,иш чаралардын,events,activities")
_WEAK = _ALL_EVENTS | _words(
    "мероприятие,иш чара,иш чаралар,event,activity,название,названия,наименование,наименования,аталышы,аты",
)  # for the topic only where the heading names no other field: «Место проведения мероприятия», «Название района»
_FROM = _words("с,от,from,баштап,начало,начала,башталышы")
_UNTIL = _words("по,до,to,till,until,чейин,окончание,конец,окончания,аякталышы")
_GROUPS = _words(
    "из них,в том числе,в т ч,анын ичинде,including,of whom,of which,возраст,по возрасту,возрастные группы,пол",
    "по полу,жынысы,жашы,жашы боюнча,жынысы боюнча,age,by age,sex,by sex,gender,age groups,сроки,период",
)
_GROUPING = frozenset(word for group in _GROUPS for word in group.split()) | _COUNTING
_BEGINS = re.compile(r"\b(?:начал|перв|башт|бирин|start|begin|from|first)")
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_YEARS = r"(?: (?:лет|года|год|х|ти|жаш\w*|years?|до|по|to|and|и|тен|ден|дан))*"
_BAND = re.compile(rf"(?<![\d+])(\d\d?){_YEARS} (\d\d?)(?!\d)")
_UNDER = re.compile(r"(?:\b(?:до|младше|менее|моложе|under|below)\s|<)\s?(\d\d?)(?!\d)|\b(\d\d?)\s?\w* чейин")
_OVER = re.compile(
    r"(?:\b(?:старше|свыше|over|above)\s|>)\s?(\d\d?)(?!\d)|\b(\d\d?)\s?\+"
    r"|\b(\d\d?)(?: лет| жаш\w*| years?)? (?:и (?:старше|более|выше)|and (?:over|older|above)|жана|жогору|улуу)"
)
_BANDS = {
    (0, 13): "age_under_14", (14, 28): "age_14_28", (29, 35): "age_29_35", (36, 59): "age_36_59", (0, 17): "under_18",
}  # fmt: skip


@dataclass(frozen=True)
class Meaning:
    """The field that a heading names, and how surely; `others` are fields that its words may mean as well.

    "ignored", "unread" and "personal" are meanings too: known, and no part of an event. `is_bare_total`: «Всего» and
    nothing else, which says not of what.
    """

    field: str = ""
    confidence: float = 0.0
    others: frozenset[str] = frozenset()
    is_bare_total: bool = False

    @property
    def is_read(self) -> bool:
        return self.field not in ("", IGNORED, UNREAD, PERSONAL)


def title_of(cell: str) -> str:
    """A heading in one line. A hyphen at the end of a line parts a word («участ-» over «ников») or two («Кол-» over
    «во»): whichever is understood."""
    line = " ".join(cell.replace("-\n", "-").split())
    if "-\n" not in cell:
        return line
    whole = " ".join(cell.replace("-\n", "").split())
    return whole if meaning([whole]).confidence > meaning([line]).confidence else line


def meaning(parts: Sequence[str]) -> Meaning:
    """What a heading means whose parts stand below one another: «Количество участников» over «жен.»."""
    told = _meaning_of(parts)
    if told.confidence == UNSURE and told.others:
        # «Место проведения (район, село, школа)»: what stands in brackets explains what stands before them.
        without = _meaning_of([_BRACKETS.sub(" ", part) for part in parts])
        return without if without.is_read and not without.others else told
    return told


def _meaning_of(parts: Iterable[str]) -> Meaning:
    told: list[str] = []
    for part in map(_folded, parts):
        if part and part not in told[-1:]:
            told.append(part)
    if not told:
        return Meaning()
    return replace(_meaning(tuple(told)), is_bare_total=len(told) == 1 and set(told[0].split()) <= _TOTALS)


def _folded(part: str) -> str:
    """Folded; letters that an encoding lost («К?н?») are made good where one word of the vocabulary fits."""
    pattern = words.lost_letters(part) if "?" in part else None
    meant = [word for word in _exact() if pattern.fullmatch(word)] if pattern else []
    return meant[0] if len({_exact()[word] for word in meant}) == 1 else words.fold(part)


@lru_cache(maxsize=4096)
def _meaning(told: tuple[str, ...]) -> Meaning:
    *above, last = told
    if field := _exact().get(" ".join(told)):
        return Meaning(field, EXACT)
    if not above:
        return _alone(last)
    over = _meaning(tuple(above))
    if over.field == "starts_on" and last in _FROM | _UNTIL:
        return Meaning("ends_on" if last in _UNTIL else "starts_on", EXACT)
    if last in _PLANNED and over.field in COUNTS:
        return Meaning()
    if is_counting(last):
        # «Материалы: всего» are materials; «Мероприятия: всего» counts events, which no row of one event needs.
        known = over.field in COUNTS or not over.field
        found = (over if over.field in COUNTS else _alone(last)) if known else Meaning()
    else:
        found = _alone(last)
    return _of_whom(above, over, found) if found.field in COUNTS else found


def _of_whom(above: Sequence[str], over: Meaning, found: Meaning) -> Meaning:
    """A count below other words: whose it is, those say. «муж.» under «Выявлено жертв» are no participants."""
    whose = [_meaning((part,)) for part in above if not _is_grouping(part)]
    if any(one.field in ("organisers", "partners") for one in whose):
        return Meaning()
    people = ("participants", *PARTS)
    if over.field in PARTS and found.field in PARTS and over.field != found.field:
        return Meaning()
    if any(one.field not in COUNTS or (one.field not in people and found.field in people) for one in whose):
        return replace(found, confidence=min(found.confidence, UNSURE))
    return found


def _is_grouping(text: str) -> bool:
    """Whether a folded heading says no more than that the columns below it count or divide: «Из них, по возрасту»."""
    return set(text.split()) <= _GROUPING


def _alone(text: str) -> Meaning:
    if field := _exact().get(text):
        return Meaning(field, EXACT)
    if len(text) > LONGEST:
        return Meaning()
    fields = _within(text)
    band, is_ours = _band(text)
    if is_ours or (is_ours is False and set(fields) <= {"participants", *PARTS}):
        return _if_nothing_else(text, _of_age(band, fields))
    if not fields:
        sure = bool(_HEADS & set(text.split()))
        return Meaning("participants", PARTLY if sure else UNSURE) if is_counting(text) else Meaning()
    return _if_nothing_else(text, _settled(text, fields))


def _if_nothing_else(text: str, told: Meaning) -> Meaning:
    """Unsure where other words stand beside those of the field: «Дата письма», «Аялдар кеңеши», «Количество школ»."""
    if not told.is_read or told.confidence <= UNSURE:
        return told
    counted = told.field not in COUNTS and bool(_NUMBER_OF.search(text))
    spans = [(start, end) for start, end, _letters, _field in _found(text)]
    others = [
        match[0]
        for match in re.finditer(r"\S+", text)
        if not any(start <= match.start() and match.end() <= end for start, end in spans)
    ]
    neutral = _neutral(told.field)
    known = all(word in neutral or _AGE_WORD.fullmatch(word) for word in others)
    return replace(told, confidence=UNSURE) if counted or not known else told


@cache
def _neutral(field: str) -> frozenset[str]:
    """Folded words that change nothing of what a heading of this field means."""
    with (words.FOLDER / "neutral_words.csv").open(encoding="utf-8", newline="") as file:
        lines = [row["words"] for row in csv.DictReader(file) if row["field"] in ("", field)]
    return frozenset(words.fold(word) for line in lines for word in line.split())


def _of_age(band: str, fields: list[str]) -> Meaning:
    """A heading with an age in it: only our own bands can be kept, and only of all participants together."""
    if set(fields) & {*SEXES, "with_disability"}:
        return Meaning()
    if "youth_reported" in fields:
        # What the law calls youth changes with the years, so another age under this word is asked about.
        return Meaning("youth_reported", WITHIN if band == "age_14_28" else UNSURE)
    return Meaning(band, WITHIN) if band else Meaning()


def _band(text: str) -> tuple[str, bool | None]:
    """The age band that a heading names, and whether it is one of ours; None where it names no age."""
    if match := _BAND.search(text):
        low, high = int(match[1]), int(match[2])
        found = _BANDS.get((low, high), "")
        return found, bool(found) if low < high else None
    if match := _UNDER.search(text):
        found = {14: "age_under_14", 18: "under_18"}.get(int(match[1] or match[2]), "")
        return found, bool(found)
    if match := _OVER.search(text):
        found = "age_60_over" if int(match[1] or match[2] or match[3]) == 60 else ""
        return found, bool(found)
    return "", None


def _settled(text: str, fields: list[str]) -> Meaning:
    """One field of those whose words stand in a heading, if they tell."""
    told = dict.fromkeys(fields)
    if PERSONAL in told:
        return Meaning(PERSONAL, WITHIN)
    if UNREAD in told or IGNORED in told:
        return Meaning(UNREAD, WITHIN)
    if {"starts_on", "ends_on"} <= told.keys():
        del told["ends_on" if _BEGINS.search(text) else "starts_on"]  # «Дата начала и окончания»: both in one cell
    parts = [field for field in told if field in PARTS]
    if len(parts) == 1 and "participants" in told:
        del told["participants"]  # «Количество участников женщин»
    if "audience" in told and "participants" in told:
        del told["participants"]
    left = list(told)
    if len(left) == 1 and left[0] in COUNTS and _PLANNED & set(text.split()):
        return Meaning()
    if left == ["title"] and _only_of_event(text):
        return Meaning("title", UNSURE)  # «Список мероприятий», «Код мероприятия»
    if len(left) == 1:
        return Meaning(left[0], WITHIN)
    return Meaning(left[0], UNSURE, frozenset(left))


def _within(text: str) -> list[str]:
    """The fields whose words stand within a heading, in their order; longer words win over those inside them."""
    best = _found(text)
    strong = [one for one in best if one[3] != "title" or text[one[0] : one[1]] not in _WEAK]
    return list(dict.fromkeys(field for _start, _end, _letters, field in strong or best))


def _only_of_event(text: str) -> bool:
    """Whether of the topic no more than «мероприятия», «events» stands in a heading."""
    return all(text[start:end] in _ALL_EVENTS for start, end, _letters, field in _found(text) if field == "title")


def _found(text: str) -> list[tuple[int, int, int, str]]:
    found = [
        (match.start(), match.end(), len(pattern.pattern), field)
        for pattern, field in _patterns()
        for match in pattern.finditer(text)
    ]
    return sorted(one for one in found if not any(_covers(other, one) for other in found))


def _covers(one: tuple[int, int, int, str], other: tuple[int, int, int, str]) -> bool:
    if one[3] == other[3] or not (one[0] <= other[0] and other[1] <= one[1]):
        return False
    return one[1] - one[0] > other[1] - other[0] or one[2] > other[2]


def is_counting(text: str) -> bool:
    """Whether a folded heading says only that something is counted: «всего», «кол-во, чел.»."""
    return all(word in _COUNTING for word in text.split())


def is_of_heading(text: str) -> bool:
    """Whether a folded text is of the kind that stands in headings alone: a known one, or one that divides others."""
    return _meaning((text,)).confidence >= EXACT or is_counting(text) or text in _GROUPS | _FROM | _UNTIL


def divides(text: str) -> bool:
    """Whether a folded text may stand over several columns: «Из них», «Количество участников»."""
    told = _meaning((text,))
    return text in _GROUPS or told.field in COUNTS or told.field == "starts_on"


def _phrases() -> list[tuple[str, str]]:
    """The words of each heading and their field; «участник*» is the beginning of a word within a longer heading."""
    with (words.FOLDER / "headings.csv").open(encoding="utf-8", newline="") as file:
        return [(row["words"], row["field"]) for row in csv.DictReader(file) if row["layout"] == "register"]


@cache
def _exact() -> dict[str, str]:
    return {words.fold(text): field for text, field in _phrases() if "*" not in text}


@cache
def _patterns() -> list[tuple[re.Pattern[str], str]]:
    return [(re.compile(rf"(?<!\S){_pattern(text)}(?!\S)"), field) for text, field in _searched()]


def _searched() -> Iterator[tuple[str, str]]:
    for text, field in _phrases():
        alone = words.fold(text)
        if "*" in text or (len(alone) > 2 and field not in (IGNORED, UNREAD) and not is_counting(alone)):
            yield text, field


def _pattern(text: str) -> str:
    parts = []
    for word in text.split():
        stem = r"\S*" if word.endswith("*") else ""
        parts.append(re.escape(words.fold(word)).replace(r"\ ", " ") + stem)
    return " ".join(part for part in parts if part)
