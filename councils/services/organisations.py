"""Organisations by name: found under any spelling, proposed by the council that types it, kept by administrators."""

from collections.abc import Callable, Collection

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from councils import audit
from councils.locks import lock_system
from councils.models import Council, Organisation, User
from councils.organisations import folded, uses_of
from councils.states import IllegalMove, OrganisationKind, Unfit

from .allowed import need_administrator

__all__ = ["edit_organisation", "folded", "meanings", "named", "separate_organisation", "unite_organisation"]
LONGEST_NAME = 200


def named(names: Collection[str], council: Council) -> dict[str, Organisation]:
    """Each name with its organisation; a name that nobody knows is kept as proposed by this council.

    A spelling that the administrator found to mean another organisation gives that one. One query where all
    names are known as they are typed.
    """
    found = _exactly(names)
    if missing := [name for name in dict.fromkeys(names) if name not in found]:
        alike = {folded(row.name): row for row in Organisation.objects.select_related("same_as").order_by("-pk")}
        found |= {name: alike[folded(name)] for name in missing if folded(name) in alike}
    if missing := [name for name in missing if name not in found] if missing else []:
        # Of two spellings in one batch the first is kept.
        firsts = {folded(name): name for name in sorted(set(missing), reverse=True)}
        # Another council may bring the same name at this moment, so a conflict is no error.
        new = [
            Organisation(name=name, kind=OrganisationKind.GOVERNMENT, proposed=True, proposed_by=council)
            for name in sorted(firsts.values())
        ]
        Organisation.objects.bulk_create(new, ignore_conflicts=True)
        made = _exactly(firsts.values())
        found |= {name: made[firsts[folded(name)]] for name in missing}
    return {name: row.same_as or row for name, row in found.items()}


def meanings() -> Callable[[str], int | str]:
    """Which organisation a name means, by its key, as `named` would find it; a name that nobody knows means itself.

    One query for any number of names, and nothing is written.
    """
    rows = Organisation.objects.order_by("-pk").values_list("name", "pk", "same_as")
    exactly = {name: same or pk for name, pk, same in rows}
    alike = {folded(name): pk for name, pk in exactly.items()}
    return lambda name: exactly.get(name) or alike.get(folded(name)) or folded(name)


def _exactly(names: Collection[str]) -> dict[str, Organisation]:
    """In one query for any number of names; SQLite takes no list of more than 32,766."""
    rows = Organisation.objects.select_related("same_as")
    rows = rows.filter(name__in=names) if len(names) <= 1000 else rows
    wanted = set(names)
    return {row.name: row for row in rows if row.name in wanted}


# ---- what administrators do about them


@transaction.atomic
def edit_organisation(organisation: Organisation, *, name: str, kind: str, actor: User) -> Organisation:
    """Accept an organisation that a council proposed, with its kind and its right name; or rename one.

    The old name stays as another spelling, so that registers that use it mean this one. Raises IllegalMove, Unfit.
    """
    need_administrator(actor)
    lock_system()
    fresh = Organisation.objects.get(pk=organisation.pk)
    name = " ".join(name.split())
    if fresh.same_as_id:
        raise IllegalMove(_("This is another spelling: the name that counts is the other one's."))
    if not name or len(name) > LONGEST_NAME or kind not in OrganisationKind.values:
        raise Unfit(
            _("An organisation has a name of at most %(limit)d characters, and a kind.") % {"limit": LONGEST_NAME}
        )
    _free_name(fresh, name)
    before, action = _told(fresh), "organisation.accept" if fresh.proposed else "organisation.edit"
    old, fresh.name, fresh.kind, fresh.proposed = fresh.name, name, kind, False
    if _told(fresh) == before:
        return fresh
    try:
        with transaction.atomic():
            fresh.save(update_fields=["name", "kind", "proposed"])
    except IntegrityError as error:  # a council proposed this very name since we looked: that takes no lock
        raise _taken(name) from error
    if folded(old) != folded(name):
        Organisation.objects.create(name=old, kind=kind, same_as=fresh)
    audit.record(action, audit.subject_of(fresh), actor=actor, before=before, after=_told(fresh))
    return fresh


def _free_name(fresh: Organisation, name: str) -> None:
    """Nothing else may bear the name; a spelling of this very organisation gives it back if no record uses it."""
    others = Organisation.objects.exclude(pk=fresh.pk)
    twins = [other for other in others if folded(other.name) == folded(name)]
    for twin in twins:
        if twin.same_as_id != fresh.pk or uses_of([twin])[twin.pk]:
            raise _taken(twin.name)
        twin.delete()


def _taken(name: str) -> Unfit:
    return Unfit(_("There is “%(name)s” already: say that this one is the same.") % {"name": name})


@transaction.atomic
def unite_organisation(organisation: Organisation, other: Organisation, *, actor: User) -> Organisation:
    """The first is another spelling of the second: what was recorded stays, and only the second is offered.

    No spelling of a spelling: that would make chains and rings. Raises IllegalMove, Unfit.
    """
    need_administrator(actor)
    lock_system()
    fresh = Organisation.objects.select_related("same_as").get(pk=organisation.pk)
    real = Organisation.objects.select_related("same_as").get(pk=other.pk)
    names = {"name": fresh.name, "other": real.name}
    if fresh.pk == real.pk:
        raise Unfit(_("Choose another organisation: this one is “%(name)s” itself.") % names)
    if real.same_as:
        words = _("“%(other)s” is another spelling itself: choose “%(real)s”.")
        raise Unfit(words % (names | {"real": real.same_as.name}))
    if real.proposed:
        raise Unfit(_("“%(other)s” is only proposed: accept it first.") % names)
    if spelling := fresh.spellings.order_by("name").first():
        words = _("“%(spelling)s” is another spelling of this one: say first what it is the same as.")
        raise Unfit(words % {"spelling": spelling.name})
    if fresh.same_as_id == real.pk:
        raise IllegalMove(_("“%(name)s” is the same as “%(other)s” already.") % names)
    before, fresh.same_as, fresh.proposed = _told(fresh), real, False
    fresh.save(update_fields=["same_as", "proposed"])
    audit.record("organisation.unite", audit.subject_of(fresh), actor=actor, before=before, after=_told(fresh))
    return fresh


@transaction.atomic
def separate_organisation(organisation: Organisation, *, actor: User) -> Organisation:
    """Not the same after all: an organisation of its own again. Raises IllegalMove."""
    need_administrator(actor)
    lock_system()
    fresh = Organisation.objects.select_related("same_as").get(pk=organisation.pk)
    if fresh.same_as is None:
        raise IllegalMove(_("This is an organisation of its own already."))
    before, fresh.same_as = _told(fresh), None
    fresh.save(update_fields=["same_as"])
    audit.record("organisation.separate", audit.subject_of(fresh), actor=actor, before=before, after=_told(fresh))
    return fresh


def _told(row: Organisation) -> dict[str, object]:
    same_as = row.same_as.name if row.same_as else None
    return {**audit.fields_of(row, "name", "kind", "proposed"), "same_as": same_as}
