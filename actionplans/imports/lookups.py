"""What the words of a register point to, read once for any number of rows: districts, plan items, campaigns."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from actionplans.models import Campaign, PlanItem
from actionplans.states import PlanStatus
from councils.models import Council, District

from .readings.gazetteer import Gazetteer as Gazetteer
from .words import fold

_YEAR = re.compile(r"\b20\d\d\b")
NEAR = 31  # days by which a campaign's own events may lie outside its dates


class Campaigns:
    """Campaigns by name, with or without the year; without it the day of the event decides."""

    def __init__(self, campaigns: Iterable[Campaign]) -> None:
        self._named: dict[str, list[Campaign]] = defaultdict(list)
        for campaign in campaigns:
            for name in campaign.names.values():
                for key in {fold(name), fold(_YEAR.sub("", name))}:
                    self._named[key].append(campaign)

    def find(self, text: str, day: date) -> Campaign | None:
        near = [(_days_apart(campaign, day), campaign) for campaign in self._named.get(fold(text), [])]
        distance, campaign = min(near, key=lambda pair: pair[0], default=(NEAR + 1, None))
        return campaign if distance <= NEAR else None


def _days_apart(campaign: Campaign, day: date) -> int:
    return max((campaign.starts_on - day).days, (day - campaign.ends_on).days, 0)


class Items:
    """A council's plan items by number: several plans may have an item 1.1, the day decides whose is meant."""

    def __init__(self, items: Iterable[PlanItem]) -> None:
        self._numbered: dict[str, list[PlanItem]] = defaultdict(list)
        self._plans = {}
        for item in items:
            self._numbered[item.number].append(item)
            self._plans[item.plan_id] = item.plan

    def find(self, number: str, day: date | None) -> PlanItem | None:
        """The item of the plan that covers the day, endorsed ones first; else of the nearest plan, which the
        rules then refuse in words of their own."""
        found = self._numbered.get(number, [])
        return min(found, key=lambda item: _fit(item, day), default=None)

    def covered(self, first: date, last: date) -> bool:
        """Whether an endorsed plan covers the span, so that an event must name an item of it (rule 6)."""
        return any(
            plan.status == PlanStatus.ENDORSED and plan.starts_on <= first and last <= plan.ends_on
            for plan in self._plans.values()
        )


def _fit(item: PlanItem, day: date | None) -> tuple[int, bool]:
    plan = item.plan
    away = max((plan.starts_on - day).days, (day - plan.ends_on).days, 0) if day else 0
    return away, plan.status != PlanStatus.ENDORSED


@dataclass
class Lookups:
    """All that a register's cells are read against."""

    districts: Gazetteer
    campaigns: Campaigns
    items: Items

    @classmethod
    def of(cls, council: Council, items: Iterable[PlanItem]) -> "Lookups":
        return cls(
            Gazetteer(District.objects.all(), council.region_id), Campaigns(Campaign.objects.all()), Items(items)
        )

    def is_district(self, text: str) -> bool:
        """Whether a text names one district and no other."""
        return len(self.districts.find(text)) == 1
