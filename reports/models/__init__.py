"""So what: periods, council reports, national reports, and the editions that freeze them."""

from .council_reports import CouncilReport, ItemEntry, ReportStep
from .editions import Edition, EditionFile, EditionText, Redaction
from .instructions import Instruction, InstructionStep
from .narrative import NationalText
from .national_reports import NationalGap, NationalReport, NationalStep
from .on_behalf import BehalfEntry
from .periods import Extension, Notice, Period
from .remarks import Adjustment, Comment, Opinion, Problem
from .reminders import Reminder, ReminderRun
from .report_forms import Answer, FormQuestion, ReportForm
from .self_checks import SelfCheck

__all__ = [
    "Adjustment",
    "Answer",
    "BehalfEntry",
    "Comment",
    "CouncilReport",
    "Edition",
    "EditionFile",
    "EditionText",
    "Extension",
    "FormQuestion",
    "Instruction",
    "InstructionStep",
    "ItemEntry",
    "NationalGap",
    "NationalReport",
    "NationalStep",
    "NationalText",
    "Notice",
    "Opinion",
    "Period",
    "Problem",
    "Redaction",
    "Reminder",
    "ReminderRun",
    "ReportForm",
    "ReportStep",
    "SelfCheck",
]
