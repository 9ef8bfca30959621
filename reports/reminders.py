"""Which reminders are due: derived from the day and the database alone, so that a scheduler that was down, or runs
twice, changes nothing (rule 16). Reads only; services/reminders.py writes.

A *duty* is a report that is not in, or an instruction or a council's decision that is not carried out. Each of its
slots reaches one role. Of the slots of a role that are due together only the latest is told; the others are logged as
skipped.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from councils import mail
from councils.dates import day_words
from councils.models import Council, Decision, Grant, Membership, Person, User
from councils.rights import in_force
from councils.states import GrantRole, SeatRole

from .inbox.councils import due_of, last_steps
from .inbox.lines import Line, day_of
from .models import CouncilReport, Instruction, Reminder
from .states import (
    IN_PREPARATION,
    REMINDED,
    REMINDED_OF_DECISIONS,
    REMINDER_DAYS,
    ReminderOutcome,
    ReminderRole,
    ReminderSlot,
    ReportStatus,
)

# A slot that nobody came to for longer is logged as skipped: a system set up anew writes no old reminders.
TOO_OLD = timedelta(days=30)


# Which column of a reminder names the thing.
COLUMNS = {"CouncilReport": "report", "Instruction": "instruction", "Decision": "decision"}


@dataclass(frozen=True)
class Duty:
    """What is to be given by a day, and since when that is so; of no council: SMS sees to it."""

    thing: CouncilReport | Instruction | Decision
    council: Council | None
    since: date
    due: date

    @property
    def key(self) -> tuple[str, int, date]:
        return (type(self.thing).__name__, self.thing.pk, self.due)

    @property
    def columns(self) -> dict[str, Any]:
        return {COLUMNS[type(self.thing).__name__]: self.thing, "due_on": self.due}

    def slots(self, today: date) -> Iterator[tuple[ReminderSlot, ReminderRole]]:
        """Those whose day has come since the duty began, with whom they reach, the earliest first."""
        reached = REMINDED_OF_DECISIONS if isinstance(self.thing, Decision) else REMINDED
        for slot, role in reached.items():
            days = REMINDER_DAYS[slot]
            if self.council is None:
                role = ReminderRole.SMS
            if self.since <= self.due + timedelta(days=days) <= today:
                yield slot, role

    def line(self, role: str, today: date) -> Line:
        """The duty as a line of the e-mail, with the page on which its reader acts."""
        place = self.council.region.name if self.council else ""
        if isinstance(self.thing, Instruction):
            words = _("Instruction № %(number)s of the Government Administration") % {"number": self.thing.number}
            return Line("instruction", words, self.thing.get_absolute_url(), today, self.since, self.due, place)
        if isinstance(self.thing, Decision):
            words = _("Decision № %(number)s of the council") % {"number": self.thing.label}
            return Line("decision", words, self.thing.get_absolute_url(), today, self.since, self.due, place)
        period, url = self.thing.period, self.thing.get_absolute_url()
        words = _("Report for %(quarter)s") % {"quarter": period.words}
        if role == ReminderRole.CHAIR and self.thing.status == ReportStatus.PREPARED:
            url = reverse("reports:report-sign", args=[self.thing.council.code, period.label])
        return Line("report", words, url, today, self.since, self.due, place)


def duties() -> list[Duty]:
    """Reports that are not in, instructions and decisions that are to be carried out. Four queries."""
    reports = last_steps(CouncilReport.objects.filter(status__in=(*IN_PREPARATION, ReportStatus.PREPARED)))
    found = [Duty(report, report.council, _since(report), due_of(report)) for report in reports]
    instructions = Instruction.objects.open().with_names().order_by("pk")
    found += [Duty(each, each.council, day_of(each.given_at), each.due_on) for each in instructions]
    return found + [_of_decision(each) for each in Decision.objects.open().with_names().order_by("pk")]


def _of_decision(decision: Decision) -> Duty:
    assert decision.due_on is not None  # the database holds it for what is to be carried out
    return Duty(decision, decision.meeting.council, decision.meeting.held_on, decision.due_on)


def _since(report: CouncilReport) -> date:
    back = [step for step in report.steps.all() if step.after in IN_PREPARATION]
    return day_of(back[-1].at) if back and report.first_submitted_on else report.opened_on


# ---- whom a slot reaches


@dataclass(frozen=True)
class Recipient:
    """An account, a person without one, or nobody; `fault` is why no e-mail can reach them."""

    user: User | None = None
    person: Person | None = None

    @property
    def key(self) -> str:
        if self.user:
            return f"user:{self.user.pk}"
        return f"person:{self.person.pk}" if self.person else "vacant"

    @property
    def fault(self) -> ReminderOutcome | None:
        if self.user is None:
            return ReminderOutcome.NO_ACCOUNT if self.person else ReminderOutcome.VACANT
        return None if mail.email_of(self.user) else ReminderOutcome.NO_ADDRESS


NOBODY = Recipient()


class Recipients:
    """Who holds the seats and grants today. Two queries for all councils."""

    def __init__(self, today: date) -> None:
        held = Membership.objects.on(today).select_related("seat", "person__user").order_by("seat__position", "pk")
        self._held: list[Membership] = list(held)
        self._seats: dict[tuple[int, str], list[Recipient]] = {}
        for membership in self._held:
            person = membership.person
            found = self._seats.setdefault((membership.council_id, membership.seat.role), [])
            found.append(Recipient(person.user, person))
        grants = Grant.objects.filter(in_force(today), role=GrantRole.SMS, user__is_active=True)
        users = {grant.user_id: grant.user for grant in grants.select_related("user__person").order_by("user")}
        self._sms = [Recipient(user, getattr(user, "person", None)) for user in users.values()]

    def for_duty(self, role: ReminderRole, duty: Duty) -> list[Recipient]:
        """Whoever answers for a decision, each once; the secretary where none of them has an account."""
        if role == ReminderRole.RESPONSIBLE and isinstance(duty.thing, Decision):
            answer = [Recipient(m.person.user, m.person) for m in self._held if duty.thing.is_of(m)]
            with_account = {to.key: to for to in answer if to.user}
            return list(with_account.values()) or self.of(ReminderRole.SECRETARY, duty.council)
        return self.of(role, duty.council)

    def of(self, role: ReminderRole, council: Council | None) -> list[Recipient]:
        """The chair's reminder reaches the deputy while the chair's seat is empty."""
        if role == ReminderRole.SMS or council is None:
            return self._sms or [NOBODY]
        if role == ReminderRole.SECRETARY:
            return self._seats.get((council.pk, SeatRole.SECRETARY)) or [NOBODY]
        chair = self._seats.get((council.pk, SeatRole.CHAIR))
        return chair or self._seats.get((council.pk, SeatRole.DEPUTY)) or [NOBODY]


# ---- what is due today


@dataclass(frozen=True)
class Due:
    """One slot of one duty for one person, to be told or to be skipped."""

    duty: Duty
    slot: ReminderSlot
    role: ReminderRole
    recipient: Recipient
    skipped: bool

    @property
    def outcome(self) -> ReminderOutcome:
        if self.skipped:
            return ReminderOutcome.SKIPPED
        return self.recipient.fault or ReminderOutcome.WRITTEN


def due_reminders(today: date) -> list[Due]:
    """What no run has come to yet, in the order of slots."""
    open_duties = duties()
    done = _done(open_duties)
    recipients = Recipients(today)
    found = []
    for duty in open_duties:
        fresh = [(slot, role) for slot, role in duty.slots(today) if (duty.key, slot) not in done]
        latest = {role: slot for slot, role in fresh}
        for slot, role in fresh:
            old = today - (duty.due + timedelta(days=REMINDER_DAYS[slot])) > TOO_OLD
            skipped = old or latest[role] != slot
            found += [Due(duty, slot, role, to, skipped) for to in recipients.for_duty(role, duty)]
    return found


def _done(open_duties: Iterable[Duty]) -> set[tuple[tuple[str, int, date], str]]:
    """Slots that an earlier run came to, whomever it found: a new holder of the seat waits for the next one."""
    keys: dict[str, list[int]] = {name: [] for name in COLUMNS}
    for duty in open_duties:
        keys[type(duty.thing).__name__].append(duty.thing.pk)
    rows = Reminder.objects.none()
    for name, column in COLUMNS.items():
        rows |= Reminder.objects.filter(**{f"{column}__in": keys[name]})
    found = rows.values_list(*COLUMNS.values(), "due_on", "slot")
    return {
        ((name, pk, due_on), slot) for *pks, due_on, slot in found for name, pk in zip(COLUMNS, pks, strict=True) if pk
    }


# ---- the e-mail


def subject_of(lines: list[Line], waiting: int) -> str:
    """In the active language: the one thing and its day, or how many there are and the first day."""
    first = min(lines, key=Line.order)
    assert first.due is not None
    if len(lines) + waiting == 1:
        told = {"what": first.words, "day": day_words(first.due)}
        return (_("%(what)s was due on %(day)s") if first.days_overdue else _("%(what)s: due on %(day)s")) % told
    told = {"n": str(len(lines) + waiting), "day": day_words(first.due)}
    return _("Waiting for you: %(n)s, the first due on %(day)s") % told


def body_of(lines: list[Line], others: list[Line]) -> str:
    """In the active language: what is due, then what waits besides; each with its days and its page."""
    parts = [_("This is due:"), *map(_entry, sorted(lines, key=Line.order))]
    if others:
        parts += [_("This waits for you too:"), *map(_entry, others[:MOST_LINES])]
    if len(others) > MOST_LINES:
        parts.append(_("The rest is on your start page: %(address)s") % {"address": mail.address(reverse("home"))})
    return "\n\n".join(parts)


MOST_LINES = 12


def _entry(line: Line) -> str:
    words = f"{line.words} ({line.place})" if line.place else line.words
    days = []
    if line.since:
        days.append(_("since %(day)s") % {"day": day_words(line.since)})
    if line.due:
        overdue = line.days_overdue > 0
        days.append((_("was due on %(day)s") if overdue else _("due on %(day)s")) % {"day": day_words(line.due)})
    told = "; ".join([words, *days])
    return f"- {told}\n  {mail.address(line.url)}"
