"""What became of a row of a register: as the page, the marked file and the comparison of totals tell it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Outcome(models.TextChoices):
    CREATED = "created", _("new")
    EXISTING = "existing", _("recorded already")
    AWAITING = "awaiting", _("recorded already, awaits a plan item")
    VOIDED = "voided", _("recorded and voided before")
    DUPLICATE = "duplicate", _("stands in the file twice")
    FAULTY = "faulty", _("to be mended")
    DISMISSED = "dismissed", _("dismissed before")
    LEFT_OUT = "left_out", _("no event")


COUNTED = (Outcome.CREATED, Outcome.EXISTING)  # what the council's totals hold once the file is recorded
THERE = (Outcome.EXISTING, Outcome.AWAITING, Outcome.VOIDED)  # known already, so not recorded again
