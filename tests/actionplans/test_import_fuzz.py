"""Registers built out of random pieces come back whole: columns in any order under any heading of the vocabulary, in
any of the languages and writings, as workbooks and as CSV. All of it is invented.

The examples are derived from the test itself (derandomize), so that two runs try the same ones; for others set
`derandomize=False`. A failure tells the rows as they were written; it is not made smaller, which takes minutes.
"""

import csv
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from io import BytesIO, StringIO
from itertools import groupby
from typing import Any

import openpyxl
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from actionplans.imports import words
from actionplans.imports.columns import propose
from actionplans.imports.files import read_sheets
from actionplans.imports.registers import read_register
from actionplans.models.events import COUNTS
from councils.dates import ENGLISH, KYRGYZ, RUSSIAN
from tests.actionplans.dry import DISTRICTS, ITEMS, LOOKUPS

Draw = st.DrawFn
LANGUAGES = ("ru", "ky", "en")
MONTHS = tuple(
    "Январь Февраль Март Апрель Май Июнь Июль Август Сентябрь Октябрь Ноябрь Декабрь".split()  # noqa: SIM905
)
NEEDED = ("starts_on", "title", "item")
OPTIONAL = (
    "ends_on", "district", "place", "form", "women", "men", "age_under_14", "age_14_28", "age_29_35", "age_36_59",
    "age_60_over", "youth_reported", "under_18", "with_disability", "materials", "audience", "partners", "organisers",
    "note",
)  # fmt: skip
TEXTS = {
    "title": ["О рисках торговли людьми", "Коопсуз миграция", "Safe migration abroad", "Всего один звонок, и беда"],
    "place": ["СШ № 60", "айыл өкмөтү", "library", "Дом культуры, зал", "лицей"],
    "note": ["показан фильм", "кино", "a film", "по плану"],
}
ORGANISATIONS = ["УВД", "ОФ «Жаштар»", "Комитет женщин", "NGO", "ГСМ"]
UNKNOWN = ["Погода", "Аба ырайы", "Weather"]
GROUP = {
    "ru": ("Количество участников", {"participants": "всего", "women": "из них женщин", "men": "мужчин"}),
    "ky": ("Катышуучулардын саны", {"participants": "бардыгы", "women": "аялдар", "men": "эркектер"}),
    "en": ("Participants", {"participants": "total", "women": "female", "men": "male"}),
}
TOTALS = ["ИТОГО", "Итого за месяц:", "Всего", "Бардыгы", "Total"]
VOCABULARY: dict[tuple[str, str], list[str]] = {}
with (words.FOLDER / "headings.csv").open(encoding="utf-8", newline="") as _file:
    for _row in csv.DictReader(_file):
        if _row["layout"] == "register" and "*" not in _row["words"]:
            VOCABULARY.setdefault((_row["field"], _row["language"]), []).append(_row["words"])


@dataclass
class Built:
    """A file, and what must be read of it: values of each event by field, the number of rows of totals."""

    content: bytes = b""
    fields: list[str] = field(default_factory=list)
    events: list[dict[str, Any]] = field(default_factory=list)
    totals: list[int] = field(default_factory=list)
    told: str = ""  # for the message of a failure


# ---- the pieces


@st.composite
def events(draw: Draw, fields: Sequence[str]) -> dict[str, Any]:
    starts_on = date(2019, 1, 1) + timedelta(days=draw(st.integers(0, 360)))
    event: dict[str, Any] = {"starts_on": starts_on, "ends_on": starts_on + timedelta(days=draw(st.integers(0, 3)))}
    event["item"] = draw(st.sampled_from(list(ITEMS.values())))
    for name in fields:
        if name in TEXTS:
            event[name] = draw(st.sampled_from(TEXTS[name]))
        elif name in COUNTS:
            event[name] = draw(st.one_of(st.none(), st.integers(0, 400), st.integers(1000, 9999)))
        elif name == "district":
            event[name] = draw(st.sampled_from(DISTRICTS))
        elif name == "form":
            event[name] = draw(st.sampled_from(["lecture", "training", "seminar", "round_table", "contest"]))
        elif name in ("partners", "organisers"):
            event[name] = draw(st.lists(st.sampled_from(ORGANISATIONS), max_size=3, unique=True))
    return event


@st.composite
def heading(draw: Draw, text: str) -> str:
    """A heading as a hand types it."""
    text = draw(st.sampled_from([text, text.upper(), text.lower(), f" {text} ", f"{text}:"]))
    return text.replace(" ", draw(st.sampled_from([" ", " ", "  ", "\n"])))


@st.composite
def written(draw: Draw, event: dict[str, Any], name: str, *, is_text: bool, spans: bool) -> Any:
    """One value as an office writes it."""
    value = event.get(name)
    if name in ("starts_on", "ends_on"):
        return draw(_day(event, name, is_text=is_text, spans=spans))
    if value is None:
        return draw(st.sampled_from([None, None, "-"]))
    if name == "item":
        return draw(st.sampled_from(["{}", "п. {}", "{}.", "п.{}", "№ {}", "{}-пункт"])).format(value.number)
    if name == "district":
        return draw(st.sampled_from(list(value.names.values())))
    if name == "form":
        spelled = [text for text, form in words.forms().items() if form == value]
        return draw(st.sampled_from([text.capitalize() for text in spelled] + spelled))
    if name in COUNTS:
        return draw(st.sampled_from([value, value, str(value), f"{value} чел.", f"{value:,}".replace(",", " ")]))
    return draw(st.sampled_from(["; ", ", "])).join(value) if isinstance(value, list) else value


@st.composite
def _day(draw: Draw, event: dict[str, Any], name: str, *, is_text: bool, spans: bool) -> Any:
    first, last = event["starts_on"], event["ends_on"]
    if spans and first != last:
        if first.month == last.month:
            return draw(st.sampled_from([f"{first:%d}-{last:%d.%m.%Y}", f"{first:%d}–{last:%d.%m.%Y} г."]))
        return f"{first:%d.%m.%Y} - {last:%d.%m.%Y}"
    day = event[name]
    texts = [
        f"{day:%d.%m.%Y}", f"{day:%d.%m.%Y} г.", f"{day:%d/%m/%Y}", f"{day:%Y-%m-%d}", f"{day:%d.%m.%y}",
        f"{day.day} {RUSSIAN[day.month - 1]} 2019 г.", f"2019-жылдын {day.day}-{KYRGYZ[day.month - 1]}",
        f"{day.day} {ENGLISH[day.month - 1]} 2019",
    ]  # fmt: skip
    return draw(st.sampled_from(texts if is_text else [*texts, day, day, day]))


# ---- the whole


@st.composite
def registers(draw: Draw) -> Built:
    language = draw(st.sampled_from(LANGUAGES))
    chosen = draw(st.lists(st.sampled_from(OPTIONAL), unique=True, max_size=len(OPTIONAL)))
    fields = draw(st.permutations([*NEEDED, "participants", *chosen]))
    kept = draw(st.lists(events(fields), min_size=3, max_size=9))
    kept.sort(key=lambda event: event["starts_on"])
    built = Built(fields=list(fields), events=kept)
    columns = _with_helpers(draw, list(fields))
    is_csv = draw(st.booleans())
    head = _heading(draw, columns, language)
    if not is_csv and draw(st.booleans()):
        sheets = [
            (MONTHS[month - 1], _rows(draw, columns, head, list(held), built, is_text=False))
            for month, held in groupby(kept, key=lambda event: event["starts_on"].month)
        ]
    else:
        sheets = [("Реестр", _rows(draw, columns, head, kept, built, is_text=is_csv))]
    built.content = _csv(draw, sheets[0][1]) if is_csv else _workbook(sheets)
    built.told = "\n".join(f"{name}: {row}" for name, rows in sheets for row in rows)
    return built


def _with_helpers(draw: Draw, columns: list[str]) -> list[str]:
    """Beside the fields a number of the row, a column that nobody knows, an empty one."""
    for helper in draw(st.lists(st.sampled_from(["number", "unknown", "empty"]), unique=True)):
        columns.insert(draw(st.integers(0, len(columns))), helper)
    return columns


def _heading(draw: Draw, columns: list[str], language: str) -> list[list[Any]]:
    """One row, or two where a group of counts is divided."""
    top: list[Any] = []
    for name in columns:
        if name == "empty":
            top.append(None)
        elif name == "unknown":
            top.append(draw(st.sampled_from(UNKNOWN)))
        else:
            known = VOCABULARY["ignored" if name == "number" else name, language]
            top.append(draw(heading(draw(st.sampled_from(["№ п/п", "№"] if name == "number" else known)))))
    group, parts = GROUP[language]
    at = columns.index("participants")
    last = at
    while last + 1 < len(columns) and columns[last + 1] in parts:
        last += 1
    if last == at or not draw(st.booleans()):
        return [top]
    below: list[Any] = [None] * len(columns)
    for place in range(at, last + 1):
        top[place], below[place] = group if place == at else None, parts[columns[place]]
    return [top, below]


def _rows(
    draw: Draw, columns: list[str], head: list[list[Any]], kept: list[dict[str, Any]], built: Built, *, is_text: bool
) -> list[list[Any]]:
    rows: list[list[Any]] = [
        [text] for text in draw(st.sampled_from([[], ["Реестр мероприятий"], ["Реестр", "за год"]]))
    ]
    rows += [list(row) for row in head]
    if draw(st.booleans()):
        rows.append(list(range(1, len(columns) + 1)))
    months, totals, number = draw(st.booleans()), draw(st.booleans()), 0
    for month, held in groupby(kept, key=lambda event: event["starts_on"].month):
        several = list(held)
        if months:
            rows.append([draw(st.sampled_from([f"{MONTHS[month - 1].upper()} 2019", MONTHS[month - 1]]))])
        for event in several:
            number += 1
            rows.append([_cell(draw, name, event, number, columns, is_text=is_text) for name in columns])
            if draw(st.integers(0, 5)) == 0:
                rows.append([])
        if totals:
            rows.append(_total(draw, columns, several, built))
    return rows


def _cell(
    draw: Draw, name: str, event: dict[str, Any], number: int, columns: Sequence[str], *, is_text: bool
) -> Any:  # fmt: skip
    if name in ("number", "empty", "unknown"):
        return {"number": number, "empty": None, "unknown": "ясно"}[name]
    return draw(written(event, name, is_text=is_text, spans="ends_on" not in columns))


def _total(draw: Draw, columns: list[str], kept: list[dict[str, Any]], built: Built) -> list[Any]:
    """The words of a total in the first column that counts nothing, and the sums."""
    row: list[Any] = [None] * len(columns)
    for place, name in enumerate(columns):
        if name in COUNTS:
            row[place] = sum(event[name] or 0 for event in kept)
    row[next(place for place, name in enumerate(columns) if name not in COUNTS)] = draw(st.sampled_from(TOTALS))
    built.totals.append(row[columns.index("participants")])
    return row


def _workbook(sheets: Sequence[tuple[str, list[list[Any]]]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def _csv(draw: Draw, rows: list[list[Any]]) -> bytes:
    stream = StringIO(newline="")
    csv.writer(stream, delimiter=draw(st.sampled_from([";", ",", "\t"]))).writerows(rows)
    text = stream.getvalue()
    encodings = ["utf-8", "utf-8-sig", "utf-16"]
    try:
        text.encode("windows-1251")
        encodings.append("windows-1251")
    except UnicodeEncodeError:
        encodings.remove("utf-16")  # text that only Unicode holds is kept in the usual forms of it
    return text.encode(draw(st.sampled_from(encodings)))


# ---- back again


@settings(
    max_examples=130, deadline=None, derandomize=True, print_blob=True,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
)  # fmt: skip
@given(registers())
def test_a_register_of_any_layout_comes_back_whole_and_unasked(built: Built) -> None:
    sheets = read_sheets(built.content)
    layouts = propose(sheets, is_district=LOOKUPS.is_district)
    assert [layout.asks for layout in layouts] == [False], (built.told, layouts)
    register = read_register(sheets, LOOKUPS, layouts)
    assert [row.misread for row in register.rows] == [{}] * len(built.events), built.told
    read = [{name: getattr(row.draft, name) for name in (*built.fields, "ends_on")} for row in register.rows]
    meant = [{name: event.get(name) for name in (*built.fields, "ends_on")} for event in built.events]
    assert read == meant, built.told
    totals = [total.cells["participants"] for total in register.totals]
    assert [int(str(total)) for total in totals] == built.totals, built.told
