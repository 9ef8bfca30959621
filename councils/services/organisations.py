"""Organisations by name: found under any spelling, or proposed to the administrator by the council that types it."""

import re
from collections.abc import Callable, Collection

from councils.models import Council, Organisation
from councils.states import OrganisationKind

_QUOTES = re.compile(r"[«»“”„\"'`.,]+")


def folded(name: str) -> str:
    """A name without what people type differently: case, quotes, full stops, spaces, ё."""
    return " ".join(_QUOTES.sub(" ", name.casefold().replace("ё", "е")).split())


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
