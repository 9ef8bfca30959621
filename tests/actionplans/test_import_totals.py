"""The totals that a file keeps itself, beside what was read: which rows it covers, which make a difference."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actionplans.checks import EventDraft
from actionplans.imports import totals
from actionplans.imports.outcomes import Outcome
from actionplans.imports.readings import Misread
from actionplans.imports.registers import EventRow, Register, TotalRow
from actionplans.imports.tables import Heading
from actionplans.imports.totals import Apart, TotalFound, compare

TITLES = {"starts_on": "Дата", "title": "Тема", "participants": "Всего", "women": "Жен.", "materials": "Листовки"}
HEADING = Heading(1, 1, {name: at for at, name in enumerate(TITLES)}, dict(TITLES))


class File:
    """A register in the making: rows and totals below one another, sheet by sheet; the heading stands in row 1."""

    def __init__(self) -> None:
        self.register = Register()
        self.outcomes: dict[tuple[str, int], Outcome] = {}
        self.sheet, self._row = "Лист1", 1

    def on(self, sheet: str) -> "File":
        self.sheet, self._row = sheet, 1
        return self

    def events(self, *participants: int, month: int = 3, year: int = 2019) -> "File":
        for each in participants:
            self.event(month=month, year=year, participants=each)
        return self

    def event(
        self, outcome: Outcome = Outcome.CREATED, *, month: int = 3, year: int = 2019,
        unread: Mapping[str, Any] | None = None, **counts: int | None,
    ) -> "File":  # fmt: skip
        """A row; `unread` are cells that hold no count."""
        self._row += 1
        day = date(year, month, 12)
        misread = {name: Misread("text_in_number", "") for name in unread or ()}
        cells = {**counts, **(unread or {})}
        draft = EventDraft(starts_on=day, ends_on=day, title="Тема", **counts)  # type: ignore[arg-type]
        row = EventRow(self.sheet, self._row, HEADING, draft, cells, misread)
        self.register.rows.append(row)
        self.outcomes[row.place] = outcome
        return self

    def total(self, label: str = "Итого", **cells: Any) -> "File":
        self._row += 1
        self.register.totals.append(TotalRow(self.sheet, self._row, HEADING, cells, label))
        return self

    def compared(self) -> list[TotalFound]:
        return compare(self.register, self.outcomes)


def told(found: Iterable[TotalFound]) -> list[tuple[int, int]]:
    return [(one.theirs, one.ours) for one in found]


def test_a_total_that_agrees_is_told_with_no_difference() -> None:
    (found,) = File().events(10, 5).total("ИТОГО", participants=15).compared()
    assert (found.sheet, found.row, found.label, found.column, found.field) == (
        "Лист1", 4, "ИТОГО", "Всего", "participants",
    )  # fmt: skip
    assert (found.theirs, found.ours, found.difference, found.unexplained, found.rows) == (15, 15, 0, 0, [])


def test_rows_that_will_not_be_recorded_make_the_difference() -> None:
    """As a year's journal looks: doubled rows, a faulty one, one below zero, one in words, one that awaits a plan."""
    file = File().events(100).event(Outcome.EXISTING, participants=40).event(Outcome.DUPLICATE, participants=10)
    file.event(Outcome.FAULTY, participants=9, women=5).event(Outcome.FAULTY, unread={"participants": -5})
    file.event(Outcome.FAULTY, unread={"participants": "много"}).event(Outcome.AWAITING, participants=6)
    file.event(Outcome.VOIDED, participants=3)
    (found,) = file.total(participants=163).compared()
    assert (found.theirs, found.ours, found.difference, found.unexplained) == (163, 140, 23, 0)
    assert found.rows == [
        Apart("Лист1", 4, 10, Outcome.DUPLICATE),
        Apart("Лист1", 5, 9, Outcome.FAULTY),
        Apart("Лист1", 6, -5, Outcome.FAULTY),
        Apart("Лист1", 7, None, Outcome.FAULTY),
        Apart("Лист1", 8, 6, Outcome.AWAITING),
        Apart("Лист1", 9, 3, Outcome.VOIDED),
    ]


def test_what_no_row_makes_is_told_as_unexplained() -> None:
    (found,) = File().events(10, 5).event(Outcome.FAULTY, participants=4).total(participants=22).compared()
    assert (found.difference, found.unexplained) == (7, 3)


def test_every_count_is_compared_and_nothing_else() -> None:
    file = File().event(participants=10, women=6, materials=20).event(Outcome.FAULTY, participants=5)
    found = file.total(starts_on=date(2019, 3, 1), participants=15, women=6, materials=20, place="15").compared()
    assert [(one.field, one.theirs, one.ours) for one in found] == [
        ("participants", 15, 10), ("women", 6, 6), ("materials", 20, 20),
    ]  # fmt: skip
    assert [[row.row for row in one.rows] for one in found] == [[3], [], []]  # where the cell is empty it adds nothing


@pytest.mark.parametrize(
    ("cell", "number"),
    [(8371, 8371), ("8 371 чел.", 8371), ("8 371", 8371), (Decimal("25"), 25), (-5, -5), ("−5 чел.", -5), ("－5", -5),
     (0, 0)],
)  # fmt: skip
def test_a_total_is_read_as_any_count(cell: Any, number: int) -> None:
    assert [found.theirs for found in File().events(1).total(participants=cell).compared()] == [number]


@pytest.mark.parametrize("cell", [None, "-", "много", Decimal("2.5"), date(2019, 1, 1), "--", "- много"])
def test_a_total_that_is_no_number_is_not_compared(cell: Any) -> None:
    assert File().events(1).total(participants=cell).compared() == []


# ---- which rows a total covers


def test_totals_of_months_cover_the_rows_since_the_one_before() -> None:
    file = (
        File().events(10, 5).total("Итого за месяц", participants=15).events(7).total("Итого за месяц", participants=7)
    )
    assert told(file.compared()) == [(15, 15), (7, 7)]


def test_a_wrong_total_of_a_month_is_not_taken_for_a_larger_one() -> None:
    file = (
        File().events(10).total("Итого за месяц", participants=10).events(20).total("Итого за месяц", participants=30)
    )
    assert told(file.compared()) == [(10, 10), (30, 20)]


def test_running_totals_are_told_by_their_sum() -> None:
    file = File().events(10).total(participants=10).events(20).total(participants=30).events(5).total(participants=35)
    assert told(file.compared()) == [(10, 10), (30, 30), (35, 35)]


def test_a_month_and_the_year_so_far_stand_one_below_the_other() -> None:
    file = File()
    file.events(10).total("Итого за месяц", participants=10).total("Итого с начала года", participants=10)
    file.events(20).total("Итого за месяц", participants=20).total("Итого с начала года", participants=31)
    assert told(file.compared()) == [(10, 10), (10, 10), (20, 20), (31, 30)]


def test_a_quarter_after_its_months_covers_all_three() -> None:
    file = File().events(1).total(participants=1)  # December, above
    for number in (10, 20, 30):
        file.events(number).total(participants=number)
    file.total("Итого за I квартал", participants=60)
    assert told(file.compared())[-1] == (60, 60)


def test_a_month_named_covers_its_rows_wherever_they_stand() -> None:
    file = File().events(10, month=3).events(4, month=5).events(6, month=3)
    file.total("Итого за март 2019 г.", participants=16)
    file.total("Май айы боюнча бардыгы", participants=4).total("Total for March 2018", participants=3)
    file.events(3, month=3, year=2018)
    assert told(file.compared()) == [(16, 16), (4, 4), (3, 3)]


def test_the_year_on_the_last_sheet_covers_all_sheets() -> None:
    file = File()
    for month, number in enumerate((10, 20, 30), 1):
        file.on(f"{month}").events(number, month=month).total("Итого", participants=number)
    file.total("ВСЕГО за год", participants=60)
    assert told(file.compared()) == [(10, 10), (20, 20), (30, 30), (60, 60)]


def test_a_sheet_that_has_only_totals_covers_all_sheets() -> None:
    file = File().on("1").events(10, month=1).on("2").events(20, month=2).on("Свод")
    file.total("Итого за январь", participants=10).total("Итого за февраль", participants=21)
    file.total("Итого", participants=30)
    assert told(file.compared()) == [(10, 10), (21, 20), (30, 30)]


def test_a_total_above_its_rows_covers_its_sheet() -> None:
    assert told(File().total(participants=15).events(10, 5).compared()) == [(15, 15)]


def test_of_two_that_fit_the_narrower_is_taken() -> None:
    file = File().events(0).event(Outcome.FAULTY, participants=0).total(participants=0)
    file.events(20).total(participants=20)
    assert [len(one.rows) for one in file.compared()] == [1, 0]


def test_the_columns_of_a_total_cover_the_same_rows() -> None:
    """The women's sum would fit the last month alone; the participants say that it is the year."""
    file = File().event(participants=10, women=0).total("Итого", participants=10, women=0)
    file.event(participants=20, women=8).event(Outcome.FAULTY, participants=5, women=3)
    found = file.total("Итого", participants=35, women=11).compared()
    assert told(found[2:]) == [(35, 30), (11, 8)]


# ---- totals that count events


@pytest.mark.parametrize(
    "label",
    ["Итого мероприятий: 2", "Всего проведено 2 мероприятия", "Бардыгы 2 иш-чара", "Total events: 2",
     "ИТОГО (2 МЕРОПРИЯТИЯ)"],
)  # fmt: skip
def test_a_number_of_events_is_compared(label: str) -> None:
    (found,) = File().events(10).event(Outcome.DUPLICATE, participants=3).total(label).compared()
    assert (found.field, found.theirs, found.ours, found.unexplained) == (totals.EVENTS, 2, 1, 0)
    assert found.rows == [Apart("Лист1", 3, 1, Outcome.DUPLICATE)]


def test_a_number_of_events_in_the_column_of_topics_is_compared() -> None:
    found = File().events(10, 5).total("ИТОГО", title=2, participants=15).compared()
    assert [(one.field, one.column, one.theirs, one.ours) for one in found] == [
        ("participants", "Всего", 15, 15), ("events", "Тема", 2, 2),
    ]  # fmt: skip


@pytest.mark.parametrize("label", ["Итого по мероприятию 1.2", "Итого мероприятий 1.2", "Итого за 2019", "Итого"])
def test_other_numbers_in_the_words_are_no_number_of_events(label: str) -> None:
    assert File().events(10).total(label).compared() == []


def test_thousands_of_events_are_read() -> None:
    (found,) = File().events(1).total("Всего мероприятий: 1 163").compared()
    assert found.theirs == 1163


# ---- very many


def test_rows_beyond_the_first_are_counted_and_not_listed() -> None:
    file = File().events(1)
    for _each in range(totals.LISTED + 30):
        file.event(Outcome.FAULTY, participants=2)
    (found,) = file.total(participants=1 + 2 * totals.LISTED + 60 + 4).compared()
    assert (len(found.rows), found.more, found.rest, found.unexplained) == (totals.LISTED, 30, 60, 4)


def test_no_more_totals_are_compared_than_an_office_keeps() -> None:
    file = File().events(1)
    for _each in range(totals.COMPARED + 3):
        file.total(participants=1)
    assert len(file.compared()) == totals.COMPARED


ROWS = st.lists(st.tuples(st.sampled_from(Outcome.values), st.integers(0, 50), st.integers(1, 12)), max_size=30)


@given(rows=ROWS, number=st.integers(-50, 2000), label=st.sampled_from(["Итого", "Итого за март", "за год", "месяц"]))
def test_a_difference_is_always_rows_and_a_rest(rows: list[tuple[str, int, int]], number: int, label: str) -> None:
    file = File()
    for outcome, participants, month in rows:
        file.event(Outcome(outcome), participants=participants, month=month)
        if participants % 7 == 0:
            file.total("Итого за месяц", participants=participants)
    (*_months, found) = file.total(label, participants=number).compared()
    assert found.theirs == found.ours + sum(row.value or 0 for row in found.rows) + found.unexplained
    assert all(row.outcome not in (Outcome.CREATED, Outcome.EXISTING) for row in found.rows)
    assert found.ours <= sum(p for o, p, _m in rows if o in ("created", "existing"))
