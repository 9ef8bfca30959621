"""A council report from preparing to acceptance, return and reopening (rules 11 and 12).

Each verb takes the council's lock, checks the move, changes, and writes one audit entry. Submitting seals an
edition inside the signing transaction.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from actionplans.models import PlanItem
from councils import audit, clock
from councils.locks import lock_council
from councils.models import Council, Membership, User
from councils.rights import rights_of
from councils.states import IllegalMove, NotAllowed, Refused, SeatRole
from reports import editions
from reports.models import CouncilReport, Edition, ItemEntry, ReportStep
from reports.restatement import changes
from reports.rollup import by_item, items_of
from reports.statement import Statement, fingerprint, statement_of
from reports.states import IN_PREPARATION, ItemStatus, Manner, ReportStatus

from .periods import guard_of


class EntryChangedMeanwhile(Refused):
    """Somebody else wrote at this item since it was opened; `entry` is how it stands now."""

    def __init__(self, entry: ItemEntry) -> None:
        super().__init__(_("Somebody else wrote at item %(item)s meanwhile.") % {"item": entry.item.number})
        self.entry = entry


class NotReady(Refused):
    """The report cannot be prepared yet; `items` are the numbers without a confirmed state."""

    def __init__(self, items: list[str], *, silent: bool) -> None:
        words = []
        if items:
            told = ngettext(
                "%(count)s item has no confirmed state: %(items)s.",
                "%(count)s items have no confirmed state: %(items)s.",
                len(items),
            )
            words.append(told % {"count": len(items), "items": ", ".join(items)})
        if silent:
            words.append(_("No events were recorded: say that there were none."))
        super().__init__(" ".join(words))
        self.items = items


@dataclass(frozen=True)
class Signature:
    """Who signed, in which seat, on which day, and how; on paper with the outgoing number."""

    membership: Membership
    manner: Manner
    signed_on: date
    outgoing_number: str = ""


@transaction.atomic
def write_entry(
    report: CouncilReport, item: PlanItem, *, status: str, text: str, version: int, actor: User
) -> ItemEntry:
    """Confirm an item's state and write its progress. `version` is the one that was opened (0: none yet)."""
    council, report = _locked(report)
    _must_record(actor, council)
    _must_be_in_preparation(report)
    quarter = report.period.as_quarter
    in_report = items_of([council], quarter, by_item([council], [quarter]))
    if item not in in_report or status not in ("", *ItemStatus.values):
        raise Refused(_("The report has no such item or state."))
    entry = ItemEntry.objects.select_related("item").filter(report=report, item=item).first()
    if entry and entry.version != version:
        raise EntryChangedMeanwhile(entry)
    before = audit.fields_of(entry, "status", "version") if entry else None
    entry = entry or ItemEntry(report=report, item=item, version=0)
    entry.status, entry.text, entry.written_by = status, text.strip(), actor
    entry.version += 1
    entry.save()
    after = {"status": status, "text_sha256": audit.digest(entry.text), "version": entry.version}
    subject = f"report:{report}/{item.number}"
    audit.record("report.item_written", subject, actor=actor, council=council, before=before, after=after)
    return entry


@transaction.atomic
def confirm_proposed(report: CouncilReport, *, actor: User) -> int:
    """Confirm at once every state that the rule proposes and nobody set yet; how many."""
    council, report = _locked(report)
    _must_record(actor, council)
    _must_be_in_preparation(report)
    items = statement_of(council, report.period.as_quarter, report)["items"]
    open_ones = [item for item in items if item["proposed"] and not item["status"]]
    known = {entry.item_id: entry for entry in report.entries.all()}
    for item in open_ones:
        entry = known.get(item["id"]) or ItemEntry(report=report, item_id=item["id"], version=0)
        entry.status, entry.written_by = item["proposed"], actor
        entry.version += 1
        entry.save()
    after = {item["number"]: item["proposed"] for item in open_ones}
    if after:
        audit.record("report.states_confirmed", f"report:{report}", actor=actor, council=council, after=after)
    return len(open_ones)


@transaction.atomic
def confirm_no_events(report: CouncilReport, *, confirmed: bool, actor: User) -> CouncilReport:
    """«No events this quarter» must be said by a person (rule 11)."""
    council, report = _locked(report)
    _must_record(actor, council)
    _must_be_in_preparation(report)
    report.no_events_confirmed = confirmed
    report.save(update_fields=["no_events_confirmed"])
    after = {"no_events_confirmed": confirmed}
    audit.record("report.no_events", f"report:{report}", actor=actor, council=council, after=after)
    return report


def what_is_missing(statement: Statement) -> NotReady | None:
    """What stands between this statement and the chair's signature; None when nothing does."""
    items = [item["number"] for item in statement["items"] if not item["status"]]
    silent = statement["figures"]["events"] == 0 and not statement["no_events_confirmed"]
    return NotReady(items, silent=silent) if items or silent else None


@transaction.atomic
def prepare(report: CouncilReport, *, actor: User) -> CouncilReport:
    """The secretary gives the report to the chair. Raises NotReady with what is missing."""
    council, report = _locked(report)
    _must_record(actor, council)
    missing = what_is_missing(statement_of(council, report.period.as_quarter, report))
    if missing:
        raise missing
    return _move(report, ReportStatus.PREPARED, actor=actor)


@transaction.atomic
def hand_back(report: CouncilReport, *, actor: User, reason: str) -> CouncilReport:
    """The chair or the deputy gives a prepared report back to the secretary, with a reason."""
    council, report = _locked(report)
    if not (rights_of(actor).may_sign(council.pk) or rights_of(actor).operator):
        raise NotAllowed(_("Only the chair or the deputy chair hands a report back."))
    return _move(report, ReportStatus.OPEN, actor=actor, reason=_reasoned(reason))


@transaction.atomic
def sign(report: CouncilReport, *, actor: User, seen: str | None = None) -> Edition:
    """The chair or the deputy signs on screen: the report is submitted and sealed, or nothing happens.

    `seen` is the fingerprint of the statement on the page that was read; another one is refused, so that nobody
    signs figures that they did not see.
    """
    council, report = _locked(report)
    if not rights_of(actor).may_sign(council.pk):
        raise NotAllowed(_("Only the chair or the deputy chair signs."))
    if seen is not None and seen != fingerprint(statement_of(council, report.period.as_quarter, report)):
        raise Refused(_("The figures changed since you opened this page. Read them again, then sign."))
    today, seats = clock.today(), (SeatRole.CHAIR, SeatRole.DEPUTY)
    mine = actor.memberships_on(today).filter(council=council, seat__role__in=seats).get()
    return _submit(council, report, Signature(mine, Manner.SCREEN, today), actor)


@transaction.atomic
def submit_on_paper(
    report: CouncilReport, *, signed_on: date, outgoing_number: str, actor: User, signatory: Membership | None = None
) -> Edition:
    """The secretary submits what was signed on paper, with its outgoing number; who signed held the seat that day."""
    council, report = _locked(report)
    _must_record(actor, council)
    if not outgoing_number.strip():
        raise Refused(_("A report on paper has an outgoing number."))
    held = Membership.objects.on(signed_on).with_holder().filter(council=council)
    signers = held.filter(seat__role__in=(SeatRole.CHAIR, SeatRole.DEPUTY)).order_by("seat__position")
    found = signers.filter(pk=signatory.pk).first() if signatory else signers.first()
    if not report.period.as_quarter.ends_on < signed_on <= clock.today():
        raise Refused(_("A report is signed after its quarter ended, and not on a day to come."))
    if found is None:
        raise Refused(_("On %(day)s nobody held the chair's or the deputy's seat.") % {"day": f"{signed_on:%d.%m.%Y}"})
    return _submit(council, report, Signature(found, Manner.PAPER, signed_on, outgoing_number.strip()), actor)


def _submit(council: Council, report: CouncilReport, signature: Signature, actor: User) -> Edition:
    today = clock.today()
    first = report.first_submitted_on = report.first_submitted_on or today
    report = _move(report, ReportStatus.SUBMITTED, actor=actor, signature=signature, fields=["first_submitted_on"])
    # After the move: the report counts itself among those that came in on time.
    statement = statement_of(council, report.period.as_quarter, report, with_events=True)
    missing = what_is_missing(statement)
    if missing:
        raise missing
    statement |= {
        "signature": _signed(signature, actor),
        "submitted_on": today.isoformat(),
        "first_submitted_on": first.isoformat(),
        "days_late": report.days_late,
        "returns": report.steps.filter(after=ReportStatus.RETURNED).count(),
        "changes": _changes(report, statement),
    }
    guard = guard_of(report)
    guard.sealed = True
    guard.save(update_fields=["sealed"])
    return editions.seal(statement, report, actor=actor)


def _signed(signature: Signature, actor: User) -> Statement:
    member = signature.membership
    return {
        "name": member.person.full_name, "seat": member.seat.names, "role": member.seat.role,
        "order_number": member.order_number, "manner": signature.manner, "on": signature.signed_on.isoformat(),
        "outgoing_number": signature.outgoing_number, "entered_by": actor.get_full_name(),
    }  # fmt: skip


def _changes(report: CouncilReport, statement: Statement) -> Statement | None:
    last = report.editions.order_by("-number").first()
    if last is None:
        return None
    asked = report.steps.filter(after__in=(ReportStatus.RETURNED, ReportStatus.REOPENED)).order_by("-number").first()
    told: dict[str, str] = {"reason": "", "asked_by": ""}
    if asked:
        told = {"reason": asked.reason, "asked_by": asked.by.get_full_name()}
    return changes(editions.open_edition(last), statement, **told)


@transaction.atomic
def accept(report: CouncilReport, *, actor: User) -> CouncilReport:
    """SMS accepts a submitted report. Nobody accepts what they prepared, signed or submitted (rule 11)."""
    _council, report = _locked(report)
    _must_be_sms(actor)
    hands = report.steps.filter(after__in=(ReportStatus.PREPARED, ReportStatus.SUBMITTED))
    persons = {pk for pair in hands.values_list("by", "signatory__person__user") for pk in pair}
    if actor.pk in persons and not rights_of(actor).operator:
        raise NotAllowed(_("Nobody accepts a report that they submitted."))
    return _move(report, ReportStatus.ACCEPTED, actor=actor)


@transaction.atomic
def return_report(report: CouncilReport, *, actor: User, reason: str, until: date) -> CouncilReport:
    """SMS returns a submitted report with a reason: its quarter may change again until the day given."""
    _council, report = _locked(report)
    _must_be_sms(actor)
    return _open_again(report, ReportStatus.RETURNED, actor=actor, reason=reason, until=until)


@transaction.atomic
def reopen(report: CouncilReport, *, actor: User, reason: str, until: date) -> CouncilReport:
    """SMS reopens an accepted report by reason and until a day; this lifts the lock too (rule 12)."""
    _council, report = _locked(report)
    _must_be_sms(actor)
    return _open_again(report, ReportStatus.REOPENED, actor=actor, reason=reason, until=until)


def _open_again(
    report: CouncilReport, status: ReportStatus, *, actor: User, reason: str, until: date
) -> CouncilReport:
    if until < clock.today():
        raise Refused(_("The day until which the quarter is open must not be over."))
    report.reopened_until = until
    report = _move(report, status, actor=actor, reason=_reasoned(reason), fields=["reopened_until"], until=until)
    guard = guard_of(report)
    # Not later than an earlier reopening allowed: each one says its own day.
    guard.sealed, guard.locks_on = False, max(report.period.locks_on, report.due_on, until)
    guard.save(update_fields=["sealed", "locks_on"])
    return report


def _locked(report: CouncilReport) -> tuple[Council, CouncilReport]:
    council = lock_council(report.council)
    return council, CouncilReport.objects.select_related("period", "council__region").get(pk=report.pk)


def _move(
    report: CouncilReport, status: ReportStatus, *, actor: User, reason: str = "", fields: list[str] | None = None,
    signature: Signature | None = None, **told: Any,
) -> CouncilReport:  # fmt: skip
    """The only road from one state to the next: check, save, step, audit. The caller holds the lock."""
    if not report.can_move_to(status):
        words = _("The report is “%(now)s”: this step does not lead on from there.")
        raise IllegalMove(words % {"now": report.get_status_display()})
    before, report.status = report.status, status
    report.save(update_fields=["status", *(fields or [])])
    signed = {} if signature is None else {
        "signatory": signature.membership, "manner": signature.manner, "signed_on": signature.signed_on,
        "outgoing_number": signature.outgoing_number,
    }  # fmt: skip
    ReportStep.objects.create(
        report=report, number=report.steps.count() + 1, before=before, after=status, at=clock.now(), by=actor,
        reason=reason, **signed,
    )  # fmt: skip
    after = {"status": status} | signed | told
    audit.record(
        f"report.{status}", f"report:{report}", actor=actor, council=report.council,
        before={"status": before}, after=after, reason=reason,
    )  # fmt: skip
    return report


def _reasoned(reason: str) -> str:
    if not reason.strip():
        raise Refused(_("Reason: write why."))
    return reason.strip()


def _must_record(actor: User, council: Council) -> None:
    if not rights_of(actor).may_record(council.pk):
        raise NotAllowed(_("Only the council's secretary prepares its report."))


def _must_be_sms(actor: User) -> None:
    if not rights_of(actor).is_sms:
        raise NotAllowed(_("Only an SMS officer takes this step."))


def _must_be_in_preparation(report: CouncilReport) -> None:
    if report.status not in IN_PREPARATION:
        raise IllegalMove(_("The report is not in preparation: ask for it to be handed back or reopened."))


__all__ = [
    "EntryChangedMeanwhile", "ItemStatus", "NotReady", "accept", "confirm_no_events", "confirm_proposed", "hand_back",
    "prepare", "reopen", "return_report", "sign", "submit_on_paper", "what_is_missing", "write_entry",
]  # fmt: skip
