"""Forms of the lowest app: the shape of what an administrator or an SMS officer types; rules are the services'."""

from .adoptions import AdoptForm, DeviationForm, OrderScanForm
from .alternates import AlternateForm, EndAlternateForm
from .base import OnDayForm, Verb, VerbForm
from .charters import ArticleForm, CharterForm, NewCharterForm, SeatForm, SinceForm, WholeTextForm
from .councils import ChainForm, CouncilForm
from .decisions import DecisionFilterForm, DecisionOutcomeForm, DueForm, ReopenDecisionForm, WithdrawDecisionForm
from .meetings import CancelMeetingForm, NoticeForm, PlanMeetingForm
from .minutes import AttendanceForm, DecideForm, MinutesForm
from .organisations import OrganisationForm, OrganisationSearchForm, UniteForm
from .seats import ActingForm, AppointForm, EndForm, ExtendForm, HolderForm
from .users import CodeForm, EndGrantForm, GrantForm, InviteForm, PasswordForm, PersonForm, RightsForm, UserForm

__all__ = [
    "ActingForm",
    "AdoptForm",
    "AlternateForm",
    "AppointForm",
    "ArticleForm",
    "AttendanceForm",
    "CancelMeetingForm",
    "ChainForm",
    "CharterForm",
    "CodeForm",
    "CouncilForm",
    "DecideForm",
    "DecisionFilterForm",
    "DecisionOutcomeForm",
    "DeviationForm",
    "DueForm",
    "EndAlternateForm",
    "EndForm",
    "EndGrantForm",
    "ExtendForm",
    "GrantForm",
    "HolderForm",
    "InviteForm",
    "MinutesForm",
    "NewCharterForm",
    "NoticeForm",
    "OnDayForm",
    "OrderScanForm",
    "OrganisationForm",
    "OrganisationSearchForm",
    "PasswordForm",
    "PersonForm",
    "PlanMeetingForm",
    "ReopenDecisionForm",
    "RightsForm",
    "SeatForm",
    "SinceForm",
    "UniteForm",
    "UserForm",
    "Verb",
    "VerbForm",
    "WholeTextForm",
    "WithdrawDecisionForm",
]
