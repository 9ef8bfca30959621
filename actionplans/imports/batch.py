"""A register brought in as one batch: every row checked, what is there already recognised, the good rows recorded."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from actionplans.checks import Surroundings, faults_of
from actionplans.models import ImportBatch
from actionplans.models.events import COUNTS
from actionplans.registers import dismissed_rows, remembered
from actionplans.remarks.single import personal_data
from actionplans.services.events import record_batch
from actionplans.states import EventStatus
from councils.locks import lock_council
from councils.models import Council, StoredFile, User
from councils.rights import rights_of
from councils.states import NotAllowed

from .columns import Layout, propose
from .existing import AWAITING, CHANGED, Key, Recorded, key_of_row
from .files import Sheet
from .files.bounded import read_sheets
from .lookups import Lookups
from .outcomes import THERE, Outcome
from .registers import EventRow, LeftOut, Register, read_register
from .tables import Fault
from .totals import TotalFound, compare

Place = tuple[str, int]  # sheet and row
Chosen = Mapping[str, Mapping[str, str]]  # layout -> column -> field
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
    headings: dict[str, int] = field(default_factory=dict)  # sheet -> the last row of its heading
    outcomes: dict[Place, Outcome] = field(default_factory=dict)
    totals: list[TotalFound] = field(default_factory=list)

    def to_json(self) -> dict[str, object]:
        return {
            "created": self.created,
            "existing": self.existing,
            "duplicates": self.duplicates,
            "left_out": [one.to_json() for one in self.left_out],
            "warnings": [one.to_json() for one in self.warnings],
            "faults": [one.to_json() for one in self.faults],
        }


@dataclass
class Reading:
    """What a file says, and what recording it now would do; `new` are the rows that would be created."""

    layouts: list[Layout]
    register: Register = field(default_factory=Register)
    result: ImportResult = field(default_factory=ImportResult)
    new: list[EventRow] = field(default_factory=list)

    @property
    def asks(self) -> bool:
        """Whether a person must say first what a column means; then nothing was read."""
        return any(layout.asks for layout in self.layouts)


def examine(council: Council, sheets: Sequence[Sheet], chosen: Chosen | None = None, *, ask: bool = True) -> Reading:
    """What recording the file would do, and where it is unsure what the columns mean. Writes nothing.

    `ask` False reads on with what is sure: for a command, which nobody answers. Raises FileRefused.
    """
    around = Surroundings.of(council)
    lookups = Lookups.of(council, around.items)
    layouts = propose(sheets, remembered(council), chosen, is_district=lookups.is_district)
    reading = Reading(layouts if ask else [layout.sure_only() for layout in layouts])
    if not (ask and reading.asks):
        reading.register = read_register(sheets, lookups, reading.layouts)
        reading.result, reading.new = check(reading.register, council, around)
        reading.result.headings = {
            sheet: rows[1] for layout in reading.layouts for sheet, rows in layout.headings.items()
        }
    return reading


def record(
    reading: Reading, council: Council, *, actor: User, file_name: str, file_digest: str,
    letter_number: str = "", letter: StoredFile | None = None,
) -> ImportBatch | None:  # fmt: skip
    """Record what the reading found new, as one batch; none where nothing is new.

    The caller has held the council's lock since the reading. Raises NotAllowed.
    """
    if not reading.new:
        return None
    return record_batch(
        council, [row.draft for row in reading.new], actor=actor, file_name=file_name, file_digest=file_digest,
        existing=reading.result.existing, faults=len(reading.result.faults),
        places=[row.place for row in reading.new], letter_number=letter_number, letter=letter,
    )  # fmt: skip


def import_events(
    council: Council, content: bytes, *, file_name: str, actor: User, dry_run: bool = False
) -> ImportResult:
    """Record the good rows of a register as one batch and tell of the others; `dry_run` writes nothing.

    Raises FileRefused, NotAllowed.
    """
    sheets = read_sheets(content)
    with transaction.atomic():
        council = lock_council(council)
        if not rights_of(actor).may_record(council.pk):
            raise NotAllowed(_("Only the council's secretary records its events."))
        reading = examine(council, sheets, ask=False)
        if not dry_run:
            digest = hashlib.sha256(content).hexdigest()
            record(reading, council, actor=actor, file_name=file_name, file_digest=digest)
    return reading.result


def check(register: Register, council: Council, around: Surroundings) -> tuple[ImportResult, list[EventRow]]:
    """Sort the rows into new, already there, doubled in the file, faulty, faulty but dismissed before; the new ones.

    A row that is there already is not checked again: its quarter may be sealed by now. Equal rows of one file
    are one event, so that the same file a second time creates nothing.
    """
    result = ImportResult(left_out=list(register.left_out), warnings=list(register.warnings))
    recorded, seen, new = Recorded(council, register.rows), dict[Key, EventRow](), list[EventRow]()
    dismissed: set[str] | None = None  # asked for once a row is faulty
    for row in register.rows:
        key = (row.fields, *key_of_row(row))
        state = None if row.misread else recorded.find(row)
        if key in seen and not row.misread:
            result.outcomes[row.place] = Outcome.DUPLICATE
            result.warnings.append(_doubled(row, seen[key]))
        elif state is not None:
            seen[key] = row
            result.outcomes[row.place] = _there(row, state)
            result.warnings += _of_existing(row, state)
        elif faults := list(faults_in(row, around)):
            dismissed = dismissed_rows(council) if dismissed is None else dismissed
            if row.digest in dismissed:
                result.outcomes[row.place] = Outcome.DISMISSED
                result.left_out.append(LeftOut(row.sheet, row.row, str(Outcome.DISMISSED.label)))
            else:
                result.outcomes[row.place] = Outcome.FAULTY
                result.faults += faults
        else:
            seen[key] = row
            new.append(row)
            result.outcomes[row.place] = Outcome.CREATED
            result.warnings += _of_new(row, recorded.double_of(row))
    told = list(result.outcomes.values())
    result.created, result.duplicates = len(new), told.count(Outcome.DUPLICATE)
    result.existing = sum(outcome in THERE for outcome in told)
    result.totals = compare(register, result.outcomes)
    return result, new


def _there(row: EventRow, state: str) -> Outcome:
    if state == EventStatus.VOIDED:
        return Outcome.VOIDED
    return Outcome.AWAITING if state == AWAITING or row.draft.item is None else Outcome.EXISTING


def _of_existing(row: EventRow, state: str) -> Iterator[Fault]:
    if state == EventStatus.VOIDED:
        said = _("This event was recorded and voided before, so it is not recorded again.")
        yield row.fault("title", "voided_before", said)
    elif state == CHANGED:
        said = _("This event was recorded before and changed since: it stays as it was changed.")
        yield row.fault("title", "changed_since", said)
    elif state == AWAITING:
        yield row.fault("item", "awaits_attaching", _to_attach())


def _of_new(row: EventRow, double_of: str) -> Iterator[Fault]:
    """What deserves a look in a row that is recorded all the same."""
    yield from _awaiting(row)
    if double_of:
        said = _("Perhaps recorded already as %(code)s: the same day, district and plan item, and much alike.")
        yield row.fault("title", "perhaps_recorded", said % {"code": double_of})
    for warning in personal_data(row.draft, [*row.draft.organisers, *row.draft.partners]):
        yield row.fault(warning.field, str(warning.kind), warning.words)


def faults_in(row: EventRow, around: Surroundings) -> Iterator[Fault]:
    """Cells that cannot be read, then broken rules; a rule that only follows from an unread cell is not told too."""
    for name, misread in row.misread.items():
        yield row.fault(name, misread.code, misread.words)
    unread = {_group(name) for name in row.misread}
    for fault in faults_of(row.draft, around):
        follows = _group(fault.field) in unread or (fault.field == "item" and "days" in unread)
        if not follows:
            # In a register a day outside the plan is a day mistyped, rather than another plan's item.
            name = "starts_on" if fault.code == "outside_plan" else fault.field
            yield row.fault(name, fault.code, fault.words)


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
