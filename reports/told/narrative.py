"""The narrative of a national report: by measure SMS's text, who wrote it, and what the councils said (rule 13)."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from actionplans.quarters import Span
from reports.models import NationalText


def versions_in(quarter: Span) -> QuerySet[NationalText]:
    """All versions of all measures of the quarter, each measure's oldest first."""
    texts = NationalText.objects.filter(period__year=quarter.year, period__quarter=quarter.quarter)
    return texts.select_related("measure", "written_by__person").order_by("measure__position", "number")


def narrative_told(quarter: Span, councils: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Every measure on which SMS or a council said something, by its number; `councils` are their statements.

    `by` names whoever wrote a version of SMS's text, in their order. One query.
    """
    found: dict[str, dict[str, Any]] = {}
    for version in versions_in(quarter):
        measure = version.measure
        told = found.setdefault(
            measure.code, _measure({"code": measure.code, "names": measure.names, "pillar": measure.pillar})
        )
        told["text"] = version.text
        told["by"] = list(dict.fromkeys([*told["by"], str(version.written_by)]))
    for council in councils:
        _add_texts(found, council)
    said = (told for told in found.values() if told["text"] or told["councils"])
    return sorted(said, key=lambda told: place_of(told["measure"]["code"]))


def place_of(code: str) -> tuple[int, ...]:
    """1.2 stands before 1.10."""
    return tuple(int(part) if part.isdecimal() else 0 for part in code.split("."))


def _measure(measure: dict[str, Any]) -> dict[str, Any]:
    return {"measure": measure, "text": "", "by": [], "councils": []}


def _add_texts(found: dict[str, dict[str, Any]], council: dict[str, Any]) -> None:
    texts: dict[str, list[dict[str, str]]] = {}
    for item in council["items"]:
        if item["measure"] and item["text"]:
            found.setdefault(item["measure"]["code"], _measure(item["measure"]))
            texts.setdefault(item["measure"]["code"], []).append({"item": item["number"], "text": item["text"]})
    who = {"code": council["council"]["code"], "region": council["council"]["region"]}
    for code, said in texts.items():
        found[code]["councils"].append(who | {"texts": said})
