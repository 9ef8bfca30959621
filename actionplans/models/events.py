"""Awareness events with their three measures, which are never added to one another (rules 6 to 8)."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from actionplans.querysets import EventQuerySet
from actionplans.states import (
    WITHOUT_DISTRICT,
    CountingBasis,
    EventForm,
    EventStatus,
    OrganisationRole,
)
from councils.dates import day_short
from councils.models import Council, District, Organisation, StoredFile, User
from councils.models.names import Named

from .plans import PlanItem

SEXES = ("women", "men")
AGES = ("age_under_14", "age_14_28", "age_29_35", "age_36_59", "age_60_over")
COUNTS = ("participants", *SEXES, *AGES, "under_18", "with_disability", "youth_reported", "audience", "materials")


class Campaign(Named):
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))

    class Meta:
        ordering = ("-starts_on",)
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="campaign_ends_after_it_starts")
        ]


class ImportBatch(models.Model):
    """Rows that came in from one file together: one audit entry with a digest of them.

    With a letter it was entered on the council's behalf (rule 3). Undone, its events are voided.
    """

    council = models.ForeignKey(Council, models.PROTECT, related_name="batches")
    file_name = models.CharField(max_length=200)
    file_digest = models.CharField(max_length=64)
    created = models.PositiveIntegerField(default=0)
    existing = models.PositiveIntegerField(default=0)
    faults = models.PositiveIntegerField(default=0)
    imported_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    imported_at = models.DateTimeField()
    letter_number = models.CharField(_("number of the letter"), max_length=60, blank=True)
    letter = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    undone_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)
    undo_reason = models.CharField(_("why undone"), max_length=500, blank=True)

    class Meta:
        ordering = ("-pk",)
        constraints = [
            models.CheckConstraint(
                condition=Q(letter_number="", letter=None) | (~Q(letter_number="") & Q(letter__isnull=False)),
                name="batch_letter_has_number_and_scan",
            ),
            models.CheckConstraint(
                condition=Q(undone_by=None, undone_at=None, undo_reason="")
                | (Q(undone_by__isnull=False, undone_at__isnull=False) & ~Q(undo_reason="")),
                name="undone_batch_says_by_whom_and_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.council.code} {self.file_name}"


def _count(label: Any) -> models.PositiveIntegerField:
    return models.PositiveIntegerField(label, null=True, blank=True)


def _sum(names: tuple[str, ...]) -> Any:
    total: Any = Coalesce(F(names[0]), 0)
    for name in names[1:]:
        total = total + Coalesce(F(name), 0)
    return total


def _part_of_participants(name: str, parts: tuple[str, ...]) -> models.CheckConstraint:
    """No part without a total, no parts above it; mind that NULL compares as unknown, which a CHECK lets pass."""
    no_parts = Q(**{f"{part}__isnull": True for part in parts})
    fits = Q(participants__isnull=False) & Q(participants__gte=_sum(parts))
    return models.CheckConstraint(condition=no_parts | fits, name=name)


class Event(models.Model):
    """One awareness event. Empty and 0 differ: empty means not recorded."""

    council = models.ForeignKey(Council, models.PROTECT, related_name="events")
    item = models.ForeignKey(PlanItem, models.PROTECT, null=True, blank=True, related_name="events")
    code = models.CharField(_("number"), max_length=20, unique=True)
    code_year = models.PositiveSmallIntegerField()
    code_number = models.PositiveIntegerField()
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    quarter = models.PositiveIntegerField(_("quarter"))
    district = models.ForeignKey(District, models.PROTECT, null=True, blank=True, related_name="events")
    place = models.CharField(_("place"), max_length=200, blank=True)
    form = models.CharField(_("form"), max_length=20, choices=EventForm)
    title = models.CharField(_("topic"), max_length=300)
    target_groups = models.JSONField(_("target groups"), default=list, blank=True)
    campaign = models.ForeignKey(Campaign, models.PROTECT, null=True, blank=True, related_name="events")
    organisations = models.ManyToManyField(Organisation, through="EventOrganisation", related_name="events")

    participants = _count(_("participants"))
    women = _count(_("women"))
    men = _count(_("men"))
    age_under_14 = _count(_("under 14"))
    age_14_28 = _count(_("14–28"))
    age_29_35 = _count(_("29–35"))
    age_36_59 = _count(_("36–59"))
    age_60_over = _count(_("60 and over"))
    under_18 = _count(_("of whom under 18"))
    with_disability = _count(_("of whom with a disability"))
    youth_reported = _count(_("young people, as the register gives them"))
    audience = _count(_("media audience, estimate"))
    materials = _count(_("materials handed out, copies"))
    same_group_as = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    basis = models.CharField(_("how counted"), max_length=14, choices=CountingBasis, blank=True)

    note = models.TextField(_("note"), blank=True)
    status = models.CharField(_("state"), max_length=10, choices=EventStatus, default=EventStatus.RECORDED)
    void_reason = models.TextField(_("why voided"), blank=True)
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    recorded_on = models.DateField()
    changed_on = models.DateField()
    version = models.PositiveIntegerField(default=1)
    corrections = models.PositiveSmallIntegerField(_("corrections"), default=0)
    correction_reason = models.TextField(_("why corrected last"), blank=True)
    client_key = models.CharField(max_length=36, null=True, blank=True)
    batch = models.ForeignKey(ImportBatch, models.PROTECT, null=True, blank=True, related_name="events")
    batch_sheet = models.CharField(max_length=100, blank=True)
    batch_row = models.PositiveIntegerField(null=True, blank=True)
    search_text = models.TextField(blank=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ("-ends_on", "-pk")
        indexes = [
            # Leads with status, not partial: SQLite would not use a partial index as covering.
            models.Index(fields=["status", "quarter", "council", "item", *COUNTS, "ends_on"], name="event_roll_up"),
            models.Index(fields=["council", "-ends_on", "-id"], name="event_list"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="event_ends_after_it_starts"),
            models.CheckConstraint(condition=Q(ends_on__lte=F("recorded_on")), name="event_is_not_in_the_future"),
            models.CheckConstraint(
                condition=Q(changed_on__gte=F("recorded_on")), name="event_changes_after_recording"
            ),
            _part_of_participants("event_sexes_within_participants", SEXES),
            _part_of_participants("event_ages_within_participants", AGES),
            _part_of_participants("event_under_18_within_participants", ("under_18",)),
            _part_of_participants("event_disability_within_participants", ("with_disability",)),
            _part_of_participants("event_youth_within_participants", ("youth_reported",)),
            models.CheckConstraint(
                condition=Q(district__isnull=False) | Q(form__in=WITHOUT_DISTRICT),
                name="event_names_its_district",
            ),
            models.CheckConstraint(
                condition=Q(status=EventStatus.RECORDED) | ~Q(void_reason=""), name="voided_event_says_why"
            ),
            models.CheckConstraint(
                condition=Q(corrections=0) | ~Q(correction_reason=""), name="corrected_event_says_why"
            ),
            models.CheckConstraint(condition=~Q(title=""), name="event_has_a_topic"),
            models.UniqueConstraint(fields=["council", "code_year", "code_number"], name="one_event_per_number"),
            models.UniqueConstraint(fields=["recorded_by", "client_key"], name="one_event_per_author_and_key"),
        ]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("actionplans:event-detail", args=[self.council.code, self.code])

    @property
    def days(self) -> str:
        """13.11.2019, 21–23.12.2019, 30.12.2019–02.01.2020: for tables."""
        first, last = self.starts_on, self.ends_on
        if first == last:
            return day_short(last)
        same_month = (first.year, first.month) == (last.year, last.month)
        return f"{first:%d}–{day_short(last)}" if same_month else f"{day_short(first)}–{day_short(last)}"

    @property
    def was_voided_together(self) -> bool:
        """Whether it was voided because its whole file was undone, as `voided_together` of the QuerySet says."""
        batch = self.batch if self.status == EventStatus.VOIDED else None
        return bool(batch and batch.undone_at and batch.undo_reason == self.void_reason)

    @property
    def sex_not_recorded(self) -> int | None:
        """The part of the participants whose sex nobody wrote down (rule 7)."""
        return self._rest(SEXES)

    @property
    def age_not_recorded(self) -> int | None:
        return self._rest(AGES)

    def _rest(self, parts: tuple[str, ...]) -> int | None:
        if self.participants is None:
            return None
        return self.participants - sum(getattr(self, part) or 0 for part in parts)


class EventOrganisation(models.Model):
    event = models.ForeignKey(Event, models.CASCADE, related_name="event_organisations")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    role = models.CharField(max_length=10, choices=OrganisationRole, default=OrganisationRole.PARTNER)

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(
                fields=["event", "organisation", "role"], name="one_role_per_organisation_and_event"
            )
        ]

    def __str__(self) -> str:
        return f"{self.event.code}: {self.organisation.name} ({self.role})"
