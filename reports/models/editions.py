"""Sealed editions: written once, served verbatim, never changed (rule 12)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from councils.models import User
from reports.querysets import EditionQuerySet, RedactionQuerySet
from reports.states import EditionKind, FileKind

from .council_reports import CouncilReport
from .national_reports import NationalReport
from .own_forms import OwnForm


class Edition(models.Model):
    """Exactly what was signed: canonical JSON with its format number and SHA-256. Triggers keep it as it is.

    The edition with the highest number is in force; the earlier ones are superseded by it.
    """

    kind = models.CharField(max_length=8, choices=EditionKind)
    report = models.ForeignKey(CouncilReport, models.PROTECT, null=True, blank=True, related_name="editions")
    national = models.ForeignKey(NationalReport, models.PROTECT, null=True, blank=True, related_name="editions")
    number = models.PositiveSmallIntegerField(_("edition"))
    format = models.PositiveSmallIntegerField()
    payload = models.TextField()
    sha256 = models.CharField(max_length=64, unique=True)
    sealed_at = models.DateTimeField(_("sealed"))
    sealed_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    objects = EditionQuerySet.as_manager()

    class Meta:
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(fields=["report", "number"], name="one_edition_per_number_and_report"),
            models.UniqueConstraint(fields=["national", "number"], name="one_edition_per_number_and_national"),
            models.CheckConstraint(
                condition=Q(kind=EditionKind.COUNCIL, report__isnull=False, national__isnull=True)
                | Q(kind=EditionKind.NATIONAL, report__isnull=True, national__isnull=False),
                name="edition_belongs_to_one_report",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report or self.national}, {self.number}"

    @property
    def short_code(self) -> str:
        """The first sixteen signs of the hash in fours: what is printed on every page."""
        return " ".join(self.sha256[at : at + 4] for at in range(0, 16, 4))


class EditionText(models.Model):
    """A text that persons typed, beside its edition, which holds only the salted digest: so that a name that
    should not be there can be redacted and the seal still proves the rest."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="texts")
    key = models.CharField(max_length=80)
    salt = models.CharField(max_length=32)
    text = models.TextField()
    digest = models.CharField(max_length=64)
    redacted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("edition", "key")
        constraints = [models.UniqueConstraint(fields=["edition", "key"], name="one_text_per_key_and_edition")]

    def __str__(self) -> str:
        return self.key


class EditionFile(models.Model):
    """The first file of its kind rendered of an edition in a language: kept with its hash and served for ever.

    `turn` says how many of the texts it was made from had been blacked out by then: once another one is, the file is
    not given out any more, its content goes, its row and digest stay, and the next turn's is rendered (rule 12).
    """

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="files")
    kind = models.CharField(_("kind"), max_length=8, choices=FileKind)
    turn = models.PositiveSmallIntegerField(default=0)
    name = models.CharField(max_length=120)
    language = models.CharField(max_length=2)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField(null=True, blank=True)
    made_at = models.DateTimeField(_("made"))
    file = models.FileField(upload_to="editions/")
    form = models.ForeignKey(OwnForm, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("edition", "kind", "language", "turn", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "kind", "language", "turn"], condition=Q(form=None),
                name="one_file_per_kind_language_and_turn",
            ),
            models.UniqueConstraint(
                fields=["edition", "form", "language", "turn"], condition=Q(form__isnull=False),
                name="one_file_per_own_form_language_and_turn",
            ),
            models.CheckConstraint(
                condition=Q(kind=FileKind.FORM, form__isnull=False) | (~Q(kind=FileKind.FORM) & Q(form=None)),
                name="file_of_an_own_form_names_it",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name


class Redaction(models.Model):
    """A text of an edition to be blacked out: asked for by one person with a reason, carried out by another (rule 12).

    The text itself is emptied in EditionText; its digest stays, so that the seal still proves the rest.
    """

    text = models.ForeignKey(EditionText, models.PROTECT, related_name="redactions")
    reason = models.TextField(_("reason"))
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    refused = models.BooleanField(default=False)

    objects = RedactionQuerySet.as_manager()

    class Meta:
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(fields=["text"], condition=Q(decided_at=None), name="one_open_redaction_per_text"),
            models.CheckConstraint(condition=~Q(reason=""), name="redaction_says_why"),
            models.CheckConstraint(
                condition=Q(decided_by=None, decided_at=None, refused=False)
                | (Q(decided_by__isnull=False, decided_at__isnull=False) & ~Q(decided_by=models.F("asked_by"))),
                name="redaction_is_decided_by_another_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.text.edition}: {self.text.key}"
