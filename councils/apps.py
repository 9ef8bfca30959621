"""The lowest app: who acts, for which council, by which right, and what they did."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CouncilsConfig(AppConfig):
    name = "councils"
    verbose_name = _("Councils")

    def ready(self):
        from . import checks  # noqa: F401 - registers the system checks
