"""Events of SMS, GA or a partner that no council held: kept and reported apart, in no council's totals."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from actionplans.querysets import NationalEventQuerySet
from actionplans.states import EventForm, EventStatus, NationalOwner
from councils.models import User

from .events import SEXES, Campaign, _count, _part_of_participants

NATIONAL_COUNTS = ("participants", *SEXES, "audience", "materials")


class NationalEvent(models.Model):
    """A conference, a regional workshop: the three measures as for councils' events, never added to those."""

    code = models.CharField(_("number"), max_length=20, unique=True)
    owner = models.CharField(_("held by"), max_length=10, choices=NationalOwner)
    partner = models.CharField(_("which partner"), max_length=200, blank=True)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    quarter = models.PositiveIntegerField(_("quarter"))
    place = models.CharField(_("place"), max_length=200, blank=True)
    form = models.CharField(_("form"), max_length=20, choices=EventForm)
    title = models.CharField(_("topic"), max_length=300)
    campaign = models.ForeignKey(Campaign, models.PROTECT, null=True, blank=True, related_name="national_events")
    participants = _count(_("participants"))
    women = _count(_("women"))
    men = _count(_("men"))
    audience = _count(_("media audience, estimate"))
    materials = _count(_("materials handed out, copies"))
    note = models.TextField(_("note"), blank=True)
    status = models.CharField(_("state"), max_length=10, choices=EventStatus, default=EventStatus.RECORDED)
    void_reason = models.TextField(_("why voided"), blank=True)
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    recorded_on = models.DateField()
    changed_on = models.DateField()
    version = models.PositiveIntegerField(default=1)
    client_key = models.CharField(max_length=36, null=True, blank=True)

    objects = NationalEventQuerySet.as_manager()

    class Meta:
        ordering = ("-ends_on", "-pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="national_event_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__lte=F("recorded_on")), name="national_event_is_not_in_the_future"
            ),
            models.CheckConstraint(
                condition=~Q(owner=NationalOwner.PARTNER) | ~Q(partner=""), name="national_event_names_its_partner"
            ),
            models.CheckConstraint(
                condition=Q(status=EventStatus.RECORDED) | ~Q(void_reason=""), name="voided_national_event_says_why"
            ),
            models.CheckConstraint(condition=~Q(title=""), name="national_event_has_a_topic"),
            _part_of_participants("national_event_sexes_within_participants", SEXES),
            models.UniqueConstraint(
                fields=["recorded_by", "client_key"], name="one_national_event_per_author_and_key"
            ),
        ]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("actionplans:national-event-detail", args=[self.code])
