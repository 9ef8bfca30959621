"""What members of councils were trained in, recorded and voided with a reason."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from councils import audit, clock, trainings
from councils.dates import day_words
from councils.locks import lock_council
from councils.models import Council, Membership, Person, Training, User
from councils.rights import rights_of
from councils.states import IllegalMove, Unfit

from .allowed import need_trainer


@transaction.atomic
def record_trainings(
    council: Council,
    people: Iterable[Person],
    *,
    topic: str,
    title: str,
    provider: str,
    starts_on: date,
    ends_on: date,
    actor: User,
) -> list[Training]:
    """One training of people who hold or held a seat of the council: a record and an audit entry for each.

    Raises Unfit: days that are still to come, somebody of no seat of the council, or the same record again.
    """
    need_trainer(actor, council)
    council = lock_council(council)
    _check_days(starts_on, ends_on)
    known = set(trainings.people_of(council).values_list("pk", flat=True))
    made = []
    for person in people:
        if person.pk not in known:
            raise Unfit(_("%(person)s holds no seat of the council.") % {"person": person.full_name})
        told = {"person": person, "topic": topic, "title": title, "ends_on": ends_on}
        if Training.objects.standing().filter(**told).exists():
            raise Unfit(_("This training of %(person)s is recorded already.") % {"person": person.full_name})
        one = Training.objects.create(
            **told, provider=provider, starts_on=starts_on, council=_seated_in(person, council, ends_on),
            recorded_by=actor,
        )  # fmt: skip
        told_of = audit.fields_of(one, "topic", "title", "provider", "starts_on", "ends_on")
        audit.record(
            "training.record", audit.subject_of(one), actor=actor, council=council,
            after={"person": person.full_name, **told_of},
        )  # fmt: skip
        made.append(one)
    return made


@transaction.atomic
def void_training(training: Training, council: Council, *, reason: str, actor: User) -> Training:
    """A record that should not be: it stays, says why, and counts no more. Raises IllegalMove, Unfit."""
    need_trainer(actor, council)
    council = lock_council(council)
    fresh = Training.objects.told().get(pk=training.pk)
    rights = rights_of(actor)
    if fresh.council_id != council.pk and not (rights.is_sms or rights.is_administrator):
        raise Unfit(_("Another council recorded this training; it voids it, or SMS does."))
    if fresh.voided_because:
        raise IllegalMove(_("This record is voided already."))
    fresh.voided_because = reason
    fresh.save(update_fields=["voided_because"])
    audit.record(
        "training.void", audit.subject_of(fresh), actor=actor, council=council, reason=reason,
        before={"person": fresh.person.full_name, "title": fresh.title},
    )  # fmt: skip
    return fresh


def _check_days(starts_on: date, ends_on: date) -> None:
    if ends_on < starts_on:
        raise Unfit(_("The last day is not before the first one, %(day)s.") % {"day": day_words(starts_on)})
    if ends_on > clock.today():
        raise Unfit(_("A training is recorded when it is over; today is %(day)s.") % {"day": day_words(clock.today())})


def _seated_in(person: Person, council: Council, day: date) -> Council | None:
    """Where the person held a seat that day: this council before any other; None where they held none."""
    seats = Membership.objects.on(day).filter(person=person).select_related("council")
    there = [seat.council for seat in seats]
    return council if council in there else next(iter(there), None)
