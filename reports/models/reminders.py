"""What was sent to whom, when and why: the log of reminders (rule 16). It holds no address."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from councils.models import Decision, Mail, Person, User
from reports.states import ReminderOutcome, ReminderRole, ReminderSlot

from .council_reports import CouncilReport
from .instructions import Instruction


class ReminderRun(models.Model):
    """One day's reminders, written in one transaction: with its row all of them are there, without it none."""

    day = models.DateField(unique=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ("-day",)

    def __str__(self) -> str:
        return self.day.isoformat()


class Reminder(models.Model):
    """That a report, an instruction or a decision is due, or was: told to one person or to nobody, or skipped; why.

    `recipient` names an account ("user:7"), a person without one ("person:3") or an empty seat ("vacant").
    """

    run = models.ForeignKey(ReminderRun, models.PROTECT, related_name="reminders")
    report = models.ForeignKey(CouncilReport, models.PROTECT, null=True, blank=True, related_name="reminders")
    instruction = models.ForeignKey(Instruction, models.PROTECT, null=True, blank=True, related_name="reminders")
    decision = models.ForeignKey(Decision, models.PROTECT, null=True, blank=True, related_name="reminders")
    due_on = models.DateField(_("due on"))
    slot = models.CharField(max_length=10, choices=ReminderSlot)
    role = models.CharField(max_length=10, choices=ReminderRole)
    recipient = models.CharField(max_length=30)
    user = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    outcome = models.CharField(max_length=10, choices=ReminderOutcome)
    mail = models.ForeignKey(Mail, models.SET_NULL, null=True, blank=True, related_name="reminders")

    class Meta:
        ordering = ("-run__day", "-pk")
        constraints = [
            models.UniqueConstraint(
                fields=["report", "due_on", "slot", "recipient"], name="one_reminder_of_a_report_per_day_and_person"
            ),
            models.UniqueConstraint(
                fields=["instruction", "due_on", "slot", "recipient"],
                name="one_reminder_of_an_instruction_per_day_and_person",
            ),
            models.UniqueConstraint(
                fields=["decision", "due_on", "slot", "recipient"],
                name="one_reminder_of_a_decision_per_day_and_person",
            ),
            models.CheckConstraint(
                condition=Q(report__isnull=True, instruction__isnull=False, decision__isnull=True)
                | Q(report__isnull=False, instruction__isnull=True, decision__isnull=True)
                | Q(report__isnull=True, instruction__isnull=True, decision__isnull=False),
                name="reminder_is_about_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report or self.instruction or self.decision}: {self.slot}"
