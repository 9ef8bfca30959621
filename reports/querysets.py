"""Reads of reports and editions; `visible_to(user)` once per kind. Imports no models."""

from typing import TYPE_CHECKING, Any, Self

from django.db import models

from councils.rights import rights_of

from .states import SENT_TO_GA, ReportStatus

if TYPE_CHECKING:
    from .models import CouncilReport, Edition, NationalReport  # noqa: F401


class CouncilReportQuerySet(models.QuerySet["CouncilReport"]):
    def visible_to(self, user: Any) -> Self:
        """SMS and administrators read all reports, a council's seats its own, GA those that were accepted."""
        rights = rights_of(user)
        if rights.is_sms or rights.is_administrator:
            return self
        own = models.Q(council__in=rights.councils)
        if rights.is_ga:
            own |= models.Q(status=ReportStatus.ACCEPTED)
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
            return self.filter(status__in=SENT_TO_GA)
        return self.none()


class EditionQuerySet(models.QuerySet["Edition"]):
    def visible_to(self, user: Any) -> Self:
        """Sealed editions: of the reports that the user may read."""
        rights = rights_of(user)
        if rights.is_sms or rights.is_administrator:
            return self
        own = models.Q(report__council__in=rights.councils)
        if rights.is_ga:
            own |= models.Q(report__status=ReportStatus.ACCEPTED) | models.Q(national__status__in=SENT_TO_GA)
        return self.filter(own)

    def latest_of_reports(self) -> Self:
        """The edition in force of each council report: the one with the highest number."""
        newer = self.model._default_manager.filter(report=models.OuterRef("report"), number__gt=models.OuterRef("number"))
        return self.filter(~models.Exists(newer), report__isnull=False)

    def latest_of_nationals(self) -> Self:
        newer = self.model._default_manager.filter(
            national=models.OuterRef("national"), number__gt=models.OuterRef("number")
        )
        return self.filter(~models.Exists(newer), national__isnull=False)
