"""Which event a training of a council's member was."""

from django.db import models

from councils.models import Training

from .events import Event


class TrainingEvent(models.Model):
    """A member's training took place at a recorded event: a link beside the record, which stands without it too."""

    training = models.OneToOneField(Training, models.PROTECT, related_name="at_event")
    event = models.ForeignKey(Event, models.PROTECT, related_name="trainings")

    def __str__(self) -> str:
        return f"{self.training} ({self.event.code})"
