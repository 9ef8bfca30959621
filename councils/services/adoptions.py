"""A council adopts a charter version by an order, and deviates from it by another (rule 1)."""

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from councils import audit, charter, files
from councils.dates import day_words
from councils.locks import lock_council, lock_system
from councils.models import Adoption, Charter, Council, Deviation, Membership, StoredFile, User
from councils.models.charters import ARRANGEMENTS
from councils.states import IllegalMove, SeatRole, Unfit

from .allowed import need_administrator


@files.undone_together()
@transaction.atomic
def adopt_charter(
    council: Council,
    version: Charter,
    *,
    adopted_on: date,
    order_number: str,
    scan: files.Handed | None = None,
    actor: User,
) -> Adoption:
    """The council takes over a version from a day, by an order that may come with its scan (rule 1).

    Raises IllegalMove, Unfit.

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
    _check_articles_for_adoption(version)
    _check_seats_for_adoption(council, version, adopted_on)
    made = Adoption.objects.create(
        council=council, charter=version, adopted_on=adopted_on, order_number=order_number,
        scan=_kept(scan, council, actor),
    )  # fmt: skip
    audit.record(
        "charter.adopt", audit.subject_of(made), actor=actor, council=council,
        after={"version": version.number, "adopted_on": adopted_on, "order_number": order_number, **_told_of(made)},
    )  # fmt: skip
    return made


@files.undone_together()
@transaction.atomic
def approve_deviation(
    council: Council, *, field: str, value: str, approved_on: date, order_number: str,
    scan: files.Handed | None = None, actor: User,
) -> Deviation:  # fmt: skip
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
    _check_value(now, field, value)
    for later in now.adoption.deviations.filter(approved_on__gt=approved_on):
        then = charter.arrangements_on(council, later.approved_on)
        if then and then.adoption == now.adoption:
            _check_value(then, field, value)
    made = Deviation.objects.create(
        adoption=now.adoption, field=field, value=value, approved_on=approved_on, order_number=order_number,
        scan=_kept(scan, council, actor),
    )  # fmt: skip
    audit.record(
        "charter.deviate", audit.subject_of(made), actor=actor, council=council,
        before={field: getattr(now, field)},
        after={field: value, "approved_on": approved_on, "order_number": order_number, **_told_of(made)},
    )  # fmt: skip
    return made


@files.undone_together()
@transaction.atomic
def hand_in_order(order: Adoption | Deviation, *, scan: files.Handed, actor: User) -> Adoption | Deviation:
    """The scan of an order that was recorded without one; it is not exchanged later. Raises IllegalMove."""
    need_administrator(actor)
    council = lock_council(order.council if isinstance(order, Adoption) else order.adoption.council)
    fresh = type(order).objects.get(pk=order.pk)
    if fresh.scan_id:
        raise IllegalMove(_("The scan of this order was handed in already."))
    fresh.scan = _kept(scan, council, actor)
    fresh.save(update_fields=["scan"])
    audit.record("charter.scan", audit.subject_of(fresh), actor=actor, council=council, after=_told_of(fresh))
    return fresh


def _kept(scan: files.Handed | None, council: Council, actor: User) -> StoredFile | None:
    return files.keep(*scan, council=council, actor=actor) if scan else None


def _told_of(order: Adoption | Deviation) -> dict[str, Any]:
    """The scan by its digest: its name may say more than an entry should."""
    return {"scan_sha256": order.scan.sha256} if order.scan else {}


def _check_value(now: charter.Arrangements, field: str, value: str) -> None:
    try:
        fault = charter.quorum_fault(charter.with_value(now, field, value))
    except ValueError as wrong:
        raise Unfit(str(wrong)) from wrong
    if fault:
        raise Unfit(fault)


def _check_articles_for_adoption(version: Charter) -> None:
    """What a council adopts can be read in both languages."""
    half = version.articles.filter(Q(text_ru="") | Q(text_ky="")).first()
    if half is not None:
        raise Unfit(_("Article %(number)s is not written in both languages yet.") % {"number": half.number})


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
