"""What happened at a meeting: attendance, decisions, minutes and their files."""

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _

from councils import charter, files, forms, services
from councils.drafts import form_for
from councils.held import quorum_of
from councils.papers import minutes as papers
from councils.permissions import kept_meeting_for, meeting_for
from councils.services.meetings import closed_because
from councils.states import MeetingState

from .steps import done

LANGUAGES = ("ky", "ru")


def meeting_attendance(request: HttpRequest, code: str, number: int) -> HttpResponse:
    meeting = kept_meeting_for(request.user, code, number)
    composition = charter.composition_on(meeting.council, meeting.held_on)
    decided = meeting.decisions.exists()
    form = form_for(
        request, forms.AttendanceForm, composition=composition, recorded=list(meeting.attendances.all()),
        correction=decided or meeting.state == MeetingState.HELD,
    )  # fmt: skip
    if form.is_valid():
        reason = form.cleaned_data.get("reason", "")
        if form.carry_out(services.record_attendance, meeting, form.came, reason=reason, actor=request.user):
            return done(request, _("It is recorded who took part."), meeting)
    context = {"meeting": meeting, "council": meeting.council, "form": form, "vacant": composition.vacant,
               "title": _("Who took part")}  # fmt: skip
    return render(request, "councils/meeting_attendance.html", context)


def meeting_decide(request: HttpRequest, code: str, number: int) -> HttpResponse:
    meeting = kept_meeting_for(request.user, code, number)
    if request.method != "POST" and (words := closed_because(meeting)):
        messages.warning(request, words)
        return redirect(meeting)
    composition = charter.composition_on(meeting.council, meeting.held_on)
    form = form_for(request, forms.DecideForm, meeting=meeting, composition=composition)
    if form.is_valid() and form.carry_out(services.decide, meeting, actor=request.user, **form.values):
        return done(request, _("The decision is recorded."), meeting)
    return render(request, "councils/meeting_decide.html", {
        "meeting": meeting, "council": meeting.council, "form": form,
        "counted": quorum_of(meeting) if meeting.attendances.exists() else None,
        "arrangements": composition.arrangements, "title": _("Record a decision"),
    })  # fmt: skip


def meeting_minutes(request: HttpRequest, code: str, number: int) -> HttpResponse:
    meeting = kept_meeting_for(request.user, code, number)
    form = form_for(request, forms.MinutesForm, meeting=meeting)
    verb = services.keep_minutes
    if form.is_valid() and form.carry_out(verb, meeting, actor=request.user, **form.cleaned_data):
        return done(request, _("The minutes are kept."), meeting)
    context = {"meeting": meeting, "council": meeting.council, "form": form, "title": _("Keep the minutes"),
               "closes": meeting.decisions.count() if meeting.state == MeetingState.PLANNED else None}  # fmt: skip
    return render(request, "councils/meeting_step.html", context)


def meeting_minutes_file(request: HttpRequest, code: str, number: int) -> FileResponse:
    """The signed scan."""
    meeting = meeting_for(request.user, code, number)
    if meeting.minutes is None or not meeting.minutes.file:
        raise Http404
    return files.answer(meeting.minutes)


def meeting_paper(request: HttpRequest, code: str, number: int, language: str) -> HttpResponse:
    """The minutes as PDF, to be signed; made when they are asked for."""
    meeting = meeting_for(request.user, code, number)
    if language not in LANGUAGES:
        raise Http404
    if not meeting.attendances.exists():
        return redirect(meeting)
    with translation.override(language):
        content = papers.pdf_of(meeting, language)
    return files.attached(content, f"{meeting.council.code}-{meeting.held_on}-{language}.pdf")
