"""Which column of a register means what: by its heading, by what its cells hold, by what the office chose before.

How sure a proposal is, from 0 to 1 (titles.py, claims.py):

- 1.0: the heading is a line of the vocabulary, or a person chose the field, now or for an earlier file;
- 0.9: the words of one field stand within the heading, beside none but neutral ones (reference/neutral_words.csv);
- 0.85: the heading says only that something is counted, or nothing known, and four cells in five show the field;
- 0.6: the words may mean several fields, or the cells only suggest one;
- 0.5: the cells cannot be what the heading says;
- 0.45: neither the words nor the cells say it surely;
- 0.45: neither the words nor the cells say it surely;
- 0.4: two columns claim the field with equal right.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any

from django.utils.translation import gettext_lazy as _

from actionplans.imports import words
from actionplans.imports.files import Row, Sheet
from actionplans.imports.lines import numbers_columns
from actionplans.imports.readings import plain
from actionplans.imports.tables import IGNORED, PERSONAL, UNREAD
from actionplans.models.events import COUNTS

from . import contents
from .claims import DOUBTED, Claim, claims
from .contents import HALF, Contents, IsDistrict
from .headed import Headed, heading_of
from .titles import EXACT, UNSURE, Meaning, meaning

CONFIDENT = 0.8  # below it a proposal is asked about, not taken
NEEDED = ("starts_on", "title", "item")
SAMPLE = 5  # rows that a person is shown
LOOKED_AT = 90  # rows by which the contents of columns are known
LONGEST_WORDS = 200  # letters by which a heading is remembered

FIELDS: dict[str, Any] = {
    "starts_on": _("First day, or several days in one cell"),
    "ends_on": _("Last day"),
    "item": _("Plan item"),
    "title": _("Topic"),
    "form": _("Form of the event"),
    "district": _("District or city"),
    "place": _("Place"),
    "participants": _("Participants"),
    "women": _("Women"),
    "men": _("Men"),
    "age_under_14": _("Under 14"),
    "age_14_28": _("14–28"),
    "age_29_35": _("29–35"),
    "age_36_59": _("36–59"),
    "age_60_over": _("60 and over"),
    "under_18": _("Of whom under 18"),
    "with_disability": _("Of whom with a disability"),
    "youth_reported": _("Young people, as the register gives them"),
    "audience": _("Media audience, estimate"),
    "materials": _("Materials handed out, copies"),
    "organisers": _("Who held it"),
    "partners": _("Who took part in holding it"),
    "campaign": _("Campaign"),
    "note": _("Note"),
    IGNORED: _("Not read"),
}
"""What a column may be taken for, in the order of a list to choose from; the words are translated when shown."""


@dataclass(frozen=True)
class Column:
    """One column (`index` from 0) and the field that it is taken for; "" where nothing fits, "ignored" where the
    column is known and says nothing of an event. `basis` is what the proposal rests on: "words" (the heading),
    "cells" (what they hold), "remembered" (chosen for an earlier file of the council), "chosen" (on the page).

    `words` is by what a choice for it is remembered: its folded heading, or its place in a table without one.
    `personal`: it holds names or telephones, so it is never read (rule 9).
    """

    index: int
    title: str
    field: str = ""
    confidence: float = 0.0
    basis: str = ""
    words: str = ""
    personal: bool = False

    @property
    def is_read(self) -> bool:
        return self.field not in ("", IGNORED)


@dataclass
class Layout:
    """One arrangement of columns, and the sheets that have it: twelve months with one heading are one layout.

    `headings` tells for each sheet the first and last row of its heading; (0, 0) where it has none. `sample` are the
    first rows under it, as text, whole: a column's text stands at its index.
    """

    key: str
    columns: list[Column]
    headings: dict[str, tuple[int, int]] = field(default_factory=dict)
    sample: list[list[str]] = field(default_factory=list)
    headed: Headed | None = None

    @property
    def asks(self) -> bool:
        """Whether a person must say what a column means before anything is read: a needed field is not surely found,
        or a proposal is not sure. A layout of which a person wants nothing read asks nothing."""
        if self.is_put_aside:
            return False
        sure = {column.field for column in self.columns if column.confidence >= CONFIDENT}
        unsure = any(column.is_read and column.confidence < CONFIDENT for column in self.columns)
        return unsure or not all(name in sure for name in NEEDED)

    @property
    def is_put_aside(self) -> bool:
        """Whether a person said that no column of these sheets is to be read."""
        said = any(column.basis == "chosen" for column in self.columns)
        return said and not any(column.is_read for column in self.columns)

    @property
    def fields(self) -> dict[str, Column]:
        return {column.field: column for column in self.columns if column.is_read}

    def words_of(self, column: Column) -> str:
        """By what a choice for this column is remembered: its folded heading; its place in a table without one."""
        return column.words

    def sure_only(self) -> "Layout":
        """The same where nobody can be asked: what is not sure is not read. A column is read if only its cells speak
        against it: each of them is told then, and no wrong value comes in."""
        return replace(
            self, columns=[column if _is_safe(column) else replace(column, field="") for column in self.columns]
        )


def _is_safe(column: Column) -> bool:
    told_at_each_cell = column.confidence == DOUBTED and column.field != "place"  # any text is a place
    return not column.is_read or column.confidence >= CONFIDENT or told_at_each_cell


def propose(
    sheets: Sequence[Sheet],
    remembered: Mapping[str, str] | None = None,
    chosen: Mapping[str, Mapping[str, str]] | None = None,
    *,
    is_district: IsDistrict | None = None,
) -> list[Layout]:
    """The layouts of a file. `remembered`: folded heading -> field (RegisterHeading); `chosen`: layout key -> column
    index as text -> field ("" is: do not read it), which wins over everything. No sheet that looks like a register
    gives an empty list. With `is_district`, which says whether a text names a district, such cells are recognised.

    Raises ValueError where `chosen` names a field that is none of FIELDS.
    """
    _check(chosen or {})
    known = {key: name for key, name in (remembered or {}).items() if name in FIELDS or name == ""}
    proposer = _Proposer(known, chosen or {}, is_district)
    return proposer.layouts([sheet for sheet in sheets if sheet.rows and not sheet.left_out])


def _check(chosen: Mapping[str, Mapping[str, str]]) -> None:
    named = {name for columns in chosen.values() for name in columns.values()}
    if unknown := named - FIELDS.keys() - {""}:
        raise ValueError(f"no such field of a register: {', '.join(sorted(unknown))}")


@dataclass
class _Proposer:
    remembered: Mapping[str, str]
    chosen: Mapping[str, Mapping[str, str]]
    is_district: IsDistrict | None

    def layouts(self, sheets: Sequence[Sheet]) -> list[Layout]:
        """Sheets with one heading are one layout; one without a heading has that of another if its cells fit."""
        headed: dict[tuple[str, ...], list[tuple[Sheet, Headed]]] = {}
        bare = []
        for sheet in sheets:
            heading = heading_of(sheet, self.named)
            if heading:
                headed.setdefault(heading.folded, []).append((sheet, heading))
            else:
                bare.append(sheet)
        layouts = [self.layout(group) for group in headed.values()]
        widths: dict[int, list[tuple[Sheet, None]]] = {}
        for sheet in bare:
            if model := next((layout for layout in layouts if self._fits(sheet, layout)), None):
                model.headings[sheet.name] = (0, 0)
            elif len(sheet.rows) > 1:
                widths.setdefault(_width(sheet.rows), []).append((sheet, None))
        layouts += [self.layout(group) for group in widths.values()]
        order = {sheet.name: place for place, sheet in enumerate(sheets)}
        for layout in layouts:
            layout.headings = dict(sorted(layout.headings.items(), key=lambda pair: order[pair[0]]))
        return sorted(_registers(layouts), key=lambda layout: order[next(iter(layout.headings))])

    def named(self, parts: Sequence[str]) -> Meaning:
        """What the words of a heading mean to this office."""
        told = self.remembered.get(_words_of(" ".join(parts)))
        return meaning(parts) if told is None else Meaning(told or IGNORED, EXACT)

    def layout(self, group: Sequence[tuple[Sheet, Headed | None]]) -> Layout:
        headed = group[0][1]
        below = {sheet.name: _below(sheet, heading) for sheet, heading in group}
        width = max([len(headed.parts) if headed else 0, *(_width(rows) for rows in below.values())])
        parts = [*(headed.parts if headed else ()), *([()] * width)][:width]
        every = [row for rows in below.values() for row in rows]
        rows = _spread(every, headed)
        held = [Contents.of([row[column] for row in rows], self.is_district) for column in range(width)]
        titles = [*(headed.titles if headed else ()), *([""] * width)][:width]
        key = _digest("\n".join(headed.folded) if headed else f"#/{width}")
        keys = _remembered_by(titles)
        settled = self._settled(key, keys, titles)
        told = [meaning(one) if one else Meaning() for one in parts]
        made = claims(told, held, settled, titled=headed is not None, knows=self.is_district is not None)
        columns = [
            _column(index, titles[index], claim, keys[index])
            for index, claim in enumerate(made)
            if titles[index] or any(row[index] is not None for row in every)
        ]
        headings = {sheet.name: heading.place if heading else (0, 0) for sheet, heading in group}
        sample = [[plain(row[column]) for column in range(width)] for row in _first(every, headed)]
        return Layout(key, columns, headings, sample, headed)

    def _settled(self, key: str, keys: Sequence[str], titles: Sequence[str]) -> dict[int, Claim]:
        """What people said of the columns. A place alone («the fourth of six») says little of another table: what is
        remembered by it is asked again, and holds for no column of a table that has a heading."""
        titled = any(titles)
        said = {
            index: Claim(self.remembered[words_], EXACT if title else UNSURE, "remembered")
            for index, (words_, title) in enumerate(zip(keys, titles, strict=True))
            if words_ in self.remembered and (title or not titled)
        }
        for index, name in self.chosen.get(key, {}).items():
            said[int(index)] = Claim(name, 1.0, "chosen")
        return said

    def _fits(self, sheet: Sheet, layout: Layout) -> bool:
        """Whether the cells of a sheet without a heading are what the columns of a layout hold."""
        if layout.headed is None or _width(sheet.rows) > len(layout.headed.parts) or "starts_on" not in layout.fields:
            return False
        rows = _spread(sheet.rows, layout.headed)
        for name, column in layout.fields.items():
            held = Contents.of([row[column.index] for row in rows], self.is_district)
            if name == "starts_on" and held.may_be_days < HALF:
                return False
            if name in ("item", *COUNTS) and held.filled and held.doubts(name):
                return False
        return bool(rows)


def _registers(layouts: Sequence[Layout]) -> list[Layout]:
    """Those that look like a register. Beside one in which all that is needed is surely found, a sheet that names
    less than two of it is a summary or a list; without one, a table with days or with topics and items is asked
    about."""
    whole = any(not layout.asks and not layout.is_put_aside for layout in layouts)

    def fits(layout: Layout) -> bool:
        if any(column.basis == "chosen" for column in layout.columns):
            return True
        found = layout.fields
        needed = [name for name in NEEDED if name in found]
        sure = [name for name in needed if found[name].confidence >= CONFIDENT]
        return len(sure) > 1 if whole else ("starts_on" in found or len(needed) > 1) and len(found) > 2

    return [layout for layout in layouts if fits(layout)]


def _column(index: int, title: str, claim: Claim, words_: str) -> Column:
    if claim.field == UNREAD:
        claim = Claim()
    personal = claim.field == PERSONAL
    name = IGNORED if personal else claim.field
    return Column(index, title, name, claim.confidence, claim.basis, words_, personal)


def _words_of(title: str) -> str:
    return words.fold(title)[:LONGEST_WORDS]


def _remembered_by(titles: Sequence[str]) -> list[str]:
    """The folded heading; of equal ones each further has a number, and a column without one goes by its place."""
    seen: dict[str, int] = {}
    keys = []
    for index, title in enumerate(titles):
        told = _words_of(title)
        seen[told] = seen.get(told, 0) + 1
        again = f" #{seen[told]}" if seen[told] > 1 else ""
        keys.append(f"{told[: LONGEST_WORDS - len(again)]}{again}" if told else f"#{index + 1}/{len(titles)}")
    return keys


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _width(rows: Sequence[Row]) -> int:
    return max((len(row.cells) for row in rows), default=0)


def _below(sheet: Sheet, heading: Headed | None) -> list[Row]:
    last = heading.place[1] if heading else 0
    return [row for row in sheet.rows if row.number > last]


def _is_like_event(row: Row, headed: Headed | None) -> bool:
    """Not a line between the events, which fills a cell or two, no total, no numbers of columns, no heading again."""
    first = next((cell for cell in row.cells if cell is not None), None)
    if sum(cell is not None for cell in row.cells) < 3 or numbers_columns(row):
        return False
    if isinstance(first, str) and words.is_total(first) and not any(map(contents.is_day, row.cells)):
        return False
    return not (headed and headed.is_repeated_by(row))


def _spread(rows: Sequence[Row], headed: Headed | None) -> list[Row]:
    """Some rows that are like events, evenly from all of them."""
    step = max(1, len(rows) // LOOKED_AT)
    chosen = [row for row in rows[::step] if _is_like_event(row, headed)]
    return chosen or list(rows[:LOOKED_AT])


def _first(rows: Sequence[Row], headed: Headed | None) -> list[Row]:
    events = (row for row in rows if _is_like_event(row, headed))
    return list(islice(events, SAMPLE)) or list(rows[:SAMPLE])
