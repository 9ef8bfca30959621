"""One line of an inbox."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from councils import clock


def day_of(moment: datetime) -> date:
    """The day in Bishkek."""
    return timezone.localtime(moment, clock.BISHKEK).date()


@dataclass(frozen=True)
class Line:
    """Something that waits: in words that name no person and no figure, so that an e-mail can say it too.

    `note` is what a person gave as the reason; pages show it, e-mails do not.
    """

    kind: str
    words: str
    url: str
    today: date
    since: date | None = None
    due: date | None = None
    place: str = ""
    note: str = ""

    @property
    def days_left(self) -> int | None:
        """Days until it is due, 0 on the last day, below 0 when it is overdue."""
        return (self.due - self.today).days if self.due else None

    @property
    def days_overdue(self) -> int:
        return max(-(self.days_left or 0), 0)

    def order(self) -> tuple[date, date, str]:
        return (self.due or date.max, self.since or date.max, self.place)
