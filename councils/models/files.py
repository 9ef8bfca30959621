"""Files that people handed in: scans of orders, photos, sheets. What one is was told by its content, not its name."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .councils import Council
from .people import User


def stored_path(file: Any, _name: str) -> str:
    """By digest: nobody's words become a path."""
    council = file.council.code if file.council_id else "national"
    return f"{council}/{file.sha256[:2]}/{file.sha256}.{file.kind}"


class StoredFile(models.Model):
    """One file. After its retention the content is erased; name, digest and day of erasure stay (rule 9)."""

    council = models.ForeignKey(Council, models.PROTECT, null=True, blank=True, related_name="files")
    kind = models.CharField(max_length=5)
    name = models.CharField(_("file"), max_length=200)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    file = models.FileField(upload_to=stored_path, max_length=200, blank=True)
    uploaded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    erased_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.CheckConstraint(condition=Q(erased_on__isnull=True) | Q(file=""), name="erased_file_has_no_content")
        ]

    def __str__(self) -> str:
        return self.name
