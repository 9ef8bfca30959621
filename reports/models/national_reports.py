"""The national report on a quarter: accepted council editions consolidated for GA (rule 13)."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from councils.models import Council, User
from reports.querysets import NationalReportQuerySet
from reports.states import NATIONAL_NEXT, NationalStatus

from .periods import Period


class NationalReport(models.Model):
    period = models.OneToOneField(Period, models.PROTECT, related_name="national")
    status = models.CharField(_("state"), max_length=12, choices=NationalStatus, default=NationalStatus.CONSOLIDATED)

    objects = NationalReportQuerySet.as_manager()

    class Meta:
        ordering = ("-period__year", "-period__quarter")

    def __str__(self) -> str:
        return str(self.period)

    def get_absolute_url(self) -> str:
        return reverse("reports:national-detail", args=[self.period.label])

    def can_move_to(self, status: str) -> bool:
        return status in NATIONAL_NEXT[self.status]


class NationalGap(models.Model):
    """A council that is missing in the national report, with SMS's reason."""

    national = models.ForeignKey(NationalReport, models.PROTECT, related_name="gaps")
    edition_number = models.PositiveSmallIntegerField()
    council = models.ForeignKey(Council, models.PROTECT, related_name="+")
    reason = models.TextField(_("reason"))

    class Meta:
        ordering = ("national", "edition_number", "council__position")
        constraints = [
            models.UniqueConstraint(
                fields=["national", "edition_number", "council"], name="one_gap_per_council_and_edition"
            )
        ]

    def __str__(self) -> str:
        return f"{self.national} {self.council.code}"


class NationalStep(models.Model):
    national = models.ForeignKey(NationalReport, models.PROTECT, related_name="steps")
    number = models.PositiveSmallIntegerField()
    after = models.CharField(max_length=12, choices=NationalStatus)
    at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ("national", "number")
        constraints = [models.UniqueConstraint(fields=["national", "number"], name="one_step_per_number_and_national")]

    def __str__(self) -> str:
        return f"{self.national}: {self.after}"
