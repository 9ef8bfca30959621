"""Sheet 12 proves the workbook: formulas over the events, whose stored values are what a spreadsheet computes."""

from dataclasses import replace
from pathlib import Path

import pytest
from django.utils import translation

from actionplans.models.events import AGES, SEXES
from reports import workbooks
from reports.exports.councils import COUNTED
from reports.exports.method import figure_name
from reports.rollup import Figures

from . import books
from .books import CHANGES, CHECK, EVENTS

NOBODY_THERE = dict.fromkeys(("participants", *SEXES, *AGES, "under_18", "materials"))
EVENTS_OF_B = [
    books.event(1),
    books.event(2, participants=4, women=4, men=0, materials=None, age_14_28=None, youth=0),
]
EVENTS_OF_O = [books.event(3, under_18=3), books.event(4, audience=900, youth=0, **NOBODY_THERE)]


@pytest.fixture(scope="module")
def workbook() -> bytes:
    return workbooks.rendered(books.national(books.told(EVENTS_OF_B), books.told(EVENTS_OF_O, "KG-O")))


def test_every_figure_of_every_council_stands_beside_its_events(workbook: bytes) -> None:
    told = books.table(books.read(workbook)[CHECK], "Figure")
    rows = told[:-1]
    assert len(rows) == (1 + len(COUNTED)) * 3
    assert {row["Council"] for row in rows} == {"Batken oblast", "KG-O Batken oblast", "All councils"}
    for row in rows:
        reported = row["In the report"]
        assert row["By events"] == (0 if reported == "n/r" else reported), row
        assert (row["Difference"], row["Result"]) == (0, "agrees")
    assert told[-1]["Result"] == len(rows)


def test_what_does_not_agree_is_said(workbook: bytes) -> None:
    wrong = books.told(EVENTS_OF_B)
    wrong["figures"] = wrong["figures"] | {"participants": 25}
    told = books.table(books.read(workbooks.rendered(books.national(wrong)))[CHECK], "Figure")
    off = [row for row in told[:-1] if row["Result"] != "agrees"]
    assert [(row["Figure"], row["Council"], row["Difference"], row["Result"]) for row in off] == [
        ("Participants", "Batken oblast", 5, "differs"), ("Participants", "All councils", 5, "differs"),
    ]  # fmt: skip
    assert told[-1]["Result"] == len(told) - 1 - 2


def test_the_sums_are_formulas_over_the_events_sheet(workbook: bytes) -> None:
    first, second, every = books.table(books.read(workbook, formulas=True)[CHECK], "Figure")[3:6]
    assert first["By events"] == "=SUMIFS('Events'!$L$4:$L$7,'Events'!$B$4:$B$7,B8)"
    assert (second["Difference"], every["By events"]) == ("=N(C9)-D9", "=SUM('Events'!$L$4:$L$7)")
    assert first["Result"] == '=IF(E8=0,"agrees","differs")'


def test_without_events_every_sum_is_nought() -> None:
    data = workbooks.rendered(books.national(books.told([])))
    told = books.table(books.read(data)[CHECK], "Figure")
    assert {row["By events"] for row in told[:-1]} == {0}
    assert books.read(data)[EVENTS].max_row == 3


@pytest.mark.libreoffice
@pytest.mark.parametrize("language", ["en", "ru", "ky"])
def test_a_spreadsheet_computes_the_values_that_are_stored(soffice: str, tmp_path: Path, language: str) -> None:
    councils = books.told(EVENTS_OF_B), books.told(EVENTS_OF_O, "KG-O"), books.told([], "KG-T")
    content = books.national(*councils)
    data = workbooks.rendered(replace(content, language=language))
    computed = books.read(books.converted(books.without_values(data), soffice, tmp_path, "xlsx"))
    stored, formulas = books.read(data), books.read(data, formulas=True)
    compared = 0
    for at, sheet in enumerate(formulas):
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    compared += 1
                    where = (sheet.title, cell.coordinate, cell.value)
                    assert computed[at][cell.coordinate].value == stored[at][cell.coordinate].value, where
    assert compared > 3 * (1 + len(COUNTED)) * 3


def test_the_method_tells_every_figure(workbook: bytes) -> None:
    told = books.table(books.read(workbook)[CHANGES], "Figure")
    with translation.override("en"):
        names = {figure_name(name) for name in Figures().as_dict()} | {"Residents reached"}
    said = {row["Figure"]: row for row in told}
    assert names <= said.keys()
    assert all(all(row[name] for name in ("Definition", "Formula", "Source")) for row in told[: len(names)])
    words = [row[0] for row in books.rows(books.read(workbook)[CHANGES])]
    assert "Report form: version 2, order № 12 of 01.12.2018, in force from 01.01.2019: Quarterly form." in words
