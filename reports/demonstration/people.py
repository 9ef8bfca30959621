"""Who sits on the councils and who works at SMS and GA: seats from data/seats.csv, accounts, grants, charters."""

from datetime import date
from typing import Any

from django.contrib.auth.hashers import make_password

from actionplans.reference_data import load_programme
from councils import services
from councils.models import Membership, Person, User
from councils.reference_data import load_reference_data
from councils.rights import OPERATOR
from councils.states import GrantRole

from . import archive
from .story import FOUNDED, ORDER, Story, account, after, council_of

PASSWORD = "tipcc-demo-2020"  # noqa: S105 - printed for everybody who tries the demonstration
ADMINISTRATOR, OFFICER, SECOND_OFFICER, READER = "administrator", "sms-officer", "sms-officer-2", "ga-reader"
OFFICES = (
    (OFFICER, "Нурлан Асанов", GrantRole.SMS),
    (SECOND_OFFICER, "Жылдыз Бейшеналиева", GrantRole.SMS),
    (READER, "Ирина Ковалёва", GrantRole.GA),
    (ADMINISTRATOR, "Максат Исмаилов", GrantRole.ADMINISTRATOR),
)
# An international organisation's reader, for a year: acknowledged national figures and the method, nothing else.
OBSERVER, OBSERVES = "observer", (date(2019, 6, 3), date(2020, 6, 2))
FORMER = "batken-secretary-2018"
SELF_GOVERNMENT = "self-government-1"


def found(story: Story) -> None:
    """The first days: reference data, accounts, then the seats of each council on the day of its own order."""
    accounts = Accounts()
    story.on(FOUNDED, 9, _reference)
    story.on(after(FOUNDED, 1), 9, accounts.open_offices)
    for row in archive.rows_of("seats.csv"):
        story.on(date.fromisoformat(row["starts_on"]), 8, accounts.seat, row)
        if row["left_on"]:
            story.on(date.fromisoformat(row["left_on"]), 17, _leave, row)
    story.on(after(date(2019, 9, 1), 1), 12, _switch_off_former)
    story.on(date(2018, 6, 20), 11, _deviate)
    story.on(OBSERVES[0], 9, accounts.open_observer)
    story.on(date(2019, 12, 1), 11, _name_acting)


def _reference() -> None:
    load_reference_data()
    load_programme(account(OPERATOR))


class Accounts:
    """Opens accounts with the one password of the demonstration: hashed once, for hashing is slow on purpose."""

    def __init__(self) -> None:
        self._hash = make_password(PASSWORD)
        self._people: dict[str, Person] = {}

    def open_offices(self) -> None:
        operator = account(OPERATOR)
        for username, name, role in OFFICES:
            user = self._open(username, name, "ru", operator)
            services.give_grant(
                user, role, starts_on=after(FOUNDED, 1), order_number="№ 7-к", actor=operator
            )  # fmt: skip
        for row in archive.organisations():
            services.create_organisation(name=row["text"], kind=row["organisation_kind"], actor=operator)

    def open_observer(self) -> None:
        administrator = account(ADMINISTRATOR)
        user = self._open(OBSERVER, "Анна Лебедева", "en", administrator)
        services.give_grant(
            user, GrantRole.OBSERVER, starts_on=OBSERVES[0], ends_on=OBSERVES[1], order_number="письмо ГСМ № 01-3/142",
            actor=administrator,
        )  # fmt: skip

    def seat(self, row: dict[str, str]) -> None:
        """Appoint by the row, and open an account where the row names one."""
        actor = account(ADMINISTRATOR)
        services.appoint(
            council_of(row["council"]), row["seat"], self._person(row["person"], row["username"], actor),
            row["organisation"], starts_on=date.fromisoformat(row["starts_on"]),
            ends_on=archive.optional_day(row["ends_on"]), order_number=row["order_number"], actor=actor,
        )  # fmt: skip
        if row["username"]:
            self._open(row["username"], row["person"], row["language"], actor)

    def _person(self, name: str, username: str, actor: User) -> Person:
        if name not in self._people:
            email = f"{username}@tipcc.example" if username else ""
            self._people[name] = services.create_person(full_name=name, email=email, actor=actor)
        return self._people[name]

    def _open(self, username: str, name: str, language: str, actor: User) -> User:
        person = self._person(name, username, actor)
        return services.create_user(
            username, person=person, language=language, password_hash=self._hash, actor=actor
        )  # fmt: skip


def _leave(row: dict[str, str]) -> None:
    held = Membership.objects.get(
        council__code=row["council"], seat__code=row["seat"], starts_on=date.fromisoformat(row["starts_on"])
    )
    services.end_membership(
        held, ends_on=date.fromisoformat(row["left_on"]), order_number=row["left_by_order"], reason=row["reason"],
        actor=account(ADMINISTRATOR),
    )  # fmt: skip


def _switch_off_former() -> None:
    services.set_user_active(account(FORMER), False, actor=account(ADMINISTRATOR))


def _deviate() -> None:
    services.approve_deviation(
        council_of("KG-B"), field="notice_days", value="7", approved_on=date(2018, 6, 20),
        order_number="письмо ГСМ № 01-3/88", actor=account(ADMINISTRATOR),
    )  # fmt: skip


def _name_acting() -> None:
    """Until a new mayor is elected, for sixty days at most."""
    services.name_acting(
        council_of("KG-B"), SELF_GOVERNMENT, "Асель Кадырова", "Мэрия города Баткен", starts_on=date(2019, 12, 1),
        ends_on=date(2020, 1, 29), order_number="письмо ГСМ № 01-3/205", actor=account(OFFICER),
    )  # fmt: skip


def sign_in_rows() -> list[dict[str, Any]]:
    """Whom a visitor can sign in as: user name, and the seat and council, or the right.

    First one of each kind, Batken's being the council whose quarter is half written; then the other councils.
    """
    seats = [
        {"username": row["username"], "seat": row["seat"], "council": row["council"], "grant": ""}
        for row in archive.rows_of("seats.csv")
        if row["username"] and row["username"] != FORMER
    ]
    seats.sort(key=lambda row: (ORDER.index(row["council"]), row["seat"] != "secretary", row["seat"] != "chair"))
    granted = [*((name, role) for name, _person, role in OFFICES), (OBSERVER, GrantRole.OBSERVER)]
    offices = [{"username": name, "seat": "", "council": "", "grant": role} for name, role in granted]
    first = [row for row in seats if row["council"] == ORDER[0]]
    return [*first, *offices, *(row for row in seats if row not in first)]
