"""The signature: a report is submitted and sealed as an edition in one transaction, or nothing happens (rule 12)."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from councils import clock
from councils.models import Council, Membership, User
from councils.rights import rights_of
from councils.states import NotAllowed, Refused, SeatRole
from reports import editions
from reports.models import CouncilReport, Edition
from reports.restatement import changes
from reports.statement import Statement, fingerprint, statement_of
from reports.states import Manner, ReportStatus

from .entries import what_is_missing
from .moves import Signature, locked, move, must_record
from .periods import guard_of


@transaction.atomic
def sign(report: CouncilReport, *, actor: User, seen: str | None = None) -> Edition:
    """The chair or the deputy signs on screen: the report is submitted and sealed, or nothing happens.

    `seen` is the fingerprint of the statement on the page that was read; another one is refused, so that nobody
    signs figures that they did not see.
    """
    council, report = locked(report)
    if not rights_of(actor).may_sign(council.pk):
        raise NotAllowed(_("Only the chair or the deputy chair signs."))
    if seen is not None and seen != fingerprint(statement_of(council, report.period.as_quarter, report)):
        raise Refused(_("The figures changed since you opened this page. Read them again, then sign."))
    today, seats = clock.today(), (SeatRole.CHAIR, SeatRole.DEPUTY)
    mine = actor.memberships_on(today).filter(council=council, seat__role__in=seats).get()
    return _submit(council, report, Signature(mine, Manner.SCREEN, today), actor)


@transaction.atomic
def submit_on_paper(
    report: CouncilReport, *, signed_on: date, outgoing_number: str, actor: User, signatory: Membership | None = None
) -> Edition:
    """The secretary submits what was signed on paper, with its outgoing number; who signed held the seat that day."""
    council, report = locked(report)
    must_record(actor, council)
    if not outgoing_number.strip():
        raise Refused(_("A report on paper has an outgoing number."))
    held = Membership.objects.on(signed_on).with_holder().filter(council=council)
    signers = held.filter(seat__role__in=(SeatRole.CHAIR, SeatRole.DEPUTY)).order_by("seat__position")
    found = signers.filter(pk=signatory.pk).first() if signatory else signers.first()
    if not report.period.as_quarter.ends_on < signed_on <= clock.today():
        raise Refused(_("A report is signed after its quarter ended, and not on a day to come."))
    if found is None:
        raise Refused(_("On %(day)s nobody held the chair's or the deputy's seat.") % {"day": f"{signed_on:%d.%m.%Y}"})
    return _submit(council, report, Signature(found, Manner.PAPER, signed_on, outgoing_number.strip()), actor)


def _submit(council: Council, report: CouncilReport, signature: Signature, actor: User) -> Edition:
    today = clock.today()
    first = report.first_submitted_on = report.first_submitted_on or today
    report = move(report, ReportStatus.SUBMITTED, actor=actor, signature=signature, fields=["first_submitted_on"])
    # After the move: the report counts itself among those that came in on time.
    statement = statement_of(council, report.period.as_quarter, report, with_events=True)
    missing = what_is_missing(statement)
    if missing:
        raise missing
    statement |= {
        "signature": _signed(signature, actor),
        "submitted_on": today.isoformat(),
        "first_submitted_on": first.isoformat(),
        "days_late": report.days_late,
        "returns": report.steps.filter(after=ReportStatus.RETURNED).count(),
        "changes": _changes(report, statement),
    }
    guard = guard_of(report)
    guard.sealed = True
    guard.save(update_fields=["sealed"])
    return editions.seal(statement, report, actor=actor)


def _signed(signature: Signature, actor: User) -> Statement:
    member = signature.membership
    return {
        "name": member.person.full_name, "seat": member.seat.names, "role": member.seat.role,
        "order_number": member.order_number, "manner": signature.manner, "on": signature.signed_on.isoformat(),
        "outgoing_number": signature.outgoing_number, "entered_by": actor.get_full_name(),
    }  # fmt: skip


def _changes(report: CouncilReport, statement: Statement) -> Statement | None:
    last = report.editions.order_by("-number").first()
    if last is None:
        return None
    asked = report.steps.filter(after__in=(ReportStatus.RETURNED, ReportStatus.REOPENED)).order_by("-number").first()
    told: dict[str, str] = {"reason": "", "asked_by": ""}
    if asked:
        told = {"reason": asked.reason, "asked_by": asked.by.get_full_name()}
    return changes(editions.open_edition(last), statement, **told)
