"""The system checks itself: what it shows is counted again in other ways and compared (rules 12 and 14).

An open report three ways: its statement, its events one by one in Python, and one sum over their days in SQL. Sealed
editions by proof.py, against their own frozen events; sealed quarters against the events of today, which may differ
only by corrections that are listed, and by as much as these tell; the audit chains. One edition at a time is in
memory; what cannot be read is a fault, and the run goes on. Reads only.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from typing import Any

from django.db import OperationalError, transaction
from django.db.models import Max
from django.urls import reverse

from actionplans.models import Event, QuarterGuard
from actionplans.querysets import youth
from actionplans.states import EventStatus
from councils import audit
from councils.locks import lock_council
from councils.models import AuditEntry

from . import differences
from .corrections import since_submission
from .counted import held_of
from .differences import Difference, Differences, Pair
from .editions import UNREADABLE, chain_heads, open_edition
from .kept_files import standing_files_of
from .models import CouncilReport, Edition, SelfCheck
from .proof import prove
from .rollup import Figures, between, total
from .sealed_events import FIGURES, by_item
from .statement import Statement, statement_of
from .states import SEALED, CheckFault, CheckKind
from .told.meetings import meetings_told

Progress = Callable[[int, int], None]
COUNTED = tuple(name for name in FIGURES if name not in ("events", "sex_not_recorded", "age_not_recorded", "youth"))
MOST_FAULTS = 200  # more than these tell nobody more


@dataclass(frozen=True)
class Fault:
    """One thing that does not agree: where, on which page, what (CheckFault), in technical detail."""

    where: str
    path: str
    code: str
    detail: str
    edition: int | None = None


@dataclass
class Checked:
    """What was compared, how many of each, and what does not agree."""

    reports: int = 0
    events: int = 0
    editions: int = 0
    files: int = 0
    entries: int = 0
    last_edition: int = 0
    faults: list[Fault] = field(default_factory=list)

    def as_row(self) -> dict[str, Any]:
        return asdict(self) | {"faults": [asdict(fault) for fault in self.faults[:MOST_FAULTS]]}


def check(kind: CheckKind, progress: Progress = lambda done, total: None) -> Checked:
    """Nightly: open reports, and editions sealed since the last run. Weekly: everything."""
    whole = kind == CheckKind.WEEKLY
    checked = Checked(last_edition=Edition.objects.aggregate(last=Max("pk"))["last"] or 0)
    reports = CouncilReport.objects.all() if whole else CouncilReport.objects.exclude(status__in=SEALED)
    report_pks = list(reports.order_by("pk").values_list("pk", flat=True))
    edition_pks = _editions_due(whole)
    steps = len(report_pks) + len(edition_pks)
    for done, pk in enumerate(report_pks):
        progress(done, steps)
        report = CouncilReport.objects.with_names().get(pk=pk)
        with _going_on(checked, str(report), report.get_absolute_url()):
            _check_report(report, checked)
    for done, pk in enumerate(edition_pks, len(report_pks)):
        progress(done, steps)
        edition = Edition.objects.select_related("report__council", "report__period", "national__period").get(pk=pk)
        with _going_on(checked, _name(edition), _path(edition), pk):
            _check_edition(edition, checked)
    if whole:
        with _going_on(checked, str(AuditEntry._meta.verbose_name_plural), ""):
            _check_chains(checked)
    return checked


@contextmanager
def _going_on(checked: Checked, where: str, path: str, edition: int | None = None) -> Iterator[None]:
    """What cannot be read is a fault like any other, and the rest is compared."""
    try:
        yield
    except OperationalError:  # the database is away: the run is asked for again
        raise
    except Exception as error:
        checked.faults.append(Fault(where, path, CheckFault.UNREADABLE, repr(error), edition))


def _editions_due(whole: bool) -> list[int]:
    """Those after the last run's, and those that it found at fault: a fault stays told until it is mended."""
    editions = Edition.objects.order_by("pk")
    last = None if whole else SelfCheck.objects.first()
    if last:
        faulty = [fault["edition"] for fault in last.faults if fault["edition"]]
        editions = editions.filter(pk__gt=last.last_edition) | editions.filter(pk__in=faulty)
    return list(editions.values_list("pk", flat=True))


# ---- reports as they stand ------------------------------------------------------------------------------


def _check_report(report: CouncilReport, checked: Checked) -> None:
    """What differs is compared once more while the council's lock is held: somebody may just have recorded."""
    faults = list(_of_report(report, checked))
    if faults:
        with transaction.atomic():
            lock_council(report.council)
            faults = list(_of_report(CouncilReport.objects.with_names().get(pk=report.pk), Checked()))
    checked.reports += 1
    checked.faults += faults


def _of_report(report: CouncilReport, checked: Checked) -> Iterator[Fault]:
    where, path = str(report), report.get_absolute_url()
    for what in _guard_faults(report):
        yield Fault(where, path, CheckFault.GUARD, what)
    if report.status in SEALED:
        yield from _unlisted_changes(report, where, path)
        return
    span = report.period.as_quarter
    told = statement_of(report.council, span, report)
    rows = list(_plain_events(report))
    checked.events += len(rows)
    plain, by_days = by_item(rows), between(report.council, span.starts_on, span.ends_on)
    items = {item["id"]: item["figures"] for item in told["items"]}
    for name, value in told["figures"].items():
        others = (getattr(total(plain.values()), name), getattr(by_days, name))
        if others != (value, value):
            yield Fault(where, path, CheckFault.FIGURES, f"{name}: {value}, {others[0]}, {others[1]}")
    for item in items.keys() | plain.keys():
        told_item, found = items.get(item), plain.get(item, Figures()).as_dict()
        if told_item != found:
            yield Fault(where, path, CheckFault.FIGURES, f"item {item}: {told_item}, {found}")


def _plain_events(report: CouncilReport) -> Iterator[dict[str, Any]]:
    """The events that end in the span's days, one by one: by their days, not by the number of their quarter."""
    span = report.period.as_quarter
    events = Event.objects.filter(
        council=report.council_id, status=EventStatus.RECORDED, item__isnull=False,
        ends_on__range=(span.starts_on, span.ends_on),
    )  # fmt: skip
    for row in events.order_by("pk").annotate(young=youth()).values("item_id", *COUNTED, "young").iterator(500):
        yield row | {"youth": row.pop("young")}


def _guard_faults(report: CouncilReport) -> Iterator[str]:
    """The guard that the council's events ask says the same as the report's state (rule 12)."""
    span, sealed = report.period.as_quarter, report.status in SEALED
    guard = QuarterGuard.objects.filter(council=report.council_id, starts_on=span.starts_on).first()
    if guard is None:
        yield "there is no guard"
    elif guard.ends_on != span.ends_on or guard.locks_on < report.period.locks_on:
        yield f"the guard holds other days: until {guard.ends_on}, locked after {guard.locks_on}"
    elif guard.sealed != sealed:
        yield f"the report is {report.status}, the guard is {'' if guard.sealed else 'not '}sealed"


def _unlisted_changes(report: CouncilReport, where: str, path: str) -> Iterator[Fault]:
    """A sealed quarter's events add up to its edition, but for the corrections that its page lists."""
    edition = report.editions.order_by("-number").first()
    if edition is None:
        yield Fault(where, path, CheckFault.SEAL, "it is submitted and has no edition")
        return
    span = report.period.as_quarter
    payload = json.loads(edition.payload)
    sealed = payload["figures"]
    live = between(report.council, span.starts_on, span.ends_on).as_dict()
    differ = [Pair(name, sealed.get(name), value) for name, value in live.items() if sealed.get(name) != value]
    listed = _listed(report, edition) if differ else None
    silent = [pair for pair in differ if listed is None or not _is_of(listed, pair)]
    silent += _silent_of_meetings(report, edition, payload)
    if silent:
        yield Fault(where, path, CheckFault.CORRECTIONS, ", ".join(f"{p.name}: {p.was}, {p.now}" for p in silent))


def _silent_of_meetings(report: CouncilReport, edition: Edition, payload: Statement) -> list[Pair]:
    """What is counted of meetings and decisions and differs though nothing was written since; editions that are older
    than this telling say nothing of it."""
    if "meetings" not in payload:
        return []
    council, quarter = report.council, report.period.as_quarter
    now, _decisions = meetings_told(council, quarter, held_of(council, quarter))
    differ = differences.of_meetings(payload, {"meetings": now})
    return differ if differ and since_submission(report, edition) is None else []


def _listed(report: CouncilReport, edition: Edition) -> Differences | None:
    """The events that the page lists as corrected; None where it lists none."""
    if since_submission(report, edition) is None:
        return None
    live = statement_of(report.council, report.period.as_quarter, report, with_events=True)
    return differences.between(open_edition(edition), live)


def _is_of(listed: Differences, pair: Pair) -> bool:
    """Whether the listed events move the figure by as much as it moved. "Not recorded" is no number: there the listed
    events must have been the reason."""
    if None in (pair.was, pair.now) and not any(_tells(event, pair.name) for event in listed.events):
        return False
    return pair.moved == listed.moved(pair.name)


def _tells(event: Difference, name: str) -> bool:
    return event.kind != differences.CHANGED or any(pair.name == name for pair in event.pairs)


# ---- what is sealed -------------------------------------------------------------------------------------


def _check_edition(edition: Edition, checked: Checked) -> None:
    checked.editions += 1
    where, path = _name(edition), _path(edition)
    checked.faults += [Fault(where, path, CheckFault.SEAL, fault.what, edition.pk) for fault in prove(edition)]
    with suppress(*UNREADABLE):  # named above
        checked.files += standing_files_of(edition).count()


def _name(edition: Edition) -> str:
    return f"{edition.report or edition.national}, {edition.number}"


def _path(edition: Edition) -> str:
    return reverse("reports:edition-detail", args=[edition.pk])


def _check_chains(checked: Checked) -> None:
    checked.entries = AuditEntry.objects.count()
    checked.faults += [
        Fault(f"{fault.chain}, {fault.number}", "", CheckFault.CHAIN, fault.what)
        for fault in audit.verify(chain_heads())
    ]
