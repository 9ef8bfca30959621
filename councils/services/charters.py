"""Charter versions, their seats, their adoption and approved deviations (rules 1 and 2)."""

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max, Q
from django.utils.translation import gettext as _

from councils import audit, charter
from councils.dates import day_words
from councils.locks import lock_council, lock_system
from councils.models import Adoption, Charter, Council, Deviation, Membership, Seat, User
from councils.models.charters import ARRANGEMENTS
from councils.states import IllegalMove, SeatRole, Unfit

from .allowed import need_administrator

CHARTER_FIELDS = ("text_ru", "text_ky", "is_sample", *ARRANGEMENTS)
SEAT_FIELDS = ("code", "position", "organisation_kind", "role", "voting", "name_en", "name_ru", "name_ky")


@transaction.atomic
def create_charter_version(
    *, actor: User, copy_of: Charter | None = None, number: int | None = None, **values: Any
) -> Charter:
    """The next version; with `copy_of` its texts, arrangements and seats begin as that version's. Raises Unfit."""
    need_administrator(actor)
    lock_system()
    if number is None:
        number = (Charter.objects.aggregate(top=Max("number"))["top"] or 0) + 1
    base = {name: getattr(copy_of, name) for name in CHARTER_FIELDS} if copy_of else {}
    made = Charter(number=number, **{**base, **values})
    _check_charter(made)
    made.save()
    seats = [Seat(charter=made, **_seat_values(seat)) for seat in copy_of.seats.all()] if copy_of else []
    Seat.objects.bulk_create(seats)
    audit.record(
        "charter.create", audit.subject_of(made), actor=actor,
        after={**_told(made), "copy_of": copy_of.number if copy_of else None, "seats": [s.code for s in seats]},
    )  # fmt: skip
    return made


@transaction.atomic
def edit_charter(version: Charter, *, actor: User, **values: Any) -> Charter:
    """Change a version that no council has adopted yet. Raises IllegalMove, Unfit."""
    need_administrator(actor)
    fresh = _open_version(version)
    before = _told(fresh)
    for name in CHARTER_FIELDS:
        setattr(fresh, name, values.get(name, getattr(fresh, name)))
    _check_charter(fresh)
    fresh.save()
    audit.record("charter.edit", audit.subject_of(fresh), actor=actor, before=before, after=_told(fresh))
    return fresh


@transaction.atomic
def add_seat(version: Charter, *, actor: User, **values: Any) -> Seat:
    """One more seat of a version that no council has adopted yet. Raises IllegalMove, Unfit."""
    need_administrator(actor)
    fresh = _open_version(version)
    top = fresh.seats.aggregate(top=Max("position"))["top"] or 0
    made = Seat(charter=fresh, **{"position": top + 1, **values})
    _check_seat(made)
    made.save()
    audit.record("seat.add", audit.subject_of(fresh), actor=actor, after=_seat_values(made))
    return made


@transaction.atomic
def edit_seat(seat: Seat, *, actor: User, **values: Any) -> Seat:
    """Change a seat of a version that no council has adopted yet. Raises IllegalMove, Unfit."""
    need_administrator(actor)
    version = _open_version(seat.charter)
    fresh = version.seats.get(pk=seat.pk)
    before = _seat_values(fresh)
    for name in SEAT_FIELDS:
        setattr(fresh, name, values.get(name, getattr(fresh, name)))
    _check_seat(fresh)
    fresh.save()
    audit.record("seat.edit", audit.subject_of(version), actor=actor, before=before, after=_seat_values(fresh))
    return fresh


@transaction.atomic
def remove_seat(seat: Seat, *, actor: User) -> None:
    """Take a seat out of a version that no council has adopted yet. Raises IllegalMove."""
    need_administrator(actor)
    version = _open_version(seat.charter)
    fresh = version.seats.get(pk=seat.pk)
    before = _seat_values(fresh)
    fresh.delete()
    audit.record("seat.remove", audit.subject_of(version), actor=actor, before=before)


@transaction.atomic
def adopt_charter(council: Council, version: Charter, *, adopted_on: date, order_number: str, actor: User) -> Adoption:
    """The council takes over a version from a day (rule 1). Raises IllegalMove, Unfit.

    Refused while somebody sits in a seat that the version no longer has, or has with another role: rights
    follow the seat, so such memberships are ended first.
    """
    need_administrator(actor)
    council = lock_council(council)
    lock_system()  # no seat changes under the adoption
    if adopted_on < council.founded_on:
        raise Unfit(_("A council cannot adopt a charter before it was founded, on %(day)s.")
                    % {"day": day_words(council.founded_on)})  # fmt: skip
    latest = council.adoptions.select_related("charter").last()
    if latest and latest.adopted_on >= adopted_on:
        raise IllegalMove(
            _("Version %(number)s was adopted on %(day)s; a later adoption has a later day.")
            % {"number": latest.charter.number, "day": day_words(latest.adopted_on)}
        )
    if latest and latest.charter_id == version.pk:
        raise IllegalMove(_("The council works by this version already."))
    _check_seats_for_adoption(council, version, adopted_on)
    made = Adoption.objects.create(council=council, charter=version, adopted_on=adopted_on, order_number=order_number)
    audit.record(
        "charter.adopt", audit.subject_of(made), actor=actor, council=council,
        after={"version": version.number, "adopted_on": adopted_on, "order_number": order_number},
    )  # fmt: skip
    return made


@transaction.atomic
def approve_deviation(
    council: Council, *, field: str, value: str, approved_on: date, order_number: str, actor: User
) -> Deviation:
    """One arrangement differs in one council from a day on, by an order (rule 1). Raises IllegalMove, Unfit."""
    need_administrator(actor)
    council = lock_council(council)
    now = charter.arrangements_on(council, approved_on)
    if now is None:
        raise Unfit(_("No charter is in force in the council on %(day)s.") % {"day": day_words(approved_on)})
    if field not in ARRANGEMENTS:
        raise Unfit(_("This is not a working arrangement of the charter."))
    if now.adoption.deviations.filter(field=field).exists():
        raise IllegalMove(_("A deviation from this arrangement holds already, until the next version."))
    try:
        fault = charter.quorum_fault(charter.with_value(now, field, value))
    except ValueError as wrong:
        raise Unfit(str(wrong)) from wrong
    if fault:
        raise Unfit(fault)
    made = Deviation.objects.create(
        adoption=now.adoption, field=field, value=value, approved_on=approved_on, order_number=order_number
    )
    audit.record(
        "charter.deviate", audit.subject_of(made), actor=actor, council=council,
        before={field: getattr(now, field)},
        after={field: value, "approved_on": approved_on, "order_number": order_number},
    )  # fmt: skip
    return made


def _open_version(version: Charter) -> Charter:
    """The version under the system lock, if no council has adopted it."""
    lock_system()
    fresh = Charter.objects.get(pk=version.pk)
    if fresh.adoptions.exists():
        raise IllegalMove(_("A version that a council adopted does not change: write the next version."))
    return fresh


def _check_charter(version: Charter) -> None:
    if fault := charter.quorum_fault(version):
        raise Unfit(fault)
    if Charter.objects.filter(number=version.number).exclude(pk=version.pk).exists():
        raise Unfit(_("There is a version %(number)s already.") % {"number": version.number})


def _check_seat(seat: Seat) -> None:
    others = Seat.objects.filter(charter=seat.charter_id).exclude(pk=seat.pk)
    if others.filter(code=seat.code).exists():
        raise Unfit(_("The version has a seat “%(code)s” already.") % {"code": seat.code})
    if seat.role != SeatRole.MEMBER and others.filter(role=seat.role).exists():
        raise Unfit(_("The version has a seat of the role “%(role)s” already.") % {"role": SeatRole(seat.role).label})


def _check_seats_for_adoption(council: Council, version: Charter, adopted_on: date) -> None:
    seats = {seat.code: seat for seat in version.seats.all()}
    for role in (SeatRole.CHAIR, SeatRole.SECRETARY):
        if role not in {seat.role for seat in seats.values()}:
            raise Unfit(_("The version has no seat of the role “%(role)s”; nobody could act for the council.")
                        % {"role": role.label})  # fmt: skip
    sitting = Membership.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=adopted_on), council=council)
    for membership in sitting.with_holder():
        seat = seats.get(membership.seat.code)
        if seat is None or seat.role != membership.seat.role:
            raise Unfit(
                _("%(person)s sits as “%(seat)s”, a seat that this version no longer has; end that membership first.")
                % {"person": membership.person.full_name, "seat": membership.seat.name}
            )


def _told(version: Charter) -> dict[str, Any]:
    """What the audit chain keeps of a version: its arrangements, and its texts by digest."""
    told = audit.fields_of(version, "number", "is_sample", *ARRANGEMENTS)
    return told | {name: audit.digest(getattr(version, name)) for name in ("text_ru", "text_ky")}


def _seat_values(seat: Seat) -> dict[str, Any]:
    return {name: getattr(seat, name) for name in SEAT_FIELDS}
