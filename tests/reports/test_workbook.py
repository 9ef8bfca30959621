"""What stands in a workbook and how it is set up: read back, printed, converted, the same bytes twice."""

import time
import tracemalloc
from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import tablib
from django.utils import translation

from councils import clock
from councils.models import User
from reports import workbooks
from reports.exports import events
from reports.exports.councils import COUNTED
from reports.exports.workbook import assemble
from reports.models import Edition, NationalReport
from reports.services import council_reports, entries, national_reports

from . import books
from .books import COUNCILS, COVER, EVENTS, PLANS, SUMMARY
from .world import AFTER_Q1, World, make_world, open_report, record, sealed, sms_officer

NAMES = {
    "en": [
        "Cover", "Summary", "By council", "Programme measures", "Plan fulfilment", "Problems and proposals",
        "Meetings and decisions", "Campaigns and partners", "Reporting discipline", "Changes and method", "Events",
        "Check", "Data quality",
    ],
    "ru": [
        "Титул", "Сводка", "По советам", "Меры Программы", "Исполнение планов", "Проблемы и предложения",
        "Заседания и решения", "Кампании и партнёры", "Отчётная дисциплина", "Изменения и методика", "Мероприятия",
        "Сверка", "Качество данных",
    ],
    "ky": [
        "Титул", "Жыйынды", "Кеңештер боюнча", "Программанын чаралары", "Пландардын аткарылышы",
        "Көйгөйлөр жана сунуштар", "Отурумдар жана чечимдер", "Кампаниялар жана өнөктөштөр", "Отчеттук тартип",
        "Өзгөрүүлөр жана методика", "Иш-чаралар", "Текшерүү", "Маалыматтын сапаты",
    ],
}  # fmt: skip
FORMULA_LIKE = ("=1+1", "+7 (312) 1", "-5", "@SUM(A1)", "=cmd|' /C calc'!A0", "\t=1", "http://example.kg/")


@pytest.fixture(scope="module")
def nation(once: None) -> tuple[World, Edition]:
    """Two councils accepted, a third missing: Batken with three events, Osh without any."""
    with clock.at(AFTER_Q1), translation.override("en"):
        world, osh, talas, sms = make_world(), make_world("KG-O"), make_world("KG-T"), sms_officer()
        record(world, date(2019, 2, 3), 25, women=10, men=12, age_14_28=20, under_18=0, materials=30)
        record(world, date(2019, 3, 1), None, audience=4000, form="broadcast", district=None)
        record(world, date(2019, 3, 2), 4, place="дом № 3", materials=0)
        council_reports.accept(sealed(world), actor=sms)
        report = open_report(osh)
        entries.confirm_no_events(report, confirmed=True, actor=osh.secretary)
        council_reports.accept(sealed(osh), actor=sms)
        open_report(talas)
        return world, national_reports.consolidate(report.period, missing={"KG-T": "no secretary"}, actor=sms)


@pytest.fixture
def national(nation: tuple[World, Edition], db: None, april: None) -> Edition:
    return Edition.objects.get(pk=nation[1].pk)


@pytest.fixture
def world(nation: tuple[World, Edition], db: None, april: None) -> World:
    return deepcopy(nation[0])


def made(edition: Edition, language: str = "en") -> bytes:
    return workbooks.rendered(workbooks.content_of(edition, language))


def test_the_national_workbook_has_its_thirteen_sheets_in_order(national: Edition) -> None:
    assert [sheet.title for sheet in books.read(made(national))] == NAMES["en"]


def test_the_copy_for_ga_has_no_event_in_it(national: Edition) -> None:
    content = replace(workbooks.content_of(national, "en"), for_ga=True)
    sheets = books.read(workbooks.rendered(content))
    assert [sheet.title for sheet in sheets] == NAMES["en"][: books.FOR_GA]
    cells = {str(value) for sheet in sheets for row in books.rows(sheet) for value in row}
    assert not any("дом № 3" in cell or "KG-B-2019-" in cell or "Безопасная миграция" in cell for cell in cells)


def test_the_cover_names_edition_code_and_who_did_not_report(national: Edition) -> None:
    told = books.pairs(books.read(made(national))[COVER])
    assert told["Period"] == "Quarter I 2019"
    assert (told["Edition"], told["Check code"]) == (1, national.short_code)
    assert told["SHA-256"] == national.sha256
    assert told["As of"] == datetime(2019, 4, 5, 10, 0)
    assert told["Councils that reported"] == "2 of 3"
    assert told["Did not report (reason)"] == "Coordination Council of Talas oblast: no secretary"
    assert told["Entered by SMS for the council"] == "none"


def test_a_row_for_each_council_zeros_included_and_the_sums_are_formulas(national: Edition) -> None:
    data = made(national)
    batken, osh, total = books.table(books.read(data)[COUNCILS], "No.")
    assert (batken["Council"], batken["Events"], batken["participants (persons may repeat)"]) == (
        "Batken oblast",
        3,
        29,
    )
    assert (batken["sex not recorded"], batken["media audience (estimate)"], batken["materials, copies"]) == (
        7,
        4000,
        30,
    )
    assert [osh[name] for name in list(osh)[2:17]] == [0] * 15
    assert total["Council"] == "TOTAL" and total["Events"] == 3 and total["women"] == 10
    written = books.table(books.read(data, formulas=True)[COUNCILS], "No.")[-1]
    assert written["participants (persons may repeat)"] == "=SUM(D4:D5)"
    words = [row[0] for row in books.rows(books.read(data)[COUNCILS])]
    assert "Not in: Coordination Council of Talas oblast (no secretary)" in words


def test_sums_are_the_statements_and_the_events_add_up_to_them(national: Edition) -> None:
    data, content = made(national), workbooks.content_of(national, "en")
    columns = list(books.table(books.read(data)[COUNCILS], "No.")[-1].items())[3:17]
    events = books.table(books.read(data)[EVENTS], "Code")
    assert len(events) == content.statement["figures"]["events"] == 3
    for (heading, total), name in zip(columns, COUNTED, strict=True):
        summed = sum(row[heading] for row in events if isinstance(row[heading], int))
        assert (heading, total, summed) == (heading, *[content.statement["figures"][name]] * 2)


def test_where_no_council_was_a_year_ago_it_says_no_data_and_never_zero(national: Edition) -> None:
    sheets = books.read(made(national))
    told = books.table(sheets[COUNCILS], "No.")
    assert [row["Participants, same quarter last year"] for row in told] == ["no data"] * 3
    assert [row["Change, %"] for row in told] == ["—"] * 3
    assert books.table(sheets[SUMMARY], "Figure")[0]["Same quarter last year"] == "no data"


def test_the_summary_measures_targets_by_the_items_that_have_one(national: Edition) -> None:
    told = {row["Figure"]: row for row in books.table(books.read(made(national))[SUMMARY], "Figure")}
    events = told["Events"]
    assert (events["Target of the year"], events["Fulfilment, %"], events["Coverage (councils)"]) == (8, 38, 1)
    assert events["Remark"] == "items with a target: 3 of 8"
    assert told["Plan items"]["In the quarter"] == 4 and told["of which in progress"]["In the quarter"] == 4


def test_plan_items_have_a_row_for_each_indicator(national: Edition) -> None:
    told = books.table(books.read(made(national))[PLANS], "Council")
    assert [(row["Council"], row["Item No."]) for row in told[:3]] == [
        ("Batken oblast", "1.1"), ("Batken oblast", "1.1"), ("Batken oblast", "1.2"),
    ]  # fmt: skip
    first, typed = told[0], told[2]
    assert [first[n] for n in ("Target", "Fact in the quarter", "%", "Status", "Baseline")] == [
        4,
        3,
        75,
        "in progress",
        "n/r",
    ]
    assert (typed["Fact in the quarter"], typed["%"], typed["Progress"]) == ("—", "—", "Ход: 1.2")


def test_not_recorded_and_zero_differ_at_events(national: Edition) -> None:
    first, broadcast, small = books.table(books.read(made(national))[EVENTS], "Code")
    assert (first["of whom under 18"], first["under 14"], first["sex not recorded"]) == (0, "n/r", 3)
    assert (broadcast["participants (persons may repeat)"], broadcast["sex not recorded"]) == ("n/r", "n/r")
    assert (small["materials, copies"], small["Place"], small["Date of end"]) == (0, None, datetime(2019, 3, 2))


@pytest.mark.parametrize("title", FORMULA_LIKE)
def test_text_that_looks_like_a_formula_stays_text(title: str) -> None:
    data = workbooks.rendered(books.content([books.event(1, title=title, place=title, partners=[title])]))
    cells = [
        cell for row in books.read(data, formulas=True)[EVENTS].iter_rows() for cell in row if cell.value == title
    ]
    assert [cell.data_type for cell in cells] == ["s", "s", "s"]
    assert not any(cell.hyperlink for cell in cells)


def test_control_characters_are_dropped_and_long_text_is_cut() -> None:
    told = [books.event(1, title="a\x00b\x07c\ud800\ufffe d"), books.event(2, title="ж" * 40_000)]
    first, long = books.table(books.read(workbooks.rendered(books.content(told)))[EVENTS], "Code")
    assert first["Topic"] == "abc d"
    assert len(long["Topic"]) == 32_767 and long["Topic"].endswith("…")


@pytest.mark.parametrize(("language", "heading"), [("en", "Events"), ("ru", "Мероприятия"), ("ky", "Иш-чаралар")])
def test_sheets_and_headings_are_in_the_language_asked_for(national: Edition, language: str, heading: str) -> None:
    sheets = books.read(made(national, language))
    assert [sheet.title for sheet in sheets] == NAMES[language]
    told = books.rows(sheets[COUNCILS])
    assert told[2][2] == heading
    assert told[3][1] == books.NAMES[language]


def test_a_councils_own_has_the_same_sheets_for_itself(world: World, national: Edition) -> None:
    own = Edition.objects.get(report__council=world.council)
    sheets = books.read(made(own))
    told = books.pairs(sheets[COVER])
    assert [sheet.title for sheet in sheets] == NAMES["en"]
    assert told["Signed by"] == "Kg-b-chair, Chair" and told["How"] == "on screen"
    assert {row["Council"] for row in books.table(sheets[EVENTS], "Code")} == {"Batken oblast"}


def test_the_demonstration_says_so_on_the_cover_and_on_every_page(settings: Any, national: Edition) -> None:
    settings.DEMONSTRATION = True
    sheets = books.read(made(national))
    assert books.rows(sheets[COVER])[0][0] == "DEMONSTRATION: invented data"
    assert [sheet.oddHeader.left.text for sheet in sheets] == ["DEMONSTRATION: invented data"] * 13
    settings.DEMONSTRATION = False
    assert books.read(made(national))[COVER].oddHeader.left.text is None


def test_pages_are_set_up_to_print(national: Edition) -> None:
    sheets = books.read(made(national))
    assert [sheet.page_setup.orientation for sheet in sheets] == ["portrait", "portrait", *["landscape"] * 11]
    for at, sheet in enumerate(sheets):
        margins = sheet.page_margins
        found = [round(part * 25.4) for part in (margins.left, margins.right, margins.top, margins.bottom)]
        assert found == [30, 10, 20, 20]
        assert int(sheet.page_setup.paperSize) == 9
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        tall = 1 if at == SUMMARY else 0
        found = sheet.page_setup.fitToHeight
        assert (sheet.page_setup.fitToWidth or 1, 1 if found is None else found) == (1, tall)
        assert sheet.oddFooter.left.text == f"Edition 1 · {national.short_code}"
        assert sheet.oddFooter.right.text == "page &P of &N"
        assert sheet.oddHeader.right.text.startswith("Annex No. 1 to the letter of SMS")
    assert [sheet.print_title_rows for sheet in sheets[1:]] == [*["$3:$3"] * 10, "$4:$4", "$3:$3"]
    assert [sheet.freeze_panes for sheet in sheets] == [
        None, "B4", "C4", "C4", "D4", "B4", "C4", "B4", "C4", "B4", "B4", "C5", "C4",
    ]  # fmt: skip
    assert sheets[EVENTS].auto_filter.ref == "A3:AD6"


def test_one_edition_and_language_give_the_same_bytes(national: Edition) -> None:
    first = made(national, "ky")
    time.sleep(1.1)  # a file that kept the moment of making would show it
    assert made(national, "ky") == first
    assert made(national, "ru") != first


def test_an_edition_is_read_alone_whatever_happened_to_its_events_since(
    world: World, national: Edition, django_assert_max_num_queries: Any
) -> None:
    before = made(national)
    NationalReport.objects.update(status="acknowledged")
    report = open_report(world)
    council_reports.reopen(report, actor=User.objects.get(username="sms"), reason="more", until=date(2019, 4, 9))
    record(world, date(2019, 3, 9), 500)
    with django_assert_max_num_queries(8):
        assert made(national) == before


def test_a_quarter_of_the_country_is_made_in_little_time_and_memory() -> None:
    content = books.content([books.event(n) for n in range(1, 1793)])
    begun = time.process_time()
    workbooks.rendered(content)
    assert time.process_time() - begun < 2
    tracemalloc.start()
    try:
        workbooks.rendered(content)
        assert tracemalloc.get_traced_memory()[1] < 150_000_000
    finally:
        tracemalloc.stop()


def test_the_events_sheet_is_made_much_faster_than_by_a_general_library() -> None:
    """A cheap cousin of `make bench`: tablib, by which django-import-export writes, gets its rows made for nothing."""
    made = books.content([books.event(n, title=f"Тема {n}") for n in range(1, 401)])
    sheet = books.rows(books.read(assemble(made, "", (events.write,)))[0])
    rows, heads = sheet[3:], [str(at) for at in range(len(sheet[2]))]
    ours, theirs = (
        min(_taken(work) for _run in range(3))
        for work in (
            lambda: assemble(made, "", (events.write,)),
            lambda: tablib.Dataset(*rows, headers=heads).export("xlsx"),
        )
    )
    assert theirs / ours > 2


def _taken(work: Callable[[], object]) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun


def test_libreoffice_converts_it(national: Edition, soffice: str, tmp_path: Path) -> None:
    assert books.converted(made(national, "ru"), soffice, tmp_path, "pdf").startswith(b"%PDF")
