"""Regions and districts as a reference list: an administrator adds what is missing and mends names."""

from typing import Any, TypeVar

from django.db import transaction

from councils import audit
from councils.locks import lock_system
from councils.models import District, Region, User

from .allowed import need_administrator

Place = TypeVar("Place", Region, District)


@transaction.atomic
def save_region(region: Region, *, actor: User) -> Region:
    """A new region, or other names of one that is known."""
    return _save(region, "region.edit" if region.pk else "region.add", actor)


@transaction.atomic
def save_district(district: District, *, actor: User) -> District:
    """A new district, or other names of one that is known."""
    return _save(district, "district.edit" if district.pk else "district.add", actor)


def _save(place: Place, action: str, actor: User) -> Place:
    need_administrator(actor)
    lock_system()
    known = type(place).objects.filter(pk=place.pk).first() if place.pk else None
    place.save()
    audit.record(action, audit.subject_of(place), actor=actor, before=_told(known) if known else None,
                 after=_told(place))  # fmt: skip
    return place


def _told(place: Region | District) -> dict[str, Any]:
    own = ("code",) if isinstance(place, Region) else ("region",)
    return audit.fields_of(place, *own, "soate", "kind", "name_en", "name_ru", "name_ky")
