"""What one row of a register says through the others: the order of its days, and whether it is an event at all.

The rows are invented after those that offices keep.
"""

from typing import Any

import pytest

from actionplans.imports.readings.gazetteer import Gazetteer
from actionplans.imports.registers import Register, read_register
from tests.actionplans.dry import DISTRICTS, LOOKUPS, sheet


def read(*rows: Any, **options: Any) -> Register:
    return read_register([sheet(*rows, **options)], LOOKUPS)


def told(register: Register, name: str) -> dict[int, Any]:
    """By row, the value read, or the code of the fault."""
    return {
        row.row: row.misread[name].code if name in row.misread else getattr(row.draft, name) for row in register.rows
    }


def days_told(*cells: str) -> list[str]:
    register = read(("Дата", "Тема", "Пункт"), *((cell, "Тема", "1.2") for cell in cells))
    return [str(value) for value in told(register, "starts_on").values()]


# ---- the month before the day


def test_days_with_strokes_are_refused_where_the_column_puts_the_month_first() -> None:
    cells = ("1/5/2019", "2/3/2019", "3/4/2019", "4/6/2019", "1/25/2019", "3/28/2019")
    assert days_told(*cells) == ["no_date"] * 6


def test_what_can_be_one_day_only_is_read_beside_days_with_the_month_first() -> None:
    cells = ("1/25/2019", "05.01.2019", "3/3/2019", "25/1/2019", "1/5/2019-1/6/2019")
    assert days_told(*cells) == ["no_date", "2019-01-05", "2019-03-03", "2019-01-25", "no_date"]


def test_days_with_strokes_are_read_where_no_month_comes_first() -> None:
    assert days_told("1/5/2019", "25/1/2019", "32/1/2019") == ["2019-05-01", "2019-01-25", "no_date"]


def test_the_last_day_follows_the_order_of_the_first() -> None:
    register = read(
        ("Дата начала", "Дата окончания", "Тема", "Пункт"), ("1/25/2019", "1/26/2019", "Тема", "1.2"),
        ("25.01.2019", "2/3/2019", "Тема", "1.2"), ("25.01.2019", "03.02.2019", "Тема", "1.2"),
    )  # fmt: skip
    assert [str(value) for value in told(register, "ends_on").values()] == ["no_date", "no_date", "2019-02-03"]


# ---- events with gaps, and totals

HEADING = ("№", "Дата", "Тема", "Пункт", "Форма", "Район", "Всего", "Ж")
FIRST = (1, "12.03.2019", "Встреча", "1.2", "лекция", "Баткенский район", 30, 15)
SECOND = (2, "13.03.2019", "Беседа", "1.2", "беседа", "Лейлекский район", 25, 12)


@pytest.mark.parametrize(
    "gap",
    [
        (3, "–", "Встреча с диаспорой", "–", "лекция", "Баткенский район", 55, 27),
        (3, "–", "Встреча", "–", "лекция", "Баткенский район", "нет данных"),
        (3, "–", "Встреча", "–", "лекция"), (3, None, "Встреча", None, None, "Лейлек"),
        (None, "–", "Встреча", "–", "лекция", "Батекнский район"),
        (3, "–", "Итого проведено занятий с молодёжью", "–", "лекция", "Баткенский район", 55, 27),
        (3, None, "Всего один шаг", None, None, "Баткенский район", 9, 2),
    ],
)  # fmt: skip
@pytest.mark.parametrize("place", [0, 1, 2])
def test_an_event_with_gaps_is_one_wherever_it_stands(gap: tuple[Any, ...], place: int) -> None:
    rows = [FIRST, SECOND]
    rows.insert(place, gap)
    register = read(HEADING, *rows)
    assert [row.row for row in register.rows] == [2, 3, 4]
    assert register.left_out == []


@pytest.mark.parametrize(
    "total",
    [
        ("Итого", None, None, 2, None, None, 55, 27), ("Итого", None, None, "2", None, None, 54, 27),
        (None, None, "Итого", 2, None, None, 55, 27), (None, None, None, "Итого: 2 мероприятия", "–", "–", 54, 27),
        (None, "Итого за 12.03.2019–13.03.2019", None, None, None, None, 55, 27),
        ("Итого", "31.03.2019", None, None, None, None, 55, 27), (None, "31.03.2019", "Всего:", None, None, None, 55),
        ("ВСЕГО", "31.03.2019", "–", "–", "–", "–", 55, 27), (None, None, None, None, "Итого", None, 55, 27),
        (None, None, "Итого", None, None, "Баткенский район", 30, 15),
        (None, None, "Итого проведено занятий", None, None, None, 55, 27),
        (None, None, None, None, None, None, 55, 27),
    ],
)  # fmt: skip
def test_a_total_is_one_with_a_day_or_a_number_beside_it(total: tuple[Any, ...]) -> None:
    register = read(HEADING, FIRST, SECOND, total)
    assert [row.row for row in register.rows] == [2, 3]
    assert [row.row for row in register.totals] == [4]


@pytest.mark.parametrize(
    "event",
    [
        (3, "14.03.2019", "Всего один звонок", "1.2"), (3, "14.03.2019", "Итого: что мы знаем", "1.2", None, None, 5),
        ("Итого", "14.03.2019", "Встреча", "1.2"), (3, "14.03.2019", "Итого", "1.2", "лекция"),
    ],
)  # fmt: skip
def test_a_topic_with_a_day_is_no_total(event: tuple[Any, ...]) -> None:
    assert [row.row for row in read(HEADING, FIRST, SECOND, event).rows] == [2, 3, 4]


def test_names_below_the_events_are_no_event() -> None:
    register = read(HEADING, FIRST, SECOND, (None, None, "Председатель", None, None, "А. Асанов"))
    assert [one.words for one in register.left_out] == ["texts below the last event"]


# ---- many unknown words


def test_like_names_are_proposed_for_the_first_unknown_ones_alone() -> None:
    places = Gazetteer(DISTRICTS, 1)
    assert [len(places.nearest(f"Баткенскй {n} район", 0.5)) for n in range(201)] == [1] * 200 + [0]
    assert len(places.nearest("Баткенскй 7 район", 0.5)) == 1
