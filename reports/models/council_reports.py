"""A council's report on a quarter: its state, its steps, and what persons wrote at each plan item (rule 11)."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from actionplans.models import PlanItem
from councils.models import Council, Membership, StoredFile, User
from reports.querysets import CouncilReportQuerySet
from reports.states import REPORT_NEXT, ItemStatus, Manner, ReportStatus

from .periods import Period


class CouncilReport(models.Model):
    """One report per council and quarter. It holds no figures: they are computed live until an edition is sealed."""

    council = models.ForeignKey(Council, models.PROTECT, related_name="reports")
    period = models.ForeignKey(Period, models.PROTECT, related_name="reports")
    status = models.CharField(_("state"), max_length=10, choices=ReportStatus, default=ReportStatus.OPEN)
    opened_on = models.DateField(_("opened on"))
    due_on = models.DateField(_("due on"))
    first_submitted_on = models.DateField(_("first submitted on"), null=True, blank=True)
    no_events_confirmed = models.BooleanField(_("no events were held this quarter"), default=False)
    reopened_until = models.DateField(_("open for correction until"), null=True, blank=True)
    # When SMS first read what was submitted last: from then on the council cannot recall it.
    read_by_sms_at = models.DateTimeField(null=True, blank=True)

    objects = CouncilReportQuerySet.as_manager()

    class Meta:
        ordering = ("-period__year", "-period__quarter", "council__position")
        constraints = [
            models.UniqueConstraint(fields=["council", "period"], name="one_report_per_council_and_quarter")
        ]
        indexes = [models.Index(fields=["status"], name="report_by_status")]

    def __str__(self) -> str:
        return f"{self.council.code} {self.period}"

    def get_absolute_url(self) -> str:
        return reverse("reports:report-detail", args=[self.council.code, self.period.label])

    def can_move_to(self, status: str) -> bool:
        return status in REPORT_NEXT[self.status]

    @property
    def days_late(self) -> int:
        """Days between the day it was due and the day it first came in; 0 when in time or not in yet."""
        return max((self.first_submitted_on - self.due_on).days, 0) if self.first_submitted_on else 0


class ReportStep(models.Model):
    """One step of a report with person, moment and reason. Its `signatory` signed what was submitted."""

    report = models.ForeignKey(CouncilReport, models.PROTECT, related_name="steps")
    number = models.PositiveSmallIntegerField()
    before = models.CharField(max_length=10, choices=ReportStatus)
    after = models.CharField(max_length=10, choices=ReportStatus)
    at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    reason = models.TextField(blank=True)
    signatory = models.ForeignKey(Membership, models.PROTECT, null=True, blank=True, related_name="+")
    manner = models.CharField(max_length=6, choices=Manner, blank=True)
    signed_on = models.DateField(null=True, blank=True)
    outgoing_number = models.CharField(max_length=60, blank=True)
    scan = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    # The letter by which SMS took this step on the council's behalf (rule 3).
    behalf_letter = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ("report", "number")
        constraints = [models.UniqueConstraint(fields=["report", "number"], name="one_step_per_number_and_report")]

    def __str__(self) -> str:
        return f"{self.report}: {self.after}"


class ItemEntry(models.Model):
    """What a person said of one plan item in one report: the status confirmed, the progress, what comes next."""

    report = models.ForeignKey(CouncilReport, models.PROTECT, related_name="entries")
    item = models.ForeignKey(PlanItem, models.PROTECT, related_name="+")
    status = models.CharField(_("state of the item"), max_length=14, choices=ItemStatus, blank=True)
    text = models.TextField(_("progress"), blank=True)
    next_steps = models.TextField(_("next steps"), blank=True)
    version = models.PositiveIntegerField(default=1)
    written_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        ordering = ("report", "item__position")
        constraints = [models.UniqueConstraint(fields=["report", "item"], name="one_entry_per_item_and_report")]

    def __str__(self) -> str:
        return f"{self.report} {self.item.number}"
