"""Undo a file that was brought in: its events are voided together, while all their quarters are open (rules 3 and 8).

A page asks `standing(batch)` first, shows what stands, and then calls `undo_batch(batch, actor=…, reason=…)`.
`batch.undo_reason` is the `void_reason` of every event that was voided so: by that `Event.objects.voided_together()`
tells them from events that somebody voided one by one.
"""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, Exists, F, OuterRef, Q
from django.utils.translation import gettext as _

from actionplans.checks import closed
from actionplans.models import Event, Evidence, ImportBatch, QuarterGuard, RegisterUpload
from actionplans.quarters import Quarter, quarter_of
from actionplans.querysets import EventQuerySet
from actionplans.states import EventStatus, RegisterRowState
from councils import audit, clock
from councils.dates import quarter_words
from councils.locks import lock_council
from councils.models import User
from councils.rights import rights_of
from councils.states import IllegalMove, NotAllowed, Refused, Unfit

from .registers import settle, told_of_letter

LONGEST_REASON = 500


@dataclass(frozen=True)
class Standing:
    """What undoing a batch would do now.

    `events`: still recorded, so they would be voided; of these, `changed` by hand since they came in and
    `with_evidence` that was added (it stays with them). `voided`: by hand already, they stay as they are.
    `closed_quarters`: quarters of the recorded ones that are sealed or locked, in their order; with one of them
    nothing is undone (`quarter` filter: `{{ one|quarter }}`).
    """

    events: int
    changed: int
    with_evidence: int
    voided: int
    closed_quarters: tuple[Quarter, ...]

    @property
    def is_open(self) -> bool:
        return not self.closed_quarters


def standing(batch: ImportBatch) -> Standing:
    """In three queries, whatever the number of events."""
    evidence = Exists(Evidence.objects.filter(event=OuterRef("pk"), removed_on__isnull=True))
    recorded = Q(status=EventStatus.RECORDED)
    counted = batch.events.annotate(has_evidence=evidence).aggregate(
        events=Count("pk", filter=recorded),
        changed=Count("pk", filter=recorded & Q(version__gt=1)),
        with_evidence=Count("pk", filter=recorded & Q(has_evidence=True)),
        voided=Count("pk", filter=Q(status=EventStatus.VOIDED)),
    )
    return Standing(**counted, closed_quarters=_closed_quarters(batch))


def _recorded(batch: ImportBatch) -> EventQuerySet:
    return Event.objects.filter(batch=batch, status=EventStatus.RECORDED)


def _closed_quarters(batch: ImportBatch) -> tuple[Quarter, ...]:
    """Of the events that would be voided; a seal that lets one event be corrected lets no file be undone."""
    numbers = set(_recorded(batch).order_by().values_list("quarter", flat=True).distinct())
    guards = QuarterGuard.objects.filter(council=batch.council_id).order_by("starts_on")
    today = clock.today()
    shut = [quarter_of(guard.starts_on) for guard in guards if any(closed(guard, guard.ends_on, today))]
    return tuple(quarter for quarter in shut if quarter.number in numbers)


@transaction.atomic
def undo_batch(batch: ImportBatch, *, actor: User, reason: str) -> ImportBatch:
    """Void every event of the batch that is still recorded, also one changed by hand since; nothing is deleted.

    The same file can be brought in again then. Raises NotAllowed, IllegalMove (undone already), Unfit (no reason, or
    one too long), Refused (names the quarters that are sealed or locked).
    """
    council, reason = lock_council(batch.council), reason.strip()
    batch = ImportBatch.objects.select_for_update(of=("self",)).select_related("letter").get(pk=batch.pk)
    if not rights_of(actor).goes_on_with(batch.council_id, batch.letter_number):
        raise NotAllowed(_("Only the council's secretary undoes a file, or SMS if it came with a letter."))
    if batch.undone_at:
        raise IllegalMove(_("This file was undone already."))
    if not 0 < len(reason) <= LONGEST_REASON:
        words = _("Reason: write why the file is undone, in at most %(limit)d characters.")
        raise Unfit(words % {"limit": LONGEST_REASON})
    if batch.events.filter(status=EventStatus.VOIDED, void_reason=reason).exists():
        # By the reason alone events voided together are told from those voided one by one.
        raise Unfit(_("Reason: an event of this file was voided with these very words. Write others for the file."))
    if shut := _closed_quarters(batch):
        words = _("%(quarters)s: sealed or locked, so the file stays. Ask SMS to reopen it, then undo the file.")
        raise Refused(words % {"quarters": ", ".join(quarter_words(*quarter) for quarter in shut)})
    versions = dict(_recorded(batch).order_by("pk").values_list("code", "version"))
    _recorded(batch).update(
        status=EventStatus.VOIDED, void_reason=reason, version=F("version") + 1, changed_on=clock.today()
    )
    batch.undone_by, batch.undone_at, batch.undo_reason = actor, clock.now(), reason
    batch.save(update_fields=["undone_by", "undone_at", "undo_reason"])
    told = {
        "events": len(versions), "changed": sum(version > 1 for version in versions.values()),
        "sha256": audit.digest_of_rows(versions), "file": batch.file_name, "file_sha256": batch.file_digest,
    }  # fmt: skip
    _pass_on_left_rows(batch, actor, reason)
    audit.record(
        "batch.undone", f"batch:{batch.pk}", actor=actor, council=council, reason=reason,
        after=told | told_of_letter(batch.letter_number, batch.letter),
    )  # fmt: skip
    return batch


def _pass_on_left_rows(batch: ImportBatch, actor: User, reason: str) -> None:
    """Rows that were left of the file need no mending any more: they come again with it."""
    upload = RegisterUpload.objects.select_related("council", "stored").filter(batch=batch).first()
    if upload:
        settle(upload, upload.rows.all(), actor=actor, state=RegisterRowState.PASSED_ON, reason=reason)
