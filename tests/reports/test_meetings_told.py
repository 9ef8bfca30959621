"""What reports say of meetings and decisions: as they stood when the quarter ended, sealed, and nothing of it in
editions that are older (rules 4, 12 and 14)."""

import json
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from actionplans.quarters import Quarter
from councils import audit, clock
from councils.guards import lifted
from councils.models import Decision, Meeting
from councils.services import decisions
from reports import editions
from reports.counted import held_of
from reports.models import Edition
from reports.proof import prove
from reports.services import council_reports
from reports.statement import FORMAT, statement_of
from reports.told.meetings import FIGURES, decisions_over, meetings_over, meetings_told
from reports.workbooks import content_of, rendered
from tests.factories import make_attendance, make_decision, make_meeting

from . import books
from .older import as_in_format
from .world import Q1, World, blacked_out, open_report, page_of, prepared, record, sealed, signed_in

HELD, END = date(2019, 2, 14), date(2019, 3, 31)
Q2 = Quarter(2019, 2)


@pytest.fixture
def meeting(world: World) -> Meeting:
    """Held with the chair, the deputy and the secretary: all three voting seats that are filled."""
    made = make_meeting(world.council, HELD)
    for user in (world.chair, world.deputy, world.secretary):
        make_attendance(made, user.person.memberships.get())
    return made


@pytest.fixture
def decision(world: World, meeting: Meeting) -> Decision:
    return make_decision(meeting, date(2019, 3, 20), member=world.chair.person.memberships.get())


def told_of(world: World, quarter: Quarter) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    return meetings_told(world.council, quarter, held_of(world.council, quarter))


def counted(world: World, quarter: Quarter = Q1) -> dict[str, Any]:
    return told_of(world, quarter)[0]


def test_meetings_are_counted_with_their_quorum_and_decisions_as_the_quarter_ended(
    world: World, decision: Decision
) -> None:
    make_meeting(world.council, date(2019, 3, 1))  # nobody came
    make_meeting(world.council, date(2018, 12, 30))
    make_meeting(world.council, date(2019, 4, 2))
    make_decision(decision.meeting, date(2019, 5, 1), is_advice=True, needed=None)
    make_decision(decision.meeting, is_adopted=False)
    told = counted(world)
    names = ("held", "with_quorum", "held_in_year", "decisions", "advice", "done", "open", "overdue", "asked_a_year")
    assert [told[name] for name in names] == [2, 1, 2, 1, 1, 0, 1, 1, 4]
    assert told["as_of"] == "2019-03-31" and told["list"][0]["quorum"] and not told["list"][1]["quorum"]
    later = counted(world, Q2)
    assert [later[name] for name in names] == [1, 0, 3, 0, 0, 0, 1, 1, 4] and later["as_of"] == "2019-04-05"


def test_what_is_written_after_the_quarter_changes_nothing_of_it(world: World, decision: Decision) -> None:
    before = told_of(world, Q1)
    decisions.carry_out(decision, outcome="Проведено", actor=world.secretary)
    assert told_of(world, Q1) == before
    told, rows = told_of(world, Q2)
    assert (told["done"], told["overdue"]) == (1, 0)
    assert (rows[0]["state"], rows[0]["outcome"], rows[0]["done_on"]) == ("done", "Проведено", "2019-04-05")
    with clock.at(date(2019, 7, 5)):  # in the quarter after next it is told no more
        assert told_of(world, Quarter(2019, 3))[1] == []


def test_a_step_of_a_later_quarter_puts_a_decision_into_no_quarter_before(world: World, decision: Decision) -> None:
    """Carried out in the first quarter and taken up again in the third: the second never heard of it."""
    decisions.carry_out(decision, outcome="О", done_on=date(2019, 3, 20), actor=world.secretary)
    before = told_of(world, Q2)
    assert before[1] == []
    with clock.at(date(2019, 8, 1)):
        decisions.reopen(decision, reason="Нет списка", actor=world.chair)
        assert told_of(world, Q2)[1] == [] and told_of(world, Quarter(2019, 3))[0]["open"] == 1


def test_what_was_due_on_the_quarters_last_day_is_overdue_when_it_ended(world: World, meeting: Meeting) -> None:
    make_decision(meeting, date(2019, 3, 31), member=world.chair.person.memberships.get())
    with clock.at(date(2019, 3, 31)):
        assert counted(world)["overdue"] == 0  # there is the rest of the day
    assert counted(world)["overdue"] == 1


def test_advice_is_listed_and_counted_apart(world: World, meeting: Meeting) -> None:
    make_decision(meeting, date(2019, 3, 20), member=world.chair.person.memberships.get(), is_advice=True, needed=None)
    told, rows = told_of(world, Q1)
    assert [told[name] for name in ("decisions", "advice", "open", "overdue")] == [0, 1, 0, 0] and len(rows) == 1


def test_an_outcome_of_a_day_in_the_quarter_counts_in_it(world: World, decision: Decision) -> None:
    decisions.carry_out(decision, outcome="О", done_on=date(2019, 3, 20), actor=world.secretary)
    assert (counted(world)["done"], counted(world)["overdue"], counted(world, Q2)["done"]) == (1, 0, 0)


def test_texts_are_sealed_by_digest_and_the_edition_proves(world: World, decision: Decision) -> None:
    record(world, date(2019, 3, 1))
    report = sealed(world)
    edition = Edition.objects.get()
    assert edition.format == FORMAT == 5 and list(prove(edition)) == []
    assert "месячник" not in edition.payload and world.chair.person.full_name not in json.dumps(
        json.loads(edition.payload)["decisions"], ensure_ascii=False
    )
    opened = editions.open_edition(edition)
    assert opened["decisions"] == statement_of(world.council, Q1, report)["decisions"]
    shown = signed_in(world.secretary).get(reverse("reports:edition-detail", args=[edition.pk])).content.decode()
    assert "Meetings and decisions" in shown and "Провести месячник" in shown and "overdue" in shown
    assert "Meetings and decisions" in signed_in(world.chair).get(page_of("report-detail", world)).content.decode()


def test_what_is_blacked_out_stays_so_in_the_next_quarters_report(world: World, decision: Decision) -> None:
    record(world, date(2019, 3, 1))
    sealed(world)
    blacked_out(Edition.objects.get().texts.get(key=f"decisions/{decision.pk}/text"))
    with clock.at(date(2019, 7, 3)):
        record(world, date(2019, 6, 1))
        sealed(world, Q2)
    later = Edition.objects.latest("pk")
    assert editions.open_edition(later)["decisions"][0]["text"] == editions.REDACTED
    assert editions.open_edition(later)["decisions"][0]["responsible"] and list(prove(later)) == []


def test_a_decision_that_changes_before_the_signature_asks_to_be_read_again(world: World, decision: Decision) -> None:
    record(world, date(2019, 3, 1))
    report = prepared(world, open_report(world))
    seen = editions.in_force(report)[0]
    decisions.carry_out(decision, outcome="О", done_on=date(2019, 3, 30), actor=world.secretary)
    assert editions.in_force(report)[0]["decisions"] != seen["decisions"]


def test_an_edition_of_before_opens_verifies_and_says_that_it_does_not_tell(world: World, decision: Decision) -> None:
    record(world, date(2019, 3, 1))
    sealed(world)
    with lifted(connection):
        edition = Edition.objects.get()
        edition.texts.filter(key__startswith="decisions/").delete()
        payload = audit.canonical(as_in_format(4, json.loads(edition.payload)))
        Edition.objects.update(payload=payload, sha256=audit.digest(payload), format=4)
    edition = Edition.objects.get()
    assert list(prove(edition)) == [] and "meetings" not in editions.open_edition(edition)
    shown = signed_in(world.secretary).get(reverse("reports:edition-detail", args=[edition.pk])).content.decode()
    assert "Meetings and decisions" not in shown and edition.short_code in shown
    sheet = books.read(rendered(content_of(edition, "en")))[books.MEETINGS]
    row = books.table(sheet, "No.")[0]
    assert [row[name] for name in ("Meetings a year by the Charter", "held", "overdue")] == [4, "n/r", "n/r"]
    assert any("not recorded, which is not 0" in str(line[0]) for line in books.rows(sheet))


def test_sheet_seven_lists_meetings_and_decisions(world: World, decision: Decision) -> None:
    record(world, date(2019, 3, 1))
    sealed(world)
    sheet = books.read(rendered(content_of(Edition.objects.get(), "en")))[books.MEETINGS]
    row = books.table(sheet, "No.")[0]
    names = ("held", "with a quorum", "Decisions", "carried out", "overdue")
    assert [row[name] for name in names] == [1, 1, 1, 0, 1]
    cells = [[str(cell) for cell in line if cell is not None] for line in books.rows(sheet)]
    assert any(line[0] == "1/1" and "Провести месячник" in line for line in cells)
    assert not any("not recorded, which is not 0" in line[0] for line in cells if line)


def test_the_national_report_tells_counts_and_no_decisions_text(world: World, decision: Decision, sms: Any) -> None:
    from reports.models import NationalReport, Period
    from reports.services import national_reports

    record(world, date(2019, 3, 1))
    council_reports.accept(sealed(world), actor=sms)
    national_reports.consolidate(Period.objects.get(), missing={}, actor=sms)
    edition = NationalReport.objects.get().editions.get()
    told = json.loads(edition.payload)["councils"][0]
    assert told["meetings"]["held"] == 1 and "decisions" not in told and list(prove(edition)) == []


def test_quarters_add_up_and_what_stands_on_a_day_is_the_latest(world: World, decision: Decision) -> None:
    first, rows = told_of(world, Q1)
    decisions.carry_out(decision, outcome="О", actor=world.secretary)
    second, later = told_of(world, Q2)
    year = meetings_over([first, second])
    assert year and [year[name] for name in ("held", "decisions", "done", "overdue")] == [1, 1, 1, 0]
    assert len(year["list"]) == 1 and meetings_over([first, None]) is None
    assert [row["state"] for row in decisions_over([rows, None, later])] == ["done"]


def test_over_a_year_what_was_taken_up_again_is_carried_out_once(world: World, decision: Decision) -> None:
    decisions.carry_out(decision, outcome="О", done_on=date(2019, 3, 20), actor=world.secretary)
    first = counted(world)
    decisions.reopen(decision, reason="Не всё", actor=world.chair)
    again = counted(world, Q2)
    assert [first["done"], again["done"], again["taken_up_again"]] == [1, 0, 1]
    assert (meetings_over([first, again]) or {})["done"] == 0
    decisions.carry_out(decision, outcome="О", actor=world.secretary)
    second = counted(world, Q2)
    assert [second["done"], (meetings_over([first, second]) or {})["done"]] == [1, 1]


def test_of_a_council_that_recorded_no_meeting_nothing_is_known(world: World) -> None:
    nothing = counted(world)
    assert {nothing[name] for name in FIGURES} == {None} and (meetings_over([nothing]) or {})["held"] is None
    make_meeting(world.council, date(2019, 3, 5))
    with clock.at(date(2019, 7, 5)):
        later = counted(world, Q2)
    assert counted(world)["held"] == 1 and [later["held"], later["held_in_year"]] == [0, 1]
    assert [(meetings_over([nothing, later]) or {})[name] for name in ("held", "done")] == [0, 0]


def test_sheet_seven_names_who_recorded_no_meeting(world: World) -> None:
    record(world, date(2019, 3, 1))
    sealed(world)
    sheet = books.read(rendered(content_of(Edition.objects.get(), "en")))[books.MEETINGS]
    assert books.table(sheet, "No.")[0]["held"] == "n/r"
    assert any(str(line[0]).startswith("No meeting was recorded so far") for line in books.rows(sheet))


def test_years_behind_cost_no_question_more(world: World, decision: Decision) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            told_of(world, Q1)
        return len(queries)

    one = asked()
    for day in (date(2018, 6, 3), date(2018, 9, 3), date(2019, 3, 3)):
        old = make_decision(make_meeting(world.council, day), date(2019, 3, 20))
        decisions.carry_out(old, outcome="О", done_on=max(day, HELD), actor=world.secretary)
    assert asked() == one
