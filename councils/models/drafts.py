"""Unfinished typing, kept on the server so that it is never lost (rule 8)."""

from django.db import models

from .people import User


class Draft(models.Model):
    """What somebody typed and did not yet save: `kind` and `key` say where, `data` holds the fields' lists."""

    owner = models.ForeignKey(User, models.CASCADE, related_name="drafts")
    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=300)
    data = models.JSONField()
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "kind", "key"], name="one_draft_per_owner_and_place")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
