"""The council's seats on the last day of a quarter: how many, vacant, held for civil society and for youth."""

from typing import Any

from actionplans.quarters import Span
from councils import clock
from councils.charter import composition_on
from councils.models import Council
from councils.states import OrganisationKind


def seats_told(council: Council, quarter: Span) -> dict[str, Any]:
    """Counts of the Charter in force that day, or today while the quarter runs; `meetings_a_year` is what it asks for,
    None before the first one."""
    found = composition_on(council, min(quarter.ends_on, clock.today()))
    held = [place.membership.organisation.kind for place in found.places if place.membership]
    return {
        "seats": len(found.places), "vacant": len(found.vacant),
        "civil_society": held.count(OrganisationKind.CIVIL_SOCIETY), "youth": held.count(OrganisationKind.YOUTH),
        "meetings_a_year": found.arrangements.meetings_a_year if found.arrangements else None,
    }  # fmt: skip
