"""Instructions of the Government Administration on the pages of a council's report: display only."""

from typing import Any

from django import template

from councils.models import Council
from reports import instructions
from reports.models import Instruction

register = template.Library()


@register.inclusion_tag("reports/_instructions_box.html", takes_context=True)
def open_instructions_of(context: template.Context, council: Council) -> dict[str, Any]:
    """A box with what the council is to carry out still; nothing where there is nothing."""
    to_do = Instruction.objects.visible_to(context["request"].user).open().filter(council=council)
    return {"instructions": instructions.told(to_do), "council": council}


@register.inclusion_tag("reports/_instructions_box.html", takes_context=True)
def instructions_at(context: template.Context, item_id: int, council: Council) -> dict[str, Any]:
    """A box with all instructions at one item of the council's plan; nothing where there are none."""
    return {"instructions": instructions.of_item(context["request"].user, item_id), "council": council}
