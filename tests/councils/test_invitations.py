"""Invitations: a password that only its person knows, set once, by a link or a printed code (rule 3)."""

from datetime import timedelta

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core import mail as django_mail
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from councils import invitations, jobs, mail, services
from councils.models import AuditEntry, Invitation, Job, Mail, User
from councils.states import IllegalMove, NotAllowed, Refused, Unfit
from tests.factories import make_grant, make_member, make_person, make_user

OWN = "бүгүн жакшы күн болду"
TYPED = {"password1": OWN, "password2": OWN}
BY_CODE = "account_invitation"


@pytest.fixture
def client():
    """A browser that asks for English."""
    return Client(headers={"accept-language": "en"})


@pytest.fixture
def aigul(db, admin):
    return services.create_user("aigul", person=make_person("Айгүл Токтосунова"), language="ky", actor=admin)


@pytest.fixture
def invited(aigul, admin):
    """The open invitation and its printed code."""
    return services.invite(aigul, "paper", actor=admin)


def address(name, *args):
    return reverse(name, args=args)


def by_code(client, code, username="aigul", **typed):
    return client.post(address(BY_CODE), {"username": username, "code": code} | TYPED | typed)


def link(invitation):
    return address("account_invitation_link", invitation.pk, invitations.link_secret(invitation))


def signs_in(username, password):
    client = Client()
    client.post(address("account_login"), {"login": username, "password": password})
    return client.get(address("account_change_password")).status_code == 200


def moved(invitation, **values):
    """Past the guard, which lets nobody lengthen an invitation: its days are told when it is made."""
    with connection.cursor() as cursor:
        for name, value in values.items():
            cursor.execute(f"UPDATE councils_invitation SET {name} = %s WHERE id = %s", [value, invitation.pk])


def test_a_printed_code_sets_a_password_once(client, invited, aigul):
    _invitation, code = invited
    response = by_code(client, code.upper().replace("-", " "))
    assert response.url == address("account_login")
    assert signs_in("aigul", OWN)

    again = by_code(client, code, password1="another long one", password2="another long one")
    assert "do not fit" in again.content.decode()
    assert signs_in("aigul", OWN) and not signs_in("aigul", "another long one")


def test_the_code_is_kept_as_a_digest_only(invited, admin):
    invitation, code = invited
    client = Client()
    client.force_login(admin)
    told = [str(value) for row in Invitation.objects.values_list() for value in row]
    told += AuditEntry.objects.values_list("text", flat=True)
    assert not [text for text in told if code in text or invitations.plain(code) in text]
    assert not AuditEntry.objects.filter(text__contains=invitation.digest).exists()


def test_a_link_is_in_no_row_and_in_the_mail_that_is_sent(aigul, admin, settings):
    settings.EMAIL_HOST = "mail.tipcc.example"
    invitation, code = services.invite(aigul, "link", email="aigul@tipcc.example", actor=admin)
    secret = invitations.link_secret(invitation)
    assert code == "" and User.objects.get(pk=aigul.pk).person.email == "aigul@tipcc.example"
    assert secret not in Mail.objects.get().body and "***" in Mail.objects.get().body

    mail.ask_to_send()
    jobs.run(Job.objects.get(kind="send_mails").pk)

    (sent,) = django_mail.outbox
    assert sent.to == ["aigul@tipcc.example"] and link(invitation) in sent.body and "***" not in sent.body
    assert secret not in Mail.objects.get().body and Mail.objects.get().state == "sent"


def test_looking_at_a_link_uses_up_nothing_and_setting_the_password_does(client, aigul, admin):
    invitation, _code = services.invite(aigul, "link", email="aigul@tipcc.example", actor=admin)
    for _n in range(3):
        response = client.get(link(invitation))
        assert response.status_code == 200 and "Айгүл Токтосунова" in response.content.decode()
        assert "no-store" in response.headers["Cache-Control"]
    assert client.post(link(invitation), TYPED).url == address("account_login")
    assert signs_in("aigul", OWN)
    assert client.get(link(invitation)).status_code == 410
    assert client.post(link(invitation), TYPED).status_code == 410


def test_another_secret_or_another_users_opens_nothing(client, aigul, admin):
    mine, _code = services.invite(aigul, "link", email="aigul@tipcc.example", actor=admin)
    other, _code = services.invite(make_user("bakyt"), "link", email="b@tipcc.example", actor=admin)
    crossed = address("account_invitation_link", mine.pk, invitations.link_secret(other))
    for wrong in (crossed, link(mine)[:-2] + "/", address("account_invitation_link", 10**6, "x")):
        assert client.post(wrong, TYPED).status_code == 410
    assert not User.objects.get(username="aigul").has_usable_password()


def test_a_mail_whose_invitation_is_over_is_not_sent(aigul, admin, settings):
    settings.EMAIL_HOST = "mail.tipcc.example"
    services.invite(aigul, "link", email="aigul@tipcc.example", actor=admin)
    services.invite(aigul, "paper", actor=admin)
    assert Mail.objects.get().state == "withdrawn"
    settings.TIPCC_INVITATION_DAYS = {"link": 0}
    services.invite(aigul, "link", actor=admin)
    mail.ask_to_send()
    jobs.run(Job.objects.get(kind="send_mails").pk)
    assert not django_mail.outbox and set(Mail.objects.values_list("state", flat=True)) == {"withdrawn"}


@pytest.mark.parametrize(("kind", "days"), [("link", 7), ("paper", 30)])
def test_an_invitation_waits_for_its_days_and_no_longer(aigul, admin, kind, days):
    before = timezone.now()
    invitation, _code = services.invite(aigul, kind, email="aigul@tipcc.example", actor=admin)
    assert abs(invitation.valid_until - before - timedelta(days=days)) < timedelta(minutes=1)
    assert Invitation.objects.open(invitation.valid_until - timedelta(seconds=1)).exists()
    assert not Invitation.objects.open(invitation.valid_until).exists()


def test_a_new_invitation_withdraws_the_old_one(client, invited, aigul, admin):
    _invitation, old = invited
    _second, new = services.invite(aigul, "paper", actor=admin)
    assert "do not fit" in by_code(client, old).content.decode()
    assert by_code(client, new).status_code == 302
    assert [each.withdrawn_at is None for each in Invitation.objects.order_by("pk")] == [False, True]


def test_an_administrator_withdraws_one(client, invited, aigul, admin):
    services.withdraw_invitation(aigul, actor=admin)
    assert "do not fit" in by_code(client, invited[1]).content.decode()
    with pytest.raises(IllegalMove):
        services.withdraw_invitation(aigul, actor=admin)


def test_switching_an_account_off_takes_its_invitation_and_a_new_one_switches_it_on(client, invited, aigul, admin):
    services.set_user_active(aigul, False, actor=admin)
    assert "do not fit" in by_code(client, invited[1]).content.decode()
    _again, code = services.invite(aigul, "paper", actor=admin)
    assert by_code(client, code).status_code == 302 and signs_in("aigul", OWN)
    assert '"switched_on":true' in AuditEntry.objects.filter(action="user.invite").order_by("-number")[0].text


def test_guessing_is_slowed_down_and_goes_on_after_a_pause(client, invited):
    invitation, code = invited
    for _n in range(10):
        assert "do not fit" in by_code(client, "aaaa-aaaa-aaaa-aaaa").content.decode()
    assert "wait 15 minutes" in by_code(client, code).content.decode()
    assert not User.objects.get(username="aigul").has_usable_password()
    moved(invitation, tried_at=timezone.now() - timedelta(minutes=16))
    assert by_code(client, code).status_code == 302


def test_nobody_learns_from_the_answer_which_names_there_are(client, invited):
    make_user("bakyt")
    answers = {str(by_code(client, "aaaa", name).context["form"].errors) for name in ("aigul", "bakyt", "nobody")}
    assert len(answers) == 1


@pytest.mark.parametrize("typed", [
    {"password1": "short", "password2": "short"}, {"password1": "password1234", "password2": "password1234"},
    {"password2": "something else"},
    {"password1": "my name is Aigul!", "password2": "my name is Aigul!"},
])  # fmt: skip
def test_a_weak_or_mistyped_password_uses_up_nothing(client, invited, typed):
    code = invited[1]
    assert by_code(client, code, **typed).status_code == 200
    assert by_code(client, code).status_code == 302


@pytest.mark.parametrize("typed", ["password1234", "short"])
def test_a_weak_password_is_refused_in_kyrgyz_too(typed):
    with translation.override("ky"), pytest.raises(ValidationError) as refused:
        validate_password(typed)
    (words,) = refused.value.messages
    assert words.endswith(".") and "сырсөз" in words.lower()


def test_the_demonstration_says_that_no_link_is_sent(client, aigul, admin, settings):
    client.force_login(admin, backend="allauth.account.auth_backends.AuthenticationBackend")
    told = {"kind": "link", "email": "aigul@example.kg"}
    invite = address("councils:user-invite", aigul.pk)
    assert "is on its way" in client.post(invite, told, follow=True).content.decode()
    settings.DEMONSTRATION = True
    assert "by a printed code" in client.post(invite, told, follow=True).content.decode()
    assert "by a printed code" in client.get(Mail.objects.latest("pk").get_absolute_url()).content.decode()


def test_who_was_locked_out_by_wrong_passwords_signs_in_at_once(client, invited):
    for _n in range(11):
        client.post(address("account_login"), {"login": "aigul", "password": "wrong"})
    by_code(client, invited[1])
    assert signs_in("aigul", OWN)


def test_setting_a_password_signs_out_whoever_was_signed_in_here(client, invited, admin):
    client.force_login(admin, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert "signs you out" in client.get(address(BY_CODE)).content.decode()
    by_code(client, invited[1])
    assert client.get("/").status_code == 302


def test_the_sign_in_says_what_helps_who_has_no_password_yet(client, invited):
    wrong = client.post(address("account_login"), {"login": "aigul", "password": "whatever it is"})
    words = wrong.content.decode()
    assert "have not set a password yet" in words and address(BY_CODE) in words
    other = client.post(address("account_login"), {"login": "nobody", "password": "whatever it is"})
    assert str(wrong.context["form"].errors) == str(other.context["form"].errors)


def test_who_may_invite_and_whom(council, aigul, admin):
    for role in ("sms", "ga", "observer"):
        with pytest.raises(NotAllowed):
            services.invite(aigul, "paper", actor=make_grant(role))
    with pytest.raises(NotAllowed):
        services.invite(aigul, "paper", actor=make_member(council))
    with pytest.raises(Unfit, match="your own password"):
        services.invite(admin, "paper", actor=admin)
    with pytest.raises(Unfit, match="no e-mail address"):
        services.invite(aigul, "link", actor=admin)


def test_the_database_keeps_what_was_used(client, invited, aigul):
    invitation, code = invited
    by_code(client, code)
    for change in ("used_at = NULL", "digest = 'x'"):
        with pytest.raises(IntegrityError, match="invitation_stays_ended"), transaction.atomic():
            connection.cursor().execute(f"UPDATE councils_invitation SET {change}")
    with pytest.raises(IntegrityError, match="invitation_is_kept"), transaction.atomic():
        connection.cursor().execute("DELETE FROM councils_invitation")
    with pytest.raises(Refused):
        services.accept_invitation(invitation, OWN)
