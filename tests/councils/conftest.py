"""A council at work on 7 January 2020, its administrator and an SMS officer."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.utils import translation

from councils import clock
from councils.models import Council, User
from tests.factories import make_council, make_grant

TODAY = date(2020, 1, 7)


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def _day() -> Iterator[None]:
    with clock.at(TODAY):
        yield


@pytest.fixture
def council(db: None) -> Council:
    return make_council("KG-B")


@pytest.fixture
def admin(db: None) -> User:
    return make_grant("administrator", username="admin")


@pytest.fixture
def sms(db: None) -> User:
    return make_grant("sms", username="sms")
