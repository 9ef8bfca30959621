"""Which items of the council's plan a question of a meeting's agenda was about."""

from django.db import models

from councils.models import AgendaItem

from .plans import PlanItem


class AgendaLink(models.Model):
    """A question of the agenda is about a plan item: a pointer beside the record, no part of the minutes.

    It goes with its question, which may be taken off the agenda while the meeting is planned.
    """

    agenda_item = models.ForeignKey(AgendaItem, models.CASCADE, related_name="plan_links")
    item = models.ForeignKey(PlanItem, models.PROTECT, related_name="agenda_links")

    class Meta:
        ordering = ("agenda_item", "item__plan", "item__position")
        constraints = [
            models.UniqueConstraint(fields=["agenda_item", "item"], name="one_link_per_agenda_item_and_plan_item")
        ]

    def __str__(self) -> str:
        return f"{self.agenda_item_id}: {self.item.number}"
