"""Charter versions and their seats (rules 1 and 2); articles and adoptions have modules of their own."""

from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from councils import audit, charter
from councils.locks import lock_system
from councils.models import Article, Charter, Seat, User
from councils.models.charters import ARRANGEMENTS
from councils.states import IllegalMove, SeatRole, Unfit

from .allowed import need_administrator

PREAMBLE = ("preamble_ru", "preamble_ky")
CHARTER_FIELDS = (*PREAMBLE, "is_sample", *ARRANGEMENTS)
ARTICLE_FIELDS = ("number", "title_ru", "title_ky", "text_ru", "text_ky")
SEAT_FIELDS = ("code", "position", "organisation_kind", "role", "voting", "name_en", "name_ru", "name_ky")


@transaction.atomic
def create_charter_version(
    *, actor: User, copy_of: Charter | None = None, number: int | None = None, **values: Any
) -> Charter:
    """The next version; with `copy_of` its articles, arrangements and seats begin as that version's. Raises Unfit."""
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
    for article in copy_of.articles.all() if copy_of else ():
        columns = {name: getattr(article, name) for name in ("line", *ARTICLE_FIELDS)}
        Article.objects.create(charter=made, **columns)
    audit.record(
        "charter.create", audit.subject_of(made), actor=actor,
        after={**told(made), "copy_of": copy_of.number if copy_of else None, "seats": [s.code for s in seats]},
    )  # fmt: skip
    return made


@transaction.atomic
def edit_charter(version: Charter, *, actor: User, **values: Any) -> Charter:
    """Change a version that no council has adopted yet. Raises IllegalMove, Unfit."""
    need_administrator(actor)
    fresh = open_version(version)
    before = told(fresh)
    for name in CHARTER_FIELDS:
        setattr(fresh, name, values.get(name, getattr(fresh, name)))
    _check_charter(fresh)
    fresh.save()
    audit.record("charter.edit", audit.subject_of(fresh), actor=actor, before=before, after=told(fresh))
    return fresh


@transaction.atomic
def add_seat(version: Charter, *, actor: User, **values: Any) -> Seat:
    """One more seat of a version that no council has adopted yet. Raises IllegalMove, Unfit."""
    need_administrator(actor)
    fresh = open_version(version)
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
    version = open_version(seat.charter)
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
    version = open_version(seat.charter)
    fresh = version.seats.get(pk=seat.pk)
    before = _seat_values(fresh)
    fresh.delete()
    audit.record("seat.remove", audit.subject_of(version), actor=actor, before=before)


def open_version(version: Charter) -> Charter:
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


def told(version: Charter) -> dict[str, Any]:
    """What the audit chain keeps of a version: its arrangements, and its texts by digest."""
    told = audit.fields_of(version, "number", "is_sample", *ARRANGEMENTS)
    rows = list(version.articles.values_list(*ARTICLE_FIELDS))
    told |= {"articles": len(rows), "articles_sha256": audit.digest_of_rows(rows)}
    return told | {name: audit.digest(getattr(version, name)) for name in PREAMBLE}


def _seat_values(seat: Seat) -> dict[str, Any]:
    return {name: getattr(seat, name) for name in SEAT_FIELDS}
