"""What SMS and the council say to one another at a report or an item of it, before and after it is submitted (rule 3).

A comment is never sealed and changes no figure.
"""

from django.db import transaction
from django.utils.translation import gettext as _

from actionplans.models import PlanItem
from councils import audit, clock
from councils.contributors import is_in_force
from councils.models import ContributorLink, User
from councils.rights import rights_of
from councils.states import NotAllowed, Refused
from reports.models import Comment, CouncilReport
from reports.states import ReportStatus

from .moves import locked

MOST_OPEN = 20  # comments of one link at one report: a link in wrong hands must not bury a secretary


def _must_comment(actor: User, report: CouncilReport) -> None:
    if not rights_of(actor).may_comment(report.council_id):
        raise NotAllowed(_("Comments are written by SMS and by the council's secretary and chair."))


@transaction.atomic
def write_comment(report: CouncilReport, *, item: PlanItem | None, text: str, actor: User) -> Comment:
    """Say something of an item (None: of the whole report)."""
    council, report = locked(report)
    _must_comment(actor, report)
    if not text.strip():
        raise Refused(_("Comment: write it."))
    if item and item.plan.council_id != council.pk:
        raise Refused(_("The report has no such item or state."))
    said = {"item": item, "text": text.strip(), "by": actor}
    if again := report.comments.filter(settled_at=None, **said).first():
        return again  # the same form sent twice
    row = Comment.objects.create(report=report, at=clock.now(), **said)
    after = {"item": item.number if item else None, "text_sha256": audit.digest(row.text)}
    audit.record("report.commented", f"report:{report}/comment:{row.pk}", actor=actor, council=council, after=after)
    return row


@transaction.atomic
def write_by_link(report: CouncilReport, link: ContributorLink, *, item: PlanItem | None, text: str) -> Comment:
    """An organisation's word at the report that its council has prepared. Nobody signed in acts, so the audit names
    the organisation. Raises NotAllowed (the link ended meanwhile), Refused (no longer prepared; too many open)."""
    council, report = locked(report)
    if not (report.council_id == link.council_id and is_in_force(ContributorLink.objects.get(pk=link.pk))):
        raise NotAllowed(_("This link has ended: ask the council's secretary for another."))
    if report.status != ReportStatus.PREPARED:
        raise Refused(_("The report is not open for comments of organisations any more."))
    if not text.strip():
        raise Refused(_("Comment: write it."))
    if item and (item.plan.council_id != council.pk or item.sensitive):
        raise Refused(_("The report has no such item or state."))
    said = {"item": item, "text": text.strip(), "contributor": link}
    own = report.comments.filter(settled_at=None, contributor=link)
    if again := own.filter(item=item, text=said["text"]).first():
        return again  # the same form sent twice
    if own.count() >= MOST_OPEN:
        raise Refused(_("The council has not answered your earlier comments yet: write more when it has."))
    row = Comment.objects.create(report=report, at=clock.now(), **said)
    after = {
        "item": item.number if item else None, "text_sha256": audit.digest(row.text),
        "organisation": link.organisation.name, "link": link.pk,
    }  # fmt: skip
    audit.record("report.commented", f"report:{report}/comment:{row.pk}", actor=None, council=council, after=after)
    return row


@transaction.atomic
def settle_comment(report: CouncilReport, pk: int, *, actor: User) -> Comment:
    """Say that a comment is dealt with; it stays readable."""
    council, report = locked(report)
    _must_comment(actor, report)
    row = report.comments.select_for_update().filter(pk=pk).first()
    if row and row.settled_by_id == actor.pk:
        return row
    if row is None or row.settled_at:
        raise Refused(_("This comment is settled already."))
    row.settled_at, row.settled_by = clock.now(), actor
    row.save(update_fields=["settled_at", "settled_by"])
    audit.record("report.comment_settled", f"report:{report}/comment:{row.pk}", actor=actor, council=council)
    return row
