"""What the secretary writes into a report: states and progress of items, that there were no events (rule 11)."""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from actionplans.models import PlanItem
from councils import audit
from councils.models import User
from councils.states import Refused
from reports.models import CouncilReport, ItemEntry
from reports.rollup import by_item, items_of
from reports.statement import Statement, statement_of
from reports.states import ItemStatus

from .moves import locked, must_be_in_preparation, must_record


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


@transaction.atomic
def write_entry(
    report: CouncilReport, item: PlanItem, *, status: str, text: str, version: int, actor: User
) -> ItemEntry:
    """Confirm an item's state and write its progress. `version` is the one that was opened (0: none yet)."""
    council, report = locked(report)
    must_record(actor, council)
    must_be_in_preparation(report)
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
    council, report = locked(report)
    must_record(actor, council)
    must_be_in_preparation(report)
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
    council, report = locked(report)
    must_record(actor, council)
    must_be_in_preparation(report)
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
