"""What the national report says of a measure in words: SMS's text, kept version by version (rule 13)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from actionplans.models import Measure
from councils.models import User

from .periods import Period


class NationalText(models.Model):
    """One version of SMS's text on a measure in a quarter; the one with the highest number holds.

    A version is written once, so that it stays known who wrote which words and when; an empty one takes the text back.
    """

    period = models.ForeignKey(Period, models.PROTECT, related_name="national_texts")
    measure = models.ForeignKey(Measure, models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField(_("version"))
    text = models.TextField(_("text"), blank=True)
    written_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        ordering = ("period", "measure__position", "number")
        constraints = [
            models.UniqueConstraint(
                fields=["period", "measure", "number"], name="one_national_text_per_number_and_measure"
            )
        ]

    def __str__(self) -> str:
        return f"{self.period} {self.measure.code}, {self.number}"
