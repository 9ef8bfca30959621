"""The eight councils and who sat on them when."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from councils.querysets import AlternateQuerySet, CouncilQuerySet, MembershipQuerySet

from .charters import Seat
from .names import Named
from .people import Organisation, Person
from .places import Region

ACTING_DAYS = 60


class Council(Named):
    """A regional coordination council; `code` is the ISO code of its region, `position` its fixed place in lists."""

    region = models.OneToOneField(Region, models.PROTECT, related_name="council")
    code = models.CharField(max_length=8, unique=True)
    founded_on = models.DateField(_("founded on"))
    position = models.PositiveSmallIntegerField(unique=True)

    objects = CouncilQuerySet.as_manager()

    class Meta:
        ordering = ("position",)

    def get_absolute_url(self) -> str:
        return reverse("councils:council-detail", args=[self.code])


class Membership(models.Model):
    """A person from an organisation in a seat, from a day to a day, both inclusive, by an order (rule 2)."""

    council = models.ForeignKey(Council, models.PROTECT, related_name="memberships")
    seat = models.ForeignKey(Seat, models.PROTECT, related_name="memberships")
    person = models.ForeignKey(Person, models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="memberships")
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)
    order_number = models.CharField(_("order number"), max_length=60)
    acting = models.BooleanField(_("acting, named by SMS"), default=False)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ("council", "seat", "starts_on")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="membership_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(acting=False) | Q(ends_on__isnull=False), name="acting_membership_has_an_end"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} ({self.seat.code}, {self.council.code})"


class Alternate(models.Model):
    """Who may take part and vote in a member's place, from a day to a day, both inclusive, by an order (rule 4).

    Without a last day it is the member's. Rights in the system stay the member's: they do not follow here (rule 3).
    """

    membership = models.ForeignKey(Membership, models.PROTECT, related_name="alternates")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)
    order_number = models.CharField(_("order number"), max_length=60)

    objects = AlternateQuerySet.as_manager()

    class Meta:
        ordering = ("membership", "starts_on")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="alternate_ends_after_it_starts",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} ({self.membership})"
