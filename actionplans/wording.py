"""What a plan item says, apart from where it is kept: typed values, and the JSON that amendments keep (rule 5)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from councils.models import Organisation

from .models import Indicator, IndicatorTarget, Measure, PlanItem

TEXTS = ("number", "title_ru", "title_ky", "responsible", "due", "funding")
Content = dict[str, Any]


@dataclass
class IndicatorDraft:
    """One indicator as typed. `targets` by year; `quarterly` by (year, quarter); `pk` of the indicator it changes."""

    name_ru: str
    unit: str
    unit_text: str
    source: str
    targets: dict[int, Decimal] = field(default_factory=dict)
    baseline: Decimal | None = None
    name_ky: str = ""
    quarterly: dict[tuple[int, int], Decimal] = field(default_factory=dict)
    pk: int | None = None


@dataclass
class ItemDraft:
    """One item as typed. `organisations` are names; `responsible` is how the plan words them."""

    number: str
    title_ru: str
    measure: Measure | None = None
    responsible: str = ""
    due: str = ""
    funding: str = ""
    sensitive: bool = False
    indicators: list[IndicatorDraft] = field(default_factory=list)
    title_ky: str = ""
    organisations: list[str] = field(default_factory=list)
    starts_on: date | None = None
    ends_on: date | None = None


def draft_of(item: PlanItem) -> ItemDraft:
    """What an item says now (or said, if it came from versions.as_of)."""
    return ItemDraft(
        **{name: getattr(item, name) for name in TEXTS},
        measure=item.measure, sensitive=item.sensitive, starts_on=item.starts_on, ends_on=item.ends_on,
        organisations=[organisation.name for organisation in item.responsible_organisations.all()],
        indicators=[_indicator_draft(indicator) for indicator in item.indicators.all()],
    )  # fmt: skip


def _indicator_draft(indicator: Indicator) -> IndicatorDraft:
    targets = list(indicator.targets.all())
    return IndicatorDraft(
        indicator.name_ru, indicator.unit, indicator.unit_text, indicator.source,
        {target.year: target.value for target in targets if target.quarter is None},
        indicator.baseline, indicator.name_ky,
        {(target.year, target.quarter): target.value for target in targets if target.quarter is not None},
        indicator.pk,
    )  # fmt: skip


def content_of(draft: ItemDraft) -> Content:
    """As JSON, for amendments and versions; `item_draft` reads it back without loss."""
    return {
        **{name: getattr(draft, name) for name in TEXTS},
        "measure": draft.measure.pk if draft.measure else None, "sensitive": draft.sensitive,
        "starts_on": draft.starts_on.isoformat() if draft.starts_on else None,
        "ends_on": draft.ends_on.isoformat() if draft.ends_on else None,
        "organisations": list(draft.organisations),
        "indicators": [
            {
                "pk": one.pk, "name_ru": one.name_ru, "name_ky": one.name_ky, "unit": one.unit,
                "unit_text": one.unit_text, "source": one.source,
                "baseline": None if one.baseline is None else plain(one.baseline),
                "targets": [[year, plain(value)] for year, value in sorted(one.targets.items())],
                "quarterly": [[*when, plain(value)] for when, value in sorted(one.quarterly.items())],
            }
            for one in draft.indicators
        ],
    }  # fmt: skip


def plain(value: Decimal) -> str:
    """5 for 5.00, whether it was typed or read from the database: equal values are equal text."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def item_draft(content: Content) -> ItemDraft:
    """The typed values of `content_of`; a measure that is gone is read as none."""
    return ItemDraft(
        **{name: content[name] for name in TEXTS},
        measure=Measure.objects.filter(pk=content["measure"]).first() if content["measure"] else None,
        sensitive=content["sensitive"], organisations=list(content["organisations"]),
        starts_on=date.fromisoformat(content["starts_on"]) if content["starts_on"] else None,
        ends_on=date.fromisoformat(content["ends_on"]) if content["ends_on"] else None,
        indicators=[
            IndicatorDraft(
                one["name_ru"], one["unit"], one["unit_text"], one["source"],
                {year: Decimal(value) for year, value in one["targets"]},
                None if one["baseline"] is None else Decimal(one["baseline"]), one["name_ky"],
                {(year, quarter): Decimal(value) for year, quarter, value in one["quarterly"]}, one["pk"],
            )
            for one in content["indicators"]
        ],
    )  # fmt: skip


def as_item(item: PlanItem, content: Content) -> PlanItem:
    """The item as that content says it: an object for reading, with its indicators and the names of the
    organisations that answered for it at hand; never saved."""
    said = PlanItem(
        pk=item.pk, plan=item.plan, position=item.position, in_effect_from=item.in_effect_from,
        withdrawn_from=item.withdrawn_from, measure_id=content["measure"], sensitive=content["sensitive"],
        starts_on=date.fromisoformat(content["starts_on"]) if content["starts_on"] else None,
        ends_on=date.fromisoformat(content["ends_on"]) if content["ends_on"] else None,
        **{name: content[name] for name in TEXTS},
    )  # fmt: skip
    if content["measure"] == item.measure_id:
        said.measure = item.measure  # in hand already
    at_hand(said, "responsible_organisations", [Organisation(name=name) for name in content["organisations"]])
    at_hand(said, "indicators", [_indicator(said, place, one) for place, one in enumerate(content["indicators"], 1)])
    return said


def _indicator(item: PlanItem, position: int, told: Content) -> Indicator:
    names = ("pk", "name_ru", "name_ky", "unit", "unit_text", "source")
    baseline = None if told["baseline"] is None else Decimal(told["baseline"])
    indicator = Indicator(item=item, position=position, baseline=baseline, **{name: told[name] for name in names})
    yearly = [(year, None, value) for year, value in told["targets"]]
    targets = [
        IndicatorTarget(indicator=indicator, year=year, quarter=quarter, value=Decimal(value))
        for year, quarter, value in (*yearly, *told["quarterly"])
    ]
    at_hand(indicator, "targets", targets)
    return indicator


def at_hand(row: Any, name: str, related: Iterable[Any]) -> None:
    """Give a row its related rows as prefetch_related would: `row.name.all()` then asks no database."""
    rows = getattr(row, name).get_queryset()
    rows._result_cache, rows._prefetch_done = list(related), True
    row.__dict__.setdefault("_prefetched_objects_cache", {})[name] = rows
