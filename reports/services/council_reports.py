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
from councils.services.allowed import need_sms
from councils.states import IllegalMove, NotAllowed, Refused
from reports.editions import must_not_return
from reports.models import CouncilReport
from reports.permissions import writes_report
from reports.statement import statement_of
from reports.states import ReportStatus

from .entries import what_is_missing
from .moves import locked, move, must_write, reasoned, repeated
from .periods import guard_of


@transaction.atomic
def prepare(report: CouncilReport, *, actor: User) -> CouncilReport:
    """The secretary gives the report to the chair. Raises NotReady with what is missing, and Refused with what was
    blacked out before and stands there again."""
    council, report = locked(report)
    must_write(actor, report)
    if repeated(report, ReportStatus.PREPARED, actor=actor):
        return report
    statement = statement_of(council, report.period.as_quarter, report, with_events=True)
    missing = what_is_missing(statement)
    if missing:
        raise missing
    must_not_return(statement, report)
    return move(report, ReportStatus.PREPARED, actor=actor)


@transaction.atomic
def hand_back(report: CouncilReport, *, actor: User, reason: str) -> CouncilReport:
    """A prepared report goes back to be worked on, with a reason: by its chair or deputy, or by whoever writes it."""
    council, report = locked(report)
    if not (rights_of(actor).may_sign(council.pk) or writes_report(actor, report)):
        raise NotAllowed(_("Only the council's secretary, its chair or deputy chair takes a report back."))
    if repeated(report, ReportStatus.OPEN, actor=actor, reason=reason.strip()):
        return report
    return move(report, ReportStatus.OPEN, actor=actor, reason=reasoned(reason))


@transaction.atomic
def recall(report: CouncilReport, *, actor: User, reason: str) -> CouncilReport:
    """The council takes a submitted report back, with a reason, until SMS has opened it (rule 11).

    Its sealed edition stays, and the next says that this one was recalled. A first submission that nobody opened did
    not come in: the report's day counts as before. Raises NotAllowed, Refused, IllegalMove.
    """
    council, report = locked(report)
    rights = rights_of(actor)
    if not (rights.may_record(council.pk) or rights.may_sign(council.pk)):
        raise NotAllowed(_("Only the council's secretary, its chair or deputy chair takes a report back."))
    if repeated(report, ReportStatus.RECALLED, actor=actor, reason=reason.strip()):
        return report
    if report.status == ReportStatus.SUBMITTED and report.read_by_sms_at:
        raise IllegalMove(_("SMS has opened the report already: ask SMS to return it."))
    if not report.steps.filter(after__in=(ReportStatus.RETURNED, ReportStatus.ACCEPTED)).exists():
        report.first_submitted_on = None
    report = move(
        report, ReportStatus.RECALLED, actor=actor, reason=reasoned(reason), fields=["first_submitted_on"]
    )  # fmt: skip
    guard = guard_of(report)
    guard.sealed = False
    guard.save(update_fields=["sealed"])
    return report


@transaction.atomic
def accept(report: CouncilReport, *, actor: User, seen: int | None = None) -> CouncilReport:
    """SMS accepts a submitted report. Nobody accepts what they prepared, signed, submitted or began to enter on the
    council's behalf: another officer does (rule 11). `seen` is the edition that was looked at: a later one is not
    accepted with it."""
    _council, report = locked(report)
    need_sms(actor)
    if repeated(report, ReportStatus.ACCEPTED, actor=actor):
        return report
    hands = report.steps.filter(after__in=(ReportStatus.PREPARED, ReportStatus.SUBMITTED))
    persons = {pk for pair in hands.values_list("by", "signatory__person__user") for pk in pair}
    persons |= set(report.behalf_entries.values_list("opened_by", flat=True))
    if actor.pk in persons and not rights_of(actor).operator:
        raise NotAllowed(_("Nobody accepts a report that they submitted."))
    later = report.editions.filter(number__gt=seen).order_by("-number").first() if seen is not None else None
    if later:
        words = _("Edition %(number)s was submitted since you opened this page. Look at it, then decide.")
        raise Refused(words % {"number": later.number})
    return move(report, ReportStatus.ACCEPTED, actor=actor, fields=_read(report))


@transaction.atomic
def return_report(report: CouncilReport, *, actor: User, reason: str, until: date) -> CouncilReport:
    """SMS returns a submitted report with a reason: its quarter may change again until the day given."""
    _council, report = locked(report)
    need_sms(actor)
    return _open_again(report, ReportStatus.RETURNED, actor=actor, reason=reason, until=until)


@transaction.atomic
def reopen(report: CouncilReport, *, actor: User, reason: str, until: date) -> CouncilReport:
    """SMS reopens an accepted report by reason and until a day; this lifts the lock too (rule 12)."""
    _council, report = locked(report)
    need_sms(actor)
    return _open_again(report, ReportStatus.REOPENED, actor=actor, reason=reason, until=until)


def _open_again(
    report: CouncilReport, status: ReportStatus, *, actor: User, reason: str, until: date
) -> CouncilReport:
    if until < clock.today():
        raise Refused(_("The day until which the quarter is open must not be over."))
    report.reopened_until = until
    fields = ["reopened_until", *_read(report)]
    report = move(report, status, actor=actor, reason=reasoned(reason), fields=fields, until=until)
    guard = guard_of(report)
    # Not later than an earlier reopening allowed: each one says its own day.
    guard.sealed, guard.locks_on = False, max(report.period.locks_on, report.due_on, until)
    guard.save(update_fields=["sealed", "locks_on"])
    return report


def _read(report: CouncilReport) -> list[str]:
    """Whoever decides of a report has read it, on a page or not; the fields to save."""
    report.read_by_sms_at = report.read_by_sms_at or clock.now()
    return ["read_by_sms_at"]
