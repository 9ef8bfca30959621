"""A report that SMS enters from a council's paper, until the council takes it over (rules 3 and 11)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from councils.models import StoredFile, User

from .council_reports import CouncilReport


class BehalfEntry(models.Model):
    """From `since` SMS writes in the report on the council's behalf, by its letter; the council's secretary ends it
    by taking the report over. At most one is running."""

    report = models.ForeignKey(CouncilReport, models.PROTECT, related_name="behalf_entries")
    letter_number = models.CharField(_("number of the letter"), max_length=60)
    letter = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    since = models.DateTimeField()
    opened_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    taken_over_at = models.DateTimeField(null=True, blank=True)
    taken_over_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("report", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["report"], condition=Q(taken_over_at=None), name="one_running_behalf_entry_per_report"
            ),
            models.CheckConstraint(condition=~Q(letter_number=""), name="behalf_entry_names_its_letter"),
            models.CheckConstraint(
                condition=Q(taken_over_at=None, taken_over_by=None)
                | Q(taken_over_at__isnull=False, taken_over_by__isnull=False),
                name="behalf_entry_taken_over_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report}: {self.letter_number}"
