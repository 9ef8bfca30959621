"""What the secretary writes into a report: states and progress of items, that there were no events (rule 11)."""

from django.db import transaction
from django.utils.translation import gettext as _

from actionplans.models import PlanItem
from councils import audit
from councils.models import User
from councils.states import Refused
from reports.models import CouncilReport, ItemEntry
from reports.readiness import Lacking, lacking, needs_a_reason
from reports.statement import Statement, items_told
from reports.states import ItemStatus

from .moves import locked, must_be_in_preparation, must_write


class EntryChangedMeanwhile(Refused):
    """Somebody else wrote at this item since it was opened; `entry` is how it stands now."""

    def __init__(self, entry: ItemEntry) -> None:
        super().__init__(_("Somebody else wrote at item %(item)s meanwhile.") % {"item": entry.item.number})
        self.entry = entry


class ReasonNeeded(Refused):
    """The state is not the one that the figures propose, and the progress does not say why."""

    def __init__(self, proposed: str) -> None:
        words = _("The figures propose “%(state)s”. Write in the progress why it is another state.")
        super().__init__(words % {"state": ItemStatus(proposed).label})


class NotReady(Refused):
    """The report cannot be prepared yet; `items` are the numbers without a confirmed state, `lacking` is all of it."""

    def __init__(self, missing: Lacking) -> None:
        super().__init__(" ".join(missing.words()))
        self.lacking = missing
        self.items = [item["number"] for item in missing.states]


@transaction.atomic
def write_entry(
    report: CouncilReport, item: PlanItem, *, status: str, text: str, version: int, actor: User,
    next_steps: str | None = None,
) -> ItemEntry:  # fmt: skip
    """Confirm an item's state and write its progress and what comes next (None leaves that as it is).

    `version` is the one that was opened (0: none yet). Raises ReasonNeeded where another state than the proposed
    one is confirmed without a word of progress.
    """
    council, report = locked(report)
    must_write(actor, report)
    must_be_in_preparation(report)
    told = item_of(report, item)
    if told is None or status not in ("", *ItemStatus.values):
        raise Refused(_("The report has no such item or state."))
    entry = ItemEntry.objects.select_related("item").filter(report=report, item=item).first()
    said = {"status": status, "text": text.strip()} | (
        {} if next_steps is None else {"next_steps": next_steps.strip()}
    )
    if entry and entry.version != version:
        if entry.written_by_id == actor.pk and audit.fields_of(entry, *said) == said:
            return entry  # the same form sent twice
        raise EntryChangedMeanwhile(entry)
    if needs_a_reason(told, status) and not text.strip():
        raise ReasonNeeded(told["proposed"])
    before = audit.fields_of(entry, "status", "version") if entry else None
    entry = entry or ItemEntry(report=report, item=item, version=0)
    for name, value in said.items():
        setattr(entry, name, value)
    entry.written_by = actor
    entry.version += 1
    entry.save()
    after = {
        "status": status, "text_sha256": audit.digest(entry.text), "next_steps_sha256": audit.digest(entry.next_steps),
        "version": entry.version,
    }  # fmt: skip
    subject = f"report:{report}/{told['number']}"
    audit.record("report.item_written", subject, actor=actor, council=council, before=before, after=after)
    return entry


def item_of(report: CouncilReport, item: PlanItem) -> Statement | None:
    """What the live statement tells of one item; None where the report's quarter has no such item."""
    return next(iter(items_told(report, only=item)), None)


@transaction.atomic
def confirm_proposed(report: CouncilReport, *, actor: User) -> int:
    """Confirm at once every state that the rule proposes and nobody set yet; how many."""
    council, report = locked(report)
    must_write(actor, report)
    must_be_in_preparation(report)
    open_ones = [item for item in items_told(report) if item["proposed"] and not item["status"]]
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
    council, report = locked(report)
    must_write(actor, report)
    must_be_in_preparation(report)
    report.no_events_confirmed = confirmed
    report.save(update_fields=["no_events_confirmed"])
    after = {"no_events_confirmed": confirmed}
    audit.record("report.no_events", f"report:{report}", actor=actor, council=council, after=after)
    return report


def what_is_missing(statement: Statement) -> NotReady | None:
    """What stands between this statement and the chair's signature; None when nothing does."""
    missing = lacking(statement)
    return NotReady(missing) if missing else None
