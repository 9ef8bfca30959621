"""A year and a half-year are sums of their quarters' latest editions; what is not in is named (rule 13)."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from actionplans.quarters import Half, Quarter, Year, parse_year_span
from actionplans.services.events import change_event
from councils import clock, jobs
from councils.models import Job, User
from councils.states import Refused
from reports.models import CouncilReport, NationalReport, Period
from reports.services import council_reports, national_reports, signing
from reports.states import MissingQuarter
from reports.workbooks import content_of_sum, rendered
from reports.years import council_parts, council_year, national_parts, year_statement

from . import books
from .world import Q1, World, draft, make_world, open_report, prepared, record, sealed, signed_in

Q2 = Quarter(2019, 2)
YEAR = Year(2019)


def accepted(world: World, sms: User, quarter: Quarter, participants: int) -> CouncilReport:
    with clock.at(quarter.next().starts_on.replace(day=5)):
        record(world, quarter.starts_on.replace(day=20), participants, women=participants // 2)
        return council_reports.accept(sealed(world, quarter), actor=sms)


def consolidated(sms: User, quarter: Quarter, *, send: bool = True, **missing: str) -> None:
    named = {code.replace("_", "-"): reason for code, reason in missing.items()}
    with clock.at(quarter.next().starts_on.replace(day=20)):
        period = Period.objects.get(year=quarter.year, quarter=quarter.quarter)
        national_reports.consolidate(period, missing=named, actor=sms)
        if send:
            national_reports.submit_to_ga(NationalReport.objects.get(period=period), actor=sms)


def national(user: User, span: Any = YEAR) -> dict[str, Any]:
    with clock.at(date(2019, 8, 1)):
        return year_statement(span, national_parts(span, user))


@pytest.fixture
def osh(world: World) -> World:
    return make_world("KG-O")


@pytest.fixture
def two_quarters(world: World, osh: World, sms: User) -> None:
    """Batken in both quarters, Osh in the second alone."""
    accepted(world, sms, Q1, 20)
    with clock.at(date(2019, 4, 5)):
        open_report(osh)
    consolidated(sms, Q1, KG_O="ill")
    accepted(world, sms, Q2, 30)
    accepted(osh, sms, Q2, 7)
    consolidated(sms, Q2, send=False)


def test_a_year_is_the_sum_of_its_quarters_and_names_what_is_not_in(two_quarters: None, sms: User) -> None:
    told = national(sms)
    assert told["figures"]["participants"] == 57 and told["figures"]["events"] == 3
    assert [one["missing"] for one in told["quarters"]] == [
        None, None, MissingQuarter.NOT_OVER, MissingQuarter.NOT_OVER,
    ]  # fmt: skip
    assert told["period"]["label"] == "2019" and told["period"]["months"] == 12 and told["period"]["quarter"] is None
    sums = {council["code"]: council["figures"]["participants"] for council in told["councils"]}
    assert sums == {"KG-B": 50, "KG-O": 7}
    assert [(gap["period"], gap["code"], gap["reason"]) for gap in told["gaps"]] == [("2019-Q1", "KG-O", "ill")]
    assert told["missing"] == [] and told["due"] == 2


def test_halves_sum_to_the_year(two_quarters: None, sms: User) -> None:
    first, second = national(sms, Half(2019, 1)), national(sms, Half(2019, 2))
    assert first["figures"] == national(sms)["figures"]
    assert second["figures"]["events"] == 0 and [one["figures"] for one in second["quarters"]] == [None, None]


def test_each_reads_what_is_open_to_them(two_quarters: None, world: World, sms: User, ga: User) -> None:
    """GA and the councils: what was sent; the sums of all councils are open to every seat (rule 3)."""
    assert national(ga)["figures"]["participants"] == 20
    assert national(world.secretary)["figures"]["participants"] == 20
    page = signed_in(world.secretary).get(reverse("reports:national-year", args=["2019"]))
    assert page.status_code == 200 and b"/editions/" not in page.content and b": ill" not in page.content


def test_years_are_compared_over_like_quarters_only(world: World, sms: User) -> None:
    with clock.at(date(2019, 1, 5)):
        record(world, date(2018, 11, 1), 10)
        council_reports.accept(sealed(world, Quarter(2018, 4)), actor=sms)
    accepted(world, sms, Q1, 20)
    accepted(world, sms, Quarter(2019, 4), 30)
    with clock.at(date(2020, 1, 20)):
        told = council_year(world.council, YEAR, council_parts(world.council, YEAR, sms, live=True))
    before = told["year_before"]
    # The council was founded in May 2018: nothing is like the first quarter.
    assert before["quarters"] == ["2019-Q4"]
    assert (before["figures"]["participants"], before["like"]["participants"]) == (10, 30)
    assert told["figures"]["participants"] == 50
    assert [one["missing"] for one in told["quarters"]][1:3] == [MissingQuarter.NO_REPORT] * 2


def test_no_data_is_not_zero_before_there_was_a_council(world: World, sms: User) -> None:
    accepted(world, sms, Q1, 20)
    with clock.at(date(2019, 4, 20)):
        year_before = council_parts(world.council, Year(2018), sms, live=True)
        told = council_year(world.council, YEAR, council_parts(world.council, YEAR, sms, live=True))
    assert year_before[0].missing == MissingQuarter.HISTORY
    assert told["year_before"] is None


def test_a_live_quarter_is_named_as_not_sealed_and_ga_never_reads_it(world: World, sms: User, ga: User) -> None:
    accepted(world, sms, Q1, 20)
    with clock.at(date(2019, 7, 5)):
        record(world, date(2019, 5, 1), 30)
        open_report(world, Q2)
        live = council_year(world.council, YEAR, council_parts(world.council, YEAR, sms, live=True))
        sealed_only = council_year(world.council, YEAR, council_parts(world.council, YEAR, ga, live=False))
        page = signed_in(world.secretary).get(reverse("reports:council-year", args=["KG-B", "2019"])).content.decode()
    assert live["figures"]["participants"] == 50 and sealed_only["figures"]["participants"] == 20
    assert [one["edition"] for one in live["quarters"]][:2] == [1, None]
    assert "not sealed, figures as they stand now" in page


def test_items_stand_by_quarter_and_sum_to_the_council(world: World, sms: User) -> None:
    accepted(world, sms, Q1, 20)
    accepted(world, sms, Q2, 30)
    with clock.at(date(2019, 8, 1)):
        told = council_year(world.council, YEAR, council_parts(world.council, YEAR, sms, live=True))
    item = next(one for one in told["items"] if one["number"] == "1.1")
    by_quarter = {label: figures["participants"] for label, figures in item["quarters"].items()}
    assert by_quarter == {"2019-Q1": 20, "2019-Q2": 30}
    assert item["figures"]["participants"] == 50
    assert [one["quarter"] for one in item["indicators"]] == [2, 50]
    assert sum(one["figures"]["events"] for one in told["items"]) == told["figures"]["events"]


def test_a_restated_quarter_counts_as_its_latest_edition_and_is_marked(world: World, sms: User) -> None:
    report = accepted(world, sms, Q1, 20)
    with clock.at(date(2019, 6, 1)):
        council_reports.reopen(report, actor=sms, reason="Count again", until=date(2019, 6, 5))
        event = world.council.events.get()
        change_event(event, draft(world, event.ends_on, 15, women=10), actor=world.secretary, version=1)
        signing.sign(prepared(world, CouncilReport.objects.get()), actor=world.chair)
        parts = council_parts(world.council, YEAR, sms, live=True)
        told = council_year(world.council, YEAR, parts)
        page = signed_in(sms).get(reverse("reports:council-year", args=["KG-B", "2019"])).content.decode()
    assert told["figures"]["participants"] == 15 and told["quarters"][0]["edition"] == 2
    assert "edition 2, restated" in page


def workbook(user: User, span: Any = YEAR) -> list[Any]:
    with clock.at(date(2019, 8, 1)):
        return books.read(rendered(content_of_sum(span, user, "en")))


def participants_by_council(sheets: list[Any]) -> dict[str, int]:
    sums: dict[str, int] = {}
    for row in books.table(sheets[books.EVENTS], "Code"):
        sums[row["Council"]] = sums.get(row["Council"], 0) + row["participants (persons may repeat)"]
    return sums


def test_the_workbook_of_a_year_proves_the_sums_of_the_page_by_its_events(two_quarters: None, sms: User) -> None:
    sheets, page = workbook(sms), national(sms)
    sums = {council["region"]["en"]: council["figures"]["participants"] for council in page["councils"]}
    assert participants_by_council(sheets) == sums and sum(sums.values()) == 57
    *rows, last = books.table(sheets[books.CHECK], "Figure")
    assert {row["Result"] for row in rows} == {"agrees"} and last["Result"] == len(rows)
    told = {row["Council"]: row["In the report"] for row in rows if row["Figure"] == "Participants"}
    assert told == sums | {"All councils": 57}


def test_the_workbook_of_a_year_says_what_it_sums_and_what_it_lacks(
    two_quarters: None, world: World, osh: World, sms: User
) -> None:
    sheets = workbook(sms)
    cover, batken_region = books.pairs(sheets[books.COVER]), world.council.region.name_en
    editions = [NationalReport.objects.get(period__quarter=number).editions.get() for number in (1, 2)]
    assert cover["Sum of the sealed editions"].split("\n") == [
        f"Quarter {name} 2019: Edition 1 · {edition.short_code}"
        for name, edition in zip(("I", "II"), editions, strict=True)
    ]
    assert (cover["Edition"], cover["Check code"], cover["SHA-256"]) == ("not sealed", "—", "—")
    lacking = "Quarter III 2019 (not over yet)\nQuarter IV 2019 (not over yet)"
    assert cover["Quarters that are not in"] == lacking
    assert cover["Did not report (reason)"] == f"{osh.council.name_en}, Quarter I 2019: ill"
    batken, absent, *second = books.table(sheets[books.DISCIPLINE], "No.")[:4]
    assert batken["Council"] == f"{batken_region}, Quarter I 2019" and batken["Submitted on"]
    assert absent["Council"] == f"{osh.council.name_en}, Quarter I 2019" and absent["Remark"] == "ill"
    assert all(row["Council"].endswith(", Quarter II 2019") and row["Remark"] is None for row in second)
    assert "SUM of sealed editions, itself not sealed: 2019-Q1 № 1, 2019-Q2 № 1" in str(
        books.rows(sheets[books.CHECK])
    )
    for at in (books.DISCIPLINE, books.CHANGES):
        assert f"Not in: {lacking}".replace("\n", "; ") in [row[0] for row in books.rows(sheets[at])]


def test_the_workbook_of_a_year_counts_a_restated_quarter_by_its_latest_edition(world: World, sms: User) -> None:
    report = accepted(world, sms, Q1, 20)
    consolidated(sms, Q1, send=False)
    accepted(world, sms, Quarter(2019, 3), 30)
    consolidated(sms, Quarter(2019, 3), send=False)
    with clock.at(date(2019, 6, 1)):
        council_reports.reopen(report, actor=sms, reason="Count again", until=date(2019, 6, 5))
        event = world.council.events.get(ends_on__lt=date(2019, 4, 1))
        change_event(event, draft(world, event.ends_on, 15, women=10), actor=world.secretary, version=1)
        again = signing.sign(prepared(world, CouncilReport.objects.get(pk=report.pk)), actor=world.chair).report
        assert again
        council_reports.accept(again, actor=sms)
    assert sum(participants_by_council(workbook(sms)).values()) == 50  # not consolidated anew yet
    consolidated(sms, Q1, send=False)
    assert sum(participants_by_council(workbook(sms)).values()) == national(sms)["figures"]["participants"] == 45
    (row,) = (r for r in books.table(workbook(sms, Half(2019, 2))[books.SUMMARY], "Figure") if "repeat" in r["Figure"])
    assert (row["In the period"], row["Since the start of the year"]) == (30, 45)


def test_sms_alone_takes_the_workbook_of_a_year(
    two_quarters: None, world: World, sms: User, ga: User, settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    page, button = (reverse(f"reports:national-year{what}", args=["2019"]) for what in ("", "-workbook"))
    for user in (ga, world.secretary):
        assert signed_in(user).post(button).status_code == 403
        assert button not in signed_in(user).get(page).content.decode()
    client = signed_in(sms)
    assert f'action="{button}"' in client.get(page).content.decode()
    assert client.post(button, {"language": "ru"}).status_code == 302
    job = Job.objects.latest("pk")
    assert jobs.run(job.pk)
    job.refresh_from_db()
    response = client.get(job.result["url"])
    assert response["Content-Disposition"] == 'attachment; filename="tipcc-2019-national-sum-ru.xlsx"'
    assert signed_in(ga).get(job.result["url"]).status_code == 404


def test_there_is_no_workbook_of_nothing(two_quarters: None, sms: User) -> None:
    with pytest.raises(Refused, match="2019-H2"):
        workbook(sms, Half(2019, 2))


def test_a_year_costs_the_same_for_one_council_and_for_three(
    two_quarters: None, osh: World, sms: User, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(8):
        national(sms)


@pytest.mark.parametrize("label", ["2019-H3", "19", "2019-h1", "2019-Q1", "2031", "x"])
def test_other_addresses_are_not_found(world: World, sms: User, label: str) -> None:
    open_report(world)
    assert signed_in(sms).get(reverse("reports:national-year", args=[label])).status_code == 404


def test_spans_know_their_quarters() -> None:
    assert parse_year_span("2019-H2") == Half(2019, 2) and parse_year_span("2019") == YEAR
    assert [q.number for q in Half(2019, 2).quarters] == [20193, 20194]
    assert Half(2019, 1).quarters + Half(2019, 2).quarters == YEAR.quarters
    assert (YEAR.starts_on, YEAR.ends_on) == (date(2019, 1, 1), date(2019, 12, 31))
    assert (Half(2019, 1).ends_on, Half(2019, 2).starts_on) == (date(2019, 6, 30), date(2019, 7, 1))
    assert Q1.quarters == [Q1]
