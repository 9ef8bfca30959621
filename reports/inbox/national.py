"""What waits for SMS and for the Government Administration."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import Count, F, Min, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from councils.models import Council, User
from reports.models import CouncilReport, NationalReport, Period, Reminder
from reports.states import UNREACHABLE, NationalStatus, ReportStatus

from .comments import comment_lines
from .councils import due_of, last_steps
from .instructions import overdue_instructions
from .keeping import redaction_lines
from .lines import Line, day_of

LATELY = timedelta(days=14)


def sms_lines(user: User, day: date) -> Iterator[Line]:
    yield from _to_decide(day)
    yield from _late(day)
    yield from _to_consolidate(day)
    yield from _own_nationals(day)
    yield from comment_lines(day)
    yield from redaction_lines(user, day)
    yield from _unreached(day)


def _to_decide(day: date) -> Iterator[Line]:
    for report in last_steps(CouncilReport.objects.filter(status=ReportStatus.SUBMITTED)):
        words = _("Check the report for %(quarter)s: accept or return it") % _quarter(report.period)
        since = day_of(list(report.steps.all())[-1].at)
        yield Line("decide", words, report.get_absolute_url(), day, since, None, report.council.region.name)


def _late(day: date) -> Iterator[Line]:
    """Councils whose day is over: the report never came in, or was not corrected."""
    waiting = Q(first_submitted_on=None, due_on__lt=day) | Q(first_submitted_on__isnull=False, reopened_until__lt=day)
    with_council = CouncilReport.objects.exclude(status__in=(ReportStatus.SUBMITTED, ReportStatus.ACCEPTED))
    for report in last_steps(with_council.filter(waiting)):
        came = report.first_submitted_on
        words = _("The report for %(quarter)s was not corrected") if came else _("No report for %(quarter)s")
        url, place = report.get_absolute_url(), report.council.region.name
        yield Line("late", words % _quarter(report.period), url, day, None, due_of(report), place)


def _to_consolidate(day: date) -> Iterator[Line]:
    """Quarters whose reports are all accepted, and that no national report tells of yet."""
    accepted = Count("reports", filter=Q(reports__status=ReportStatus.ACCEPTED))
    opened = Period.objects.filter(national=None).annotate(opened=Count("reports"), accepted=accepted)
    ready = list(opened.filter(opened__gt=0, opened=F("accepted")))
    founded = list(Council.objects.values_list("founded_on", flat=True)) if ready else []
    for period in ready:
        if period.opened >= sum(1 for first in founded if first <= period.as_quarter.ends_on):
            words = _("All reports are in: consolidate the national report for %(quarter)s") % _quarter(period)
            yield Line("consolidate", words, reverse("reports:national-consolidate", args=[period.label]), day)


def _unreached(day: date) -> Iterator[Line]:
    """Seats and persons whom no reminder reached lately; SMS calls them, or has the address entered."""
    lately = Reminder.objects.filter(outcome__in=UNREACHABLE, run__day__gt=day - LATELY)
    counted = lately.aggregate(n=Count("pk"), since=Min("run__day"))
    if counted["n"]:
        words = ngettext("%(n)s reminder reached nobody", "%(n)s reminders reached nobody", counted["n"])
        url = f"{reverse('reports:reminder-list')}?show=unreachable"
        yield Line("unreached", words % {"n": counted["n"]}, url, day, counted["since"])


def _own_nationals(day: date) -> Iterator[Line]:
    statuses = (NationalStatus.CONSOLIDATED, NationalStatus.RETURNED)
    for national in _nationals(*statuses):
        steps, returned = list(national.steps.all()), national.status == NationalStatus.RETURNED
        words = _("The Government Administration returned the national report for %(quarter)s")
        if not returned:
            words = _("Send the national report for %(quarter)s to the Government Administration")
        since, reason = (day_of(steps[-1].at), steps[-1].reason) if steps else (None, "")
        yield Line(
            "returned" if returned else "send", words % _quarter(national.period), national.get_absolute_url(), day,
            since, None, "", reason if returned else "",
        )  # fmt: skip


def ga_lines(user: User, day: date) -> Iterator[Line]:
    for national in _nationals(NationalStatus.SUBMITTED):
        steps = list(national.steps.all())
        words = _("Read the national report for %(quarter)s: acknowledge or return it") % _quarter(national.period)
        yield Line("acknowledge", words, national.get_absolute_url(), day, day_of(steps[-1].at) if steps else None)
    yield from overdue_instructions(day)


def _nationals(*statuses: str) -> list[NationalReport]:
    found = NationalReport.objects.filter(status__in=statuses).select_related("period")
    return list(found.prefetch_related("steps"))


def _quarter(period: Period) -> dict[str, str]:
    return {"quarter": period.words}
