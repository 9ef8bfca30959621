"""What a new plan begins with, what its items still lack, and what about them is worth a second look."""

from collections.abc import Iterable
from decimal import Decimal

from django.utils.translation import gettext as _

from .models import ActionPlan, Measure, PlanItem
from .states import FITTING_UNITS, Source, Unit
from .wording import IndicatorDraft, ItemDraft, draft_of

# How the councils' plans word the commonest indicator: content of the plan, so in the language of plans.
HELD, HELD_UNIT = "Проведено мероприятий", "мероприятие"


def years_of(plan: ActionPlan) -> list[int]:
    """The years for which a plan's indicators have targets."""
    return list(range(plan.starts_on.year, plan.ends_on.year + 1))


def from_measures(measures: Iterable[Measure]) -> list[ItemDraft]:
    """An item for each measure: its number and words, and the indicator that most items have, without a target.

    An item about victims or cases gets none: a council gives its state only (rule 9).
    """
    return [
        ItemDraft(
            measure.code, measure.name_ru, measure=measure, sensitive=measure.sensitive, title_ky=measure.name_ky,
            indicators=[] if measure.sensitive else [IndicatorDraft(HELD, Unit.EVENT, HELD_UNIT, Source.EVENTS)],
        )
        for measure in measures
    ]  # fmt: skip


def from_plan(items: Iterable[PlanItem], measures: Iterable[Measure]) -> list[ItemDraft]:
    """The same items for other years: words, answering organisations and indicators, but no figure and no date.

    Targets and baselines belonged to the years that are over; last year's target is no baseline, for it was never
    measured. A measure is kept where it is among `measures`, or one of them has its number.
    """
    by_pk, by_code = {one.pk: one for one in measures}, {one.code: one for one in measures}
    return [_again(item, by_pk, by_code) for item in items]


def _again(item: PlanItem, by_pk: dict[int, Measure], by_code: dict[str, Measure]) -> ItemDraft:
    draft = draft_of(item)
    old, draft.starts_on, draft.ends_on = draft.measure, None, None
    draft.measure = (by_pk.get(old.pk) or by_code.get(old.code)) if old else None
    draft.sensitive = draft.sensitive or bool(draft.measure and draft.measure.sensitive)
    for one in draft.indicators:
        one.pk, one.baseline, one.targets, one.quarterly = None, None, {}, {}
    return draft


def gaps(item: ItemDraft, years: Iterable[int]) -> list[str]:
    """What rule 5 asks of an item and this one does not say yet, in the order of the form."""
    found = [] if item.title_ru.strip() else [_("no title in Russian")]
    if not (item.responsible.strip() or item.organisations):
        found.append(_("nobody is responsible"))
    if not (item.due.strip() or item.starts_on or item.ends_on):
        found.append(_("no term"))
    if not item.funding.strip():
        found.append(_("no funding"))
    if not item.indicators and not item.sensitive:
        found.append(_("no indicator"))
    for indicator in item.indicators:
        without = [str(year) for year in years if year not in indicator.targets]
        if without:
            words = _("“%(indicator)s”: no target for %(years)s")
            found.append(words % {"indicator": indicator.name_ru, "years": ", ".join(without)})
    return found


def doubts(item: ItemDraft) -> list[str]:
    """What may be meant so but seldom is: units that no per cent is computed of, quarters that do not add up."""
    return [words for indicator in item.indicators for words in (*_unit(indicator), *_quarters(indicator))]


def _unit(indicator: IndicatorDraft) -> Iterable[str]:
    fitting = FITTING_UNITS[indicator.source]
    if fitting and indicator.unit not in fitting:
        words = _("“%(indicator)s”: no per cent is computed, for %(source)s are not counted in “%(unit)s”.")
        names = {"source": Source(indicator.source).label, "unit": Unit(indicator.unit).label}
        yield words % {"indicator": indicator.name_ru, **names}


def _quarters(indicator: IndicatorDraft) -> Iterable[str]:
    for year in sorted({year for year, _quarter in indicator.quarterly}):
        parts = [value for (at, _quarter), value in indicator.quarterly.items() if at == year]
        whole, together = indicator.targets.get(year), sum(parts, Decimal(0))
        said = {"indicator": indicator.name_ru, "year": str(year), "sum": f"{together:f}", "whole": f"{whole or 0:f}"}
        if whole is None:
            yield _("“%(indicator)s”: the quarters of %(year)s have targets, the year has none.") % said
        elif together > whole:
            yield (
                _("“%(indicator)s”: the quarters of %(year)s add up to %(sum)s, above the %(whole)s of the year.")
                % said
            )
        elif together < whole and len(parts) == 4:
            yield (
                _("“%(indicator)s”: the quarters of %(year)s add up to %(sum)s, below the %(whole)s of the year.")
                % said
            )
