"""Batken's world on the fifth of April 2019: the first quarter is over, its report is due on the fifteenth."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import translation

from councils import clock
from councils.models import User

from . import world as worlds


@pytest.fixture(scope="module")
def once(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """A transaction around a module: what its fixtures make is made once and goes after its last test.

    What a test changes is undone as ever: its own transaction is a savepoint in this one.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        connection.check_constraints()
        transaction.set_rollback(True)


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
