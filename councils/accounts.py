"""Sign-in through django-allauth: accounts are given by an administrator, nobody signs up."""

from contextlib import suppress
from ipaddress import ip_address
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


class ClosedAccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    # The same words whoever tries, also for an account that has no password yet: they say what helps then.
    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": _(
            "The user name or the password is not right. If you were invited and have not set a password yet, do that"
            " first: by the link in the e-mail, or with the printed code."
        )
    }

    def is_open_for_signup(self, request: Any) -> bool:
        return False


class WithoutSignInName:
    """A password is refused that holds the sign-in name, which stands on lists."""

    def validate(self, password: str, user: Any = None) -> None:
        name = getattr(user, "username", "")
        if name and name.lower() in password.lower():
            raise ValidationError(self.get_help_text(), code="password_holds_sign_in_name")

    def get_help_text(self) -> str:
        return str(_("The password does not hold your sign-in name."))


def client_address(request: HttpRequest) -> str:
    """From where a request comes, for the lock of (user, address): behind our proxy what the proxy says last, for
    whatever stands before that anybody can write. Without it one stranger would lock everybody out."""
    said = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()
    if settings.TIPCC_PROXY and said:
        with suppress(ValueError):  # no address at all: the proxy's own stands for it
            return str(ip_address(said))
    return str(request.META.get("REMOTE_ADDR", ""))
