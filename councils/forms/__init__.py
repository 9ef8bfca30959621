"""Forms of the lowest app: the shape of what an administrator or an SMS officer types; rules are the services'."""

from .adoptions import AdoptForm, DeviationForm, OrderScanForm
from .alternates import AlternateForm, EndAlternateForm
from .base import OnDayForm, Verb, VerbForm
from .charters import ArticleForm, CharterForm, NewCharterForm, SeatForm, SinceForm, WholeTextForm
from .councils import ChainForm, CouncilForm
from .decisions import DecisionFilterForm, DecisionOutcomeForm, DueForm, ReopenDecisionForm, WithdrawDecisionForm
from .organisations import OrganisationForm, OrganisationSearchForm, UniteForm
from .seats import ActingForm, AppointForm, EndForm, ExtendForm, HolderForm
from .users import CodeForm, EndGrantForm, GrantForm, InviteForm, PasswordForm, PersonForm, RightsForm, UserForm

__all__ = [
    "ActingForm",
    "AdoptForm",
    "AlternateForm",
    "AppointForm",
    "ArticleForm",
    "ChainForm",
    "CharterForm",
    "CodeForm",
    "CouncilForm",
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
    "NewCharterForm",
    "OnDayForm",
    "OrderScanForm",
    "OrganisationForm",
    "OrganisationSearchForm",
    "PasswordForm",
    "PersonForm",
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
