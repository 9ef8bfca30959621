"""What the jobs and the scheduler's tick do here; councils/jobs.py says how jobs run (docs/architecture.md).

Each function computes first and ends in one short transaction that finishes the job: done, or nothing happened.
"""

from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from actionplans.models import ActionPlan
from actionplans.quarters import Quarter, parse_quarter, quarter_of
from councils import clock, jobs
from councils.models import Council, Job, User
from councils.states import JobState

from .documents.work import render_workbook
from .kept_files import erase_blacked_out
from .models import CouncilReport, Period
from .services import periods

RETRY = timedelta(hours=1)

__all__ = [
    "ask_for_reports", "erase_blacked_out", "open_ended_quarters", "open_report", "render_workbook", "tell_sms",
]  # fmt: skip


def open_ended_quarters() -> None:
    """For the tick: open every quarter that ended since the last one opened, and ask for its councils' reports.

    A quarter in which no council had an endorsed plan is left alone. Asked again, it finds nothing to do; a job
    that failed is asked for again after an hour, not at every tick.
    """
    lately = timezone.now() - RETRY
    for quarter in _ended_and_not_open():
        failed = Job.objects.filter(kind="open_report", key__startswith=f"{quarter.label}/", state=JobState.FAILED)
        ask_for_reports(quarter, actor=None, leave=failed.filter(ended_at__gt=lately).values_list("key", flat=True))


def _ended_and_not_open() -> list[Quarter]:
    """From the first quarter that lacks a report, else the last one opened, to the one that ended last."""
    current = quarter_of(clock.today())
    opened = [period.as_quarter for period in Period.objects.order_by("year", "quarter")]
    lacking = (quarter for quarter in opened if not _is_complete(quarter))
    quarter = next(lacking, opened[-1] if opened else _before(current))
    ended = []
    while quarter.number < current.number:
        if not _is_complete(quarter) and _has_a_plan(quarter):
            ended.append(quarter)
        quarter = quarter.next()
    return ended


def _before(quarter: Quarter) -> Quarter:
    return Quarter(quarter.year - 1, 4) if quarter.quarter == 1 else Quarter(quarter.year, quarter.quarter - 1)


def _is_complete(quarter: Quarter) -> bool:
    opened = CouncilReport.objects.filter(period__year=quarter.year, period__quarter=quarter.quarter)
    return opened.count() >= Council.objects.filter(founded_on__lte=quarter.ends_on).count()


def _has_a_plan(quarter: Quarter) -> bool:
    endorsed = ActionPlan.objects.endorsed()
    return endorsed.filter(starts_on__lte=quarter.ends_on, ends_on__gte=quarter.starts_on).exists()


def ask_for_reports(quarter: Quarter, *, actor: User | None, code: str = "", leave: Iterable[str] = ()) -> list[Job]:
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
    quarter = parse_quarter(job.params["quarter"])
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
    quarter = parse_quarter(job.params["quarter"])
    period = Period.objects.get(year=quarter.year, quarter=quarter.quarter)
    with transaction.atomic():
        periods.tell_sms(period)
        lease.finish()
