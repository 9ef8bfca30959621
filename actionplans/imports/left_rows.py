"""Faulty rows of a recorded register: how they are kept, found again in a later file, and put into the event form."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from actionplans.checks import EventDraft, Surroundings
from actionplans.models import Event, RegisterRow, RegisterUpload
from actionplans.services.registers import LeftRow

from .batch import Reading
from .files import Row
from .lookups import Lookups
from .outcomes import Outcome
from .registers import EventRow, read_row
from .tables import Fault, Heading

_ORIGIN = ("batch_sheet", "batch_row", "title")
SAME = 0.9  # of the events that came from a file: when they stand in another in the same rows, it is the same file


def left_rows(reading: Reading) -> list[LeftRow]:
    """The faulty rows of a reading, as they are kept until somebody settles them."""
    by_place: dict[tuple[str, int], list[Fault]] = defaultdict(list)
    for fault in reading.result.faults:
        by_place[fault.sheet, fault.row or 0].append(fault)
    return [
        LeftRow(row.sheet, row.row, row.texts, row.digest, [_kept(fault, row) for fault in by_place[row.place]])
        for row in reading.register.rows
        if row.place in by_place
    ]


def _kept(fault: Fault, row: EventRow) -> dict[str, str]:
    names = {index: name for name, index in row.heading.columns.items()}
    field = names.get(fault.index, "") if fault.index is not None else ""
    return {"field": field, "column": fault.column, "code": fault.code, "words": fault.words}


def found_again(open_rows: Iterable[RegisterRow], reading: Reading) -> tuple[list[RegisterRow], list[RegisterRow]]:
    """Of the rows that are left of earlier files: those that this file brings mended, and those it still has faulty.

    A row is the same if all its cells that were right stand in one row of this file: at its own place in the same
    file, or with its day and its topic in one row only. In doubt none is taken: a person decides.
    """
    search = _Search(reading)
    mended, faulty = list[RegisterRow](), list[RegisterRow]()
    for left in open_rows:
        row = search.find(left)
        if row is not None:
            (faulty if reading.result.outcomes[row.place] == Outcome.FAULTY else mended).append(left)
    return mended, faulty


class _Search:
    """The rows of a reading by the cells of a left row; each is found once."""

    def __init__(self, reading: Reading) -> None:
        self.rows = {row.place: row for row in reading.register.rows}
        self.taken: set[tuple[str, int]] = set()
        self.by_cells: dict[tuple[str, ...], dict[tuple[str, ...], list[EventRow]]] = {}
        self.same: dict[int, bool] = {}

    def find(self, left: RegisterRow) -> EventRow | None:
        names = _right(left)
        if names not in self.by_cells:
            self.by_cells[names] = _by_cells(list(self.rows.values()), names)
        wanted = tuple(left.cells[name] for name in names)
        fitting = [row for row in self.by_cells[names].get(wanted, ()) if row.place not in self.taken]
        found: EventRow | None = None
        here = self.rows.get(left.place)
        if here in fitting and self._is_same_file(left.upload):
            found = here
        elif len(fitting) == 1 and {"starts_on", "title"} <= set(names):
            found = fitting[0]
        if found is not None:
            self.taken.add(found.place)
        return found

    def _is_same_file(self, upload: RegisterUpload) -> bool:
        """Whether what was recorded of that file stands in this one too, in the same rows."""
        if upload.pk not in self.same:
            events = Event.objects.filter(batch=upload.batch_id or 0)
            titles = {(sheet, row or 0): title for sheet, row, title in events.values_list(*_ORIGIN)}
            kept = [place for place in titles if place in self.rows and self.rows[place].draft.title == titles[place]]
            self.same[upload.pk] = bool(titles) and len(kept) >= SAME * len(titles)
        return self.same[upload.pk]


def _right(left: RegisterRow) -> tuple[str, ...]:
    """The fields that the row has and that nothing is said against."""
    wrong = {fault["field"] for fault in left.faults}
    return tuple(sorted(name for name in left.cells if name not in wrong))


def _by_cells(rows: Sequence[EventRow], names: tuple[str, ...]) -> dict[tuple[str, ...], list[EventRow]]:
    found: dict[tuple[str, ...], list[EventRow]] = defaultdict(list)
    for row in rows:
        texts = row.texts
        found[tuple(texts.get(name, "") for name in names)].append(row)
    return found


def typed_again(left: RegisterRow) -> tuple[EventDraft, dict[str, str]]:
    """The row as far as it can be read today, and the texts of the cells that cannot: for the event form."""
    around = Surroundings.of(left.upload.council)
    names = list(left.cells)
    heading = Heading(0, 0, {name: at for at, name in enumerate(names)})
    row = Row(left.row, tuple(left.cells.values()))
    read = read_row(left.sheet, row, heading, Lookups.of(left.upload.council, around.items))
    return read.draft, {name: left.cells.get(name, "") for name in read.misread}
