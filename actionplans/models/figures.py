"""Figures of indicators that no event gives: typed in for a quarter, with the document that proves them (rule 5)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from councils.models import User

from .plans import Indicator


class TypedFigure(models.Model):
    """One indicator's figure for one quarter. `quarter` as Quarter.number gives it."""

    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="typed_figures")
    quarter = models.PositiveIntegerField(_("quarter"))
    value = models.DecimalField(_("figure"), max_digits=14, decimal_places=2)
    document = models.CharField(_("document"), max_length=200)
    version = models.PositiveIntegerField(default=1)
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    changed_on = models.DateField()

    class Meta:
        ordering = ("indicator", "quarter")
        constraints = [
            models.UniqueConstraint(fields=["indicator", "quarter"], name="one_typed_figure_per_quarter"),
            models.CheckConstraint(condition=Q(value__gte=0), name="typed_figure_is_not_negative"),
            models.CheckConstraint(condition=~Q(document=""), name="typed_figure_names_its_document"),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.quarter}: {self.value}"
