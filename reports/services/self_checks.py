"""Keep what a check of the system found, and write of a mismatch to those who mend it."""

from datetime import date

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from councils import audit, clock, mail
from councils.models import Grant, User
from councils.states import GrantRole
from reports.models import SelfCheck
from reports.self_checking import Checked
from reports.states import CheckKind


@transaction.atomic
def keep(kind: CheckKind, day: date, checked: Checked) -> SelfCheck:
    """The run's row; administrators and SMS officers get a letter each when something does not agree.

    Kept once: where the run of this day is there already, that one stands.
    """
    check, new = SelfCheck.objects.get_or_create(
        kind=kind, day=day, defaults=checked.as_row() | {"at": clock.now()}
    )  # fmt: skip
    if new:
        found = {"kind": kind, "day": day, "reports": check.reports, "editions": check.editions}
        after = found | {"faults": len(checked.faults)}
        audit.record("self_check.ended", f"self_check:{check}", actor=None, after=after)
    if new and not check.agrees:
        for user in _who_mend():
            _write(user, check)
    return check


def _who_mend() -> list[User]:
    """Administrators and SMS officers of today, each once."""
    grants = Grant.objects.on(clock.today()).filter(role__in=(GrantRole.ADMINISTRATOR, GrantRole.SMS))
    return list(User.objects.filter(is_active=True, pk__in=grants.values("user")).order_by("pk"))


def _write(user: User, check: SelfCheck) -> None:
    with mail.in_language_of(user):
        subject = _("The check of the figures found something that does not agree")
        body = _(
            "The system counts its figures again every night and compares them. Something did not agree this time."
            "\n\nWhat and where: %(address)s"
        ) % {"address": mail.address(reverse("reports:self-checks"))}
        mail.write(user, kind="self_check", key=f"self_check/{check}/{user.pk}", subject=subject, body=body)
