"""The councils' plans: endorsed for 2018–2019, what follows them in 2020, and one that was prolonged."""

from datetime import date
from decimal import Decimal

from actionplans.imports.files import read_sheets
from actionplans.imports.plans import import_plan, read_plan, serve_measures
from actionplans.models import ActionPlan
from actionplans.services.amendments import prolong_plan
from actionplans.services.plans import draft_plan, endorse_plan
from actionplans.states import Source, Unit
from actionplans.wording import IndicatorDraft

from . import archive
from .story import Story, after, council_of, holder

# By council: when its regional administration endorsed the plan 2018–2019, and the order.
ENDORSED = {
    "KG-B": (date(2018, 6, 8), "№ 41-р"), "KG-J": (date(2018, 6, 14), "№ 233-р"), "KG-Y": (date(2018, 5, 31), "№ 118"),
    "KG-N": (date(2018, 6, 22), "№ 77-р"), "KG-O": (date(2018, 6, 19), "№ 240"), "KG-T": (date(2018, 7, 5), "№ 101"),
    "KG-C": (date(2018, 5, 28), "№ 160-р"), "KG-GO": (date(2018, 6, 27), "№ 83"),
}  # fmt: skip
NEXT_DRAFTED = {
    "KG-B": date(2019, 12, 9), "KG-GO": date(2019, 12, 16), "KG-J": date(2019, 12, 12), "KG-Y": date(2019, 12, 24),
    "KG-N": date(2019, 12, 19), "KG-O": date(2019, 12, 26), "KG-C": date(2019, 12, 27),
}  # fmt: skip
NEXT_ENDORSED = {"KG-B": (date(2019, 12, 20), "№ 178-р"), "KG-GO": (date(2019, 12, 27), "№ 196")}
PROLONGED = "KG-T"
AUTHORITIES = {
    "KG-B": "Полномочный представитель Правительства в Баткенской области",
    "KG-J": "Полномочный представитель Правительства в Джалал-Абадской области",
    "KG-Y": "Полномочный представитель Правительства в Иссык-Кульской области",
    "KG-N": "Полномочный представитель Правительства в Нарынской области",
    "KG-O": "Полномочный представитель Правительства в Ошской области",
    "KG-T": "Полномочный представитель Правительства в Таласской области",
    "KG-C": "Полномочный представитель Правительства в Чуйской области",
    "KG-GO": "Мэрия города Ош",
}
NEXT_YEARS = (2020, 2021)
DROPPED_NEXT = ("3.2", "4.6")
TRAINING_ITEM = "4.4"
TRAINED_NEXT = {2020: Decimal(5), 2021: Decimal(8)}  # members of the council, of ten seats


def plan(story: Story) -> None:
    """Put down all that happens to plans."""
    for code, (day, order) in ENDORSED.items():
        story.on(day, 15, _endorse_first, code, day, order)
    for code, day in NEXT_DRAFTED.items():
        story.on(day, 15, _draft_next, code)
    for code, (day, order) in NEXT_ENDORSED.items():
        story.on(day, 16, _endorse_next, code, day, order)
    story.on(date(2019, 12, 18), 15, _prolong)


def in_force_from(code: str) -> date:
    """The first day on which the council's events can be recorded against its plan."""
    return after(ENDORSED[code][0], 1)


def _endorse_first(code: str, day: date, order: str) -> None:
    import_plan(
        council_of(code), archive.as_csv(archive.plan_table(code)), authority=AUTHORITIES[code], order_number=order,
        endorsed_on=day, starts_on=date(2018, 1, 1), ends_on=date(2019, 12, 31), actor=holder(code, "secretary"),
    )  # fmt: skip


def _draft_next(code: str) -> None:
    """The plan of the next two years: the present one without what was done with, its targets a little higher."""
    items = read_plan(read_sheets(archive.as_csv(archive.plan_table(code)))).items
    items = [item for item in items if item.number not in DROPPED_NEXT]
    first = date(NEXT_YEARS[0], 1, 1)
    serve_measures(items, first)
    for item in items:
        for indicator in item.indicators:
            indicator.targets = _raised(indicator.targets[2019], indicator.unit) if indicator.targets else {}
        if item.number == TRAINING_ITEM:
            item.indicators.append(_members_trained())
    draft_plan(
        council_of(code), starts_on=first, ends_on=date(NEXT_YEARS[-1], 12, 31), items=items,
        actor=holder(code, "secretary"),
    )  # fmt: skip


def _members_trained() -> IndicatorDraft:
    """New in these plans: counted from the training record, beside the participants of seminars."""
    return IndicatorDraft(
        "Обучено членов совета", Unit.PERSON, "человек", Source.MEMBERS_TRAINED, dict(TRAINED_NEXT),
        name_ky="Окутулган кеңеш мүчөлөрү",
    )  # fmt: skip


def _raised(target: Decimal, unit: str) -> dict[int, Decimal]:
    """Five and ten per cent above the last year's target, whole; shares and small numbers stay."""
    grows = unit != "per_cent" and target >= 20
    return {
        year: (target * (100 + 5 * step) / 100).to_integral_value() if grows else target
        for step, year in enumerate(NEXT_YEARS, 1)
    }


def _endorse_next(code: str, day: date, order: str) -> None:
    drafted = ActionPlan.objects.get(council__code=code, starts_on__year=NEXT_YEARS[0])
    endorse_plan(
        drafted, authority=AUTHORITIES[code], order_number=order, endorsed_on=day, actor=holder(code, "secretary")
    )


def _prolong() -> None:
    prolong_plan(
        ActionPlan.objects.get(council__code=PROLONGED), until=date(2020, 6, 30), order_number="№ 214",
        ordered_on=date(2019, 12, 18), reason="Новый план готовится вместе с новой Программой Правительства.",
        actor=holder(PROLONGED, "secretary"),
    )  # fmt: skip
