"""Events of one series: a row each, recorded row by row, nothing typed lost."""

import uuid
from datetime import date
from typing import Any

import pytest

from tests.actionplans.conftest import World

KEY = uuid.UUID(int=40)


def shared(world: World, **changes: Any) -> dict[str, Any]:
    return {"item": str(world.item.pk), "title": "Классный час", "form": "class_hour", "basis": "head_count"} | changes


def rows(*lines: str, first: int = 1) -> dict[str, Any]:
    """«13.11.2019|Баткен|СШ 5|25|15|10»: what is typed into a row, in the page's order of columns."""
    names = ("starts_on", "district", "place", "participants", "women", "men")
    typed: dict[str, Any] = {"row": [str(n) for n in range(first, first + len(lines))]}
    for number, line in enumerate(lines, first):
        typed |= {f"r{number}-{name}": text for name, text in zip(names, line.split("|"), strict=False)}
    return typed


@pytest.fixture
def address(batken: World) -> str:
    return batken.url(f"events/series/{KEY}/")


def test_a_page(secretary: Any, batken: World, address: str) -> None:
    response = secretary.get(address)
    assert response.status_code == 200
    name = batken.district.name_ru
    response = secretary.post(address, shared(batken) | rows(f"13.11.2019|{name}|СШ 5|25|15|10", f"13.11.2019|{name}|СШ 6|30||"))
    print(response.status_code, response.content.decode().split("class=\"summary")[1][:1500] if response.status_code == 200 else "")
    assert response.status_code == 302
    page = secretary.get(address).content.decode()
    assert batken.council.events.count() == 2

