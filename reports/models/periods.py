"""Quarters that reports are due for, with their deadline and lock date (rule 10)."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from actionplans.quarters import Half, Quarter, Span
from councils.dates import span_words
from councils.models import Council, User


def is_due(council: Council, quarter: Span) -> bool:
    """Quarters before a council was founded are history: no report is due (rule 10)."""
    return quarter.ends_on >= council.founded_on


class Period(models.Model):
    """A quarter, or a half-year where reports are given by halves, opened for reporting.

    `quarter` is the one with which it ends. Deadline and lock date were copied from the settings on `opened_on`.
    """

    year = models.PositiveSmallIntegerField(_("year"))
    quarter = models.PositiveSmallIntegerField(_("quarter"))
    months = models.PositiveSmallIntegerField(_("months"), default=3)
    opened_on = models.DateField(_("opened on"))
    deadline = models.DateField(_("deadline"))
    locks_on = models.DateField(_("locked after"))

    class Meta:
        ordering = ("-year", "-quarter")
        constraints = [
            models.UniqueConstraint(fields=["year", "quarter"], name="one_period_per_quarter"),
            models.CheckConstraint(condition=Q(quarter__in=[1, 2, 3, 4]), name="period_is_a_quarter"),
            models.CheckConstraint(
                condition=Q(months=3) | Q(months=6, quarter__in=[2, 4]), name="period_is_a_quarter_or_a_half_year"
            ),
            models.CheckConstraint(condition=Q(locks_on__gte=F("deadline")), name="period_locks_after_its_deadline"),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def as_quarter(self) -> Span:
        """The quarter, or the half-year, that it covers."""
        return Half(self.year, self.quarter // 2) if self.months == 6 else Quarter(self.year, self.quarter)

    @property
    def words(self) -> str:
        """IV квартал 2019 года, I полугодие 2021 года: in the reader's language."""
        return span_words(self.year, self.quarter, self.months)

    @property
    def label(self) -> str:
        return self.as_quarter.label

    @property
    def number(self) -> int:
        return self.as_quarter.number


def opened_spans(**which: Any) -> list[Span]:
    """What was opened for reporting, in order; `which` of the periods, such as year=2019. One query."""
    return [period.as_quarter for period in Period.objects.filter(**which).order_by("year", "quarter")]


class Extension(models.Model):
    """SMS gives one council a later day, with a reason that the report shows (rule 10)."""

    period = models.ForeignKey(Period, models.PROTECT, related_name="extensions")
    council = models.ForeignKey(Council, models.PROTECT, related_name="+")
    until = models.DateField(_("until"))
    reason = models.TextField(_("reason"))
    given_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        ordering = ("period", "until")
        constraints = [
            models.UniqueConstraint(fields=["period", "council"], name="one_extension_per_period_and_council")
        ]

    def __str__(self) -> str:
        return f"{self.council.code} {self.period} → {self.until}"


class Notice(models.Model):
    """What SMS is told once about a period, such as that all its reports are open."""

    kind = models.CharField(max_length=30)
    period = models.ForeignKey(Period, models.PROTECT, related_name="notices")
    at = models.DateTimeField()
    councils = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("-at",)
        constraints = [models.UniqueConstraint(fields=["kind", "period"], name="one_notice_per_kind_and_period")]

    def __str__(self) -> str:
        return f"{self.kind} {self.period}"
