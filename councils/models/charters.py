"""The unified Charter by version, its seats, its adoption by a council and approved deviations (rules 1 and 2)."""

from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from councils.states import Majority, OrganisationKind, QuorumRule, SeatRole

from .names import Named

ARRANGEMENTS = (
    "quorum_numerator", "quorum_denominator", "quorum_rule", "meetings_a_year", "notice_days",
    "term_months", "decision_majority", "chair_casting_vote",
)  # fmt: skip


class Charter(models.Model):
    """One numbered version of the unified text, in articles, with its working arrangements as fields.

    The system computes with the fields; the preamble is what stands before the first article.
    """

    number = models.PositiveSmallIntegerField(_("version"), unique=True)
    preamble_ru = models.TextField(_("preamble in Russian"), blank=True)
    preamble_ky = models.TextField(_("preamble in Kyrgyz"), blank=True)
    is_sample = models.BooleanField(_("sample, to be replaced"), default=False)
    quorum_numerator = models.PositiveSmallIntegerField(_("quorum: numerator"), default=1)
    quorum_denominator = models.PositiveSmallIntegerField(_("quorum: denominator"), default=2)
    quorum_rule = models.CharField(_("quorum: rule"), max_length=10, choices=QuorumRule, default=QuorumRule.MORE_THAN)
    meetings_a_year = models.PositiveSmallIntegerField(_("meetings a year"), default=4)
    notice_days = models.PositiveSmallIntegerField(_("days of notice"), default=10)
    term_months = models.PositiveSmallIntegerField(_("term of a member, months"), default=24)
    decision_majority = models.CharField(
        _("decision needs"), max_length=10, choices=Majority, default=Majority.PRESENT
    )
    chair_casting_vote = models.BooleanField(_("the chair's vote decides a tie"), default=True)

    class Meta:
        ordering = ("number",)
        constraints = [
            models.CheckConstraint(
                condition=Q(quorum_numerator__gte=1, quorum_denominator__gte=F("quorum_numerator")),
                name="charter_quorum_is_a_share",
            )
        ]

    def __str__(self) -> str:
        return str(_("Charter, version %(number)s") % {"number": self.number})

    def get_absolute_url(self) -> str:
        return reverse("councils:charter-detail", args=[self.number])


class Article(models.Model):
    """One article of a version, in both languages. `line` stays the same when a version is copied or an article is
    renumbered: by it two versions are compared."""

    charter = models.ForeignKey(Charter, models.PROTECT, related_name="articles")
    number = models.PositiveSmallIntegerField(_("number"))
    line = models.UUIDField(default=uuid4, editable=False)
    title_ru = models.CharField(_("heading in Russian"), max_length=200, blank=True)
    title_ky = models.CharField(_("heading in Kyrgyz"), max_length=200, blank=True)
    text_ru = models.TextField(_("text in Russian"), blank=True)
    text_ky = models.TextField(_("text in Kyrgyz"), blank=True)

    class Meta:
        ordering = ("charter", "number")
        constraints = [
            models.UniqueConstraint(fields=["charter", "number"], name="one_article_per_number_and_charter"),
            models.UniqueConstraint(fields=["charter", "line"], name="one_article_per_line_and_charter"),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.title_ru}".strip()


class Seat(Named):
    """A seat that a Charter version defines; a later version's seat of the same code continues it."""

    charter = models.ForeignKey(Charter, models.PROTECT, related_name="seats")
    code = models.SlugField(_("code"), max_length=40)
    position = models.PositiveSmallIntegerField(_("order in lists"))
    organisation_kind = models.CharField(_("kind of organisation"), max_length=20, choices=OrganisationKind)
    role = models.CharField(_("role"), max_length=10, choices=SeatRole, default=SeatRole.MEMBER)
    voting = models.BooleanField(_("votes"), default=True)

    class Meta:
        ordering = ("charter", "position")
        constraints = [models.UniqueConstraint(fields=["charter", "code"], name="one_seat_per_code_and_charter")]


class Adoption(models.Model):
    """A council adopts a Charter version by an order; the latest one on or before a day is in force that day."""

    council = models.ForeignKey("councils.Council", models.PROTECT, related_name="adoptions")
    charter = models.ForeignKey(Charter, models.PROTECT, related_name="adoptions")
    adopted_on = models.DateField(_("adopted on"))
    order_number = models.CharField(_("order number"), max_length=60)
    scan = models.ForeignKey("councils.StoredFile", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("council", "adopted_on")
        constraints = [
            models.UniqueConstraint(fields=["council", "adopted_on"], name="one_adoption_per_council_and_day")
        ]

    def __str__(self) -> str:
        return f"{self.council.code} {self.adopted_on}"


class Deviation(models.Model):
    """An approved deviation of one council from one working arrangement of the version it adopted."""

    adoption = models.ForeignKey(Adoption, models.PROTECT, related_name="deviations")
    field = models.CharField(_("arrangement"), max_length=30, choices=[(name, name) for name in ARRANGEMENTS])
    value = models.CharField(_("value"), max_length=30)
    approved_on = models.DateField(_("approved on"))
    order_number = models.CharField(_("order number"), max_length=60)
    scan = models.ForeignKey("councils.StoredFile", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["adoption", "field"], name="one_deviation_per_adoption_and_field")
        ]

    def __str__(self) -> str:
        return f"{self.adoption}: {self.field} = {self.value}"
