"""Districts and cities by any of their names, as offices write them: short, declined, in Latin letters. Pure."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from difflib import SequenceMatcher
from typing import NamedTuple

from actionplans.imports.words import fold_exactly, one_alphabet
from councils.letters import ON_ANY_KEYBOARD
from councils.models import District

DISTRICT, CITY = "district", "city"
ASKED_AT_MOST = 200  # different unknown names for which like ones are looked for
LONGEST = 100  # letters of the longest text that is looked up as a name
_KINDS = {
    word: kind
    for kind, said in (
        (
            DISTRICT,
            "район района району районе районом районы районду районунда районунун районуна районунан рн district "
            "rayon raion rayonu raionu",
        ),
        (
            CITY,
            "город города городу городе городом гор г шаар шаары шаарында шаарынын шаарына шаарынан ш city town gorod "
            "shaar shaary shaari g sh",
        ),
    )
    for word in said.split()
}
# «р-н», «р-ну», «r-n», after punctuation is gone.
_SHORT_DISTRICT = re.compile(r"\bр (?:н|на|не|ну|ном|он|нунда|нунун)\b|\br n\b")
_ABOUT = frozenset(["в", "во", "по", "на", "in", "of", "the"])
_REGION = frozenset(["область", "области", "обл", "облусу", "облусунун", "облус", "облусунда", "oblast", "region"])
_PARTS = re.compile(r"[,;()]")
_DECLINED = re.compile(r"(ск|цк)(?:ого|ому|ом|им)$")
_DECLINE = {"а": ("ы", "и", "у", "ой", "е"), "я": ("и", "ю", "ей", "е"), "ь": ("я", "ю", "ем", "е")}
_VOWELS = "аеёиоуыэюя"
_LATIN = re.compile(r"[a-z]")
_TO_LATIN = str.maketrans(
    dict(zip("абвгдежзийклмнопрстуфхыэ", "abvgdejziiklmnoprstufhie", strict=True))
    | {"ц": "ts", "ч": "ch", "ш": "sh", "щ": "sh", "ъ": "", "ь": "", "ю": "iu", "я": "ia"}
)
_ONE_SOUND = (
    (re.compile(r"dzh|dj|zh"), "j"), (re.compile(r"kh"), "h"), (re.compile(r"q"), "k"), (re.compile(r"w"), "v"),
    (re.compile(r"y"), "i"), (re.compile(r"j(?![aeiou])"), "i"), (re.compile(r"(.)\1+"), r"\1"),
)  # fmt: skip
_CLOSE = 0.1  # a second proposal is worth making only when it is nearly as much alike as the first
_LOST = "ꙮ"  # stands for a question mark that an old encoding left of ң, ө or ү


class Name(NamedTuple):
    """A name without its kind; without kinds it may be a district or a city."""

    kinds: frozenset[str]
    words: str


class Gazetteer:
    """Districts by any of their names; those of the council's own region come first.

    Names are compared exactly, then as any keyboard types them, then in Latin letters: the first that finds
    something decides, because Каракол and Кара-Көл are two cities.
    """

    def __init__(self, districts: Iterable[District], region_id: int) -> None:
        self._own = region_id
        self._exact, self._typed, self._latin = (defaultdict[Name, list[District]](list) for _index in range(3))
        self._found: dict[str, list[District]] = {}
        self._asked: dict[str, list[District]] = {}
        self._known: list[District] = sorted(districts, key=lambda d: d.region_id != region_id)
        for district in self._known:
            for text in district.names.values():
                self._add(district, _name(text))
            for text in (*_declined(district.name_ru), *_without_ending(district.name_ru)):
                _put(self._typed, _typed(_name(text)), district)
        names = ((name, one) for index in (self._typed, self._latin) for name, known in index.items() for one in known)
        self._own_names = [(name, district) for name, district in names if district.region_id == region_id]

    def _add(self, district: District, name: Name) -> None:
        _put(self._exact, name, district)
        _put(self._typed, _typed(name), district)
        _put(self._latin, _in_latin(name), district)

    def find(self, text: str) -> list[District]:
        """The district that is meant; several when the name without its kind fits several, none when nothing fits.

        A name without its kind means one of the own region only.
        """
        if text not in self._found:
            self._found[text] = self._find(text)
        return self._found[text]

    def _find(self, text: str) -> list[District]:
        if len(text) > LONGEST:
            return []
        name = _name(text)
        tiers = [(self._exact, name), (self._typed, _typed(name))]
        if _LATIN.search(name.words):
            tiers.append((self._latin, _in_latin(name)))
        for index, wanted in tiers:
            if found := self._meant(index.get(wanted, [])) if wanted.kinds else self._bare(index, wanted):
                return found
        return self._with_lost_letters(text) if "?" in text else []

    def _meant(self, found: list[District]) -> list[District]:
        """Those of the own region if there are any, else all."""
        return [one for one in found if one.region_id == self._own] or found

    def _bare(self, index: dict[Name, list[District]], wanted: Name) -> list[District]:
        own = (one for name, known in index.items() if name.words == wanted.words for one in known)
        return _different(one for one in own if one.region_id == self._own)

    def _with_lost_letters(self, text: str) -> list[District]:
        name = _typed(_name(text.replace("?", _LOST)))
        if not name.words.strip(_LOST):
            return []
        pattern = re.compile(re.escape(name.words).replace(_LOST, "[ноу]"))
        fits = [
            one
            for known, districts in self._typed.items()
            if pattern.fullmatch(known.words) and name.kinds in (known.kinds, frozenset())
            for one in districts
            if name.kinds or one.region_id == self._own
        ]
        return self._meant(_different(fits))

    def nearest(self, text: str, alike: float) -> list[District]:
        """Districts of the own region whose names are at least so much alike (0 to 1), at most two: to be asked about,
        never to be taken. Past 200 different texts there are no more proposals: each takes milliseconds."""
        if len(text) > LONGEST or (text not in self._asked and len(self._asked) >= ASKED_AT_MOST):
            return []
        if text not in self._asked:
            self._asked[text] = self._nearest(text, alike)
        return self._asked[text]

    def _nearest(self, text: str, alike: float) -> list[District]:
        typed = _typed(_name(text))
        latin = _in_latin(typed)
        reached = dict[District, float]()
        for known, district in self._own_names:
            name = latin if _LATIN.search(known.words) else typed
            reached[district] = max(_likeness(name.words, known.words, alike), reached.get(district, 0))
        best = max(reached.values(), default=0.0)
        close = [one for one, likeness in reached.items() if likeness >= max(best - _CLOSE, alike)]
        return sorted(close, key=lambda one: -reached[one])[:2]


def _likeness(one: str, other: str, at_least: float) -> float:
    """How much of two words agrees, 0 to 1; 0 where a cheap look shows that it is too little."""
    if one[:1] != other[:1]:
        return 0
    matcher = SequenceMatcher(None, one, other)
    enough = matcher.real_quick_ratio() >= at_least and matcher.quick_ratio() >= at_least
    return matcher.ratio() if enough else 0


def _put(index: dict[Name, list[District]], name: Name, district: District) -> None:
    if district not in index[name]:
        index[name].append(district)


def _different(districts: Iterable[District]) -> list[District]:
    return list(dict.fromkeys(districts))


def _name(text: str) -> Name:
    """The words of a name in their order, without its kind, its region and prepositions."""
    parts = [fold_exactly(part) for part in _PARTS.split(text)]
    parts = [part for part in parts if not _REGION & set(part.split())] or parts
    tokens = _SHORT_DISTRICT.sub("район", one_alphabet(" ".join(parts))).split()
    kinds = frozenset(_KINDS[token] for token in tokens if token in _KINDS)
    left = [_DECLINED.sub(r"\1ий", token) for token in tokens if token not in _KINDS and token not in _ABOUT]
    return Name(kinds, " ".join(left))


def _typed(name: Name) -> Name:
    """As any keyboard types it, and whether or not its parts stand apart."""
    return Name(name.kinds, name.words.translate(ON_ANY_KEYBOARD).replace(" ", ""))


def _in_latin(name: Name) -> Name:
    """In Latin letters, with the usual ways to write one sound made one: Leylek and Leilek, Zhumgal and Jumgal."""
    typed = _typed(name).words
    accents = unicodedata.normalize("NFKD", typed.translate(_TO_LATIN))
    latin = "".join(letter for letter in accents if not unicodedata.combining(letter))
    for pattern, sound in _ONE_SOUND:
        latin = pattern.sub(sound, latin)
    return Name(name.kinds, latin)


def _declined(name: str) -> Iterable[str]:
    """«города Баткена», «в городе Ош» is «в Оше» too: the forms of a city's Russian name."""
    kind, _space, city = name.partition(" ")
    if kind.casefold() != "город" or not city:
        return []
    if city[-1] in _DECLINE:
        return [f"{kind} {city[:-1]}{ending}" for ending in _DECLINE[city[-1]]]
    return [] if city[-1] in _VOWELS else [f"{kind} {city}{ending}" for ending in ("а", "у", "ом", "е")]


def _without_ending(name: str) -> Iterable[str]:
    """«Узген» of «Узгенский район», which Kyrgyz calls Өзгөн."""
    adjective, _space, kind = name.partition(" ")
    return [f"{adjective.removesuffix('ский')} {kind}"] if adjective.endswith("ский") and kind == "район" else []
