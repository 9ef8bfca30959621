"""Who answers for what: items by the organisation that answers for them, those of nobody first. Reads nothing."""

from collections.abc import Iterable
from dataclasses import dataclass

from councils.letters import in_alphabet
from councils.services.organisations import folded

from .models import PlanItem

# What group_by_organisation reads of its items, in as many queries for one item as for all.
PREFETCHED = ("responsible_organisations__same_as", "indicators__targets")


@dataclass(frozen=True)
class Answering:
    """An organisation, or the plan's own words where it names none of the list; an empty name is nobody."""

    name: str
    items: tuple[PlanItem, ...]


def group_by_organisation(items: Iterable[PlanItem]) -> list[Answering]:
    """Each organisation with its items, in the order of the alphabet; an item of two organisations stands under both.

    Another spelling stands under the organisation it was found to mean.
    """
    names: dict[str, str] = {}
    found: dict[str, list[PlanItem]] = {}
    for item in items:
        for name in _names(item):
            key = folded(name)
            names.setdefault(key, name)
            found.setdefault(key, []).append(item)
    ordered = sorted(names, key=lambda key: (bool(key), in_alphabet(key)))
    return [Answering(names[key], tuple(found[key])) for key in ordered]


def _names(item: PlanItem) -> list[str]:
    organisations = (one.same_as or one for one in item.responsible_organisations.all())
    return list(dict.fromkeys(one.name for one in organisations)) or [" ".join(item.responsible.split())]
