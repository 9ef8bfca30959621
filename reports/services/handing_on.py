"""A report that goes from hand to hand: whoever it waits for next is written to at once, and not with the next
morning's reminders. One letter a step; the step's reason stands on the page, behind the sign-in."""

from django.utils.translation import gettext as _

from councils import clock, mail
from councils.models import Mail, User
from reports.inbox.councils import due_of
from reports.models import CouncilReport
from reports.on_behalf import running_entry
from reports.reminders import Duty, Recipients, body_of
from reports.states import ReminderRole, ReportStatus

MAIL = "report"
# A recalled report is in the hands of those who recalled it.
WAITS_FOR = {
    ReportStatus.PREPARED: ReminderRole.CHAIR,
    ReportStatus.OPEN: ReminderRole.SECRETARY,
    ReportStatus.RETURNED: ReminderRole.SECRETARY,
    ReportStatus.REOPENED: ReminderRole.SECRETARY,
}


def hand_on(report: CouncilReport, *, actor: User) -> None:
    """Write to those the report waits for after this step, unless they took it themselves; what an earlier step
    wrote and nobody was sent is taken back. A report that SMS enters from paper waits for nobody in the council.
    """
    key = f"{MAIL}/{report.pk}/"
    mail.withdraw(Mail.objects.filter(key__startswith=key))
    role = WAITS_FOR.get(ReportStatus(report.status))
    if role is None or running_entry(report):
        return
    duty = Duty(report, report.council, clock.today(), due_of(report))
    for to in Recipients(clock.today()).of(role, report.council):
        if to.user and not to.fault and to.user != actor:
            with mail.in_language_of(to.user):
                line = duty.line(role, clock.today())
                subject = _waits(role) % {"what": line.words}
                body = body_of([line], [])
            mail.write(to.user, kind=MAIL, key=f"{key}{report.steps.count()}/{to.user.pk}", subject=subject, body=body)


def _waits(role: ReminderRole) -> str:
    if role == ReminderRole.CHAIR:
        return _("%(what)s: it waits for your signature")
    return _("%(what)s: it is back with you")
