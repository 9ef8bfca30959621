"""Registers that a council's office handed in as files: what was made of each, and the rows that are left to mend."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from actionplans.querysets import RegisterUploadQuerySet
from actionplans.states import RegisterRowState, UploadState
from councils.models import Council, StoredFile, User

from .events import Event, ImportBatch


class RegisterUpload(models.Model):
    """One file and how far it is.

    `columns` is what a person chose of each layout: {layout key: {column from 0: field}}; `told` is what the last
    reading found, in `language`, as imports/told.py writes it; empty until it was read.

    `version` counts the readings: who confirms says which one was seen. Who is not of the council hands in on its
    behalf, with the number and the scan of its letter (rule 3).
    """

    council = models.ForeignKey(Council, models.PROTECT, related_name="register_uploads")
    stored = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    state = models.CharField(_("state"), max_length=10, choices=UploadState, default=UploadState.READING)
    columns = models.JSONField(default=dict, blank=True)
    told = models.JSONField(default=dict, blank=True)
    language = models.CharField(max_length=2)
    version = models.PositiveIntegerField(default=0)
    refusal = models.TextField(_("why it cannot be read"), blank=True)
    letter_number = models.CharField(_("number of the letter"), max_length=60, blank=True)
    letter = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    uploaded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    changed_on = models.DateField()
    batch = models.OneToOneField(ImportBatch, models.PROTECT, null=True, blank=True, related_name="upload")

    objects = RegisterUploadQuerySet.as_manager()

    class Meta:
        ordering = ("-pk",)
        constraints = [
            models.CheckConstraint(
                condition=Q(letter_number="", letter=None) | (~Q(letter_number="") & Q(letter__isnull=False)),
                name="register_letter_has_number_and_scan",
            ),
            models.CheckConstraint(
                condition=Q(batch=None) | Q(state=UploadState.RECORDED), name="only_recorded_register_has_a_batch"
            ),
            models.CheckConstraint(
                condition=~Q(state=UploadState.REFUSED) | ~Q(refusal=""), name="refused_register_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.council.code} {self.stored.name}"

    def get_absolute_url(self) -> str:
        return reverse("actionplans:register-detail", args=[self.council.code, self.pk])


class RegisterRow(models.Model):
    """A faulty row of a recorded file, listed until it is mended or dismissed.

    `cells` is what stands in its columns, by field; `faults` what is wrong, each {field, column, code, words}. Both
    may hold what nobody should have typed, so cells and words are emptied once the row is settled (rule 9). By the
    digest of its cells a row that was dismissed is known in next month's file and not listed once more.
    """

    upload = models.ForeignKey(RegisterUpload, models.PROTECT, related_name="rows")
    sheet = models.CharField(max_length=100, blank=True)
    row = models.PositiveIntegerField()
    cells = models.JSONField(default=dict)
    cells_sha256 = models.CharField(max_length=64)
    faults = models.JSONField(default=list)
    state = models.CharField(_("state"), max_length=10, choices=RegisterRowState, default=RegisterRowState.OPEN)
    event = models.ForeignKey(Event, models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.CharField(_("why it is not recorded"), max_length=500, blank=True)
    settled_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    settled_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(fields=["upload", "sheet", "row"], name="one_left_row_per_place"),
            models.CheckConstraint(
                condition=~Q(state=RegisterRowState.DISMISSED) | ~Q(reason=""), name="dismissed_row_says_why"
            ),
            models.CheckConstraint(
                condition=Q(state=RegisterRowState.OPEN, settled_by=None, settled_on=None)
                | (~Q(state=RegisterRowState.OPEN) & Q(settled_by__isnull=False, settled_on__isnull=False)),
                name="settled_row_says_by_whom_and_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.upload_id}: {self.sheet} {self.row}"

    @property
    def place(self) -> tuple[str, int]:
        return self.sheet, self.row

    def text(self, name: str) -> Any:
        return self.cells.get(name, "")


class RegisterHeading(models.Model):
    """What a council's office means by a column: chosen once on a page, used for its later files."""

    council = models.ForeignKey(Council, models.PROTECT, related_name="register_headings")
    words = models.CharField(max_length=200)
    field = models.CharField(max_length=30)
    chosen_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    chosen_on = models.DateField()

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(fields=["council", "words"], name="one_meaning_per_heading_and_council")
        ]

    def __str__(self) -> str:
        return f"{self.words}: {self.field}"
