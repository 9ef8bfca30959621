"""Meetings of a council: agenda, who took part, what was decided, and what became of it (rule 4)."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from councils.querysets import DecisionQuerySet, MeetingQuerySet
from councils.states import DecisionState, MeetingForm, MeetingState, Presence

from .councils import Alternate, Council, Membership
from .files import StoredFile
from .people import Organisation, User


class Meeting(models.Model):
    """One meeting: planned with its agenda, then held with who took part and its minutes, or cancelled.

    `notified_on` is the day on which the notice of this day went out, `notice_asked` the days of notice that the
    Charter asked for then; `version` rises with each change of day, hour or place, so that calendars know the newer
    invitation. `minutes` is the signed scan, where there is one; `recorded_at` when the meeting was recorded as
    held, or who took part was corrected since: a report that was sealed earlier does not tell it.

    Of `filled` voting seats `present` took part and `needed` had to, as it was counted when attendance was recorded:
    whoever is appointed afterwards for that day, or whichever Charter is adopted for it, changes no quorum.
    """

    council = models.ForeignKey(Council, models.PROTECT, related_name="meetings")
    number = models.PositiveSmallIntegerField(_("number"))
    held_on = models.DateField(_("day"))
    starts_at = models.TimeField(_("hour"))
    form = models.CharField(_("form"), max_length=10, choices=MeetingForm, default=MeetingForm.IN_PERSON)
    place = models.CharField(_("place"), max_length=200, blank=True)
    link = models.CharField(_("address of the online meeting"), max_length=300, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=MeetingState, default=MeetingState.PLANNED)
    version = models.PositiveSmallIntegerField(default=1)
    notified_on = models.DateField(_("notice sent on"), null=True, blank=True)
    notice_asked = models.PositiveSmallIntegerField(_("days of notice asked for"), null=True, blank=True)
    cancelled_because = models.CharField(_("reason"), max_length=200, blank=True)
    guests = models.TextField(_("invited, without a vote"), blank=True)
    minutes_number = models.CharField(_("number of the minutes"), max_length=60, blank=True)
    minutes = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("minutes, signed")
    )
    planned_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(null=True, blank=True)
    filled = models.PositiveSmallIntegerField(_("filled voting seats"), null=True, blank=True)
    present = models.PositiveSmallIntegerField(_("took part with a vote"), null=True, blank=True)
    needed = models.PositiveSmallIntegerField(_("needed for the quorum"), null=True, blank=True)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        ordering = ("council", "held_on", "starts_at")
        constraints = [
            models.UniqueConstraint(fields=["council", "number"], name="one_meeting_per_council_and_number"),
            models.CheckConstraint(
                condition=~Q(state=MeetingState.CANCELLED) | ~Q(cancelled_because=""),
                name="cancelled_meeting_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.council.code} {self.held_on}"

    def get_absolute_url(self) -> str:
        return reverse("councils:meeting-detail", args=[self.council.code, self.number])

    @property
    def notice_given(self) -> int | None:
        """Days between the notice and the meeting; None while none went out."""
        return (self.held_on - self.notified_on).days if self.notified_on else None

    @property
    def is_late(self) -> bool:
        """Whether the notice went out later than the Charter asks."""
        given = self.notice_given
        return given is not None and given < (self.notice_asked or 0)


class AgendaItem(models.Model):
    """One question of a meeting's agenda, in the words in which it was announced."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="agenda")
    position = models.PositiveSmallIntegerField(_("No."))
    text = models.CharField(_("question"), max_length=500)
    presenter = models.CharField(_("who reports"), max_length=200, blank=True)

    class Meta:
        ordering = ("meeting", "position")
        constraints = [
            models.UniqueConstraint(fields=["meeting", "position"], name="one_agenda_item_per_meeting_and_place")
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.text[:60]}"


class Attendance(models.Model):
    """How the holder of a seat took part; `alternate` is who came in the member's place."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="attendances")
    membership = models.ForeignKey(Membership, models.PROTECT, related_name="attendances")
    presence = models.CharField(_("took part"), max_length=10, choices=Presence)
    alternate = models.ForeignKey(Alternate, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("meeting", "membership__seat__position")
        constraints = [
            models.UniqueConstraint(fields=["meeting", "membership"], name="one_attendance_per_meeting_and_member"),
            models.CheckConstraint(
                condition=Q(presence=Presence.DEPUTY, alternate__isnull=False)
                | (~Q(presence=Presence.DEPUTY) & Q(alternate__isnull=True)),
                name="alternate_is_named_where_one_came",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meeting}: {self.membership.person} {self.presence}"


class Decision(models.Model):
    """What a meeting decided, with the votes, and the quorum as it was counted then (rule 4).

    `filled` voting seats, of which `present` took part and `needed` had to; without a quorum only *advice* is kept.
    `had_left` are those who took part in the meeting and were no longer there.
    Whoever is responsible, a member or an organisation, has until `due_on`; of neither it is only noted.
    """

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="decisions")
    agenda_item = models.ForeignKey(
        AgendaItem, models.PROTECT, null=True, blank=True, related_name="decisions", verbose_name=_("question")
    )
    number = models.PositiveSmallIntegerField(_("No."))
    text = models.TextField(_("decided"))
    votes_for = models.PositiveSmallIntegerField(_("for"))
    votes_against = models.PositiveSmallIntegerField(_("against"))
    votes_abstained = models.PositiveSmallIntegerField(_("abstained"))
    casting_vote = models.BooleanField(_("the chair's vote decided the tie"), default=False)
    filled = models.PositiveSmallIntegerField(_("filled voting seats"))
    present = models.PositiveSmallIntegerField(_("took part with a vote"))
    needed = models.PositiveSmallIntegerField(_("needed for the quorum"), null=True, blank=True)
    had_left = models.ManyToManyField(Membership, related_name="+", verbose_name=_("had left"), blank=True)
    is_advice = models.BooleanField(_("advice only"), default=False)
    is_adopted = models.BooleanField(_("adopted"))
    responsible_member = models.ForeignKey(
        Membership,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="decisions",
        verbose_name=_("responsible member"),
    )
    responsible_organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="decisions",
        verbose_name=_("responsible organisation"),
    )  # fmt: skip
    due_on = models.DateField(_("due on"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=DecisionState, default=DecisionState.NOTED)
    done_on = models.DateField(_("carried out on"), null=True, blank=True)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        ordering = ("meeting", "number")
        constraints = [
            models.UniqueConstraint(fields=["meeting", "number"], name="one_decision_per_meeting_and_number"),
            models.CheckConstraint(
                condition=Q(present__gte=F("votes_for") + F("votes_against") + F("votes_abstained")),
                name="decision_has_no_more_votes_than_present",
            ),
            models.CheckConstraint(
                condition=Q(is_advice=True) | Q(needed__isnull=False, present__gte=F("needed")),
                name="decision_without_quorum_is_advice",
            ),
            models.CheckConstraint(
                condition=Q(responsible_member__isnull=True) | Q(responsible_organisation__isnull=True),
                name="decision_has_one_responsible",
            ),
            models.CheckConstraint(
                condition=Q(state__in=(DecisionState.NOTED, DecisionState.WITHDRAWN))
                | (
                    Q(due_on__isnull=False)
                    & (Q(responsible_member__isnull=False) | Q(responsible_organisation__isnull=False))
                ),
                name="followed_decision_says_who_and_when",
            ),
            models.CheckConstraint(
                condition=Q(state=DecisionState.DONE, done_on__isnull=False)
                | (~Q(state=DecisionState.DONE) & Q(done_on__isnull=True)),
                name="done_decision_says_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meeting}: {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("councils:decision-detail", args=[self.meeting.council.code, self.meeting.number, self.number])

    @property
    def has_quorum(self) -> bool:
        return self.needed is not None and self.present >= self.needed

    @property
    def label(self) -> str:
        """4/2: the second decision of the council's fourth meeting."""
        return f"{self.meeting.number}/{self.number}"

    @property
    def is_open(self) -> bool:
        return self.state == DecisionState.OPEN

    def is_of(self, membership: Membership) -> bool:
        """Whether this membership answers for it: of the seat or the person to whom it was given, or for the
        organisation in the same council; as DecisionQuerySet.of."""
        if membership.council_id != self.meeting.council_id:
            return False
        given = self.responsible_member
        if given is None:
            return membership.organisation_id == self.responsible_organisation_id
        return membership.person_id == given.person_id or membership.seat.code == given.seat.code

    def is_overdue(self, today: date) -> bool:
        """Past its day and not carried out yet."""
        return self.is_open and self.due_on is not None and self.due_on < today

    @property
    def responsible(self) -> str:
        """Who carries it out, by name; empty where nobody does."""
        member = self.responsible_member
        return member.person.full_name if member else str(self.responsible_organisation or "")


class DecisionStep(models.Model):
    """One step of a decision that is followed: its outcome with a note and a file, that it was taken up again or
    withdrawn, or another due day; written once.

    `counts_on` is the day from which it holds: an outcome may have come before it was written down. `due_before` is
    the due day that the step changed; `later` the decision by which this one was withdrawn.
    """

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="steps")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=DecisionState)
    note = models.TextField(_("note"), blank=True)
    stored = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    counts_on = models.DateField(_("day"))
    due_before = models.DateField(_("due before"), null=True, blank=True)
    later = models.ForeignKey(Decision, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        ordering = ("decision", "number")
        constraints = [models.UniqueConstraint(fields=["decision", "number"], name="one_decision_step_per_number")]

    def __str__(self) -> str:
        return f"{self.decision} {self.number}: {self.state}"
