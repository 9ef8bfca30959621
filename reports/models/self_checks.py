"""What the system's check of itself found, a row for each run (rules 12 and 14)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from reports.states import CheckKind


class SelfCheck(models.Model):
    """One run, written once when it ended. `day` is the night, or the Monday of the week, that it was due for; with
    the kind it is unique, so that two schedulers make one run.

    `faults` are rows of where, path, code (states.CheckFault), detail, and edition where it is one's. `last_edition`
    is the last edition that was there: the next run goes on from it.
    """

    kind = models.CharField(max_length=7, choices=CheckKind)
    day = models.DateField()
    at = models.DateTimeField(_("checked"))
    reports = models.PositiveIntegerField()
    events = models.PositiveIntegerField()
    editions = models.PositiveIntegerField()
    files = models.PositiveIntegerField()
    entries = models.PositiveIntegerField()
    last_edition = models.PositiveBigIntegerField()
    faults = models.JSONField(default=list)

    class Meta:
        ordering = ("-at", "-pk")
        constraints = [models.UniqueConstraint(fields=["kind", "day"], name="one_self_check_per_kind_and_day")]

    def __str__(self) -> str:
        return f"{self.kind} {self.day}"

    @property
    def agrees(self) -> bool:
        return not self.faults
