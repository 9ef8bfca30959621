"""A register brought in as one batch: every row checked, what is there already recognised, the good rows recorded."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from actionplans.checks import EventDraft, Surroundings, faults_of
from actionplans.models.events import COUNTS
from actionplans.services.events import record_batch
from actionplans.states import EventStatus
from councils.locks import lock_council
from councils.models import Council, User
from councils.rights import rights_of
from councils.states import NotAllowed

from .existing import AWAITING, Key, Recorded, key_of_row
from .files import read_sheets
from .lookups import Lookups
from .registers import EventRow, LeftOut, Register, read_register
from .tables import Fault

_DAYS = ("starts_on", "ends_on")


@dataclass
class ImportResult:
    """What an import did, or would do; `faults` are refused rows, `warnings` what was done all the same."""

    created: int = 0
    existing: int = 0
    duplicates: int = 0
    left_out: list[LeftOut] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def to_json(self) -> dict[str, object]:
        return {
            "created": self.created,
            "existing": self.existing,
            "duplicates": self.duplicates,
            "left_out": [one.to_json() for one in self.left_out],
            "warnings": [one.to_json() for one in self.warnings],
            "faults": [one.to_json() for one in self.faults],
        }


@transaction.atomic
def import_events(
    council: Council, content: bytes, *, file_name: str, actor: User, dry_run: bool = False
) -> ImportResult:
    """Record the good rows of a register as one batch and tell of the others; `dry_run` writes nothing.

    Raises FileRefused, NotAllowed.
    """
    council = lock_council(council)
    if not rights_of(actor).may_record(council.pk):
        raise NotAllowed(_("Only the council's secretary records its events."))
    around = Surroundings.of(council)
    register = read_register(read_sheets(content), Lookups.of(council, around.items))
    result, drafts = check(register, council, around)
    if drafts and not dry_run:
        record_batch(
            council, drafts, actor=actor, file_name=file_name, file_digest=hashlib.sha256(content).hexdigest(),
            existing=result.existing, faults=len(result.faults),
        )  # fmt: skip
    return result


def check(register: Register, council: Council, around: Surroundings) -> tuple[ImportResult, list[EventDraft]]:
    """Sort the rows into new, already there, doubled in the file, and faulty; the drafts of the new ones.

    A row that is there already is not checked again: its quarter may be sealed by now. Equal rows of one file
    are one event, so that the same file a second time creates nothing.
    """
    result = ImportResult(left_out=list(register.left_out), warnings=list(register.warnings))
    recorded, seen, drafts = Recorded(council, register.rows), dict[Key, EventRow](), list[EventDraft]()
    for row in register.rows:
        key = (frozenset(row.heading.columns), *key_of_row(row))
        state = None if row.misread else recorded.find(row)
        if key in seen and not row.misread:
            result.duplicates += 1
            result.warnings.append(_doubled(row, seen[key]))
        elif state is not None:
            seen[key] = row
            result.existing += 1
            if state == EventStatus.VOIDED:
                said = _("This event was recorded and voided before, so it is not recorded again.")
                result.warnings.append(row.fault("title", "voided_before", said))
            elif state == AWAITING:
                result.warnings.append(row.fault("item", "awaits_attaching", _to_attach()))
        elif faults := list(faults_in(row, around)):
            result.faults += faults
        else:
            seen[key] = row
            drafts.append(row.draft)
            result.warnings += _awaiting(row)
    result.created = len(drafts)
    return result, drafts


def faults_in(row: EventRow, around: Surroundings) -> Iterator[Fault]:
    """Cells that cannot be read, then broken rules; a rule that only follows from an unread cell is not told too."""
    for name, misread in row.misread.items():
        yield row.fault(name, misread.code, misread.words)
    unread = {_group(name) for name in row.misread}
    for fault in faults_of(row.draft, around):
        follows = _group(fault.field) in unread or (fault.field == "item" and "days" in unread)
        if not follows:
            yield row.fault(fault.field, fault.code, fault.words)


def _group(name: str) -> str:
    return "days" if name in _DAYS else "counts" if name in COUNTS else name


def _doubled(row: EventRow, first: EventRow) -> Fault:
    place = str(first.row) if first.sheet == row.sheet else f"{first.row} ({first.sheet})"
    said = _("The same event stands in row %(row)s already, so it is recorded once.")
    return row.fault("", "duplicate", said % {"row": place})


def _to_attach() -> str:
    words = ngettext(
        "%(count)s event awaits a plan that covers it: attach it to an item.",
        "%(count)s events await a plan that covers them: attach them to its items.",
        1,
    )
    return words % {"count": 1}


def _awaiting(row: EventRow) -> Iterator[Fault]:
    if row.draft.item is None:
        said = _("No endorsed plan covers these days yet: the event is kept beside the totals until one does.")
        yield row.fault("item", "awaiting_plan", said)
