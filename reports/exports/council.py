"""A council's own workbook: the same sheets for itself."""

from django.utils.translation import gettext as _

from . import councils, cover, events, plans, summary
from .content import Content
from .workbook import assemble

SHEETS = (cover.write, summary.write, councils.write, plans.write, events.write)


def render(content: Content) -> bytes:
    """The workbook of one council's statement, in the active language."""
    return assemble(content, _("Annex to the letter of the council of ____________ No. ________"), SHEETS)
