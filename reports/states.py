"""States of reports and of plan items in them, and the moves that lead from one to the next. A leaf."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


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
OPENED_AGAIN = (ReportStatus.RETURNED, ReportStatus.REOPENED, ReportStatus.RECALLED)
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


class InstructionStatus(models.TextChoices):
    """How far an instruction of the Government Administration is."""

    GIVEN = "given", pgettext_lazy("instruction", "given")
    DONE = "done", pgettext_lazy("instruction", "carried out, to be confirmed")
    RETURNED = "returned", pgettext_lazy("instruction", "returned: to be done still")
    CONFIRMED = "confirmed", pgettext_lazy("instruction", "carried out")
    WITHDRAWN = "withdrawn", pgettext_lazy("instruction", "withdrawn")


INSTRUCTION_NEXT: dict[str, set[str]] = {
    InstructionStatus.GIVEN: {InstructionStatus.DONE, InstructionStatus.WITHDRAWN},
    InstructionStatus.DONE: {InstructionStatus.CONFIRMED, InstructionStatus.RETURNED, InstructionStatus.WITHDRAWN},
    InstructionStatus.RETURNED: {InstructionStatus.DONE, InstructionStatus.WITHDRAWN},
    InstructionStatus.CONFIRMED: set(),
    InstructionStatus.WITHDRAWN: set(),
}
INSTRUCTION_OPEN = (InstructionStatus.GIVEN, InstructionStatus.RETURNED)
INSTRUCTION_ENDED = (InstructionStatus.CONFIRMED, InstructionStatus.WITHDRAWN)


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
    NUMBER = "number", pgettext_lazy("answer", "number")
    YES_NO = "yes_no", _("yes or no")


class YesNo(models.TextChoices):
    """The answers to a question of yes or no."""

    YES = "yes", _("yes")
    NO = "no", _("no")


class EditionKind(models.TextChoices):
    COUNCIL = "council", _("council report")
    NATIONAL = "national", _("national report")


class CheckKind(models.TextChoices):
    NIGHTLY = "nightly", _("nightly: open reports, and what was sealed since the last check")
    WEEKLY = "weekly", _("weekly: all reports, editions, files and audit chains")


class CheckFault(models.TextChoices):
    """What does not agree when the system checks itself."""

    FIGURES = "figures", _("the figures of a report, counted in three ways, differ")
    GUARD = "guard", _("what keeps the quarter's events does not fit the report's state")
    CORRECTIONS = "corrections", _("figures differ from the sealed ones, and no correction says why")
    SEAL = "seal", _("an edition is not as it was sealed, or does not add up")
    CHAIN = "chain", _("an audit chain was changed or has gaps")
    UNREADABLE = "unreadable", _("something in it cannot be read, so it was not compared")


class MissingQuarter(models.TextChoices):
    """Why a quarter is not in the sum of a year."""

    HISTORY = "history", _("before there was a council")
    NOT_OVER = "not_over", _("not over yet")
    NO_REPORT = "no_report", _("no report")
    NOT_CONSOLIDATED = "not_consolidated", _("no national report yet")


class FileKind(models.TextChoices):
    """What is made of a sealed edition and kept."""

    WORKING = "working", _("working workbook")
    GA = "ga", _("workbook for the Government Administration")
    COUNCIL = "council", _("workbook of the council")
    NOTE = "note", _("briefing note")
    LETTER = "letter", _("covering letter")
    REPORT = "report", _("report for signature")
    FORM = "form", _("SMS's own form")


class ReminderSlot(models.TextChoices):
    """A reminder's day, counted from the day on which something is due (rule 16)."""

    TEN_BEFORE = "before_10", _("ten days before")
    THREE_BEFORE = "before_3", _("three days before")
    ON_THE_DAY = "due", _("on the day")
    THREE_AFTER = "after_3", _("three days after")
    FIVE_AFTER = "after_5", _("five days after")
    TEN_AFTER = "after_10", _("ten days after")


# How many days after the due day each falls, and whom it reaches.
REMINDER_DAYS = {
    ReminderSlot.TEN_BEFORE: -10,
    ReminderSlot.THREE_BEFORE: -3,
    ReminderSlot.ON_THE_DAY: 0,
    ReminderSlot.THREE_AFTER: 3,
    ReminderSlot.FIVE_AFTER: 5,
    ReminderSlot.TEN_AFTER: 10,
}


class ReminderRole(models.TextChoices):
    SECRETARY = "secretary", _("secretary")
    CHAIR = "chair", _("chair")
    SMS = "sms", _("SMS officer")
    RESPONSIBLE = "answering", _("whoever answers for the decision")


REMINDED = dict.fromkeys(ReminderSlot, ReminderRole.SECRETARY) | {
    ReminderSlot.FIVE_AFTER: ReminderRole.CHAIR,
    ReminderSlot.TEN_AFTER: ReminderRole.SMS,
}
# Of a council's decision: it stays with the council.
REMINDED_OF_DECISIONS = {
    ReminderSlot.TEN_BEFORE: ReminderRole.RESPONSIBLE,
    ReminderSlot.THREE_BEFORE: ReminderRole.RESPONSIBLE,
    ReminderSlot.ON_THE_DAY: ReminderRole.RESPONSIBLE,
    ReminderSlot.THREE_AFTER: ReminderRole.RESPONSIBLE,
    ReminderSlot.FIVE_AFTER: ReminderRole.CHAIR,
}


class ReminderOutcome(models.TextChoices):
    WRITTEN = "written", _("e-mail written")
    SKIPPED = "skipped", _("skipped: its day was over when the system came to it")
    NO_ACCOUNT = "no_account", _("no way to reach: no account")
    NO_ADDRESS = "no_address", _("no way to reach: no e-mail address")
    VACANT = "vacant", _("no way to reach: nobody holds the seat")


UNREACHABLE = (ReminderOutcome.NO_ACCOUNT, ReminderOutcome.NO_ADDRESS, ReminderOutcome.VACANT)

# What the audit list says for the steps of this app.
AUDIT_ACTIONS = {
    "period.opened": _("Quarter opened for reporting"),
    "report.opened": _("Report opened"),
    "report.item_written": _("Progress of an item written"),
    "report.states_confirmed": _("States of items confirmed"),
    "report.no_events": _("No events: said or taken back"),
    "report.problem_added": _("Problem added to a report"),
    "report.problem_changed": _("Problem in a report changed"),
    "report.problem_removed": _("Problem taken out of a report"),
    "report.adjusted": _("Participants counted twice: said"),
    "report.adjustment_withdrawn": _("Participants counted twice: taken back"),
    "report.answered": _("Questions of the report form answered"),
    "report.opinion_attached": _("Separate opinion attached"),
    "report.opinion_withdrawn": _("Separate opinion withdrawn"),
    "report.commented": _("Comment written"),
    "report.comment_settled": _("Comment settled"),
    "form.created": _("Version of the report form set"),
    "form.changed": _("Version of the report form changed"),
    "report.extended": _("Deadline extended"),
    "report.open": _("Report handed back"),
    "report.prepared": _("Report prepared"),
    "report.submitted": _("Report submitted and sealed"),
    "report.returned": _("Report returned"),
    "report.accepted": _("Report accepted"),
    "report.reopened": _("Report reopened"),
    "report.recalled": _("Report taken back by the council"),
    "report.read": _("Submitted report opened by SMS"),
    "report.behalf_opened": _("Report entered on behalf of the council from now on"),
    "report.taken_over": _("Report taken over by the council"),
    "national.consolidated": _("National report consolidated and sealed"),
    "national.submitted": _("National report sent to the Government Administration"),
    "national.returned": _("National report returned"),
    "national.acknowledged": _("National report acknowledged"),
    "national.text_written": _("National report's text on a measure written"),
    "instruction.given": _("Instruction given"),
    "instruction.done": _("Instruction carried out"),
    "instruction.returned": _("Instruction returned"),
    "instruction.confirmed": _("Instruction confirmed"),
    "instruction.withdrawn": _("Instruction withdrawn"),
    "redaction.asked": _("Blacking out of a sealed text asked for"),
    "redaction.carried_out": _("Sealed text blacked out"),
    "redaction.refused": _("Blacking out of a sealed text refused"),
    "own_form.taken": _("SMS's own form handed in"),
    "workbook.kept": _("File of an edition made and kept"),
    "workbook.downloaded": _("File of an edition downloaded"),
    "workbook.exported": _("File handed out without being kept"),
    "self_check.ended": _("The system checked its figures"),
    "demonstration.load": _("Demonstration loaded"),
}
