"""The minutes of a meeting, to be printed and signed: who was there, what was asked, what was decided (rule 4)."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from councils import charter, clock, held, notices, quorum
from councils.dates import day_words
from councils.models import Attendance, Decision, Meeting
from councils.states import TOOK_PART, DecisionState, MeetingState, Presence

from . import pdf

TEMPLATE = Path(__file__).resolve().parent / "minutes.typ"
BLANK = "_" * 18
Told = dict[str, Any]


def pdf_of(meeting: Meeting, language: str) -> bytes:
    """The PDF in the language, which must be the active one."""
    return pdf.render(TEMPLATE, told(meeting, language), clock.now())


def told(meeting: Meeting, language: str) -> Told:
    """All words of the paper."""
    now = charter.composition_on(meeting.council, meeting.held_on)
    rows = list(
        meeting.attendances.order_by("membership__seat__position").select_related(
            "membership__seat", "membership__person", "membership__organisation", "alternate__person"
        )
    )
    number = meeting.minutes_number or "_" * 6
    return {
        "language": language, "title": _("Minutes № %(number)s") % {"number": number},
        "period": day_words(meeting.held_on), "day": day_words(meeting.held_on),
        "sealed": "", "pages": _pages(), "draft": "" if meeting.minutes_number else _("DRAFT"),
        "demonstration": _("DEMONSTRATION: invented data") if settings.DEMONSTRATION else "",
        "council": meeting.council.name, "place": _place(meeting),
        "opening": list(_opening(meeting)), "parts": list(_parts(meeting, now, rows)),
        "agenda_head": _("Agenda"),
        "agenda": [notices.question_words(item) for item in meeting.agenda.all()] or [_("none")],
        "decisions_head": _("Decisions"), "decisions": _decisions(meeting),
        "signatures": _signatures(now, rows),
    }  # fmt: skip


def _pages() -> list[str]:
    before, _page, rest = _("page %(page)s of %(pages)s").partition("%(page)s")
    between, _pages, after = rest.partition("%(pages)s")
    return [before, between, after]


def _place(meeting: Meeting) -> str:
    return ", ".join(part for part in (meeting.place, meeting.link and _("online")) if part)


def _counted(filled: int, present: int, needed: Any) -> str:
    words = _("Filled voting seats: %(filled)s. Took part with a vote: %(present)s. Needed for quorum: %(needed)s.")
    return words % {"filled": filled, "present": present, "needed": needed}


def _opening(meeting: Meeting) -> Iterator[str]:
    yield _("The meeting began at %(hour)s. It was held: %(form)s.") % {
        "hour": f"{meeting.starts_at:%H:%M}", "form": meeting.get_form_display(),
    }  # fmt: skip
    if meeting.notified_on and meeting.notice_given is not None:
        words = notices.days_words(meeting.notice_given, meeting.notice_asked or 0)
        yield _("The notice was sent on %(day)s, %(days)s.") % {"day": day_words(meeting.notified_on), "days": words}
    else:
        yield _("No notice was sent by this system.")
    counted = held.quorum_of(meeting)
    if counted.needed is None:
        yield _("No voting seat is filled that day, so there can be no quorum.")
        return
    figures = _counted(counted.filled, counted.present, counted.needed)
    yield " ".join((figures, _("There is a quorum.") if counted.is_there else _("There is no quorum.")))


def _parts(meeting: Meeting, now: charter.Composition, rows: list[Attendance]) -> Iterator[Told]:
    heads = [_("Seat"), _("Name"), _("Organisation"), pgettext("attendance", "How")]
    there = [row for row in rows if row.presence in TOOK_PART]
    away = [row for row in rows if row.presence not in TOOK_PART]
    yield {"name": _("Took part"), "heads": heads, "rows": _members(there), "lines": [] if there else [_("nobody")]}
    yield {"name": _("Absent"), "heads": heads, "rows": _members(away), "lines": [] if away else [_("nobody")]}
    vacant = "; ".join(place.seat.name for place in now.vacant)
    if vacant:
        yield {"name": _("Vacant seats"), "heads": heads, "rows": [], "lines": [vacant]}
    if meeting.guests.strip():
        yield {"name": _("Invited, without a vote"), "heads": heads, "rows": [], "lines": [meeting.guests.strip()]}


def _members(rows: Iterable[Attendance]) -> list[list[str]]:
    return [
        [row.membership.seat.name, row.membership.person.full_name, row.membership.organisation.name, _how(row)]
        for row in rows
    ]


def _how(row: Attendance) -> str:
    words = str(Presence(row.presence).label)
    if row.alternate:
        words = _("by the alternate %(person)s") % {"person": row.alternate.person.full_name}
    return words if row.membership.seat.voting else ", ".join((words, _("without a vote")))


def _decisions(meeting: Meeting) -> list[Told]:
    decisions = meeting.decisions.select_related(
        "agenda_item", "meeting", "responsible_member__person", "responsible_organisation"
    ).prefetch_related("had_left__person")
    found = [
        {"name": _("Decision № %(number)s") % {"number": d.label}, "lines": list(_decision(d))} for d in decisions
    ]
    return found or [{"name": "", "lines": [_("none")]}]


def _decision(decision: Decision) -> Iterator[str]:
    if decision.agenda_item:
        yield _("On question %(number)s of the agenda.") % {"number": decision.agenda_item.position}
    yield decision.text
    votes = {"yes": decision.votes_for, "no": decision.votes_against, "abstained": decision.votes_abstained}
    yield _("For %(yes)s, against %(no)s, abstained %(abstained)s.") % votes
    if decision.casting_vote:
        yield _("The votes were equal; the vote of whoever chaired decided.")
    if left := ", ".join(member.person.full_name for member in decision.had_left.all()):
        yield _("Had left by then: %(names)s.") % {"names": left}
    yield _counted(decision.filled, decision.present, decision.needed or "–")
    if decision.is_advice:
        yield _("Kept as advice only.") if decision.is_adopted else _("Advice that was not agreed on.")
    else:
        yield _("Adopted.") if decision.is_adopted else _("Not adopted.")
    if decision.state == DecisionState.WITHDRAWN and decision.meeting.state != MeetingState.HELD:
        yield _("Withdrawn before the minutes were kept.")
    responsible = decision.responsible_member and decision.responsible_member.person.full_name
    if who := responsible or (decision.responsible_organisation and decision.responsible_organisation.name):
        yield _("Responsible: %(who)s.") % {"who": who}
    if decision.due_on:
        yield _("Due on %(day)s.") % {"day": day_words(decision.due_on)}


def _signatures(now: charter.Composition, rows: list[Attendance]) -> Told:
    """Whoever chaired, else the chair of that day, and its secretary."""
    chair = quorum.chairing(now.places, rows) or now.chair
    secretary = now.secretary
    signers = [
        (chair.seat.name if chair else _("chair"), chair),
        (secretary.seat.name if secretary else _("secretary"), secretary),
    ]
    return {
        "rows": [[role, BLANK, member.person.short_name if member else BLANK] for role, member in signers],
        "seal": "", "day": "", "made": "",
    }  # fmt: skip
