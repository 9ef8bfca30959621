"""The start page of each role, and the addresses that a monitor asks."""

from datetime import date

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from actionplans.quarters import Quarter
from councils import clock
from councils.models import Installation, Job, User
from reports.services import council_reports, national_reports, periods
from tests.factories import make_grant, make_member, make_user

from .world import World, open_report, prepared, record, sealed, signed_in


def home(user: User) -> str:
    response = signed_in(user).get(reverse("home"))
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture
def january(world: World) -> World:
    """On 7 January 2020 the first quarter of 2020 runs and the last of 2019 is due; both have events."""
    with clock.at(date(2019, 12, 30)):
        record(world, date(2019, 12, 20), 31, women=20, men=5)
    with clock.at(date(2020, 1, 7)):
        open_report(world, Quarter(2019, 4))
        yield world


def test_a_secretary_sees_the_running_quarter_and_the_report_due_apart(january: World) -> None:
    page = home(january.secretary)
    assert "Quarter I 2020, running" in page and "Quarter IV 2019 in figures" in page
    assert "8 days left" in page and "0 of 2 items confirmed" in page and "Log an event" in page
    assert "Prepare the report for Quarter IV 2019" in page and "by 15.01.2020" in page and "20 women, 5 men" in page
    assert f"{reverse('actionplans:event-list', args=['KG-B'])}?quarter=2019-Q4" in page


def test_the_change_is_on_the_same_months_a_year_before(january: World) -> None:
    with clock.at(date(2019, 12, 31)):
        record(january, date(2018, 11, 2), 40)
    page = home(january.secretary)
    assert "−9 (−23" in page and "01.10.2018 – 31.12.2018" in page


def test_a_returned_report_stands_first_among_what_waits(world: World, sms: User) -> None:
    record(world, date(2019, 3, 1))
    council_reports.return_report(sealed(world), actor=sms, reason="Check item 1.1", until=date(2019, 4, 10))
    page = home(world.secretary)
    assert "Correct the report for Quarter I 2019" in page and "Check item 1.1" in page and "by 10.04.2019" in page


def test_a_chair_finds_what_to_sign(world: World) -> None:
    record(world, date(2019, 3, 1))
    report = open_report(world)
    assert "Read and sign" not in home(world.chair)
    prepared(world, report)
    assert reverse("reports:report-sign", args=["KG-B", "2019-Q1"]) in home(world.chair)
    assert "Read and sign" not in home(world.secretary)


def test_a_member_reads_without_buttons(world: World) -> None:
    open_report(world)
    page = home(make_member(world.council, "youth"))
    assert "Log an event" not in page and "Report for Quarter I 2019" in page and "Nothing waits for you now" in page


def test_sms_finds_what_waits_and_the_notice(world: World, sms: User) -> None:
    record(world, date(2019, 3, 1))
    report = sealed(world)
    periods.tell_sms(report.period)
    page = home(sms)
    assert "Check the report for Quarter I 2019" in page and "1 report for Quarter I 2019 was opened" in page


def test_ga_finds_what_to_acknowledge_and_who_is_missing(world: World, sms: User, ga: User) -> None:
    assert "No national report was sent yet" in home(ga)
    record(world, date(2019, 3, 1))
    report = council_reports.accept(sealed(world), actor=sms)
    national_reports.consolidate(report.period, missing={}, actor=sms)
    assert "No national report was sent yet" in home(ga)
    national_reports.submit_to_ga(report.period.national, actor=sms)
    page = home(ga)
    assert "Read and acknowledge" in page and "All 1 councils reported" in page


def test_an_administrator_finds_the_ways_on(db: None) -> None:
    page = home(make_grant("administrator"))
    for name in ("councils:council-list", "councils:user-list", "councils:charter-list", "reports:board"):
        assert reverse(name) in page


def test_a_user_without_any_right_gets_words(db: None) -> None:
    assert "Your account has no right today" in home(make_user())


def test_a_failed_job_is_told_to_its_owner(sms: User) -> None:
    failed = Job.objects.create(kind="render_workbook", key="x", owner=sms, state="failed", error="The disk is full")
    assert "The disk is full" in home(sms)
    Job.objects.create(kind="render_workbook", key="x", owner=sms, state="done")
    assert "The disk is full" not in home(sms) and failed.pk


def test_the_monitor_is_told_what_is_wrong(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    client = Client()
    assert client.get("/healthz").content == client.get("/readyz").content == b"ok"
    Installation.objects.update_or_create(pk=1, defaults={"mode": "demonstration"})
    answer = client.get("/readyz")
    assert answer.status_code == 503 and b"demonstration" in answer.content and settings.TIPCC_MODE == "production"


def test_the_monitor_is_told_of_migrations_that_are_not_applied(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db.migrations.executor import MigrationExecutor

    monkeypatch.setattr(MigrationExecutor, "migration_plan", lambda self, targets: [("councils", "0002")])
    answer = Client().get("/readyz")
    assert answer.status_code == 503 and answer.content == b"migrations are not applied"
