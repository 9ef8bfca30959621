"""Registers that were handed in, past the services and the jobs: what a reading told is written here by hand.

All of it is invented. The words are Russian, as most offices have them, in whatever language a page is shown.
"""

from datetime import date
from typing import Any

from actionplans.models import ImportBatch, PlanItem, RegisterRow, RegisterUpload
from actionplans.states import RegisterRowState, UploadState
from councils import clock, files
from councils.models import Council, User
from tests.factories import make_event

DAY = date(2019, 1, 11)
NAME = "реестр мероприятий.xlsx"


def column(index: int, title: str, field: str, confidence: float, basis: str) -> dict[str, Any]:
    """A column as a reading tells it."""
    return {
        "index": index, "title": title, "words": title.casefold(), "field": field, "confidence": confidence,
        "sure": confidence >= 0.8, "basis": basis, "personal": False,
    }  # fmt: skip


LAYOUTS = [
    {
        "key": "one", "sheets": ["Январь", "Февраль"],
        "columns": [
            column(0, "Дата", "starts_on", 1.0, "words"),
            column(1, "Тема", "title", 1.0, "remembered"),
            column(2, "Пункт", "item", 0.5, "cells"),
            column(3, "", "", 0.0, ""),
            column(4, "Всего", "participants", 1.0, "words"),
        ],
        "sample": [["11.01.2019", "Безопасная миграция", "1.1", "школа", "25"], ["12.01.2019", "", "1.1", "", "30"]],
    }
]  # fmt: skip
COUNTS = {
    "created": 3, "existing": 2, "duplicates": 1, "faulty_rows": 2, "faults": 3, "warnings": 1, "left_out": 7,
    "awaiting": 1,
}  # fmt: skip
FAULTS = [
    {"sheet": "Январь", "row": 12, "column": "Дата", "code": "not_a_day", "words": "«32.01.2019» не является датой."},
    {"sheet": "Январь", "row": 12, "column": "Пункт", "code": "unknown_item", "words": "Пункта «9.9» в плане нет."},
    {"sheet": "Февраль", "row": 4, "column": "Всего", "code": "below_parts", "words": "Женщин больше, чем всего."},
]
TOLD: dict[str, Any] = {
    "counts": COUNTS, "events": {"participants": 75, "materials": 40}, "layouts": LAYOUTS, "faults": FAULTS,
    "warnings": [
        {"sheet": "Январь", "row": 9, "column": "Тема", "code": "duplicate", "words": "Похоже на другое мероприятие."}
    ],
    "left_out": [
        {"sheet": "Январь", "rows": "1–4", "words": "заголовок"}, {"sheet": "Лист3", "rows": "", "words": "скрыт"},
    ],
    "totals": [
        {"sheet": "Январь", "row": 20, "label": "ИТОГО", "column": "Всего", "theirs": 100, "ours": 75,
         "difference": -25, "unexplained": 0,
         "rows": [{"sheet": "Январь", "row": 12, "value": 25, "words": "ошибка в строке"}]},
        {"sheet": "Февраль", "row": 9, "label": "Итого", "column": "Всего", "theirs": 30, "ours": 30, "difference": 0,
         "unexplained": 0, "rows": []},
    ],
    "preview": {
        "columns": [{"field": "starts_on", "label": "первый день"}, {"field": "title", "label": "тема"}],
        "rows": [
            {"sheet": "Январь", "row": 5, "cells": ["11.01.2019", "Безопасная миграция"], "outcome": "created",
             "words": "новое"},
            {"sheet": "Январь", "row": 12, "cells": ["", "Права мигранта"], "outcome": "faulty", "words": "исправить"},
        ],
    },
}  # fmt: skip


def make_upload(
    council: Council, state: str = UploadState.CHECKED, *, by: User, letter: str = "", name: str = NAME, **values: Any
) -> RegisterUpload:
    """A file in this state, told as above from the state on in which it was read; with a letter's number and scan."""
    stored = files.keep(f"invented {state} {letter}".encode(), "csv", name, council=council, actor=by)
    scan = files.keep(b"%PDF-1.7 letter", "pdf", "письмо.pdf", council=council, actor=by) if letter else None
    told = {} if state in {UploadState.READING, UploadState.REFUSED, UploadState.DROPPED} else TOLD
    refusal = "Это документ, а не таблица." if state == UploadState.REFUSED else ""
    defaults = {"told": told, "refusal": refusal, "language": "ru", "version": 1, "letter_number": letter}
    return RegisterUpload.objects.create(
        council=council, stored=stored, state=state, letter=scan, uploaded_by=by, uploaded_at=clock.now(),
        changed_on=clock.today(), **(defaults | values),
    )  # fmt: skip


def make_batch(
    council: Council, item: PlanItem | None, *, by: User, events: int = 1, letter: str = "", day: date = DAY
) -> ImportBatch:
    """So many events that came in from a file together."""
    scan = files.keep(b"%PDF-1.7 letter", "pdf", "письмо.pdf", council=council, actor=by) if letter else None
    batch = ImportBatch.objects.create(
        council=council, file_name=NAME, file_digest="0" * 64, created=events, imported_by=by,
        imported_at=clock.now(), letter_number=letter, letter=scan,
    )  # fmt: skip
    for row in range(5, 5 + events):
        make_event(council, item, day, by=by, batch=batch, batch_sheet="Январь", batch_row=row)
    return batch


def make_recorded(
    council: Council, item: PlanItem | None = None, *, by: User, events: int = 1, rows: int = 2, letter: str = "",
    day: date = DAY,
) -> RegisterUpload:  # fmt: skip
    """A recorded file with so many rows left to mend."""
    batch = make_batch(council, item, by=by, events=events, letter=letter, day=day) if events else None
    upload = make_upload(council, UploadState.RECORDED, by=by, letter=letter, batch=batch)
    for number in range(12, 12 + rows):
        make_left_row(upload, number)
    return upload


def make_left_row(upload: RegisterUpload, row: int = 12, **values: Any) -> RegisterRow:
    cells = {"starts_on": "32.01.2019", "title": "Права мигранта", "item": "9.9", "participants": "25 чел."}
    fault = {"field": "starts_on", "column": "Дата", "code": "not_a_day", "words": "«32.01.2019» не является датой."}
    known = {"sheet": "Январь", "state": RegisterRowState.OPEN, "cells": cells, "faults": [fault]}
    return RegisterRow.objects.create(upload=upload, row=row, **(known | values))
