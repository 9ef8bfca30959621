"""Every total of an edition opens to the events behind it, as they stood in it (rules 12 and 14)."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from actionplans.services.events import change_event, draft_of, void_event
from councils import clock
from councils.models import User
from reports.models import CouncilReport, Edition, Period
from reports.services import council_reports, national_reports
from reports.views import sealed_events as views

from .world import Q1, World, make_world, open_report, record, sealed, signed_in


@pytest.fixture
def accepted(world: World, sms: User) -> CouncilReport:
    record(world, date(2019, 3, 1), 25, women=10, men=12, age_14_28=20, materials=30)
    record(world, date(2019, 3, 2), None, form="broadcast", district=None, audience=4000)
    record(world, date(2019, 3, 3), 4, place="дом Асановых", women=4)
    return council_reports.accept(sealed(world), actor=sms)


def edition_of(report: CouncilReport) -> Edition:
    return report.editions.order_by("-number")[0]


def events_of(user: User, edition: Edition, **asked: Any) -> Any:
    return signed_in(user).get(reverse("reports:edition-events", args=[edition.pk]), asked)


def foot(response: Any) -> dict[str, int | None]:
    return dict(response.context["sums"])


@pytest.mark.parametrize("corrected", [False, True])
def test_every_linked_figure_of_report_and_edition_opens_to_its_own_sum(
    accepted: CouncilReport, world: World, corrected: bool
) -> None:
    """Also after a correction: what stood in the edition, not what is there now."""
    if corrected:
        event = world.council.events.get(ends_on=date(2019, 3, 1))
        less = replace(draft_of(event), participants=20, women=5)
        change_event(event, less, actor=world.secretary, version=1, reason="лист пересчитан")
        void_event(world.council.events.get(participants=4), actor=world.secretary, reason="записано дважды")
    client, opened = signed_in(world.secretary), []
    for address in (accepted.get_absolute_url(), reverse("reports:edition-detail", args=[edition_of(accepted).pk])):
        page = client.get(address).context["page"]
        marks = [mark for row in page.rows for mark in row.marks if mark.url]
        figures = [(tile.url, tile.value) for tile in page.tiles] + [(mark.url, mark.quarter) for mark in marks]
        for url, value in [*figures, (page.audience_url, 4000)]:
            response = client.get(url)
            assert response.context["sum"] == value and 'id="sum"' in response.content.decode()
            opened.append(url)
    assert len(opened) == 2 * (6 + 2 + 1) and len({url.split("?")[0] for url in opened}) == 1


def test_only_rows_that_add_to_the_figure_stand_there_and_it_is_marked(accepted: CouncilReport, world: World) -> None:
    edition = edition_of(accepted)
    women = events_of(world.chair, edition, figure="women")
    assert women.context["count"] == 2 and foot(women)["women"] == 14
    assert "<b>10</b>" in women.content.decode() and "2 events add to it" in women.content.decode()
    assert events_of(world.chair, edition, figure="audience").context["count"] == 1
    ages = events_of(world.chair, edition, figure="age_14_28")
    assert ages.context["columns"][-1][0] == "age_14_28" and foot(ages)["age_14_28"] == 20
    assert events_of(world.chair, edition, figure="sex_not_recorded").context["sum"] == 3
    broadcast = events_of(world.chair, edition).context["rows"][1]
    assert dict(broadcast.counts)["participants"] is None  # not recorded is not 0


def test_rows_of_an_item_a_district_and_those_that_sms_entered(accepted: CouncilReport, world: World) -> None:
    edition = edition_of(accepted)
    assert events_of(world.chair, edition, item=world.item.pk).context["count"] == 3
    assert events_of(world.chair, edition, item=world.silent.pk).context["count"] == 0
    assert events_of(world.chair, edition, district="Р").context["count"] == 2
    assert events_of(world.chair, edition, behalf="sms").context["count"] == 0


@pytest.mark.parametrize("asked", [{"item": "999999"}, {"figure": "heads"}, {"district": "Ы"}, {"item": "x"}])
def test_a_choice_that_the_edition_does_not_know_shows_nothing_and_no_sum(
    accepted: CouncilReport, world: World, asked: dict[str, str]
) -> None:
    page = events_of(world.chair, edition_of(accepted), **asked).content.decode()
    assert "Nothing is shown" in page and 'id="sum"' not in page


def test_pages_of_a_hundred_with_sums_over_all(
    accepted: CouncilReport, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert views.ROWS == 100
    monkeypatch.setattr(views, "ROWS", 2)
    second = events_of(world.chair, edition_of(accepted), page=2)
    assert len(second.context["rows"]) == 1 and foot(second)["participants"] == 29 and second.context["count"] == 3


def test_ga_reads_sealed_rows_without_places_of_few_and_without_links(
    accepted: CouncilReport, world: World, ga: User
) -> None:
    page = events_of(ga, edition_of(accepted))
    told = page.content.decode()
    assert page.context["count"] == 3 and "/events/KG-B" not in told and "Асановых" not in told
    assert "/events/KG-B" in events_of(world.chair, edition_of(accepted)).content.decode()


def test_national_totals_open_to_councils_and_their_figures_to_events(
    accepted: CouncilReport, world: World, sms: User, ga: User
) -> None:
    osh = make_world("KG-O")
    record(osh, date(2019, 3, 1), 40, women=1)
    council_reports.accept(sealed(osh), actor=sms)
    nation = national_reports.consolidate(Period.objects.get(), missing={}, actor=sms)
    national_reports.submit_to_ga(nation.national, actor=sms)
    client = signed_in(ga)
    for address in (nation.national.get_absolute_url(), reverse("reports:edition-detail", args=[nation.pk])):
        page = client.get(address).context["page"]
        assert {tile.url.split("?")[0] for tile in page.tiles} == {reverse("reports:edition-events", args=[nation.pk])}
        for number, total in enumerate(page.totals):
            councils = client.get(total.url)
            assert councils.context["figure"] == total.name
            cells = [line.cells[number] for line in councils.context["page"].lines]
            assert sum(client.get(cell.url).context["sum"] for cell in cells) == total.value


def test_the_page_asks_the_database_the_same_for_one_event_and_for_three(
    world: World, sms: User, django_assert_max_num_queries: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    record(world, date(2019, 3, 1))
    report, asked = sealed(world), []
    for _again in range(2):
        client = signed_in(world.chair)
        address = reverse("reports:edition-events", args=[edition_of(report).pk])
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        asked.append(len(queries))
        council_reports.return_report(report, actor=sms, reason="Добавить", until=date(2019, 4, 10))
        for day in (2, 3):
            record(world, date(2019, 3, day))
        report = sealed(world)
    assert asked[0] == asked[1]


def test_since_the_start_of_the_year_opens_by_quarter_to_the_events(accepted: CouncilReport, world: World) -> None:
    """Of a sealed quarter as they stood, of one that is not sealed as they are."""
    client = signed_in(world.secretary)
    with clock.at(date(2019, 4, 10)):
        record(world, date(2019, 4, 9), 7)
    with clock.at(date(2019, 7, 5)):
        open_report(world, Q1.next())
        mark = next(mark for mark in client.get(accepted.get_absolute_url()).context["page"].rows[0].marks)
        address, _, place = mark.year_url.partition("#")
        response = client.get(address)
        page = response.context["page"]
        assert place == f"item-{world.item.pk}" and f'<tr id="{place}">' in response.content.decode()
        figures = [(value, url) for line in page.lines for _column, value, url in line.cells[:1] if value]
        figures += [(told["events"], url) for row in page.items for _column, told, url in row.cells[:1] if url]
        assert len(figures) > 4
        for value, url in figures:
            assert url in response.content.decode().replace("&amp;", "&")
            assert client.get(url).context["sum"] == value
        live = {url for row in page.items for _column, _told, url in row.cells[1:2] if url}
        listed = reverse("actionplans:event-list", args=["KG-B"])
        assert live == {f"{listed}?quarter=2019-Q2&item={world.item.pk}"}


def test_ga_opens_no_live_quarter_of_a_year(accepted: CouncilReport, world: World, ga: User) -> None:
    with clock.at(date(2019, 4, 10)):
        record(world, date(2019, 4, 9), 7)
    with clock.at(date(2019, 7, 5)):
        open_report(world, Q1.next())
        page = signed_in(ga).get(reverse("reports:council-year", args=["KG-B", "2019"])).context["page"]
    urls = {url for row in page.items for _column, _told, url in row.cells if url}
    assert urls and all("/editions/" in url for url in urls)
