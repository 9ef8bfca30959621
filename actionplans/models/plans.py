"""A council's action plan, its items and their indicators, as they stand now (rule 5)."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from actionplans.querysets import PlanItemQuerySet, PlanQuerySet
from actionplans.states import FITTING_UNITS, PLAN_NEXT, PlanStatus, Source, Unit
from councils.models import Council, Organisation, StoredFile

from .programme import Measure


class ActionPlan(models.Model):
    """A council's local plan. Endorsed, it changes only by a numbered amendment."""

    council = models.ForeignKey(Council, models.PROTECT, related_name="plans")
    starts_on = models.DateField(_("covers from"))
    ends_on = models.DateField(_("covers until"))
    status = models.CharField(_("state"), max_length=10, choices=PlanStatus, default=PlanStatus.DRAFT)
    authority = models.CharField(_("endorsed by"), max_length=200, blank=True)
    order_number = models.CharField(_("order number"), max_length=60, blank=True)
    endorsed_on = models.DateField(_("endorsed on"), null=True, blank=True)
    scan = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")

    objects = PlanQuerySet.as_manager()

    class Meta:
        ordering = ("council", "starts_on")
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="plan_ends_after_it_starts"),
            models.CheckConstraint(
                condition=Q(status=PlanStatus.DRAFT)
                | (Q(endorsed_on__isnull=False) & ~Q(authority="") & ~Q(order_number="")),
                name="endorsed_plan_names_its_order",
            ),
            models.UniqueConstraint(fields=["council", "starts_on"], name="one_plan_per_council_and_start"),
        ]

    def __str__(self) -> str:
        return f"{self.council.code} {self.years}"

    def get_absolute_url(self) -> str:
        return reverse("actionplans:plan-detail", args=[self.council.code, self.pk])

    @property
    def years(self) -> str:
        first, last = self.starts_on.year, self.ends_on.year
        return str(first) if first == last else f"{first}–{last}"

    def can_move_to(self, status: PlanStatus) -> bool:
        return status in PLAN_NEXT[PlanStatus(self.status)]


class PlanItem(models.Model):
    """What the council undertook, as the plan says now: number, title, who answers, until when.

    Own dates narrow the plan's. `in_effect_from` and `withdrawn_from` (the first day without it) are days of the
    amendments that brought it in or took it out; empty: from the beginning, to the end. What it said on an earlier
    day is in its versions (models/amendments.py).
    """

    plan = models.ForeignKey(ActionPlan, models.PROTECT, related_name="items")
    number = models.CharField(_("number"), max_length=10)
    position = models.PositiveSmallIntegerField()
    title_ru = models.TextField(_("title in Russian"))
    title_ky = models.TextField(_("title in Kyrgyz"), blank=True)
    measure = models.ForeignKey(Measure, models.PROTECT, null=True, blank=True, related_name="items")
    responsible = models.CharField(_("responsible"), max_length=300, blank=True)
    due = models.CharField(_("term"), max_length=200, blank=True)
    starts_on = models.DateField(_("not before"), null=True, blank=True)
    ends_on = models.DateField(_("not after"), null=True, blank=True)
    funding = models.CharField(_("funding"), max_length=200, blank=True)
    sensitive = models.BooleanField(_("about victims or cases: status only"), default=False)
    responsible_organisations = models.ManyToManyField(
        Organisation, through="ItemResponsible", related_name="answers_for"
    )
    in_effect_from = models.DateField(_("in the plan from"), null=True, blank=True)
    withdrawn_from = models.DateField(_("out of the plan from"), null=True, blank=True)

    objects = PlanItemQuerySet.as_manager()

    class Meta:
        ordering = ("plan", "position")
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="one_item_per_number"),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True) | Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="item_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(in_effect_from__isnull=True)
                | Q(withdrawn_from__isnull=True)
                | Q(withdrawn_from__gte=F("in_effect_from")),
                name="item_is_withdrawn_after_it_came",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def title(self) -> str:
        return self.title_ky if self.title_ky and (get_language() or "ru")[:2] == "ky" else self.title_ru


class ItemResponsible(models.Model):
    """An organisation that answers for an item; `PlanItem.responsible` keeps the plan's own words."""

    item = models.ForeignKey(PlanItem, models.CASCADE, related_name="responsibles")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(fields=["item", "organisation"], name="one_organisation_answers_once_for_an_item")
        ]

    def __str__(self) -> str:
        return f"{self.item.number}: {self.organisation.name}"


class Indicator(models.Model):
    """How fulfilment of an item is measured: unit, baseline and source; targets are rows of their own."""

    item = models.ForeignKey(PlanItem, models.PROTECT, related_name="indicators")
    position = models.PositiveSmallIntegerField()
    name_ru = models.CharField(_("indicator in Russian"), max_length=300)
    name_ky = models.CharField(_("indicator in Kyrgyz"), max_length=300, blank=True)
    unit = models.CharField(_("unit"), max_length=12, choices=Unit)
    unit_text = models.CharField(_("unit as the plan words it"), max_length=60, blank=True)
    source = models.CharField(_("source"), max_length=16, choices=Source)
    baseline = models.DecimalField(_("baseline"), max_digits=14, decimal_places=2, null=True, blank=True)

    class Meta:
        ordering = ("item", "position")
        constraints = [models.UniqueConstraint(fields=["item", "position"], name="one_indicator_per_position")]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return self.name_ky if self.name_ky and (get_language() or "ru")[:2] == "ky" else self.name_ru

    @property
    def is_measured(self) -> bool:
        """Whether unit and source fit, so that a per cent means something (rule 5)."""
        return self.unit in FITTING_UNITS[self.source]

    def per_cent_of(self, target: Decimal | None, value: int | Decimal | None) -> int | None:
        """Share of the target, whole per cents rounded half up; None where unit and source do not fit (rule 5)."""
        if value is None or not target or not self.is_measured:
            return None
        return int(Decimal(value) * 100 / target + Decimal("0.5"))


class IndicatorTarget(models.Model):
    """The target of an indicator for a year, or for one quarter of it."""

    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="targets")
    year = models.PositiveSmallIntegerField()
    quarter = models.PositiveSmallIntegerField(null=True, blank=True)
    value = models.DecimalField(max_digits=14, decimal_places=2)

    class Meta:
        ordering = ("indicator", "year", "quarter")
        constraints = [
            models.UniqueConstraint(fields=["indicator", "year", "quarter"], name="one_target_per_quarter"),
            models.UniqueConstraint(
                fields=["indicator", "year"], condition=Q(quarter__isnull=True), name="one_target_per_year"
            ),
            models.CheckConstraint(condition=Q(value__gte=0), name="target_is_not_negative"),
            models.CheckConstraint(
                condition=Q(quarter__isnull=True) | Q(quarter__in=[1, 2, 3, 4]), name="target_quarter_is_one_of_four"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}: {self.value}"
