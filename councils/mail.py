"""E-mails: written as rows in the transaction of what causes them, sent by a job, at most once each.

At most once, not at least once: a mail is marked as being sent before it is handed over. If the worker dies in
between, or the connection breaks so that nobody knows what the server took, the mail is marked as unsure and left to
a person. A reminder that fails to come costs less than one that comes again and again. Only what the server surely did
not take is tried again.
"""

import hashlib
import logging
import secrets
import smtplib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from email.mime.text import MIMEText
from email.utils import formatdate
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from . import clock, invitations, jobs
from .models import Job, Mail, Person, User
from .states import JobState, MailFault, MailState

# How long to wait after each attempt that surely failed; after the last one it is left to a person.
PAUSES = (timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=12))
# How long a hand-over may take (every step of it ends after EMAIL_TIMEOUT) before it counts as interrupted.
HANDING_OVER = timedelta(minutes=10)
AT_ONCE = 200  # mails of one run of the job; the tick asks for the next
AFTER_A_FAULT = timedelta(hours=1)
log = logging.getLogger(__name__)
JOB_KEY = "waiting"


# ---- writing


def language_of(user: User | Person) -> str:
    """The language in which this user is written to: the one chosen on the pages, else the system's."""
    return getattr(user, "language", "") or settings.LANGUAGE_CODE


@contextmanager
def in_language_of(user: User | Person) -> Iterator[str]:
    """Words inside are the addressee's, whoever causes the mail."""
    with translation.override(language_of(user)):
        yield language_of(user)


def address(path: str) -> str:
    """A page's full address, for a link in a mail."""
    return f"{settings.SITE_URL}{path}"


def write(
    to: User | Person, *, kind: str, key: str, subject: str, body: str, attached: tuple[str, str] = ("", "")
) -> Mail:
    """A mail that a job will send, in the transaction of what causes it; with a key that was used, that mail.

    `to` is a user, or a member who has no account. `subject` and `body` are in their language (`in_language_of`). A
    mail names nobody but its addressee and carries no figures: it says what waits, since when, until when, and gives
    the link. `attached` is the name and the text of a file that goes with it, made now and kept with the mail.
    """
    with in_language_of(to) as language:
        text = f"{body.strip()}\n\n{_footer()}\n"
    told = {
        "user": to if isinstance(to, User) else None, "person": None if isinstance(to, User) else to,
        "attached_as": attached[0], "attached": attached[1], "kind": kind,
        "language": language, "subject": " ".join(subject.split()), "body": text,
        "at": clock.now(), "state": MailState.SHOWN if settings.DEMONSTRATION else MailState.WAITING,
    }  # fmt: skip
    mail, _new = Mail.objects.get_or_create(key=key, defaults=told)
    return mail


def _footer() -> str:
    words = _(
        "The records of the coordination councils wrote this by themselves. Answers to this letter reach nobody."
    )
    return f"-- \n{words}\n{settings.SITE_URL}"


def withdraw(mails: QuerySet[Mail]) -> int:
    """Take back those of the mails that nobody handed over yet: what they said is no longer so. How many."""
    waiting = mails.filter(state=MailState.WAITING)
    return waiting.update(state=MailState.WITHDRAWN, ended_at=timezone.now())


def send_again(mail: Mail) -> Mail:
    """A person decides that a mail which failed, or may have been sent, goes out (once more)."""
    again = Mail.objects.filter(pk=mail.pk, state__in=(MailState.FAILED, MailState.UNSURE))
    again.update(state=MailState.WAITING, fault="", reply_code=None, attempts=0, next_try_at=timezone.now())
    return Mail.objects.get(pk=mail.pk)


# ---- reaching a person


def email_of(user: User | Person) -> str:
    """Where this user, or member without an account, is written to; empty: the account is switched off, or no
    address is known."""
    if isinstance(user, Person):
        return user.email
    return email_of_person(user) if user.is_active else ""


def email_of_person(user: User) -> str:
    """The address that is known of whoever has the account."""
    person = getattr(user, "person", None)
    return (person and person.email) or user.email


def sends() -> bool:
    """Whether mails leave this system: not in the demonstration, and not before a mail server is named."""
    return bool(settings.EMAIL_HOST) and not settings.DEMONSTRATION


# ---- sending


def ask_to_send() -> None:
    """For the tick: ask for the job when a mail is due, or when one was handed over and nobody said how it ended."""
    if not sends() or not (_due().exists() or _interrupted().exists()):
        return
    lately = Job.objects.filter(kind="send_mails", ended_at__gt=timezone.now() - AFTER_A_FAULT)
    if not lately.filter(state=JobState.FAILED).exists():
        jobs.ask("send_mails", JOB_KEY, owner=None)


def send_waiting(job: Job, lease: jobs.Lease) -> None:
    """The job: hand the mails that are due to the mail server, one after another."""
    _interrupted().update(state=MailState.UNSURE, fault=MailFault.INTERRUPTED, ended_at=timezone.now())
    due = list(_due().order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
    for done, pk in enumerate(due):
        lease.renew(done=done, total=len(due))
        if not _send(pk):
            break
    with transaction.atomic():
        lease.finish()


def _due() -> QuerySet[Mail]:
    return Mail.objects.filter(state=MailState.WAITING, next_try_at__lte=timezone.now())


def _interrupted() -> QuerySet[Mail]:
    return Mail.objects.filter(state=MailState.SENDING, taken_at__lt=timezone.now() - HANDING_OVER)


def _send(pk: int) -> bool:
    """Hand one mail over; False when the server is out of reach, so that the others wait too."""
    connection: Any = get_connection()
    try:
        connection.open()
    except (OSError, smtplib.SMTPException):
        _put_off_all()
        return False
    try:
        mail = _take(pk)
        if mail:
            _hand_over(mail, connection)
    finally:
        connection.close()
    return True


def _take(pk: int) -> Mail | None:
    """Mark the mail as being sent, so that nobody else sends it; None when somebody has."""
    token = secrets.token_hex(16)
    taken = Mail.objects.filter(pk=pk, state=MailState.WAITING).update(
        state=MailState.SENDING, token=token, taken_at=timezone.now(), attempts=F("attempts") + 1
    )
    return Mail.objects.select_related("user__person", "person").get(pk=pk) if taken else None


def _hand_over(mail: Mail, connection: Any) -> None:
    to = email_of(mail.addressee)
    if not to:
        return _end(mail, state=MailState.FAILED, fault=MailFault.NO_ADDRESS)
    text = invitations.text_to_send(mail)
    if text is None:  # a link that opens nothing any more
        return _end(mail, state=MailState.WITHDRAWN, fault="")
    try:
        connection.send_messages([_message(mail, text, to)])
    except smtplib.SMTPRecipientsRefused as refusal:
        code = next((code for code, _words in refusal.recipients.values()), 0)
        _refused(mail, code)
    except smtplib.SMTPResponseException as refusal:
        _refused(mail, refusal.smtp_code)
    except Exception as error:  # the connection broke: nobody knows what the server took
        log.warning("mail %s was interrupted: %s", mail.pk, type(error).__name__)  # its text may hold the address
        _end(mail, state=MailState.UNSURE, fault=MailFault.INTERRUPTED)
    else:
        _end(mail, state=MailState.SENT, fault="")
    return None


def _message(mail: Mail, text: str, to: str) -> EmailMessage:
    name = hashlib.sha256(mail.key.encode()).hexdigest()[:32]
    host = settings.SITE_URL.partition("://")[2].partition(":")[0]
    headers = {
        # The same mail has the same name, whoever hands it over: a mail server may know it again.
        "Message-ID": f"<{name}.{mail.pk}@{host}>", "Date": formatdate(), "Auto-Submitted": "auto-generated",
        "Content-Language": mail.language,
    }  # fmt: skip
    message = EmailMessage(mail.subject, text, settings.DEFAULT_FROM_EMAIL, [to], headers=headers)
    if mail.attached_as:
        message.attach(_attached(mail))  # type: ignore[arg-type]
    return message


def _attached(mail: Mail) -> MIMEText:
    """The file that goes with a mail; a calendar says in its head, too, whether it asks or takes back (RFC 6047)."""
    is_calendar = mail.attached_as.endswith(".ics")
    part = MIMEText(mail.attached, "calendar" if is_calendar else "plain", "utf-8")
    if is_calendar:
        method = next((line for line in mail.attached.splitlines() if line.startswith("METHOD:")), "METHOD:PUBLISH")
        part.set_param("method", method.partition(":")[2])
    part.add_header("Content-Disposition", "attachment", filename=mail.attached_as)
    return part


def _refused(mail: Mail, code: int) -> None:
    """The server said no: for good (5xx) it is left to a person, for now (4xx) it is tried again."""
    told = {"fault": MailFault.REFUSED, "reply_code": code}
    if code >= 500 or mail.attempts > len(PAUSES):
        return _end(mail, state=MailState.FAILED, **told)
    next_try = timezone.now() + PAUSES[mail.attempts - 1]
    Mail.objects.filter(pk=mail.pk, token=mail.token, state=MailState.SENDING).update(
        state=MailState.WAITING, next_try_at=next_try, **told
    )
    return None


def _end(mail: Mail, **told: Any) -> None:
    """How it ended; said too by a worker who was thought dead, for it alone knows."""
    open_still = Mail.objects.filter(pk=mail.pk, token=mail.token, state__in=(MailState.SENDING, MailState.UNSURE))
    open_still.update(ended_at=timezone.now(), **told)


def _put_off_all() -> None:
    """The server is out of reach: every mail that is due waits for its next try, or is left to a person."""
    now = timezone.now()
    for mail in _due().only("attempts"):
        told: dict[str, Any] = {"fault": MailFault.NO_SERVER, "attempts": mail.attempts + 1}
        if mail.attempts < len(PAUSES):
            told |= {"next_try_at": now + PAUSES[mail.attempts]}
        else:
            told |= {"state": MailState.FAILED, "ended_at": now}
        Mail.objects.filter(pk=mail.pk, state=MailState.WAITING).update(**told)


def forget_old() -> None:
    """For the tick: mails written longer ago than they are kept go, unless they still wait. Business time."""
    day = clock.now() - timedelta(days=365 * settings.TIPCC_KEEP_MAILS)
    old = Mail.objects.filter(at__lt=day).exclude(state__in=(MailState.WAITING, MailState.SENDING))
    if old.exists():
        old.delete()
