"""What proves an event: photos, documents, the attendance sheet, links to media (rule 9)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from actionplans.states import EvidenceKind
from councils.models import StoredFile, User

from .events import Event


class Evidence(models.Model):
    """One piece. A photo is shown only once it is `ready`: reduced, and its metadata gone.

    `keep_until` is the last day it is kept; then its content is erased and its digest stays. A link keeps nothing.
    """

    event = models.ForeignKey(Event, models.PROTECT, related_name="evidence")
    kind = models.CharField(_("kind"), max_length=20, choices=EvidenceKind)
    stored = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    thumbnail = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    url = models.URLField(_("address"), max_length=500, blank=True)
    caption = models.CharField(_("what it shows"), max_length=300, blank=True)
    shows_people = models.BooleanField(_("people can be recognised"), default=False)
    consent = models.BooleanField(_("they agreed to the picture"), default=False)
    ready = models.BooleanField(default=False)
    fault = models.TextField(blank=True)
    keep_until = models.DateField(_("kept until"), null=True, blank=True)
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    removed_on = models.DateField(null=True, blank=True)
    remove_reason = models.TextField(_("why removed"), blank=True)

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.CheckConstraint(
                condition=(Q(kind=EvidenceKind.MEDIA_LINK) & Q(stored__isnull=True) & ~Q(url=""))
                | (~Q(kind=EvidenceKind.MEDIA_LINK) & Q(stored__isnull=False) & Q(url="")),
                name="evidence_is_a_file_or_a_link",
            ),
            models.CheckConstraint(
                condition=Q(kind=EvidenceKind.MEDIA_LINK) | Q(keep_until__isnull=False),
                name="evidence_on_file_has_a_last_day",
            ),
            models.CheckConstraint(
                condition=Q(shows_people=False) | Q(consent=True), name="people_in_a_picture_agreed"
            ),
        ]

    def __str__(self) -> str:
        return self.caption or self.url or str(self.stored)
