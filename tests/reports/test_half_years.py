"""Reports by half-years from a day on: the same road as by quarters, and the sums of the two quarters (rule 10)."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from actionplans.models import QuarterGuard
from actionplans.quarters import Half, Quarter, Year, parse_span
from actionplans.services.events import EventRefused
from councils import clock, jobs
from councils.dates import span_words
from councils.models import Job, User
from councils.states import Refused
from reports import frequency, work
from reports.checks import frequency_fits
from reports.editions import open_edition
from reports.models import CouncilReport, NationalReport, Period
from reports.rollup import Figures, roll_up, total
from reports.self_checking import check
from reports.services import council_reports, national_reports, periods
from reports.sign_page import sign_page
from reports.statement import statement_of
from reports.states import CheckKind
from reports.years import national_parts, year_statement

from .world import World, open_report, record, sealed, signed_in

H1, H2 = Half(2019, 1), Half(2019, 2)
JULY = date(2019, 7, 5)


@pytest.fixture
def by_halves(settings: Any) -> None:
    settings.REPORT_HALF_YEARS_FROM = date(2019, 1, 1)


def test_quarters_stay_until_the_day_and_halves_come_after(settings: Any) -> None:
    settings.REPORT_HALF_YEARS_FROM = date(2019, 7, 1)
    assert frequency.spans_in(Year(2019)) == [Quarter(2019, 1), Quarter(2019, 2), H2]
    assert frequency.next_span(Quarter(2019, 2)) == H2 and frequency.next_span(H2) == Half(2020, 1)
    assert frequency.span_before(H2) == Quarter(2019, 2)
    settings.REPORT_HALF_YEARS_FROM = None
    assert len(frequency.spans_in(Year(2019))) == 4


def test_a_half_is_never_taken_for_a_quarter() -> None:
    assert Half(2019, 1) != Quarter(2019, 1) and len({Half(2019, 2), Quarter(2019, 2)}) == 2


def test_a_half_is_named_in_three_languages() -> None:
    assert [span_words(2021, 2, 6, code) for code in ("ru", "ky", "en")] == [
        "I полугодие 2021 года", "2021-жылдын I жарым жылдыгы", "First half of 2021",
    ]  # fmt: skip
    assert parse_span("2021-H1") == Half(2021, 1) and parse_span("2021-Q1") == Quarter(2021, 1)
    with pytest.raises(ValueError, match="2021-H3"):
        parse_span("2021-H3")


def test_the_scheduler_opens_one_report_for_the_half(
    world: World, by_halves: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "wake", lambda pk: None)
    work.open_ended_quarters()
    assert [period.label for period in Period.objects.all()] == ["2018-Q4"]  # in April no half is over
    with clock.at(date(2019, 7, 1)):
        for _tick in range(2):
            work.open_ended_quarters()
        for job in Job.objects.filter(kind="open_report"):
            assert jobs.run(job.pk)
        work.open_ended_quarters()
    period = Period.objects.get(year=2019)
    assert (period.label, period.months, period.deadline) == ("2019-H1", 6, date(2019, 7, 15))
    assert period.locks_on == date(2019, 7, 31) and period.as_quarter == H1
    guard = QuarterGuard.objects.latest("starts_on")
    assert (guard.starts_on, guard.ends_on) == (H1.starts_on, H1.ends_on)
    assert Job.objects.filter(kind="open_report").count() == 2


def test_a_quarter_is_reported_once(world: World, settings: Any) -> None:
    open_report(world, Quarter(2019, 1))
    settings.REPORT_HALF_YEARS_FROM = date(2019, 1, 1)
    with clock.at(JULY), pytest.raises(Refused, match="2019-Q1 is open"):
        periods.open_period(H1, actor=None)
    with clock.at(date(2020, 1, 5)), pytest.raises(Refused, match="the report is on 2019-H2"):
        periods.open_period(Quarter(2019, 3), actor=None)


def test_what_was_opened_by_quarters_goes_on_when_the_setting_changes(
    world: World, sms: User, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "wake", lambda pk: None)
    record(world, date(2019, 3, 1), 25)
    council_reports.accept(sealed(world), actor=sms)
    national_reports.consolidate(Period.objects.get(), missing={}, actor=sms)
    assert frequency_fits(None, databases=["default"]) == []
    settings.REPORT_HALF_YEARS_FROM = date(2019, 1, 1)
    (found,) = frequency_fits(None, databases=["default"])
    assert "2019-Q1 is open" in found.msg and "2019-H1" in found.msg
    year = year_statement(Year(2019), national_parts(Year(2019), sms))
    assert [one["label"] for one in year["quarters"]] == ["2019-Q1", "2019-Q2", "2019-H2"]
    assert year["figures"]["participants"] == 25
    with clock.at(JULY):
        work.open_ended_quarters()
    assert [period.label for period in Period.objects.all()] == ["2019-Q2", "2019-Q1"]


def test_a_period_of_six_months_ends_with_the_second_or_the_fourth_quarter(db: None) -> None:
    days = {"opened_on": JULY, "deadline": JULY, "locks_on": JULY}
    with pytest.raises(ValidationError):
        Period(year=2021, quarter=1, months=6, **days).validate_constraints()
    Period(year=2021, quarter=2, months=6, **days).validate_constraints()


def test_a_half_goes_all_the_way_to_the_government_administration(
    world: World, by_halves: None, sms: User, ga: User
) -> None:
    with clock.at(JULY):
        record(world, date(2019, 2, 3), 20, women=10)
        record(world, date(2019, 6, 30), 30)
        page = signed_in(world.secretary)
        report = open_report(world, H1)
        assert page.get(report.get_absolute_url()).status_code == 200
        report = council_reports.accept(sealed(world, H1), actor=sms)
        told = open_edition(report.editions.get())
        assert told["period"] | {"deadline": "", "locks_on": ""} == {
            "label": "2019-H1", "year": 2019, "quarter": 2, "months": 6, "starts_on": "2019-01-01",
            "ends_on": "2019-06-30", "deadline": "", "locks_on": "",
        }  # fmt: skip
        assert (told["figures"]["participants"], len(told["events"])) == (50, 2)
        with pytest.raises(EventRefused):
            record(world, date(2019, 1, 15))  # a day of the first quarter is sealed with the half
        national_reports.consolidate(Period.objects.get(), missing={}, actor=sms)
        national_reports.submit_to_ga(NationalReport.objects.get(), actor=sms)
        read = signed_in(ga).get(reverse("reports:national-detail", args=["2019-H1"])).content.decode()
        assert "First half of 2019" in read
        assert "First half of 2019" in signed_in(sms).get(reverse("reports:board")).content.decode()
        year = year_statement(Year(2019), national_parts(Year(2019), ga))
        assert [one["label"] for one in year["quarters"]] == ["2019-H1", "2019-H2"]
        assert year["figures"]["participants"] == 50
        assert check(CheckKind.WEEKLY).faults == []


def test_links_of_a_half_list_its_events(world: World, by_halves: None) -> None:
    with clock.at(JULY):
        record(world, date(2019, 2, 3), title="Февраль")
        record(world, date(2019, 6, 30), title="Июнь")
        listed = signed_in(world.secretary).get(
            reverse("actionplans:event-list", args=["KG-B"]), {"quarter": "2019-H1"}
        )
    assert listed.status_code == 200 and "Февраль" in listed.content.decode() and "Июнь" in listed.content.decode()


days = st.dates(date(2018, 6, 15), date(2019, 12, 31))
events = st.lists(st.tuples(days, st.integers(0, 400), st.integers(0, 5), st.none() | st.integers(0, 5)), max_size=12)


@given(held=events)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_half_is_the_sum_of_its_quarters_for_any_events(world: World, held: list[Any]) -> None:
    with clock.at(date(2020, 1, 5)), transaction.atomic():
        for day, heads, women, minors in held:
            record(world, day, heads + 10, women=women, under_18=minors)
        for half in (H1, H2, Half(2018, 2)):
            _is_the_sum(world, half)
        transaction.set_rollback(True)


def _is_the_sum(world: World, half: Half) -> None:
    whole = statement_of(world.council, half, None, with_events=True)
    parts = [statement_of(world.council, quarter, None, with_events=True) for quarter in half.quarters]
    assert whole["figures"] == total(Figures(**part["figures"]) for part in parts).as_dict()
    assert whole["year_to_date"] == parts[-1]["year_to_date"]
    assert whole["reached"]["reached"] == sum(part["reached"]["reached"] for part in parts)
    assert whole["events"] == [event for part in parts for event in part["events"]]
    for at, item in enumerate(whole["items"]):
        assert item["figures"] == total(Figures(**part["items"][at]["figures"]) for part in parts).as_dict()
    befores = [part["year_before"] for part in parts if part["year_before"]]
    if befores:
        like = total(Figures(**before["like"]) for before in befores)
        assert whole["year_before"]["like"] == like.as_dict()
        assert whole["year_before"]["figures"] == total(Figures(**one["figures"]) for one in befores).as_dict()
    (rolled,) = roll_up([world.council], half)
    assert rolled.total.as_dict() == whole["figures"]


def test_both_quarters_of_a_half_are_looked_at_twice_before_the_signature(world: World, by_halves: None) -> None:
    with clock.at(JULY):
        for day in (date(2019, 2, 3), date(2019, 6, 30)):
            record(world, day)
            record(world, day)
        report = open_report(world, H1)
        told = sign_page(report, statement_of(world.council, H1, report)).warnings
    found = [line for line in told if line.words.startswith("Perhaps recorded twice")]
    assert [line.url.partition("=")[2] for line in found] == ["2019-Q1", "2019-Q2"]
    assert "Quarter I 2019" in found[0].words


def test_reports_of_a_half_are_one_each(world: World, by_halves: None) -> None:
    with clock.at(JULY):
        open_report(world, H1)
        open_report(world, H1)
    assert CouncilReport.objects.count() == 1
