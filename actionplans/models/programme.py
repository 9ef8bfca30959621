"""The Government Programme and its measures, which local plan items serve."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from actionplans.states import Pillar
from councils.models.names import Named


class Programme(Named):
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))

    class Meta:
        ordering = ("starts_on",)
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="programme_ends_after_it_starts")
        ]


class Measure(Named):
    """A measure of the Programme; `sensitive`: about victims or cases, a council gives status only (rule 9)."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="measures")
    code = models.CharField(_("number"), max_length=10)
    position = models.PositiveSmallIntegerField()
    pillar = models.CharField(_("pillar"), max_length=12, choices=Pillar)
    sensitive = models.BooleanField(_("about victims or cases"), default=False)
    name_en = models.TextField(_("name in English"))
    name_ru = models.TextField(_("name in Russian"))
    name_ky = models.TextField(_("name in Kyrgyz"), blank=True)

    class Meta:
        ordering = ("programme", "position")
        constraints = [models.UniqueConstraint(fields=["programme", "code"], name="one_measure_per_code")]

    @property
    def name(self) -> str:
        return super().name or self.name_ru
