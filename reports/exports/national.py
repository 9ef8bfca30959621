"""The consolidated workbook: which sheets, in which order."""

from django.utils.translation import gettext as _

from . import (
    campaigns,
    changes,
    check,
    councils,
    cover,
    discipline,
    events,
    measures,
    meetings,
    plans,
    problems,
    quality,
    summary,
)
from .content import Content
from .workbook import assemble

UPWARD = (
    cover.write, summary.write, councils.write, measures.write, plans.write, problems.write, meetings.write,
    campaigns.write, discipline.write, changes.write,
)  # fmt: skip
WORKING = (events.write, check.write, quality.write)  # for SMS's own work: it names events and places


def render(content: Content) -> bytes:
    """The workbook of a national statement, in the active language."""
    sheets = UPWARD if content.for_ga else (*UPWARD, *WORKING)
    return assemble(content, _("Annex No. 1 to the letter of SMS of ____________ No. ________"), sheets)
