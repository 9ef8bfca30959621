"""Regions, districts, the eight councils and a sample charter: loaded once, never overwritten."""

import csv
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction

from . import articles, audit
from .locks import lock_system
from .models import Adoption, Article, Charter, Council, District, Region, Seat, User
from .rights import OPERATOR

FOLDER = Path(__file__).resolve().parent / "reference"
SAMPLE_ORDER = "б/н (образец)"
NAMES = ("name_en", "name_ru", "name_ky")


def rows_of(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@transaction.atomic
def load_reference_data(actor: User | None = None) -> dict[str, int]:
    """Add what is missing and say how much; running it twice adds nothing and records nothing.

    A council that is added adopts charter version 1 on its founding day. Without an actor the system account
    is the one who did it: the account that commands act as, and that nobody can sign in with.
    """
    lock_system()
    operator = _operator()
    added = {"regions": _regions(), "districts": _districts(), "charter": _sample_charter()}
    councils = _councils()
    added["councils"] = len(councils)
    if any(added.values()):
        audit.record("reference.load", "reference", actor=actor or operator, after={**added, "codes": councils})
    return added


def _operator() -> User:
    user, made = User.objects.get_or_create(username=OPERATOR)
    if made:
        user.set_unusable_password()
        user.save(update_fields=["password"])
    return user


def _regions() -> int:
    known = set(Region.objects.values_list("code", flat=True))
    new = [Region(**row) for row in rows_of("regions.csv") if row["code"] not in known]
    return len(Region.objects.bulk_create(new))


def _districts() -> int:
    regions = dict(Region.objects.values_list("code", "pk"))
    known = set(District.objects.values_list("soate", flat=True))
    new = [
        District(region_id=regions[row.pop("region_code")], **row)
        for row in rows_of("districts.csv")
        if row["soate"] not in known
    ]
    return len(District.objects.bulk_create(new))


def _sample_charter() -> int:
    """Version 1 with its seats, unless somebody wrote a version already."""
    if Charter.objects.exists():
        return 0
    (preamble_ru, russian), (preamble_ky, kyrgyz) = (
        articles.read((FOLDER / f"charter_{language}.txt").read_text("utf-8")) for language in ("ru", "ky")
    )
    version = Charter.objects.create(number=1, is_sample=True, preamble_ru=preamble_ru, preamble_ky=preamble_ky)
    for columns in articles.both(russian, kyrgyz):
        Article.objects.create(charter=version, **columns)
    Seat.objects.bulk_create(
        Seat(charter=version, position=position, **_seat(row)) for position, row in enumerate(rows_of("seats.csv"), 1)
    )
    return 1


def _seat(row: dict[str, str]) -> dict[str, Any]:
    return {**row, "voting": row["voting"] == "yes"}


def _councils() -> list[str]:
    """Codes of the councils that were added, each with its adoption of version 1."""
    known = set(Council.objects.values_list("code", flat=True))
    regions = dict(Region.objects.values_list("code", "pk"))
    version = Charter.objects.get(number=1)
    added = []
    for row in rows_of("councils.csv"):
        if row["code"] in known:
            continue
        founded_on = date.fromisoformat(row["founded_on"])
        council = Council.objects.create(
            region_id=regions[row["code"]], code=row["code"], position=int(row["position"]), founded_on=founded_on,
            **{name: row[name] for name in NAMES},
        )  # fmt: skip
        Adoption.objects.create(council=council, charter=version, adopted_on=founded_on, order_number=SAMPLE_ORDER)
        added.append(row["code"])
    return added
