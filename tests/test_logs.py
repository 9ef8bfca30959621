"""tipcc/logs.py: no line of the log lets its reader open an invitation or an organisation's link."""

import logging

import pytest
from django.conf import settings
from django.test import Client

from tipcc.logs import WithoutSecrets

WORD, SECRET = "k7wm-aaaa-bbbb-cccc-dddd", "f" * 64
ADDRESSES = (f"/c/{WORD}/", f"/accounts/invitation/1/{SECRET}/")


class Kept(logging.Handler):
    """What the console would be given, as text."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@pytest.fixture
def log() -> object:
    handler = Kept()
    handler.addFilter(WithoutSecrets())
    logging.getLogger().addHandler(handler)
    yield handler
    logging.getLogger().removeHandler(handler)


def test_whatever_goes_wrong_at_such_an_address_is_logged_without_its_secret(db: None, log: Kept) -> None:
    for address in ADDRESSES:
        Client().get(address)  # 404 and 410
        Client().put(address)  # 405, or a page
        Client(enforce_csrf_checks=True).post(address, {"password1": "x"})  # 403
    assert len(log.lines) >= 4
    assert not [line for line in log.lines if WORD in line or SECRET in line]
    assert [line for line in log.lines if "/c/***" in line and "***/" in line]


def test_the_console_has_this_filter_and_other_lines_stay_as_they_are() -> None:
    assert settings.LOGGING["handlers"]["console"]["filters"] == ["without_secrets"]
    record = logging.LogRecord("a", logging.INFO, "", 1, "GET %s took %d ms", ("/councils/KG-B/", 3), None)
    assert WithoutSecrets().filter(record) and record.getMessage() == "GET /councils/KG-B/ took 3 ms"
