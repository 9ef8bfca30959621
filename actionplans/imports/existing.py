"""Which rows of a file are recorded already: equal in every field that the file has.

Events of a file that was undone are not: it can be brought in again. One that somebody voided alone is.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

from actionplans.models import Event, EventOrganisation
from actionplans.models.events import COUNTS
from actionplans.remarks.single import is_double
from actionplans.states import EventStatus, OrganisationRole
from councils.models import Council
from councils.services.organisations import folded, meanings

from .registers import EventRow

POINTERS = ("item", "district", "campaign")
NAMES = {"partners": OrganisationRole.PARTNER, "organisers": OrganisationRole.ORGANISER}
COMPARED = ("starts_on", "ends_on", "place", "form", "title", *COUNTS)
YOUTH = ("youth_reported", "age_14_28")  # one register has the bands, another of the same events only "youth"
AWAITING = "awaiting"  # recorded, but no plan covered it when it was
CHANGED = "changed"  # recorded from this place of an earlier file, and changed by hand since
_ORIGIN = ("code", "version", "batch_id", "batch_sheet", "batch_row")
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
    """The council's events of the days that a file tells of, in three queries however many rows it has."""

    def __init__(self, council: Council, rows: Iterable[EventRow]) -> None:
        days = [row.draft.starts_on for row in rows if row.draft.starts_on]
        self._events: list[dict[str, Any]] = []
        self._meanings: dict[tuple[int, str], set[int | str]] = defaultdict(set)
        self._meaning: Callable[[str], int | str] = folded
        self._keys: dict[frozenset[str], dict[Key, str]] = {}
        self._same_day: dict[Key, list[dict[str, Any]]] = defaultdict(list)
        self._changed: dict[tuple[str, int], dict[str, Any]] = {}
        if not days:
            return
        around = Event.objects.filter(council=council, starts_on__gte=min(days), starts_on__lte=max(days))
        around = around.exclude(pk__in=around.voided_together().order_by().values("pk"))
        columns = ("pk", "status", *_ORIGIN, *COMPARED, *(f"{name}_id" for name in POINTERS))
        self._events = list(around.order_by().values(*columns))
        for event in self._events:
            if event["status"] == EventStatus.RECORDED:
                self._same_day[event["starts_on"], event["district_id"], event["item_id"]].append(event)
                if event["batch_id"] and event["version"] > 1:
                    self._changed[event["batch_sheet"], event["batch_row"]] = event
        links = EventOrganisation.objects.filter(event__in=around.order_by())
        for of, role, pk, same in links.values_list("event_id", "role", "organisation_id", "organisation__same_as"):
            self._meanings[of, role].add(same or pk)
        self._meaning = meanings()

    def find(self, row: EventRow) -> str | None:
        """The state of the event that this row tells of (recorded, voided, AWAITING or CHANGED); None when it is new.

        A row that names an item by now is the event that was kept without one: else it would count twice as soon as
        that one is attached (rule 6).
        """
        if not self._events:
            return None
        has = row.fields
        if has not in self._keys:
            # Recorded ones last, so that they win over voided ones of the same content.
            events = sorted(self._events, key=lambda event: event["status"] == EventStatus.RECORDED)
            self._keys[has] = {self._key(event, has): event["status"] for event in events}
        states = self._keys[has]
        state = states.get(key_of_row(row, self._meaning))
        if state is None and row.draft.item:
            state = states.get(key_of_row(replace(row, draft=replace(row.draft, item=None)), self._meaning))
            state = AWAITING if state == EventStatus.RECORDED else state
        return CHANGED if state is None and self._was_changed(row) else state

    def _was_changed(self, row: EventRow) -> bool:
        """Registers grow from month to month: what was corrected here still stands there as it was, in its row."""
        event = self._changed.get(row.place)
        if event is None:
            return False
        return bool(event["starts_on"] == row.draft.starts_on or event["title"] == row.draft.title)

    def double_of(self, row: EventRow) -> str:
        """The number of a recorded event of the same day, district and item that is much like this new one; or ""."""
        draft = row.draft
        key = (draft.starts_on, draft.district and draft.district.pk, draft.item and draft.item.pk)
        alike = (event for event in self._same_day.get(key, ()) if is_double(draft, SimpleNamespace(**event)))
        return next((event["code"] for event in alike), "")

    def _key(self, event: dict[str, Any], has: frozenset[str]) -> Key:
        return (
            *(_compared(name, event) for name in COMPARED if name in has),
            *(event[f"{name}_id"] for name in POINTERS if name in has),
            *(frozenset(self._meanings.get((event["pk"], role), ())) for name, role in NAMES.items() if name in has),
        )
