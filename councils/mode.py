"""Demonstration or production: said by the environment, kept in the database, refused where they differ."""

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from .models import Installation


def ensure_mode() -> None:
    """Remember the mode on first use; refuse to start when the database was set up in the other one.

    Raises ImproperlyConfigured, so that invented data never meets real data.
    """
    row, _made = Installation.objects.get_or_create(pk=1, defaults={"mode": settings.TIPCC_MODE})
    if row.mode != settings.TIPCC_MODE:
        raise ImproperlyConfigured(
            f"This database was set up as '{row.mode}', the environment says TIPCC_MODE={settings.TIPCC_MODE}."
            " Give it the right database or the right mode."
        )
