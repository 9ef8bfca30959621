"""Meetings are planned, changed, called and cancelled by the council's secretary (rule 4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from councils import audit, charter, clock, notices
from councils.dates import day_words
from councils.locks import lock_council
from councils.models import AgendaItem, Council, Meeting, User
from councils.states import IllegalMove, MeetingForm, MeetingState, Unfit

from .allowed import need_secretary

WHEN_AND_WHERE = ("held_on", "starts_at", "form", "place", "link")


@dataclass(frozen=True)
class AgendaLine:
    """One question as it was typed; `pk` of the item that it changes."""

    text: str
    presenter: str = ""
    pk: int | None = None


@transaction.atomic
def plan_meeting(
    council: Council,
    *,
    held_on: date,
    starts_at: time,
    form: str = MeetingForm.IN_PERSON,
    place: str = "",
    link: str = "",
    guests: str = "",
    agenda: Sequence[AgendaLine] = (),
    actor: User,
) -> Meeting:
    """A meeting with its agenda; also one of a day that has passed, to bring in its minutes. The same once more, as
    from a form that was sent twice, is the meeting that is planned. Raises Unfit."""
    council = lock_council(council)
    need_secretary(council, actor)
    same = council.meetings.filter(held_on=held_on, starts_at=starts_at, place=place, link=link)
    if (again := same.filter(state=MeetingState.PLANNED).last()) and _asks(again) == [line.text for line in agenda]:
        return again
    last = council.meetings.order_by("-number").values_list("number", flat=True).first()
    meeting = Meeting(
        council=council, number=(last or 0) + 1, held_on=held_on, starts_at=starts_at, form=form, place=place,
        link=link, guests=guests, planned_by=actor,
    )  # fmt: skip
    _check(meeting, agenda)
    meeting.save()
    _set_agenda(meeting, agenda)
    audit.record("meeting.plan", audit.subject_of(meeting), actor=actor, council=council, after=_told(meeting))
    return meeting


@transaction.atomic
def change_meeting(
    meeting: Meeting, *, agenda: Sequence[AgendaLine], late_is_known: bool = False, actor: User, **values: Any
) -> Meeting:
    """Another day, place or agenda; `values` are columns as in plan_meeting. Raises IllegalMove, Unfit.

    After the notice, another day, hour or place goes to everybody by e-mail; another day counts as its notice, and
    one that comes later than the Charter asks is refused unless `late_is_known`.
    """
    fresh = planned(meeting, actor)
    before = _told(fresh)
    when_and_where = {name: getattr(fresh, name) for name in WHEN_AND_WHERE}
    for name, value in values.items():
        setattr(fresh, name, value)
    moved = any(getattr(fresh, name) != value for name, value in when_and_where.items())
    _check(fresh, agenda)
    if fresh.held_on != when_and_where["held_on"] and fresh.attendances.exists():
        raise IllegalMove(_("Who took part is recorded, so the meeting keeps its day."))
    fresh.version += moved
    if moved and fresh.notified_on and fresh.held_on != when_and_where["held_on"]:
        _give_notice(fresh, late_is_known)
    fresh.save()
    _set_agenda(fresh, agenda)
    if moved and fresh.notified_on and fresh.held_on >= clock.today():
        notices.write_mails(fresh, notices.MOVED)
    audit.record(
        "meeting.change", audit.subject_of(fresh), actor=actor, council=fresh.council, before=before,
        after=_told(fresh),
    )  # fmt: skip
    return fresh


@transaction.atomic
def notify_meeting(meeting: Meeting, *, late_is_known: bool = False, actor: User) -> Meeting:
    """Send the notice to every member of the meeting's day whom an e-mail reaches and who has not had it.

    Raises Unfit when it comes later than the Charter asks and nobody said `late_is_known`, IllegalMove.
    """
    fresh = planned(meeting, actor)
    if fresh.held_on < clock.today():
        raise IllegalMove(_("The day of the meeting has passed: there is no notice to send."))
    if not fresh.agenda.exists():
        raise Unfit(_("A notice tells the agenda: write at least one question."))
    first = fresh.notified_on is None
    if first:
        _give_notice(fresh, late_is_known)
        fresh.save(update_fields=["notified_on", "notice_asked"])
    # Whoever has had the newer version of it has had it.
    written = notices.write_mails(fresh, notices.CALLED)
    audit.record(
        "meeting.notify", audit.subject_of(fresh), actor=actor, council=fresh.council,
        after={"first": first, "e_mails": len(written), "late": fresh.is_late,
               **audit.fields_of(fresh, "held_on", "notified_on", "notice_asked")},
    )  # fmt: skip
    return fresh


@transaction.atomic
def cancel_meeting(meeting: Meeting, *, reason: str, actor: User) -> Meeting:
    """It does not take place; whoever had the notice is told. Raises IllegalMove."""
    fresh = planned(meeting, actor)
    if fresh.attendances.exists():
        raise IllegalMove(_("Who took part is recorded, so the meeting took place."))
    fresh.state, fresh.cancelled_because = MeetingState.CANCELLED, reason
    fresh.version += 1
    fresh.save(update_fields=["state", "cancelled_because", "version"])
    if fresh.notified_on and fresh.held_on >= clock.today():
        notices.write_mails(fresh, notices.CANCELLED)
    audit.record(
        "meeting.cancel", audit.subject_of(fresh), actor=actor, council=fresh.council,
        after=audit.fields_of(fresh, "held_on"), reason=reason,
    )  # fmt: skip
    return fresh


def planned(meeting: Meeting, actor: User) -> Meeting:
    """The meeting as it is now, its council locked. Raises NotAllowed, IllegalMove after it was held or cancelled."""
    council = lock_council(meeting.council)
    need_secretary(council, actor)
    fresh = Meeting.objects.select_related("council__region").get(pk=meeting.pk)
    if words := closed_because(fresh):
        raise IllegalMove(words)
    return fresh


def closed_because(meeting: Meeting) -> str:
    """Why nothing about the meeting changes any more; empty while it may."""
    if meeting.state == MeetingState.CANCELLED:
        return _("The meeting was cancelled: %(reason)s") % {"reason": meeting.cancelled_because}
    if meeting.state == MeetingState.HELD:
        return _("The minutes of this meeting are kept; nothing about it changes.")
    return ""


def _give_notice(meeting: Meeting, late_is_known: bool) -> None:
    today = clock.today()
    late = notices.late_words(meeting, today)
    if late and not late_is_known:
        raise Unfit(
            _("This notice is late: %(days)s. Say that it is sent nevertheless, or choose a later day.")
            % {"days": late}
        )
    meeting.notified_on, meeting.notice_asked = today, notices.days_asked(meeting)


def _check(meeting: Meeting, agenda: Sequence[AgendaLine]) -> None:
    day = day_words(meeting.held_on)
    if meeting.held_on < meeting.council.founded_on:
        founded = day_words(meeting.council.founded_on)
        raise Unfit(_("The council was founded on %(day)s: it did not meet before.") % {"day": founded})
    if charter.arrangements_on(meeting.council, meeting.held_on) is None:
        raise Unfit(_("No charter is in force in the council on %(day)s.") % {"day": day})
    if meeting.form != MeetingForm.ONLINE and not meeting.place:
        raise Unfit(_("Say where the council meets."))
    kept = {line.pk for line in agenda if line.pk}
    decided = meeting.agenda.exclude(pk__in=kept).filter(decisions__isnull=False).first() if meeting.pk else None
    if decided:
        raise Unfit(
            _("A decision was taken on question %(number)s; it stays on the agenda.") % {"number": decided.position}
        )


def _set_agenda(meeting: Meeting, agenda: Sequence[AgendaLine]) -> None:
    """The agenda in the order given; an item that is known keeps its row, for links and decisions point at it."""
    kept = {item.pk: item for item in meeting.agenda.all()}
    AgendaItem.objects.filter(pk__in=set(kept) - {line.pk for line in agenda}).delete()
    meeting.agenda.update(position=F("position") + 1000)  # out of the way: places are unique
    for position, line in enumerate(agenda, 1):
        item = kept.get(line.pk or 0) or AgendaItem(meeting=meeting)
        item.position, item.text, item.presenter = position, line.text, line.presenter
        item.save()


def _asks(meeting: Meeting) -> list[str]:
    return list(meeting.agenda.values_list("text", flat=True))


def _told(meeting: Meeting) -> dict[str, Any]:
    """For the audit: the address of an online meeting lets people in, so only whether there is one."""
    told = audit.fields_of(meeting, "number", "held_on", "starts_at", "form", "place", "version")
    agenda = _asks(meeting) if meeting.pk else []
    return {**told, "link": bool(meeting.link), "agenda": agenda}
