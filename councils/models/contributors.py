"""Links by which an organisation without a seat proposes events to a council (rule 3)."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from councils.querysets import ContributorLinkQuerySet

from .councils import Council
from .people import Organisation, User

LONGEST_DAYS = 366  # a link is for twelve months at most, the first and the last day included


class ContributorLink(models.Model):
    """An address that lets one organisation propose events to one council, from a day to a day, both inclusive.

    Only the digest of its secret word is kept: who has the address has the right, and nobody can read it here.
    A link that ended stays as a row; it is never deleted and never opens again.
    """

    council = models.ForeignKey(Council, models.PROTECT, related_name="contributor_links")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="contributor_links")
    digest = models.CharField(max_length=64, unique=True)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    end_reason = models.CharField(_("why ended"), max_length=500, blank=True)

    objects = ContributorLinkQuerySet.as_manager()

    class Meta:
        ordering = ("-starts_on", "-pk")
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="link_ends_after_it_starts"),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None, end_reason="")
                | (Q(ended_at__isnull=False, ended_by__isnull=False) & ~Q(end_reason="")),
                name="ended_link_says_by_whom_and_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} ({self.council.code})"
