"""Display only: what a role may do, what a job does."""

import re
from typing import Any

from django import template
from django.utils.translation import gettext_lazy as _

from councils.dates import quarter_words
from councils.models import Job
from councils.states import GrantRole, SeatRole

register = template.Library()

QUARTER = re.compile(r"(\d{4})-Q([1-4])")

MAY = {
    SeatRole.CHAIR: _("signs and submits the council's reports"),
    SeatRole.DEPUTY: _("signs and submits the council's reports"),
    SeatRole.SECRETARY: _("logs events, writes and prepares reports"),
    SeatRole.MEMBER: _("reads the council's plan, events and reports"),
    GrantRole.SMS: _("sees all councils, returns and accepts reports, consolidates, names acting holders"),
    GrantRole.GA: _("reads national reports, acknowledges or returns them"),
    GrantRole.OBSERVER: _("reads figures of acknowledged national reports and how they are made"),
    GrantRole.ADMINISTRATOR: _("keeps councils, charters, seats, accounts and rights"),
}
# The kinds of settings.TIPCC_JOBS in words.
JOBS = {
    "open_report": _("Open the quarterly report"),
    "tell_sms": _("Tell SMS that the quarter's reports are open"),
    "export_events": _("List of events as a file"),
    "render_workbook": _("Make a file of a report"),
    "self_check": _("Check the figures"),
    "reduce_photo": _("Prepare a photo"),
    "check_register": _("Read a register"),
    "record_register": _("Record a register"),
    "mark_register": _("Mark the cells of a register"),
    "send_mails": _("Send e-mails"),
}


@register.filter
def may(role: str) -> Any:
    """What a seat's role or a grant allows, in words (rule 3)."""
    return MAY.get(role, "")  # type: ignore[call-overload]


@register.filter
def job_words(job: Job) -> str:
    """What is done and, where it is said, of which quarter; the job's key is for programs."""
    words = str(JOBS.get(job.kind, job.kind))
    of = QUARTER.fullmatch(str(job.params.get("quarter", "")))
    return f"{words}: {quarter_words(int(of[1]), int(of[2]))}" if of else words
