"""Unfinished typing, kept on the server so that it is never lost (rule 8)."""

from django.db import models
from django.db.models import Q

from .contributors import ContributorLink
from .people import User


class Draft(models.Model):
    """What somebody typed and did not yet save: `kind` and `key` say where, `data` holds the fields' lists.

    It is a user's, or that of an organisation's link, which has no account.
    """

    owner = models.ForeignKey(User, models.CASCADE, null=True, blank=True, related_name="drafts")
    link = models.ForeignKey(ContributorLink, models.CASCADE, null=True, blank=True, related_name="drafts")
    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=300)
    data = models.JSONField()
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "kind", "key"], name="one_draft_per_owner_and_place"),
            models.UniqueConstraint(fields=["link", "kind", "key"], name="one_draft_per_link_and_place"),
            models.CheckConstraint(
                condition=Q(owner__isnull=False, link=None) | Q(owner=None, link__isnull=False),
                name="draft_is_a_users_or_a_links",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
