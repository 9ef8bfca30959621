"""What the database itself refuses: triggers, written once per rule for SQLite and PostgreSQL.

A guard is a condition under which a write is refused, in SQL that both databases read unless it is given for
each. SQLite drops triggers without a word when a migration remakes a table, so each migration on a guarded
table ends with `install_operation()`, and a system check compares this list with the database.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from django.apps import apps as live_apps
from django.db import connection as default_connection
from django.db.migrations import RunPython

OURS = ("councils", "actionplans", "reports")
BESIDE = {"councils": ("councils.meeting_guards",)}


@dataclass(frozen=True)
class Guard:
    """Refuse `event` ("INSERT", "UPDATE", "DELETE") on a row of `table` while `when` holds.

    `reads`: tables named in `when` that come later than the guarded one; SQLite refuses every change of a table
    while a trigger names one that is not there yet, so such a guard waits for them.
    """

    name: str
    table: str
    event: str
    when: str | dict[str, str]
    says: str
    reads: tuple[str, ...] = ()

    def condition(self, vendor: str) -> str:
        return self.when if isinstance(self.when, str) else self.when[vendor]

    def create(self, vendor: str) -> list[str]:
        says = self.says.replace("'", "''")
        if vendor == "sqlite":
            return [
                f"CREATE TRIGGER {self.name} BEFORE {self.event} ON {self.table} FOR EACH ROW"
                f" WHEN {self.condition(vendor)} BEGIN SELECT RAISE(ABORT, '{self.name}: {says}'); END"
            ]
        row = "OLD" if self.event == "DELETE" else "NEW"
        return [
            f"CREATE OR REPLACE FUNCTION {self.name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            f" IF {self.condition(vendor)} THEN RAISE EXCEPTION '{self.name}: {says}'"
            f" USING ERRCODE = 'check_violation'; END IF; RETURN {row}; END $$",
            f"CREATE TRIGGER {self.name} BEFORE {self.event} ON {self.table}"
            f" FOR EACH ROW EXECUTE FUNCTION {self.name}()",
        ]

    def drop(self, vendor: str) -> list[str]:
        if vendor == "sqlite":
            return [f"DROP TRIGGER IF EXISTS {self.name}"]
        return [f"DROP TRIGGER IF EXISTS {self.name} ON {self.table}", f"DROP FUNCTION IF EXISTS {self.name}()"]


@dataclass(frozen=True)
class NoTruncate:
    """PostgreSQL could empty a table past its row triggers; SQLite has no TRUNCATE."""

    name: str
    table: str

    def create(self, vendor: str) -> list[str]:
        if vendor == "sqlite":
            return []
        return [
            f"CREATE OR REPLACE FUNCTION {self.name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            f" RAISE EXCEPTION '{self.name}: rows of this table are kept' USING ERRCODE = 'check_violation'; END $$",
            f"CREATE TRIGGER {self.name} BEFORE TRUNCATE ON {self.table}"
            f" FOR EACH STATEMENT EXECUTE FUNCTION {self.name}()",
        ]

    def drop(self, vendor: str) -> list[str]:
        if vendor == "sqlite":
            return []
        return [f"DROP TRIGGER IF EXISTS {self.name} ON {self.table}", f"DROP FUNCTION IF EXISTS {self.name}()"]


AnyGuard = Guard | NoTruncate


def append_only(table: str) -> tuple[AnyGuard, ...]:
    """Rows of the table are written once: no change, no deletion, no emptying."""
    kept = f"rows of {table} are kept as they were written"
    return (
        Guard(f"{table}_no_update", table, "UPDATE", "1 = 1", kept),
        Guard(f"{table}_no_delete", table, "DELETE", "1 = 1", kept),
        NoTruncate(f"{table}_no_truncate", table),
    )


def both(name: str, table: str, when: str | dict[str, str], says: str) -> tuple[Guard, Guard]:
    """The same refusal for rows that come and rows that change."""
    return (
        Guard(f"{name}_insert", table, "INSERT", when, says),
        Guard(f"{name}_update", table, "UPDATE", when, says),
    )


def _holder_in_another_version(apart: str) -> str:
    """Somebody sits in a seat of the same code of another charter version: the same seat (rule 2)."""
    return (
        "EXISTS (SELECT 1 FROM councils_membership m JOIN councils_seat s ON s.id = m.seat_id"  # noqa: S608 - two fixed ends
        " JOIN councils_seat mine ON mine.id = NEW.seat_id AND mine.code = s.code AND mine.id <> s.id"
        " WHERE m.council_id = NEW.council_id AND m.starts_on <= COALESCE(NEW.ends_on, '9999-12-31')"
        f" AND COALESCE(m.ends_on, '9999-12-31') >= NEW.starts_on{apart})"
    )


@dataclass(frozen=True)
class OneOnADay:
    """No two rows that are equal in the columns `same` share a day: EXCLUDE on PostgreSQL, triggers on SQLite."""

    name: str
    table: str
    same: tuple[str, ...]
    says: str

    def _another(self, apart: str) -> str:
        equal = " AND ".join(f"m.{column} = NEW.{column}" for column in self.same)
        return (
            f"EXISTS (SELECT 1 FROM {self.table} m WHERE {equal}"  # noqa: S608 - names of ours
            " AND m.starts_on <= COALESCE(NEW.ends_on, '9999-12-31')"
            f" AND COALESCE(m.ends_on, '9999-12-31') >= NEW.starts_on{apart})"
        )

    def create(self, vendor: str) -> list[str]:
        if vendor == "sqlite":
            made = Guard(f"{self.name}_insert", self.table, "INSERT", self._another(""), self.says)
            changed = Guard(
                f"{self.name}_update", self.table, "UPDATE", self._another(" AND m.id <> NEW.id"), self.says
            )
            return made.create(vendor) + changed.create(vendor)
        equal = "".join(f"{column} WITH =, " for column in self.same)
        return [
            "CREATE EXTENSION IF NOT EXISTS btree_gist",
            f"ALTER TABLE {self.table} ADD CONSTRAINT {self.name} EXCLUDE USING gist"
            f" ({equal}daterange(starts_on, ends_on, '[]') WITH &&)",
        ]

    def drop(self, vendor: str) -> list[str]:
        if vendor == "sqlite":
            return [f"DROP TRIGGER IF EXISTS {self.name}_insert", f"DROP TRIGGER IF EXISTS {self.name}_update"]
        return [f"ALTER TABLE {self.table} DROP CONSTRAINT IF EXISTS {self.name}"]


def _of_adopted(name: str, table: str, rows: dict[str, tuple[str, ...]]) -> tuple[Guard, ...]:
    """A part of a charter version stays as it is once a council adopted that version (rule 1)."""
    adopted = "EXISTS (SELECT 1 FROM councils_adoption a WHERE a.charter_id IN ({}))"
    says = "a version that a council adopted does not change: write the next version"
    return tuple(
        Guard(f"{name}_{event.lower()}", table, event, adopted.format(", ".join(f"{row}.charter_id" for row in of)),
              says)
        for event, of in rows.items()
    )  # fmt: skip


_EVERY_WRITE = {"INSERT": ("NEW",), "UPDATE": ("OLD", "NEW"), "DELETE": ("OLD",)}

GUARDS = (
    *append_only("councils_auditentry"),
    *append_only("councils_decisionstep"),
    OneOnADay(
        "seat_has_one_holder_on_a_day", "councils_membership", ("council_id", "seat_id"),
        "the seat has another holder on one of these days",
    ),
    OneOnADay(
        "member_has_one_alternate_on_a_day", "councils_alternate", ("membership_id",),
        "the member has another alternate on one of these days",
    ),
    Guard(
        "alternate_is_named_within_the_membership", "councils_alternate", "INSERT",
        "NOT EXISTS (SELECT 1 FROM councils_membership m WHERE m.id = NEW.membership_id"
        " AND m.starts_on <= NEW.starts_on AND COALESCE(m.ends_on, '9999-12-31') >= NEW.starts_on"
        " AND COALESCE(m.ends_on, '9999-12-31') >= COALESCE(NEW.ends_on, NEW.starts_on))",
        "an alternate is named for days on which the member holds the seat",
    ),
    Guard("alternate_is_kept", "councils_alternate", "DELETE", "1 = 1", "an alternate is ended, never deleted"),
    Guard(
        "seat_has_one_holder_in_all_versions_insert", "councils_membership", "INSERT", _holder_in_another_version(""),
        "the seat has another holder on one of these days, by another version of the charter",
    ),
    Guard(
        "seat_has_one_holder_in_all_versions_update", "councils_membership", "UPDATE",
        _holder_in_another_version(" AND m.id <> OLD.id"),
        "the seat has another holder on one of these days, by another version of the charter",
    ),
    Guard(
        "training_is_kept", "councils_training", "DELETE", "1 = 1", "a training is voided with a reason, never deleted"
    ),
    Guard(
        "training_does_not_change", "councils_training", "UPDATE",
        "OLD.voided_because <> '' OR NEW.person_id <> OLD.person_id OR NEW.topic <> OLD.topic"
        " OR NEW.starts_on <> OLD.starts_on OR NEW.ends_on <> OLD.ends_on",
        "a recorded training does not change: it is voided with a reason and recorded again",
    ),
    *both(
        "acting_at_most_60_days",
        "councils_membership",
        {
            "sqlite": "NEW.acting AND julianday(NEW.ends_on) - julianday(NEW.starts_on) > 59",
            "postgresql": "NEW.acting AND NEW.ends_on - NEW.starts_on > 59",
        },
        "an acting holder is named for up to 60 days",
    ),
    Guard(
        "membership_is_kept", "councils_membership", "DELETE", "1 = 1",
        "a membership is ended, never deleted: who sat on the council must always have an answer",
    ),
    Guard("stored_file_is_kept", "councils_storedfile", "DELETE", "1 = 1", "a file is erased, its row stays"),
    Guard("grant_is_kept", "councils_grant", "DELETE", "1 = 1", "a grant is ended, never deleted"),
    *both(
        "contributor_link_is_for_a_year_at_most",
        "councils_contributorlink",
        {
            "sqlite": "julianday(NEW.ends_on) - julianday(NEW.starts_on) > 365",
            "postgresql": "NEW.ends_on - NEW.starts_on > 365",
        },
        "a link is for twelve months at most",
    ),
    Guard(
        "contributor_link_is_kept", "councils_contributorlink", "DELETE", "1 = 1",
        "a link is ended, never deleted: who proposed what must always have an answer",
    ),
    Guard(
        "contributor_link_only_ends", "councils_contributorlink", "UPDATE",
        "OLD.ended_at IS NOT NULL OR NEW.digest <> OLD.digest OR NEW.council_id <> OLD.council_id"
        " OR NEW.organisation_id <> OLD.organisation_id OR NEW.starts_on <> OLD.starts_on"
        " OR NEW.ends_on <> OLD.ends_on",
        "a link is made once and ended once; nothing else of it changes",
    ),
    Guard(
        "invitation_is_kept", "councils_invitation", "DELETE", "1 = 1", "an invitation is withdrawn, never deleted"
    ),
    Guard(
        "invitation_stays_ended", "councils_invitation", "UPDATE",
        "OLD.used_at IS NOT NULL OR OLD.withdrawn_at IS NOT NULL OR NEW.user_id <> OLD.user_id"
        " OR NEW.digest <> OLD.digest OR NEW.valid_until <> OLD.valid_until",
        "an invitation that was used or withdrawn stays so, and none is given to somebody else",
    ),
    Guard(
        "adopted_charter_is_kept", "councils_charter", "UPDATE",
        "EXISTS (SELECT 1 FROM councils_adoption a WHERE a.charter_id = OLD.id)",
        "a version that a council adopted does not change: write the next version",
    ),
    *_of_adopted("article_of_adopted_charter_is_kept", "councils_article", _EVERY_WRITE),
    *_of_adopted("seat_of_adopted_charter_is_kept", "councils_seat", _EVERY_WRITE),
    Guard(
        "adoption_is_kept", "councils_adoption", "DELETE", "1 = 1",
        "an adoption is kept: by which charter the council worked must always have an answer",
    ),
    Guard(
        "adoption_stays_as_it_was", "councils_adoption", "UPDATE",
        "NEW.council_id <> OLD.council_id OR NEW.charter_id <> OLD.charter_id OR NEW.adopted_on <> OLD.adopted_on"
        " OR NEW.order_number <> OLD.order_number",
        "an adoption stays as it was; only its scan is handed in later",
    ),
    Guard("deviation_is_kept", "councils_deviation", "DELETE", "1 = 1", "a deviation is kept, until the next version"),
    Guard(
        "deviation_stays_as_it_was", "councils_deviation", "UPDATE",
        "NEW.adoption_id <> OLD.adoption_id OR NEW.field <> OLD.field OR NEW.value <> OLD.value"
        " OR NEW.approved_on <> OLD.approved_on OR NEW.order_number <> OLD.order_number",
        "a deviation stays as it was; only its scan is handed in later",
    ),
)  # fmt: skip


def guards_of(label: str) -> tuple[Any, ...]:
    """The guards an app names in its guards.py, and in modules beside it."""
    modules = (f"{label}.guards", *BESIDE.get(label, ()))
    return tuple(guard for name in modules for guard in import_module(name).GUARDS)


def all_guards() -> list[Any]:
    return [guard for label in OURS if live_apps.is_installed(label) for guard in guards_of(label)]


def _run(connection: Any, statements: Iterable[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def install(connection: Any, guards: Iterable[Any]) -> None:
    """(Re)install the guards whose tables exist."""
    tables = set(connection.introspection.table_names())
    for guard in guards:
        if {guard.table, *getattr(guard, "reads", ())} <= tables:
            _run(connection, [*guard.drop(connection.vendor), *guard.create(connection.vendor)])


def remove(connection: Any, guards: Iterable[Any]) -> None:
    tables = set(connection.introspection.table_names())
    for guard in guards:
        if guard.table in tables:
            _run(connection, guard.drop(connection.vendor))


def _of(label: str | None) -> list[Any]:
    return all_guards() if label is None else list(guards_of(label))


def install_operation(label: str | None = None) -> RunPython:
    """The last operation of a migration on a guarded table; run backwards it takes the guards away.

    `label` only in an app's first migration, which has no guards of others to put back.
    """
    return RunPython(
        lambda _apps, editor: install(editor.connection, _of(label)),
        lambda _apps, editor: remove(editor.connection, _of(label)),
    )


def lift_operation() -> RunPython:
    """The first operation of a migration that changes a table; run backwards it puts the guards back.

    All guards, not only the table's: SQLite reads every trigger when a table is remade, and a trigger may name a
    column that a later migration brings.
    """
    return RunPython(
        lambda _apps, editor: remove(editor.connection, all_guards()),
        lambda _apps, editor: install(editor.connection, all_guards()),
    )


@contextmanager
def lifted(connection: Any = None) -> Iterator[None]:
    """For tests only (their flush, and their tampering): inside, the triggers let everything pass.

    PostgreSQL needs a superuser for it and keeps its triggers; SQLite's are dropped and put back.
    """
    connection = connection or default_connection
    postgresql = connection.vendor == "postgresql"
    if postgresql:
        _run(connection, ["SET session_replication_role = replica"])
    else:
        remove(connection, all_guards())
    try:
        yield
    finally:
        if postgresql:
            _run(connection, ["SET session_replication_role = DEFAULT"])
        else:
            install(connection, all_guards())


def names_expected(vendor: str) -> set[str]:
    """Names of triggers and constraints that must be in the database."""
    names: set[str] = set()
    for guard in all_guards():
        for statement in guard.create(vendor):
            words = statement.split()
            if words[:2] == ["CREATE", "TRIGGER"]:
                names.add(words[2])
            elif words[:2] == ["ALTER", "TABLE"]:
                names.add(words[5])
    return names


def names_found(connection: Any) -> set[str]:
    """Names of triggers and exclusion constraints that are in the database."""
    sql = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if connection.vendor == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
        " UNION SELECT conname FROM pg_constraint WHERE contype = 'x'"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return {row[0] for row in cursor.fetchall()}
