"""councils/mail.py: an e-mail is written with what causes it, sent by a job, at most once; rule 16."""

import smtplib
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.core.checks import Warning as CheckWarning
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from councils import checks, clock, jobs, mail
from councils.models import Job, Mail, User
from councils.states import MailFault, MailState
from tests.factories import make_grant, make_person, make_user

SENT: list[str] = []


class Server(BaseEmailBackend):
    """A mail server that takes every mail, after `before` was asked."""

    before: Callable[[], None] | None = None
    reachable = True

    def open(self) -> bool:
        if not self.reachable:
            raise ConnectionRefusedError
        return True

    def close(self) -> None:
        pass

    def send_messages(self, messages: list) -> int:
        if Server.before:
            Server.before()
        SENT.extend(message.to[0] for message in messages)
        return len(messages)


@pytest.fixture(autouse=True)
def server(settings: object, monkeypatch: pytest.MonkeyPatch) -> None:
    SENT.clear()
    settings.EMAIL_BACKEND, settings.EMAIL_HOST = f"{__name__}.Server", "mail.example.kg"
    monkeypatch.setattr(Server, "before", None)
    monkeypatch.setattr(Server, "reachable", True)


@pytest.fixture
def reader(db: None) -> User:
    return make_user("aigul", person=make_person("Aigul", email="aigul@example.kg"))


def written(user: User, key: str = "a") -> Mail:
    return mail.write(user, kind="reminder", key=key, subject="A report is due", body="By 15 April.")


def send() -> None:
    """What tick and worker do, past the pauses."""
    mail.ask_to_send()
    for job in Job.objects.filter(state="queued"):
        jobs.run(job.pk)


def later(**told: int) -> None:
    """So much time goes by for every mail."""
    for row in Mail.objects.all():
        past = timedelta(**told)
        Mail.objects.filter(pk=row.pk).update(
            next_try_at=row.next_try_at - past, taken_at=row.taken_at and row.taken_at - past
        )


def answers(error: Exception) -> Callable[[], None]:
    def answer() -> None:
        raise error

    return answer


def test_a_mail_is_written_with_its_cause_or_not_at_all(reader: User) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        written(reader)
        raise ZeroDivisionError
    assert not Mail.objects.exists()


def test_the_same_key_gives_the_same_mail(reader: User) -> None:
    assert written(reader) == written(reader)
    send()
    send()
    assert SENT == ["aigul@example.kg"] and Mail.objects.get().state == MailState.SENT


def test_a_mail_holds_no_address_and_speaks_the_readers_language(reader: User, mailoutbox: list, settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    User.objects.filter(pk=reader.pk).update(language="en")
    row = written(User.objects.get(pk=reader.pk), "b")
    assert "@" not in f"{row.body}{row.subject}{row.key}" and "Answers to this letter reach nobody" in row.body
    send()
    (told,) = mailoutbox
    assert told.to == ["aigul@example.kg"] and told.extra_headers["Auto-Submitted"] == "auto-generated"
    assert told.extra_headers["Content-Language"] == "en" and settings.SITE_URL in told.body


def test_without_a_chosen_language_the_systems_is_used(reader: User) -> None:
    with mail.in_language_of(reader) as language:
        assert language == "ru"


def test_who_has_no_address_or_is_switched_off_gets_nothing(db: None) -> None:
    nobody, off = make_user("no-address"), make_user("off", person=make_person("Off", email="off@example.kg"))
    User.objects.filter(pk=off.pk).update(is_active=False)
    written(nobody)
    written(off, "b")
    send()
    assert SENT == [] and {row.fault for row in Mail.objects.all()} == {MailFault.NO_ADDRESS}


def test_a_worker_killed_while_it_hands_over_sends_nothing_twice(reader: User) -> None:
    """The mail was marked before: whether it went out nobody knows, so a person decides."""
    written(reader)
    Server.before = answers(SystemExit())
    with pytest.raises(SystemExit):
        send()
    Server.before = None
    assert Mail.objects.get().state == MailState.SENDING
    Job.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    jobs.run(Job.objects.get().pk)
    assert SENT == []
    later(minutes=11)
    send()
    assert SENT == [] and Mail.objects.get().state == MailState.UNSURE
    mail.send_again(Mail.objects.get())
    send()
    assert SENT == ["aigul@example.kg"]


def test_a_connection_that_breaks_leaves_it_unsure(reader: User) -> None:
    written(reader)
    Server.before = answers(smtplib.SMTPServerDisconnected())
    send()
    Server.before = None
    later(days=2)
    send()
    row = Mail.objects.get()
    assert (SENT, row.state, row.fault) == ([], MailState.UNSURE, MailFault.INTERRUPTED)


def test_what_the_server_refuses_for_now_is_tried_again(reader: User) -> None:
    written(reader)
    Server.before = answers(smtplib.SMTPRecipientsRefused({"aigul@example.kg": (450, b"later")}))
    send()
    row = Mail.objects.get()
    assert (row.state, row.fault, row.reply_code) == (MailState.WAITING, MailFault.REFUSED, 450)
    Server.before = None
    send()
    assert SENT == []
    later(minutes=6)
    send()
    row = Mail.objects.get()
    assert (SENT, row.state, row.fault) == (["aigul@example.kg"], MailState.SENT, "")


def test_what_the_server_refuses_for_good_is_left_to_a_person(reader: User) -> None:
    written(reader)
    Server.before = answers(smtplib.SMTPRecipientsRefused({"aigul@example.kg": (550, b"unknown")}))
    send()
    row = Mail.objects.get()
    assert (row.state, row.reply_code) == (MailState.FAILED, 550) and "aigul" not in f"{row.fault}{row.body}"


def test_a_server_out_of_reach_is_tried_five_times(reader: User, monkeypatch: pytest.MonkeyPatch) -> None:
    written(reader)
    written(reader, "b")
    monkeypatch.setattr(Server, "reachable", False)
    for _n in range(5):
        send()
        later(days=1)
    assert {(row.state, row.fault, row.attempts) for row in Mail.objects.all()} == {("failed", "no_server", 5)}
    monkeypatch.setattr(Server, "reachable", True)
    send()
    assert SENT == []


def test_without_a_mail_server_mails_wait_and_the_check_says_so(reader: User, settings) -> None:
    written(reader)
    assert checks.mails_leave(None) == []
    settings.EMAIL_HOST = ""
    send()
    assert Mail.objects.get().state == MailState.WAITING and not Job.objects.exists()
    (found,) = checks.mails_leave(None)
    assert isinstance(found, CheckWarning) and "EMAIL_HOST" in found.hint


def test_the_demonstration_shows_and_sends_nothing(reader: User, settings) -> None:
    settings.DEMONSTRATION = True
    written(reader)
    send()
    assert (SENT, Mail.objects.get().state) == ([], MailState.SHOWN) and not Job.objects.exists()


def test_old_mails_go_after_their_years(reader: User) -> None:
    with clock.at(date(2019, 4, 1)):
        written(reader)
        waiting = written(reader, "b")
    Mail.objects.exclude(pk=waiting.pk).update(state=MailState.SENT)
    with clock.at(date(2021, 3, 30)):
        mail.forget_old()
        assert Mail.objects.count() == 2
    with clock.at(date(2021, 4, 2)):
        mail.forget_old()
    assert list(Mail.objects.all()) == [waiting]


def browser(user: User) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_everybody_reads_their_own_and_administrators_all(reader: User, settings) -> None:
    row, admin, sms = written(reader), make_grant("administrator"), make_grant("sms")
    own = browser(reader).get(reverse("councils:mail-list")).content.decode()
    assert "A report is due" in own and browser(reader).get(row.get_absolute_url()).status_code == 200
    assert "will appear" in browser(sms).get(reverse("councils:mail-list")).content.decode()
    assert browser(sms).get(row.get_absolute_url()).status_code == 404
    everything = browser(admin).get(reverse("councils:outbox")).content.decode()
    assert "Aigul" in everything and "aigul@example.kg" not in everything
    assert "A report is due" not in browser(admin).get(reverse("councils:outbox") + "?state=sent").content.decode()
    assert browser(sms).get(reverse("councils:outbox")).status_code == 403
    settings.DEMONSTRATION = True
    assert browser(sms).get(reverse("councils:outbox")).status_code == 200


def test_an_administrator_sends_a_failed_mail_again(reader: User) -> None:
    row, admin = written(reader), browser(make_grant("administrator"))
    again = reverse("councils:mail-again", args=[row.pk])
    admin.post(again)
    assert Mail.objects.get().state == MailState.WAITING and Mail.objects.get().attempts == 0
    Mail.objects.update(state=MailState.FAILED, fault=MailFault.REFUSED, reply_code=550, attempts=5)
    assert "550" in admin.get(row.get_absolute_url()).content.decode()
    admin.post(again)
    send()
    assert SENT == ["aigul@example.kg"]


def test_the_outbox_asks_a_constant_number_of_queries(db: None, django_assert_num_queries: Callable) -> None:
    admin = browser(make_grant("administrator"))
    written(make_user(), "1")
    admin.get(reverse("councils:outbox"))

    def queries() -> int:
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as caught:
            admin.get(reverse("councils:outbox"))
        return len(caught)

    one = queries()
    for n in range(3):
        written(make_user(), f"more {n}")
    assert queries() == one
