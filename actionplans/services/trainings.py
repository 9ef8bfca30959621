"""A training of council members, with the event that it was where there is one."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from actionplans.models import Event, TrainingEvent
from actionplans.states import EventStatus
from councils.models import Council, Person, Training, User
from councils.services import record_trainings
from councils.states import Unfit


@transaction.atomic
def record_trainings_at(
    council: Council, people: Iterable[Person], *, event: Event | None, actor: User, **told: Any
) -> list[Training]:
    """As councils' `record_trainings`; `event` is a recorded one of the council on the training's days.

    Raises Unfit.
    """
    made = record_trainings(council, people, actor=actor, **told)
    if event is not None:
        _check(council, event, told["starts_on"], told["ends_on"])
        TrainingEvent.objects.bulk_create(TrainingEvent(training=one, event=event) for one in made)
    return made


def _check(council: Council, event: Event, starts_on: date, ends_on: date) -> None:
    if event.council_id != council.pk or event.status != EventStatus.RECORDED:
        raise Unfit(_("The event is a recorded one of this council."))
    if event.starts_on > ends_on or event.ends_on < starts_on:
        raise Unfit(_("The event was not on the days of the training."))
