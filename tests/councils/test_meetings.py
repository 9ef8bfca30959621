"""councils/services/meetings.py and minutes.py: planned, called, held, decided, kept (rule 4)."""

from datetime import date, time, timedelta

import icalendar
import pytest
from django.core import mail as outbox
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import translation

from councils import clock, jobs, mail, notices, services
from councils.held import held_meetings, quorum_of
from councils.models import Alternate, Attendance, AuditEntry, Council, Decision, Job, Mail, Meeting, User
from councils.papers import minutes as papers
from councils.quorum import Quorum, Votes
from councils.services import AgendaLine, Came
from councils.states import IllegalMove, MailState, MeetingState, NotAllowed, Presence, Unfit
from tests.councils.conftest import TODAY
from tests.factories import (
    make_charter_with_seats,
    make_council,
    make_meeting,
    make_member,
    make_membership,
    make_organisation,
    make_person,
)

SOON = TODAY + timedelta(days=20)
AGENDA = (AgendaLine("План на год", "секретарь"), AgendaLine("Разное"))


@pytest.fixture
def secretary(council: Council) -> User:
    return make_member(council, "secretary", "aigul")


@pytest.fixture
def seats(council: Council, secretary: User) -> dict:
    return {
        "chair": make_membership(council, "chair", person=make_person("Chair", email="chair@example.kg")),
        "deputy": make_membership(council, "deputy"),
        "secretary": council.memberships.get(seat__code="secretary"),
        "youth": make_membership(council, "youth"),
        "observer": make_membership(council, "observer"),
    }


def plan(council: Council, actor: User, held_on: date = SOON, **values) -> Meeting:
    told = {"starts_at": time(10), "place": "Баткен, Садыкова 1", "agenda": AGENDA} | values
    return services.plan_meeting(council, held_on=held_on, actor=actor, **told)


def came(seats: dict, **how: str) -> list[Came]:
    return [Came(member, how.get(code, "absent")) for code, member in seats.items()]


def held(council: Council, actor: User, seats: dict, **how: str) -> Meeting:
    return services.record_attendance(plan(council, actor, TODAY), came(seats, **how), actor=actor)


ALL = dict.fromkeys(("chair", "deputy", "secretary", "youth"), "present")


# ---- planning and the notice


def test_the_secretary_plans_with_an_agenda(council, secretary) -> None:
    made = plan(council, secretary)

    assert (made.number, [item.text for item in made.agenda.all()]) == (1, ["План на год", "Разное"])
    assert plan(council, secretary, SOON + timedelta(days=1)).number == 2
    assert AuditEntry.objects.first().action == "meeting.plan"


@pytest.mark.parametrize("role", ["chair", "youth"])
def test_nobody_else_does(council, role) -> None:
    with pytest.raises(NotAllowed):
        plan(council, make_member(council, role))


def test_not_before_the_council_was_founded(council, secretary) -> None:
    day = council.founded_on - timedelta(days=1)
    with pytest.raises(Unfit, match="founded"):
        plan(council, secretary, day)
    with pytest.raises(DatabaseError, match="founded"), transaction.atomic():
        make_meeting(council, day)


def test_a_notice_goes_with_an_invitation_to_whom_an_e_mail_reaches(council, secretary, seats) -> None:
    meeting = plan(council, secretary)
    services.notify_meeting(meeting, actor=secretary)

    (written,) = Mail.objects.all()
    assert written.person == seats["chair"].person and "@" not in written.body + written.subject
    assert "1. План на год. Докладывает: секретарь.\n2. Разное\n" in written.body
    (event,) = icalendar.Calendar.from_ical(written.attached).walk("VEVENT")
    assert (event.decoded("dtstart").isoformat(), int(event["sequence"])) == ("2020-01-27T04:00:00+00:00", 0)
    assert [row.membership.seat.code for row in notices.invited(meeting) if row.to is None] == [
        "deputy", "secretary", "youth", "observer",
    ]  # fmt: skip


def test_it_is_sent_as_an_invitation_that_calendars_know(council, secretary, seats, settings) -> None:
    settings.EMAIL_HOST = "mail.example.kg"
    services.notify_meeting(plan(council, secretary), actor=secretary)
    mail.ask_to_send()
    jobs.run(Job.objects.get(kind="send_mails").pk)

    assert Mail.objects.get().state == MailState.SENT
    (sent,) = outbox.outbox
    (part,) = [p for p in sent.message().walk() if p.get_content_type() == "text/calendar"]
    assert (part.get_param("method"), part.get_filename(), sent.to) == ("REQUEST", "meeting.ics", ["chair@example.kg"])
    lines = part.get_payload(decode=True).decode().splitlines()
    assert max(len(line.encode()) for line in lines) <= 75


def test_a_late_notice_is_said_in_days_and_sent_only_when_that_is_known(council, secretary, seats) -> None:
    meeting = plan(council, secretary, TODAY + timedelta(days=7))

    with pytest.raises(Unfit, match="7 days before the meeting; the Charter asks for 10"):
        services.notify_meeting(meeting, actor=secretary)
    assert not Mail.objects.exists()
    sent = services.notify_meeting(meeting, late_is_known=True, actor=secretary)
    assert (sent.notified_on, sent.notice_asked, sent.notice_given, sent.is_late) == (TODAY, 10, 7, True)


@pytest.mark.parametrize(("days", "late"), [(9, True), (10, False), (11, False)])
def test_the_charters_days_are_counted_exactly(council, secretary, days, late) -> None:
    assert bool(notices.late_words(plan(council, secretary, TODAY + timedelta(days=days)), TODAY)) is late


def test_a_second_notice_reaches_only_who_came_since(council, secretary, seats) -> None:
    meeting = services.notify_meeting(plan(council, secretary), actor=secretary)
    person = seats["youth"].person
    person.email = "new@example.kg"
    person.save()
    services.notify_meeting(meeting, actor=secretary)

    assert sorted(row.person.email for row in Mail.objects.all()) == ["chair@example.kg", "new@example.kg"]


def test_another_place_goes_to_everybody_with_the_next_version_of_the_same_invitation(council, secretary, seats):
    meeting = services.notify_meeting(plan(council, secretary), actor=secretary)
    items = [AgendaLine(item.text, item.presenter, item.pk) for item in meeting.agenda.all()]
    moved = services.change_meeting(meeting, agenda=items, place="Кызыл-Кия", actor=secretary)
    services.cancel_meeting(moved, reason="Карантин", actor=secretary)

    told = [
        (row.kind, event["uid"], int(event["sequence"]), calendar["method"], event["status"])
        for row in Mail.objects.order_by("pk")
        for calendar in [icalendar.Calendar.from_ical(row.attached)]
        for event in calendar.walk("VEVENT")
    ]
    uid = "meeting-kg-b-1@localhost"
    assert [(kind, sequence, method, status) for kind, _uid, sequence, method, status in told] == [
        ("meeting_notice", 0, "REQUEST", "CONFIRMED"), ("meeting_change", 1, "REQUEST", "CONFIRMED"),
        ("meeting_cancel", 2, "CANCEL", "CANCELLED"),
    ]  # fmt: skip
    assert len({row[1] for row in told}) == 1 and told[0][1].startswith(uid.partition("@")[0])


def test_only_another_agenda_writes_to_nobody_and_items_keep_their_rows(council, secretary, seats) -> None:
    meeting = services.notify_meeting(plan(council, secretary), actor=secretary)
    first, second = meeting.agenda.all()
    lines = [AgendaLine("Новый"), AgendaLine(second.text, "", second.pk), AgendaLine("План", "", first.pk)]
    services.change_meeting(meeting, agenda=lines, actor=secretary)

    assert [(item.pk, item.position) for item in meeting.agenda.all()][1:] == [(second.pk, 2), (first.pk, 3)]
    assert Mail.objects.count() == 1


def test_another_day_after_the_notice_is_a_notice_too(council, secretary, seats) -> None:
    meeting = services.notify_meeting(plan(council, secretary), actor=secretary)
    with clock.at(TODAY + timedelta(days=15)):
        with pytest.raises(Unfit, match="the Charter asks for 10"):
            services.change_meeting(meeting, agenda=AGENDA, held_on=SOON + timedelta(days=1), actor=secretary)
        moved = services.change_meeting(meeting, agenda=AGENDA, held_on=SOON + timedelta(days=1),
                                        late_is_known=True, actor=secretary)  # fmt: skip
    assert (moved.notice_given, moved.is_late, moved.version) == (6, True, 2)


# ---- attendance


def test_attendance_is_recorded_of_every_holder_on_the_day_or_later(council, secretary, seats) -> None:
    with pytest.raises(IllegalMove, match="on the day"):
        services.record_attendance(plan(council, secretary), came(seats), actor=secretary)
    meeting = plan(council, secretary, TODAY)
    with pytest.raises(Unfit, match="everybody"):
        services.record_attendance(meeting, came(seats)[1:], actor=secretary)
    services.record_attendance(meeting, came(seats, chair="remote"), actor=secretary)
    services.record_attendance(meeting, came(seats, chair="excused"), actor=secretary)
    assert Attendance.objects.get(membership=seats["chair"]).presence == "excused"


def test_an_alternate_comes_for_the_member_they_are_named_for(council, secretary, seats) -> None:
    meeting = plan(council, secretary, TODAY)
    named = Alternate.objects.create(membership=seats["chair"], person=make_person("Alternate"),
                                     starts_on=TODAY, ends_on=TODAY, order_number="5")  # fmt: skip
    rows = came(seats)
    with pytest.raises(Unfit, match="named for that day"):
        wrong = [*rows[:3], Came(seats["youth"], Presence.DEPUTY, named), rows[4]]
        services.record_attendance(meeting, wrong, actor=secretary)
    right = [Came(seats["chair"], Presence.DEPUTY, named), *rows[1:]]
    services.record_attendance(meeting, right, actor=secretary)
    with pytest.raises(DatabaseError, match="alternate"), transaction.atomic():
        Attendance.objects.filter(membership=seats["youth"]).update(presence="deputy", alternate=named)


def test_nobody_has_two_votes(council, secretary, seats) -> None:
    person = make_person("Alternate")
    one, other = (
        Alternate.objects.create(membership=seats[code], person=person, starts_on=TODAY, order_number="5")
        for code in ("chair", "youth")
    )
    rows = [row for row in came(seats) if row.membership not in (seats["chair"], seats["youth"])]
    rows += [Came(seats["chair"], "deputy", one), Came(seats["youth"], "deputy", other)]
    with pytest.raises(Unfit, match="two votes"):
        services.record_attendance(plan(council, secretary, TODAY), rows, actor=secretary)


def test_the_database_takes_no_attendance_of_strangers(council, secretary, seats) -> None:
    meeting = make_meeting(council, TODAY)
    elsewhere = make_membership(make_council("KG-O"), "chair")
    with pytest.raises(DatabaseError, match="that day"), transaction.atomic():
        Attendance.objects.create(meeting=meeting, membership=elsewhere, presence="present")
    with pytest.raises(DatabaseError, match="that day"), transaction.atomic():
        Attendance.objects.create(meeting=make_meeting(council, date(2018, 5, 1), number=9),
                                  membership=make_late(council), presence="present")  # fmt: skip


def test_a_membership_covers_the_meetings_at_which_it_was_counted(council, secretary, seats, admin) -> None:
    """Its last day comes no earlier, neither by a step nor past it: the quorum was counted with the member."""
    held(council, secretary, seats, **ALL)
    with pytest.raises(Unfit, match="recorded at the meeting of 7 January 2020"):
        services.end_membership(seats["youth"], ends_on=TODAY - timedelta(days=1), order_number="№ 9", actor=admin)
    with pytest.raises(DatabaseError), transaction.atomic():
        council.memberships.filter(pk=seats["youth"].pk).update(ends_on=TODAY - timedelta(days=1))
    services.end_membership(seats["youth"], ends_on=TODAY, order_number="№ 9", actor=admin)
    assert council.memberships.get(pk=seats["youth"].pk).ends_on == TODAY


def make_late(council: Council):
    """A member from the day after the first one."""
    council.memberships.filter(seat__code="observer").update(starts_on=date(2018, 5, 2))
    return council.memberships.get(seat__code="observer")


def test_a_correction_says_why_and_changes_no_count(council, secretary, seats) -> None:
    meeting = held(council, secretary, seats, **ALL)
    services.decide(meeting, text="Провести", votes=Votes(3, 1, 0), actor=secretary)

    with pytest.raises(Unfit, match="Say why"):
        services.record_attendance(meeting, came(seats, **ALL, observer="present"), actor=secretary)
    with pytest.raises(Unfit, match="was counted with 4"):
        services.record_attendance(meeting, came(seats, chair="present"), reason="ошибка", actor=secretary)
    remote = ALL | {"chair": "remote", "observer": "present"}
    services.record_attendance(meeting, came(seats, **remote), reason="по видеосвязи", actor=secretary)
    entry = AuditEntry.objects.order_by("-number").first()
    assert entry.action == "meeting.correct" and "по видеосвязи" in entry.text


# ---- decisions


def test_a_decision_keeps_the_quorum_of_that_moment(council, secretary, seats) -> None:
    meeting = held(council, secretary, seats, **ALL)
    made = services.decide(meeting, text="Провести", votes=Votes(2, 0, 1), had_left=[seats["youth"]],
                           responsible_member=seats["chair"], due_on=TODAY, actor=secretary)  # fmt: skip

    assert (made.filled, made.present, made.needed, made.is_adopted, made.state) == (4, 3, 3, True, "open")
    assert list(made.had_left.all()) == [seats["youth"]]


def test_what_is_sent_twice_is_taken_once(council, secretary, seats) -> None:
    """A line that breaks while the answer comes: the same form sent again makes no second meeting and decision."""
    meeting = held(council, secretary, seats, **ALL)
    assert plan(council, secretary) == plan(council, secretary) and council.meetings.count() == 2
    assert plan(council, secretary, agenda=AGENDA[:1]) != plan(council, secretary)
    told = {"text": "Провести", "votes": Votes(3, 0, 1), "actor": secretary}
    first = services.decide(meeting, **told)
    assert services.decide(meeting, **told) == first and meeting.decisions.count() == 1
    assert AuditEntry.objects.filter(action="decision.take").count() == 1
    assert services.decide(meeting, **told | {"text": "Ещё"}).number == 2


def test_the_chair_is_not_asked_where_no_vote_more_makes_the_majority(council, secretary, seats) -> None:
    made = services.decide(held(council, secretary, seats, **ALL), text="О", votes=Votes(1, 1, 2), actor=secretary)
    assert not made.is_adopted and not made.casting_vote


def test_without_a_quorum_only_advice_is_kept(council, secretary, seats) -> None:
    meeting = held(council, secretary, seats, chair="present", youth="present", observer="present")

    with pytest.raises(Unfit, match="of 4 filled voting seats 2 took part, 3 are needed"):
        services.decide(meeting, text="Провести", votes=Votes(2, 0, 0), actor=secretary)
    made = services.decide(meeting, text="Провести", votes=Votes(2, 0, 0), is_advice=True, actor=secretary)
    assert made.is_advice and made.is_adopted and not made.has_quorum


@pytest.mark.parametrize(("chair_for", "adopted"), [(True, True), (False, False)])
def test_at_a_tie_whoever_chaired_is_asked(council, secretary, seats, chair_for, adopted) -> None:
    meeting = held(council, secretary, seats, **ALL)

    with pytest.raises(Unfit, match="Say how Chair voted"):
        services.decide(meeting, text="Провести", votes=Votes(2, 2, 0), actor=secretary)
    made = services.decide(meeting, text="Провести", votes=Votes(2, 2, 0), chair_for=chair_for, actor=secretary)
    assert (made.is_adopted, made.casting_vote) == (adopted, True)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"votes": Votes(4, 1, 0)}, "5 votes are more than the 4"),
        ({"due_on": TODAY}, "Say who"),
        ({"due_on": TODAY - timedelta(days=1), "responsible_organisation": ...}, "or later"),
    ],
)
def test_what_does_not_fit_is_refused(council, secretary, seats, values, words) -> None:
    meeting = held(council, secretary, seats, **ALL)
    if "responsible_organisation" in values:
        values = values | {"responsible_organisation": make_organisation()}
    with pytest.raises(Unfit, match=words):
        services.decide(meeting, **{"text": "Провести", "votes": Votes(3, 0, 0), "actor": secretary, **values})


def test_nothing_is_decided_before_attendance(council, secretary, seats) -> None:
    with pytest.raises(IllegalMove, match="First record"):
        services.decide(plan(council, secretary, TODAY), text="X", votes=Votes(0, 0, 0), actor=secretary)


@pytest.mark.parametrize("change", [{"present": 4}, {"votes_for": 1}, {"needed": 1}, {"text": "X"}])
def test_what_was_counted_stays(council, secretary, seats, change) -> None:
    meeting = held(council, secretary, seats, **(ALL | {"youth": "absent"}))
    services.decide(meeting, text="Провести", votes=Votes(2, 0, 0), actor=secretary)

    with pytest.raises(DatabaseError), transaction.atomic():
        Decision.objects.update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        Decision.objects.all().delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        Attendance.objects.all().delete()


# ---- minutes


def test_minutes_make_the_meeting_held_and_it_stays(council, secretary, seats) -> None:
    meeting = held(council, secretary, seats, **ALL)
    kept = services.keep_minutes(meeting, number="№ 1", actor=secretary)

    assert (kept.state, kept.minutes_number) == (MeetingState.HELD, "1")
    for verb, values in (
        (services.cancel_meeting, {"reason": "x"}),
        (services.change_meeting, {"agenda": AGENDA}),
        (services.decide, {"text": "x", "votes": Votes(0, 0, 0)}),
    ):
        with pytest.raises(IllegalMove):
            verb(kept, actor=secretary, **values)
    for change in ({"state": "planned"}, {"held_on": SOON}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Meeting.objects.update(**change)


def test_another_scan_needs_a_reason_and_the_first_one_stays(council, secretary, seats) -> None:
    meeting = held(council, secretary, seats, **ALL)
    services.keep_minutes(meeting, number="1", scan=(b"%PDF-1", "pdf", "one.pdf"), actor=secretary)

    with pytest.raises(Unfit, match="why they are replaced"):
        services.keep_minutes(meeting, number="1", scan=(b"%PDF-2", "pdf", "two.pdf"), actor=secretary)
    services.keep_minutes(meeting, number="1", scan=(b"%PDF-2", "pdf", "two.pdf"), reason="лист", actor=secretary)
    assert council.files.count() == 2


def test_a_meeting_is_never_deleted(council, secretary) -> None:
    meeting = plan(council, secretary)
    meeting.agenda.all().delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        meeting.delete()


# ---- what was counted stays


def test_a_seat_filled_or_a_charter_adopted_afterwards_changes_no_quorum(council, secretary, seats, admin) -> None:
    """Four voting seats of five were filled, three took part, three were needed; so it stays, wherever it is read."""
    meeting = held(council, secretary, seats, **(ALL | {"youth": "absent"}))
    decision = services.decide(meeting, text="Провести", votes=Votes(3, 0, 0), actor=secretary)
    services.keep_minutes(meeting, number="1", actor=secretary)
    before = Meeting.objects.get()
    stricter = make_charter_with_seats(quorum_numerator=1, quorum_denominator=1, notice_days=30)
    services.adopt_charter(council, stricter, adopted_on=TODAY, order_number="№ 9", actor=admin)

    (row,) = held_meetings([council], TODAY, TODAY)[council.pk]
    assert (row.quorum.filled, row.quorum.needed) == (decision.filled, decision.needed)
    assert quorum_of(Meeting.objects.get()) == row.quorum and row.has_quorum
    assert Meeting.objects.get().notice_asked == before.notice_asked != 30
    page = Client(headers={"accept-language": "en"})
    page.force_login(secretary)
    text = page.get(meeting.get_absolute_url()).content.decode()
    assert "3 of 4 took part" in text and "What was counted then stands" in text
    with translation.override("en"):
        assert "Needed for quorum: 3." in " ".join(papers.told(Meeting.objects.get(), "en")["opening"])


def test_a_correction_changes_who_took_part_and_not_the_seats_that_were_counted(council, secretary) -> None:
    three = [council.memberships.get(), *(make_membership(council, code) for code in ("chair", "deputy"))]
    meeting = plan(council, secretary, TODAY)
    services.record_attendance(meeting, [Came(row, "present") for row in three], actor=secretary)
    services.keep_minutes(meeting, number="1", actor=secretary)
    assert quorum_of(Meeting.objects.get()) == Quorum(3, 3, 2)

    youth = make_membership(council, "youth", starts_on=TODAY)
    again = [Came(three[0], "present"), *(Came(row, "absent") for row in (*three[1:], youth))]
    services.record_attendance(meeting, again, reason="Лист прочитан снова", actor=secretary)
    assert quorum_of(Meeting.objects.get()) == Quorum(3, 1, 2)
