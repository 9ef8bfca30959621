"""Meetings of the councils, from the notice to the minutes, and what became of their decisions. Invented."""

from datetime import date, time

from councils import clock
from councils.held import quorum_of
from councils.models import Alternate, Council, Decision, Meeting, Membership
from councils.quorum import Votes
from councils.services import alternates, decisions, meetings, minutes
from councils.services.meetings import AgendaLine
from councils.services.minutes import Came
from councils.states import Presence

from . import archive, papers
from .people import ADMINISTRATOR
from .story import Story, account, after, council_of, holder

# Who stands in for a member, from when, by which order.
ALTERNATES = (
    ("KG-B", "prosecutor", "Эльвира Назарова", date(2018, 9, 3), "№ 119"),
    ("KG-C", "police", "Денис Ковтун", date(2018, 8, 20), "№ 160-р"),
    ("KG-O", "self-government-2", "Акбар Исмаилов", date(2019, 1, 14), "№ 9"),
)
# Called, and still to come: council, the day it was planned, its own day, what it is about.
COMING = (
    ("KG-B", date(2020, 1, 6), date(2020, 1, 17), ("2019-жылдын IV чейрегинин отчёту жөнүндө",
     "2020–2021-жылдарга пландын аткарылышын баштоо жөнүндө")),
    ("KG-C", date(2020, 1, 6), date(2020, 1, 24), ("О плане на 2020–2021 годы",)),
)  # fmt: skip
NOTIFIED = "KG-B"
SCANNED = ("KG-B", "KG-GO")  # whose minutes came back as a signed scan


def meet(story: Story) -> None:
    """Put down every meeting on its days: planned and called, held, its minutes kept, its decisions carried out."""
    for code, seat, person, day, order in ALTERNATES:
        story.on(day, 10, _name_alternate, code, seat, person, day, order)
    decided = _by_meeting()
    for row in archive.rows_of("meetings.csv"):
        day, told = date.fromisoformat(row["held_on"]), decided[row["council"], row["held_on"]]
        story.on(after(day, -int(row["notice_days"])), 10, _call, row, told)
        story.on(day, 17, _hold, row, told)
        story.on(after(day, 3), 12, _keep_minutes, row)
        for number, line in enumerate(told, 1):
            if line["done_on"]:
                story.on(date.fromisoformat(line["done_on"]), 16, _carry_out, line, number)
    for code, planned_on, day, questions in COMING:
        story.on(planned_on, 11, _plan, code, day, questions)


def _by_meeting() -> dict[tuple[str, str], list[dict[str, str]]]:
    """(council, day) -> its decisions, in their order."""
    told: dict[tuple[str, str], list[dict[str, str]]] = {}
    for line in archive.rows_of("decisions.csv"):
        told.setdefault((line["council"], line["held_on"]), []).append(line)
    return told


def _name_alternate(code: str, seat: str, person: str, day: date, order: str) -> None:
    member = next(member for member in _sitting(council_of(code)) if member.seat.code == seat)
    alternates.name_alternate(member, person, starts_on=day, order_number=order, actor=account(ADMINISTRATOR))


def _call(row: dict[str, str], told: list[dict[str, str]]) -> None:
    """The notice; one that comes later than the Charter asks is sent nevertheless."""
    council = council_of(row["council"])
    reporters = {member.seat.code: member.person.full_name for member in _sitting(council)}
    questions: dict[str, str] = {}
    for line in told:
        questions.setdefault(line["question"], reporters.get(line["presenter"], ""))
    secretary = holder(row["council"], "secretary")
    planned = meetings.plan_meeting(
        council, held_on=date.fromisoformat(row["held_on"]), starts_at=time.fromisoformat(row["starts_at"]),
        form=row["form"], place=row["place"], link="https://meet.example/" if row["remote"] else "",
        agenda=[AgendaLine(text, presenter) for text, presenter in questions.items()], actor=secretary,
    )  # fmt: skip
    meetings.notify_meeting(planned, late_is_known=True, actor=secretary)


def _hold(row: dict[str, str], told: list[dict[str, str]]) -> None:
    meeting = _meeting(row)
    secretary = holder(row["council"], "secretary")
    came = _came(meeting, row)
    meeting = minutes.record_attendance(meeting, came, actor=secretary)
    counted = quorum_of(meeting)
    sitting = {one.membership.seat.code: one.membership for one in came}
    questions = {item.text: item for item in meeting.agenda.all()}
    for line in told:
        against, abstained = int(line["against"]), int(line["abstained"])
        member = sitting.get(line["responsible"], sitting["secretary"]) if line["responsible"] else None
        minutes.decide(
            meeting, text=line["text"], agenda_item=questions[line["question"]],
            votes=Votes(counted.present - against - abstained, against, abstained), is_advice=not counted.is_there,
            responsible_member=member, due_on=archive.optional_day(line["due_on"]), actor=secretary,
        )  # fmt: skip


def _came(meeting: Meeting, row: dict[str, str]) -> list[Came]:
    """Everybody who sat that day; an alternate comes where one is named and the member is excused."""
    away = dict(entry.split(":") for entry in row["away"].split())
    stands_in = {one.membership_id: one for one in Alternate.objects.on(meeting.held_on)}
    came = []
    for member in _sitting(meeting.council):
        presence = away.get(member.seat.code, Presence.PRESENT)
        if member.seat.code in row["remote"].split():
            presence = Presence.REMOTE
        if presence == Presence.EXCUSED and member.pk in stands_in:
            came.append(Came(member, Presence.DEPUTY, stands_in[member.pk]))
        else:
            came.append(Came(member, presence))
    return came


def _keep_minutes(row: dict[str, str]) -> None:
    meeting = _meeting(row)
    scan = (papers.pdf(f"Minutes, {row['held_on']}"), "pdf", "minutes.pdf") if row["council"] in SCANNED else None
    minutes.keep_minutes(
        meeting, number=row["minutes_number"], scan=scan, actor=holder(row["council"], "secretary")
    )  # fmt: skip


def _carry_out(line: dict[str, str], number: int) -> None:
    """The secretary writes down what came of it."""
    decision = Decision.objects.get(
        meeting__council__code=line["council"], meeting__held_on=date.fromisoformat(line["held_on"]), number=number
    )
    if decision.due_on and decision.is_adopted:
        decisions.carry_out(decision, outcome=line["outcome"], actor=holder(line["council"], "secretary"))


def _plan(code: str, day: date, questions: tuple[str, ...]) -> None:
    secretary = holder(code, "secretary")
    place = Meeting.objects.filter(council__code=code).latest("held_on").place
    planned = meetings.plan_meeting(
        council_of(code), held_on=day, starts_at=time(11), place=place,
        agenda=[AgendaLine(text) for text in questions], actor=secretary,
    )  # fmt: skip
    if code == NOTIFIED:
        meetings.notify_meeting(planned, actor=secretary)


def _meeting(row: dict[str, str]) -> Meeting:
    meetings_of_day = Meeting.objects.select_related("council__region")
    return meetings_of_day.get(council__code=row["council"], held_on=date.fromisoformat(row["held_on"]))


def _sitting(council: Council) -> list[Membership]:
    """Who sits on the council on the story's day."""
    return list(Membership.objects.on(clock.today()).filter(council=council).with_holder().order_by("seat__position"))
