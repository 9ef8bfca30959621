"""People, their accounts, the organisations they come from, and rights that follow no seat."""

from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from councils.querysets import DatedQuerySet
from councils.states import GrantRole, OrganisationKind


class User(AbstractUser):
    """An account. What it may do follows from seats and grants, never from flags on it (rule 3)."""

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES, blank=True)

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")

    def __str__(self) -> str:
        return self.get_full_name()

    def get_full_name(self) -> str:
        person = getattr(self, "person", None)
        return person.full_name if person else self.username

    def memberships_on(self, day: date) -> models.QuerySet[Any]:
        """The seats this user's person holds on a day."""
        from .councils import Membership

        return Membership.objects.on(day).filter(person__user=self).with_holder()


class Person(models.Model):
    """Somebody who sits or sat on a council; an account is optional. Contacts are shown by role only (rule 9)."""

    full_name = models.CharField(_("full name"), max_length=200)
    user = models.OneToOneField(User, models.PROTECT, null=True, blank=True, related_name="person")
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)

    class Meta:
        ordering = ("full_name",)

    def __str__(self) -> str:
        return self.full_name

    @property
    def short_name(self) -> str:
        """«Б. Маматов»: as signatures give it."""
        first, _space, rest = self.full_name.partition(" ")
        return f"{first[:1]}. {rest}" if rest else first


class Organisation(models.Model):
    """A body, NGO or youth organisation; `proposed` waits for the administrator's look.

    Until then only the council that proposed it is offered the name. `same_as`: the administrator found it to be
    another spelling of that organisation; what was recorded under it stays, and it is offered no more.
    """

    name = models.CharField(_("name"), max_length=200, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=OrganisationKind)
    proposed = models.BooleanField(_("proposed"), default=False)
    proposed_by = models.ForeignKey("councils.Council", models.PROTECT, null=True, blank=True, related_name="+")
    same_as = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="spellings")

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Grant(models.Model):
    """A dated right of SMS, GA, an administrator or an observer; removals are records: the row gets an end, it never
    goes. An observer's right has a last day from the first: who only looks on is looked at again."""

    user = models.ForeignKey(User, models.PROTECT, related_name="grants")
    role = models.CharField(_("role"), max_length=20, choices=GrantRole)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)
    order_number = models.CharField(_("order"), max_length=60, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ("user", "starts_on")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="grant_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=~Q(role=GrantRole.OBSERVER) | Q(ends_on__isnull=False), name="observer_has_a_last_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user.username}: {self.role}"
