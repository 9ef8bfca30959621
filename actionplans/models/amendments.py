"""What an order changed of an endorsed plan, and what its items said before (rule 5)."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from actionplans.states import AmendmentStatus, ChangeKind
from councils.models import StoredFile

from .plans import ActionPlan, PlanItem


class Amendment(models.Model):
    """A numbered change of an endorsed plan: prepared in draft, one at a time, and in effect from its order's day.

    It adds, changes or withdraws items (`changes`), or moves the plan's last day (`ends_on_before`, `ends_on_after`).
    """

    plan = models.ForeignKey(ActionPlan, models.PROTECT, related_name="amendments")
    number = models.PositiveSmallIntegerField(_("number"))
    status = models.CharField(_("state"), max_length=10, choices=AmendmentStatus, default=AmendmentStatus.DRAFT)
    authority = models.CharField(_("endorsed by"), max_length=200, blank=True)
    order_number = models.CharField(_("order number"), max_length=60, blank=True)
    ordered_on = models.DateField(_("ordered on"), null=True, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    scan = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    ends_on_before = models.DateField(_("covered until, before"), null=True, blank=True)
    ends_on_after = models.DateField(_("covers until, now"), null=True, blank=True)

    class Meta:
        ordering = ("plan", "number")
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="one_amendment_per_number"),
            models.UniqueConstraint(
                fields=["plan"], condition=Q(status=AmendmentStatus.DRAFT), name="one_open_amendment_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(status=AmendmentStatus.DRAFT)
                | (Q(ordered_on__isnull=False) & ~Q(order_number="") & ~Q(reason="")),
                name="endorsed_amendment_names_its_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan} № {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("actionplans:amendment-detail", args=[self.plan.council.code, self.plan_id, self.number])


class AmendmentChange(models.Model):
    """One item that the amendment adds, changes or withdraws. `content` as wording.content_of gives it.

    `item` is empty while an added item is not in the plan yet; `content` is empty for an item withdrawn.
    """

    amendment = models.ForeignKey(Amendment, models.CASCADE, related_name="changes")
    kind = models.CharField(max_length=10, choices=ChangeKind)
    item = models.ForeignKey(PlanItem, models.PROTECT, null=True, blank=True, related_name="+")
    content = models.JSONField(null=True, blank=True)

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(fields=["amendment", "item"], name="one_change_per_item_and_amendment"),
            models.CheckConstraint(
                condition=Q(kind=ChangeKind.ADDED) | Q(item__isnull=False), name="changed_item_is_named"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amendment}: {self.kind}"


class ItemVersion(models.Model):
    """What an item said, old targets included, up to and with `valid_until`: written when an amendment ends it."""

    item = models.ForeignKey(PlanItem, models.PROTECT, related_name="versions")
    amendment = models.ForeignKey(Amendment, models.PROTECT, related_name="+")
    valid_until = models.DateField()
    content = models.JSONField()

    class Meta:
        ordering = ("item", "valid_until", "amendment__number")
        constraints = [models.UniqueConstraint(fields=["item", "amendment"], name="one_version_per_amendment")]

    def __str__(self) -> str:
        return f"{self.item.number} ({self.valid_until})"
