"""Whom a visitor of the demonstration can sign in as; shown on the sign-in page and printed by `make run`."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import get_language

from councils.reference_data import rows_of
from councils.states import GrantRole, SeatRole

from .contributors import LINKS, Link
from .load import is_loaded
from .people import PASSWORD, sign_in_rows


@dataclass(frozen=True)
class SignIn:
    """`role` in the reader's language: "secretary, Batken oblast". An organisation has no account but the `address` of
    its link, which is a path of this site."""

    role: str
    username: str = ""
    password: str = ""
    address: str = ""


def rows() -> list[SignIn]:
    """All sign-ins, those of Batken and the offices first, links last; none where the demonstration is not loaded."""
    if not is_loaded():
        return []
    language = (get_language() or "ru")[:2]
    regions = {row["code"]: row[f"name_{language}"] for row in rows_of("regions.csv")}
    accounts = [SignIn(_role(row, regions), row["username"], PASSWORD) for row in sign_in_rows()]
    return accounts + [SignIn(_organisation(link, regions), address=_address(link)) for link in LINKS]


def _organisation(link: Link, regions: dict[str, str]) -> str:
    return f"{link.kind.label}, {link.organisation}, {regions[link.council]}"


def _address(link: Link) -> str:
    return reverse("councils:contributor-open", args=[link.word])


def _role(row: dict[str, str], regions: dict[str, str]) -> str:
    if row["grant"]:
        return str(GrantRole(row["grant"]).label)
    role = row["seat"] if row["seat"] in SeatRole.values else SeatRole.MEMBER
    return f"{SeatRole(role).label}, {regions[row['council']]}"
