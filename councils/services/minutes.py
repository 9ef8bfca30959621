"""What happened at a meeting: who took part, what was decided with which quorum, and its minutes (rule 4)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from councils import audit, charter, clock, files, held, quorum
from councils.dates import day_words
from councils.locks import lock_council
from councils.models import AgendaItem, Alternate, Attendance, Decision, Meeting, Membership, Organisation, User
from councils.states import DecisionState, IllegalMove, MeetingState, Presence, Unfit

from .allowed import need_secretary
from .meetings import planned


@dataclass(frozen=True)
class Came:
    """How the holder of a seat took part; `alternate` only with Presence.DEPUTY."""

    membership: Membership
    presence: str
    alternate: Alternate | None = None

    @property
    def membership_id(self) -> int:
        return self.membership.pk


# ---- who took part


@transaction.atomic
def record_attendance(meeting: Meeting, came: Sequence[Came], *, reason: str = "", actor: User) -> Meeting:
    """Who took part, one answer for every filled seat of that day; recording again replaces it.

    Once a decision was taken or the minutes are kept, it is a correction with a reason, and one that would change how
    many took part in a decision is refused: what was counted stays. Raises IllegalMove, Unfit.
    """
    council = lock_council(meeting.council)
    need_secretary(council, actor)
    fresh = Meeting.objects.select_related("council__region").get(pk=meeting.pk)
    if fresh.state == MeetingState.CANCELLED or fresh.held_on > clock.today():
        raise IllegalMove(_("Attendance is recorded on the day of the meeting or later."))
    composition = charter.composition_on(council, fresh.held_on)
    _check_attendance(fresh, composition, came)
    is_correction = fresh.state == MeetingState.HELD or fresh.decisions.exists()
    if is_correction:
        _check_correction(fresh, composition, came, reason)
    before = attendance_told(fresh)
    for row in came:
        told = {"presence": row.presence, "alternate": row.alternate}
        Attendance.objects.update_or_create(meeting=fresh, membership=row.membership, defaults=told)
    gone = fresh.attendances.exclude(membership__in=[row.membership_id for row in came])
    if not is_correction:
        gone.delete()
    _count(fresh, composition, came, is_correction)
    audit.record(
        "meeting.correct" if is_correction else "meeting.attendance", audit.subject_of(fresh), actor=actor,
        council=council, before=before, after=attendance_told(fresh), reason=reason,
    )  # fmt: skip
    return fresh


def _count(meeting: Meeting, composition: charter.Composition, came: Sequence[Came], is_correction: bool) -> None:
    """The quorum as it is counted now stays with the meeting; a correction changes no more than who took part."""
    counted = quorum.count(composition.arrangements, composition.places, came)
    meeting.present = counted.present
    if is_correction:
        meeting.recorded_at = clock.now()
    if not is_correction or meeting.filled is None:
        meeting.filled, meeting.needed = counted.filled, counted.needed
        if meeting.notice_asked is None and composition.arrangements:
            meeting.notice_asked = composition.arrangements.notice_days
    meeting.save(update_fields=["recorded_at", "filled", "present", "needed", "notice_asked"])


def _check_attendance(meeting: Meeting, composition: charter.Composition, came: Sequence[Came]) -> None:
    sitting = {place.membership.pk for place in composition.places if place.membership}
    if {row.membership_id for row in came} != sitting or len(came) != len(sitting):
        raise Unfit(_("Say of everybody who held a seat that day how they took part."))
    stood_for: dict[int, int] = {}
    own = {row.membership.person_id for row in came if row.presence in (Presence.PRESENT, Presence.REMOTE)}
    for row in came:
        if row.presence != Presence.DEPUTY:
            continue
        if row.alternate is None or not _stands_in(row.alternate, row.membership, meeting.held_on):
            name = {"person": row.membership.person.full_name}
            raise Unfit(_("An alternate of %(person)s is somebody named for that day.") % name)
        body = row.alternate.person_id
        if body in own or stood_for.setdefault(body, row.membership.person_id) != row.membership.person_id:
            name = {"person": row.alternate.person.full_name}
            raise Unfit(_("%(person)s takes part for one member only: nobody has two votes.") % name)


def _stands_in(alternate: Alternate, membership: Membership, day: date) -> bool:
    named = alternate.membership_id == membership.pk and alternate.starts_on <= day
    return named and (alternate.ends_on is None or alternate.ends_on >= day)


def _check_correction(meeting: Meeting, composition: charter.Composition, came: Sequence[Came], reason: str) -> None:
    if not reason:
        raise Unfit(_("A decision was taken with this attendance, or the minutes are kept. Say why it is corrected."))
    decisions = meeting.decisions.exclude(state=DecisionState.WITHDRAWN).prefetch_related("had_left")
    for decision in decisions:
        left = [membership.pk for membership in decision.had_left.all()]
        present = quorum.count(composition.arrangements, composition.places, came, left).present
        if present != decision.present:
            raise Unfit(
                _("Decision %(number)s was counted with %(was)s who took part; with this it would be %(now)s. What "
                  "was counted stays.")
                % {"number": decision.number, "was": decision.present, "now": present}
            )  # fmt: skip


def attendance_told(meeting: Meeting) -> dict[str, str]:
    """Seat code to how its holder took part, for the audit."""
    return {row.membership.seat.code: row.presence for row in meeting.attendances.select_related("membership__seat")}


# ---- decisions


@transaction.atomic
def decide(
    meeting: Meeting,
    *,
    text: str,
    votes: quorum.Votes,
    agenda_item: AgendaItem | None = None,
    had_left: Collection[Membership] = (),
    chair_for: bool | None = None,
    is_advice: bool = False,
    responsible_member: Membership | None = None,
    responsible_organisation: Organisation | None = None,
    due_on: date | None = None,
    actor: User,
) -> Decision:
    """What was decided, with the votes and the quorum as it was then; followed where somebody has a day for it.

    `chair_for` is how whoever chaired voted, asked for where that vote decides. Without a quorum only advice is kept.
    The same once more, as from a form that was sent twice, is the decision that was recorded last. Raises IllegalMove
    before attendance is recorded, Unfit.
    """
    fresh = planned(meeting, actor)
    asked = {
        "agenda_item": agenda_item, "text": text, "votes_for": votes.yes, "votes_against": votes.no,
        "votes_abstained": votes.abstained, "is_advice": is_advice, "responsible_member": responsible_member,
        "responsible_organisation": responsible_organisation, "due_on": due_on,
    }  # fmt: skip
    last = fresh.decisions.order_by("-number").first()
    if last and asked == {name: getattr(last, name) for name in asked}:
        return last
    if not fresh.attendances.exists():
        raise IllegalMove(_("First record who took part: the quorum is counted from it."))
    now = charter.composition_on(fresh.council, fresh.held_on)
    if now.arrangements is None:
        raise Unfit(_("No charter is in force in the council on %(day)s.") % {"day": day_words(fresh.held_on)})
    rows = list(fresh.attendances.select_related("alternate"))
    left = {membership.pk for membership in had_left}
    counted = held.quorum_at(fresh, now, rows, left)
    chair = quorum.chairing(now.places, rows, left)
    _check_votes(counted, votes, is_advice)
    casts = bool(chair) and quorum.may_cast(now.arrangements, counted, votes)
    if casts and chair and chair_for is None:
        words = _("The votes are equal. Say how %(person)s voted, who chaired: that vote decides.")
        raise Unfit(words % {"person": chair.person.full_name})
    adopted = quorum.is_adopted(now.arrangements, counted, votes, chair_for=chair_for if casts else None)
    _check_task(fresh, responsible_member, responsible_organisation, due_on)
    made = Decision.objects.create(
        meeting=fresh, number=last.number + 1 if last else 1, casting_vote=casts, filled=counted.filled,
        present=counted.present, needed=counted.needed, is_adopted=adopted,
        state=DecisionState.OPEN if adopted and due_on else DecisionState.NOTED, **asked,
    )  # fmt: skip
    made.had_left.set(had_left)
    audit.record(
        "decision.take", audit.subject_of(made), actor=actor, council=fresh.council, after=_decision_told(made)
    )
    return made


def no_quorum_words(counted: quorum.Quorum) -> str:
    """Why there is no quorum: "3 of 8 filled voting seats took part, 5 are needed"."""
    if counted.needed is None:
        return _("No voting seat is filled that day, so there can be no quorum.")
    words = ngettext(
        "There is no quorum: of %(filled)s filled voting seats %(present)s took part, %(n)s is needed.",
        "There is no quorum: of %(filled)s filled voting seats %(present)s took part, %(n)s are needed.",
        counted.needed,
    )
    return words % {"filled": counted.filled, "present": counted.present, "n": counted.needed}


def _check_votes(counted: quorum.Quorum, votes: quorum.Votes, is_advice: bool) -> None:
    if votes.given > counted.present:
        words = _("%(votes)s votes are more than the %(present)s who took part with a vote.")
        raise Unfit(words % {"votes": votes.given, "present": counted.present})
    if not counted.is_there and not is_advice:
        rest = _("What is agreed on without a quorum is kept only as advice.")
        raise Unfit(f"{no_quorum_words(counted)} {rest}")


def _check_task(
    meeting: Meeting, member: Membership | None, organisation: Organisation | None, due_on: date | None
) -> None:
    if member and organisation:
        raise Unfit(_("Either a member or an organisation is responsible, not both."))
    if due_on and not (member or organisation):
        raise Unfit(_("Say who has to carry it out by that day."))
    if due_on and due_on < meeting.held_on:
        raise Unfit(_("It is due on the day of the meeting, %(day)s, or later.") % {"day": day_words(meeting.held_on)})


def _decision_told(decision: Decision) -> dict[str, Any]:
    return {
        "meeting": decision.meeting.number,
        **audit.fields_of(
            decision, "number", "text", "votes_for", "votes_against", "votes_abstained", "casting_vote", "filled",
            "present", "needed", "is_advice", "is_adopted", "due_on", "responsible_member",
            "responsible_organisation", "state",
        ),
    }  # fmt: skip


# ---- minutes


def keep_minutes(
    meeting: Meeting, *, number: str, scan: files.Handed | None = None, reason: str = "", actor: User
) -> Meeting:
    """The minutes get their number and, where there is one, their signed scan: the meeting was held.

    Later a scan that is missing is handed in; another number or another scan need a reason, and the earlier scan
    stays among the files. Raises IllegalMove, Unfit.
    """
    with files.undone_together(), transaction.atomic():
        return _keep_minutes(meeting, number, scan, reason, actor)


def _keep_minutes(meeting: Meeting, number: str, scan: files.Handed | None, reason: str, actor: User) -> Meeting:
    council = lock_council(meeting.council)
    need_secretary(council, actor)
    number = number.strip().removeprefix("№").strip()  # the sign stands before it on every page and paper
    fresh = Meeting.objects.select_related("council__region", "minutes").get(pk=meeting.pk)
    if fresh.state == MeetingState.CANCELLED or not fresh.attendances.exists():
        raise IllegalMove(_("Minutes are kept of a meeting whose attendance is recorded."))
    before = _minutes_told(fresh)
    replaces = fresh.state == MeetingState.HELD and (number != fresh.minutes_number or bool(scan and fresh.minutes))
    if replaces and not reason:
        raise Unfit(_("The minutes have a number or a scan already. Say why they are replaced."))
    if fresh.state != MeetingState.HELD:
        fresh.recorded_at = clock.now()
    fresh.minutes_number, fresh.state = number, MeetingState.HELD
    if scan:
        fresh.minutes = files.keep(*scan, council=council, actor=actor)
    fresh.save(update_fields=["minutes_number", "state", "minutes", "recorded_at"])
    audit.record(
        "meeting.minutes", audit.subject_of(fresh), actor=actor, council=council, before=before,
        after=_minutes_told(fresh), reason=reason,
    )  # fmt: skip
    return fresh


def _minutes_told(meeting: Meeting) -> dict[str, Any]:
    """The scan by its digest: its name may say more than an entry should."""
    told = audit.fields_of(meeting, "number", "held_on", "state", "minutes_number")
    return {**told, "scan_sha256": meeting.minutes.sha256 if meeting.minutes else None}
