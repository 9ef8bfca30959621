"""The audit chains and the row that says what this installation is."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from councils.querysets import AuditQuerySet
from councils.states import Mode

from .people import User

SYSTEM = "system"


class Installation(models.Model):
    """One row: the mode this database was set up in. Its lock orders the system's audit chain."""

    mode = models.CharField(max_length=20, choices=Mode)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="installation_is_one_row")]

    def __str__(self) -> str:
        return self.mode


class AuditEntry(models.Model):
    """One step that mattered, chained by hash (rule 17). `text` is exactly what was hashed; the columns repeat
    what lists need. Append-only: triggers refuse to change or delete a row, on both databases."""

    chain = models.CharField(max_length=8)
    number = models.PositiveIntegerField()
    at = models.DateTimeField(_("when"))
    actor = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    action = models.CharField(_("what"), max_length=60)
    subject = models.CharField(max_length=120)
    text = models.TextField()
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    objects = AuditQuerySet.as_manager()

    class Meta:
        ordering = ("chain", "number")
        constraints = [
            models.UniqueConstraint(fields=["chain", "number"], name="audit_chain_has_one_entry_per_number")
        ]
        indexes = [models.Index(fields=["subject"], name="audit_by_subject")]

    def __str__(self) -> str:
        return f"{self.chain} {self.number}: {self.action}"
