"""roll_up, submit_report, accept_report, consolidate, export_workbook, verify_audit: the pages' rules and audit."""

import json
from datetime import date, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection, transaction
from django.utils import timezone

from councils import clock, guards, jobs
from councils.models import AuditEntry, Job, User
from reports.management.commands import roll_up
from reports.models import CouncilReport, Edition, EditionFile, NationalReport, Notice, Period
from reports.services import council_reports, entries

from . import books
from .world import World, make_world, open_report, record, sealed

Q1 = "2019-Q1"
ON_PAPER = ("--state", "*=in_progress", "--outgoing", "14-2/31")


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"


def told(*command: str) -> str:
    out = StringIO()
    call_command(*command, stdout=out)
    return out.getvalue()


def refused(*command: str) -> str:
    with pytest.raises(CommandError) as error, transaction.atomic():
        told(*command)
    return str(error.value)


def sources() -> set[str]:
    return {json.loads(entry.text)["source"] for entry in AuditEntry.objects.filter(action__startswith="report.")}


# ---- roll_up


def test_roll_up_opens_all_reports_without_a_worker_and_prints_every_row(world: World) -> None:
    make_world("KG-O")
    record(world, date(2019, 3, 1), 25, women=10, men=12, age_14_28=20, materials=30)
    record(world, date(2019, 3, 2), None, form="broadcast", district=None, audience=4000)
    printed = json.loads(told("roll_up", Q1, "--json"))
    assert printed == {
        "period": Q1,
        "councils": [
            {
                "council": "KG-B", "events": 2, "participants": 25, "women": 10, "men": 12, "youth": 20,
                "audience": 4000, "materials": 30,
                "items": [
                    {"item": "1.1", "events": 2, "participants": 25}, {"item": "1.2", "events": 0, "participants": 0},
                ],
            },
            {
                "council": "KG-O", "events": 0, "participants": 0, "women": 0, "men": 0, "youth": 0,
                "audience": 0, "materials": 0,
                "items": [
                    {"item": "1.1", "events": 0, "participants": 0}, {"item": "1.2", "events": 0, "participants": 0},
                ],
            },
        ],
    }  # fmt: skip
    assert CouncilReport.objects.count() == 2 and Notice.objects.get().councils == 2
    assert not Job.objects.exclude(state="done").exists()


def test_roll_up_again_prints_the_same_and_opens_nothing(world: World) -> None:
    first = told("roll_up", Q1)
    entries, done = AuditEntry.objects.count(), Job.objects.count()
    assert told("roll_up", Q1) == first
    assert (AuditEntry.objects.count(), Job.objects.count()) == (entries, done)
    assert first.splitlines()[2].split() == ["KG-B", *["0"] * 7] and first.splitlines()[-1].startswith("all ")


def test_roll_up_of_one_council_opens_that_one(world: World) -> None:
    make_world("KG-O")
    printed = json.loads(told("roll_up", Q1, "--council", "KG-O", "--json"))
    assert [row["council"] for row in printed["councils"]] == ["KG-O"]
    assert [report.council.code for report in CouncilReport.objects.all()] == ["KG-O"]
    assert not Notice.objects.exists()


def test_roll_up_refuses_what_the_pages_refuse(world: World, ga: User) -> None:
    with clock.at(date(2019, 3, 31)):
        assert "not over" in refused("roll_up", Q1)
    assert "State Migration Service" in refused("roll_up", Q1, "--as", "kg-b-secretary")
    assert "State Migration Service" in refused("roll_up", Q1, "--as", "ga")
    assert "There is no council “KG-X”" in refused("roll_up", Q1, "--council", "KG-X")
    assert "founded later" in refused("roll_up", "2018-Q1")
    assert "is not a quarter" in refused("roll_up", "2019-4")
    assert not Period.objects.exists()


def test_roll_up_waits_for_a_job_that_another_worker_holds(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    job = jobs.ask("open_report", f"{Q1}/KG-B", owner=None, quarter=Q1, council="KG-B")
    jobs.claim(job.pk)
    naps: list[float] = []

    def nap(seconds: float) -> None:
        naps.append(seconds)
        if len(naps) == 3:  # that worker died: its lease runs out
            Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))

    monkeypatch.setattr(roll_up.time, "sleep", nap)
    told("roll_up", Q1)
    assert len(naps) == 3 and CouncilReport.objects.count() == 1
    job.refresh_from_db()
    assert (job.state, job.attempts) == ("done", 2)


def test_roll_up_gives_up_after_a_minute_and_names_what_failed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    job = jobs.ask("open_report", f"{Q1}/KG-B", owner=None, quarter=Q1, council="KG-B")
    jobs.claim(job.pk)
    monkeypatch.setattr(roll_up, "PATIENCE", 0)
    assert "still held by another worker" in refused("roll_up", Q1)
    Job.objects.all().update(state="failed")
    monkeypatch.setattr("reports.work.periods.open_report", lambda *args, **kwargs: 1 / 0)
    assert "failed: the log says why" in refused("roll_up", Q1)


# ---- submit_report, accept_report


def test_the_operator_submits_from_paper_and_the_signatory_is_who_held_the_seat(world: World) -> None:
    record(world, date(2019, 3, 1))
    open_report(world)
    with clock.at(date(2019, 4, 6)):
        printed = told("submit_report", Q1, "--council", "KG-B", *ON_PAPER, "--signed-on", "05.04.2019")
    edition = Edition.objects.get()
    assert printed == f"KG-B 2019-Q1: edition 1, {edition.short_code}\n"
    signature = json.loads(edition.payload)["signature"]
    assert (signature["name"], signature["manner"]) == ("Kg-b-chair", "paper")
    assert (signature["outgoing_number"], signature["entered_by"]) == ("14-2/31", "operator")
    assert "command" in sources()


def test_submitting_names_what_is_missing_and_the_options_that_say_it(world: World) -> None:
    open_report(world)
    words = refused("submit_report", Q1, "--council", "KG-B", "--outgoing", "1")
    assert "1.1, 1.2" in words and "say that there were none" in words and "--confirm-proposed" in words
    assert "1.2" in refused("submit_report", Q1, "--council", "KG-B", "--confirm-proposed", "--no-events")
    assert "outgoing number" in refused(
        "submit_report", Q1, "--council", "KG-B", *ON_PAPER[:2], "--no-events", "--because", "x"
    )
    assert CouncilReport.objects.get().status == "open" and not CouncilReport.objects.get().entries.exists()
    options = ("--no-events", "--confirm-proposed", "--state", "1.2=overdue", *ON_PAPER[2:])
    told("submit_report", Q1, "--council", "KG-B", *options)
    assert dict(CouncilReport.objects.get().entries.values_list("item__number", "status")) == {
        "1.1": "not_due", "1.2": "overdue",
    }  # fmt: skip


def test_submitting_refuses_states_items_and_signatories_that_there_are_not(world: World) -> None:
    record(world, date(2019, 3, 1))
    open_report(world)
    base = ("submit_report", Q1, "--council", "KG-B", "--outgoing", "1")
    assert "a state of fulfilled" in refused(*base, "--state", "1.1=done")
    assert "“in progress”" in (needed := refused(*base, "--state", "*=overdue")) and "--because" in needed
    base = (*base, "--because", "Школа закрыта")
    assert "has no item 9.9; it has 1.1, 1.2" in refused(*base, "--state", "9.9=overdue")
    assert "held neither" in refused(*base, "--state", "*=overdue", "--signed-by", "kg-b-secretary")
    assert "after its quarter ended" in refused(*base, "--state", "*=overdue", "--signed-on", "2018-04-30")
    told(*base, "--state", "*=overdue", "--signed-by", "kg-b-deputy")
    assert json.loads(Edition.objects.get().payload)["signature"]["name"] == "Kg-b-deputy"


def test_a_chair_who_acts_signs_as_on_screen(world: World) -> None:
    record(world, date(2019, 3, 1))
    report = open_report(world)
    assert "Only the council's secretary" in refused("submit_report", Q1, "--council", "KG-B", "--as", "kg-b-chair")
    for item in (world.item, world.silent):
        entries.write_entry(report, item, status="ongoing", text="Идёт", version=0, actor=world.secretary)
    council_reports.prepare(report, actor=world.secretary)
    told("submit_report", Q1, "--council", "KG-B", "--as", "kg-b-chair")
    signature = json.loads(Edition.objects.get().payload)["signature"]
    assert (signature["manner"], signature["entered_by"]) == ("screen", "Kg-b-chair")


def test_another_councils_report_is_not_there(world: World) -> None:
    make_world("KG-O")
    open_report(world)
    assert "no report KG-B" in refused("submit_report", Q1, "--council", "KG-B", *ON_PAPER, "--as", "kg-o-secretary")
    assert "roll_up 2019-Q2 opens it" in refused("accept_report", "2019-Q2", "--council", "KG-B")


def test_accepting_is_for_sms_and_once(world: World, sms: User) -> None:
    record(world, date(2019, 3, 1))
    sealed(world)
    assert "Only an officer of the State Migration Service" in refused(
        "accept_report", Q1, "--council", "KG-B", "--as", "kg-b-secretary"
    )
    assert told("accept_report", Q1, "--council", "KG-B", "--as", "sms") == "KG-B 2019-Q1: accepted\n"
    assert "does not lead on" in refused("accept_report", Q1, "--council", "KG-B")
    assert "no active user “nobody”" in refused("accept_report", Q1, "--council", "KG-B", "--as", "nobody")


# ---- consolidate


def test_consolidating_names_missing_councils_with_a_reason(world: World) -> None:
    make_world("KG-O")
    record(world, date(2019, 3, 1))
    sealed(world)
    told("accept_report", Q1, "--council", "KG-B")
    assert "no reason given: KG-O" in refused("consolidate", Q1)
    assert "--missing" in refused("consolidate", Q1, "--missing", "KG-O")
    assert "There is no council" in refused("consolidate", Q1, "--missing", "KG-X: ill")
    printed = told("consolidate", Q1, "--missing", "KG-O: the secretary: ill", "--submit")
    edition = Edition.objects.get(kind="national")
    assert f"national edition 1, {edition.short_code}" in printed and "Sent to the Government" in printed
    assert NationalReport.objects.get().status == "submitted"
    assert NationalReport.objects.get().gaps.get().reason == "the secretary: ill"
    assert "does not lead on" in refused("consolidate", Q1, "--missing", "KG-O: ill")


# ---- export_workbook


def test_exporting_an_edition_keeps_its_first_file_and_writes_the_same_again(world: World, tmp_path: Path) -> None:
    record(world, date(2019, 3, 1))
    sealed(world)
    told("accept_report", Q1, "--council", "KG-B")
    told("consolidate", Q1)
    first, second = tmp_path / "1.xlsx", tmp_path / "2.xlsx"
    assert "edition 1" in told("export_workbook", Q1, "--lang", "ky", "--out", str(first))
    told("export_workbook", Q1, "--lang", "ky", "--out", str(second))
    assert first.read_bytes() == second.read_bytes() == Path(EditionFile.objects.get().file.path).read_bytes()
    actions = AuditEntry.objects.filter(action__startswith="workbook.").order_by("number")
    assert list(actions.values_list("action", flat=True)) == ["workbook.kept", *["workbook.downloaded"] * 2]


def test_exporting_without_an_edition_says_that_nothing_is_sealed(world: World, tmp_path: Path) -> None:
    record(world, date(2019, 3, 1))
    out = tmp_path / "live.xlsx"
    for extra in ((), ("--council", "KG-B")):
        assert "NOT SEALED" in told("export_workbook", Q1, "--lang", "en", "--out", str(out), *extra)
        assert books.rows(books.read(out.read_bytes())[books.COVER])[0][0].startswith("NOT SEALED")
    assert not EditionFile.objects.exists()
    assert AuditEntry.objects.filter(action="workbook.exported").count() == 2


def test_exporting_gives_a_council_its_own_and_no_other(world: World, ga: User, tmp_path: Path) -> None:
    make_world("KG-O")
    record(world, date(2019, 3, 1))
    sealed(world)
    out = ("--lang", "ru", "--out", str(tmp_path / "x.xlsx"))
    assert "edition 1" in told("export_workbook", Q1, *out, "--council", "KG-B", "--as", "kg-b-chair")
    words = "may not read these figures"
    assert words in refused("export_workbook", Q1, *out, "--council", "KG-B", "--as", "kg-o-chair")
    assert words in refused("export_workbook", Q1, *out, "--as", "kg-b-chair")
    assert words in refused("export_workbook", Q1, *out, "--council", "KG-B", "--as", "ga")  # not accepted yet
    nowhere = str(tmp_path / "no" / "x.xlsx")
    assert "cannot be written" in refused("export_workbook", Q1, "--lang", "ru", "--out", nowhere)


# ---- verify_audit


def test_verifying_counts_what_it_checked(world: World, tmp_path: Path) -> None:
    record(world, date(2019, 3, 1))
    sealed(world)
    told("export_workbook", Q1, "--lang", "ru", "--council", "KG-B", "--out", str(tmp_path / "x.xlsx"))
    entries = AuditEntry.objects.count()
    words = f"All as it was written: {entries} entries in 2 chains, 1 editions, 1 kept files.\n"
    assert told("verify_audit") == words


def test_verifying_names_each_fault_and_fails(world: World, tmp_path: Path) -> None:
    record(world, date(2019, 3, 1))
    sealed(world)
    told("export_workbook", Q1, "--lang", "ru", "--council", "KG-B", "--out", str(tmp_path / "x.xlsx"))
    with guards.lifted(connection), connection.cursor() as cursor:
        cursor.execute("UPDATE reports_editiontext SET text = 'x' WHERE key LIKE '%%1.1/text'")
        cursor.execute("UPDATE councils_auditentry SET action = 'x' WHERE chain = 'KG-B' AND number = 2")
        cursor.execute("DELETE FROM councils_auditentry WHERE chain = 'KG-B' AND number = 3")
    Path(EditionFile.objects.get().file.path).write_bytes(b"x")
    out = StringIO()
    with pytest.raises(CommandError, match=r"^4 faults; checked: "):
        call_command("verify_audit", stdout=out)
    assert "chain KG-B, entry 2: changed\n" in out.getvalue()
    assert "chain KG-B, entry 3: missing\n" in out.getvalue()
    assert "/1.1/text was changed\n" in out.getvalue()
    assert "tipcc-2019-Q1-KG-B-edition-1-ru.xlsx is not as it was kept" in out.getvalue()
