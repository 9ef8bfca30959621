"""What a report says beside states and progress: problems, double counting, answers, separate opinions (rules 11, 17).

Texts go into the audit chain by digest alone: they may be redacted later, an entry never is.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from actionplans.models import PlanItem
from councils import audit, clock, files
from councils.models import Council, Membership, User
from councils.states import IllegalMove, NotAllowed, Refused
from reports.models import Adjustment, Answer, CouncilReport, FormQuestion, Opinion, Problem, ReportForm
from reports.opinions import may_hold_opinion, withdrawable
from reports.readiness import most_adjusted
from reports.states import IN_PREPARATION, QuestionKind, ReportStatus, YesNo

from .entries import item_of
from .moves import locked, must_be_in_preparation, must_write


class ChangedMeanwhile(Refused):
    """Somebody else wrote here since the page was opened; `rows` is how it stands now, empty if it was taken away."""

    def __init__(self, *rows: Any) -> None:
        super().__init__(_("Somebody else wrote here meanwhile. Compare both texts, then save yours."))
        self.rows = rows


def _at_work(report: CouncilReport, actor: User) -> tuple[Council, CouncilReport]:
    council, report = locked(report)
    must_write(actor, report)
    must_be_in_preparation(report)
    return council, report


def _told(row: Problem | Adjustment, *texts: str, **more: Any) -> dict[str, Any]:
    """What an audit entry says of a row: its texts by digest."""
    digests = {f"{name}_sha256": audit.digest(getattr(row, name)) for name in texts}
    return {"item": row.item.number if row.item else None, "version": row.version} | digests | more


def _must_have(report: CouncilReport, item: PlanItem) -> dict[str, Any]:
    told = item_of(report, item)
    if told is None:
        raise Refused(_("The report has no such item or state."))
    return told


# ---- problems and proposals


_PROBLEM = ("problem", "proposal", "addressee")


@transaction.atomic
def write_problem(
    report: CouncilReport, *, item: PlanItem | None, problem: str, proposal: str, addressee: str, version: int,
    actor: User, pk: int | None = None,
) -> Problem:  # fmt: skip
    """Add a problem of an item (None: of the whole plan), or change the one with this number as it was opened."""
    council, report = _at_work(report, actor)
    if item:
        _must_have(report, item)
    if not problem.strip():
        raise Refused(_("Problem: write what stands in the way."))
    said = {"item": item, "problem": problem.strip(), "proposal": proposal.strip(), "addressee": addressee.strip()}
    again = report.problems.filter(written_by=actor, **said).exclude(version=version)
    if found := (again.filter(pk=pk) if pk else again).first():
        return found  # the same form sent twice
    row = _problem(report, pk, version) if pk else Problem(report=report, version=0)
    before = _told(row, *_PROBLEM) if row.pk else None
    for name, value in said.items():
        setattr(row, name, value)
    row.written_by = actor
    row.version += 1
    row.save()
    action = "report.problem_changed" if before else "report.problem_added"
    subject = f"report:{report}/problem:{row.pk}"
    audit.record(action, subject, actor=actor, council=council, before=before, after=_told(row, *_PROBLEM))
    return row


@transaction.atomic
def remove_problem(report: CouncilReport, pk: int, *, version: int, actor: User) -> None:
    council, report = _at_work(report, actor)
    row = _problem(report, pk, version)
    before, subject = _told(row, *_PROBLEM), f"report:{report}/problem:{row.pk}"
    row.delete()
    audit.record("report.problem_removed", subject, actor=actor, council=council, before=before)


def _problem(report: CouncilReport, pk: int, version: int) -> Problem:
    row = Problem.objects.select_related("item", "written_by__person").filter(report=report, pk=pk).first()
    if row is None:
        raise ChangedMeanwhile
    if row.version != version:
        raise ChangedMeanwhile(row)
    return row


# ---- participants counted twice


@transaction.atomic
def set_adjustment(
    report: CouncilReport, item: PlanItem, *, participants: int, reason: str, version: int, actor: User
) -> Adjustment:
    """How many participants of an item were counted twice, and why (0 in `version`: nothing was said yet).

    Never more than the item's events count, less those that the events say were at one before.
    """
    council, report = _at_work(report, actor)
    told = _must_have(report, item)
    said = {"item": item, "participants": participants, "reason": reason.strip()}
    if again := report.adjustments.filter(written_by=actor, **said).exclude(version=version).first():
        return again  # the same form sent twice
    row = _adjustment(report, item, version)
    if participants < 1 or not reason.strip():
        raise Refused(_("Say how many participants were counted twice, at least one, and why."))
    if participants > (most := most_adjusted(told)):
        words = _("Of this item at most %(most)s participants can have been counted twice.")
        raise Refused(words % {"most": most})
    before = _told(row, "reason", participants=row.participants) if row else None
    row = row or Adjustment(report=report, item=item, version=0)
    row.participants, row.reason, row.written_by = participants, reason.strip(), actor
    row.version += 1
    row.save()
    after = _told(row, "reason", participants=participants)
    subject = f"report:{report}/{told['number']}"
    audit.record("report.adjusted", subject, actor=actor, council=council, before=before, after=after)
    return row


@transaction.atomic
def withdraw_adjustment(report: CouncilReport, item: PlanItem, *, version: int, actor: User) -> None:
    council, report = _at_work(report, actor)
    row = _adjustment(report, item, version)
    if row is None:
        raise ChangedMeanwhile
    before = _told(row, "reason", participants=row.participants)
    row.delete()
    subject = f"report:{report}/{row.item.number}"
    audit.record("report.adjustment_withdrawn", subject, actor=actor, council=council, before=before)


def _adjustment(report: CouncilReport, item: PlanItem, version: int) -> Adjustment | None:
    row = Adjustment.objects.select_related("item", "written_by__person").filter(report=report, item=item).first()
    if (row.version if row else 0) != version:
        raise ChangedMeanwhile(*[row] if row else [])
    return row


# ---- questions of the report form


@dataclass(frozen=True)
class Typed:
    """An answer as it was typed; `version` is the one that was opened (0: none yet)."""

    text: str
    version: int


@transaction.atomic
def write_answers(report: CouncilReport, typed: Mapping[int, Typed], *, actor: User) -> int:
    """Write answers by their questions' numbers, all or none; how many changed. One audit entry for all of them."""
    council, report = _at_work(report, actor)
    form = ReportForm.objects.in_force(report.period.as_quarter.ends_on)
    asked = {row.pk: row for row in FormQuestion.objects.filter(form=form, pk__in=typed)}
    known = {row.question_id: row for row in report.answers.select_related("question", "written_by__person")}
    if asked.keys() != typed.keys():
        raise Refused(_("The report form changed meanwhile: open the page again."))
    late = [
        known[pk] for pk, one in typed.items()
        if pk in known and known[pk].version != one.version and known[pk].text != one.text.strip()
    ]  # fmt: skip
    if late:
        raise ChangedMeanwhile(*late)
    after = {}
    for pk, one in typed.items():
        row = known.get(pk) or Answer(report=report, question=asked[pk], version=0)
        text = _fitting(asked[pk], one.text.strip())
        if text == row.text:
            continue
        row.text, row.written_by = text, actor
        row.version += 1
        row.save()
        after[str(asked[pk].position)] = {"text_sha256": audit.digest(text), "version": row.version}
    if after:
        audit.record("report.answered", f"report:{report}", actor=actor, council=council, after=after)
    return len(after)


def _fitting(question: FormQuestion, text: str) -> str:
    """A number as plain digits, a yes or no as its word; anything else is no answer to such a question."""
    is_number = text.replace("-", "", 1).replace(".", "", 1).isdecimal() and text.isascii()
    fits = {QuestionKind.NUMBER: is_number, QuestionKind.YES_NO: text in YesNo.values}
    if text and not fits.get(QuestionKind(question.kind), True):
        raise Refused(_("This is no answer to a question of that kind."))
    return text


# ---- separate opinions


def _must_be_unsigned(report: CouncilReport) -> None:
    if report.status not in (*IN_PREPARATION, ReportStatus.PREPARED):
        raise IllegalMove(_("A separate opinion is attached before the report is signed."))


def attach_opinion(
    report: CouncilReport, membership: Membership, *, text: str, actor: User, scan: "UploadedFile[Any] | None" = None
) -> Opinion:
    """Attach what a member of the council says apart; the text is sealed with the report, the scan by its digest."""
    with files.undone_together(), transaction.atomic():
        return _attach(report, membership, text.strip(), scan, actor)


def _attach(
    report: CouncilReport, membership: Membership, text: str, scan: "UploadedFile[Any] | None", actor: User
) -> Opinion:
    council, report = locked(report)
    must_write(actor, report)
    _must_be_unsigned(report)
    if not may_hold_opinion(report, clock.today()).filter(pk=membership.pk).exists():
        raise Refused(_("A separate opinion is a member's who holds a seat today or held one in the quarter."))
    if not text:
        raise Refused(_("Separate opinion: write its text."))
    if report.opinions.filter(membership=membership).exists():
        raise Refused(_("This member's opinion is attached already: withdraw it first."))
    stored = None
    if scan:
        content, kind = files.read(scan, files.SCANS)
        stored = files.keep(content, kind, scan.name or "", council=council, actor=actor)
    row = Opinion.objects.create(
        report=report, membership=membership, text=text, stored=stored, at=clock.now(), by=actor
    )  # fmt: skip
    subject = f"report:{report}/opinion:{row.pk}"
    audit.record("report.opinion_attached", subject, actor=actor, council=council, after=_opinion_told(row))
    return row


@transaction.atomic
def withdraw_opinion(report: CouncilReport, pk: int, *, actor: User) -> None:
    """Take an opinion out again before the signature; its scan is erased, the digest stays in the audit chain."""
    council, report = locked(report)
    must_write(actor, report)
    _must_be_unsigned(report)
    row = withdrawable(report).select_related("stored", "membership").filter(pk=pk).first()
    if row is None and report.opinions.filter(pk=pk).exists():
        raise NotAllowed(_("The council attached this opinion: SMS does not withdraw it."))
    if row is None:
        raise ChangedMeanwhile
    before, subject, stored = _opinion_told(row), f"report:{report}/opinion:{row.pk}", row.stored
    row.delete()
    audit.record("report.opinion_withdrawn", subject, actor=actor, council=council, before=before)
    if stored and not report.editions.exists():  # an edition that was sealed with it names its digest
        files.erase(stored)


def _opinion_told(row: Opinion) -> dict[str, Any]:
    return {
        "membership": row.membership_id, "text_sha256": audit.digest(row.text),
        "scan_sha256": row.stored.sha256 if row.stored else None,
    }  # fmt: skip
