"""The board and the national report over HTTP: late, waiting, consolidated, acknowledged (rules 10, 13 and 16)."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from actionplans.quarters import Quarter
from councils import clock
from councils.models import User
from reports.models import CouncilReport, Edition, NationalReport
from reports.services import council_reports, national_reports, periods
from tests.factories import make_grant, make_user

from .world import World, make_world, open_report, record, sealed, signed_in

LABEL = "2019-Q1"


@pytest.fixture
def osh(world: World) -> World:
    return make_world("KG-O")


@pytest.fixture
def officer(sms: User) -> Client:
    return signed_in(sms)


@pytest.fixture
def reader(ga: User) -> Client:
    return signed_in(ga)


@pytest.fixture
def accepted(world: World, osh: World, sms: User) -> CouncilReport:
    """Batken's report is accepted, Osh's is still in preparation."""
    record(world, date(2019, 3, 1), 25, women=10)
    open_report(osh)
    return council_reports.accept(sealed(world), actor=sms)


def at(name: str, *args: object) -> str:
    return reverse(f"reports:{name}", args=args)


def consolidated(officer: Client) -> Edition:
    officer.post(at("national-consolidate", LABEL), {"reason_KG-O": "The secretary is ill"})
    return Edition.objects.get(kind="national")


# ---- the national report


def test_consolidating_names_the_missing_council_and_ga_acknowledges(
    accepted: CouncilReport, osh: World, officer: Client, reader: Client
) -> None:
    assert "Consolidate" in officer.get(at("national-list")).content.decode()
    form = officer.get(at("national-consolidate", LABEL)).content.decode()
    assert "Missing: 1" in form and "Accepted: 1" in form
    silent = officer.post(at("national-consolidate", LABEL), {"reason_KG-O": ""})
    assert "Write why its report is not in." in silent.content.decode() and not NationalReport.objects.exists()
    assert consolidated(officer).number == 1

    page = officer.get(at("national-detail", LABEL)).content.decode()
    assert "The secretary is ill" in page and "1 of 2 councils" in page and ">25<" in page
    assert reader.get(at("national-detail", LABEL)).status_code == 404
    officer.post(at("national-submit", LABEL))
    read = reader.get(at("national-detail", LABEL)).content.decode()
    assert "Acknowledge" in read and "The secretary is ill" in read
    reader.post(at("national-acknowledge", LABEL))
    assert NationalReport.objects.get().status == "acknowledged"


def test_consolidating_names_earlier_quarters_that_were_not_sent(
    accepted: CouncilReport, world: World, osh: World, sms: User, officer: Client
) -> None:
    consolidated(officer)
    with clock.at(date(2019, 7, 5)):
        record(world, date(2019, 5, 1))
        council_reports.accept(sealed(world, Quarter(2019, 2)), actor=sms)
        assert "not sent yet" in officer.get(at("national-consolidate", "2019-Q2")).content.decode()
        national_reports.submit_to_ga(NationalReport.objects.get(), actor=sms)
        assert "not sent yet" not in officer.get(at("national-consolidate", "2019-Q2")).content.decode()


def test_a_returned_national_report_says_why_and_its_next_edition_what_it_changed(
    accepted: CouncilReport, osh: World, sms: User, officer: Client, reader: Client
) -> None:
    first = consolidated(officer)
    assert officer.get(at("national-consolidate", LABEL)).status_code == 200
    officer.post(at("national-submit", LABEL))
    blocked = officer.get(at("national-consolidate", LABEL)).content.decode()
    assert "The Government Administration has the report" in blocked
    unsaid = reader.post(at("national-return", LABEL), {"reason": ""}).content.decode()
    assert "Reason: write why." in unsaid
    reader.post(at("national-return", LABEL), {"reason": "Where is Osh?"})
    assert "Where is Osh?" in officer.get(at("national-detail", LABEL)).content.decode()

    record(osh, date(2019, 3, 2), 40)
    council_reports.accept(sealed(osh), actor=sms)
    officer.post(at("national-consolidate", LABEL))
    page = officer.get(at("national-detail", LABEL)).content.decode()
    assert "What this edition changed of edition 1" in page and "<del>25</del>" in page and "<ins>65</ins>" in page
    old = officer.get(at("edition-detail", first.pk)).content.decode()
    assert "Edition 2, sealed on" in old and "The secretary is ill" in old


def test_figures_by_council_open_to_the_events_of_its_edition_for_ga_too(
    accepted: CouncilReport, officer: Client, reader: Client
) -> None:
    consolidated(officer)
    officer.post(at("national-submit", LABEL))
    events, now = at("edition-events", accepted.editions.get().pk), reverse("actionplans:event-list", args=["KG-B"])
    for client in (officer, reader):
        page = client.get(at("national-detail", LABEL)).content.decode()
        assert f"{events}?figure=women" in page and now not in page


def test_who_may_touch_the_national_report(
    accepted: CouncilReport, world: World, officer: Client, reader: Client
) -> None:
    consolidated(officer)
    officer.post(at("national-submit", LABEL))
    secretary, admin = signed_in(world.secretary), signed_in(make_grant("administrator"))
    assert secretary.get(at("national-list")).status_code == 403
    assert secretary.get(at("national-detail", LABEL)).status_code == 404
    assert admin.get(at("national-detail", LABEL)).status_code == 200
    for client, name, code in (
        (secretary, "national-consolidate", 403), (reader, "national-consolidate", 403),
        (admin, "national-consolidate", 403), (secretary, "national-submit", 404), (reader, "national-submit", 403),
        (admin, "national-submit", 403), (officer, "national-acknowledge", 403), (admin, "national-acknowledge", 403),
        (officer, "national-return", 403), (secretary, "national-acknowledge", 404),
    ):  # fmt: skip
        assert client.post(at(name, LABEL)).status_code == code, name
    assert NationalReport.objects.get().status == "submitted"
    for name in ("national-submit", "national-acknowledge"):
        assert officer.get(at(name, LABEL)).status_code == 405


# ---- the board


def test_the_board_says_who_is_in_who_is_late_and_what_waits(world: World, osh: World, officer: Client) -> None:
    record(world, date(2019, 3, 1), 25)
    open_report(osh)
    sealed(world)
    page = officer.get(at("board")).content.decode()
    assert "Waiting for your decision: 1" in page and "submitted 05.04.2019" in page
    assert "Late or given back: 0" in page and "due 15.04.2019; in: 1 of 2" in page
    with clock.at(date(2019, 4, 20)):
        page = officer.get(at("board")).content.decode()
    assert "overdue by 5 days" in page and "Late or given back: 1" in page
    assert "<td>1 of 2<" in page


def test_a_report_that_came_late_counts_as_complete_but_not_in_time(world: World, officer: Client) -> None:
    record(world, date(2019, 3, 1), 25)
    open_report(world)
    with clock.at(date(2019, 4, 18)):
        sealed(world)
        page = officer.get(at("board"))
    column = page.context["board"].columns[0]
    assert (column.intake.due, column.intake.complete, column.intake.in_time) == (1, 1, 0)
    assert "3 days late" in page.content.decode()


def test_a_returned_report_stands_among_those_given_back_with_its_reason(
    world: World, sms: User, officer: Client
) -> None:
    record(world, date(2019, 3, 1), 25)
    report = sealed(world)
    council_reports.return_report(report, actor=sms, reason="Item 1.1 says nothing", until=date(2019, 4, 10))
    page = officer.get(at("board")).content.decode()
    assert "Late or given back: 1" in page and "Item 1.1 says nothing" in page and "Open until 10.04.2019" in page


def test_an_extended_council_is_due_later(world: World, sms: User, officer: Client) -> None:
    report = open_report(world)
    periods.extend(report, until=date(2019, 4, 25), reason="New secretary", actor=sms)
    with clock.at(date(2019, 4, 20)):
        page = officer.get(at("board"))
    assert page.context["board"].columns[0].intake.due == 0 and "extended until 25.04.2019" in page.content.decode()


def test_only_sms_and_administrators_see_the_board(world: World, reader: Client) -> None:
    open_report(world)
    assert signed_in(make_grant("administrator")).get(at("board")).status_code == 200
    for client in (reader, signed_in(world.secretary), signed_in(world.chair), signed_in(make_user())):
        assert client.get(at("board")).status_code == 403


def test_the_board_of_a_year_and_of_nothing(world: World, officer: Client) -> None:
    assert "No quarter is open yet" in officer.get(at("board")).content.decode()
    open_report(world)
    with clock.at(date(2020, 4, 5)):
        open_report(world, Quarter(2019, 4))
        shown = officer.get(at("board") + "?year=2019").context["board"]
    assert [column.period.label for column in shown.columns] == [LABEL, "2019-Q4"]
    assert officer.get(at("board") + "?year=x").status_code == 200


def queries(client: Client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as told:
        assert client.get(url).status_code == 200
    return len(told)


def test_board_and_lists_cost_the_same_for_more_councils_and_quarters(
    world: World, osh: World, sms: User, officer: Client
) -> None:
    for each in (world, osh):
        record(each, date(2019, 3, 1), 25)
    report = council_reports.accept(sealed(world), actor=sms)
    sealed(osh)
    consolidated_pages = [at("board"), at("national-list"), at("national-consolidate", LABEL), reverse("home")]
    officer.post(at("national-consolidate", LABEL), {"reason_KG-O": "late"})
    open_report(make_world("KG-T"))
    before = [queries(officer, url) for url in [*consolidated_pages, at("national-detail", LABEL)]]

    more = make_world("KG-J")
    record(more, date(2019, 3, 1), 25)
    council_reports.accept(sealed(more), actor=sms)
    officer.post(at("national-consolidate", LABEL), {"reason_KG-O": "late", "reason_KG-T": "late"})
    with clock.at(date(2019, 7, 3)):
        for each in (world, osh):
            open_report(each, Quarter(2019, 2))
    assert [queries(officer, url) for url in [*consolidated_pages, at("national-detail", LABEL)]] == before
    assert max(before) <= 30 and report.status == "accepted"
