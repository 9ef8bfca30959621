"""Who sits where from when until when: appointments, acting holders, extensions, ends (rule 2)."""

from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from councils import alternates, audit, charter
from councils.dates import day_words
from councils.locks import lock_council
from councils.models import Council, Membership, Organisation, Person, Seat, User
from councils.models.councils import ACTING_DAYS
from councils.states import IllegalMove, OrganisationKind, SeatTaken, Unfit

from .allowed import need_administrator, need_sms
from .councils import create_organisation, create_person


@transaction.atomic
def appoint(
    council: Council,
    seat_code: str,
    person: Person | str,
    organisation: Organisation | str,
    *,
    starts_on: date,
    order_number: str,
    ends_on: date | None = None,
    actor: User,
) -> Membership:
    """Put a person in a seat from a day to a day, both inclusive; the end is the charter's term unless given.

    A person or an organisation given by name is entered anew (an organisation only if there is none of the name).
    Raises SeatTaken with the holder's name and days, Unfit.
    """
    need_administrator(actor)
    council = lock_council(council)
    now, seat = _seat_in_force(council, seat_code, starts_on)
    last = ends_on or charter.term_end(starts_on, now.term_months)
    made = Membership(
        council=council, seat=seat,
        person=person_of(person, actor), organisation=_organisation(organisation, seat, actor),
        starts_on=starts_on, ends_on=last, order_number=order_number,
    )  # fmt: skip
    _save(made)
    audit.record("membership.appoint", audit.subject_of(made), actor=actor, council=council, after=_told(made))
    return made


@transaction.atomic
def replace_member(
    membership: Membership,
    person: Person | str,
    organisation: Organisation | str,
    *,
    starts_on: date,
    order_number: str,
    ends_on: date | None = None,
    actor: User,
) -> Membership:
    """By one order the holder leaves the day before `starts_on` and the next one begins; both happen, or neither.

    Two audit entries, as for an end and an appointment. Raises IllegalMove, SeatTaken, Unfit.
    """
    need_administrator(actor)
    lock_council(membership.council)
    fresh: Membership = Membership.objects.with_holder().get(pk=membership.pk)
    leaves = starts_on - timedelta(days=1)
    if fresh.ends_on and fresh.ends_on < leaves:
        raise IllegalMove(_("This membership ends on %(day)s already.") % {"day": day_words(fresh.ends_on)})
    if fresh.ends_on != leaves:
        end_membership(fresh, ends_on=leaves, order_number=order_number, reason=_("Replaced"), actor=actor)
    return appoint(
        fresh.council, fresh.seat.code, person, organisation, starts_on=starts_on, ends_on=ends_on,
        order_number=order_number, actor=actor,
    )  # fmt: skip


@transaction.atomic
def name_acting(
    council: Council,
    seat_code: str,
    person: Person | str,
    organisation: Organisation | str,
    *,
    starts_on: date,
    ends_on: date,
    order_number: str,
    actor: User,
) -> Membership:
    """SMS names somebody to act in a vacant seat for up to 60 days (rule 2). Raises SeatTaken, Unfit."""
    need_sms(actor)
    council = lock_council(council)
    _now, seat = _seat_in_force(council, seat_code, starts_on)
    made = Membership(
        council=council, seat=seat,
        person=person_of(person, actor), organisation=_organisation(organisation, seat, actor),
        starts_on=starts_on, ends_on=ends_on, order_number=order_number, acting=True,
    )  # fmt: skip
    _save(made)
    audit.record("membership.act", audit.subject_of(made), actor=actor, council=council, after=_told(made))
    return made


@transaction.atomic
def extend_membership(membership: Membership, *, ends_on: date, order_number: str, actor: User) -> Membership:
    """A later last day, by an order. Raises IllegalMove, SeatTaken, Unfit."""
    need_administrator(actor)
    council = lock_council(membership.council)
    fresh: Membership = Membership.objects.with_holder().get(pk=membership.pk)
    if fresh.ends_on is None:
        raise IllegalMove(_("This membership has no last day, so there is nothing to extend."))
    if ends_on <= fresh.ends_on:
        raise Unfit(_("The new last day is after the present one, %(day)s.") % {"day": day_words(fresh.ends_on)})
    before = {"ends_on": fresh.ends_on}
    fresh.ends_on = ends_on
    _save(fresh)
    audit.record(
        "membership.extend", audit.subject_of(fresh), actor=actor, council=council,
        before=before, after={"ends_on": ends_on, "order_number": order_number},
    )  # fmt: skip
    return fresh


@transaction.atomic
def end_membership(
    membership: Membership, *, ends_on: date, order_number: str, reason: str = "", actor: User
) -> Membership:
    """An earlier last day, by an order; rights end with it. Raises IllegalMove, Unfit.

    Refused before a meeting in which the member is recorded to have taken part, or to have been missed: its quorum was
    counted with them.
    """
    need_administrator(actor)
    council = lock_council(membership.council)
    fresh: Membership = Membership.objects.with_holder().get(pk=membership.pk)
    if ends_on < fresh.starts_on:
        raise Unfit(_("The last day is not before the first one, %(day)s.") % {"day": day_words(fresh.starts_on)})
    if fresh.ends_on and ends_on >= fresh.ends_on:
        raise IllegalMove(_("This membership ends on %(day)s already.") % {"day": day_words(fresh.ends_on)})
    attended = fresh.attendances.filter(meeting__held_on__gt=ends_on).order_by("meeting__held_on")
    if later := attended.select_related("meeting").last():
        words = _(
            "The attendance of this member is recorded at the meeting of %(day)s: the last day is not before it."
        )
        raise Unfit(words % {"day": day_words(later.meeting.held_on)})
    before = {"ends_on": fresh.ends_on}
    fresh.ends_on = ends_on
    fresh.save(update_fields=["ends_on"])
    audit.record(
        "membership.end", audit.subject_of(fresh), actor=actor, council=council,
        before=before, after={"ends_on": ends_on, "order_number": order_number}, reason=reason,
    )  # fmt: skip
    return fresh


def _seat_in_force(council: Council, seat_code: str, day: date) -> tuple[charter.Arrangements, Seat]:
    now = charter.arrangements_on(council, day)
    if now is None:
        raise Unfit(_("No charter is in force in the council on %(day)s.") % {"day": day_words(day)})
    seat = now.charter.seats.filter(code=seat_code).first()
    if seat is None:
        raise Unfit(
            _("The charter in force on %(day)s has no seat “%(seat)s”.") % {"day": day_words(day), "seat": seat_code}
        )
    return now, seat


def person_of(given: Person | str, actor: User) -> Person:
    """Somebody known, or a new name, which is entered."""
    return create_person(full_name=given, actor=actor) if isinstance(given, str) else given


def _organisation(given: Organisation | str, seat: Seat, actor: User) -> Organisation:
    if not isinstance(given, str):
        return given
    known = Organisation.objects.filter(name=given).first()
    return known or create_organisation(name=given, kind=seat.organisation_kind, actor=actor)


def _save(membership: Membership) -> None:
    """Keep a membership whose days or holder are new; the database refuses once more, for what came between."""
    _check(membership)
    try:
        with transaction.atomic():
            membership.save()
    except IntegrityError:
        _refuse_second_holder(membership)
        raise


def _check(membership: Membership) -> None:
    starts_on, ends_on = membership.starts_on, membership.ends_on
    if ends_on and ends_on < starts_on:
        raise Unfit(_("The last day is not before the first one, %(day)s.") % {"day": day_words(starts_on)})
    if membership.acting and (ends_on is None or (ends_on - starts_on).days >= ACTING_DAYS):
        raise Unfit(_("An acting holder is named for up to %(days)s days.") % {"days": ACTING_DAYS})
    if membership.organisation.kind != membership.seat.organisation_kind:
        raise Unfit(
            _("The seat is for this kind of organisation: %(seat)s; “%(organisation)s” is of another: %(kind)s.")
            % {
                "seat": OrganisationKind(membership.seat.organisation_kind).label,
                "organisation": membership.organisation.name,
                "kind": OrganisationKind(membership.organisation.kind).label,
            }
        )
    _refuse_second_holder(membership)
    _refuse_second_vote(membership)


def _refuse_second_vote(membership: Membership) -> None:
    """Who stands in for another member would vote twice in a voting seat (rule 4)."""
    if not membership.seat.voting:
        return
    standing_in = alternates.meeting_days(
        membership.council, membership.starts_on, membership.ends_on, person=membership.person
    )
    other = standing_in.first()
    if other is not None:
        raise Unfit(
            _("%(person)s is the alternate of %(member)s on these days. End that first.")
            % {"person": membership.person.full_name, "member": other.membership.person.full_name}
        )


def _refuse_second_holder(membership: Membership) -> None:
    """No seat has two holders on a day; a seat of the same code in another version is the same seat."""
    others = Membership.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=membership.starts_on),
        council=membership.council_id, seat__code=membership.seat.code,
    ).exclude(pk=membership.pk)  # fmt: skip
    if membership.ends_on:
        others = others.filter(starts_on__lte=membership.ends_on)
    holder = others.select_related("person").order_by("starts_on").first()
    if holder is not None:
        told = {"person": holder.person.full_name, "start": day_words(holder.starts_on)}
        if holder.ends_on is None:
            raise SeatTaken(_("The seat is held by %(person)s from %(start)s, without a last day.") % told)
        raise SeatTaken(
            _("The seat is held by %(person)s from %(start)s until %(end)s.")
            % {**told, "end": day_words(holder.ends_on)}
        )


def _told(membership: Membership) -> dict[str, Any]:
    return {
        "seat": membership.seat.code,
        "person": membership.person.full_name,
        "organisation": membership.organisation.name,
        **audit.fields_of(membership, "starts_on", "ends_on", "order_number", "acting"),
    }
