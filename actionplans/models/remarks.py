"""What a person said of a figure that deserved a second look: fine as it is, because ..."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from actionplans.states import RemarkKind
from councils.models import Council, User


class FineAsItIs(models.Model):
    """A remark that somebody looked into. `key` names what was found and its figures: when those change, the
    remark is open again."""

    council = models.ForeignKey(Council, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=RemarkKind)
    key = models.CharField(max_length=64)
    reason = models.TextField(_("fine as it is, because"))
    said_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    said_on = models.DateField()

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(fields=["council", "kind", "key"], name="one_answer_per_remark"),
            models.CheckConstraint(condition=~Q(reason=""), name="answer_to_a_remark_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.council.code} {self.kind}"
