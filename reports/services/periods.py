"""Open periods and councils' reports in them, extend a council's deadline (rules 10 and 11)."""

from calendar import monthrange
from datetime import date, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from actionplans.models import QuarterGuard
from actionplans.quarters import Span
from councils import audit, clock
from councils.locks import lock_council
from councils.models import Council, User
from councils.services.allowed import need_sms
from councils.states import Refused
from reports.frequency import span_of
from reports.models import CouncilReport, Extension, Notice, Period
from reports.models.periods import is_due, opened_spans
from reports.states import IN_PREPARATION


def _month_end(day: date, months: int) -> date:
    """The last day of the month that is `months` after the day's."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, monthrange(year, month + 1)[1])


def dates_of(quarter: Span, opened_on: date) -> tuple[date, date]:
    """(deadline, last day of change). A period opened after its time counts both from the day it was opened."""
    after = quarter.ends_on + timedelta(days=1)
    deadline = after.replace(day=settings.REPORT_DEADLINE_DAY)
    if opened_on <= deadline:
        return deadline, _month_end(after, settings.REPORT_LOCK_MONTHS - 1)
    return opened_on + timedelta(days=settings.REPORT_DEADLINE_DAY), _month_end(opened_on, settings.REPORT_LOCK_MONTHS)


@transaction.atomic
def open_period(quarter: Span, *, actor: User | None) -> Period:
    """The period of a quarter that is over; opening it twice gives the same one. Raises Refused."""
    today = clock.today()
    _must_not_overlap(quarter)
    reported = span_of(quarter.quarters[-1], opened_spans(year=quarter.year))
    if reported != quarter:
        words = _("%(asked)s is not reported by itself: the report is on %(reported)s.")
        raise Refused(words % {"asked": quarter.label, "reported": reported.label})
    if quarter.ends_on >= today:
        words = _("The quarter %(quarter)s is not over: its reports are opened on %(day)s.")
        raise Refused(words % {"quarter": quarter.label, "day": f"{quarter.ends_on + timedelta(days=1):%d.%m.%Y}"})
    deadline, locks_on = dates_of(quarter, today)
    period, new = Period.objects.get_or_create(
        year=quarter.year, quarter=quarter.quarter,
        defaults={"months": quarter.months, "opened_on": today, "deadline": deadline, "locks_on": locks_on},
    )  # fmt: skip
    if new:
        after = audit.fields_of(period, "opened_on", "deadline", "locks_on")
        audit.record("period.opened", f"period:{period.label}", actor=actor, after=after)
    return period


def _must_not_overlap(span: Span) -> None:
    """A quarter is reported once: by itself or within its half-year."""
    for other in opened_spans(year=span.year):
        if other != span and set(other.quarters) & set(span.quarters):
            raise Refused(_("%(other)s is open for reporting already.") % {"other": other.label})


@transaction.atomic
def open_report(council: Council, period: Period, *, actor: User | None) -> CouncilReport:
    """The council's report for the period, with the guard of its quarter; opening it twice changes nothing."""
    council = lock_council(council)
    if not is_due(council, period.as_quarter):
        raise Refused(_("The council was founded later: no report is due for this quarter."))
    report, new = CouncilReport.objects.get_or_create(
        council=council, period=period, defaults={"opened_on": clock.today(), "due_on": period.deadline}
    )
    if new:
        quarter = period.as_quarter
        QuarterGuard.objects.create(
            council=council, starts_on=quarter.starts_on, ends_on=quarter.ends_on, locks_on=period.locks_on
        )
        audit.record(
            "report.opened", f"report:{report}", actor=actor, council=council, after={"due_on": report.due_on}
        )
    return report


@transaction.atomic
def tell_sms(period: Period) -> Notice:
    """SMS is told once that the period's reports are open."""
    notice, _new = Notice.objects.get_or_create(
        kind="quarter_opened", period=period,
        defaults={"at": clock.now(), "councils": CouncilReport.objects.filter(period=period).count()},
    )  # fmt: skip
    return notice


@transaction.atomic
def extend(report: CouncilReport, *, until: date, reason: str, actor: User) -> Extension:
    """SMS gives one council a later day, with a reason that the report shows. Raises NotAllowed, Refused."""
    need_sms(actor)
    council = lock_council(report.council)
    report = CouncilReport.objects.select_related("period").get(pk=report.pk)
    if (
        not reason.strip()
        or until <= report.due_on
        or report.first_submitted_on
        or report.status not in IN_PREPARATION
    ):
        raise Refused(_("An extension needs a reason, a day after the present one, and a report not yet in."))
    extension, _new = Extension.objects.update_or_create(
        period=report.period, council=council,
        defaults={"until": until, "reason": reason.strip(), "given_by": actor},
    )  # fmt: skip
    before, report.due_on = report.due_on, until
    report.save(update_fields=["due_on"])
    guard = guard_of(report)
    guard.locks_on = max(guard.locks_on, until)
    guard.save(update_fields=["locks_on"])
    audit.record(
        "report.extended", f"report:{report}", actor=actor, council=council,
        before={"due_on": before}, after={"due_on": until}, reason=reason,
    )  # fmt: skip
    return extension


def guard_of(report: CouncilReport) -> QuarterGuard:
    return QuarterGuard.objects.get(council_id=report.council_id, starts_on=report.period.as_quarter.starts_on)
