"""What members of the councils were trained in, as their secretaries recorded it: data/trainings.csv."""

from datetime import date

from actionplans.models import Event
from actionplans.services.trainings import record_trainings_at
from councils.models import Membership, Person

from . import archive
from .plans import TRAINING_ITEM
from .story import Story, after, council_of, holder

LATEST = date(2020, 1, 6)


def train(story: Story) -> None:
    """Put down when each training was recorded: once the events of its month are in, for some were one of them."""
    for row in archive.rows_of("trainings.csv"):
        story.on(_recorded_on(date.fromisoformat(row["ends_on"])), 16, _record, row)


def _recorded_on(day: date) -> date:
    following = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return min(after(following, 4), LATEST)


def _record(row: dict[str, str]) -> None:
    council, last = council_of(row["council"]), date.fromisoformat(row["ends_on"])
    record_trainings_at(
        council, _people(row, last), event=_event(row, last) if row["item"] else None, topic=row["topic"],
        title=row["title"], provider=row["provider"], starts_on=date.fromisoformat(row["starts_on"]), ends_on=last,
        actor=holder(row["council"], "secretary"),
    )  # fmt: skip


def _people(row: dict[str, str], day: date) -> list[Person]:
    """Who held these seats on the training's last day."""
    held = Membership.objects.on(day).filter(council__code=row["council"], seat__code__in=row["seats"].split())
    return [member.person for member in held.with_holder().order_by("seat__position")]


def _event(row: dict[str, str], last: date) -> Event:
    """The council's own event of these days; members were among those who took part."""
    assert row["item"] == TRAINING_ITEM
    return Event.objects.counted().get(
        council__code=row["council"], item__number=row["item"], starts_on=row["starts_on"], ends_on=last
    )
