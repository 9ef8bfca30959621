"""Sign-in through django-allauth: accounts are given by an administrator, nobody signs up."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
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
