"""Say of something worth a second look that it is fine as it is, and why: one audit entry, no figure changes."""

from django.db import transaction
from django.utils.translation import gettext as _

from actionplans.models import FineAsItIs
from actionplans.quarters import Quarter
from actionplans.remarks import Finding, second_looks
from councils import audit, clock
from councils.locks import lock_council
from councils.models import Council, User
from councils.rights import rights_of
from councils.states import IllegalMove, NotAllowed, Refused


@transaction.atomic
def answer_remark(council: Council, quarter: Quarter, key: str, *, reason: str, actor: User) -> FineAsItIs:
    """Keep the answer to the open finding with this key; it holds until the events or figures of it change.

    Raises NotAllowed, Refused without a reason, IllegalMove where the finding is gone or answered already.
    """
    council = lock_council(council)
    if not may_answer(actor, council):
        raise NotAllowed(_("Only the council's secretary and SMS answer what is worth a second look."))
    if not reason.strip():
        raise Refused(_("Reason: write why it is fine as it is."))
    finding = finding_with(council, quarter, key)
    if finding is None:
        raise IllegalMove(_("This is no longer open: its figures changed, or somebody answered it."))
    answer = FineAsItIs.objects.create(
        council=council, kind=finding.kind, key=finding.key, reason=reason.strip(), said_by=actor,
        said_on=clock.today(),
    )  # fmt: skip
    told = {"kind": str(finding.kind), "key": finding.key, "quarter": quarter.label}
    audit.record(
        "remark.answered", f"remark:{answer.pk}", actor=actor, council=council, reason=answer.reason,
        after=told | {"events": [event.code for event in finding.events]},
    )  # fmt: skip
    return answer


def may_answer(user: User, council: Council) -> bool:
    """The council's secretary, and SMS, who reads what the councils enter."""
    rights = rights_of(user)
    return rights.is_sms or rights.may_record(council.pk)


def finding_with(council: Council, quarter: Quarter, key: str) -> Finding | None:
    """The open finding of the council's quarter with this key."""
    look = second_looks([council], [quarter])[0]
    return next((finding for finding in look.open if finding.key == key), None)
