"""The commands: the rules, rights and audit of the pages, words and exit codes for whoever types them."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.management import CommandError, call_command

from actionplans.models import ActionPlan, Event, Measure
from councils.models import AuditEntry, Council, User
from councils.rights import OPERATOR
from tests.actionplans.conftest import World
from tests.actionplans.sheets import event_row, register, workbook
from tests.actionplans.test_import_plans import FIRST, HEADING, TITLE
from tests.factories import make_operator


def run(*words: Any) -> str:
    out = StringIO()
    call_command(*map(str, words), stdout=out, skip_checks=True)
    return out.getvalue()


def refused(*words: Any) -> CommandError:
    with pytest.raises(CommandError) as error:
        run(*words)
    return error.value


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "реестр.xlsx"
    path.write_bytes(register(event_row(), event_row(), event_row(item="9.9")))
    return path


@pytest.fixture
def plan_file(tmp_path: Path) -> Path:
    path = tmp_path / "план.xlsx"
    path.write_bytes(workbook(TITLE, HEADING, FIRST))
    return path


ORDER = ("--authority", "Полпред", "--order", "№ 7", "--on", "01.11.2019")


@pytest.mark.django_db
def test_load_reference_fills_an_empty_database_and_a_second_time_changes_nothing() -> None:
    assert "councils 8" in run("load_reference") and Measure.objects.count() == 24
    assert Council.objects.count() == 8
    entries = list(AuditEntry.objects.all())
    assert '"source":"command"' in entries[0].text and {entry.actor.username for entry in entries} == {OPERATOR}
    assert run("load_reference") == "Nothing to add.\n"
    assert AuditEntry.objects.count() == len(entries)


def test_import_events_tells_what_it_did_row_by_row(batken: World, file: Path) -> None:
    make_operator()
    told = run("import_events", file, "--council", "KG-B")
    assert told.splitlines() == [
        "created                  1",
        "already there            0",
        "doubled in the file      1",
        "left out                 0",
        "faults                   1",
        "fault    Реестр, 4, Пункт плана: The council's plan has no item 9.9.",
        "warning  Реестр, 3: The same event stands in row 2 already, so it is recorded once.",
    ]
    event = Event.objects.get()
    assert event.recorded_by.username == OPERATOR and event.batch.file_name == "реестр.xlsx"
    assert '"source":"command"' in AuditEntry.objects.get(action="event.imported").text


def test_import_events_answers_in_json_and_can_only_try(batken: World, file: Path) -> None:
    make_operator()
    tried = json.loads(run("import_events", file, "--council", "KG-B", "--json", "--dry-run"))
    assert Event.objects.count() == 0
    done = json.loads(run("import_events", file, "--council", "KG-B", "--json"))
    assert tried == done
    assert (done["created"], done["existing"], done["duplicates"]) == (1, 0, 1)
    assert [(fault["row"], fault["code"]) for fault in done["faults"]] == [(4, "unknown_item")]
    again = json.loads(run("import_events", file, "--council", "KG-B", "--json"))
    assert (again["created"], again["existing"], again["duplicates"]) == (0, 1, 1)


def test_import_events_gives_the_file_back_with_its_cells_marked(batken: World, file: Path, tmp_path: Path) -> None:
    make_operator()
    marked = tmp_path / "marked.xlsx"
    run("import_events", file, "--council", "KG-B", "--marked", marked)
    sheet = openpyxl.load_workbook(marked)["Реестр"]
    result = next(cell.column for cell in sheet[1] if str(cell.value).startswith("Result"))
    faulty = [cell.coordinate for row in sheet.iter_rows() for cell in row if cell.comment]
    assert "F4" in faulty and "9.9" in sheet["F4"].comment.text
    assert [sheet.cell(row, result).value for row in (2, 3)] == ["new", "stands in the file twice"]
    error = refused("import_events", file, "--council", "KG-B", "--marked", tmp_path / "no" / "folder.xlsx")
    assert error.returncode == 2 and "not written" in str(error)


def test_the_acting_user_has_the_rights_of_the_pages(batken: World, osh: World, file: Path) -> None:
    assert "secretary" in str(refused("import_events", file, "--council", "KG-B", "--as", "oshsecretary"))
    assert Event.objects.count() == 0
    run("import_events", file, "--council", "KG-B", "--as", "aigul")
    assert Event.objects.get().recorded_by == User.objects.get(username="aigul")


def test_a_file_that_is_no_register_ends_with_words_and_exit_code_2(batken: World, tmp_path: Path) -> None:
    make_operator()
    old = tmp_path / "old.xls"
    old.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100))
    for command in (("import_events",), ("import_plan", *ORDER)):
        error = refused(command[0], old, "--council", "KG-B", *command[1:])
        assert error.returncode == 2 and "old Excel file" in str(error)
        error = refused(command[0], tmp_path / "none.xlsx", "--council", "KG-B", *command[1:])
        assert error.returncode == 2 and "none.xlsx" in str(error)
    assert "KG-B" in str(refused("import_events", old, "--council", "KG-X"))


def test_import_plan_endorses_and_refuses_the_same_file_again(batken: World, plan_file: Path) -> None:
    make_operator()
    told = run("import_plan", plan_file, "--council", "KG-B", *ORDER)
    assert told == (
        "KG-B 2020–2021: 2020-01-01 – 2021-12-31, 1 items, 1 indicators, endorsed by Полпред, № 7, 2019-11-01\n"
    )
    error = refused("import_plan", plan_file, "--council", "KG-B", *ORDER)
    assert error.returncode == 1 and "has a plan for some of these days" in str(error)
    assert ActionPlan.objects.filter(council=batken.council).count() == 2


def test_import_plan_takes_dates_of_cover_and_names_each_fault(batken: World, tmp_path: Path, plan_file: Path) -> None:
    make_operator()
    run("import_plan", plan_file, "--council", "KG-B", *ORDER, "--from", "2020-07-01", "--to", "31.12.2020")
    plan = ActionPlan.objects.get(starts_on__year=2020)
    assert (plan.starts_on.isoformat(), plan.ends_on.isoformat()) == ("2020-07-01", "2020-12-31")
    bad = tmp_path / "bad.xlsx"
    bad.write_bytes(workbook(("План на 2022 год",), HEADING, FIRST, FIRST))
    error = refused("import_plan", bad, "--council", "KG-B", *ORDER)
    assert error.returncode == 2 and "Реестр, 4, № п/п: The number 1.1 stands above already." in str(error)
