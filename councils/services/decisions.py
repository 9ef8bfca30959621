"""What becomes of a decision: carried out, taken up again, withdrawn, given another day; each a step that stays.

Texts stand in the audit as digests: what a person typed may name somebody.
"""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from councils import audit, clock, files
from councils.dates import day_words
from councils.decisions import WITHDRAWABLE, may_report, may_see_to
from councils.locks import lock_council
from councils.models import Decision, DecisionStep, User
from councils.states import DecisionState, IllegalMove, NotAllowed, Unfit


@files.undone_together()
@transaction.atomic
def carry_out(
    decision: Decision,
    *,
    outcome: str,
    done_on: date | None = None,
    document: files.Handed | None = None,
    actor: User,
) -> Decision:
    """What came of it, if need be with a file. It counts as carried out on the day on which that is written; only the
    secretary and the chair name another one, for what lies back. Raises NotAllowed, IllegalMove, Unfit, UploadRefused.
    """
    if not may_report(actor, decision):
        raise NotAllowed(_("Whoever answers for the decision, the secretary or the chair writes what came of it."))
    if not outcome.strip():
        raise Unfit(_("Outcome: write what was done."))
    decision = _locked(decision, (DecisionState.OPEN,))
    day = done_on if done_on and may_see_to(actor, decision) else clock.today()
    _must_follow(decision, day)
    stored = files.keep(*document, council=decision.meeting.council, actor=actor) if document else None
    decision.state, decision.done_on = DecisionState.DONE, day
    decision.save(update_fields=["state", "done_on"])
    return _step(decision, "decision.done", actor=actor, counts_on=day, note=outcome, stored=stored)


@transaction.atomic
def reopen(decision: Decision, *, reason: str, actor: User) -> Decision:
    """The outcome is not enough: it is to be carried out still, and its day stands. Raises NotAllowed, IllegalMove."""
    decision = _seen_to(decision, reason, (DecisionState.DONE,), actor)
    decision.state, decision.done_on = DecisionState.OPEN, None
    decision.save(update_fields=["state", "done_on"])
    return _step(decision, "decision.reopen", actor=actor, counts_on=clock.today(), note=reason)


@transaction.atomic
def withdraw(decision: Decision, *, reason: str, later: Decision | None = None, actor: User) -> Decision:
    """It holds no more, with a reason or by a later decision, and nobody is to carry it out; it stays readable. Also
    one that is only noted: a count that was wrong has no other way out. Raises NotAllowed, IllegalMove, Unfit."""
    if later and not Decision.objects.withdrawing(decision).filter(pk=later.pk).exists():
        raise Unfit(_("A decision is withdrawn by one that the same council adopted later."))
    words = reason.strip() or (_("By decision %(number)s.") % {"number": later.label} if later else "")
    decision = _seen_to(decision, words, WITHDRAWABLE, actor)
    decision.state = DecisionState.WITHDRAWN
    decision.save(update_fields=["state"])
    return _step(decision, "decision.withdraw", actor=actor, counts_on=clock.today(), note=words, later=later)


@transaction.atomic
def change_due(decision: Decision, *, due_on: date, reason: str, actor: User) -> Decision:
    """Another day, with a reason. Raises NotAllowed, IllegalMove, Unfit."""
    decision = _seen_to(decision, reason, (DecisionState.OPEN,), actor)
    before = decision.due_on
    if due_on == before:
        raise Unfit(_("The decision is due on this day already."))
    if due_on < clock.today():
        raise Unfit(_("Due on: the day must not be over."))
    decision.due_on = due_on
    decision.save(update_fields=["due_on"])
    return _step(decision, "decision.due", actor=actor, counts_on=clock.today(), note=reason, due_before=before)


def _seen_to(decision: Decision, reason: str, states: Collection[str], actor: User) -> Decision:
    if not may_see_to(actor, decision):
        raise NotAllowed(_("The secretary, the chair or the deputy of the council does this."))
    if not reason.strip():
        raise Unfit(_("Reason: write why."))
    decision = _locked(decision, states)
    _must_follow(decision, clock.today())
    return decision


def _locked(decision: Decision, states: Collection[str]) -> Decision:
    """The decision as it is now, its council locked. Raises IllegalMove where it is in another state."""
    lock_council(decision.meeting.council)
    fresh: Decision = Decision.objects.with_names().get(pk=decision.pk)
    if fresh.state not in states:
        words = _("The decision is “%(now)s”: this step does not lead on from there.")
        raise IllegalMove(words % {"now": fresh.get_state_display()})
    return fresh


def _must_follow(decision: Decision, day: date) -> None:
    """Not before the meeting, not before the step before, not in the future. Raises Unfit."""
    last = decision.steps.order_by("number").last()
    first = max(decision.meeting.held_on, last.counts_on) if last else decision.meeting.held_on
    if day < first:
        raise Unfit(_("Carried out on: not before %(day)s.") % {"day": day_words(first)})
    if day > clock.today():
        raise Unfit(_("Carried out on: the day is still to come."))


def _step(decision: Decision, what: str, *, actor: User, counts_on: date, note: str, **told: Any) -> Decision:
    note = note.strip()
    step = DecisionStep.objects.create(
        decision=decision, number=decision.steps.count() + 1, state=decision.state, note=note, counts_on=counts_on,
        at=clock.now(), by=actor, **told,
    )  # fmt: skip
    after = {"state": step.state, "on": counts_on, "due_on": decision.due_on, "note_sha256": audit.digest(note)}
    if step.stored:
        after["file_sha256"] = step.stored.sha256
    if step.later:
        after["later"] = step.later.label
    before = {"due_on": step.due_before} if step.due_before else None
    council = decision.meeting.council
    subject = f"decision:{council.code}/{decision.label}"
    audit.record(what, subject, actor=actor, council=council, before=before, after=after)
    return decision
