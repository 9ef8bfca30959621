"""Instructions of the Government Administration: who gives, carries out, confirms; what the national report says."""

import json
from collections.abc import Callable
from datetime import date

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.db.utils import DatabaseError
from hypothesis import given, settings
from hypothesis import strategies as st

from actionplans.quarters import Quarter
from councils import clock
from councils.models import AuditEntry, User
from councils.states import IllegalMove, NotAllowed, Refused
from reports import editions
from reports.instructions import open_instructions, told
from reports.models import Edition, Instruction, NationalReport, Period
from reports.services import council_reports, instructions, national_reports
from reports.states import INSTRUCTION_NEXT, InstructionStatus
from tests.factories import make_grant, make_member, make_user

from .world import World, blacked_out, make_world, record, sealed

DUE = date(2019, 5, 1)
Give = Callable[..., Instruction]


@pytest.fixture
def national(world: World, sms: User) -> NationalReport:
    record(world, date(2019, 3, 1), 25)
    council_reports.accept(sealed(world), actor=sms)
    national_reports.consolidate(Period.objects.get(), missing={}, actor=sms)
    return national_reports.submit_to_ga(NationalReport.objects.get(), actor=sms)


@pytest.fixture
def give(national: NationalReport, ga: User) -> Give:
    def given_with(**values: object) -> Instruction:
        wanted = {"text": "Провести занятия", "addressee": "Совет", "due_on": DUE, **values}
        return instructions.give(national, actor=ga, **wanted)  # type: ignore[arg-type]

    return given_with


def test_numbers_run_through_the_year(give: Give, world: World) -> None:
    assert [give().number, give(council=world.council).number] == ["2019/1", "2019/2"]
    with clock.at(date(2020, 1, 9)):
        assert give(due_on=date(2020, 2, 1)).number == "2020/1"


def test_a_form_that_is_sent_twice_gives_one(give: Give, sms: User) -> None:
    first = give(once=True)
    assert give(once=True) == first and first.steps.count() == 1
    assert give(once=True, text="Другое").number == "2019/2"


def test_only_ga_gives_and_only_what_is_whole(give: Give, national: NationalReport, world: World, sms: User) -> None:
    with pytest.raises(NotAllowed):
        instructions.give(national, text="Т", addressee="А", due_on=DUE, actor=sms)
    other = make_world("KG-O")
    for wrong in (
        {"text": " "}, {"addressee": ""}, {"due_on": date(2019, 4, 4)}, {"item": world.item},
        {"council": world.council, "item": other.item},
    ):  # fmt: skip
        with pytest.raises(Refused):
            give(**wrong)
    assert not Instruction.objects.exists()
    assert give(due_on=clock.today(), council=world.council, item=world.item).item == world.item


def test_carried_out_returned_carried_out_again_and_confirmed(give: Give, world: World, ga: User) -> None:
    instruction = give(council=world.council)
    done = instructions.carry_out(instruction, outcome="Проведено 3", actor=world.secretary)
    with pytest.raises(IllegalMove):
        instructions.carry_out(done, outcome="Ещё", actor=world.secretary)
    instructions.return_for_more(done, reason="А где список?", actor=ga)
    instructions.carry_out(done, outcome="Список прилагается", actor=world.secretary)
    instructions.confirm(done, actor=ga)
    assert list(instruction.steps.values_list("number", "after", "note")) == [
        (1, "given", ""), (2, "done", "Проведено 3"), (3, "returned", "А где список?"),
        (4, "done", "Список прилагается"), (5, "confirmed", ""),
    ]  # fmt: skip
    with pytest.raises(IllegalMove):
        instructions.withdraw(instruction, reason="Поздно", actor=ga)
    entries = AuditEntry.objects.filter(action__startswith="instruction.").order_by("pk")
    assert {entry.chain for entry in entries} == {"KG-B"} and entries.count() == 5
    assert not any("Провед" in entry.text or "список" in entry.text.lower() for entry in entries)


def test_who_carries_out_what(give: Give, world: World, sms: User, ga: User) -> None:
    """The secretary what is asked of the own council; SMS that, and what is asked of others."""
    of_council, of_body, stranger = give(council=world.council), give(), make_world("KG-O").secretary
    for user, instruction in (
        (world.chair, of_council), (stranger, of_council), (ga, of_council), (world.secretary, of_body),
        (make_grant("administrator"), of_body),
    ):  # fmt: skip
        assert not instructions.may_carry_out(user, instruction)
        with pytest.raises(NotAllowed):
            instructions.carry_out(instruction, outcome="Сделано", actor=user)
    with pytest.raises(Refused):
        instructions.carry_out(of_body, outcome=" ", actor=sms)
    for instruction in (of_council, of_body):
        assert instructions.carry_out(instruction, outcome="Сделано", actor=sms).status == "done"
    for verb in (instructions.confirm, lambda row, actor: instructions.withdraw(row, reason="Так", actor=actor)):
        with pytest.raises(NotAllowed):
            verb(of_body, actor=sms)


def test_a_reason_is_needed_to_return_and_to_withdraw(give: Give, sms: User, ga: User) -> None:
    instruction = instructions.carry_out(give(), outcome="Сделано", actor=sms)
    for verb in (instructions.return_for_more, instructions.withdraw):
        with pytest.raises(Refused):
            verb(instruction, reason="", actor=ga)
    assert instructions.withdraw(instruction, reason="Отпало", actor=ga).status == "withdrawn"


def test_overdue_from_the_day_after_while_it_is_to_be_done(give: Give, sms: User, ga: User) -> None:
    instruction = give()
    assert not instruction.is_overdue(DUE) and instruction.is_overdue(date(2019, 5, 2))
    instruction = instructions.carry_out(instruction, outcome="Сделано", actor=sms)
    assert not instruction.is_overdue(date(2019, 5, 2))
    assert instructions.return_for_more(instruction, reason="Нет", actor=ga).is_overdue(date(2019, 5, 2))


def test_who_sees_which(give: Give, world: World, sms: User, ga: User) -> None:
    of_council, of_body = give(council=world.council), give()
    other = make_world("KG-O")
    seen = {
        user.username: set(Instruction.objects.visible_to(user))
        for user in (sms, ga, world.secretary, world.chair, other.secretary, make_user("nobody"))
    }
    member = make_member(world.council, "youth", "member")
    assert set(Instruction.objects.visible_to(member)) == {of_council}
    both = {of_council, of_body}
    assert seen == {
        "sms": both, "ga": both, "kg-b-secretary": {of_council}, "kg-b-chair": {of_council},
        "kg-o-secretary": set(), "nobody": set(),
    }  # fmt: skip


def test_what_waits_for_whom(give: Give, world: World, sms: User, ga: User) -> None:
    later, sooner = give(council=world.council, due_on=date(2019, 6, 1)), give()
    assert list(open_instructions(sms)) == [sooner, later]
    assert list(open_instructions(world.secretary)) == [later]
    assert not open_instructions(world.chair).exists() and not open_instructions(ga).exists()
    instructions.carry_out(sooner, outcome="Сделано", actor=sms)
    assert list(open_instructions(sms)) == [later] and list(open_instructions(ga)) == [sooner]


def test_the_database_keeps_what_was_asked(give: Give, world: World) -> None:
    row = give()
    for change in (
        lambda: Instruction.objects.filter(pk=row.pk).update(text="Иначе"),
        lambda: Instruction.objects.filter(pk=row.pk).update(due_on=date(2020, 1, 1)),
        lambda: Instruction.objects.filter(pk=row.pk).update(council=world.council),
        lambda: Instruction.objects.filter(pk=row.pk)._raw_delete("default"),
        lambda: row.steps.update(note="Иначе"),
    ):
        with pytest.raises((DatabaseError, ObjectDoesNotExist)), transaction.atomic():
            change()
    Instruction.objects.filter(pk=row.pk).update(status="done")


def test_the_national_report_tells_open_ones_and_those_ended_since(
    give: Give, national: NationalReport, world: World, sms: User, ga: User
) -> None:
    give(council=world.council, item=world.item, due_on=clock.today())
    gone, done = give(text="Отпавшее"), give(addressee="Министерство")
    instructions.withdraw(gone, reason="Отпало", actor=ga)
    instructions.carry_out(done, outcome="Сделано", actor=sms)
    national_reports.return_to_sms(national, actor=ga, reason="Ещё раз")
    with clock.at(date(2019, 4, 9)):
        edition = national_reports.consolidate(national.period, missing={}, actor=sms)
    shown = editions.open_edition(edition)["instructions"]
    assert [(one["number"], one["state"], one["overdue"], one["outcome"]) for one in shown] == [
        ("2019/1", "given", True, ""), ("2019/2", "withdrawn", False, ""), ("2019/3", "done", False, "Сделано"),
    ]  # fmt: skip
    assert (shown[0]["council"], shown[0]["item"], shown[0]["due_on"]) == ("KG-B", "1.1", "2019-04-05")
    assert (shown[2]["addressee"], shown[2]["council"]) == ("Министерство", None)
    sealed_words = json.loads(Edition.objects.get(pk=edition.pk).payload)["instructions"][2]
    assert "Министерство" not in edition.payload and len(sealed_words["text"]) == 64
    assert list(editions.verify(edition)) == []


def test_blacked_out_it_is_in_the_national_report_of_every_quarter(
    give: Give, national: NationalReport, world: World, sms: User, ga: User
) -> None:
    give(council=world.council)
    national_reports.return_to_sms(national, actor=ga, reason="Ещё раз")
    first = national_reports.consolidate(national.period, missing={}, actor=sms)
    with clock.at(date(2019, 7, 5)):
        record(world, date(2019, 6, 3), 25)
        summer = council_reports.accept(sealed(world, Quarter(2019, 2)), actor=sms).period
        second = national_reports.consolidate(summer, missing={}, actor=sms)
        blacked_out(first.texts.get(key="instructions/2019/1/text"))
        third = national_reports.consolidate(summer, missing={}, actor=sms)
    for edition in (first, second, third):
        told = editions.open_edition(edition)["instructions"][0]
        assert (told["text"], told["addressee"]) == (editions.REDACTED, "Совет")


@pytest.mark.parametrize("count", [1, 3])
def test_lists_cost_the_same_however_many_there_are(
    count: int, give: Give, sms: User, django_assert_num_queries: Callable[..., object]
) -> None:
    for _at in range(count):
        instructions.carry_out(give(), outcome="Сделано", actor=sms)
    with django_assert_num_queries(2):  # type: ignore[attr-defined]
        rows = told(Instruction.objects.all())
        assert [row.outcome.by.get_full_name() for row in rows if row.outcome] == ["Sms"] * count


@settings(max_examples=25, deadline=None)
@given(steps=st.lists(st.sampled_from(list(InstructionStatus)), max_size=6))
def test_any_sequence_of_steps_follows_the_moves(steps: list[InstructionStatus]) -> None:
    """A pure walk: an end has no way on, and every way to an end leads over a state that GA or the doer can leave."""
    state: str = InstructionStatus.GIVEN
    row = Instruction(status=state)
    for step in steps:
        if row.can_move_to(step):
            row.status = step
        assert row.is_open == (row.status in ("given", "returned"))
        assert bool(INSTRUCTION_NEXT[row.status]) == (row.status not in ("confirmed", "withdrawn"))
