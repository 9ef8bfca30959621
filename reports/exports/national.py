"""The consolidated workbook: which sheets, in which order."""

from django.utils.translation import gettext as _

from . import councils, cover, events, plans, summary
from .content import Content
from .workbook import assemble

UPWARD = (cover.write, summary.write, councils.write, plans.write)
WORKING = (events.write,)  # for SMS's own work: it names events and places


def render(content: Content) -> bytes:
    """The workbook of a national statement, in the active language."""
    sheets = UPWARD if content.for_ga else (*UPWARD, *WORKING)
    return assemble(content, _("Annex No. 1 to the letter of SMS of ____________ No. ________"), sheets)
