"""The events of both years, recorded after they ended by the secretary of that time: by month, with a few stories.

After everything that history.py tells, the figures of each quarter are those of the registers, to the last head:
what was late comes in, what was wrong is put right, what was entered twice is voided.
"""

import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from actionplans.checks import EventDraft
from actionplans.models import Campaign, Event, PlanItem
from actionplans.services.events import change_event, draft_of, record_batch, record_event, void_event
from councils import audit
from councils.models import District

from . import archive
from .archive import EventRow
from .plans import in_force_from
from .story import ORDER, Story, after, council_of, holder

LATE = ("KG-J", "41703220000000", date(2019, 3, 1), 6)  # six events of one district's March came in too late
DOUBLED = ("KG-J", date(2019, 3, 1))
MISCOUNTED = ("KG-C", date(2018, 12, 1))
TOO_MANY = 90
ONE_BY_ONE = ("KG-B", date(2019, 12, 21))  # from this day on the page was used instead of a spreadsheet
PROPOSED = ("KG-B", date(2019, 12, 29), "лицей №36")  # came in by an organisation's link (contributors.py)
LAST_MONTH, LAST_BATCH = date(2019, 12, 1), date(2019, 12, 31)


class Registers:
    """All events by council and month, and those few apart that have a story of their own."""

    def __init__(self) -> None:
        self.months: dict[tuple[str, date], list[EventRow]] = defaultdict(list)
        self.single: list[EventRow] = []
        self.late: list[EventRow] = []
        self.doubled: EventRow | None = None
        self.miscounted: EventRow | None = None
        self.by_link: EventRow | None = None
        for year in archive.YEARS:
            for row in archive.events(year):
                self._sort_in(row)

    def _sort_in(self, row: EventRow) -> None:
        if (row.council, row.district, row.month) == LATE[:3] and len(self.late) < LATE[3]:
            self.late.append(row)
        elif (row.council, row.ends_on, row.place) == PROPOSED:
            self.by_link = row
        elif row.council == ONE_BY_ONE[0] and row.ends_on >= ONE_BY_ONE[1]:
            self.single.append(row)
        elif self.miscounted is None and (row.council, row.month) == MISCOUNTED and _is_bare(row):
            self.miscounted = row
        else:
            if self.doubled is None and (row.council, row.month) == DOUBLED and row.district != LATE[1]:
                self.doubled = row
            self.months[row.council, row.month].append(row)

    @property
    def proposed(self) -> EventRow:
        """The event that an organisation proposed; everything else the secretaries recorded."""
        assert self.by_link
        return self.by_link

    def record(self, story: Story) -> None:
        """Put down when each register came in."""
        for (code, month), rows in self.months.items():
            story.on(_day_of(code, month), 9, record_rows, code, rows, f"{code} {month:%Y-%m}.xlsx")
        for row in self.single:
            story.on(after(row.ends_on, 1), 12, record_one, row)
        assert self.doubled and self.miscounted
        story.on(_day_of(*DOUBLED), 12, record_one, self.doubled)
        story.on(_day_of(*MISCOUNTED), 12, record_one, _inflated(self.miscounted))


def _is_bare(row: EventRow) -> bool:
    return row.counts["women"] is None and (row.counts["participants"] or 0) >= 10


def _inflated(row: EventRow) -> EventRow:
    return replace(row, counts=row.counts | {"participants": (row.counts["participants"] or 0) + TOO_MANY})


def _day_of(code: str, month: date) -> date:
    """When the month's register came in: soon after its end, once the plan was endorsed."""
    if month == LAST_MONTH:
        return ONE_BY_ONE[1] if code == ONE_BY_ONE[0] else LAST_BATCH
    following = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    return max(after(following, 1 + ORDER.index(code) % 3), in_force_from(code))


def record_rows(code: str, rows: Iterable[EventRow], file_name: str) -> None:
    drafts = _drafts(code, sorted(rows, key=lambda row: (row.ends_on, row.starts_on)))
    digest = audit.digest_of_rows([file_name, *(row.__dict__ for row in rows)])
    record_batch(council_of(code), drafts, actor=holder(code, "secretary"), file_name=file_name, file_digest=digest)


def record_one(row: EventRow) -> Event:
    """As from the page: with the key by which a form sent twice is known."""
    key = str(uuid.uuid5(uuid.NAMESPACE_URL, audit.canonical(row.__dict__)))
    (draft,) = _drafts(row.council, [row])
    return record_event(council_of(row.council), draft, actor=holder(row.council, "secretary"), client_key=key)


def record_awaiting(row: EventRow) -> Event:
    """An event for which no plan is in force yet (rule 6)."""
    (draft,) = _drafts(row.council, [row])
    return record_event(council_of(row.council), replace(draft, item=None), actor=holder(row.council, "secretary"))


def void_doubled(row: EventRow) -> None:
    """The second entry of the two goes, with a reason."""
    first, second = _entries_of(row)
    void_event(second, actor=holder(row.council, "secretary"), reason=f"Внесено дважды, см. {first.code}.")


def correct(row: EventRow) -> None:
    """The true count takes the place of the wrong one."""
    (event,) = _entries_of(_inflated(row))
    draft = replace(draft_of(event), participants=row.counts["participants"])
    change_event(event, draft, actor=holder(row.council, "secretary"), version=event.version)


def _entries_of(row: EventRow) -> list[Event]:
    same = Event.objects.filter(
        council__code=row.council, starts_on=row.starts_on, ends_on=row.ends_on, title=row.title, place=row.place,
        district__soate=row.district, item__number=row.item, participants=row.counts["participants"],
    )  # fmt: skip
    return list(same.select_related("council").order_by("pk"))


def _drafts(code: str, rows: Iterable[EventRow]) -> list[EventDraft]:
    """Events as typed values, their words resolved: three queries for any number."""
    items = {i.number: i for i in PlanItem.objects.filter(plan__council__code=code).select_related("plan")
             if i.plan.starts_on.year == archive.YEARS[0]}  # fmt: skip
    districts = {d.soate: d for d in District.objects.filter(region__code=code)}
    campaigns = {c.starts_on.year: c for c in Campaign.objects.all()}
    drafts = []
    for row in rows:
        draft = EventDraft(
            starts_on=row.starts_on, ends_on=row.ends_on, item=items[row.item], district=districts[row.district],
            place=row.place, form=row.form, title=row.title, partners=list(row.partners),
            campaign=campaigns[row.ends_on.year] if row.campaign else None,
        )  # fmt: skip
        for name, count in row.counts.items():
            setattr(draft, name, count)
        drafts.append(draft)
    return drafts
