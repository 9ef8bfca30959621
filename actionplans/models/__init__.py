"""What: the Programme, local action plans with items and indicators, events, and what guards their quarters."""

from .events import Campaign, Event, EventOrganisation, ImportBatch
from .plans import ActionPlan, Amendment, Indicator, IndicatorTarget, PlanItem
from .programme import Measure, Programme
from .quarters import QuarterGuard

__all__ = [
    "ActionPlan",
    "Amendment",
    "Campaign",
    "Event",
    "EventOrganisation",
    "ImportBatch",
    "Indicator",
    "IndicatorTarget",
    "Measure",
    "PlanItem",
    "Programme",
    "QuarterGuard",
]
