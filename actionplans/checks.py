"""The rules that every event passes, whoever brings it: the form, a spreadsheet or a job (rules 6 to 8).

`EventDraft` holds one event as typed values; `faults_of` names each rule it breaks with a code (for machines),
the field (for the form) and words (for people, in their language). The database refuses the same behind it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from councils import clock
from councils.models import Council, District

from .models import Campaign, Event, PlanItem, QuarterGuard
from .models.events import AGES, COUNTS, SEXES
from .states import WITHOUT_DISTRICT, EventStatus, PlanStatus

EARLIEST = date(1990, 1, 1)
LARGEST = 20_000_000  # three times the country's people: no audience or edition of leaflets is larger


@dataclass
class EventDraft:
    """One event as somebody typed or imported it; None means not recorded, 0 means none."""

    starts_on: date | None = None
    ends_on: date | None = None
    item: PlanItem | None = None
    district: District | None = None
    place: str = ""
    form: str = ""
    title: str = ""
    campaign: Campaign | None = None
    target_groups: list[str] = field(default_factory=list)
    organisers: list[str] = field(default_factory=list)
    partners: list[str] = field(default_factory=list)
    participants: int | None = None
    women: int | None = None
    men: int | None = None
    age_under_14: int | None = None
    age_14_28: int | None = None
    age_29_35: int | None = None
    age_36_59: int | None = None
    age_60_over: int | None = None
    under_18: int | None = None
    with_disability: int | None = None
    youth_reported: int | None = None
    audience: int | None = None
    materials: int | None = None
    same_group_as: Event | None = None
    basis: str = ""
    note: str = ""

    def counts(self) -> dict[str, int | None]:
        return {name: getattr(self, name) for name in COUNTS}


@dataclass(frozen=True)
class Fault:
    """One broken rule: `code` as the import's answer names it, `field` of the event, `words` for people."""

    code: str
    field: str
    words: str


@dataclass
class Surroundings:
    """What a council's events are checked against, read once for any number of them."""

    council: Council
    items: list[PlanItem]
    guards: list[QuarterGuard]
    today: date
    changed: Event | None = None

    @classmethod
    def of(cls, council: Council, *, changed: Event | None = None) -> "Surroundings":
        """`changed`: the recorded event that is changed, which a seal allows with a reason and a lock does not."""
        items = PlanItem.objects.filter(plan__council=council).select_related("plan").order_by("plan", "position")
        return cls(council, list(items), list(QuarterGuard.objects.filter(council=council)), clock.today(), changed)

    def guard_of(self, day: date) -> QuarterGuard | None:
        return next((guard for guard in self.guards if guard.starts_on <= day <= guard.ends_on), None)

    def is_sealed(self, day: date) -> bool:
        guard = self.guard_of(day)
        return bool(guard and guard.sealed)


def in_force(item: PlanItem, first: date, last: date) -> bool:
    """Rule 6: the plan is endorsed now, and the whole span lies within the plan's dates and the item's."""
    plan = item.plan
    starts = max(day for day in (plan.starts_on, item.starts_on, item.in_effect_from) if day)
    last_in_plan = item.withdrawn_from - date.resolution if item.withdrawn_from else None
    ends = min(day for day in (plan.ends_on, item.ends_on, last_in_plan) if day)
    return plan.status == PlanStatus.ENDORSED and starts <= first and last <= ends


def faults_of(draft: EventDraft, around: Surroundings) -> list[Fault]:
    """Every rule that this event breaks, in the order in which a person would mend them."""
    return [
        *_dates(draft, around, around.today), *_what(draft), *_place(draft, around), *_counts(draft),
        *_group(draft, around), *_item(draft, around),
    ]  # fmt: skip


def faults_of_any(draft: EventDraft, today: date) -> list[Fault]:
    """The rules of every event, also of one that no council held: days, form and topic, counts."""
    return [*_dates(draft, None, today), *_what(draft), *_counts(draft)]


def _dates(draft: EventDraft, around: Surroundings | None, today: date) -> Iterator[Fault]:
    first, last = draft.starts_on, draft.ends_on
    if first is None or last is None:
        yield Fault("no_date", "starts_on", _("First day: write the day, for example 27.3.2019."))
        return
    if last < first:
        words = _("Last day (%(last)s) is before the first day (%(first)s).")
        yield Fault("ends_before_start", "ends_on", words % {"last": _short(last), "first": _short(first)})
    elif last > today:
        words = _("Last day (%(day)s) is still to come: an event is recorded when it is over.")
        yield Fault("future_date", "ends_on", words % {"day": _short(last)})
    if first < EARLIEST:
        yield Fault("bad_date", "starts_on", _("First day (%(day)s): check the year.") % {"day": _short(first)})
    if around:
        yield from closed(around.guard_of(last), last, today, corrects=around.changed is not None)


def closed(guard: QuarterGuard | None, day: date, today: date, *, corrects: bool = False) -> Iterator[Fault]:
    """Whether the quarter of `day` may still change, by the one guard (rule 12): a seal lets corrections pass."""
    if guard and guard.sealed and not corrects:
        words = _("Last day (%(day)s): the report for this quarter is sealed. Ask SMS to reopen it.")
        yield Fault("quarter_sealed", "ends_on", words % {"day": _short(day)})
    elif guard and today > guard.locks_on:
        words = _("Last day (%(day)s): this quarter was locked after %(lock)s. Ask SMS to reopen it.")
        yield Fault("quarter_locked", "ends_on", words % {"day": _short(day), "lock": _short(guard.locks_on)})


def _what(draft: EventDraft) -> Iterator[Fault]:
    if not draft.form:
        yield Fault("unknown_form", "form", _("Form: choose how the event was held."))
    if not draft.title.strip():
        yield Fault("no_title", "title", _("Topic: write what the event was about."))


def _place(draft: EventDraft, around: Surroundings) -> Iterator[Fault]:
    if draft.district is None and draft.form not in WITHOUT_DISTRICT:
        yield Fault("unknown_district", "district", _("District or city: choose where the event was held."))
    elif draft.district is not None and draft.district.region_id != around.council.region_id:
        words = _("District or city: %(district)s lies in another region.")
        yield Fault("unknown_district", "district", words % {"district": draft.district.name})


def _counts(draft: EventDraft) -> Iterator[Fault]:
    counts = draft.counts()
    for name, value in counts.items():
        if value is not None and value < 0:
            yield Fault("negative", name, _("%(count)s: a count cannot be below 0.") % {"count": label(name)})
        elif value is not None and value > LARGEST:
            words = _("%(count)s: %(value)s is too large to be true.")
            yield Fault("too_large", name, words % {"count": label(name), "value": value})
    if any(value is not None and not 0 <= value <= LARGEST for value in counts.values()):
        return
    if all(value is None for value in (draft.participants, draft.audience, draft.materials)):
        yield Fault("no_count", "participants", _("Participants: write how many came, or an audience, or materials."))
    groups: Iterable[tuple[str, ...]] = (SEXES, AGES, ("under_18",), ("with_disability",), ("youth_reported",))
    for names in groups:
        yield from _breakdown(names, [counts[name] for name in names], draft.participants)


def _breakdown(names: tuple[str, ...], parts: list[int | None], total: int | None) -> Iterator[Fault]:
    given = [part for part in parts if part is not None]
    if not given:
        return
    if total is not None and sum(given) <= total:
        return
    labels = " + ".join(label(name) for name, part in zip(names, parts, strict=True) if part is not None)
    if total is None:
        words = _("Participants: write the total too; only a part of it is given (%(parts)s).")
        yield Fault("breakdown_without_total", "participants", words % {"parts": labels})
    else:
        words = _("%(parts)s: together %(sum)s, more than all participants (%(total)s).")
        yield Fault("sum_exceeds_total", names[0], words % {"parts": labels, "sum": sum(given), "total": total})


def _group(draft: EventDraft, around: Surroundings) -> Iterator[Fault]:
    other = draft.same_group_as
    if other is not None and (other.council_id != around.council.pk or other.status != EventStatus.RECORDED):
        words = _("Same group as event: %(code)s is not a recorded event of this council.")
        yield Fault("unknown_group", "same_group_as", words % {"code": other.code})
    elif other is not None and around.changed and _leads_to(other, around.changed):
        words = _("Same group as event: %(code)s itself names this event. Leave it free at the one that counts first.")
        yield Fault("same_group_circle", "same_group_as", words % {"code": other.code})


def _leads_to(other: Event | None, event: Event) -> bool:
    """Whether one event after the other, each of the same group as the next, comes to this one."""
    seen: set[int] = set()
    while other is not None and other.pk != event.pk and other.pk not in seen:
        seen.add(other.pk)
        other = other.same_group_as
    return other is not None and other.pk == event.pk


def _item(draft: EventDraft, around: Surroundings) -> Iterator[Fault]:
    item, first, last = draft.item, draft.starts_on, draft.ends_on
    if first is None or last is None or last < first:
        return
    if item is None:
        if any(in_force(each, first, last) for each in around.items):
            yield Fault("unknown_item", "item", _("Plan item: a plan is in force on these days; choose its item."))
        return
    plan = item.plan
    if item.sensitive:
        words = _("Plan item %(item)s: it is about victims or cases and takes no events; the council gives its state.")
        yield Fault("sensitive_item", "item", words % {"item": item.number})
    elif plan.council_id != around.council.pk:
        yield Fault("unknown_item", "item", _("Plan item: this item belongs to another council's plan."))
    elif plan.status != PlanStatus.ENDORSED:
        words = _("Plan item: the plan %(plan)s is not endorsed yet.")
        yield Fault("plan_not_endorsed", "item", words % {"plan": plan.years})
    elif not in_force(item, first, last) and last <= around.today:
        words = _("Plan item %(item)s: its plan does not cover %(first)s – %(last)s.")
        found = {"item": item.number, "first": _short(first), "last": _short(last)}
        yield Fault("outside_plan", "item", words % found)


def label(name: str) -> str:
    """What people call a count."""
    return str(Event._meta.get_field(name).verbose_name).capitalize()  # type: ignore[union-attr]


def _short(day: date) -> str:
    return f"{day:%d.%m.%Y}"


def key_of(draft: EventDraft) -> tuple[Any, ...]:
    """All that tells one event from another, for «already there in every field»."""
    return (
        draft.starts_on, draft.ends_on, draft.item and draft.item.pk, draft.district and draft.district.pk,
        draft.place, draft.form, draft.title, draft.campaign and draft.campaign.pk,
        tuple(sorted(draft.organisers)), tuple(sorted(draft.partners)),
        *draft.counts().values(),
    )  # fmt: skip


__all__ = ["EventDraft", "Fault", "Surroundings", "closed", "faults_of", "faults_of_any", "in_force", "key_of"]
