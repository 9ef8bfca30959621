"""What people who sit on councils were trained in."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from councils.querysets import TrainingQuerySet
from councils.states import TrainingTopic

from .councils import Council
from .people import Person, User


class Training(models.Model):
    """A person was trained in a topic, from a day to a day, both inclusive; it counts on its last day.

    `council` is where the person held a seat that day; without one they were trained outside any council's time.
    One that was entered by mistake is voided and says why; it never goes.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="trainings", verbose_name=_("person"))
    council = models.ForeignKey(Council, models.PROTECT, null=True, blank=True, related_name="trainings")
    topic = models.CharField(_("topic"), max_length=20, choices=TrainingTopic)
    title = models.CharField(_("title"), max_length=200)
    provider = models.CharField(_("who trained"), max_length=200)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    voided_because = models.CharField(_("reason"), max_length=200, blank=True)

    objects = TrainingQuerySet.as_manager()

    class Meta:
        ordering = ("-ends_on", "person")
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="training_ends_after_it_starts")
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.title}"
