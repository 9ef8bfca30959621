"""Texts of Django itself that its catalogues lack or say badly; ours, found first, says them too."""

from django.utils.translation import gettext_noop, ngettext_lazy

TEXTS = (
    gettext_noop("This password is too common."),
    ngettext_lazy(
        "This password is too short. It must contain at least %d character.",
        "This password is too short. It must contain at least %d characters.",
    ),
)
