"""The Government Programme with its measures, and the campaigns: loaded once, never overwritten."""

import csv
from datetime import date
from pathlib import Path

from django.db import transaction

from councils import audit
from councils.locks import lock_system
from councils.models import User
from councils.services.allowed import need_administrator

from .models import Campaign, Measure, Programme

FOLDER = Path(__file__).resolve().parent / "reference"
NAMES = ("name_en", "name_ru", "name_ky")


@transaction.atomic
def load_programme(actor: User) -> dict[str, int]:
    """Add what is missing and say how much; running it twice adds nothing and records nothing. Raises NotAllowed."""
    need_administrator(actor)
    lock_system()
    programmes, measures = _programme()
    added = {"programmes": programmes, "measures": measures, "campaigns": _campaigns()}
    if any(added.values()):
        audit.record("reference.load", "programme", actor=actor, after=added)
    return added


def _rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _dated(row: dict[str, str]) -> dict[str, date]:
    return {name: date.fromisoformat(row[name]) for name in ("starts_on", "ends_on")}


def _named(row: dict[str, str]) -> dict[str, str]:
    return {name: row[name] for name in NAMES}


def _programme() -> tuple[int, int]:
    """How many programmes and measures were added: a programme is known by its first day, a measure by its number."""
    (row,) = _rows("programme.csv")
    dates = _dated(row)
    programme, made = Programme.objects.get_or_create(
        starts_on=dates["starts_on"], defaults={"ends_on": dates["ends_on"], **_named(row)}
    )
    known = set(programme.measures.values_list("code", flat=True))
    new = [
        Measure(
            programme=programme, code=row["code"], position=position, pillar=row["pillar"],
            sensitive=row["sensitive"] == "yes", **_named(row),
        )
        for position, row in enumerate(_rows("measures.csv"), 1)
        if row["code"] not in known
    ]  # fmt: skip
    return int(made), len(Measure.objects.bulk_create(new))


def _campaigns() -> int:
    known = set(Campaign.objects.values_list("starts_on", flat=True))
    new = [Campaign(**_dated(row), **_named(row)) for row in _rows("campaigns.csv")]
    return len(Campaign.objects.bulk_create(one for one in new if one.starts_on not in known))
