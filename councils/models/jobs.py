"""Work in the background as rows: Celery only wakes it (docs/architecture.md)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from councils.querysets import JobQuerySet
from councils.states import JobState

from .people import User


class Job(models.Model):
    """One piece of work. `key` is unique among jobs of its kind that wait or run, so asking twice makes one.

    A worker holds it by a lease (`lease_token`, `lease_until`, real time) and must still hold it to finish it.
    """

    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=120)
    params = models.JSONField(default=dict)
    owner = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="jobs")
    state = models.CharField(_("state"), max_length=10, choices=JobState, default=JobState.QUEUED)
    lease_token = models.CharField(max_length=32, blank=True)
    lease_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    result = models.JSONField(default=dict)
    error = models.TextField(blank=True)
    asked_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "key"],
                condition=models.Q(state__in=[JobState.QUEUED, JobState.RUNNING]),
                name="one_job_at_work_per_key",
            )
        ]
        indexes = [models.Index(fields=["state", "lease_until"], name="job_by_state_and_lease")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"

    @property
    def at_work(self) -> bool:
        return self.state in {JobState.QUEUED, JobState.RUNNING}
