"""Load the demonstration into an empty database: all of it in one transaction, or nothing."""

from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from councils import audit, clock
from councils.guards import OURS
from councils.mode import ensure_mode
from councils.models import AuditEntry, Installation, User
from councils.models.audit import SYSTEM
from councils.rights import OPERATOR
from councils.states import Refused

from . import archive, charters, contributors, daily, history, meetings, people, plans, reporting, trainings
from .story import Story, account

LOADED, REFERENCE = "demonstration.load", "reference.load"
# What load_reference brings in: the demonstration begins with the same rows and adds none of them twice.
OF_REFERENCE = {
    "region", "district", "charter", "article", "seat", "council", "adoption", "programme", "measure", "campaign",
    "installation", "user", "auditentry",
}  # fmt: skip


class NotEmpty(Refused):
    """The database holds something else than the demonstration."""


def is_loaded() -> bool:
    return AuditEntry.objects.filter(chain=SYSTEM, action=LOADED).exists()


def load() -> bool:
    """Live through the history; False when the demonstration is there already, which then stays as it is.

    Raises Refused outside the demonstration's mode, NotEmpty for a database that holds anything else.
    """
    if not settings.DEMONSTRATION:
        raise Refused(_("Invented data is loaded with TIPCC_MODE=demonstration only."))
    ensure_mode()
    if is_loaded():
        return False
    _refuse_other_data()
    with translation.override("ru"), audit.source("command"), transaction.atomic():
        story = Story()
        people.found(story)
        plans.plan(story)
        charters.adopt(story)
        registers = history.live(story)
        meetings.meet(story)
        daily.days(story)
        reporting.say(story)
        trainings.train(story)
        contributors.propose(story, registers.proposed)
        story.on(history.TODAY, 9, _note)
        story.tell()
    return True


def _refuse_other_data() -> None:
    for label in OURS:
        for model in apps.get_app_config(label).get_models():
            if model._meta.model_name not in OF_REFERENCE and model._default_manager.exists():
                raise _not_empty(str(model._meta.verbose_name_plural))
    if User.objects.exclude(username=OPERATOR).exists():
        raise _not_empty(str(User._meta.verbose_name_plural))
    if AuditEntry.objects.exclude(action=REFERENCE).exists():
        raise _not_empty(_("changes of the reference data"))


def _not_empty(what: str) -> NotEmpty:
    words = _("The database holds something else already (%(what)s). The demonstration needs an empty one.")
    return NotEmpty(words % {"what": what})


def _note() -> None:
    """The last entry of the history: by it the demonstration is known."""
    Installation.objects.select_for_update().get(pk=1)
    after = {"events": sum(1 for year in archive.YEARS for _row in archive.events(year)), "day": clock.today()}
    audit.record(LOADED, "demonstration", actor=account(OPERATOR), after=after)
