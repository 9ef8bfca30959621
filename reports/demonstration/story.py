"""An agenda of days: what happened is put down in any order and lived through in the order of time."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import Any

from councils import clock
from councils.models import Council, Membership, User

FOUNDED = date(2018, 5, 1)
ORDER = ("KG-B", "KG-J", "KG-Y", "KG-N", "KG-O", "KG-T", "KG-C", "KG-GO")  # the fixed order of the councils


class Story:
    """Steps with their day and hour; `tell` sets the business clock to each and takes it."""

    def __init__(self) -> None:
        self._steps: list[tuple[date, int, int, Callable[[], Any]]] = []

    def on(self, day: date, hour: int, step: Callable[..., Any], *args: Any) -> None:
        """Put down that `step(*args)` is taken on the day, at the hour; of one hour, in the order put down."""
        self._steps.append((day, hour, len(self._steps), partial(step, *args)))

    def tell(self) -> None:
        """Live through all steps; those of one hour follow one another by minutes."""
        before, minute = (FOUNDED, 0), 0
        for day, hour, _order, step in sorted(self._steps, key=lambda s: s[:3]):
            minute = min(minute + 1, 59) if (day, hour) == before else 0
            before = (day, hour)
            with clock.at(day, hour, minute):
                step()


def after(day: date, days: int) -> date:
    return day + timedelta(days=days)


def council_of(code: str) -> Council:
    return Council.objects.select_related("region").get(code=code)


def account(username: str) -> User:
    return User.objects.select_related("person").get(username=username)


def holder(code: str, role: str) -> User:
    """The account of whoever holds the seat on the story's day."""
    on_the_day = Membership.objects.on(clock.today()).filter(council__code=code, seat__role=role)
    return User.objects.select_related("person").get(person__memberships__in=on_the_day)
