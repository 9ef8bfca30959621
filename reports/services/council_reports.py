"""A council report from preparing to acceptance, return and reopening (rules 11 and 12).

Each verb takes the council's lock, checks the move, changes, and writes one audit entry. Submitting and sealing is in
signing.py, what is written into a report in entries.py.
"""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from councils import clock
from councils.models import User
from councils.rights import rights_of
from councils.states import NotAllowed, Refused
from reports.models import CouncilReport
from reports.statement import statement_of
from reports.states import ReportStatus

from .entries import what_is_missing
from .moves import locked, move, must_be_sms, must_record, reasoned
from .periods import guard_of


@transaction.atomic
def prepare(report: CouncilReport, *, actor: User) -> CouncilReport:
    """The secretary gives the report to the chair. Raises NotReady with what is missing."""
    council, report = locked(report)
    must_record(actor, council)
    missing = what_is_missing(statement_of(council, report.period.as_quarter, report))
    if missing:
        raise missing
    return move(report, ReportStatus.PREPARED, actor=actor)


@transaction.atomic
def hand_back(report: CouncilReport, *, actor: User, reason: str) -> CouncilReport:
    """The chair or the deputy gives a prepared report back to the secretary, with a reason."""
    council, report = locked(report)
    if not (rights_of(actor).may_sign(council.pk) or rights_of(actor).operator):
        raise NotAllowed(_("Only the chair or the deputy chair hands a report back."))
    return move(report, ReportStatus.OPEN, actor=actor, reason=reasoned(reason))


@transaction.atomic
def accept(report: CouncilReport, *, actor: User) -> CouncilReport:
    """SMS accepts a submitted report. Nobody accepts what they prepared, signed or submitted (rule 11)."""
    _council, report = locked(report)
    must_be_sms(actor)
    hands = report.steps.filter(after__in=(ReportStatus.PREPARED, ReportStatus.SUBMITTED))
    persons = {pk for pair in hands.values_list("by", "signatory__person__user") for pk in pair}
    if actor.pk in persons and not rights_of(actor).operator:
        raise NotAllowed(_("Nobody accepts a report that they submitted."))
    return move(report, ReportStatus.ACCEPTED, actor=actor)


@transaction.atomic
def return_report(report: CouncilReport, *, actor: User, reason: str, until: date) -> CouncilReport:
    """SMS returns a submitted report with a reason: its quarter may change again until the day given."""
    _council, report = locked(report)
    must_be_sms(actor)
    return _open_again(report, ReportStatus.RETURNED, actor=actor, reason=reason, until=until)


@transaction.atomic
def reopen(report: CouncilReport, *, actor: User, reason: str, until: date) -> CouncilReport:
    """SMS reopens an accepted report by reason and until a day; this lifts the lock too (rule 12)."""
    _council, report = locked(report)
    must_be_sms(actor)
    return _open_again(report, ReportStatus.REOPENED, actor=actor, reason=reason, until=until)


def _open_again(
    report: CouncilReport, status: ReportStatus, *, actor: User, reason: str, until: date
) -> CouncilReport:
    if until < clock.today():
        raise Refused(_("The day until which the quarter is open must not be over."))
    report.reopened_until = until
    report = move(report, status, actor=actor, reason=reasoned(reason), fields=["reopened_until"], until=until)
    guard = guard_of(report)
    # Not later than an earlier reopening allowed: each one says its own day.
    guard.sealed, guard.locks_on = False, max(report.period.locks_on, report.due_on, until)
    guard.save(update_fields=["sealed", "locks_on"])
    return report
