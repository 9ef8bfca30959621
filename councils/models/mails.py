"""E-mails as rows: written with what causes them, sent by a job (councils/mail.py)."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from councils.querysets import MailQuerySet
from councils.states import MailFault, MailState

from .people import Person, User


class Mail(models.Model):
    """One e-mail to one person, by their account, or to a member who has none. It holds no address: that is looked
    up when it is sent (rule 9). `attached` is the text of a file that goes with it, called `attached_as`.

    `key` is unique, so that what causes a mail twice writes it once. `at` is the business moment at which it was
    written; `next_try_at`, `taken_at` and `ended_at` are real time, as jobs' leases are.
    """

    user = models.ForeignKey(User, models.PROTECT, related_name="mails", null=True, blank=True)
    person = models.ForeignKey(Person, models.PROTECT, related_name="mails", null=True, blank=True)
    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=160, unique=True)
    language = models.CharField(max_length=2)
    subject = models.CharField(_("subject"), max_length=200)
    body = models.TextField(_("text"))
    attached_as = models.CharField(_("file"), max_length=100, blank=True)
    attached = models.TextField(blank=True)
    at = models.DateTimeField(_("written"))
    state = models.CharField(_("state"), max_length=10, choices=MailState, default=MailState.WAITING)
    fault = models.CharField(max_length=12, choices=MailFault, blank=True)
    reply_code = models.PositiveSmallIntegerField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    token = models.CharField(max_length=32, blank=True)
    next_try_at = models.DateTimeField(default=timezone.now)
    taken_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = MailQuerySet.as_manager()

    class Meta:
        ordering = ("-pk",)
        indexes = [models.Index(fields=["state", "next_try_at"], name="mail_by_state_and_time")]
        constraints = [
            models.CheckConstraint(
                condition=Q(user__isnull=False, person__isnull=True) | Q(user__isnull=True, person__isnull=False),
                name="mail_has_one_addressee",
            )
        ]

    def __str__(self) -> str:
        return self.subject

    def get_absolute_url(self) -> str:
        return reverse("councils:mail-detail", args=[self.pk])

    @property
    def addressee(self) -> User | Person:
        return self.user or self.person  # type: ignore[return-value]  # the database keeps one of them

    @property
    def may_be_sent_again(self) -> bool:
        """By a person's decision; of itself the system never sends one twice."""
        return self.state in {MailState.FAILED, MailState.UNSURE}
