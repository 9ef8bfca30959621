"""Any history of forms, files, amendments, prolongations, seals and corrections keeps the rules (5 to 8, 12).

The oracle below knows nothing of the system's own checks: it keeps what each accepted step said, and asks after
every step whether an event lies outside the plan and item that it was told of, whether a part is more than its
whole, and whether earlier days still read as they were told then.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from actionplans import versions
from actionplans.checks import EventDraft
from actionplans.models import Event, PlanItem, QuarterGuard
from actionplans.services.amendments import (
    change_item_in,
    drop_amendment,
    endorse_amendment,
    open_amendment,
    prolong_plan,
    withdraw_item_in,
)
from actionplans.services.events import change_event, draft_of, record_batch, record_event, void_event
from actionplans.states import Source, Unit
from actionplans.wording import IndicatorDraft, ItemDraft
from actionplans.wording import draft_of as item_said
from councils.states import Refused
from tests.factories import make_council, make_district, make_item, make_member, make_plan

FIRST, LAST = date(2019, 7, 1), date(2019, 9, 20)
DAYS = st.integers(-2, 100).map(lambda offset: FIRST + timedelta(days=offset))
ORDERED = st.integers(0, 70).map(lambda offset: FIRST + timedelta(days=offset))
QUARTERS = (date(2019, 4, 1), date(2019, 7, 1), date(2019, 10, 1))
PART = st.none() | st.integers(0, 4)
WHICH = st.integers(0, 5)
REASON = st.sampled_from(["", "уточнение"])

# Mostly events that a person could have typed: what no rule lets through teaches little about the others.
EVENT = st.fixed_dictionaries({
    "first": DAYS, "length": st.sampled_from([0, 0, 2]), "item": st.integers(-1, 5),
    "participants": st.sampled_from([None, 3, 7, 8, 9]), "women": PART, "men": PART, "age_14_28": PART,
    "materials": st.just(5),
})  # fmt: skip
CHANGE = st.one_of(
    st.tuples(st.just("withdraw"), WHICH),
    st.tuples(st.just("dates"), WHICH, st.none() | DAYS, st.none() | DAYS),
    st.tuples(st.just("target"), WHICH, st.integers(1, 3)),
    st.tuples(st.just("add"), st.integers(3, 6)),
)
RECORD = st.tuples(st.just("record"), EVENT)
AMEND = st.tuples(st.just("amend"), ORDERED, st.lists(CHANGE, min_size=1, max_size=3))
STEP = st.one_of(
    RECORD,
    st.tuples(st.just("import"), st.lists(EVENT, min_size=1, max_size=2)),
    st.tuples(st.just("change"), WHICH, EVENT, REASON),
    st.tuples(st.just("void"), WHICH, REASON),
    AMEND,
    st.tuples(st.just("prolong"), ORDERED, DAYS),
    st.tuples(st.just("seal"), st.sampled_from(QUARTERS), st.booleans()),
)
STEPS = st.tuples(
    st.lists(STEP, max_size=2), AMEND, st.lists(RECORD, min_size=2, max_size=4), st.lists(STEP, min_size=2, max_size=8)
).map(lambda parts: [*parts[0], parts[1], *parts[2], *parts[3]])


@dataclass
class Told:
    """What the plan was told of one item: since which day it says what; when it came and went."""

    said: list[tuple[date, tuple[Any, ...]]]
    came: date = date.min
    gone: date = date.max

    def on(self, day: date) -> tuple[Any, ...] | None:
        held = [said for since, said in self.said if since <= day]
        return held[-1] if held and self.came <= day < self.gone else None

    @property
    def now(self) -> tuple[Any, ...]:
        return self.said[-1][1]


@dataclass
class History:
    """One council's plan from July to September, the steps taken, and what the oracle remembers."""

    council: Any
    plan: Any
    by: Any
    district: Any
    last: date = LAST
    told: dict[int, Told] = field(default_factory=dict)

    def items(self) -> list[int]:
        return list(self.told)

    # ---- steps: each is taken or refused in words; anything else fails the test

    def take(self, name: str, *args: Any) -> None:
        with suppress(Refused):
            getattr(self, f"step_{name}")(*args)

    def step_record(self, values: dict[str, Any]) -> None:
        record_event(self.council, self.event(values), actor=self.by)

    def step_import(self, rows: list[dict[str, Any]]) -> None:
        drafts = [self.event(values) for values in rows]
        record_batch(self.council, drafts, actor=self.by, file_name="реестр.xlsx", file_digest="0" * 64)

    def step_change(self, which: int, values: dict[str, Any], reason: str) -> None:
        if event := self.pick(which):
            wanted = replace(draft_of(event), **vars(self.event(values)))
            change_event(event, wanted, actor=self.by, version=event.version, reason=reason)

    def step_void(self, which: int, reason: str) -> None:
        if event := self.pick(which):
            void_event(event, actor=self.by, reason=reason)

    def step_seal(self, first: date, sealed: bool) -> None:
        last = date(2019, first.month + 2, 30)
        QuarterGuard.objects.update_or_create(
            council=self.council, starts_on=first,
            defaults={"ends_on": last, "sealed": sealed, "locks_on": date(2020, 1, 25)},
        )  # fmt: skip

    def step_prolong(self, ordered_on: date, until: date) -> None:
        prolong_plan(
            self.plan, until=until, order_number="№ 3", ordered_on=ordered_on, reason="Программа", actor=self.by
        )
        self.last = until

    def step_amend(self, ordered_on: date, changes: list[tuple[Any, ...]]) -> None:
        amendment = open_amendment(self.plan, actor=self.by)
        pending: dict[Any, tuple[Any, ...] | None] = {}
        for change in changes:
            with suppress(Refused):
                self.gather(amendment, change, pending)
        try:
            order = {"authority": "Полпред", "order_number": "№ 2", "reason": "Уточнение"}
            endorse_amendment(amendment, ordered_on=ordered_on, actor=self.by, **order)
        except Refused:
            drop_amendment(amendment, actor=self.by)
            return
        for key, said in pending.items():
            self.remember(key, said, ordered_on)

    def gather(self, amendment: Any, change: tuple[Any, ...], pending: dict[Any, tuple[Any, ...] | None]) -> None:
        if change[0] == "add":
            number = f"1.{change[1]}"
            change_item_in(amendment, None, new_item(number), actor=self.by)
            pending[number] = (f"Пункт {number}", 5, None, None)
            return
        pk = self.items()[change[1] % len(self.told)]
        item = PlanItem.objects.get(pk=pk)
        title, target, first, last = self.told[pk].now
        if change[0] == "withdraw":
            withdraw_item_in(amendment, item, actor=self.by)
            pending[pk] = None
            return
        draft = item_said(item)
        if change[0] == "dates":
            draft.starts_on, draft.ends_on = first, last = change[2], change[3]
        else:
            target = change[2]
            draft.indicators[0].targets[2019] = Decimal(target)
        change_item_in(amendment, item, draft, actor=self.by)
        pending[pk] = (title, target, first, last)

    def remember(self, key: Any, said: tuple[Any, ...] | None, ordered_on: date) -> None:
        if isinstance(key, str):
            item = PlanItem.objects.get(plan=self.plan, number=key)
            self.told[item.pk] = Told([(date.min, said)], came=ordered_on)  # type: ignore[list-item]
        elif said is None:
            self.told[key].gone = ordered_on
        else:
            self.told[key].said.append((ordered_on, said))

    # ---- what a step needs

    def event(self, values: dict[str, Any]) -> EventDraft:
        counts = {name: value for name, value in values.items() if name not in ("first", "length", "item")}
        which = values["item"]
        pk = self.items()[which % len(self.told)] if which >= 0 else None
        return EventDraft(
            starts_on=values["first"], ends_on=values["first"] + timedelta(days=values["length"]), form="lecture",
            item=PlanItem.objects.select_related("plan").get(pk=pk) if pk else None, district=self.district,
            title="Беседа", **counts,
        )  # fmt: skip

    def pick(self, which: int) -> Event | None:
        events = list(Event.objects.filter(council=self.council).order_by("pk"))
        return events[which % len(events)] if events else None

    # ---- what must hold in every state

    def hold(self) -> None:
        for event in Event.objects.filter(council=self.council):
            if event.item_id:
                self.lies_within(event)
            self.adds_up(event)

    def lies_within(self, event: Event) -> None:
        told = self.told[event.item_id]  # type: ignore[index]
        _title, _target, first, last = told.now
        assert FIRST <= event.starts_on <= event.ends_on <= self.last
        assert told.came <= event.starts_on and event.ends_on < told.gone
        assert (first is None or first <= event.starts_on) and (last is None or event.ends_on <= last)

    @staticmethod
    def adds_up(event: Event) -> None:
        for parts in ((event.women, event.men), (event.age_14_28,)):
            given = [part for part in parts if part is not None]
            assert not given or (event.participants is not None and sum(given) <= event.participants)

    def reads_as_told(self) -> None:
        since = {day for told in self.told.values() for day in (told.came, told.gone, *(s for s, _said in told.said))}
        known = {day for day in since if date.min < day < date.max}
        days = {FIRST, LAST, self.last, *known, *(day - timedelta(days=1) for day in known)}
        for day in sorted(days):
            assert {row.pk: said_by(row) for row in versions.on_day(self.plan, day)} == {
                pk: told.on(day) for pk, told in self.told.items() if told.on(day)
            }


def said_by(item: PlanItem) -> tuple[Any, ...]:
    (indicator,) = item.indicators.all()
    (target,) = indicator.targets.all()
    return (item.title_ru, int(target.value), item.starts_on, item.ends_on)


def new_item(number: str) -> ItemDraft:
    counted = IndicatorDraft("Проведено", Unit.EVENT, "", Source.EVENTS, {2019: Decimal(5)})
    return ItemDraft(number, f"Пункт {number}", indicators=[counted])


@contextmanager
def begun() -> Iterator[History]:
    """A fresh council for one history; nothing of it stays."""
    with transaction.atomic():
        council = make_council()
        plan = make_plan(council, FIRST, LAST)
        history = History(council, plan, make_member(council), make_district(council))
        for number in ("1.1", "1.2"):
            item = make_item(plan, number, {"events": 5})
            history.told[item.pk] = Told([(date.min, (item.title_ru, 5, None, None))])
        yield history
        transaction.set_rollback(True)


def played(steps: list[tuple[Any, ...]]) -> None:
    with begun() as history:
        for name, *args in steps:
            history.take(name, *args)
            history.hold()
        history.reads_as_told()


@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(steps=STEPS)
def test_no_history_leaves_an_event_outside_or_a_day_rewritten(db: None, steps: list[tuple[Any, ...]]) -> None:
    played(steps)


COUNTS = {"participants": 5, "women": 2, "men": 3, "age_14_28": None, "materials": None}


def test_the_steps_are_taken_where_they_should_be(db: None) -> None:
    """The histories above are worth nothing if every step of theirs is refused."""
    day = FIRST + timedelta(days=10)
    event = {"first": day, "length": 0, "item": 0, **COUNTS}
    after = {"first": date(2019, 8, 20), "length": 0, "item": 0, **COUNTS}
    with begun() as history:
        for name, *args in (
            ("record", event),
            ("import", [event | {"item": 1}]),
            ("seal", date(2019, 4, 1), True),
            ("amend", date(2019, 8, 1), [("withdraw", 0), ("target", 1, 3), ("add", 4)]),
            ("record", after),  # refused: item 1.1 is withdrawn
            ("prolong", date(2019, 9, 1), date(2019, 10, 15)),
            ("record", after | {"first": date(2019, 10, 5), "item": 2}),
            ("seal", date(2019, 7, 1), True),
            ("change", 0, event | {"participants": 7}, ""),  # refused: a correction says why
            ("change", 0, event | {"participants": 6}, "пересчёт"),
            ("void", 1, "дважды"),
        ):
            history.take(name, *args)
            history.hold()
        history.reads_as_told()
        told = list(Event.objects.order_by("pk").values_list("participants", "status", "corrections"))
        assert told == [(6, "recorded", 1), (5, "voided", 1), (5, "recorded", 0)]
        assert [(one.gone, len(one.said)) for one in history.told.values()] == [
            (date(2019, 8, 1), 1), (date.max, 2), (date.max, 1),
        ]  # fmt: skip
        assert history.last == date(2019, 10, 15)
