"""Which marks there are and what each stands for, from the keys of a statement (rule 14). Pure functions.

`shapes` is what the page of marks lists and what a form is checked against; `values_of` is what an edition puts there.
A test compares the two, so that no mark is described that has no value.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from actionplans.states import Unit
from councils.states import DecisionState
from reports.exports.content import Content, label
from reports.pages import LABELS
from reports.rollup import Figures
from reports.said import MEETING_LABELS
from reports.statement import Statement
from reports.states import ItemStatus
from reports.told.meetings import FIGURES as OF_MEETINGS

from .marks import EACH

CODE, NUMBER, AT = "KG-B", "1.2", "1"  # what stands in an example for a council, an item, an indicator
FIGURES = tuple(each.name for each in fields(Figures))
REACHED = ("same_group", "adjusted", "reached")
MEETINGS = ("asked_a_year", *OF_MEETINGS)
_CODE, _NUMBER = r"KG-[A-Z]{1,2}", r"\d+(?:\.\d+)*"
Value = Any  # a number, a text, {"day": ISO}, None where nothing was recorded
Values = dict[str, Value]


@dataclass(frozen=True)
class Shape:
    """One mark, or the marks of one kind: an example of its path, and what it stands for."""

    path: str
    words: str

    @property
    def mark(self) -> str:
        return "{{" + self.path + "}}"


# ---- what there is


def shapes(national: bool) -> list[tuple[str, list[Shape]]]:
    """Groups of marks with their headings: of a form for the national report, or for a council's."""
    root = [*_of_edition(), *(_of_national() if national else _of_council("")), *_of_figures("")]
    groups = [(_("The whole report"), root)]
    if national:
        council = f"councils.{CODE}."
        groups += [
            (_("One council, by its code"), [*_of_council(council), *_of_figures(council)]),
            (_("One plan item of a council"), list(_of_item(f"{council}items.{NUMBER}."))),
            (_("A row for each council"), [*_of_council(f"{EACH}councils."), *_of_figures(f"{EACH}councils.")]),
        ]
    else:
        groups.append((_("One plan item, by its number"), list(_of_item(f"items.{NUMBER}."))))
    council_name = Shape(f"{EACH}items.council", _("Council"))
    return [
        *groups,
        (_("A row for each plan item"), [council_name, *_of_item(f"{EACH}items.")]),
        (_("A row for each problem"), list(_of_problem())),
        (_("A row for each decision"), list(_of_decision())),
    ]


def is_known(path: str, national: bool, codes: set[str]) -> bool:
    """Whether a form may hold this mark: one that is listed, with any council, item or indicator in its place."""
    found = re.match(rf"councils\.({_CODE})\.", path)
    if found and found[1] not in codes:
        return False
    plain = re.sub(rf"^councils\.{_CODE}\.", f"councils.{CODE}.", path)
    plain = re.sub(rf"^((?:councils\.{CODE}\.)?items\.){_NUMBER}\.(?=[a-z])", rf"\g<1>{NUMBER}.", plain)
    plain = re.sub(r"\.indicators\.\d+\.", f".indicators.{AT}.", plain)
    return plain in {shape.path for _heading, group in shapes(national) for shape in group}


def _of_edition() -> Iterator[Shape]:
    yield Shape("period", _("Period, in words"))
    yield Shape("period.label", _("Period, such as 2019-Q4"))
    yield Shape("period.year", _("Year"))
    yield Shape("period.quarter", _("Quarter"))
    yield Shape("period.starts_on", _("First day"))
    yield Shape("period.ends_on", _("Last day"))
    yield Shape("edition.number", _("Edition"))
    yield Shape("edition.code", _("Check code"))
    yield Shape("edition.sha256", "SHA-256")
    yield Shape("edition.sealed_on", _("Sealed on"))


def _of_national() -> Iterator[Shape]:
    yield Shape("due", _("Councils whose report was due"))
    yield Shape("reported", _("Councils that reported"))
    yield Shape("missing", _("Did not report (reason)"))


def _of_council(base: str) -> Iterator[Shape]:
    yield Shape(f"{base}name", _("Council"))
    yield Shape(f"{base}region", _("Region"))
    yield Shape(f"{base}code", _("Code of the council"))
    yield Shape(f"{base}submitted_on", _("Submitted on"))
    yield Shape(f"{base}days_late", _("Days late"))
    yield Shape(f"{base}returns", _("Times returned"))
    yield Shape(f"{base}signed_by", _("Signed by"))
    yield Shape(f"{base}outgoing_number", _("Outgoing number"))
    for status in ItemStatus:
        yield Shape(f"{base}statuses.{status.value}", _("Plan items: %(state)s") % {"state": status.label})
    yield Shape(f"{base}meetings.asked_a_year", _("Meetings a year by the Charter"))
    for name in OF_MEETINGS:
        yield Shape(f"{base}meetings.{name}", str(MEETING_LABELS[name]))
    if base:
        yield Shape(f"{base}edition", _("Edition"))


def _of_figures(base: str) -> Iterator[Shape]:
    """A council's figures of the quarter may be named without the word."""
    before, year = _("a year before"), _("since the start of the year")
    for name in FIGURES:
        if base:
            yield Shape(f"{base}{name}", str(LABELS[name]))
        yield Shape(f"{base}figures.{name}", str(LABELS[name]))
    for name in FIGURES:
        yield Shape(f"{base}year_before.{name}", f"{LABELS[name]}: {before}")
        yield Shape(f"{base}year_to_date.{name}", f"{LABELS[name]}: {year}")
    yield Shape(f"{base}reached.same_group", _("Counted again, the same group"))
    yield Shape(f"{base}reached.adjusted", _("Counted twice, as the councils sign"))
    yield Shape(f"{base}reached.reached", _("Residents reached"))


def _of_item(base: str) -> Iterator[Shape]:
    yield Shape(f"{base}number", _("Item No."))
    yield Shape(f"{base}title", _("Activity"))
    yield Shape(f"{base}responsible", _("Responsible"))
    yield Shape(f"{base}due", _("Due"))
    yield Shape(f"{base}funding", _("Funding"))
    yield Shape(f"{base}status", _("Status"))
    yield Shape(f"{base}text", _("Progress"))
    yield Shape(f"{base}next_steps", _("Next steps"))
    for name in FIGURES:
        yield Shape(f"{base}{name}", str(LABELS[name]))
    mark = f"{base}indicators.{AT}."
    yield Shape(f"{mark}name", _("Indicator"))
    yield Shape(f"{mark}unit", _("Unit of measure"))
    yield Shape(f"{mark}baseline", _("Baseline"))
    yield Shape(f"{mark}target", _("Target"))
    yield Shape(f"{mark}quarter", _("Fact in the quarter"))
    yield Shape(f"{mark}year_to_date", _("Since the start of the year"))
    yield Shape(f"{mark}before", _("Same quarter last year"))
    yield Shape(f"{mark}per_cent", pgettext("mark", "Fulfilment, %"))


def _of_problem() -> Iterator[Shape]:
    base = f"{EACH}problems."
    yield Shape(f"{base}council", _("Council"))
    yield Shape(f"{base}item", _("Item No."))
    yield Shape(f"{base}problem", _("Problem"))
    yield Shape(f"{base}proposal", _("Proposal"))
    yield Shape(f"{base}addressee", _("Addressed to"))


def _of_decision() -> Iterator[Shape]:
    base = f"{EACH}decisions."
    yield Shape(f"{base}council", _("Council"))
    yield Shape(f"{base}number", _("No."))
    yield Shape(f"{base}held_on", _("Day of the meeting"))
    yield Shape(f"{base}text", _("Decided"))
    yield Shape(f"{base}responsible", _("Responsible"))
    yield Shape(f"{base}due_on", _("Due on"))
    yield Shape(f"{base}state", _("State"))
    yield Shape(f"{base}done_on", _("Carried out on"))
    yield Shape(f"{base}outcome", _("Outcome"))


# ---- what an edition puts there


def values_of(content: Content) -> dict[str, Any]:
    """For the marks of one edition: values by path, and for each list its rows."""
    root = _edition(content) | (_national(content) if content.is_national else _council(content, content.statement))
    root |= _figures(content.statement)
    councils = [_council(content, one) | {"edition": one.get("edition")} | _figures(one) for one in content.councils]
    rows: dict[str, list[Values]] = {
        "councils": [one | _short(one) for one in councils], "items": [], "problems": [], "decisions": []
    }  # fmt: skip
    for council, row in zip(content.councils, rows["councils"], strict=True):
        base = f"councils.{council['council']['code']}." if content.is_national else ""
        if base:
            root |= {base + path: value for path, value in row.items()}
        for item in council["items"]:
            told = _item(content, item)
            root |= {f"{base}items.{item['number']}.{path}": value for path, value in told.items()}
            rows["items"].append(told | {"council": content.region(council)})
        for one in council.get("problems", ()):
            told = {name: one[name] for name in ("item", "problem", "proposal", "addressee")}
            rows["problems"].append(told | {"council": content.region(council)})
        rows["decisions"] += [_decision(one) | {"council": content.region(council)} for one in _decisions(council)]
    missing = [gap["code"] for gap in content.statement.get("missing", ())]
    return {"plain": root, "each": rows, "missing": missing}


def _day(text: str | None) -> Value:
    return {"day": text[:10]} if text else None


def _edition(content: Content) -> Values:
    told, seal = content.statement["period"], content.seal
    return {
        "period": content.period, "period.label": told["label"], "period.year": told["year"],
        "period.quarter": told["quarter"], "period.starts_on": _day(told["starts_on"]),
        "period.ends_on": _day(told["ends_on"]), "edition.number": seal.number if seal else None,
        "edition.code": seal.code if seal else "", "edition.sha256": seal.sha256 if seal else "",
        "edition.sealed_on": _day(content.as_of.date().isoformat()),
    }  # fmt: skip


def _national(content: Content) -> Values:
    gaps = [f"{content.name(gap['names'])}: {gap['reason']}" for gap in content.statement["missing"]]
    return {"due": content.statement["due"], "reported": content.reported, "missing": "\n".join(gaps)}


def _council(content: Content, told: Statement) -> Values:
    signature = told.get("signature") or {}
    states = [item["status"] for item in told["items"]]
    meetings = told.get("meetings") or {}  # since format 5
    return {
        "name": content.name(told["council"]["names"]), "region": content.region(told),
        "code": told["council"]["code"], "submitted_on": _day(told.get("submitted_on")),
        "days_late": told.get("days_late"), "returns": told.get("returns"), "signed_by": signature.get("name", ""),
        "outgoing_number": signature.get("outgoing_number", ""),
        **{f"statuses.{status.value}": states.count(status) for status in ItemStatus},
        **{f"meetings.{name}": meetings.get(name) for name in MEETINGS},
    }  # fmt: skip


def _decisions(council: Statement) -> list[Statement]:
    told: list[Statement] = council.get("decisions", [])  # since format 5, and in a council's own edition alone
    return told


def _decision(told: Statement) -> Values:
    values = {name: told[name] for name in ("number", "text", "responsible", "outcome")}
    values |= {name: _day(told[name]) for name in ("held_on", "due_on", "done_on")}
    return values | {"state": _("overdue") if told["overdue"] else label(DecisionState.choices, told["state"])}


def _figures(told: Statement) -> Values:
    before = told["year_before"]["figures"] if told["year_before"] else None
    values: Values = {}
    for name in FIGURES:
        values[f"figures.{name}"] = told["figures"][name]
        values[f"year_before.{name}"] = before[name] if before else _("no data")
        values[f"year_to_date.{name}"] = told["year_to_date"][name]
    reached = told.get("reached") or {}  # since format 4
    return values | {f"reached.{name}": reached.get(name) for name in REACHED}


def _short(council: Values) -> Values:
    return {name: council[f"figures.{name}"] for name in FIGURES}


def _item(content: Content, item: Statement) -> Values:
    values: Values = {name: item[name] for name in ("number", "responsible", "due", "funding", "text")}
    values |= {
        "title": content.name(item["title"]), "next_steps": item.get("next_steps", ""),
        "status": label(ItemStatus.choices, item["status"]) or _("not confirmed yet"),
        **{name: item["figures"][name] for name in FIGURES},
    }  # fmt: skip
    for at, told in enumerate(item["indicators"], 1):
        base = f"indicators.{at}."
        values[f"{base}name"] = content.name(told["name"])
        values[f"{base}unit"] = told["unit_text"] or label(Unit.choices, told["unit"])
        for name in ("baseline", "target", "quarter", "year_to_date", "before", "per_cent"):
            values[base + name] = told[name]
    return values
