"""Who of a council's people was trained in what: the list, the seats as of a day, and the count of a span."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from .charter import Composition, Place
from .models import Council, Membership, Person, Training
from .states import TrainingTopic


@dataclass(frozen=True)
class TrainedSeats:
    """Held seats of a composition, by whether their holder had been trained in a topic by that day."""

    topic: str
    trained: tuple[Place, ...]
    untrained: tuple[Place, ...]

    @property
    def held(self) -> int:
        return len(self.trained) + len(self.untrained)


def of_council(council: Council) -> QuerySet[Training]:
    """Every record, voided ones too, of people who hold or held a seat of the council; the latest first."""
    people = Membership.objects.filter(council=council).values("person")
    return Training.objects.filter(person__in=people).told()


def members_trained_in(council: Council, first: date, last: date) -> QuerySet[Person]:
    """People whose training ended from `first` to `last`, both inclusive, while they held a seat of the council.

    Each stands once, however often they were trained; voided records do not count.
    """
    ended = F("person__trainings__ends_on")  # all in one filter, so of one training
    seats = Membership.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=ended), council=council, starts_on__lte=ended,
        person__trainings__voided_because="", person__trainings__ends_on__range=(first, last),
    )  # fmt: skip
    return Person.objects.filter(pk__in=seats.values("person"))


def seats_trained(composition: Composition, topic: str = TrainingTopic.MONITORING) -> TrainedSeats:
    """The held seats on the composition's day; who was trained earlier, in or before the seat, counts."""
    held = [place for place in composition.places if place.membership]
    people = {place.membership.person_id for place in held if place.membership}
    records = Training.objects.standing().filter(topic=topic, ends_on__lte=composition.day, person__in=people)
    trained = set(records.values_list("person", flat=True))
    by_day = [place.membership is not None and place.membership.person_id in trained for place in held]
    return TrainedSeats(
        topic,
        tuple(place for place, yes in zip(held, by_day, strict=True) if yes),
        tuple(place for place, yes in zip(held, by_day, strict=True) if not yes),
    )


def people_of(council: Council) -> QuerySet[Person]:
    """Whom a training can be recorded of: people who hold or held a seat of the council."""
    seats = Membership.objects.filter(council=council, person=OuterRef("pk"))
    return Person.objects.filter(Exists(seats))
