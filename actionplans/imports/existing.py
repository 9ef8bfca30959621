"""Which rows of a file are recorded already: equal in every field that the file has.

Events of a file that was undone are not: it can be brought in again. One that somebody voided alone is.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any

from actionplans.models import Event, EventOrganisation
from actionplans.models.events import COUNTS
from actionplans.remarks.single import is_double
from actionplans.states import EventStatus, OrganisationRole
from councils.models import AuditEntry, Council
from councils.services.organisations import folded, meanings

from .registers import EventRow

POINTERS = ("item", "district", "campaign")
NAMES = {"partners": OrganisationRole.PARTNER, "organisers": OrganisationRole.ORGANISER}
COMPARED = ("starts_on", "ends_on", "place", "form", "title", *COUNTS)
YOUTH = ("youth_reported", "age_14_28")  # one register has the bands, another of the same events only "youth"
AWAITING = "awaiting"  # recorded, but no plan covered it when it was
CHANGED = "changed"  # recorded from an earlier file so, and changed by hand since
AT_ONCE = 500  # subjects in one question to the audit chain
Key = tuple[Any, ...]


def key_of_row(row: EventRow, meaning: Callable[[str], int | str] = folded) -> Key:
    """What tells this row from another. Fields without a column are left out: the office may have added them since.

    Organisations are told apart by what their names mean, for one is recorded under its first spelling.
    """
    draft, has = row.draft, row.fields
    pointers = [getattr(draft, name) for name in POINTERS if name in has]
    return (
        *(_compared(name, draft.__dict__) for name in COMPARED if name in has),
        *(pointed.pk if pointed else None for pointed in pointers),
        *(frozenset(map(meaning, getattr(draft, name))) for name in NAMES if name in has),
    )


def _compared(name: str, values: Mapping[str, Any]) -> Any:
    if name != "youth_reported":
        return values[name]
    return next((values[one] for one in YOUTH if values[one] is not None), None)


class Recorded:
    """The council's events of the days that a file tells of, in four queries however many rows it has.

    Registers grow from month to month: what was corrected here still stands in the file as it was. So an event from a
    file that was changed since is known by what was recorded at first, too.
    """

    def __init__(self, council: Council, rows: Iterable[EventRow]) -> None:
        days = [row.draft.starts_on for row in rows if row.draft.starts_on]
        self._events: list[dict[str, Any]] = []
        self._at_first: list[dict[str, Any]] = []
        self._meaning: Callable[[str], int | str] = folded
        self._keys: dict[frozenset[str], dict[Key, str]] = {}
        self._same_day: dict[Key, list[dict[str, Any]]] = defaultdict(list)
        if not days:
            return
        around = Event.objects.filter(council=council, starts_on__gte=min(days), starts_on__lte=max(days))
        around = around.exclude(pk__in=around.voided_together().order_by().values("pk"))
        columns = ("pk", "code", "status", "version", "batch_id", *COMPARED, *(f"{name}_id" for name in POINTERS))
        self._events = list(around.order_by().values(*columns))
        self._meaning = meanings()
        linked: dict[tuple[int, str], set[int | str]] = defaultdict(set)
        links = EventOrganisation.objects.filter(event__in=around.order_by())
        for of, role, pk, same in links.values_list("event_id", "role", "organisation_id", "organisation__same_as"):
            linked[of, role].add(same or pk)
        for event in self._events:
            event |= {name: frozenset(linked.get((event["pk"], role), ())) for name, role in NAMES.items()}
            if event["status"] == EventStatus.RECORDED:
                self._same_day[event["starts_on"], event["district_id"], event["item_id"]].append(event)
        self._at_first = list(self._told_at_first(council))

    def _told_at_first(self, council: Council) -> Iterator[dict[str, Any]]:
        """Events from files as they came in, by what their first change says that it changed."""
        changed = {f"event:{e['code']}": e for e in self._events if e["batch_id"] and e["version"] > 1}
        subjects = list(changed)
        for at in range(0, len(subjects), AT_ONCE):
            asked = subjects[at : at + AT_ONCE]
            entries = AuditEntry.objects.filter(chain=council.code, subject__in=asked).order_by("number")
            for subject, text in entries.values_list("subject", "text"):
                before = json.loads(text)["before"]
                if before and subject in changed:
                    yield self._as_recorded(before) | {"status": changed.pop(subject)["status"]}

    def _as_recorded(self, told: Mapping[str, Any]) -> dict[str, Any]:
        days = {name: date.fromisoformat(told[name]) for name in ("starts_on", "ends_on")}
        pointers = {f"{name}_id": told[name] for name in POINTERS}
        names = {name: frozenset(map(self._meaning, told.get(name, ()))) for name in NAMES}
        return {name: told[name] for name in COMPARED} | days | pointers | names

    def find(self, row: EventRow) -> str | None:
        """The state of the event that this row tells of (recorded, voided, AWAITING or CHANGED); None when it is new.

        A row that names an item by now is the event that was kept without one: else it would count twice as soon as
        that one is attached (rule 6).
        """
        if not self._events:
            return None
        has = row.fields
        if has not in self._keys:
            self._keys[has] = self._states(has)
        states = self._keys[has]
        state = states.get(key_of_row(row, self._meaning))
        if state is None and row.draft.item:
            state = states.get(key_of_row(replace(row, draft=replace(row.draft, item=None)), self._meaning))
            return AWAITING if state == EventStatus.RECORDED else state
        return state

    def _states(self, has: frozenset[str]) -> dict[Key, str]:
        """By content: what stands now wins over what stood at first, what is recorded over what is voided."""
        ranked = sorted(self._events, key=lambda event: event["status"] == EventStatus.RECORDED)
        at_first = {
            _key(event, has): CHANGED if event["status"] == EventStatus.RECORDED else event["status"]
            for event in self._at_first
        }
        return at_first | {_key(event, has): event["status"] for event in ranked}

    def double_of(self, row: EventRow) -> str:
        """The number of a recorded event of the same day, district and item that is much like this new one; or ""."""
        draft = row.draft
        key = (draft.starts_on, draft.district and draft.district.pk, draft.item and draft.item.pk)
        alike = (event for event in self._same_day.get(key, ()) if is_double(draft, SimpleNamespace(**event)))
        return next((event["code"] for event in alike), "")


def _key(event: Mapping[str, Any], has: frozenset[str]) -> Key:
    return (
        *(_compared(name, event) for name in COMPARED if name in has),
        *(event[f"{name}_id"] for name in POINTERS if name in has),
        *(event[name] for name in NAMES if name in has),
    )
