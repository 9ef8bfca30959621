"""councils/audit.py: the chains say what was changed or is missing; the tables refuse (rule 17)."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from councils import audit, clock, guards
from councils.models import AuditEntry
from tests.factories import make_council


@pytest.fixture
def chains(council, admin):
    other = make_council("KG-O")
    for number in range(1, 5):
        audit.record("note.add", f"note:{number}", actor=admin, council=council, after={"n": number})
    audit.record("note.add", "note:9", actor=None, council=other)
    audit.record("note.add", "note:8", actor=admin, reason="because")


def faults(anchors=()):
    return [(fault.chain, fault.number, fault.what) for fault in audit.verify(anchors)]


def tamper(sql):
    with guards.lifted():
        connection.cursor().execute(sql)


def test_each_council_and_the_system_have_a_chain_without_gaps(chains):
    entries = list(AuditEntry.objects.values_list("chain", "number", "previous", "hash"))

    assert [(chain, number) for chain, number, *_ in entries] == [
        ("KG-B", 1), ("KG-B", 2), ("KG-B", 3), ("KG-B", 4), ("KG-O", 1), ("system", 1),
    ]  # fmt: skip
    assert [e[2] for e in entries] == [audit.START, *[e[3] for e in entries[:3]], audit.START, audit.START]
    assert faults() == []


def test_the_text_is_what_was_hashed_and_holds_the_whole_step(chains, admin):
    entry = AuditEntry.objects.get(chain="system")

    assert entry.text == (
        '{"action":"note.add","actor":"admin","after":null,"at":"2020-01-07T10:00:00+06:00","before":null,'
        '"chain":"system","number":1,"reason":"because","source":"web","subject":"note:8"}'
    )
    assert entry.hash == audit.digest(audit.START + entry.text)


@pytest.mark.parametrize(
    ("sql", "found"),
    [
        ("UPDATE councils_auditentry SET text = replace(text, '\"n\":2', '\"n\":3')", [("KG-B", 2, "changed")]),
        ("UPDATE councils_auditentry SET action = 'x' WHERE number = 3", [("KG-B", 3, "changed")]),
        ("UPDATE councils_auditentry SET actor_id = NULL WHERE number = 4", [("KG-B", 4, "changed")]),
        ("UPDATE councils_auditentry SET subject = 'x' WHERE chain = 'KG-O'", [("KG-O", 1, "changed")]),
        ("UPDATE councils_auditentry SET at = '2019-01-01 00:00:00+00:00' WHERE number = 2", [("KG-B", 2, "changed")]),
        ("DELETE FROM councils_auditentry WHERE number = 2", [("KG-B", 2, "missing")]),
        ("DELETE FROM councils_auditentry WHERE number IN (2, 3)", [("KG-B", 2, "missing"), ("KG-B", 3, "missing")]),
        ("DELETE FROM councils_auditentry WHERE chain = 'KG-B' AND number = 1", [("KG-B", 1, "missing")]),
    ],
)
def test_tampering_past_the_guards_is_named_by_chain_and_number(chains, sql, found):
    tamper(sql)

    assert faults() == found


def test_an_entry_rewritten_with_its_hash_breaks_the_one_after_it(chains):
    entry = AuditEntry.objects.get(chain="KG-B", number=2)
    text = entry.text.replace('"n":2', '"n":7')
    with guards.lifted():
        AuditEntry.objects.filter(pk=entry.pk).update(text=text, hash=audit.digest(entry.previous + text))

    assert faults() == [("KG-B", 3, "does not follow the entry before it")]


def test_a_cut_tail_shows_against_a_head_kept_elsewhere(chains):
    heads = audit.heads()
    anchors = [(chain, head["number"], head["hash"]) for chain, head in heads.items()]
    assert {chain: head["number"] for chain, head in heads.items()} == {"KG-B": 4, "KG-O": 1, "system": 1}
    assert faults(anchors) == []

    tamper("DELETE FROM councils_auditentry WHERE chain = 'KG-B' AND number = 4")

    assert faults() == []  # from inside nothing is missing
    assert faults(anchors) == [("KG-B", 4, "missing, though a sealed edition names it")]


@pytest.mark.parametrize("sql", ["UPDATE councils_auditentry SET text = ''", "DELETE FROM councils_auditentry"])
def test_the_database_refuses_to_change_or_delete_entries(chains, sql):
    with pytest.raises(IntegrityError, match="councils_auditentry_no"), transaction.atomic():
        connection.cursor().execute(sql)
    assert (AuditEntry.objects.count(), faults()) == (6, [])


def test_the_table_cannot_be_emptied_at_once(chains):
    sql = "DELETE FROM councils_auditentry"
    if connection.vendor == "postgresql":
        sql = "SET CONSTRAINTS ALL IMMEDIATE; TRUNCATE councils_auditentry"
    with pytest.raises(IntegrityError, match="councils_auditentry_no"), transaction.atomic():
        connection.cursor().execute(sql)
    assert AuditEntry.objects.count() == 6


def test_an_entry_outside_a_transaction_is_refused(transactional_db):
    with pytest.raises(RuntimeError):
        audit.record("note.add", "note:1", actor=None)


def test_a_step_that_is_rolled_back_leaves_no_entry(council):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        audit.record("note.add", "note:1", actor=None, council=council)
        1 / 0  # noqa: B018
    assert not AuditEntry.objects.exists()


def test_entries_say_where_they_came_from_and_when(council):
    with audit.source("job"), clock.at(date(2019, 3, 31), 23, 59):
        entry = audit.record("note.add", "note:1", actor=None, council=council)

    assert '"source":"job"' in entry.text
    assert '"at":"2019-03-31T23:59:00+06:00"' in entry.text


@pytest.mark.parametrize("entries", [1, 30])
def test_recording_costs_the_same_however_long_the_chain_is(council, entries):
    for _n in range(entries):
        audit.record("note.add", "note:1", actor=None, council=council)

    with CaptureQueriesContext(connection) as queries:
        audit.record("note.add", "note:1", actor=None, council=council)
    assert len(queries) == 3


def test_a_digest_of_rows_depends_on_every_row_and_their_order():
    rows = [{"a": 1, "b": "ү"}, {"b": "x", "a": date(2019, 1, 1)}]

    assert audit.digest_of_rows(rows) == audit.digest_of_rows([dict(reversed(row.items())) for row in rows])
    assert audit.digest_of_rows(rows) != audit.digest_of_rows(rows[::-1])


def test_the_guards_stand_in_the_database(db):
    assert guards.names_expected(connection.vendor) <= guards.names_found(connection)


def test_a_missing_guard_is_found_by_the_system_check(db):
    from councils.checks import guards_stand

    guards.remove(connection, guards.GUARDS[:1])
    try:
        assert [error.id for error in guards_stand(None, ["default"])] == ["tipcc.E001"]
    finally:
        guards.install(connection, guards.GUARDS[:1])
    assert guards_stand(None, ["default"]) == []


def test_what_is_sealed_while_the_chains_are_walked_is_no_fault(council):
    audit.record("seat.appointed", "seat:1", actor=None, council=council)

    def sealed_meanwhile():
        entry = audit.record("report.submitted", "report:1", actor=None, council=council)
        yield entry.chain, entry.number, entry.hash

    assert faults(sealed_meanwhile()) == []
