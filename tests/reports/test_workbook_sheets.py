"""Each sheet's table against the statement that it tells, of editions of today and of older formats."""

from dataclasses import replace
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest

from reports import workbooks
from reports.exports.content import Content

from . import books
from .books import (
    CAMPAIGNS,
    CHANGES,
    COUNCILS,
    COVER,
    DISCIPLINE,
    EVENTS,
    MEASURES,
    MEETINGS,
    PLANS,
    PROBLEMS,
    QUALITY,
    SUMMARY,
)
from .older import as_in_format

MEASURE = {"code": "1.2", "names": {"ru": "Мера 1.2", "ky": "Чара 1.2", "en": "Measure 1.2"}, "pillar": "prevention"}
LATER = MEASURE | {"code": "1.10", "names": {"ru": "Мера 1.10", "ky": "Чара 1.10", "en": "Measure 1.10"}}
FORMULA_LIKE = ("=1+1", "+7 (312) 1", "-5", "@SUM(A1)", " =2")
ADJUSTED = {"participants": 5, "reason": "same pupils", "version": 1}
PERIODS = [
    ("2019-Q4", 4, 3, "Quarter IV 2019", "In the quarter"),
    ("2019-H1", 2, 6, "First half of 2019", "In the period"),
    ("2019", None, 12, "2019", "In the period"),
]


def indicator(source: str, unit: str, target: int, fact: int, per_cent: int | None) -> dict[str, Any]:
    return {
        "name": {"ru": "Показатель", "ky": "Көрсөткүч"}, "unit": unit, "unit_text": "", "source": source,
        "baseline": None, "target": target, "quarter": fact, "year_to_date": fact, "before": None,
        "per_cent": per_cent, "document": "",
    }  # fmt: skip


def item(number: str, status: str | None, measure: Any = MEASURE, **told: Any) -> dict[str, Any]:
    return {
        "id": 1, "plan": 1, "number": number, "title": {"ru": "Беседы", "ky": "Маектер", "en": "Talks"},
        "measure": measure, "responsible": "УВД", "due": "2019", "funding": "", "sensitive": False,
        "proposed": None, "status": status, "text": f"Ход {number}", "next_steps": "", "adjustment": None,
        "indicators": [],
    } | told  # fmt: skip


def sheet(content: Content, at: int) -> Any:
    return books.read(workbooks.rendered(content))[at]


def council(**told: Any) -> dict[str, Any]:
    return books.told([books.event(1)], **told)


def test_measures_count_items_by_state_and_sum_what_can_be_measured() -> None:
    events, copies = indicator("events", "event", 4, 3, 75), indicator("materials", "copy", 100, 20, 20)
    first = council(items=[item("1", "fulfilled", indicators=[events, copies]), item("2", None, LATER)])
    second = books.told([], "KG-O", items=[item("1", "overdue", indicators=[events]), item("3", "ongoing", None)])
    narrative = [{"measure": MEASURE, "text": "Сводно", "by": ["А"], "councils": []}]
    told = books.table(sheet(books.national(first, second, narrative=narrative), MEASURES), "Measure No.")
    names = (
        "Measure No.",
        "Councils",
        "Items",
        "fulfilled",
        "overdue",
        "Target",
        "Fact since the start of the year",
        "%",
    )
    assert [tuple(row[name] for name in names) for row in told] == [
        ("1.2", 2, 2, 1, 1, 8, 6, 75), (None, None, None, None, None, 100, 20, 20),
        ("1.10", 1, 1, 0, 0, "—", "—", "—"), ("—", 1, 1, 0, 0, "—", "—", "—"),
        (None, None, 4, 1, 1, None, None, None),
    ]  # fmt: skip
    assert [row["Progress, summed up"] for row in told] == ["Сводно", None, None, None, None]
    assert told[0]["Direction"] == "Prevention" and told[2]["not confirmed yet"] == 1


def test_the_column_of_states_not_confirmed_is_there_while_some_are_not() -> None:
    for status, there in (("fulfilled", False), (None, True)):
        made = sheet(books.national(council(items=[item("1", status)])), MEASURES)
        assert ("not confirmed yet" in books.table(made, "Measure No.")[0]) is there


def test_the_copy_for_ga_tells_sums_alone_of_national_events() -> None:
    figures = {
        "events": 2, "participants": 30, "women": 20, "men": 5, "sex_not_recorded": 5, "audience": 0, "materials": 7,
    }  # fmt: skip
    told = {
        "code": "N-2019-0001", "owner": "sms", "partner": "", "starts_on": "2019-10-01", "ends_on": "2019-10-01",
        "place": "Дом дружбы", "form": "lecture", "title": "Общая беседа", "version": 1, "participants": 15,
        "women": 10, "men": 5, "audience": None, "materials": None,
    }  # fmt: skip
    made = books.national(council(), national_events={"events": [told, told], "figures": figures})
    cells = [books.rows(sheet(replace(made, for_ga=ga), COUNCILS)) for ga in (True, False)]
    assert (1, "none of them", 2, 30, 20, 5, 5, 0, 7) in [row[:9] for row in cells[0]]
    said = [{cell for row in rows for cell in row} & {"N-2019-0001", "Дом дружбы", "Общая беседа"} for rows in cells]
    assert [len(found) for found in said] == [0, 3]


def test_a_councils_own_measures_tell_what_it_wrote_itself() -> None:
    made = council(items=[item("1", "fulfilled"), item("2", "ongoing")])
    told = books.table(sheet(Content(made, (made,), "en", books.SEALED_AT, books.SEAL), MEASURES), "Measure No.")
    assert told[0]["Progress, summed up"] == "1: Ход 1\n2: Ход 2"


def test_plans_tell_next_steps_and_what_was_counted_twice() -> None:
    made = council(items=[item("1", "fulfilled", next_steps="Сверить", adjustment=ADJUSTED)])
    (row,) = books.table(sheet(books.national(made), PLANS), "Council")
    assert row["Progress"] == "Ход 1\nNext: Сверить"
    assert row["Remark"] == "counted twice: 5 participants (same pupils)"


def test_problems_answers_and_opinions_stand_below_one_another() -> None:
    problems = [{"id": 1, "item": None, "problem": "Нет связи", "proposal": "Дать", "addressee": "МЦР"}]
    answers = [
        {"id": 1, "question": {"ru": "Есть?", "ky": "Барбы?", "en": "Any?"}, "kind": "yes_no", "text": "yes"},
        {"id": 2, "question": {"ru": "Что?", "ky": "Эмне?", "en": "What?"}, "kind": "text", "text": ""},
    ]
    opinions = [{"id": 1, "name": "А. Б.", "seat": books.NAMES, "organisation": "РОО", "text": "Против"}]
    made = council(problems=problems, answers=answers, opinions=opinions)
    rows = books.rows(sheet(books.national(made, books.told([], "KG-O")), PROBLEMS))
    assert ("Batken oblast", "—", "Нет связи", "Дать", "МЦР") in rows
    assert ("KG-O Batken oblast", None, "none named", None, None) in rows
    assert ("Batken oblast", 1, "Any?", "yes", None) in rows
    assert ("Batken oblast", 2, "What?", "n/r", None) in rows
    assert ("Batken oblast", 1, "А. Б., Batken oblast (РОО)", "Против", None) in rows


def test_seats_are_told_and_meetings_are_not_recorded() -> None:
    instruction = {
        "number": "1/2020", "text": "Проверить", "addressee": "ГСМ", "council": "KG-B", "item": None,
        "given_on": "2020-01-20", "due_on": "2020-02-01", "state": "given", "overdue": True, "outcome": "",
    }  # fmt: skip
    made = sheet(books.national(council(), instructions=[instruction]), MEETINGS)
    row = books.table(made, "No.")[0]
    assert [row[name] for name in ("Meetings a year by the Charter", "held", "Decisions")] == [4, "n/r", "n/r"]
    assert [row[name] for name in ("Seats", "of which vacant", "held for NGOs")] == [11, 1, 2]
    told = next(row for row in books.rows(made) if row[0] == "1/2020")
    assert (told[1], told[3], told[4], told[6]) == ("Проверить", "Batken oblast", "—", "given; overdue")


def test_campaigns_stand_against_the_one_before() -> None:
    row = {
        "names": {"ru": "100 дней", "ky": "100 күн", "en": "100 days"}, "starts_on": "2019-04-20",
        "ends_on": "2019-07-30", "events": 3, "participants": 60, "youth": 15, "with_civil_society": 2,
        "with_youth": 1, "before": {"names": {"ru": "2018"}, "events": 1, "participants": 9},
    }  # fmt: skip
    first, total = books.table(sheet(books.national(council(campaigns=[row])), CAMPAIGNS), "Campaign")
    assert list(first.values()) == [
        "100 days", "20.04.2019–30.07.2019", "Batken oblast", 3, 60, 25, "2018", 1, 9, 2, 1,
    ]  # fmt: skip
    assert (total["Events"], total["Participants"]) == (3, 60)
    row["before"] |= {"since": None, "until": "2018-06-30"}
    like = books.table(sheet(books.national(council(campaigns=[row])), CAMPAIGNS), "Campaign")[0]
    assert like["Campaign before"] == "2018 (…–30.06.2018)"
    rows = books.rows(sheet(books.national(council()), CAMPAIGNS))
    assert rows[3][0] == "No events belonged to a campaign."


def test_discipline_names_who_did_not_report_and_why() -> None:
    signature = {"name": "А. Б.", "seat": books.NAMES, "manner": "paper", "outgoing_number": "№ 7", "entered_by": "x"}
    late = council(
        signature=signature, days_late=3, returns=1, extension={"until": "2020-01-20", "reason": "снег"},
        behalf={"letter": "12-3", "on": "2020-01-18", "scan_sha256": "", "by": "С."},
    )  # fmt: skip
    gap = {"code": "KG-T", "names": {"ru": "Талас", "ky": "Талас", "en": "Talas"}, "reason": "no secretary"}
    made = sheet(books.national(late, missing=[gap], due=2), DISCIPLINE)
    first, missing = books.table(made, "No.")[:2]
    names = ("Extended until (reason)", "Outgoing number", "Times returned", "Accepted", "Days late", "Remark")
    assert [first[name] for name in names] == [
        "20.01.2020 (снег)", "№ 7", 1, "yes", 3, "entered by SMS by letter 12-3",
    ]  # fmt: skip
    assert (missing["Council"], missing["Submitted on"], missing["Remark"]) == (
        "Talas",
        "not submitted",
        "no secretary",
    )
    words = [row[0] for row in books.rows(made)]
    assert "Submitted: 1 of 2 (50 %), accepted: 1. Submitted in time: 0 of 2 (0 %)." in words


def test_what_was_restated_tells_old_new_difference_and_why() -> None:
    restated = [
        {"period": "2019-Q2", "code": "KG-B", "region": books.NAMES, "edition": 2, "sha256": "", "reason": "сверка",
         "asked_by": "ГСМ", "figures": {"participants": [100, 58], "under_18": [None, 4]}},
    ]  # fmt: skip
    changes = {"reason": "снова", "figures": {"events": [2, 1]}, "typed": [
        {"item": "1.2", "name": {"ru": "Перечень", "ky": "Тизме"}, "was": None, "now": 1},
    ]}  # fmt: skip
    told = books.table(
        sheet(books.national(council(changes=changes, edition=3), restated=restated), CHANGES), "Period"
    )
    names = ("Period", "Figure", "Was", "Now", "Difference", "Reason", "Edition")
    assert [tuple(row[name] for name in names) for row in told[:4]] == [
        ("Quarter II 2019", "Participants", 100, 58, -42, "сверка", 2),
        ("Quarter II 2019", "Of whom under 18", "n/r", 4, "—", "сверка", 2),
        ("Quarter IV 2019", "Events", 2, 1, -1, "снова", 3),
        ("Quarter IV 2019", "1.2: Перечень", "n/r", 1, "—", "снова", 3),
    ]  # fmt: skip


def test_the_quality_of_the_data_is_told_in_shares_of_sums() -> None:
    first = books.told(
        [books.event(1), books.event(2, women=0, men=0)], quality={"perhaps_twice": 1, "without_evidence": 1}
    )
    told = books.table(sheet(books.national(first, books.told([], "KG-O")), QUALITY), "No.")
    names = ("Sex not recorded, %", "Age not recorded, %", "Alike events, beyond the first", "Without evidence, %")
    assert [[row[name] for name in names] for row in told[:3]] == [
        [56, 13, 1, 50], ["—", "—", 0, "—"], [56, 13, 1, 50],
    ]  # fmt: skip


def test_the_sum_of_what_a_part_of_the_editions_tells_is_not_recorded() -> None:
    row = {"names": books.NAMES, "starts_on": "2019-04-20", "ends_on": "2019-07-30", "before": None} | dict.fromkeys(
        ("events", "participants", "youth", "with_civil_society", "with_youth"), 3
    )
    seats = {"seats": 9, "vacant": 1, "civil_society": 2, "youth": 1, "meetings_a_year": 4}
    old = as_in_format(3, books.told([], "KG-O"))
    told = books.national(council(campaigns=[row], seats=seats), old)
    sheets = books.read(workbooks.rendered(told))
    for at, key, names in (
        (CAMPAIGNS, "Campaign", ("Events", "Participants", "Events with NGOs", "Events with youth organisations")),
        (QUALITY, "No.", ("Alike events, beyond the first", "Without evidence, events")),
        (MEETINGS, "No.", ("Seats", "of which vacant")),
    ):
        total = books.table(sheets[at], key)[2]
        assert [total[name] for name in names] == ["n/r"] * len(names)
    assert books.table(sheets[QUALITY], "No.")[2]["Events"] == 1


def test_the_summary_tells_residents_reached_beside_the_participants() -> None:
    reached = {"participants": 16, "same_group": 4, "adjusted": 2, "reached": 10}
    made = sheet(books.national(council(reached=reached), reached=reached), SUMMARY)
    row = next(row for row in books.table(made, "Figure") if row["Figure"] == "Residents reached")
    assert (row["In the quarter"], row["Coverage (councils)"]) == (10, 1)
    assert row["Remark"] == "participants 16 − at an event before 4 − counted twice 2"


def test_the_summary_has_one_page_with_a_native_chart_of_the_states() -> None:
    made = sheet(books.national(council(items=[item("1", "fulfilled"), item("2", "overdue")])), SUMMARY)
    words = [row[0] for row in books.rows(made)]
    assert "Of 2 plan items 1 are fulfilled, 1 are overdue or not fulfilled." in words
    (chart,) = made._charts
    first = next(at for at, row in enumerate(books.rows(made), 1) if row[0] == "of which fulfilled")
    assert chart.ser[0].val.numRef.f == f"Summary!$C${first}:$C${first + 6}"
    assert [point.v for point in chart.ser[0].val.numRef.numCache.pt] == [1, 0, 0, 0, 0, 0, 1]
    assert int(made.page_setup.fitToHeight or 1) == 1


def test_evidence_is_yes_no_or_not_told() -> None:
    events = [books.event(1, evidence=True), books.event(2, evidence=False), books.event(3)]
    told = books.table(sheet(books.national(books.told(events)), EVENTS), "Code")
    assert [row["Evidence (yes/no)"] for row in told] == ["yes", "no", "n/r"]


@pytest.mark.parametrize("title", FORMULA_LIKE)
def test_what_persons_typed_stays_text_on_every_sheet(title: str) -> None:
    problems = [{"id": 1, "item": title, "problem": title, "proposal": title, "addressee": title}]
    made = council(problems=problems, items=[item("1", "fulfilled", text=title, responsible=title)])
    for each in books.read(workbooks.rendered(books.national(made)), formulas=True):
        found = [cell for row in each.iter_rows() for cell in row if cell.value == title]
        assert all(cell.data_type == "s" for cell in found)
        assert found or each.title not in {"Problems and proposals", "Plan fulfilment"}


def test_text_that_excel_would_read_as_a_sign_by_its_number_is_escaped() -> None:
    data = workbooks.rendered(books.national(books.told([books.event(1, title=" _x0041_ & <b>")])))
    with ZipFile(BytesIO(data)) as zipped:
        xml = zipped.read(f"xl/worksheets/sheet{EVENTS + 1}.xml").decode()
    assert '<t xml:space="preserve"> _x005F_x0041_ &amp; &lt;b&gt;</t>' in xml


@pytest.mark.parametrize("language", ["en", "ru", "ky"])
def test_an_older_edition_renders_and_says_what_it_does_not_tell(language: str) -> None:
    old = books.statement([books.event(1)])
    content = books.content([books.event(1)], language=language)
    sheets = books.read(workbooks.rendered(replace(content, statement=old, councils=(old,))))
    missing = {"en": "n/r", "ru": "н/у", "ky": "к/э"}[language]
    assert [cell.value for cell in sheets[PROBLEMS][4][2:]] == [missing] * 3
    assert [cell.value for cell in sheets[MEETINGS][4][2:]] == [missing] * 10
    assert [cell.value for cell in sheets[QUALITY][4][8:]] == [missing] * 3


@pytest.mark.parametrize(("label", "quarter", "months", "words", "heading"), PERIODS)
def test_half_years_and_years_have_their_own_words(
    label: str, quarter: int | None, months: int, words: str, heading: str
) -> None:
    period = books.PERIOD | {"label": label, "quarter": quarter, "months": months}
    sheets = books.read(workbooks.rendered(books.national(council(period=period), period=period)))
    assert books.pairs(sheets[COVER])["Period"] == words
    assert books.table(sheets[SUMMARY], "Figure")[0][heading] == 1
    assert books.rows(sheets[COUNCILS])[0][0] == f"By council. {words}"
