"""Invitations: how a person comes to a password that nobody else ever knew."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from councils.querysets import InvitationQuerySet
from councils.states import InvitationKind

from .people import User


class Invitation(models.Model):
    """Lets one user set a password, once. All moments are real time: a business day that stands still ends nothing.

    `digest` is all that is kept of the secret. A link's secret is made from the row and the system's key when the
    e-mail is sent (councils/invitations.py), a printed code's is told once. `tries` and `tried_at` slow down guessing.
    """

    user = models.ForeignKey(User, models.PROTECT, related_name="invitations")
    kind = models.CharField(_("kind"), max_length=5, choices=InvitationKind)
    salt = models.CharField(max_length=32)
    digest = models.CharField(max_length=64)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("made"))
    valid_until = models.DateTimeField(_("valid until"))
    used_at = models.DateTimeField(_("used"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    tried_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(used_at=None, withdrawn_at=None), name="one_open_invitation_per_user"
            ),
            models.CheckConstraint(
                condition=Q(used_at=None) | Q(withdrawn_at=None), name="invitation_is_used_or_withdrawn"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user.username}: {self.kind}"
