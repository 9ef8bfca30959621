"""SMS enters a council's report from its paper, and the council takes it over (rules 3 and 11)."""

from django.db import transaction
from django.utils.translation import gettext as _

from councils import audit, clock, files
from councils.files import Handed
from councils.models import User
from councils.rights import rights_of
from councils.services.allowed import need_sms
from councils.states import IllegalMove, NotAllowed, Unfit
from reports.models import BehalfEntry, CouncilReport
from reports.on_behalf import running_entry
from reports.states import IN_PREPARATION, ReportStatus

from .moves import locked, must_be_in_preparation


@files.undone_together()
@transaction.atomic
def enter_on_behalf(report: CouncilReport, *, letter_number: str, letter: Handed, actor: User) -> BehalfEntry:
    """From now on SMS writes in the report, by the council's letter, until the council takes it over.

    Sent twice, the same letter opens one entry. Raises NotAllowed, IllegalMove, Unfit.
    """
    council, report = locked(report)
    need_sms(actor)
    number = letter_number.strip()
    entry = running_entry(report)
    if entry and (entry.letter_number, entry.opened_by_id) == (number, actor.pk):
        return entry
    if entry:
        words = _("The report is entered on the council's behalf already, by letter %(letter)s.")
        raise IllegalMove(words % {"letter": entry.letter_number})
    must_be_in_preparation(report)
    if not number:
        raise Unfit(_("On behalf of a council: write the number of its letter and add the scan of the letter."))
    stored = files.keep(*letter, council=council, actor=actor)
    entry = BehalfEntry.objects.create(
        report=report, letter_number=number, letter=stored, since=clock.now(), opened_by=actor
    )
    after = {"letter": number, "letter_sha256": stored.sha256}
    audit.record("report.behalf_opened", f"report:{report}", actor=actor, council=council, after=after)
    return entry


@transaction.atomic
def take_over(report: CouncilReport, *, actor: User) -> CouncilReport:
    """The council's secretary writes the report again, as it stands; SMS may not any more. Until it is submitted.

    Raises NotAllowed, IllegalMove.
    """
    council, report = locked(report)
    if not rights_of(actor).may_record(council.pk):
        raise NotAllowed(_("Only the council's secretary takes its report over."))
    entry = running_entry(report)
    if entry is None:
        raise IllegalMove(_("The council writes this report itself."))
    if report.status not in (*IN_PREPARATION, ReportStatus.PREPARED):
        raise IllegalMove(_("The report was submitted already: ask SMS to return it."))
    entry.taken_over_at, entry.taken_over_by = clock.now(), actor
    entry.save(update_fields=["taken_over_at", "taken_over_by"])
    after = {"letter": entry.letter_number}
    audit.record("report.taken_over", f"report:{report}", actor=actor, council=council, after=after)
    return report
