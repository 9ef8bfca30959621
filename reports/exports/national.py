"""The consolidated workbook: which sheets, in which order."""

from django.utils.translation import gettext as _

from . import councils, cover, events, plans, summary
from .content import Content
from .workbook import assemble

SHEETS = (cover.write, summary.write, councils.write, plans.write, events.write)


def render(content: Content) -> bytes:
    """The workbook of a national statement, in the active language."""
    return assemble(content, _("Annex No. 1 to the letter of SMS of ____________ No. ________"), SHEETS)
