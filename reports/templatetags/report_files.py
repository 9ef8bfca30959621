"""The panel of a report's files, on every page that shows an edition or an open report."""

from typing import Any

from django import template
from django.template import Context

from councils.models import Council
from councils.rights import rights_of
from reports.documents.panel import Offer, offers_of_draft, offers_of_edition
from reports.models import Edition
from reports.workbooks import may_read_working

register = template.Library()


@register.simple_tag(takes_context=True)
def files_of(context: Context, edition: Edition | None, council: Council | None = None) -> list[Offer]:
    """What the page's reader may ask for: of the edition, else of the quarter as it stands where they may read it."""
    user: Any = context["user"]
    if edition:
        return offers_of_edition(user, edition)
    return offers_of_draft(council or None) if may_read_working(user, council or None) else []


@register.simple_tag(takes_context=True)
def sees_own_forms(context: Context) -> bool:
    """Whether the page's reader sees the versions of SMS's own form: SMS, and administrators, who read."""
    rights = rights_of(context["user"])
    return rights.is_sms or rights.is_administrator
