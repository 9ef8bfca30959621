"""What the jobs and the scheduler's tick do here; councils/jobs.py says how jobs run (docs/architecture.md).

Each function computes first and ends in one short transaction that finishes the job: done, or nothing happened.
"""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from actionplans.models import ActionPlan
from actionplans.quarters import Span, parse_span
from councils import clock, jobs
from councils.models import Council, Job, User
from councils.states import JobState

from .documents.work import render_workbook
from .frequency import next_span, span_before, span_on
from .kept_files import erase_blacked_out
from .models import CouncilReport, Period, SelfCheck
from .models.periods import opened_spans
from .self_checking import check
from .services import periods, self_checks
from .states import CheckKind

RETRY = timedelta(hours=1)
CHECK_FROM = 3  # o'clock in Bishkek: nobody types

__all__ = [
    "ask_for_reports", "ask_for_self_check", "erase_blacked_out", "open_ended_quarters", "open_report",
    "render_workbook", "self_check", "tell_sms",
]  # fmt: skip


def open_ended_quarters() -> None:
    """For the tick: open every quarter (or half-year) that ended since the last one opened, and ask for its
    councils' reports.

    A quarter in which no council had an endorsed plan is left alone. Asked again, it finds nothing to do; a job
    that failed is asked for again after an hour, not at every tick.
    """
    lately = timezone.now() - RETRY
    for quarter in _ended_and_not_open():
        failed = Job.objects.filter(kind="open_report", key__startswith=f"{quarter.label}/", state=JobState.FAILED)
        ask_for_reports(quarter, actor=None, leave=failed.filter(ended_at__gt=lately).values_list("key", flat=True))


def _ended_and_not_open() -> list[Span]:
    """From the first quarter that lacks a report, else the last one opened, to the one that ended last."""
    opened = opened_spans()
    current = span_on(clock.today(), opened)
    lacking = (quarter for quarter in opened if not _is_complete(quarter))
    quarter = next(lacking, opened[-1] if opened else span_before(current))
    ended = []
    while quarter.ends_on < current.starts_on:
        if not _is_complete(quarter) and _has_a_plan(quarter):
            ended.append(quarter)
        quarter = next_span(quarter, opened)
    return ended


def _is_complete(quarter: Span) -> bool:
    opened = CouncilReport.objects.filter(period__year=quarter.year, period__quarter=quarter.quarter)
    return opened.count() >= Council.objects.filter(founded_on__lte=quarter.ends_on).count()


def _has_a_plan(quarter: Span) -> bool:
    endorsed = ActionPlan.objects.endorsed()
    return endorsed.filter(starts_on__lte=quarter.ends_on, ends_on__gte=quarter.starts_on).exists()


def ask_for_reports(quarter: Span, *, actor: User | None, code: str = "", leave: Iterable[str] = ()) -> list[Job]:
    """One job a council, but for the keys in `leave`; the last of them asks for the one that tells SMS."""
    period = periods.open_period(quarter, actor=actor)
    councils = Council.objects.filter(founded_on__lte=quarter.ends_on).exclude(reports__period=period)
    if code:
        councils = councils.filter(code=code)
    keys = {f"{quarter.label}/{each.code}": each.code for each in councils}
    return [
        jobs.ask("open_report", key, owner=actor, quarter=quarter.label, council=each)
        for key, each in keys.items()
        if key not in set(leave)
    ]


def open_report(job: Job, lease: jobs.Lease) -> None:
    """Open one council's report for a quarter that is over."""
    quarter = parse_span(job.params["quarter"])
    with transaction.atomic():
        period = periods.open_period(quarter, actor=job.owner)
        council = Council.objects.get(code=job.params["council"])
        report = periods.open_report(council, period, actor=job.owner)
        # One after another from here: of two that open the last reports at once, the later must see the earlier's.
        Period.objects.select_for_update(no_key=True).get(pk=period.pk)
        if _is_complete(quarter):
            jobs.ask("tell_sms", quarter.label, owner=None, quarter=quarter.label)
        lease.finish(url=report.get_absolute_url())


def tell_sms(job: Job, lease: jobs.Lease) -> None:
    """Tell SMS once that a quarter's reports are open."""
    quarter = parse_span(job.params["quarter"])
    period = Period.objects.get(year=quarter.year, quarter=quarter.quarter)
    with transaction.atomic():
        periods.tell_sms(period)
        lease.finish()


def ask_for_self_check() -> None:
    """For the tick: the check that is due, weekly from Monday on, else nightly; each run once (rule 14).

    After days of standing still there is one run, not one for each day. A run that failed is asked for again after
    an hour.
    """
    due = self_check_due()
    if due is None:
        return
    key = f"{due[0]}/{due[1]}"
    failed = Job.objects.filter(kind="self_check", key=key, state=JobState.FAILED)
    if not failed.filter(ended_at__gt=timezone.now() - RETRY).exists():
        jobs.ask("self_check", key, owner=None, check=due[0], day=due[1].isoformat())


def self_check_due() -> tuple[CheckKind, date] | None:
    """What is due now: of the week that began on Monday, or of this night; nothing while there are no reports."""
    now = clock.now()
    day = now.date() if now.hour >= CHECK_FROM else now.date() - timedelta(days=1)
    monday = day - timedelta(days=day.weekday())
    if not CouncilReport.objects.exists():
        return None
    if not SelfCheck.objects.filter(kind=CheckKind.WEEKLY, day=monday).exists():
        return CheckKind.WEEKLY, monday
    if day != monday and not SelfCheck.objects.filter(kind=CheckKind.NIGHTLY, day=day).exists():
        return CheckKind.NIGHTLY, day
    return None


def self_check(job: Job, lease: jobs.Lease) -> None:
    """Count again what pages show and compare it; keep what was found."""
    kind = CheckKind(job.params["check"])
    checked = check(kind, lease.renew)
    with transaction.atomic():
        self_checks.keep(kind, date.fromisoformat(job.params["day"]), checked)
        lease.finish()
