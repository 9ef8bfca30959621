"""Workbooks as bytes, for the import's tests."""

from collections.abc import Iterable, Sequence
from datetime import date
from io import BytesIO
from typing import Any

import openpyxl

HEADING = (
    "Дата начала", "Дата окончания", "Район / город", "Место проведения", "Мероприятие", "Пункт плана",
    "Форма проведения", "Участников всего", "Женщины", "Мужчины", "до 14 лет", "14–28 лет", "29–35 лет",
    "36–59 лет", "60 лет и старше", "Организации-партнёры", "Роздано материалов", "Аудитория СМИ (оценка)", "Кампания",
)  # fmt: skip
FIELDS = (
    "starts_on", "ends_on", "district", "place", "title", "item", "form", "participants", "women", "men",
    "age_under_14", "age_14_28", "age_29_35", "age_36_59", "age_60_over", "partners", "materials", "audience",
    "campaign",
)  # fmt: skip
GOOD = {
    "starts_on": date(2019, 3, 12), "ends_on": date(2019, 3, 12), "district": "Лейлекский район", "place": "СШ № 60",
    "title": "Безопасная миграция", "item": "1.2", "form": "лекция", "participants": 25, "women": 15, "men": 9,
    "materials": 20, "partners": "РОО; ГСМ",
}  # fmt: skip


def workbook(*rows: Sequence[Any], name: str = "Реестр", more: Iterable[tuple[str, Any]] = ()) -> bytes:
    """A workbook with these rows on its first sheet; `more` gives (name, rows) of further sheets."""
    book = openpyxl.Workbook()
    sheet = book.active
    for title, content in ((name, rows), *more):
        sheet = sheet if title == name else book.create_sheet()
        sheet.title = title
        for row in content:
            sheet.append(list(row))
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def event_row(**changes: Any) -> list[Any]:
    """A row of the tidy layout that breaks no rule, with these changes."""
    values = GOOD | changes
    return [values.get(name) for name in FIELDS]


def register(*rows: Sequence[Any]) -> bytes:
    """A register in the tidy layout; its first event stands in row 2."""
    return workbook(HEADING, *rows)
