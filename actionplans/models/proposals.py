"""Events that an organisation proposes by its link; the council's secretary accepts or declines them (rule 3)."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from actionplans.querysets import ProposalQuerySet
from actionplans.states import EventForm, ProposalState
from councils.models import ContributorLink, Council, District, User

from .events import Campaign, Event
from .plans import PlanItem


def _count(label: Any) -> models.PositiveIntegerField:
    return models.PositiveIntegerField(label, null=True, blank=True)


class Proposal(models.Model):
    """One event as an organisation told it. It is in no figure: accepted it becomes an event, which is.

    `item` is only a wish: which plan item the event carries out is the secretary's to say.
    """

    link = models.ForeignKey(ContributorLink, models.PROTECT, related_name="proposals")
    council = models.ForeignKey(Council, models.PROTECT, related_name="proposals")
    number = models.PositiveIntegerField()
    client_key = models.CharField(max_length=36)
    sent_at = models.DateTimeField()
    item = models.ForeignKey(PlanItem, models.PROTECT, null=True, blank=True, related_name="+")
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    district = models.ForeignKey(District, models.PROTECT, null=True, blank=True, related_name="+")
    place = models.CharField(_("place"), max_length=200, blank=True)
    form = models.CharField(_("form"), max_length=20, choices=EventForm)
    title = models.CharField(_("topic"), max_length=300)
    target_groups = models.JSONField(_("target groups"), default=list, blank=True)
    campaign = models.ForeignKey(Campaign, models.PROTECT, null=True, blank=True, related_name="+")
    participants = _count(_("participants"))
    women = _count(_("women"))
    men = _count(_("men"))
    audience = _count(_("media audience, estimate"))
    materials = _count(_("materials handed out, copies"))
    note = models.TextField(_("note"), blank=True)

    state = models.CharField(_("state"), max_length=10, choices=ProposalState, default=ProposalState.PROPOSED)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.CharField(_("why declined"), max_length=500, blank=True)
    event = models.OneToOneField(Event, models.PROTECT, null=True, blank=True, related_name="proposal")

    objects = ProposalQuerySet.as_manager()

    class Meta:
        ordering = ("-number",)
        constraints = [
            models.UniqueConstraint(fields=["link", "client_key"], name="one_proposal_per_link_and_key"),
            models.UniqueConstraint(fields=["council", "number"], name="one_proposal_per_number"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="proposal_ends_after_it_starts"),
            models.CheckConstraint(condition=~Q(title=""), name="proposal_has_a_topic"),
            models.CheckConstraint(
                condition=Q(state="proposed", settled_at=None, settled_by=None, event=None, reason="")
                | Q(
                    state="accepted",
                    settled_at__isnull=False,
                    settled_by__isnull=False,
                    event__isnull=False,
                    reason="",
                )
                | (Q(state="declined", settled_at__isnull=False, settled_by__isnull=False, event=None) & ~Q(reason=""))
                | Q(state="withdrawn", settled_at__isnull=False, settled_by=None, event=None, reason=""),
                name="settled_proposal_says_how",
            ),
            models.CheckConstraint(condition=Q(state="proposed") | Q(note=""), name="settled_proposal_keeps_no_note"),
        ]
        indexes = [models.Index(fields=["council", "state"], name="proposal_by_state")]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        """The organisation's own page of it."""
        return reverse("actionplans:proposal-detail", args=[self.number])

    @property
    def reference(self) -> str:
        """KG-B/P-12: what the organisation quotes when it asks."""
        return f"{self.council.code}/P-{self.number}"

    @property
    def days(self) -> str:
        return Event(starts_on=self.starts_on, ends_on=self.ends_on).days
