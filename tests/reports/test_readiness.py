"""What is missing before the chair signs: one rule for the page, for preparing, signing and the commands (rule 11)."""

from datetime import date

import pytest

from actionplans.states import Source
from reports.models import Adjustment, Answer, CouncilReport, FormQuestion, ReportForm
from reports.readiness import Lacking, lacking, needs_a_reason
from reports.services import council_reports, entries, signing
from reports.statement import Statement, statement_of

from .world import Q1, World, open_report, prepared, record


@pytest.fixture
def report(world: World) -> CouncilReport:
    record(world, date(2019, 3, 1), 25)
    return open_report(world)


def told(report: CouncilReport) -> Statement:
    return statement_of(report.council, Q1, report)


def found(report: CouncilReport) -> Lacking:
    return lacking(told(report))


def write(world: World, report: CouncilReport, **values: str) -> None:
    entry = report.entries.filter(item=world.item).first()
    given = {"status": "in_progress", "text": ""} | values
    entries.write_entry(
        report, world.item, version=entry.version if entry else 0, actor=world.secretary, **given
    )  # fmt: skip


def question(*, required: bool = True) -> FormQuestion:
    day = date(2019, 1, 1)
    form = ReportForm.objects.create(
        number=1, order_number="№ 5", ordered_on=day, starts_on=day, name_ru="Ф", name_ky="Ф", name_en="F"
    )
    words = {"text_ru": "Был ли семинар?", "text_ky": "Семинар болдубу?", "text_en": "Was there a seminar?"}
    return FormQuestion.objects.create(form=form, position=1, required=required, **words)


def test_items_without_a_state_are_missing(report: CouncilReport) -> None:
    assert [item["number"] for item in found(report).states] == ["1.1", "1.2"]
    assert found(report).words() == ["2 items have no confirmed state: 1.1, 1.2."]


def test_another_state_than_the_proposed_one_needs_a_word(world: World, report: CouncilReport) -> None:
    with pytest.raises(entries.ReasonNeeded, match="The figures propose “in progress”"):
        write(world, report, status="overdue", text="  ")
    assert not report.entries.exists()
    write(world, report, status="overdue", text="Школа закрыта")
    write(world, report, status="in_progress")  # the proposed one needs none
    assert found(report).reasons == []


def test_a_state_that_figures_left_behind_is_named(world: World, report: CouncilReport) -> None:
    """It was the proposed one when it was confirmed; events recorded since propose another."""
    write(world, report, status="in_progress")
    for day in (2, 3, 4):
        record(world, date(2019, 3, day), 30)
    assert [item["number"] for item in found(report).reasons] == ["1.1"]
    with pytest.raises(entries.NotReady, match=r"nothing says why: 1\.1"):
        council_reports.prepare(report, actor=world.secretary)


def test_what_the_report_itself_counts_needs_no_reason(report: CouncilReport) -> None:
    """By the signature the report comes in on time: the proposal moves then, and nobody could have said why."""
    item = told(report)["items"][0]
    item["indicators"][0]["source"] = Source.REPORTS_ON_TIME
    assert not needs_a_reason(item, "overdue")


def test_required_questions_need_an_answer(world: World, report: CouncilReport) -> None:
    asked = question()
    with pytest.raises(entries.NotReady, match="1 question of the report form needs an answer"):
        prepared(world, report)
    Answer.objects.create(report=report, question=asked, text="Да", written_by=world.secretary)
    assert not found(report)


def test_other_questions_need_none(world: World, report: CouncilReport) -> None:
    question(required=False)
    assert prepared(world, report).status == "prepared"


def test_no_more_can_be_counted_twice_than_were_counted(world: World, report: CouncilReport) -> None:
    first = world.council.events.get()
    record(world, date(2019, 3, 2), 5, same_group_as=first)
    row = Adjustment.objects.create(
        report=report, item=world.item, participants=25, reason="Те же жители", written_by=world.secretary
    )
    assert found(report).too_many == []  # 30 participants, 5 of them said to be the same group
    row.participants = 26
    row.save()
    assert [item["number"] for item in found(report).too_many] == ["1.1"]


def test_signing_asks_the_same_rule(world: World, report: CouncilReport) -> None:
    prepared(world, report)
    question()
    with pytest.raises(entries.NotReady, match="needs an answer"):
        signing.sign(report, actor=world.chair)
    assert not report.editions.exists()


def test_next_steps_stay_where_only_the_state_is_written(world: World, report: CouncilReport) -> None:
    write(world, report, next_steps="Провести два семинара")
    write(world, report, text="Проведено")
    assert report.entries.get().next_steps == "Провести два семинара"
