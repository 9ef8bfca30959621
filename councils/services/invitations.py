"""Invitations: made by an administrator, accepted by the person alone; nobody else ever knows a password."""

import secrets
from datetime import timedelta

from axes.utils import reset as forget_failed_sign_ins
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Case, F, Q, QuerySet, Value, When
from django.utils import timezone
from django.utils.translation import gettext as _

from councils import audit, invitations, mail
from councils.dates import day_words
from councils.locks import lock_system
from councils.models import Invitation, Mail, Person, User
from councils.states import IllegalMove, InvitationKind, Refused, Unfit

from .accounts import own_kind
from .allowed import need_administrator

MOST_TRIES = 10
PAUSE = timedelta(minutes=15)


@transaction.atomic
def invite(user: User, kind: str, *, email: str = "", actor: User) -> tuple[Invitation, str]:
    """Let the user set a password: by a link that is sent, or by a code that is told here and never again ("" for a
    link). Raises Unfit.

    The one before it is withdrawn, the old password and open sessions end at once, and an account that was switched
    off is switched on: whoever is invited anew has lost the password or should not have it any more.
    """
    need_administrator(actor)
    lock_system()
    fresh = own_kind(user)
    if fresh.pk == actor.pk:
        raise Unfit(_("You change your own password yourself, on its page."))
    readdressed = kind == InvitationKind.LINK and _keep_email(fresh, email)
    was_active = fresh.is_active
    fresh.is_active = True
    fresh.set_unusable_password()
    fresh.save(update_fields=["is_active", "password"])
    withdraw_open(fresh)
    made, code = _made(fresh, kind, actor)
    if kind == InvitationKind.LINK:
        _write(made)
    after = {"kind": kind, "valid_until": made.valid_until} | ({} if was_active else {"switched_on": True})
    after |= {"contacts_changed": ["email"]} if readdressed else {}
    audit.record("user.invite", audit.subject_of(fresh), actor=actor, after=after)
    return made, code


def _made(user: User, kind: str, actor: User) -> tuple[Invitation, str]:
    now = timezone.now()
    until = now + timedelta(days=settings.TIPCC_INVITATION_DAYS[kind])
    made = Invitation(
        user=user, kind=kind, salt=secrets.token_hex(16), made_by=actor, made_at=now, valid_until=until
    )  # fmt: skip
    code = "" if kind == InvitationKind.LINK else invitations.new_code()
    made.digest = invitations.digest_of(invitations.plain(code) or invitations.link_secret(made), made.salt)
    made.save()
    return made, code


def _keep_email(user: User, email: str) -> bool:
    """The address that was typed is the person's from now on; whether it is another one. Raises Unfit."""
    if email and email != mail.email_of_person(user):
        try:
            validate_email(email)
        except ValidationError as wrong:
            raise Unfit(" ".join(wrong.messages)) from wrong
        person = getattr(user, "person", None)
        if person is None:
            User.objects.filter(pk=user.pk).update(email=email)
        else:
            Person.objects.filter(pk=person.pk).update(email=email)
        return True
    if not mail.email_of_person(user):
        raise Unfit(_("There is no e-mail address to send the link to: type one, or print a code."))
    return False


def _write(invitation: Invitation) -> None:
    """The e-mail, in the person's language; its row says *** where the secret will be."""
    user = invitation.user
    with mail.in_language_of(user):
        told = {
            "name": user.get_full_name(), "username": user.username, "link": invitations.link_shown(invitation),
            "day": day_words(timezone.localtime(invitation.valid_until).date()),
        }  # fmt: skip
        body = _(
            "%(name)s, an account of the coordination councils' records waits for you. Your user name is %(username)s."
            " Open this page by %(day)s and set a password that only you know:\n\n%(link)s\n\nThe link works once. If"
            " you did not expect this letter, do nothing and tell the administrator."
        )
        subject = _("Your account: set a password")
        mail.write(
            user, kind=invitations.MAIL, key=invitations.mail_key(invitation), subject=subject, body=body % told
        )


def withdraw_open(user: User) -> int:
    """Take back the user's open invitation, and its e-mail if nobody handed that over yet; how many there were."""
    waiting = Invitation.objects.filter(user=user, used_at=None, withdrawn_at=None)
    keys = [invitations.mail_key(each) for each in waiting]
    mail.withdraw(Mail.objects.filter(key__in=keys))
    return waiting.update(withdrawn_at=timezone.now())


@transaction.atomic
def withdraw_invitation(user: User, *, actor: User) -> None:
    """Whoever has the link or the code cannot use it any more. Raises IllegalMove."""
    need_administrator(actor)
    lock_system()
    if not withdraw_open(own_kind(user)):
        raise IllegalMove(_("No invitation is open."))
    audit.record("user.uninvite", audit.subject_of(user), actor=actor)


# ---- accepting


def opened_by_code(username: str, code: str) -> Invitation:
    """The invitation that a printed code opens. Raises Refused, with the same words for whatever is wrong: whether
    there is an invitation is not told to who guesses.

    Every try is counted before it is looked at, so that tries at once are counted too; real time.
    """
    found = _open_to_guests().filter(kind=InvitationKind.PAPER, user__username__iexact=username.strip()).first()
    if found is None or not _may_try(found) or not invitations.fits(found, invitations.plain(code)):
        words = _(
            "The user name and the code do not fit, or the code was used, withdrawn or is too old. After several wrong"
            " codes wait %(minutes)s minutes."
        )
        raise Refused(words % {"minutes": PAUSE.seconds // 60})
    Invitation.objects.filter(pk=found.pk).update(tries=0)
    return found


def opened_by_link(pk: int, secret: str) -> Invitation | None:
    """The invitation that a link opens; None if it opens none any more."""
    found = _open_to_guests().filter(kind=InvitationKind.LINK, pk=pk).first()
    return found if found and invitations.fits(found, secret) else None


def _open_to_guests() -> QuerySet[Invitation]:
    waiting = Invitation.objects.open(timezone.now()).filter(user__is_active=True)
    return waiting.select_related("user__person")


def _may_try(invitation: Invitation) -> bool:
    now = timezone.now()
    rested = Q(tried_at__lt=now - PAUSE)
    counted = Case(When(rested, then=Value(1)), default=F("tries") + 1)
    mine = Invitation.objects.filter(Q(tries__lt=MOST_TRIES) | rested, pk=invitation.pk)
    return bool(mine.update(tries=counted, tried_at=now))


@transaction.atomic
def accept_invitation(invitation: Invitation, password: str) -> User:
    """The person's own password; the invitation is used up. Raises Refused if somebody was faster."""
    lock_system()
    waiting = Invitation.objects.open(timezone.now()).filter(pk=invitation.pk, user__is_active=True)
    if not waiting.update(used_at=timezone.now()):
        raise Refused(_("This invitation was used, withdrawn or is too old. Ask the administrator for a new one."))
    user = User.objects.get(pk=invitation.user_id)
    user.set_password(password)
    user.save(update_fields=["password"])
    forget_failed_sign_ins(username=user.username)
    audit.record("user.join", audit.subject_of(user), actor=user)
    return user
