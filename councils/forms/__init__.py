"""Forms of the lowest app: the shape of what an administrator or an SMS officer types; rules are the services'."""

from .alternates import AlternateForm, EndAlternateForm
from .base import OnDayForm, Verb, VerbForm
from .charters import AdoptForm, CharterForm, DeviationForm, NewCharterForm, SeatForm
from .councils import ChainForm, CouncilForm
from .decisions import DecisionFilterForm, DecisionOutcomeForm, DueForm, ReopenDecisionForm, WithdrawDecisionForm
from .organisations import OrganisationForm, OrganisationSearchForm, UniteForm
from .seats import ActingForm, AppointForm, EndForm, ExtendForm, HolderForm
from .users import EndGrantForm, GrantForm, PersonForm, UserForm

__all__ = [
    "ActingForm",
    "AdoptForm",
    "AlternateForm",
    "AppointForm",
    "ChainForm",
    "CharterForm",
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
    "NewCharterForm",
    "OnDayForm",
    "OrganisationForm",
    "OrganisationSearchForm",
    "PersonForm",
    "ReopenDecisionForm",
    "SeatForm",
    "UniteForm",
    "UserForm",
    "Verb",
    "VerbForm",
    "WithdrawDecisionForm",
]
