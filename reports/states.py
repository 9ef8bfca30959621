"""States of reports and of plan items in them, and the moves that lead from one to the next. A leaf."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ReportStatus(models.TextChoices):
    OPEN = "open", _("in preparation")
    PREPARED = "prepared", _("awaiting signature")
    SUBMITTED = "submitted", _("submitted")
    RETURNED = "returned", _("returned")
    ACCEPTED = "accepted", _("accepted")
    REOPENED = "reopened", _("reopened")
    RECALLED = "recalled", _("recalled")


REPORT_NEXT: dict[str, set[str]] = {
    ReportStatus.OPEN: {ReportStatus.PREPARED},
    ReportStatus.PREPARED: {ReportStatus.OPEN, ReportStatus.SUBMITTED},
    ReportStatus.SUBMITTED: {ReportStatus.RETURNED, ReportStatus.ACCEPTED, ReportStatus.RECALLED},
    ReportStatus.RETURNED: {ReportStatus.PREPARED},
    ReportStatus.ACCEPTED: {ReportStatus.REOPENED},
    ReportStatus.REOPENED: {ReportStatus.PREPARED},
    ReportStatus.RECALLED: {ReportStatus.PREPARED},
}
IN_PREPARATION = (ReportStatus.OPEN, ReportStatus.RETURNED, ReportStatus.REOPENED, ReportStatus.RECALLED)
SEALED = (ReportStatus.SUBMITTED, ReportStatus.ACCEPTED)


class NationalStatus(models.TextChoices):
    CONSOLIDATED = "consolidated", _("consolidated, not yet sent")
    SUBMITTED = "submitted", _("submitted to the Government Administration")
    RETURNED = "returned", _("returned by the Government Administration")
    ACKNOWLEDGED = "acknowledged", _("acknowledged")


NATIONAL_NEXT: dict[str, set[str]] = {
    NationalStatus.CONSOLIDATED: {NationalStatus.CONSOLIDATED, NationalStatus.SUBMITTED},
    NationalStatus.SUBMITTED: {NationalStatus.RETURNED, NationalStatus.ACKNOWLEDGED},
    NationalStatus.RETURNED: {NationalStatus.CONSOLIDATED},
    NationalStatus.ACKNOWLEDGED: {NationalStatus.CONSOLIDATED},
}


class ItemStatus(models.TextChoices):
    """How far a plan item is (rule 11)."""

    FULFILLED = "fulfilled", _("fulfilled")
    IN_PROGRESS = "in_progress", _("in progress")
    PARTLY = "partly", _("fulfilled in part")
    NOT_FULFILLED = "not_fulfilled", _("not fulfilled")
    ONGOING = "ongoing", _("ongoing")
    NOT_DUE = "not_due", _("not due yet")
    OVERDUE = "overdue", _("overdue")


class Manner(models.TextChoices):
    """How a report was signed (rule 11)."""

    SCREEN = "screen", _("on screen")
    PAPER = "paper", _("on paper")


class QuestionKind(models.TextChoices):
    """What is answered to a question of the report form."""

    TEXT = "text", _("text")
    NUMBER = "number", _("number")
    YES_NO = "yes_no", _("yes or no")


class EditionKind(models.TextChoices):
    COUNCIL = "council", _("council report")
    NATIONAL = "national", _("national report")


class FileKind(models.TextChoices):
    """What is made of a sealed edition and kept."""

    WORKING = "working", _("working workbook")
    GA = "ga", _("workbook for the Government Administration")
    COUNCIL = "council", _("workbook of the council")
    NOTE = "note", _("note")
    LETTER = "letter", _("covering letter")
    REPORT = "report", _("report for signature")
    FORM = "form", _("SMS's own form")


# What the audit list says for the steps of this app.
AUDIT_ACTIONS = {
    "period.opened": _("Quarter opened for reporting"),
    "report.opened": _("Report opened"),
    "report.item_written": _("Progress of an item written"),
    "report.states_confirmed": _("States of items confirmed"),
    "report.no_events": _("No events: said or taken back"),
    "report.extended": _("Deadline extended"),
    "report.open": _("Report handed back"),
    "report.prepared": _("Report prepared"),
    "report.submitted": _("Report submitted and sealed"),
    "report.returned": _("Report returned"),
    "report.accepted": _("Report accepted"),
    "report.reopened": _("Report reopened"),
    "national.consolidated": _("National report consolidated and sealed"),
    "national.submitted": _("National report sent to the Government Administration"),
    "national.returned": _("National report returned"),
    "national.acknowledged": _("National report acknowledged"),
    "workbook.kept": _("File of an edition made and kept"),
    "workbook.downloaded": _("File of an edition downloaded"),
    "workbook.exported": _("File handed out without being kept"),
    "demonstration.load": _("Demonstration loaded"),
}
