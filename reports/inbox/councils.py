"""What waits in the councils of which the user holds a seat: for the secretary, for the chair and the deputy."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Count, Min, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from actionplans.models import Event, Proposal, RegisterUpload
from actionplans.registers import waiting_in
from actionplans.states import UploadState
from councils.contributors import SOON
from councils.dates import day_words
from councils.models import ContributorLink, Council, Meeting
from councils.rights import Rights
from councils.states import MeetingState
from reports.models import CouncilReport
from reports.querysets import CouncilReportQuerySet
from reports.states import IN_PREPARATION, ReportStatus

from .comments import comment_lines
from .lines import Line, day_of


def council_lines(rights: Rights, day: date) -> Iterator[Line]:
    recorded = [pk for pk in rights.councils if rights.may_record(pk)]
    signed = [pk for pk in rights.councils if rights.may_sign(pk)]
    if recorded:
        yield from _reports_to_write(recorded, day)
        yield from comment_lines(day, recorded)
        yield from _registers(recorded, day)
        yield from _events_awaiting_a_plan(recorded, day)
        yield from _proposals(recorded, day)
        yield from _links_that_end(recorded, day)
        yield from _meetings_without_minutes(recorded, day)
    if signed:
        yield from _reports_to_sign(signed, day)


def last_steps(reports: CouncilReportQuerySet) -> list[CouncilReport]:
    """The reports with `steps` at hand, the latest last. Two queries."""
    return list(reports.with_names().prefetch_related("steps"))


def asked_again(report: CouncilReport) -> bool:
    """Whether it was given before and lies with the secretary once more: handed back, returned, reopened, recalled."""
    steps = list(report.steps.all())
    return bool(steps) and steps[-1].after in IN_PREPARATION


def due_of(report: CouncilReport) -> date:
    """By when the council is to give it: the deadline, or the day until which it was opened again."""
    if report.first_submitted_on is None:
        return report.due_on
    return report.reopened_until or report.due_on


def _reports_to_write(councils: list[int], day: date) -> Iterator[Line]:
    for report in last_steps(CouncilReport.objects.filter(council__in=councils, status__in=IN_PREPARATION)):
        steps = list(report.steps.all())
        quarter = {"quarter": report.period.words}
        words = (
            _("Correct the report for %(quarter)s") if asked_again(report) else _("Prepare the report for %(quarter)s")
        )
        yield Line(
            "correct" if asked_again(report) else "prepare", words % quarter, report.get_absolute_url(), day,
            day_of(steps[-1].at) if steps else report.opened_on, due_of(report), report.council.region.name,
            steps[-1].reason if steps else "",
        )  # fmt: skip


def _reports_to_sign(councils: list[int], day: date) -> Iterator[Line]:
    prepared = CouncilReport.objects.filter(council__in=councils, status=ReportStatus.PREPARED)
    for report in last_steps(prepared):
        steps = list(report.steps.all())
        words = _("Read and sign the report for %(quarter)s")
        words %= {"quarter": report.period.words}
        url = reverse("reports:report-sign", args=[report.council.code, report.period.label])
        since = day_of(steps[-1].at) if steps else report.opened_on
        yield Line("sign", words, url, day, since, due_of(report), report.council.region.name)


def _meetings_without_minutes(councils: list[int], day: date) -> Iterator[Line]:
    """Their day is over and they are told in no report: nobody said who took part, or kept the minutes."""
    over = Meeting.objects.filter(council__in=councils, state=MeetingState.PLANNED, held_on__lt=day)
    for meeting in over.select_related("council__region").order_by("held_on", "pk"):
        words = _("Record who took part in the meeting of %(day)s, its decisions and its minutes")
        words %= {"day": day_words(meeting.held_on)}
        url, place = meeting.get_absolute_url(), meeting.council.region.name
        yield Line("meeting", words, url, day, meeting.held_on, None, place)


def _registers(councils: list[int], day: date) -> Iterator[Line]:
    waiting: QuerySet[Any] = waiting_in(councils)
    for upload in waiting.select_related("council__region"):
        words, anchor = _register_words(upload)
        url = f"{upload.get_absolute_url()}{anchor}"
        yield Line(
            "register", words, url, day, upload.changed_on, None, upload.council.region.name, upload.stored.name
        )


def _register_words(upload: RegisterUpload) -> tuple[str, str]:
    left: int = upload.left  # type: ignore[attr-defined]  # counted by waiting_in
    if upload.state == UploadState.RECORDED:
        words = ngettext("%(n)s row of a register is to be mended", "%(n)s rows of a register are to be mended", left)
        return words % {"n": left}, "#left"
    if upload.state == UploadState.ASKS:
        return _("Say what the columns of a register mean"), ""
    return _("A register is read: look and record"), ""


def _events_awaiting_a_plan(councils: list[int], day: date) -> Iterator[Line]:
    waiting = Event.objects.filter(council__in=councils).awaiting_plan().order_by().values("council")
    counted = {row["council"]: row for row in waiting.annotate(n=Count("pk"), since=Min("recorded_on"))}
    for council in Council.objects.filter(pk__in=counted).select_related("region"):
        row = counted[council.pk]
        words = ngettext("%(n)s event awaits a plan", "%(n)s events await a plan", row["n"]) % {"n": row["n"]}
        url = reverse("actionplans:awaiting-events", args=[council.code])
        yield Line("awaiting", words, url, day, row["since"], None, council.region.name)


def _proposals(councils: list[int], day: date) -> Iterator[Line]:
    waiting = Proposal.objects.filter(council__in=councils).waiting().order_by().values("council")
    counted = {row["council"]: row for row in waiting.annotate(n=Count("pk"), since=Min("sent_at"))}
    for council in Council.objects.filter(pk__in=counted).select_related("region"):
        row = counted[council.pk]
        words = ngettext("%(n)s proposal of an organisation waits", "%(n)s proposals of organisations wait", row["n"])
        url = reverse("actionplans:proposal-list", args=[council.code])
        yield Line("proposals", words % {"n": row["n"]}, url, day, day_of(row["since"]), None, council.region.name)


def _links_that_end(councils: list[int], day: date) -> Iterator[Line]:
    """For two weeks before its last day, unless the organisation has a longer one already."""
    links = ContributorLink.objects.in_force(day).filter(council__in=councils).with_names()
    latest: dict[tuple[int, int], ContributorLink] = {}
    for link in links.order_by("ends_on"):
        latest[link.council_id, link.organisation_id] = link
    for link in latest.values():
        if link.ends_on - day <= SOON:
            url = reverse("councils:contributor-links", args=[link.council.code])
            yield Line(
                "link_ends", _("The link of an organisation ends soon: give it another if it goes on"), url, day,
                link.ends_on - SOON, link.ends_on, link.council.region.name, link.organisation.name,
            )  # fmt: skip
