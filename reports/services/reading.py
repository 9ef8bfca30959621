"""SMS's first look at what was submitted: from then on the council does not take it back (rule 11)."""

from django.db import transaction

from councils import audit, clock
from councils.models import User
from councils.rights import rights_of
from reports.models import CouncilReport, Edition
from reports.states import ReportStatus

from .moves import locked


def opened(report: CouncilReport, *, actor: User) -> CouncilReport:
    """The report as this user finds it now. Where SMS opens what was submitted, that is kept once for each submission.

    Under the council's lock: where SMS opens and the council recalls at the same moment, exactly one comes first.
    """
    rights = rights_of(actor)
    if rights.is_sms and not rights.operator and _is_unread(report):
        return _mark(report, actor)
    return report


def opened_edition(edition: Edition, *, actor: User) -> None:
    """As `opened`, where SMS opens the edition that was submitted last; an earlier one says nothing of it."""
    report = edition.report
    if report and not report.editions.filter(number__gt=edition.number).exists():
        opened(report, actor=actor)


def _is_unread(report: CouncilReport) -> bool:
    return report.status == ReportStatus.SUBMITTED and report.read_by_sms_at is None


@transaction.atomic
def _mark(report: CouncilReport, actor: User) -> CouncilReport:
    council, report = locked(report)
    if _is_unread(report):
        report.read_by_sms_at = clock.now()
        report.save(update_fields=["read_by_sms_at"])
        number = report.editions.latest("number").number
        audit.record("report.read", f"report:{report}", actor=actor, council=council, after={"edition": number})
    return report
