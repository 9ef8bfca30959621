"""Events of one series: how its rows are numbered, which are recorded already, which deserve a second look.

A series is no row of the database. It is an address with a key, and its rows are numbered: row 3 of a series is
recorded once, however often it is sent.
"""

import uuid
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from councils.models import Council, User

from .checks import EventDraft
from .models import Event
from .quarters import quarter_of
from .remarks import Warning
from .remarks.alike import folded
from .remarks.single import NEVER_BELOW, Usual, is_double, personal_data, sex_missing, size_words
from .states import EventStatus, RemarkKind

OPEN_ROWS = 60  # rows that may stand open at once: Django takes a form of a thousand fields
LAST_ROW = 500  # of one series
MORE_ROWS = 10


def key_of_row(series: uuid.UUID, number: int) -> str:
    """The key under which a row is recorded: the same row sent twice is one event (services.events.record_event)."""
    return str(uuid.uuid5(series, str(number)))


def recorded_rows(series: uuid.UUID, user: User) -> dict[int, Event]:
    """The rows of a series that this user has recorded, voided ones too, by row number. One query."""
    numbers = {key_of_row(series, number): number for number in range(1, LAST_ROW + 1)}
    events = Event.objects.filter(recorded_by=user, client_key__in=numbers).select_related("council", "district")
    found = {numbers[str(event.client_key)]: event for event in events}
    return dict(sorted(found.items()))


def next_numbers(used: Iterable[int], count: int = MORE_ROWS) -> list[int]:
    """Numbers for further rows; a number is never given twice, as it may be recorded."""
    first = max(used, default=0) + 1
    return list(range(first, min(first + count, LAST_ROW + 1)))


def second_looks(
    rows: Mapping[int, EventDraft], council: Council, series: Collection[str]
) -> dict[int, list[Warning]]:
    """What deserves a look in each row, as remarks.warnings_of says it of one event; `series` are the rows' keys.

    One difference: rows of a series share their topic, so among them only the same place makes a double.
    Two queries at most, for any number of rows.
    """
    others = list(_others(rows.values(), council))
    usual = _usual(rows.values(), council)
    found = {}
    for number, draft in rows.items():
        earlier = {n: other for n, other in rows.items() if n < number}
        found[number] = [
            *_doubled(draft, earlier),
            *_doubles(draft, others, series),
            *_size(draft, council, usual),
            *sex_missing(draft),
            *personal_data(draft, [*draft.organisers, *draft.partners]),
        ]
    return found


def _others(drafts: Iterable[EventDraft], council: Council) -> Iterable[Event]:
    """Recorded events that could be one of these: of their days, districts and plan items."""
    drafts = list(drafts)
    days: set[date | None] = {day for draft in drafts for day in (draft.starts_on, draft.ends_on)}
    items = {draft.item and draft.item.pk for draft in drafts}
    if not drafts:
        return []
    events = Event.objects.filter(Q(starts_on__in=days) | Q(ends_on__in=days), council=council)
    events = events.filter(status=EventStatus.RECORDED)
    return events.filter(Q(item__in=items - {None}) | Q(item=None)).order_by("pk")


def _same_day_and_district(draft: EventDraft, other: EventDraft | Event) -> bool:
    same_day = draft.starts_on == other.starts_on or draft.ends_on == other.ends_on
    district = draft.district and draft.district.pk
    return same_day and district == (other.district_id if isinstance(other, Event) else _pk(other.district))


def _pk(row: object) -> int | None:
    return getattr(row, "pk", None)


def _same_place(draft: EventDraft, other: EventDraft | Event) -> bool:
    """The same place as typed; where neither names one, the same number of participants."""
    if not draft.place and not other.place:
        return draft.participants == other.participants
    return folded(draft.place) == folded(other.place)


def _doubled(draft: EventDraft, earlier: Mapping[int, EventDraft]) -> Iterator[Warning]:
    for number, other in earlier.items():
        if _same_day_and_district(draft, other) and _same_place(draft, other):
            words = _("Perhaps written twice: row %(number)s is of the same day, district and place.")
            yield Warning(RemarkKind.DUPLICATE, "place", words % {"number": number})
            return


def _doubles(draft: EventDraft, others: Iterable[Event], series: Collection[str]) -> Iterator[Warning]:
    for other in others:
        if other.item_id != _pk(draft.item) or not _same_day_and_district(draft, other):
            continue
        of_series = other.client_key is not None and str(other.client_key) in series
        if _same_place(draft, other) if of_series else is_double(draft, other):
            told = f"{other.title}, {other.place}" if other.place else other.title
            words = _("Perhaps recorded twice: %(code)s is of the same day, district and plan item: “%(title)s”.")
            yield Warning(RemarkKind.DUPLICATE, "place", words % {"code": other.code, "title": told})
            return


def _size(draft: EventDraft, council: Council, usual: Usual) -> Iterator[Warning]:
    if draft.ends_on and draft.participants is not None and usual.is_far_above(draft, council.pk):
        words = size_words(draft.participants, usual.size(draft, council.pk))
        yield Warning(RemarkKind.SIZE, "participants", words)


def _usual(drafts: Iterable[EventDraft], council: Council) -> Usual:
    """What is usual for the rows that may be far above it; no query where there is none."""
    large = [draft.ends_on for draft in drafts if draft.ends_on and (draft.participants or 0) > NEVER_BELOW]
    return Usual.of([council.pk], {quarter_of(day) for day in large}) if large else Usual()
