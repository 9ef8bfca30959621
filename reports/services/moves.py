"""What every step of a report does: lock, check the move, save, write the step and the audit entry (rules 11, 17)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from councils import audit, clock
from councils.locks import lock_council
from councils.models import Council, Membership, User
from councils.rights import rights_of
from councils.states import IllegalMove, NotAllowed, Refused
from reports.models import CouncilReport, ReportStep
from reports.states import IN_PREPARATION, Manner, ReportStatus


@dataclass(frozen=True)
class Signature:
    """Who signed, in which seat, on which day, and how; on paper with the outgoing number."""

    membership: Membership
    manner: Manner
    signed_on: date
    outgoing_number: str = ""


def locked(report: CouncilReport) -> tuple[Council, CouncilReport]:
    council = lock_council(report.council)
    return council, CouncilReport.objects.select_related("period", "council__region").get(pk=report.pk)


def move(
    report: CouncilReport, status: ReportStatus, *, actor: User, reason: str = "", fields: list[str] | None = None,
    signature: Signature | None = None, **told: Any,
) -> CouncilReport:  # fmt: skip
    """The only road from one state to the next: check, save, step, audit. The caller holds the lock."""
    if not report.can_move_to(status):
        words = _("The report is “%(now)s”: this step does not lead on from there.")
        raise IllegalMove(words % {"now": report.get_status_display()})
    before, report.status = report.status, status
    report.save(update_fields=["status", *(fields or [])])
    signed = {} if signature is None else {
        "signatory": signature.membership, "manner": signature.manner, "signed_on": signature.signed_on,
        "outgoing_number": signature.outgoing_number,
    }  # fmt: skip
    ReportStep.objects.create(
        report=report, number=report.steps.count() + 1, before=before, after=status, at=clock.now(), by=actor,
        reason=reason, **signed,
    )  # fmt: skip
    after = {"status": status} | signed | told
    audit.record(
        f"report.{status}", f"report:{report}", actor=actor, council=report.council,
        before={"status": before}, after=after, reason=reason,
    )  # fmt: skip
    return report


def reasoned(reason: str) -> str:
    if not reason.strip():
        raise Refused(_("Reason: write why."))
    return reason.strip()


def must_record(actor: User, council: Council) -> None:
    if not rights_of(actor).may_record(council.pk):
        raise NotAllowed(_("Only the council's secretary prepares its report."))


def must_be_sms(actor: User) -> None:
    if not rights_of(actor).is_sms:
        raise NotAllowed(_("Only an SMS officer takes this step."))


def must_be_in_preparation(report: CouncilReport) -> None:
    if report.status not in IN_PREPARATION:
        raise IllegalMove(_("The report is not in preparation: ask for it to be handed back or reopened."))
