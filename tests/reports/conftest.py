"""Batken's world on the fifth of April 2019: the first quarter is over, its report is due on the fifteenth."""

from collections.abc import Iterator

import pytest
from django.utils import translation

from councils import clock
from councils.models import User

from . import world as worlds


@pytest.fixture
def april() -> Iterator[None]:
    with clock.at(worlds.AFTER_Q1), translation.override("en"):
        yield


@pytest.fixture
def world(db: None, april: None) -> worlds.World:
    return worlds.make_world()


@pytest.fixture
def sms(db: None) -> User:
    return worlds.sms_officer()


@pytest.fixture
def ga(db: None) -> User:
    return worlds.ga_reader()
