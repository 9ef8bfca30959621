"""SMS's own form (.xlsx) with marks, as it was handed in: versions, each in force until the next."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from councils.models import StoredFile
from reports.querysets import OwnFormQuerySet
from reports.states import EditionKind


class OwnForm(models.Model):
    """A version of the form for the national report, or for the councils' reports. Who handed it in, and when, says
    its file; `lost` names what of it the filled form does not have: charts, drawings, pictures."""

    scope = models.CharField(_("for"), max_length=8, choices=EditionKind)
    number = models.PositiveSmallIntegerField(_("version"))
    name = models.CharField(_("name"), max_length=120)
    stored = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    marks = models.PositiveIntegerField(_("marks"))
    lost = models.CharField(max_length=60, blank=True)

    objects = OwnFormQuerySet.as_manager()

    class Meta:
        ordering = ("scope", "-number")
        constraints = [
            models.UniqueConstraint(fields=["scope", "number"], name="one_own_form_per_scope_and_number"),
            models.CheckConstraint(condition=~Q(name=""), name="own_form_has_a_name"),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.number}"
