"""Who: places, people, councils and their charters, rights, the audit chain, jobs, drafts."""

from .audit import AuditEntry, Installation
from .charters import Adoption, Article, Charter, Deviation, Seat
from .contributors import ContributorLink
from .councils import Alternate, Council, Membership
from .drafts import Draft
from .files import StoredFile
from .invitations import Invitation
from .jobs import Job
from .mails import Mail
from .meetings import AgendaItem, Attendance, Decision, DecisionStep, Meeting
from .people import Grant, Organisation, Person, User
from .places import District, Region
from .trainings import Training

__all__ = [
    "Adoption",
    "AgendaItem",
    "Alternate",
    "Article",
    "Attendance",
    "AuditEntry",
    "Charter",
    "ContributorLink",
    "Council",
    "Decision",
    "DecisionStep",
    "Deviation",
    "District",
    "Draft",
    "Grant",
    "Installation",
    "Invitation",
    "Job",
    "Mail",
    "Meeting",
    "Membership",
    "Organisation",
    "Person",
    "Region",
    "Seat",
    "StoredFile",
    "Training",
    "User",
]
