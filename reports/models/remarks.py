"""What a report says beside figures and states: problems, double counting, opinions of members; and what is said
of it before it is accepted."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from actionplans.models import PlanItem
from councils.models import ContributorLink, Membership, StoredFile, User
from reports.querysets import CommentQuerySet

from .council_reports import CouncilReport


class Problem(models.Model):
    """A problem of the quarter and what is proposed, to whom; of one plan item, or of the whole plan."""

    report = models.ForeignKey(CouncilReport, models.PROTECT, related_name="problems")
    item = models.ForeignKey(PlanItem, models.PROTECT, null=True, blank=True, related_name="+")
    problem = models.TextField(_("problem"))
    proposal = models.TextField(_("proposal"), blank=True)
    addressee = models.CharField(_("addressed to"), max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1)
    written_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        ordering = ("report", "item__position", "pk")
        constraints = [models.CheckConstraint(condition=~Q(problem=""), name="problem_is_said")]

    def __str__(self) -> str:
        return f"{self.report}: {self.problem[:60]}"


class Adjustment(models.Model):
    """How many of an item's participants were counted twice, and why: signed with the report, never hidden in a sum.

    Figures stay sums of events (rule 14); what is adjusted is the number of residents reached.
    """

    report = models.ForeignKey(CouncilReport, models.PROTECT, related_name="adjustments")
    item = models.ForeignKey(PlanItem, models.PROTECT, related_name="+")
    participants = models.PositiveIntegerField(_("counted twice, participants"))
    reason = models.TextField(_("why"))
    version = models.PositiveIntegerField(default=1)
    written_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        ordering = ("report", "item__position")
        constraints = [
            models.UniqueConstraint(fields=["report", "item"], name="one_adjustment_per_item_and_report"),
            models.CheckConstraint(
                condition=Q(participants__gt=0) & ~Q(reason=""), name="adjustment_says_how_many_and_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report} {self.item.number}: −{self.participants}"


class Comment(models.Model):
    """A word of SMS or of the council at an item, or at the whole report, while it is worked on. Never sealed.

    Or of an organisation by its link, which has no account: then `contributor` stands in place of `by`.
    """

    report = models.ForeignKey(CouncilReport, models.PROTECT, related_name="comments")
    item = models.ForeignKey(PlanItem, models.PROTECT, null=True, blank=True, related_name="+")
    text = models.TextField(_("comment"))
    at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    contributor = models.ForeignKey(ContributorLink, models.PROTECT, null=True, blank=True, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    objects = CommentQuerySet.as_manager()

    class Meta:
        ordering = ("report", "at", "pk")
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="comment_says_something"),
            models.CheckConstraint(
                condition=Q(by__isnull=False, contributor=None) | Q(by=None, contributor__isnull=False),
                name="comment_is_a_users_or_an_organisations",
            ),
            models.CheckConstraint(
                condition=Q(settled_at=None, settled_by=None) | Q(settled_at__isnull=False, settled_by__isnull=False),
                name="settled_comment_says_by_whom",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report}: {self.text[:60]}"

    @property
    def author(self) -> str:
        """Who says it, for pages."""
        if self.contributor is None:
            return str(self.by)
        return gettext("%(organisation)s, by link") % {"organisation": self.contributor.organisation}


class Opinion(models.Model):
    """A member's separate opinion, sealed with the report that it is attached to."""

    report = models.ForeignKey(CouncilReport, models.PROTECT, related_name="opinions")
    membership = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    text = models.TextField(_("separate opinion"))
    stored = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        ordering = ("report", "at", "pk")
        constraints = [
            models.UniqueConstraint(fields=["report", "membership"], name="one_opinion_per_member_and_report"),
            models.CheckConstraint(condition=~Q(text=""), name="opinion_says_something"),
        ]

    def __str__(self) -> str:
        return f"{self.report}: {self.membership}"
