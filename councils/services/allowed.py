"""Who may take a step of this app: asked again inside each verb, for commands and jobs that no page guards."""

from django.utils.translation import gettext as _

from councils.models import Council, User
from councils.rights import rights_of
from councils.states import NotAllowed


def need_administrator(actor: User) -> None:
    """Raises NotAllowed unless the actor is an administrator today, or the system account."""
    rights = rights_of(actor)
    if not (rights.is_administrator or rights.operator):
        raise NotAllowed(_("Only an administrator does this."))


def need_sms(actor: User) -> None:
    """Raises NotAllowed unless the actor is an SMS officer today, or the system account."""
    if not rights_of(actor).is_sms:
        raise NotAllowed(_("Only an officer of the State Migration Service does this."))


def need_ga(actor: User) -> None:
    """Raises NotAllowed unless the actor reads for the Government Administration today."""
    if not rights_of(actor).is_ga:
        raise NotAllowed(_("Only the Government Administration takes this step."))


def need_administrator_or_sms(actor: User) -> None:
    """SMS names acting holders, so it enters who they are. Raises NotAllowed for anybody else."""
    if not rights_of(actor).is_sms:
        need_administrator(actor)


def need_secretary(council: Council, actor: User) -> None:
    """Raises NotAllowed unless the actor records for the council today."""
    if not rights_of(actor).may_record(council.pk):
        raise NotAllowed(_("Only the secretary of the council does this."))


def need_trainer(actor: User, council: Council) -> None:
    """Raises NotAllowed unless the actor records what the council's members were trained in: its secretary, SMS or
    an administrator."""
    if not rights_of(actor).may_record_trainings(council.pk):
        raise NotAllowed(_("Only the council's secretary, SMS or an administrator does this."))
