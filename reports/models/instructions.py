"""What the Government Administration asks of a council or a body after a national report, followed to its end."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from actionplans.models import PlanItem
from councils.models import Council, StoredFile, User
from reports.querysets import InstructionQuerySet
from reports.states import INSTRUCTION_NEXT, INSTRUCTION_OPEN, InstructionStatus

from .national_reports import NationalReport


class Instruction(models.Model):
    """Given on a national report: to a council, at an item of its plan, or of the report as a whole.

    What was asked never changes; only the state does.
    """

    year = models.PositiveSmallIntegerField(_("year"))
    serial = models.PositiveSmallIntegerField(_("number"))
    national = models.ForeignKey(NationalReport, models.PROTECT, related_name="instructions")
    council = models.ForeignKey(Council, models.PROTECT, null=True, blank=True, related_name="instructions")
    item = models.ForeignKey(PlanItem, models.PROTECT, null=True, blank=True, related_name="instructions")
    text = models.TextField(_("instruction"))
    addressee = models.CharField(_("addressed to"), max_length=200)
    due_on = models.DateField(_("due on"))
    status = models.CharField(
        _("state"), max_length=9, choices=InstructionStatus, default=InstructionStatus.GIVEN, db_index=True
    )
    given_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    given_at = models.DateTimeField()

    objects = InstructionQuerySet.as_manager()

    class Meta:
        ordering = ("-year", "-serial")
        constraints = [
            models.UniqueConstraint(fields=["year", "serial"], name="one_instruction_per_number"),
            models.CheckConstraint(condition=~Q(text="") & ~Q(addressee=""), name="instruction_says_what_and_to_whom"),
            models.CheckConstraint(
                condition=Q(item__isnull=True) | Q(council__isnull=False),
                name="instruction_at_an_item_names_its_council",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("reports:instruction-detail", args=[self.year, self.serial])

    @property
    def number(self) -> str:
        """2019/3: the third of the year."""
        return f"{self.year}/{self.serial}"

    @property
    def is_open(self) -> bool:
        return self.status in INSTRUCTION_OPEN

    def is_overdue(self, today: date) -> bool:
        """Past its day and nothing was carried out yet."""
        return self.is_open and self.due_on < today

    def can_move_to(self, status: str) -> bool:
        return status in INSTRUCTION_NEXT[self.status]


class InstructionStep(models.Model):
    """One step of an instruction: who, when, and what came of it or why; written once."""

    instruction = models.ForeignKey(Instruction, models.PROTECT, related_name="steps")
    number = models.PositiveSmallIntegerField()
    after = models.CharField(max_length=9, choices=InstructionStatus)
    at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    note = models.TextField(blank=True)
    stored = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("instruction", "number")
        constraints = [
            models.UniqueConstraint(fields=["instruction", "number"], name="one_step_per_number_and_instruction")
        ]

    def __str__(self) -> str:
        return f"{self.instruction}: {self.after}"
