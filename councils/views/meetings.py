"""Meetings of a council: the list, one meeting with its next step, planning, notice, cancelling."""

import re
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from councils import charter, clock, drafts, forms, held, notices, quorum, services
from councils.calendars import NAME, calendar_of
from councils.drafts import form_for
from councils.files import attached
from councils.forms.meetings import MORE
from councils.models import Attendance, Council, Meeting
from councils.permissions import (
    kept_meeting_for,
    meeting_for,
    own_council_for,
    rights_of,
    secretary_council_for,
)
from councils.states import MeetingState

from .steps import done


def meeting_list(request: HttpRequest, code: str) -> HttpResponse:
    council = own_council_for(request.user, code)
    meetings = council.meetings.select_related("council").order_by("-held_on", "-starts_at").annotate(
        questions=Count("agenda", distinct=True), decided=Count("decisions", distinct=True),
        advised=Count("decisions", filter=Q(decisions__is_advice=True), distinct=True),
        recorded=Exists(Attendance.objects.filter(meeting=OuterRef("pk"))),
    )  # fmt: skip
    counted = {row.meeting.pk: row.quorum for row in held.held_meetings([council], date.min, date.max)[council.pk]}
    years: dict[int, list[Any]] = {}
    for meeting in meetings:
        meeting.counted = counted.get(meeting.pk)
        years.setdefault(meeting.held_on.year, []).append(meeting)
    return render(request, "councils/meeting_list.html", {
        "council": council, "years": [_year(council, year, rows) for year, rows in years.items()],
        "may_record": rights_of(request.user).may_record(council.pk),
    })  # fmt: skip


def _year(council: Council, year: int, rows: list[Any]) -> dict[str, Any]:
    """Meetings of a year, held against those that the Charter in force at its end, or today, asks for."""
    end = min(clock.today(), clock.today().replace(year=year, month=12, day=31))
    asked = charter.arrangements_on(council, max(end, council.founded_on))
    there = sum(row.state == MeetingState.HELD for row in rows)
    return {"year": year, "rows": rows, "held": there, "asked": asked and asked.meetings_a_year}


def meeting_detail(request: HttpRequest, code: str, number: int) -> HttpResponse:
    meeting = meeting_for(request.user, code, number)
    composition = charter.composition_on(meeting.council, meeting.held_on)
    attendance = list(
        meeting.attendances.select_related(
            "membership__seat", "membership__person", "membership__organisation", "alternate__person"
        ).order_by("membership__seat__position")
    )
    counted = held.quorum_of(meeting) if attendance else None
    today = quorum.count(composition.arrangements, composition.places, attendance)
    chair = quorum.chairing(composition.places, attendance)
    may_record = rights_of(request.user).may_record(meeting.council_id)
    return render(request, "councils/meeting_detail.html", {
        "meeting": meeting, "council": meeting.council, "attendance": attendance,
        # What the questions are about is told by the app above, by the name of its relation.
        "agenda": meeting.agenda.prefetch_related("plan_links__item"),
        "counted": counted, "chair": chair, "vacant": composition.vacant, "may_record": may_record,
        "decisions": meeting.decisions.with_names(), "next": _next(meeting, bool(attendance)) if may_record else "",
        "asked": notices.days_asked(meeting) if meeting.notice_asked is None else meeting.notice_asked,
        "counted_today": today if counted and today != counted else None,
        "no_quorum": counted and not counted.is_there,
    })  # fmt: skip


def _next(meeting: Meeting, recorded: bool) -> str:
    """What the secretary does next: the last part of the route's name; empty while there is only to wait."""
    if meeting.state == MeetingState.CANCELLED:
        return ""
    if meeting.state == MeetingState.HELD:
        return "" if meeting.minutes_id else "scan"
    if recorded:
        return "decide"
    if meeting.held_on <= clock.today():
        return "attendance"
    return "" if meeting.notified_on else "notify"


def meeting_plan(request: HttpRequest, code: str) -> HttpResponse:
    council = secretary_council_for(request.user, code)
    form = form_for(request, forms.PlanMeetingForm, rows=_rows(request))
    if more := _more(request, form):
        return more
    verb = services.plan_meeting
    if form.is_valid() and (made := form.carry_out(verb, council, actor=request.user, **form.values)):
        return done(request, _planned_words(made), made)
    context = {"council": council, "form": form, "title": _("Plan a meeting"), "back": None}
    return render(request, "councils/meeting_form.html", context)


def _planned_words(meeting: Meeting) -> str:
    """With the step that the meeting's page then offers: of a day that has come nobody is told any more."""
    if _next(meeting, recorded=False) == "notify":
        return _("The meeting is planned. Next, send the notice.")
    return _("The meeting is planned. Next, record who took part.")


def meeting_change(request: HttpRequest, code: str, number: int) -> HttpResponse:
    meeting = kept_meeting_for(request.user, code, number)
    form = form_for(request, forms.PlanMeetingForm, rows=_rows(request), meeting=meeting)
    if more := _more(request, form):
        return more
    if form.is_valid() and form.carry_out(services.change_meeting, meeting, actor=request.user, **form.values):
        return done(request, _("The meeting was changed."), meeting)
    context = {"council": meeting.council, "meeting": meeting, "form": form, "title": _("Change the meeting")}
    return render(request, "councils/meeting_form.html", context)


_LINE = re.compile(r"text_\d{1,3}")


def _rows(request: HttpRequest) -> int:
    """As many lines as were asked for, or as were typed and are not saved yet: none of them is left out."""
    asked = request.GET.get("rows", "")
    draft = drafts.typed(request)
    lines = [name for name, text in draft.items() if text and _LINE.fullmatch(name)] if draft else []
    typed = [int(name.removeprefix("text_")) + 1 for name in lines]
    return max(*typed, int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 4 else 0, 0)


def _more(request: HttpRequest, form: forms.PlanMeetingForm) -> HttpResponse | None:
    """More lines for the agenda: what was typed is kept as the page's draft, so that it is shown again."""
    if request.method == "POST" and "more" in request.POST:
        return redirect(f"{request.path}?rows={form.rows + MORE}#agenda")
    return None


def meeting_notify(request: HttpRequest, code: str, number: int) -> HttpResponse:
    meeting = kept_meeting_for(request.user, code, number)
    late = "" if meeting.notified_on else notices.late_words(meeting, clock.today())
    form = form_for(request, forms.NoticeForm, late=late)
    verb = services.notify_meeting
    if form.is_valid() and form.carry_out(verb, meeting, actor=request.user, **form.cleaned_data):
        return done(request, _("The notice goes out. Tell those whom no e-mail reaches."), meeting)
    people = notices.invited(meeting)
    return render(request, "councils/meeting_notify.html", {
        "meeting": meeting, "council": meeting.council, "form": form, "late": late,
        "reached": [row for row in people if row.to], "others": [row for row in people if not row.to],
        "title": _("Send the notice"),
    })  # fmt: skip


def meeting_notice(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """The notice to print and hand over, for those whom no e-mail reaches."""
    meeting = meeting_for(request.user, code, number)
    people = [row for row in notices.invited(meeting) if not row.to]
    context = {"meeting": meeting, "council": meeting.council, "agenda": meeting.agenda.all(), "people": people}
    return render(request, "councils/meeting_notice.html", context)


def meeting_cancel(request: HttpRequest, code: str, number: int) -> HttpResponse:
    meeting = kept_meeting_for(request.user, code, number)
    form = form_for(request, forms.CancelMeetingForm)
    verb = services.cancel_meeting
    if form.is_valid() and form.carry_out(verb, meeting, actor=request.user, **form.cleaned_data):
        return done(request, _("The meeting was cancelled."), meeting)
    context = {"meeting": meeting, "council": meeting.council, "form": form, "title": _("Cancel the meeting")}
    return render(request, "councils/meeting_step.html", context)


def meeting_calendar(request: HttpRequest, code: str, number: int) -> HttpResponse:
    meeting = meeting_for(request.user, code, number)
    return attached(calendar_of(meeting, "PUBLISH").encode(), NAME)
