"""What one row of a register says through the others: the order of its days, and whether it is an event at all.

The rows are invented after those that offices keep.
"""

from typing import Any

from actionplans.imports.registers import Register, read_register
from tests.actionplans.dry import LOOKUPS, sheet


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
