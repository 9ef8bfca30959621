"""Members of a council from a workbook: each row checked by the rules of appointing, then all of them or none."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter

from councils import charter, services
from councils.clock import today
from councils.dates import DayNotRead, day_short, parse_day
from councils.locks import lock_council
from councils.member_sheet import COLUMNS, columns_named
from councils.models import Council, Membership, Organisation, Person, Seat, User
from councils.states import Refused, Unfit

from .files import Cell, FileRefused, Row, Sheet

LIMITS = {"person": 200, "organisation": 200, "order": 60, "phone": 40, "email": 254}
NEEDED = ("person", "organisation", "first", "order")
MOST_ROWS = 500


@dataclass(frozen=True)
class MemberRow:
    """One row as it was read: a seat's code, who takes it from when until when, and where it stands."""

    place: str
    seat: str
    person: str
    organisation: str
    first: str
    last: str
    order: str
    phone: str
    email: str

    @property
    def starts_on(self) -> date:
        return date.fromisoformat(self.first)

    @property
    def ends_on(self) -> date | None:
        return date.fromisoformat(self.last) if self.last else None

    def to_json(self) -> dict[str, str]:
        return asdict(self)


@dataclass(frozen=True)
class CellFault:
    """What is wrong, and in which cell: «Members, B4»."""

    place: str
    words: str


@dataclass(frozen=True)
class Change:
    """What a row does: "appoint", "replace" (then `leaves` is who goes), "contacts" or "unchanged"; `contacts`:
    whether a telephone or an e-mail that is known becomes another, beside that."""

    kind: str
    row: MemberRow
    seat: str
    leaves: str = ""
    contacts: bool = False


def read_members(council: Council, sheets: Iterable[Sheet]) -> tuple[list[MemberRow], list[CellFault]]:
    """The rows of the first sheet that has the template's heading. Raises FileRefused where no sheet has it."""
    for sheet in sheets:
        for at, row in enumerate(sheet.rows[:30]):
            columns = columns_named(row.cells)
            if {"seat", *NEEDED} <= columns.keys():
                return _rows(council, sheet, sheet.rows[at + 1 :], columns)
    raise FileRefused(_("No sheet has the headings of the template. Download the template and fill it in."))


def _rows(
    council: Council, sheet: Sheet, rows: list[Row], columns: dict[str, int]
) -> tuple[list[MemberRow], list[CellFault]]:
    if len(rows) > MOST_ROWS:
        raise FileRefused(_("The sheet has more than %(number)s rows.") % {"number": MOST_ROWS})
    seats = charter.seats_on(council, today())
    known = {name: seat.code for seat in seats for name in (seat.code, *seat.names.values())}
    read, faults = [], list[CellFault]()
    for row in rows:
        cells = {name: row[at] for name, at in columns.items()}
        odd = [name for name, at in columns.items() if name != "title" and at in row.odd]
        written = any(cells.get(name) not in (None, "") for name in COLUMNS if name not in ("seat", "title"))
        if not written and not odd:
            continue  # a seat of the template that nobody was written into
        told, wrong = _row(cells, known)
        unread = _("The cell shows no value: mend its formula, or write the value itself.")
        wrong = [*((name, unread) for name in odd), *(each for each in wrong if each[0] not in odd)]
        where = {name: f"{sheet.name}, {get_column_letter(at + 1)}{row.number}" for name, at in columns.items()}
        faults += [CellFault(where.get(name, where["seat"]), words) for name, words in wrong]
        if not wrong:
            read.append(MemberRow(place=where["person"], **told))
    if not read and not faults:
        raise FileRefused(_("No row of the sheet names a person."))
    return read, faults


def _row(cells: dict[str, Cell], known: dict[str, str]) -> tuple[dict[str, str], list[tuple[str, str]]]:
    """A row's values as text, days in ISO form, and what is wrong in which column."""
    told, wrong = dict[str, str](), list[tuple[str, str]]()
    seat = str(cells.get("seat") or "").strip()
    if seat not in known:
        wrong.append(("seat", _("The charter in force has no seat “%(seat)s”.") % {"seat": seat[:40]}))
    told["seat"] = known.get(seat, "")
    for name, longest in LIMITS.items():
        told[name] = text = " ".join(str(cells.get(name) or "").split())
        if len(text) > longest:
            wrong.append((name, _("At most %(number)s characters.") % {"number": longest}))
    for name in ("first", "last"):
        try:
            told[name] = _day(cells.get(name))
        except DayNotRead as error:
            wrong.append((name, f"{error}."))
            told[name] = "?"
    wrong += [(name, _("The cell is empty.")) for name in NEEDED if not told[name]]
    if "?" not in (told["first"], told["last"]) and told["last"] and told["last"] < told["first"]:
        wrong.append(("last", _("The last day is before the first day.")))
    if told["email"]:
        try:
            validate_email(told["email"])
        except ValidationError:
            wrong.append(("email", _("This is no e-mail address.")))
    return told, wrong


def _day(cell: Cell) -> str:
    if cell in (None, ""):
        return ""
    return (cell if isinstance(cell, date) else parse_day(str(cell))).isoformat()


def bring_in(
    council: Council, rows: Iterable[MemberRow], *, actor: User, keep: bool
) -> tuple[list[Change], list[CellFault]]:
    """Take all rows in the order of their first days; nothing stays where one is refused, or without `keep`."""
    changes, faults = list[Change](), list[CellFault]()
    with transaction.atomic():
        council = lock_council(council)
        for row in sorted(rows, key=lambda each: (each.first, each.seat)):
            try:
                with transaction.atomic():
                    changes.append(_take(council, row, actor))
            except Refused as refusal:
                faults.append(CellFault(row.place, str(refusal)))
        if faults or not keep:
            transaction.set_rollback(True)
    return changes, faults


def _take(council: Council, row: MemberRow, actor: User) -> Change:
    seat = next((s for s in charter.seats_on(council, row.starts_on) if s.code == row.seat), None)
    if seat is None:
        raise Unfit(
            _("The charter in force on %(day)s has no seat “%(seat)s”.")
            % {"day": day_short(row.starts_on), "seat": row.seat}
        )
    held = Membership.objects.on(row.starts_on).with_holder().filter(council=council, seat__code=row.seat).first()
    if held and _is_same(held, row):
        changed = _contacts(held.person, row, actor)
        return Change("contacts" if changed else "unchanged", row, seat.name)
    (person, contacts), organisation = _person(council, row, actor), _organisation(row, seat)
    days: dict[str, Any] = {"starts_on": row.starts_on, "ends_on": row.ends_on, "order_number": row.order}
    if held and held.starts_on < row.starts_on and held.person != person:
        services.replace_member(held, person, organisation, actor=actor, **days)
        return Change("replace", row, seat.name, held.person.full_name, contacts)
    services.appoint(council, row.seat, person, organisation, actor=actor, **days)
    return Change("appoint", row, seat.name, contacts=contacts)


def _is_same(held: Membership, row: MemberRow) -> bool:
    """Whether the row says what is recorded; an empty last day leaves what is."""
    said = (row.person, row.organisation, row.starts_on, row.ends_on or held.ends_on)
    return said == (held.person.full_name, held.organisation.name, held.starts_on, held.ends_on)


def _person(council: Council, row: MemberRow, actor: User) -> tuple[Person, bool]:
    """Who of this council's people bears the name, and whether contacts change; somebody new where nobody bears it.

    A name is no proof of who somebody is: a row never reaches a person of another council or an office, whose account
    and e-mail would come with the name.
    """
    named = Person.objects.filter(full_name=row.person)
    ours = list(named.filter(memberships__council=council).distinct())
    told = {"person": row.person}
    if len(ours) > 1:
        raise Unfit(_("Several people are called %(person)s: appoint this one by the form.") % told)
    if ours:
        return ours[0], _contacts(ours[0], row, actor)
    if named.exists():
        raise Unfit(
            _("Somebody called %(person)s is known outside this council: appoint this one by the form.") % told
        )
    return services.create_person(full_name=row.person, phone=row.phone, email=row.email, actor=actor), False


def _contacts(person: Person, row: MemberRow, actor: User) -> bool:
    """Contacts that the row gives; an empty cell leaves what is there. Of whoever has an account they are changed on
    the person's page alone: invitations go to that address."""
    phone, email = row.phone or person.phone, row.email or person.email
    if (phone, email) == (person.phone, person.email):
        return False
    if person.user_id:
        told = {"person": person.full_name}
        raise Unfit(_("%(person)s has an account: change the contacts on the person's own page.") % told)
    services.edit_person(person, full_name=person.full_name, phone=phone, email=email, actor=actor)
    return True


def _organisation(row: MemberRow, seat: Seat) -> Organisation | str:
    known = Organisation.objects.filter(name=row.organisation).first()
    return known.same_as or known if known else row.organisation


def unpacked(told: list[dict[str, Any]]) -> Iterator[MemberRow]:
    for one in told:
        yield MemberRow(**one)
