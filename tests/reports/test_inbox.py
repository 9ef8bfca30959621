"""reports/inbox: what waits for each role, since when, by when; one line each."""

from collections.abc import Callable
from datetime import date, timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from councils import clock, mail
from councils.models import Draft, Job, Mail, Membership, User
from reports.inbox import inbox_of
from reports.models import Comment, CouncilReport, EditionText, Redaction
from reports.services import council_reports, national_reports
from tests.factories import make_grant, make_meeting, make_member, make_user

from .world import World, make_world, open_report, prepared, record, sealed


def told(user: User) -> list[tuple[str, str, str]]:
    """Kind, words, and by when; a fresh user, for rights are kept on the object."""
    lines = inbox_of(User.objects.get(pk=user.pk))
    return [(line.kind, line.words, f"{line.due:%d.%m}" if line.due else "") for line in lines]


def kinds(user: User) -> list[str]:
    return [kind for kind, _words, _due in told(user)]


def test_a_report_waits_for_the_secretary_then_for_the_chair_then_for_sms(world: World, sms: User) -> None:
    record(world, date(2019, 3, 1))
    report = open_report(world)
    assert told(world.secretary) == [("prepare", "Prepare the report for Quarter I 2019", "15.04")]
    assert kinds(world.chair) == kinds(sms) == []
    prepared(world, report)
    assert kinds(world.secretary) == []
    assert (
        told(world.chair) == told(world.deputy) == [("sign", "Read and sign the report for Quarter I 2019", "15.04")]
    )
    sealed_report = CouncilReport.objects.get()
    council_reports.hand_back(sealed_report, actor=world.chair, reason="1.1")
    assert told(world.secretary) == [("correct", "Correct the report for Quarter I 2019", "15.04")]
    sealed(world)
    assert kinds(world.chair) == kinds(world.secretary) == [] and kinds(sms) == ["decide"]
    assert inbox_of(sms)[0].since == date(2019, 4, 5)


def test_a_meeting_whose_day_is_over_waits_for_its_minutes(world: World) -> None:
    meeting = make_meeting(world.council, date(2019, 4, 4), state="planned")
    make_meeting(world.council, date(2019, 4, 5), state="planned")
    make_meeting(world.council, date(2019, 3, 4), state="held")
    words = "Record who took part in the meeting of 4 April 2019, its decisions and its minutes"
    assert told(world.secretary) == [("meeting", words, "")]
    assert inbox_of(world.secretary)[0].url == meeting.get_absolute_url()


def test_a_returned_report_is_due_on_the_day_that_sms_gave(world: World, sms: User) -> None:
    record(world, date(2019, 3, 1))
    council_reports.return_report(sealed(world), actor=sms, reason="Check item 1.1", until=date(2019, 4, 20))
    assert told(world.secretary) == [("correct", "Correct the report for Quarter I 2019", "20.04")]
    assert inbox_of(world.secretary)[0].note == "Check item 1.1"
    with clock.at(date(2019, 4, 20)):
        assert kinds(sms) == [] and inbox_of(User.objects.get(pk=world.secretary.pk))[0].days_left == 0
    with clock.at(date(2019, 4, 21)):
        assert told(sms) == [("late", "The report for Quarter I 2019 was not corrected", "20.04")]
        assert inbox_of(User.objects.get(pk=world.secretary.pk))[0].days_overdue == 1


def test_what_is_overdue_stands_first_then_by_day(world: World) -> None:
    open_report(world)
    Draft.objects.create(owner=world.secretary, kind="page", key="/", data={"title": ["Тема"]})
    osh = make_world("KG-O")
    Membership.objects.filter(pk=osh.secretary.person.memberships.get().pk).update(person=world.secretary.person)
    with clock.at(date(2019, 4, 16)):
        osh.secretary = world.secretary
        report = open_report(osh)
        CouncilReport.objects.filter(pk=report.pk).update(due_on=date(2019, 4, 12))
        lines = inbox_of(User.objects.get(pk=world.secretary.pk))
    assert [line.days_overdue for line in lines] == [4, 1, 0] and lines[-1].kind == "drafts"
    assert [line.place for line in lines][:2] == ["Osh oblast", "Batken oblast"]


def test_a_late_council_waits_for_sms_from_the_day_after(world: World, sms: User) -> None:
    open_report(world)
    with clock.at(date(2019, 4, 15)):
        assert kinds(sms) == []
    with clock.at(date(2019, 4, 16)):
        assert told(sms) == [("late", "No report for Quarter I 2019", "15.04")]


def test_the_national_report_waits_for_sms_then_for_ga(world: World, sms: User, ga: User) -> None:
    record(world, date(2019, 3, 1))
    osh = make_world("KG-O")
    report = council_reports.accept(sealed(world), actor=sms)
    assert "consolidate" not in kinds(sms)
    record(osh, date(2019, 3, 1))
    council_reports.accept(sealed(osh), actor=sms)
    assert kinds(sms) == ["consolidate"]
    national_reports.consolidate(report.period, missing={}, actor=sms)
    assert kinds(sms) == ["send"] and kinds(ga) == []
    national_reports.submit_to_ga(report.period.national, actor=sms)
    assert kinds(sms) == [] and kinds(ga) == ["acknowledge"]
    national_reports.return_to_sms(report.period.national, actor=ga, reason="Osh")
    assert kinds(sms) == ["returned"] and inbox_of(sms)[0].note == "Osh" and kinds(ga) == []


def test_a_comment_waits_for_the_other_side_until_it_is_settled(world: World, sms: User) -> None:
    report = open_report(world)
    asked = Comment.objects.create(report=report, text="Why?", at=clock.now(), by=sms)
    assert "Answer 1 comment on the report for Quarter I 2019" in [words for _k, words, _d in told(world.secretary)]
    assert kinds(sms) == [] and kinds(world.chair) == []
    Comment.objects.create(report=report, text="Because", at=clock.now(), by=world.secretary)
    assert kinds(sms) == ["comments"]
    Comment.objects.filter(pk=asked.pk).update(settled_at=clock.now(), settled_by=sms)
    assert kinds(world.secretary) == ["prepare"]


def test_events_that_await_a_plan_and_a_vacant_seat(world: World, sms: User) -> None:
    with clock.at(date(2020, 2, 1)):
        record(world, date(2020, 1, 20), item=None)
        assert "awaiting" in kinds(world.secretary)
        Membership.objects.filter(person=world.secretary.person).update(ends_on=date(2020, 1, 15))
        assert kinds(world.secretary) == []
        lines = [line for line in inbox_of(make_grant("administrator")) if line.kind == "vacant"]
        assert [(line.words[:20], line.since) for line in lines] == [("The secretary's seat", date(2020, 1, 16))]
        assert "vacant" in kinds(sms)


def test_an_administrator_is_told_of_mails_that_did_not_go_out(world: World, settings: object) -> None:
    admin = make_grant("administrator")
    mail.write(make_user(), kind="reminder", key="a", subject="A", body="B")
    assert [words for _k, words, _d in told(admin)] == ["E-mails wait: no mail server is set"]
    settings.EMAIL_HOST = "mail.example.kg"
    assert told(admin) == []
    Mail.objects.update(state="failed")
    assert [words for _k, words, _d in told(admin)] == ["1 e-mail did not go out"]


def test_a_redaction_waits_for_another_person(world: World, sms: User) -> None:
    record(world, date(2019, 3, 1))
    council_reports.accept(sealed(world), actor=sms)
    text = EditionText.objects.first()
    redaction = Redaction.objects.create(text=text, reason="A name", asked_by=sms, asked_at=clock.now())
    assert kinds(sms) == ["consolidate"] and kinds(make_grant("administrator")) == ["redaction"]
    [line] = [line for line in inbox_of(make_grant("sms")) if line.kind == "redaction"]
    assert line.url == reverse("reports:redaction-decide", args=[redaction.pk])


def test_a_failed_job_waits_for_its_owner_until_it_was_done(world: World) -> None:
    Job.objects.create(kind="export_events", key="x", owner=world.chair, state="failed", ended_at=timezone.now())
    assert kinds(world.chair) == ["job"] and kinds(world.secretary) == []
    Job.objects.create(kind="export_events", key="x", owner=world.chair, state="done")
    assert kinds(world.chair) == []


def test_a_member_and_a_stranger_have_nothing_to_do(world: World) -> None:
    open_report(world)
    assert kinds(make_member(world.council, "youth")) == kinds(make_user()) == []


def queries(user: User) -> int:
    fresh = User.objects.get(pk=user.pk)
    with CaptureQueriesContext(connection) as caught:
        inbox_of(fresh)
    return len(caught)


def test_the_queries_do_not_grow_with_what_waits(world: World, sms: User) -> None:
    """One council with work, then three: as many queries for SMS; one report, then three, for a secretary."""
    everything: Callable[[User], User] = lambda user: make_grant("administrator", user=user)  # noqa: E731
    all_roles = make_grant("ga", user=everything(sms))
    _work(world, sms)
    with clock.at(date(2019, 4, 30)):
        one = queries(all_roles)
        for code in ("KG-O", "KG-T"):
            _work(make_world(code), sms)
        assert queries(all_roles) == one


def _work(world: World, sms: User) -> None:
    with clock.at(date(2019, 4, 5)):
        report = open_report(world)
        Comment.objects.create(report=report, text="Why?", at=clock.now(), by=world.secretary)
    with clock.at(date(2019, 7, 5)):
        record(world, date(2019, 5, 5))
        sealed(world, type(report.period.as_quarter)(2019, 2))
        text = EditionText.objects.filter(edition__report__council=world.council).first()
        Redaction.objects.create(text=text, reason="x", asked_by=world.chair, asked_at=clock.now())
    Membership.objects.filter(council=world.council, seat__role="chair").update(
        ends_on=date(2019, 4, 20) + timedelta(days=1)
    )
    mail.write(world.chair, kind="reminder", key=world.council.code, subject="A", body="B")


def test_the_home_page_shows_each_line_with_its_link(world: World) -> None:
    from .world import signed_in

    open_report(world)
    page = signed_in(world.secretary).get(reverse("home")).content.decode()
    assert "What waits for you: 1" in page and "since 05.04.2019" in page and "by 15.04.2019" in page
