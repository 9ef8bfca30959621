"""A browser that walks over pages, on 5 April 2019."""

from collections.abc import Iterator
from typing import Any

import pytest

from councils import clock
from tests.reports import world as worlds

from .walk import Visitor


@pytest.fixture(autouse=True)
def april(settings: Any) -> Iterator[None]:
    settings.TIPCC_TODAY = worlds.AFTER_Q1.isoformat()  # the server's threads do not see clock.at()
    with clock.at(worlds.AFTER_Q1):
        yield


@pytest.fixture
def visitor(transactional_db: None, browser: Any, live_server: Any) -> Iterator[Visitor]:
    visitor = Visitor(browser, live_server)
    yield visitor
    visitor.context.close()
