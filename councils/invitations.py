"""The secrets of invitations: how they are made, and how an e-mail gets its link without any row holding it.

The secret of a link is derived from the row and the system's key at the moment the mail is handed over. So neither the
mail's row, nor a page that shows it, nor a copy of the database opens an account: it takes the key of the running
system too, and the row must still be open. A signed word with the user in it would do the same, but a new invitation
could not withdraw it.
"""

import secrets

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from .models import Invitation, Mail
from .states import InvitationKind

# No 0 and o, 1, i and l: a code is read from paper.
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
IN_GROUP = 4
MAIL = "invitation"
STARS = "***"  # stands in a mail's row where the secret will be


def new_code(groups: int = 4) -> str:
    """Groups of four letters, some 20 bits each: "k7wm-…"."""
    return "-".join("".join(secrets.choice(LETTERS) for _n in range(IN_GROUP)) for _group in range(groups))


def plain(code: str) -> str:
    """A code as it was typed, without spaces, hyphens and capitals."""
    return "".join(letter for letter in code.lower() if letter.isalnum())


def link_secret(invitation: Invitation) -> str:
    told = f"{invitation.user_id}/{invitation.salt}"
    return salted_hmac("councils.invitations.link", told, algorithm="sha256").hexdigest()


def digest_of(secret: str, salt: str) -> str:
    """With the system's key: a copy of the database alone does not let anybody try out codes."""
    return salted_hmac("councils.invitations.digest", f"{salt}/{secret}", algorithm="sha256").hexdigest()


def fits(invitation: Invitation, secret: str) -> bool:
    return constant_time_compare(invitation.digest, digest_of(secret, invitation.salt))


def code_page() -> str:
    """The full address at which a printed code is typed."""
    return f"{settings.SITE_URL}{reverse('account_invitation')}"


def link_of(invitation: Invitation) -> str:
    """The full address that opens the invitation: for the e-mail alone."""
    path = reverse("account_invitation_link", args=[invitation.pk, link_secret(invitation)])
    return f"{settings.SITE_URL}{path}"


def link_shown(invitation: Invitation) -> str:
    """The same as a mail's row holds it."""
    path = reverse("account_invitation_link", args=[invitation.pk, STARS])
    return f"{settings.SITE_URL}{path}"


def mail_key(invitation: Invitation) -> str:
    return f"{MAIL}/{invitation.pk}"


def text_to_send(mail: Mail) -> str | None:
    """A mail's text as it is handed over: with its link, if it brings one; None if that opens nothing any more."""
    if mail.kind != MAIL:
        return mail.body
    waiting = Invitation.objects.open(timezone.now()).filter(kind=InvitationKind.LINK)
    invitation = waiting.filter(pk=mail.key.partition("/")[2], user__is_active=True).first()
    if invitation is None or not fits(invitation, link_secret(invitation)):
        return None
    return mail.body.replace(link_shown(invitation), link_of(invitation))
