"""Write the day's reminders, once (rule 16)."""

from django.db import IntegrityError, transaction

from councils import clock, mail
from councils.models import Mail, User
from councils.states import MailState
from reports.inbox import waiting_for
from reports.models import Reminder, ReminderRun
from reports.reminders import Due, Recipients, body_of, due_reminders, duties, subject_of
from reports.states import ReminderOutcome, ReminderRole

FROM_HOUR = 8  # nobody is written to at night
MAIL = "reminder"
# Lines of the inbox that say what a duty says.
TOLD = {"prepare", "correct", "sign", "late", "instruction", "decision"}


def remind() -> None:
    """For the tick: write today's reminders, unless that was done, and take back what no longer makes sense."""
    withdraw_outdated()
    now = clock.now()
    if now.hour < FROM_HOUR or ReminderRun.objects.filter(day=now.date()).exists():
        return
    try:
        write_reminders()
    except IntegrityError:
        if not ReminderRun.objects.filter(day=now.date()).exists():
            raise  # it was not another scheduler that was faster


@transaction.atomic
def write_reminders() -> ReminderRun:
    """The whole day in one transaction: killed half-way it is as if it had not begun; a second one at once waits for
    the first and raises IntegrityError. One e-mail for each person who is reminded of anything."""
    today = clock.today()
    run = ReminderRun.objects.create(day=today, at=clock.now())
    due = due_reminders(today)
    mails = {to.pk: _digest(to, several) for to, several in _by_user(due).items()}
    Reminder.objects.bulk_create(_row(run, each, mails) for each in due)
    return run


def _by_user(due: list[Due]) -> dict[User, list[Due]]:
    found: dict[User, list[Due]] = {}
    for each in due:
        if each.outcome == ReminderOutcome.WRITTEN and each.recipient.user:
            found.setdefault(each.recipient.user, []).append(each)
    return found


def _digest(to: User, due: list[Due]) -> Mail:
    """What is due for this person, and what waits for them besides."""
    today = clock.today()
    with mail.in_language_of(to):
        lines = list({each.duty.key: each.duty.line(each.role, today) for each in due}.values())
        pages = tuple(each.duty.thing.get_absolute_url() for each in due)
        others = [line for line in waiting_for(to) if line.kind not in TOLD or not line.url.startswith(pages)]
        subject, body = subject_of(lines, len(others)), body_of(lines, others)
    return mail.write(to, kind=MAIL, key=f"{MAIL}/{today}/{to.pk}", subject=subject, body=body)


def _row(run: ReminderRun, due: Due, mails: dict[int, Mail]) -> Reminder:
    to = due.recipient
    sent = mails.get(to.user.pk) if to.user and due.outcome == ReminderOutcome.WRITTEN else None
    return Reminder(
        run=run, **due.duty.columns, slot=due.slot, role=due.role, recipient=to.key, user=to.user, person=to.person,
        outcome=due.outcome, mail=sent,
    )  # fmt: skip


def withdraw_outdated() -> None:
    """Take back e-mails that wait to be sent, such as while the mail server is down, once nothing in them is so:
    the report is in, its day is another one, or the person holds the seat no more."""
    rows = list(
        Reminder.objects.filter(mail__state=MailState.WAITING).select_related("report", "instruction", "decision")
    )
    if not rows:
        return
    still, recipients = {duty.key: duty for duty in duties()}, Recipients(clock.today())
    keep = set()
    for row in rows:
        thing = row.report or row.instruction or row.decision
        duty = still.get((type(thing).__name__, thing.pk, row.due_on)) if thing else None
        if duty and row.recipient in {to.key for to in recipients.for_duty(ReminderRole(row.role), duty)}:
            keep.add(row.mail_id)
    outdated = {row.mail_id for row in rows if row.mail_id} - keep
    mail.withdraw(Mail.objects.filter(pk__in=outdated))
