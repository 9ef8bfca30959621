"""Pages of meetings, through HTTP: a meeting from its plan to its signed minutes (rule 4)."""

from datetime import timedelta
from io import BytesIO

import icalendar
import pypdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from councils import clock
from councils.models import AuditEntry, Council, Decision, Mail, Meeting, User
from councils.papers import minutes, pdf
from tests.councils.conftest import TODAY
from tests.factories import make_attendance, make_meeting, make_member, make_membership, make_person

DAY = TODAY + timedelta(days=7)


def browser(user: User) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture
def secretary(council: Council) -> User:
    user = make_member(council, "secretary", "aigul")
    user.person.email = "aigul@example.kg"
    user.person.save()
    return user


@pytest.fixture
def seats(council: Council, secretary: User) -> dict:
    made = {code: make_membership(council, code, person=make_person(f"Имя {code}"))
            for code in ("chair", "deputy", "youth")}  # fmt: skip
    return made | {"secretary": council.memberships.get(seat__code="secretary")}


def url(name: str, *more: object) -> str:
    return reverse(f"councils:meeting-{name}", args=["KG-B", *more])


def typed(**values: object) -> dict:
    told = {"held_on": f"{DAY:%d.%m.%Y}", "starts_at": "10:00", "form": "in_person", "place": "Баткен, Садыкова 1"}
    return told | {"text_0": "План на год", "presenter_0": "А. Б.", "text_2": "Разное"} | values


def planned(client: Client, **values: object) -> Meeting:
    response = client.post(url("plan"), typed(**values))
    assert response.status_code == 302, response.content.decode()
    return Meeting.objects.latest("pk")


def test_a_meeting_from_its_plan_to_its_minutes(council, secretary, seats) -> None:
    client = browser(secretary)
    meeting = planned(client)
    assert [item.text for item in meeting.agenda.all()] == ["План на год", "Разное"]
    page = client.get(url("notify", 1)).content.decode()
    assert "7 days before the meeting; the Charter asks for 10" in page and "Имя chair" in page
    assert client.post(url("notify", 1), {}).status_code == 200 and not Mail.objects.exists()
    assert client.post(url("notify", 1), {"late_is_known": "on"}).status_code == 302
    assert "/meetings/1/" in Mail.objects.get().body
    with clock.at(DAY):
        _hold(client, seats)
    meeting.refresh_from_db()
    assert (meeting.state, meeting.minutes_number, meeting.is_late) == ("held", "1", True)
    assert client.get(url("minutes-file", 1))["Content-Type"] == "application/pdf"
    assert [e.action for e in AuditEntry.objects.order_by("number")] == [
        "meeting.plan", "meeting.notify", "meeting.attendance", "decision.take", "meeting.minutes",
    ]  # fmt: skip


def _hold(client: Client, seats: dict) -> None:
    page = client.get(url("attendance", 1)).content.decode()
    assert "Имя youth" in page and "Observer" in page and "selected>present" not in page
    here = {f"m_{member.pk}": "present" for member in seats.values()}
    answer = client.post(url("attendance", 1), here | {f"m_{seats['youth'].pk}": ""})
    assert "Say how they took part." in answer.content.decode()
    assert client.post(url("attendance", 1), here).status_code == 302
    there = [member.pk for code, member in seats.items() if code != "youth"]
    votes = {"text": "Провести месячник", "there": there, "votes_for": "3", "votes_against": "0",
             "votes_abstained": "0", "responsible_member": seats["chair"].pk, "due_on": f"{DAY:%d.%m.%Y}"}  # fmt: skip
    too_many = client.post(url("decide", 1), votes | {"votes_for": "4"}).content.decode()
    assert "4 votes are more than the 3 who took part with a vote" in too_many
    assert client.post(url("decide", 1), votes).status_code == 302
    assert (Decision.objects.get().present, Decision.objects.get().state) == (3, "open")
    scan = SimpleUploadedFile("m.pdf", b"%PDF-1.7 x")
    assert client.post(url("minutes", 1), {"number": "1", "scan": scan}).status_code == 302


def test_lines_that_were_typed_are_there_when_she_comes_back_another_way(council, secretary) -> None:
    """Added lines, typed, left; then back by the button of the list, whose address asks for no lines."""
    client = browser(secretary)
    client.post(f"{url('plan')}?rows=9", typed(more="1", text_8="Девятый вопрос"))
    assert "Девятый вопрос" in client.get(url("plan")).content.decode()


@pytest.mark.parametrize(("days", "step"), [(1, "send the notice"), (0, "record who took part")])
def test_after_planning_the_step_is_named_that_the_page_offers(council, secretary, days, step) -> None:
    client = browser(secretary)
    page = client.post(url("plan"), typed(held_on=f"{TODAY + timedelta(days):%d.%m.%Y}"), follow=True)
    assert f"Next, {step}." in page.content.decode()


def test_the_day_to_come_is_offered_not_the_day_that_went(council, secretary) -> None:
    page = browser(secretary).get(url("plan")).content.decode()
    assert f"{TODAY + timedelta(1):%d.%m.%Y}" in page and "Tomorrow" in page and "Yesterday" not in page


def test_the_decisions_part_says_what_is_waited_for(council, secretary, seats) -> None:
    client = browser(secretary)
    planned(client, held_on=f"{TODAY:%d.%m.%Y}")
    assert "once attendance is recorded" in client.get(url("detail", 1)).content.decode()
    client.post(url("attendance", 1), {f"m_{member.pk}": "present" for member in seats.values()})
    page = client.get(url("detail", 1)).content.decode()
    assert "No decision is recorded." in page and "once attendance is recorded" not in page


def test_more_lines_keep_what_was_typed(council, secretary) -> None:
    client = browser(secretary)
    answer = client.post(url("plan"), typed(more="1"))
    assert answer.status_code == 302 and "rows=10" in answer["Location"]
    page = client.get(answer["Location"]).content.decode()
    assert "План на год" in page and "text_9" in page and not Meeting.objects.exists()


def test_changing_keeps_the_items_and_writes_to_who_had_the_notice(council, secretary, seats) -> None:
    client = browser(secretary)
    meeting = planned(client)
    client.post(url("notify", 1), {"late_is_known": "on"})
    first, second = meeting.agenda.all()
    values = {"item_0": first.pk, "item_1": second.pk, "text_1": "Разное", "text_2": "", "place": "Кызыл-Кия"}
    assert client.post(url("change", 1), typed(**values)).status_code == 302
    assert [item.pk for item in meeting.agenda.all()] == [first.pk, second.pk]
    assert [row.kind for row in Mail.objects.order_by("pk")] == ["meeting_notice", "meeting_change"]
    assert client.post(url("cancel", 1), {"reason": "Карантин"}).status_code == 302
    assert "Карантин" in client.get(url("detail", 1)).content.decode()


def test_a_text_that_looks_like_a_persons_data_is_asked_about(council, secretary, seats) -> None:
    client = browser(secretary)
    planned(client, held_on=f"{TODAY:%d.%m.%Y}")
    client.post(url("attendance", 1), {f"m_{member.pk}": "present" for member in seats.values()})
    votes = {"text": "Помочь, ПИН 12345197012345", "there": [m.pk for m in seats.values()], "votes_for": "4",
             "votes_against": "0", "votes_abstained": "0"}  # fmt: skip
    assert "personal number" in client.post(url("decide", 1), votes).content.decode()
    assert not Decision.objects.exists()
    assert client.post(url("decide", 1), votes | {"personal_is_known": "on"}).status_code == 302


@pytest.mark.parametrize("language", ["ky", "ru"])
def test_the_minutes_say_who_was_there_and_what_was_decided(council, secretary, seats, language) -> None:
    client = browser(secretary)
    planned(client, held_on=f"{TODAY:%d.%m.%Y}", guests="Гость Гостев")
    here = {f"m_{member.pk}": "present" for member in seats.values()} | {f"m_{seats['youth'].pk}": "excused"}
    client.post(url("attendance", 1), here)
    there = [member.pk for code, member in seats.items() if code != "youth"]
    client.post(url("decide", 1), {"text": "Провести #месячник $1", "there": there, "votes_for": "2",
                                   "votes_against": "1", "votes_abstained": "0"})  # fmt: skip
    answer = client.get(url("paper", 1, language))
    assert answer["Content-Type"] == "application/pdf"
    reader = pypdf.PdfReader(BytesIO(answer.content))
    text = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    assert reader.trailer["/Root"]["/Lang"] == language
    for words in (
        "Имя chair",
        "Имя youth",
        "Гость Гостев",
        "План на год",
        "Провести #месячник $1",
        "Observer",
        "№ 1/1",
    ):
        assert words in text
    assert client.get(url("paper", 1, "en")).status_code == 404


def test_no_page_of_the_minutes_ends_with_a_heading(council, secretary, seats) -> None:
    client = browser(secretary)
    planned(client, held_on=f"{TODAY:%d.%m.%Y}")
    client.post(url("attendance", 1), {f"m_{member.pk}": "present" for member in seats.values()})
    votes = {"text": "Провести месячник", "there": [m.pk for m in seats.values()], "votes_for": "4",
             "votes_against": "0", "votes_abstained": "0"}  # fmt: skip
    assert client.post(url("decide", 1), votes).status_code == 302
    told, ends = minutes.told(Meeting.objects.get(), "en"), set()
    for lines in range(8, 18):
        paper = pdf.render(minutes.TEMPLATE, told | {"agenda": ["A question of the agenda"] * lines}, clock.now())
        first = pypdf.PdfReader(BytesIO(paper)).pages[0].extract_text().split("\n")
        ends.add(first[-2].strip())
    assert len(ends) > 1 and not ends & {"Decisions", "Decision № 1/1"}


def test_the_calendar_file_is_for_everybodys_own_calendar(council, secretary) -> None:
    client = browser(secretary)
    planned(client)
    answer = client.get(url("calendar", 1))
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    calendar = icalendar.Calendar.from_ical(answer.content)
    assert calendar["method"] == "PUBLISH" and "attendee" not in calendar.walk("VEVENT")[0]


def test_members_read_and_are_offered_no_step(council, secretary) -> None:
    planned(browser(secretary))
    member = browser(make_member(council, "youth"))
    page = member.get(url("detail", 1)).content.decode()
    assert "План на год" in page and "meetings/1/notify" not in page
    assert "meetings/plan" not in member.get(url("list")).content.decode()


@pytest.mark.parametrize("name", ["list", "detail"])
def test_queries_do_not_grow_with_rows(council, secretary, name, django_assert_max_num_queries) -> None:
    client = browser(secretary)
    meeting = planned(client, held_on=f"{TODAY:%d.%m.%Y}")
    address = url(name, *([1] if name == "detail" else []))
    client.get(address)
    for number in range(2, 6):
        meeting.agenda.create(position=number + 5, text="Вопрос")
        make_meeting(council, TODAY, number=number)
    with django_assert_max_num_queries(24):
        client.get(address)


def test_the_list_tells_of_each_held_meeting_whether_there_was_a_quorum(council, secretary, seats) -> None:
    bare, full = make_meeting(council, TODAY - timedelta(3)), make_meeting(council, TODAY - timedelta(2))
    for member in seats.values():
        make_attendance(full, member)
    make_attendance(bare, seats["chair"])
    make_meeting(council, TODAY - timedelta(1), state="planned")
    page = browser(secretary).get(url("list")).content.decode()
    assert page.count("with a quorum: 4 of 4 took part, 3 were needed") == 1
    assert page.count("there is no quorum: 1 of 4 took part, 3 were needed") == 1
    assert page.count("were needed") == 2


def test_the_list_counts_what_was_held_against_what_the_charter_asks_for(council, secretary) -> None:
    make_meeting(council, TODAY)
    page = browser(secretary).get(url("list")).content.decode()
    assert "Held: 1; the Charter asks for at least 4 a year." in page


def test_the_form_of_a_decision_names_the_alternate_who_came(council, secretary, seats) -> None:
    meeting = make_meeting(council, TODAY, state="planned")
    stands_in = seats["youth"].alternates.create(person=make_person("Э. Н."), starts_on=TODAY, order_number="1")
    make_attendance(meeting, seats["youth"], "deputy", alternate=stands_in)
    make_attendance(meeting, seats["chair"])
    page = browser(secretary).get(url("decide", meeting.number)).content.decode()
    assert "Э. Н. for Имя youth, Youth" in page and "Имя chair, Chair" in page


def test_no_decision_is_typed_into_a_meeting_whose_minutes_are_kept(council, secretary, seats) -> None:
    meeting = make_meeting(council, TODAY)
    answer = browser(secretary).get(url("decide", meeting.number), follow=True)
    assert answer.redirect_chain[-1][0] == meeting.get_absolute_url()
    assert "The minutes of this meeting are kept" in answer.content.decode()
