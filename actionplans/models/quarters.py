"""What reports/ tells this app about a council's quarter: whether its events may still change."""

from django.db import models
from django.db.models import F, Q

from councils.models import Council


class QuarterGuard(models.Model):
    """One guard for form, import and jobs (rule 12): written by reports/, asked here and by triggers.

    `sealed`: an edition stands, events change only after SMS reopens. `locks_on`: the last day of change.
    """

    council = models.ForeignKey(Council, models.PROTECT, related_name="quarter_guards")
    starts_on = models.DateField()
    ends_on = models.DateField()
    sealed = models.BooleanField(default=False)
    locks_on = models.DateField()

    class Meta:
        ordering = ("council", "starts_on")
        constraints = [
            models.UniqueConstraint(fields=["council", "starts_on"], name="one_guard_per_council_and_quarter"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="guard_ends_after_it_starts"),
        ]

    def __str__(self) -> str:
        return f"{self.council.code} {self.starts_on}"
