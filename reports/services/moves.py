"""What every step of a report does: lock, check the move, save, write the step and the audit entry (rules 11, 17), and
hand the report on."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from councils import audit, clock
from councils.locks import lock_council
from councils.models import Council, Membership, StoredFile, User
from councils.rights import rights_of
from councils.states import IllegalMove, NotAllowed, Refused
from reports.models import CouncilReport, ReportStep
from reports.on_behalf import letter_of, running_entry
from reports.permissions import writes_report
from reports.states import IN_PREPARATION, Manner, ReportStatus

from .handing_on import hand_on

# The steps of whoever writes the report: those are SMS's on the council's behalf while its entry runs (rule 3).
ENTERED = (ReportStatus.PREPARED, ReportStatus.SUBMITTED)


@dataclass(frozen=True)
class Signature:
    """Who signed, in which seat, on which day, and how; on paper with the outgoing number and the scan.

    `code` is that of the figures that were signed (statement.draft_code): on paper as it stands there, "" where the
    paper bears none.
    """

    membership: Membership
    manner: Manner
    signed_on: date
    code: str
    outgoing_number: str = ""
    scan: StoredFile | None = None

    @property
    def told(self) -> dict[str, Any]:
        """For the step, as its fields are called."""
        return {
            "signatory": self.membership, "manner": self.manner, "signed_on": self.signed_on,
            "outgoing_number": self.outgoing_number, "scan": self.scan,
        }  # fmt: skip


def locked(report: CouncilReport) -> tuple[Council, CouncilReport]:
    council = lock_council(report.council)
    return council, CouncilReport.objects.select_related("period", "council__region").get(pk=report.pk)


def move(
    report: CouncilReport, status: ReportStatus, *, actor: User, reason: str = "", fields: list[str] | None = None,
    signature: Signature | None = None, **told: Any,
) -> CouncilReport:  # fmt: skip
    """The only road from one state to the next: check, save, step, audit, mail. The caller holds the lock."""
    if not report.can_move_to(status):
        words = _("The report is “%(now)s”: this step does not lead on from there.")
        raise IllegalMove(words % {"now": report.get_status_display()})
    before, report.status = report.status, status
    report.save(update_fields=["status", *(fields or [])])
    signed = signature.told if signature else {}
    letter = letter_of(report, actor) if status in ENTERED else ""
    ReportStep.objects.create(
        report=report, number=report.steps.count() + 1, before=before, after=status, at=clock.now(), by=actor,
        reason=reason, behalf_letter=letter, **signed,
    )  # fmt: skip
    after = {"status": status} | signed | ({"letter": letter} if letter else {}) | told
    if signature and signature.scan:
        after["scan"] = signature.scan.sha256  # its name may say more than an entry should
    audit.record(
        f"report.{status}", f"report:{report}", actor=actor, council=report.council,
        before={"status": before}, after=after, reason=reason,
    )  # fmt: skip
    hand_on(report, actor=actor)
    return report


def repeated(report: CouncilReport, status: ReportStatus, *, actor: User, **said: Any) -> bool:
    """Whether the last step was this very one: of a form that was sent twice the second changes nothing."""
    last = report.steps.order_by("-number").values_list("pk", flat=True)[:1]
    return report.status == status and report.steps.filter(pk__in=last, after=status, by=actor, **said).exists()


def reasoned(reason: str) -> str:
    if not reason.strip():
        raise Refused(_("Reason: write why."))
    return reason.strip()


def must_write(actor: User, report: CouncilReport) -> None:
    """The council's secretary writes its report; while SMS enters it on the council's behalf, SMS does."""
    if writes_report(actor, report):
        return
    entry = running_entry(report)
    if entry and rights_of(actor).may_record(report.council_id):
        words = _("SMS enters this report on the council's behalf by letter %(letter)s. Take it over first.")
        raise NotAllowed(words % {"letter": entry.letter_number})
    raise NotAllowed(_("Only the council's secretary prepares its report."))


def must_be_in_preparation(report: CouncilReport) -> None:
    if report.status not in IN_PREPARATION:
        raise IllegalMove(_("The report is not in preparation: ask for it to be handed back or reopened."))
