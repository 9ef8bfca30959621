"""Councils, and the people and organisations that sit on them."""

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from councils import audit
from councils.dates import day_words
from councils.locks import lock_council, lock_system
from councils.models import Council, Organisation, Person, Region, User
from councils.states import Unfit

from .allowed import need_administrator, need_administrator_or_sms

CONTACTS = ("phone", "email")


@transaction.atomic
def found_council(region: Region, *, names: dict[str, str], founded_on: date, actor: User) -> Council:
    """A council for a region that has none; it stands last in lists. `names` by language. Raises Unfit."""
    need_administrator(actor)
    lock_system()
    if Council.objects.filter(region=region).exists():
        raise Unfit(_("The region has a council already."))
    position = (Council.objects.aggregate(top=Max("position"))["top"] or 0) + 1
    made = Council.objects.create(
        region=region, code=region.code, position=position, founded_on=founded_on, **_columns(names)
    )
    audit.record("council.found", audit.subject_of(made), actor=actor, council=made, after=_told(made))
    return made


@transaction.atomic
def edit_council(council: Council, *, names: dict[str, str], founded_on: date, actor: User) -> Council:
    """Other names or another founding day; nothing the council did may lie before it. Raises Unfit."""
    need_administrator(actor)
    council = lock_council(council)
    before = _told(council)
    firsts = [
        council.adoptions.order_by("adopted_on").values_list("adopted_on", flat=True).first(),
        council.memberships.order_by("starts_on").values_list("starts_on", flat=True).first(),
    ]
    for first in firsts:
        if first and first < founded_on:
            raise Unfit(_("Something of this council is dated %(day)s, before that day.") % {"day": day_words(first)})
    council.founded_on = founded_on
    for column, name in _columns(names).items():
        setattr(council, column, name)
    council.save()
    audit.record(
        "council.edit", audit.subject_of(council), actor=actor, council=council, before=before, after=_told(council)
    )
    return council


@transaction.atomic
def create_organisation(*, name: str, kind: str, proposed: bool = False, actor: User) -> Organisation:
    """A body, NGO or youth organisation. `proposed` waits for the administrator's look. Raises Unfit."""
    need_administrator_or_sms(actor)
    lock_system()
    if Organisation.objects.filter(name=name).exists():
        raise Unfit(_("There is an organisation “%(name)s” already.") % {"name": name})
    made = Organisation.objects.create(name=name, kind=kind, proposed=proposed)
    audit.record(
        "organisation.create", audit.subject_of(made), actor=actor,
        after=audit.fields_of(made, "name", "kind", "proposed"),
    )  # fmt: skip
    return made


@transaction.atomic
def create_person(*, full_name: str, phone: str = "", email: str = "", actor: User) -> Person:
    """Somebody who can take a seat; an account may follow later. Contacts are not told to the audit chain."""
    need_administrator_or_sms(actor)
    lock_system()
    made = Person.objects.create(full_name=full_name, phone=phone, email=email)
    given = [name for name in CONTACTS if getattr(made, name)]
    audit.record(
        "person.create", audit.subject_of(made), actor=actor, after={"full_name": full_name, "contacts": given}
    )
    return made


@transaction.atomic
def edit_person(person: Person, *, full_name: str, phone: str, email: str, actor: User) -> Person:
    """Another name or other contacts; of contacts the chain says only that they changed (rule 9)."""
    need_administrator(actor)
    lock_system()
    fresh = Person.objects.get(pk=person.pk)
    values = {"full_name": full_name, "phone": phone, "email": email}
    before = {"full_name": fresh.full_name}
    changed = [name for name in CONTACTS if getattr(fresh, name) != values[name]]
    for name, value in values.items():
        setattr(fresh, name, value)
    fresh.save(update_fields=list(values))
    audit.record(
        "person.edit", audit.subject_of(fresh), actor=actor,
        before=before, after={"full_name": full_name, "contacts_changed": changed},
    )  # fmt: skip
    return fresh


def _columns(names: dict[str, str]) -> dict[str, str]:
    return {f"name_{language}": names[language] for language in ("en", "ru", "ky")}


def _told(council: Council) -> dict[str, Any]:
    return audit.fields_of(council, "code", "founded_on", "name_en", "name_ru", "name_ky")
