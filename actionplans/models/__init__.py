"""What: the Programme, local action plans and their amendments, events and their evidence, guards of quarters."""

from .agenda import AgendaLink
from .amendments import Amendment, AmendmentChange, ItemVersion
from .events import Campaign, Event, EventOrganisation, ImportBatch
from .evidence import Evidence
from .figures import TypedFigure
from .national import NationalEvent
from .plans import ActionPlan, Indicator, IndicatorTarget, ItemResponsible, PlanItem
from .programme import Measure, Programme
from .proposals import Proposal
from .quarters import QuarterGuard
from .registers import RegisterHeading, RegisterRow, RegisterUpload
from .remarks import FineAsItIs
from .trainings import TrainingEvent

__all__ = [
    "ActionPlan",
    "AgendaLink",
    "Amendment",
    "AmendmentChange",
    "Campaign",
    "Event",
    "EventOrganisation",
    "Evidence",
    "FineAsItIs",
    "ImportBatch",
    "Indicator",
    "IndicatorTarget",
    "ItemResponsible",
    "ItemVersion",
    "Measure",
    "NationalEvent",
    "PlanItem",
    "Programme",
    "Proposal",
    "QuarterGuard",
    "RegisterHeading",
    "RegisterRow",
    "RegisterUpload",
    "TrainingEvent",
    "TypedFigure",
]
