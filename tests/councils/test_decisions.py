"""What becomes of decisions: who says what, from which day it counts, and how it stood on any day (rule 4)."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.db.utils import DatabaseError
from hypothesis import given, settings
from hypothesis import strategies as st

from councils import clock
from councils.decisions import as_of, may_report
from councils.models import AuditEntry, Council, Decision, Membership, Organisation, User
from councils.services import decisions
from councils.states import DecisionState, IllegalMove, NotAllowed, Refused, Unfit
from tests.factories import make_council, make_decision, make_grant, make_meeting, make_member, make_membership

from .conftest import TODAY

HELD, DUE = date(2019, 11, 1), date(2019, 12, 20)


@pytest.fixture
def secretary(council: Council) -> User:
    return make_member(council, "secretary", "secretary")


@pytest.fixture
def youth(council: Council) -> User:
    return make_member(council, "youth", "youth")


@pytest.fixture
def decision(council: Council, secretary: User, youth: User) -> Decision:
    return make_decision(make_meeting(council, HELD), DUE, member=youth.person.memberships.get())


def test_whoever_answers_hands_in_the_outcome_and_it_counts_today(decision: Decision, youth: User) -> None:
    scan = (b"%PDF-1.7 list", "pdf", "list.pdf")
    done = decisions.carry_out(decision, outcome="Проведено 3", done_on=HELD, document=scan, actor=youth)
    assert (done.state, done.done_on) == ("done", TODAY)  # a member names no other day
    step = done.steps.get()
    assert (step.note, step.counts_on, step.by, step.stored.name) == ("Проведено 3", TODAY, youth, "list.pdf")
    entry = AuditEntry.objects.get(chain="KG-B", action="decision.done")
    assert "Проведено" not in entry.text and step.stored.sha256 in entry.text
    with pytest.raises(IllegalMove):
        decisions.carry_out(decision, outcome="Ещё", actor=youth)


def test_the_secretary_names_the_day_but_not_one_before_the_meeting_or_to_come(
    decision: Decision, secretary: User
) -> None:
    for day in (HELD - timedelta(1), TODAY + timedelta(1)):
        with pytest.raises(Unfit):
            decisions.carry_out(decision, outcome="О", done_on=day, actor=secretary)
    done = decisions.carry_out(decision, outcome="О", done_on=DUE, actor=secretary)
    assert done.done_on == DUE
    assert as_of(done, DUE).in_time and not as_of(done, DUE - timedelta(1)).in_time


def test_who_says_what_came_of_it(council: Council, decision: Decision, secretary: User, youth: User) -> None:
    chair, other = make_member(council, "chair", "chair"), make_member(council, "observer", "other")
    stranger = make_member(make_council("KG-O"), "youth", "stranger")
    told = {user.username: may_report(user, decision) for user in (youth, secretary, chair, other, stranger)}
    assert told == {"youth": True, "secretary": True, "chair": True, "other": False, "stranger": False}
    for user in (other, stranger, make_grant("sms"), make_grant("administrator")):
        for verb, words in (
            (decisions.carry_out, {"outcome": "О"}), (decisions.withdraw, {"reason": "П"}),
            (decisions.change_due, {"reason": "П", "due_on": TODAY}),
        ):  # fmt: skip
            with pytest.raises(NotAllowed):
                verb(decision, actor=user, **words)
    for verb, words in ((decisions.withdraw, {}), (decisions.change_due, {"due_on": TODAY})):
        with pytest.raises(NotAllowed):
            verb(decision, reason="П", actor=youth, **words)


def test_the_seat_answers_when_its_holder_changes(council: Council, decision: Decision, youth: User) -> None:
    Membership.objects.filter(person=youth.person).update(ends_on=TODAY - timedelta(1))
    after = make_member(council, "youth", "after", starts_on=TODAY)
    gone = User.objects.get(pk=youth.pk)
    assert (may_report(after, decision), may_report(gone, decision)) == (True, False)
    assert [*Decision.objects.of(after)] == [decision] and not Decision.objects.of(gone).exists()


def test_an_organisation_answers_by_its_members_in_that_council(council: Council, secretary: User) -> None:
    member = make_member(council, "youth", "member")
    organisation = Organisation.objects.get(memberships__person=member.person)
    decision = make_decision(make_meeting(council), DUE, organisation=organisation)
    elsewhere = make_membership(make_council("KG-O"), "youth", person=make_member(council, "chair", "x").person)
    Membership.objects.filter(pk=elsewhere.pk).update(organisation=organisation)
    assert may_report(member, decision)
    user = User.objects.get(username="x")
    assert not Decision.objects.of(user).exists()  # by another council's seat nobody answers here


def test_taken_up_again_given_another_day_and_withdrawn(council: Council, decision: Decision, secretary: User) -> None:
    decisions.carry_out(decision, outcome="О", actor=secretary)
    with pytest.raises(Unfit):
        decisions.reopen(decision, reason=" ", actor=secretary)
    decisions.reopen(decision, reason="Без списка", actor=secretary)
    later = TODAY + timedelta(30)
    with pytest.raises(Unfit):
        decisions.change_due(decision, due_on=TODAY - timedelta(1), reason="П", actor=secretary)
    changed = decisions.change_due(decision, due_on=later, reason="Снег", actor=secretary)
    assert changed.due_on == later and changed.steps.last().due_before == DUE
    with pytest.raises(Unfit):
        decisions.change_due(decision, due_on=later, reason="Снег", actor=secretary)
    assert decisions.withdraw(decision, reason="Нет нужды", actor=secretary).state == "withdrawn"
    for verb in (decisions.reopen, decisions.withdraw):
        with pytest.raises(IllegalMove):
            verb(decision, reason="П", actor=secretary)
    assert [s.state for s in changed.steps.all()] == ["done", "open", "open", "withdrawn"]


def test_a_later_decision_withdraws_and_no_other(council: Council, decision: Decision, secretary: User) -> None:
    meeting = make_meeting(council, HELD + timedelta(40))
    later, advice = make_decision(meeting), make_decision(meeting, is_advice=True, needed=None)
    gone_itself = make_decision(meeting, state="withdrawn")
    before = make_decision(make_meeting(council, HELD - timedelta(40)))
    other = make_decision(make_meeting(make_council("KG-O"), TODAY))
    for wrong in (advice, gone_itself, before, other, decision):
        with pytest.raises(Unfit):
            decisions.withdraw(decision, reason="", later=wrong, actor=secretary)
    with pytest.raises(Unfit):
        decisions.withdraw(decision, reason="", actor=secretary)
    gone = decisions.withdraw(decision, reason="", later=later, actor=secretary)
    assert (gone.state, gone.steps.get().later) == ("withdrawn", later)


def test_a_noted_decision_has_nothing_to_carry_out(council: Council, secretary: User) -> None:
    noted = make_decision(make_meeting(council, HELD))
    with pytest.raises(IllegalMove):
        decisions.carry_out(noted, outcome="О", actor=secretary)
    assert as_of(noted, TODAY).state == "noted" and not as_of(noted, TODAY).overdue


@pytest.mark.parametrize("values", [{}, {"is_advice": True, "needed": None}, {"is_adopted": False, "due_on": DUE}])
def test_a_noted_one_is_withdrawn_too_and_was_noted_before(council: Council, secretary: User, values: Any) -> None:
    noted = make_decision(make_meeting(council, HELD), **values)
    with pytest.raises(Unfit):
        decisions.withdraw(noted, reason=" ", actor=secretary)
    assert decisions.withdraw(noted, reason="Голоса сосчитаны неверно", actor=secretary).state == "withdrawn"
    noted.refresh_from_db()
    then = as_of(noted, TODAY - timedelta(1))
    assert (as_of(noted, TODAY).state, then.state, then.overdue) == ("withdrawn", "noted", False)
    with pytest.raises(IllegalMove):
        decisions.change_due(noted, due_on=TODAY, reason="П", actor=secretary)


def test_a_step_is_written_once(decision: Decision, secretary: User) -> None:
    decisions.carry_out(decision, outcome="О", actor=secretary)
    for change in (lambda: decision.steps.update(note="Иначе"), lambda: decision.steps.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert decision.steps.get().note == "О"


STEPS = st.lists(st.tuples(st.sampled_from(("done", "reopen", "due", "withdraw")), st.integers(0, 40)), max_size=6)


@pytest.mark.django_db
@settings(max_examples=40, deadline=None, derandomize=True)
@given(steps=STEPS)
def test_for_any_history_a_day_that_is_over_stays_as_it_was(steps: list[tuple[str, int]]) -> None:
    """Whatever is written afterwards of later days: how the decision stood on each day was known on that day."""
    with transaction.atomic():
        _play(steps)
        transaction.set_rollback(True)


def _play(steps: list[tuple[str, int]]) -> None:
    council = make_council("KG-B")
    secretary, day = make_member(council, "secretary"), HELD
    decision, told = make_decision(make_meeting(council, HELD), DUE), {}
    for what, days in steps:
        for passed in range(days):
            told[day + timedelta(passed)] = _seen(decision, day + timedelta(passed))
        day += timedelta(days)
        with clock.at(day):
            _try(what, decision, User.objects.get(pk=secretary.pk), day)
    decision = Decision.objects.get(pk=decision.pk)
    assert {each: _seen(decision, each) for each in told} == told
    now = as_of(decision, day)
    assert (now.state, now.due_on, now.done_on) == (decision.state, decision.due_on, decision.done_on)
    assert [s.number for s in decision.steps.all()] == list(range(1, decision.steps.count() + 1))


def _seen(decision: Decision, day: date) -> tuple[Any, ...]:
    seen = as_of(Decision.objects.get(pk=decision.pk), day)
    return seen.state, seen.due_on, seen.done_on, seen.overdue


def _try(what: str, decision: Decision, actor: User, day: date) -> None:
    verbs: dict[str, Any] = {
        "done": lambda: decisions.carry_out(decision, outcome="О", actor=actor),
        "reopen": lambda: decisions.reopen(decision, reason="П", actor=actor),
        "due": lambda: decisions.change_due(decision, due_on=day + timedelta(9), reason="П", actor=actor),
        "withdraw": lambda: decisions.withdraw(decision, reason="П", actor=actor),
    }
    states = {"reopen": DecisionState.DONE}
    try:
        verbs[what]()
    except Refused:
        fresh = Decision.objects.get(pk=decision.pk)
        assert fresh.state != states.get(what, DecisionState.OPEN) or fresh.due_on == day + timedelta(9)
