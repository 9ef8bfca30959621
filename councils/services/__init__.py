"""The verbs of the lowest app: each takes `actor`, keeps its rules, and writes one audit entry in one transaction."""

from .adoptions import adopt_charter, approve_deviation, hand_in_order
from .alternates import end_alternate, name_alternate
from .articles import add_article, edit_article, remove_article, write_articles
from .charters import add_seat, create_charter_version, edit_charter, edit_seat, remove_seat
from .contributors import end_link, make_link
from .councils import create_organisation, create_person, edit_council, edit_person, found_council
from .invitations import accept_invitation, invite, opened_by_code, opened_by_link, withdraw_invitation
from .meetings import AgendaLine, cancel_meeting, change_meeting, notify_meeting, plan_meeting
from .minutes import Came, decide, keep_minutes, record_attendance
from .places import save_district, save_region
from .seats import appoint, end_membership, extend_membership, name_acting, replace_member
from .trainings import record_trainings, void_training
from .users import create_user, end_grant, give_grant, set_user_active

__all__ = [
    "AgendaLine",
    "Came",
    "accept_invitation",
    "add_article",
    "add_seat",
    "adopt_charter",
    "appoint",
    "approve_deviation",
    "cancel_meeting",
    "change_meeting",
    "create_charter_version",
    "create_organisation",
    "create_person",
    "create_user",
    "decide",
    "edit_article",
    "edit_charter",
    "edit_council",
    "edit_person",
    "edit_seat",
    "end_alternate",
    "end_grant",
    "end_link",
    "end_membership",
    "extend_membership",
    "found_council",
    "give_grant",
    "hand_in_order",
    "invite",
    "keep_minutes",
    "make_link",
    "name_acting",
    "name_alternate",
    "notify_meeting",
    "opened_by_code",
    "opened_by_link",
    "plan_meeting",
    "record_attendance",
    "record_trainings",
    "remove_article",
    "remove_seat",
    "replace_member",
    "save_district",
    "save_region",
    "set_user_active",
    "void_training",
    "withdraw_invitation",
    "write_articles",
]
