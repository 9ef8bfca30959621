"""The signature: a report is submitted and sealed as an edition in one transaction, or nothing happens (rule 12)."""

import hashlib
from datetime import date

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from councils import clock, files
from councils.files import Handed
from councils.models import Council, Membership, User
from councils.rights import rights_of
from councils.states import NotAllowed, Refused, SeatRole
from reports import editions
from reports.models import CouncilReport, Edition
from reports.on_behalf import letter_of
from reports.restatement import changes
from reports.statement import Statement, code_of, draft_code, fingerprint, statement_of
from reports.states import OPENED_AGAIN, Manner, ReportStatus

from .entries import what_is_missing
from .moves import Signature, locked, move, must_write, repeated
from .periods import guard_of

SIGNERS = (SeatRole.CHAIR, SeatRole.DEPUTY)
# Letters that look alike on a keyboard with Cyrillic: the code has figures and a to f only.
_ALIKE = str.maketrans("авсео", "abce0", " \u00a0-–")


class PaperRefused(Refused):
    """What was said of the signed paper cannot be; `field` is what was said wrong."""

    def __init__(self, words: str, field: str) -> None:
        super().__init__(words)
        self.field = field


@transaction.atomic
def sign(report: CouncilReport, *, actor: User, seen: str | None = None) -> Edition:
    """The chair or the deputy signs on screen: the report is submitted and sealed, or nothing happens.

    `seen` is the fingerprint of the statement on the page that was read; another one is refused, so that nobody
    signs figures that they did not see. The same page signed twice gives the same edition.
    """
    council, report = locked(report)
    if not rights_of(actor).may_sign(council.pk):
        raise NotAllowed(_("Only the chair or the deputy chair signs."))
    if seen and repeated(report, ReportStatus.SUBMITTED, actor=actor, manner=Manner.SCREEN):
        edition = report.editions.latest("number")
        if editions.open_edition(edition, with_events=False)["signature"].get("code") == code_of(seen):
            return edition
    found = statement_of(council, report.period.as_quarter, report)
    if seen is not None and seen != fingerprint(found):
        raise Refused(_("The figures changed since you opened this page. Read them again, then sign."))
    today = clock.today()
    mine = actor.memberships_on(today).filter(council=council, seat__role__in=SIGNERS).get()
    return _submit(council, report, Signature(mine, Manner.SCREEN, today, draft_code(found)), actor)


@files.undone_together()
@transaction.atomic
def submit_on_paper(
    report: CouncilReport, *, signed_on: date, outgoing_number: str, actor: User, scan: Handed | None = None,
    code: str = "", seen: str = "", signatory: Membership | None = None,
) -> Edition:  # fmt: skip
    """The secretary submits what was signed on paper, with its scan; who signed held the seat that day.

    `code` is the one that stands on the paper: that of other figures is refused, so that nobody has signed figures
    that they did not see. Only SMS, which enters a council's own paper on its behalf, submits one without a code,
    having compared it with the page of fingerprint `seen`; the operator also one without a scan (history).
    Sent twice, the same paper gives the same edition. Raises PaperRefused, NotAllowed, IllegalMove, NotReady.
    """
    council, report = locked(report)
    must_write(actor, report)
    number = outgoing_number.strip()
    digest = hashlib.sha256(scan[0]).hexdigest() if scan else ""
    paper = {"manner": Manner.PAPER, "signed_on": signed_on, "outgoing_number": number}
    if scan and repeated(report, ReportStatus.SUBMITTED, actor=actor, scan__sha256=digest, **paper):
        return report.editions.latest("number")
    if not number:
        raise PaperRefused(_("A report on paper has an outgoing number."), "outgoing_number")
    if scan is None and not rights_of(actor).operator:
        raise PaperRefused(_("Add the scan of the signed report."), "scan")
    signer = _who_signed(council, report, signed_on, signatory)
    code = _checked(code, seen, statement_of(council, report.period.as_quarter, report), report, actor)
    stored = files.keep(*scan, council=council, actor=actor) if scan else None
    return _submit(council, report, Signature(signer, Manner.PAPER, signed_on, code, number, stored), actor)


def signers_of(report: CouncilReport) -> list[Membership]:
    """Who held the chair's or the deputy's seat on a day on which the report can have been signed."""
    first = report.period.as_quarter.next().starts_on
    held = Membership.objects.filter(council=report.council_id, seat__role__in=SIGNERS, starts_on__lte=clock.today())
    return list(held.exclude(ends_on__lt=first).with_holder().order_by("seat__position", "starts_on"))


def _who_signed(council: Council, report: CouncilReport, day: date, chosen: Membership | None) -> Membership:
    if not report.period.as_quarter.ends_on < day <= clock.today():
        raise PaperRefused(_("A report is signed after its quarter ended, and not on a day to come."), "signed_on")
    held: QuerySet[Membership] = (
        Membership.objects.on(day).with_holder().filter(council=council, seat__role__in=SIGNERS)
    )
    held = held.order_by("seat__position")
    told = {"day": f"{day:%d.%m.%Y}"}
    if chosen is None:
        if (found := held.first()) is None:
            raise PaperRefused(_("On %(day)s nobody held the chair's or the deputy's seat.") % told, "signed_on")
        return found
    if (found := held.filter(pk=chosen.pk).first()) is None:
        words = _("%(name)s did not hold the chair's or the deputy's seat on %(day)s.")
        raise PaperRefused(words % (told | {"name": chosen.person.full_name}), "signatory")
    return found


def plain(code: str) -> str:
    """A code as somebody typed it, without spaces, in small Latin letters."""
    return code.lower().translate(_ALIKE)


def _checked(code: str, seen: str, found: Statement, report: CouncilReport, actor: User) -> str:
    """The code that stands on the paper; "" where it bears none and need not."""
    right = draft_code(found)
    if code.strip():
        if plain(code) != plain(right):
            words = _(
                "The paper bears the code of other figures; the report's code is %(code)s now. Print it again, have it"
                " signed, then submit."
            )
            raise PaperRefused(words % {"code": right}, "code")
        return right
    if rights_of(actor).operator:
        return ""
    if not letter_of(report, actor):
        raise PaperRefused(_("Code on the paper: write it as it is printed there."), "code")
    if seen != fingerprint(found):
        raise PaperRefused(_("The figures changed since you opened this page. Compare them again."), "compared")
    return ""


def _submit(council: Council, report: CouncilReport, signature: Signature, actor: User) -> Edition:
    today = clock.today()
    first = report.first_submitted_on = report.first_submitted_on or today
    report.read_by_sms_at = None
    fields = ["first_submitted_on", "read_by_sms_at"]
    report = move(report, ReportStatus.SUBMITTED, actor=actor, signature=signature, fields=fields)
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
    member, scan = signature.membership, signature.scan
    return {
        "name": member.person.full_name, "seat": member.seat.names, "role": member.seat.role,
        "order_number": member.order_number, "manner": signature.manner, "on": signature.signed_on.isoformat(),
        "outgoing_number": signature.outgoing_number, "entered_by": actor.get_full_name(), "code": signature.code,
        "scan_sha256": scan.sha256 if scan else None,
    }  # fmt: skip


def _changes(report: CouncilReport, statement: Statement) -> Statement | None:
    """What this edition changes of the last; `because` is the step that opened the report again."""
    last = report.editions.order_by("-number").first()
    if last is None:
        return None
    asked = report.steps.filter(after__in=OPENED_AGAIN).select_related("by__person").order_by("-number").first()
    told: dict[str, str] = {"reason": "", "asked_by": ""}
    if asked:
        told = {"reason": asked.reason, "asked_by": asked.by.get_full_name()}
    return changes(editions.open_edition(last), statement, **told) | {"because": asked.after if asked else ""}
