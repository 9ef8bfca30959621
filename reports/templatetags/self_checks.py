"""Display only: whether the figures agreed when the system checked them last."""

from typing import Any

from django import template

from councils.rights import rights_of
from reports.self_check_pages import latest

register = template.Library()


@register.inclusion_tag("reports/_self_check.html", takes_context=True)
def self_check_badge(context: template.Context) -> dict[str, Any]:
    """`{% self_check_badge %}`: checked 22.11. 03:10, agrees; with what does not agree for who mends it."""
    rights = rights_of(context["request"].user)
    return {"check": latest(), "reads": rights.is_sms or rights.is_administrator}
