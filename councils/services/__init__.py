"""The verbs of the lowest app: each takes `actor`, keeps its rules, and writes one audit entry in one transaction."""

from .adoptions import adopt_charter, approve_deviation, hand_in_order
from .alternates import end_alternate, name_alternate
from .articles import add_article, edit_article, remove_article, write_articles
from .charters import add_seat, create_charter_version, edit_charter, edit_seat, remove_seat
from .contributors import end_link, make_link
from .councils import create_organisation, create_person, edit_council, edit_person, found_council
from .seats import appoint, end_membership, extend_membership, name_acting
from .users import create_user, end_grant, give_grant, reset_password, set_user_active

__all__ = [
    "add_article",
    "add_seat",
    "adopt_charter",
    "appoint",
    "approve_deviation",
    "create_charter_version",
    "create_organisation",
    "create_person",
    "create_user",
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
    "make_link",
    "name_acting",
    "name_alternate",
    "remove_article",
    "remove_seat",
    "reset_password",
    "set_user_active",
    "write_articles",
]
