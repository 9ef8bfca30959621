"""Write the items of a plan: parts of the verbs that draft and amend plans, inside their transactions."""

from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _

from actionplans.amending import number_key, same
from actionplans.models import ActionPlan, Indicator, IndicatorTarget, ItemResponsible, PlanItem, TypedFigure
from actionplans.wording import TEXTS, Content, IndicatorDraft, ItemDraft
from councils import audit
from councils.models import Organisation
from councils.services.organisations import meanings, named
from councils.states import Refused

Known = dict[str, Organisation]


class ItemRefused(Refused):
    """The item cannot be written so."""


class ItemChangedMeanwhile(Refused):
    """Somebody else changed the item since its form was opened; `stands` is what it says now, None where the open
    amendment takes it out of the plan."""

    def __init__(self, number: str, stands: Content | None) -> None:
        super().__init__(_("Somebody changed item %(number)s while you were typing.") % {"number": number})
        self.stands = stands


def mark_of(content: Content | None) -> str:
    """A short digest of what an item says, which its form carries from opening to saving (None: taken out).

    The order in which organisations stand says nothing, as in amending.same.
    """
    told = content and {**content, "organisations": sorted(content["organisations"])}
    return audit.digest(audit.canonical(told))[:16]


def is_there_already(typed: Content, stands: Content | None, said: str) -> bool:
    """Whether the same form was sent before; `said` is the mark that it carries, empty where none is compared.

    Raises ItemChangedMeanwhile where the item says neither what it said then nor what was typed. To be called
    under the council's lock.
    """
    if not said or said == mark_of(stands):
        return False
    if stands is None or not _says_the_same(typed, stands):
        raise ItemChangedMeanwhile(typed["number"], stands)
    return True


def _says_the_same(typed: Content, stands: Content) -> bool:
    """An indicator that was added has no row in the form yet, and an organisation may be typed in another spelling."""
    if len(typed["indicators"]) != len(stands["indicators"]):
        return False
    pairs = zip(typed["indicators"], stands["indicators"], strict=True)
    typed = {**typed, "indicators": [{**one, "pk": one["pk"] or there["pk"]} for one, there in pairs]}
    meaning = meanings()
    return same(*({**told, "organisations": map(meaning, told["organisations"])} for told in (typed, stands)))


def create_item(
    plan: ActionPlan, draft: ItemDraft, *, position: int, known: Known | None = None, **more: Any
) -> PlanItem:
    """A new item with its indicators. `more`: in_effect_from, for an item that an amendment adds; `known`: the
    organisations of many items, looked up once."""
    item = PlanItem(plan=plan, position=position, **more)
    _write(item, draft, known)
    return item


def place_for(plan: ActionPlan, number: str, *, but: PlanItem | None = None) -> int:
    """The position after the items that come before this number; those behind it make room."""
    others = plan.items.exclude(pk=but.pk) if but else plan.items.all()
    before = [row.position for row in others if number_key(row.number) < number_key(number)]
    place = max(before, default=0) + 1
    others.filter(position__gte=place).update(position=F("position") + 1)
    return place


def rewrite_item(item: PlanItem, draft: ItemDraft) -> PlanItem:
    """The item says what the draft says; indicators are known by their pk. Raises ItemRefused."""
    _write(item, draft)
    return item


def _write(item: PlanItem, draft: ItemDraft, known: Known | None = None) -> None:
    twin = PlanItem.objects.filter(plan=item.plan, number=draft.number).exclude(pk=item.pk)
    if twin.exists():
        raise ItemRefused(_("The number %(number)s is taken by another item of this plan.") % {"number": draft.number})
    for name in (*TEXTS, "measure", "sensitive", "starts_on", "ends_on"):
        setattr(item, name, getattr(draft, name))
    is_new = item.pk is None
    if not is_new:
        must_count_the_same(item, draft)
    item.save()
    if not is_new:
        _clear(item, {one.pk for one in draft.indicators if one.pk})
    _answer(item, draft.organisations, known)
    _measure(item, draft.indicators)


def _clear(item: PlanItem, keep: set[int]) -> None:
    """Take out what the item said; indicators that stay keep their rows, for figures are typed in for them."""
    item.responsibles.all().delete()
    _remove_others(item, keep)
    IndicatorTarget.objects.filter(indicator__item=item).delete()
    # Out of the way, so that indicators can change places.
    item.indicators.update(position=F("position") + 1000)


def _answer(item: PlanItem, names: list[str], known: Known | None) -> None:
    known = named(names, item.plan.council) if known is None else known
    organisations = dict.fromkeys(known[name] for name in names)
    ItemResponsible.objects.bulk_create(ItemResponsible(item=item, organisation=one) for one in organisations)


def _remove_others(item: PlanItem, keep: set[int]) -> None:
    gone = item.indicators.exclude(pk__in=keep)
    typed = TypedFigure.objects.filter(indicator__in=gone).select_related("indicator").first()
    if typed:
        words = _("“%(indicator)s” has figures typed in: it stays, or the whole item is withdrawn and another added.")
        raise ItemRefused(words % {"indicator": typed.indicator.name})
    IndicatorTarget.objects.filter(indicator__in=gone).delete()
    gone.delete()


def must_count_the_same(item: PlanItem, draft: ItemDraft) -> None:
    """Figures that were typed in are in the unit and of the source that the indicator had then (rule 5).

    Raises ItemRefused.
    """
    told = {one.pk: (one.unit, one.source) for one in draft.indicators if one.pk}
    for one in item.indicators.filter(pk__in=told, typed_figures__isnull=False).distinct():
        if (one.unit, one.source) != told[one.pk]:
            words = _(
                "“%(indicator)s” has figures typed in: its unit and source stay, or the whole item is withdrawn "
                "and another added."
            )
            raise ItemRefused(words % {"indicator": one.name})


def _measure(item: PlanItem, drafts: list[IndicatorDraft]) -> None:
    there = {indicator.pk: indicator for indicator in item.indicators.all()} if any(one.pk for one in drafts) else {}
    written = []
    for position, draft in enumerate(drafts, 1):
        indicator = there.get(draft.pk or 0) or Indicator(item=item)
        indicator.position = position
        for name in ("name_ru", "name_ky", "unit", "unit_text", "source", "baseline"):
            setattr(indicator, name, getattr(draft, name))
        indicator.save()
        written += _targets(indicator, draft)
    IndicatorTarget.objects.bulk_create(written)


def _targets(indicator: Indicator, draft: IndicatorDraft) -> list[IndicatorTarget]:
    yearly = [(year, None, value) for year, value in draft.targets.items()]
    quarterly = [(year, quarter, value) for (year, quarter), value in draft.quarterly.items()]
    return [
        IndicatorTarget(indicator=indicator, year=year, quarter=quarter, value=value)
        for year, quarter, value in (*yearly, *quarterly)
    ]
