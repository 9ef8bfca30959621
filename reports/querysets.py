"""Reads of reports and editions; `visible_to(user)` once per kind. Imports no models."""

from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.db import models

from councils.rights import rights_of

from .states import INSTRUCTION_OPEN, NationalStatus, ReportStatus

if TYPE_CHECKING:
    from .models import (  # noqa: F401
        Comment,
        CouncilReport,
        Edition,
        Instruction,
        NationalReport,
        OwnForm,
        Redaction,
        ReportForm,
    )


class CouncilReportQuerySet(models.QuerySet["CouncilReport"]):
    def visible_to(self, user: Any) -> Self:
        """SMS and administrators read all reports, a council's seats its own, GA those that were ever accepted."""
        rights = rights_of(user)
        if rights.is_sms or rights.is_administrator:
            return self
        own = models.Q(council__in=rights.councils)
        if rights.is_ga:
            accepted = self.model._default_manager.filter(steps__after=ReportStatus.ACCEPTED)
            own |= models.Q(pk__in=accepted.values("pk"))
        return self.filter(own)

    def with_names(self) -> Self:
        return self.select_related("council__region", "period")


class NationalReportQuerySet(models.QuerySet["NationalReport"]):
    def visible_to(self, user: Any) -> Self:
        """SMS sees its national reports from the first, GA once they were sent, administrators all (they read)."""
        rights = rights_of(user)
        if rights.is_sms or rights.is_administrator:
            return self
        if rights.is_ga:
            sent = self.model._default_manager.filter(steps__after=NationalStatus.SUBMITTED)
            return self.filter(pk__in=sent.values("pk"))
        return self.none()


class EditionQuerySet(models.QuerySet["Edition"]):
    def visible_to(self, user: Any) -> Self:
        """Sealed editions: of the reports that the user may read; GA from the day they were accepted or sent."""
        rights = rights_of(user)
        if rights.is_sms or rights.is_administrator:
            return self
        own = models.Q(report__council__in=rights.councils)
        if rights.is_ga:  # what was accepted or sent once stays readable, whatever became of the report since
            own |= models.Q(self._accepted()) | models.Q(self._sent())
        return self.filter(own)

    def acknowledged(self) -> Self:
        """National editions that the Government Administration took note of, also where a later one is on its way."""
        return self.filter(self._followed("national", NationalStatus.CONSOLIDATED, NationalStatus.ACKNOWLEDGED))

    def _accepted(self) -> models.Exists:
        """Those that SMS accepted: not what was returned or recalled before."""
        return self._followed("report", ReportStatus.SUBMITTED, ReportStatus.ACCEPTED)

    def _sent(self) -> models.Exists:
        """Those that the Government Administration was sent: not what was consolidated anew before."""
        return self._followed("national", NationalStatus.CONSOLIDATED, NationalStatus.SUBMITTED)

    def _followed(self, owner: str, sealing: str, following: str) -> models.Exists:
        """Whether a step `following` came while this edition was the last one. Each step `sealing` seals one edition,
        the first the first, so that steps are counted and no moments compared."""
        owners: Any = self.model._meta.get_field(owner).related_model
        steps = owners._meta.get_field("steps").related_model
        same = {owner: models.OuterRef(owner)}
        before = steps._default_manager.filter(**same, after=sealing, number__lt=models.OuterRef("number"))
        counted = before.order_by().values(owner).annotate(count=models.Count("pk")).values("count")
        found = steps._default_manager.filter(**same, after=following)
        return models.Exists(
            found.annotate(at_edition=models.Subquery(counted)).filter(at_edition=models.OuterRef("number"))
        )

    def sums_open_to(self, user: Any) -> Self:
        """National editions whose sums the user may read: accepted aggregates of all councils are open to every
        council once the Government Administration was sent them (rule 3); the editions themselves are not."""
        own = self.visible_to(user)
        if not rights_of(user).councils:
            return own
        return self.filter(models.Q(pk__in=own.values("pk")) | models.Q(self._sent()))

    def latest_of_reports(self) -> Self:
        """The edition in force of each council report: the one with the highest number."""
        newer = self.model._default_manager.filter(
            report=models.OuterRef("report"), number__gt=models.OuterRef("number")
        )
        return self.filter(~models.Exists(newer), report__isnull=False)

    def latest_of_nationals(self) -> Self:
        newer = self.model._default_manager.filter(
            national=models.OuterRef("national"), number__gt=models.OuterRef("number")
        )
        return self.filter(~models.Exists(newer), national__isnull=False)


class RedactionQuerySet(models.QuerySet["Redaction"]):
    def open(self) -> Self:
        """Asked for and not decided yet."""
        return self.filter(decided_at__isnull=True)

    def carried_out(self) -> Self:
        return self.filter(decided_at__isnull=False, refused=False)


class CommentQuerySet(models.QuerySet["Comment"]):
    def visible_to(self, user: Any) -> Self:
        """SMS, administrators and the council's own seats; GA reads reports, not the talk about them."""
        rights = rights_of(user)
        if rights.is_sms or rights.is_administrator:
            return self
        return self.filter(report__council__in=rights.councils)

    def with_names(self) -> Self:
        return self.select_related("item", "by__person", "contributor__organisation", "settled_by__person")


class OwnFormQuerySet(models.QuerySet["OwnForm"]):
    def in_force(self, scope: str) -> "OwnForm | None":
        """The version that was handed in last, for national editions or for councils'."""
        return self.filter(scope=scope).order_by("-number").first()


class ReportFormQuerySet(models.QuerySet["ReportForm"]):
    def in_force(self, day: date) -> "ReportForm | None":
        """The version that reports are given in on a day: of those in force the one that began last."""
        begun = self.filter(starts_on__lte=day).exclude(ends_on__lt=day)
        return begun.order_by("-starts_on").first()


class InstructionQuerySet(models.QuerySet["Instruction"]):
    def visible_to(self, user: Any) -> Self:
        """GA, SMS and administrators see all instructions, a council's seats those to their council."""
        rights = rights_of(user)
        return self if rights.sees_all_councils else self.filter(council__in=rights.councils)

    def open(self) -> Self:
        """To be carried out still."""
        return self.filter(status__in=INSTRUCTION_OPEN)

    def with_names(self) -> Self:
        return self.select_related("council__region", "item", "national__period", "given_by__person")
