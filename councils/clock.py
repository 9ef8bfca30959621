"""The business clock: which day it is for the councils, in Asia/Bishkek.

Leases, sessions, tokens and throttles use real time (django.utils.timezone); events, reports, deadlines
and the audit chain use this clock, so that the demonstration and the tests can live through history.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings

BISHKEK = ZoneInfo("Asia/Bishkek")
_fixed: ContextVar[datetime | None] = ContextVar("fixed_moment", default=None)


def now() -> datetime:
    """The business moment, aware, in Asia/Bishkek."""
    fixed = _fixed.get()
    if fixed is not None:
        return fixed
    real = datetime.now(BISHKEK)
    if settings.TIPCC_TODAY:
        return datetime.combine(date.fromisoformat(settings.TIPCC_TODAY), real.time(), BISHKEK)
    return real


def today() -> date:
    """The business day, in Asia/Bishkek; days are inclusive to 23:59:59."""
    return now().date()


@contextmanager
def at(day: date, hour: int = 10, minute: int = 0) -> Iterator[None]:
    """Live through `day`: for the demonstration's history and for tests, never in a page."""
    token = _fixed.set(datetime.combine(day, time(hour, minute), BISHKEK))
    try:
        yield
    finally:
        _fixed.reset(token)
